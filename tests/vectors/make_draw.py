"""draw.json: a whole draw of two experts out of six, and coefficients."""

from datetime import timedelta
from hashlib import sha256

from experts.domain import draw_entries as told
from experts.domain.draw import Purpose, coefficient, order_of, order_root
from experts.domain.nonces import HalfContext, Party, keys_hash, nonce_of, open_half
from experts.domain.open_lists import drawn_numbers, open_list
from experts.domain.progress import HALVES
from experts.domain.walk import Result
from tests.support.small_draw import PLACES, Drawing, pool
from tests.support.small_log import Log
from tests.support.small_players import DEADLINE
from tests.vectors.cast import PLACE, Fixed
from trading.domain.canonical import base64_text, decode
from trading.domain.trade_time import Segment


def make() -> dict[str, object]:
    begun = DEADLINE + timedelta(hours=2)
    drawing = Drawing(Log([Segment(begun, begun, 1)]), begun, pool(6))
    drawing.log.add("trade.created", {"clock": {}}, begun)
    drawing.to_order()
    drawing.call(Result.ACCEPTED)
    drawing.call(Result.NO_ANSWER)
    drawing.call(Result.ACCEPTED)
    drawing.leave(drawing.progress.walk.seated[0])
    names = drawing.reveal()
    return {
        "people": _people(drawing),
        "list": [decode(each.line().encode()) for each in drawing.listed.listed],
        "list_file": drawing.listed.file().decode(),
        "keys": {party.value: _key(drawing, party) for party in Party},
        "keys_hash": keys_hash(drawing.keys),
        "halves": [_half(drawing, maker, to) for maker, to in HALVES],
        "statements": {party.value: _statement(drawing, party) for party in Party},
        "draw": _draw(drawing),
        "names": names.decode().splitlines(),
        "entries": _entries(drawing),
        "coefficients": [_coefficient(number) for number in range(4)],
        "lotteries": [_lottery(number) for number in range(2)],
    }


def _people(drawing: Drawing) -> list[dict[str, object]]:
    people = zip(drawing.pool.revealed, drawing.pool.listed, strict=True)
    return [
        {
            "id": known.id,
            "salt": known.salt.hex(),
            "blinded": listed.blinded,
            "group": listed.group,
            "excluded": listed.excluded,
        }
        for known, listed in people
    ]


def _key(drawing: Drawing, party: Party) -> dict[str, str]:
    secrets = drawing.secrets[party]
    return secrets.key.members() | {
        "identity": secrets.identity.text,
        "signer_seed": secrets.signer.private_bytes_raw().hex(),
    }


def _half(drawing: Drawing, maker: Party, to: Party) -> dict[str, object]:
    made = drawing.made[maker]
    context = HalfContext(drawing.place, drawing.listed.root, maker, to)
    return {
        "context": drawing.place.members | {"list": drawing.listed.root, "maker": maker.value, "recipient": to.value},
        "context_hash": context.hash().hex(),
        "object": base64_text(made.sealed[to].data),
        "file_key": base64_text(made.sealed[to].file_key),
        "half": open_half(made.signed.value, to, drawing.secrets[to].identity).hex(),
    }


def _statement(drawing: Drawing, party: Party) -> dict[str, object]:
    signed = drawing.made[party].signed
    word = next(
        told.read_halves_acknowledged(entry.body)
        for entry in drawing.log.parsed()
        if entry.type == told.HALVES_ACKNOWLEDGED and entry.facts.by.role == party.value
    )
    return {
        "halves": {"file": signed.bytes.decode(), "hash": signed.hash, "statement": signed.value.statement()},
        "acknowledgement": {"file": word.bytes.decode(), "hash": word.hash, "statement": word.value.statement()},
    }


def _draw(drawing: Drawing) -> dict[str, object]:
    progress = drawing.progress
    opened = progress.opened
    assert progress.seed is not None
    order = order_of(progress.seed, drawing.listed)
    return {
        "nonces": {party.value: nonce_of(*(opened[party, to] for to in party.others)).hex() for party in Party},
        "order": [each.blinded for each in order],
        "order_root": order_root(order),
        "places": PLACES,
        "root": drawing.listed.root,
        "seated": list(progress.walk.seated),
        "seed": progress.seed.hex(),
        "size": drawing.listed.size,
    }


def _entries(drawing: Drawing) -> dict[str, object]:
    """The body of the first entry of each type, and all calls."""
    bodies: dict[str, object] = {}
    for entry in drawing.log.parsed():
        if entry.body.get("draw") and entry.type != "lot.awarded":
            bodies.setdefault(entry.type.replace(".", "_"), entry.body)
    bodies["calls"] = [entry.body for entry in drawing.log.parsed() if entry.type == told.CALLED]
    assert drawing.place.lot == PLACE.lot
    return bodies


def _lottery(number: int) -> dict[str, object]:
    seed = sha256(b"lottery" + bytes([number])).digest()
    bidders = ("91210100MA0BA1YUNQ", "91210200MA0CHANGHF", "91210400MA0D0NGFAN")[: number + 2]
    return {
        "lot": str(PLACE.lot),
        "numbers": drawn_numbers(PLACE.lot, seed, bidders),
        "root": open_list(PLACE.lot, Purpose.LOTTERY, bidders).root,
        "seed": seed.hex(),
    }


def _coefficient(number: int) -> dict[str, object]:
    seed = sha256(Fixed(f"coefficient {number}")(32)).digest()
    candidates = [f"0.{95 + each}" for each in range(number + 1)]
    return {"seed": seed.hex(), "candidates": candidates, "drawn": coefficient(seed, candidates)}
