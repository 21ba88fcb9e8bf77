"""What the browsers of agency and members do with the keys of the files: the twin of experts/static_src in Python."""

from collections.abc import Mapping
from io import BytesIO

from bidding.domain.age_keys import Identity, Recipient
from bidding.domain.bids import Bid, read_bid
from bidding.domain.drafting import PlainFile
from bidding.domain.manifests import ManifestFile, decode_manifest
from bidding.domain.releases import open_attachment_keys
from bidding.domain.sealing import Role, open_sealed
from bidding.selectors.released import released_keys
from experts.domain.files import Keys, open_keys, seal_keys
from experts.models import GivenKeys
from experts.selectors.files import bid_to_read, ciphertext_of, context_for, current_keys, given_to, own_key, reading_of
from experts.services.files import give_keys, register_key
from tests.support import world
from tests.support.cast import Person
from tests.support.committee import Committee
from tests.support.world import Tender
from trading.domain.canonical import sha256_hex

CONTENT = b"%PDF-1.4 how we build it"


def plain_file(name: str = "技术文件.pdf", content: bytes = CONTENT) -> PlainFile:
    return PlainFile(name, "application/pdf", BytesIO(content))


def submit_with_files(tender: Tender, bidders: list[Person]) -> None:
    """The first two bids have files, the others have none."""
    for number, bidder in enumerate(bidders):
        price = {"price": f"{5_900_000 + number * 1371}.00"}
        if number < 2:
            world.submit_files(tender, bidder, (plain_file(), plain_file("清单.pdf", b"%PDF-1.4 bill")), price)
        else:
            world.submit(tender, bidder, **price)


def opened_with_files(tender: Tender, bidders: list[Person]) -> Tender:
    """The record is published."""
    submit_with_files(tender, bidders)
    world.close(tender)
    world.open_all(tender, bidders)
    world.finish(tender, bidders)
    return tender


def make_keys(committee: Committee) -> dict[str, Identity]:
    """Every member makes its key; the identities stay with them, by user name."""
    made = {member.user.username: Identity.generate() for member in committee.members}
    for member in committee.members:
        recipient = str(made[member.user.username].recipient)
        register_key(lot_id=committee.lot_id, recipient=recipient, by=member.actor)
    return made


def opened_keys(tender: Tender) -> Keys:
    """The agency's browser opens what the bidders have released for the evaluation."""
    released, _opened = released_keys(tender.lot, 0, 1000)
    bids = [(read_bid(each.statement), each.sealed) for each in released]
    return {bid.hash: open_attachment_keys(sealed, bid.value, tender.evaluation) for bid, sealed in bids}


def give_all(tender: Tender, keys: Keys | None = None) -> list[GivenKeys]:
    """The agency's browser seals the keys to every member that has made one."""
    keys = opened_keys(tender) if keys is None else keys
    return [give(tender, member, keys) for member in current_keys(tender.lot)]


def give(tender: Tender, member: str, keys: Keys) -> GivenKeys:
    key = current_keys(tender.lot)[member]
    sealed = seal_keys(keys, context_for(tender.lot, member), Recipient.parse(key.recipient))
    return give_keys(lot_id=tender.lot_id, recipient=key.recipient, sealed=sealed.data, by=tender.agency.actor)


def read_files(committee: Committee, member: Person, identity: Identity, bid_hash: str) -> Mapping[str, bytes]:
    """A member's browser opens a bid's files, by name; every hash and size is checked."""
    sitting = reading_of(member.actor, committee.lot_id)
    given = given_to(own_key(sitting.member))
    assert given is not None
    keys = open_keys(bytes(given.sealed), context_for(sitting.lot, sitting.member.blinded), identity)[bid_hash]
    bid = read_bid(bytes(bid_to_read(sitting, bid_hash).statement)).value
    assert keys is not None and len(keys) == len(bid.attachments)

    def opened(index: int) -> bytes:
        item = bid.attachments[index]
        data = ciphertext_of(sitting, bid_hash, item.sha256).read_bytes()
        assert (sha256_hex(data), len(data)) == (item.sha256, item.size)
        return open_sealed(data, bid.context(Role.ATTACHMENT, index), keys[index])

    return {file.name: _checked(file, opened(index)) for index, file in enumerate(decode_manifest(opened(0)), 1)}


def _checked(file: ManifestFile, content: bytes) -> bytes:
    assert (sha256_hex(content), len(content)) == (file.sha256, file.size)
    return content


def bid_of(tender: Tender, bidder: Person) -> Bid:
    return tender.sealed[bidder.party].signed.value
