"""The doors to a draw, one a step (docs/spec/draw.md). Who may take it, and when, is decided by the fold over its entries.

Nothing here knows a name before `reveal_names`: the pool hands in blinded ids, and the notifier's receipts are hashes.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid4

from django.db import transaction

from bidding.domain.age_keys import Identity
from experts.domain import draw_entries as told
from experts.domain.draw import Listed, Purpose, freeze, order_of, order_root
from experts.domain.draw_entries import HalfOpened, HalfRefused, ListChecked, ListFrozen, NamesRevealed, Ordered
from experts.domain.draw_log import take
from experts.domain.names import Revealed, names_file, names_root
from experts.domain.nonces import DrawKey, Halves, Party, read_acknowledgement, read_halves
from experts.domain.progress import Progress
from experts.domain.walk import Called, Result
from experts.models import Draw, DrawNames, DrawStep
from experts.selectors.draws import draw_for, frozen_list, party_of, progress_of, repetition_allowed
from trading.domain.actors import PLATFORM, Actor
from trading.domain.canonical import FormatError, decode, encode
from trading.domain.entries import Entry as ToldEntry
from trading.domain.entries import EntryFacts, Method
from trading.models import Checkpoint, Entry, Lot, Position
from trading.selectors.trades import NoSuchLot
from trading.services.ledger import News, record
from trading.services.moments import Moment, lock_lot

LONGEST_REASON = 1000


class DrawRefused(Exception):
    """The step was not taken; the message says why, for people. Nothing has changed."""

    code = "draw_refused"


# --- the list -----------------------------------------------------------------------------------------------------


@transaction.atomic
def freeze_list(
    *,
    lot_id: UUID,
    listed: Iterable[Listed],
    places: Mapping[str, int],
    purpose: Purpose = Purpose.EXPERTS,
    repeats: UUID | None = None,
) -> Draw:
    """Freeze the list that is drawn from, for the platform. A further draw names the one that it `repeats`.

    Raises `NoSuchLot`, `DrawRefused`, `ListRefused`.
    """
    lot = Lot.objects.select_related("trade__agency").filter(pk=lot_id, trade__announced_at__isnull=False).first()
    if lot is None:
        raise NoSuchLot
    frozen, moment = freeze(listed), lock_lot(lot)
    rule = lot.trade.spec.law.draw_acknowledgement
    if rule is None or not places or not frozen.eligible:
        raise DrawRefused("没有可以抽取的名单或者席位。")
    before = _repeated(lot, purpose, repeats)
    acknowledge_by = moment.at + rule.value
    draw = Draw.objects.create(
        lot=lot,
        purpose=purpose.value,
        listed=frozen.file(),
        root=frozen.root,
        size=frozen.size,
        acknowledge_by=acknowledge_by,
        repeats=before,
    )
    body = ListFrozen(purpose, frozen.root, frozen.size, places, acknowledge_by, repeats).members()
    _say(draw, told.LIST_FROZEN, body, moment, PLATFORM, Method.SYSTEM)
    return draw


@transaction.atomic
def check_list(*, draw_id: UUID, root: str, size: int, by: Actor) -> Progress:
    """The supervisor's word that the list it has seen is the frozen one, nobody twice, every exclusion with a reason."""
    return _take(draw_for(by, draw_id), told.LIST_CHECKED, ListChecked(root, size).members(), by)


@transaction.atomic
def allow_repetition(*, draw_id: UUID, reason: str, by: Actor) -> Draw:
    """The supervisor says why a draw may be made again. Raises `NoSuchDraw`, `SupervisorsOnly`, `DrawRefused`."""
    by.check_supervisor()
    draw, reason = draw_for(by, draw_id), reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise DrawRefused("请写明重新抽取的理由，不超过 1000 字。")
    moment = lock_lot(draw.lot)
    if repetition_allowed(draw):
        raise DrawRefused("已经同意重新抽取。")
    _say(draw, told.REPEATED, {"reason": reason}, moment, by, Method.SESSION)
    return draw


# --- nonces -------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_key(*, draw_id: UUID, recipient: str, signer: str, by: Actor) -> Progress:
    """The public halves of the keys that a party made for this draw."""
    draw = draw_for(by, draw_id)
    return _take(draw, told.KEY_GIVEN, DrawKey(party_of(by, draw), recipient, signer).members(), by)


@transaction.atomic
def give_halves(*, draw_id: UUID, statement: bytes, by: Actor) -> Progress:
    """A party's nonce in two sealed halves, made after the list was under a tree head."""
    draw, signed = draw_for(by, draw_id), read_halves(statement)
    if draw.purpose == Purpose.COEFFICIENT and draw.lot.closed_at is None:
        raise DrawRefused("系数在投标截止之后才能抽取。")
    if not _head_is_ours(draw, signed.value):
        raise DrawRefused("名单还没有被检查点覆盖，或者检查点不属于本账本。")
    return _take(draw, told.HALVES_GIVEN, told.statement_members(signed), by, Method.ED25519)


@transaction.atomic
def acknowledge_halves(*, draw_id: UUID, statement: bytes, by: Actor) -> Progress:
    """A party's word that the halves given to it open. With the third nobody can stop the draw any more."""
    draw, signed = draw_for(by, draw_id), read_acknowledgement(statement)
    return _take(draw, told.HALVES_ACKNOWLEDGED, told.statement_members(signed), by, Method.ED25519)


@transaction.atomic
def refuse_half(*, draw_id: UUID, maker: Party, identity: str, by: Actor) -> Progress:
    """Show that a half does not open, by the identity that it should open with. The draw is void with that."""
    draw = draw_for(by, draw_id)
    refused = HalfRefused(maker, party_of(by, draw), Identity.parse(identity))
    _take(draw, told.HALF_REFUSED, refused.members(), by)
    return void(draw)


@transaction.atomic
def open_half(*, draw_id: UUID, maker: Party, recipient: Party, file_key: bytes, by: Actor) -> Progress:
    """Open a half as its maker or recipient; one that is open stays so. With the last one seed and order stand."""
    draw = draw_for(by, draw_id)
    party_of(by, draw)
    lock_lot(draw.lot)
    known = progress_of(draw)
    # Maker and recipient may come at the same moment: the second has nothing to add to a fact.
    if (maker, recipient) in known.opened:
        return known
    progress = _take(draw, told.HALF_OPENED, HalfOpened(maker, recipient, file_key).members(), by)
    if progress.unopened:
        return progress
    seed = progress.expected_seed
    ordered = Ordered(seed, order_root(order_of(seed, frozen_list(draw))))
    return _take(draw, told.ORDERED, ordered.members(), PLATFORM, listed=True)


def void(draw: Draw) -> Progress:
    """Say that the draw is void, and by whose fault; only where it is."""
    return _take(draw, told.VOIDED, progress_of(draw).void().members(), PLATFORM)


# --- walk and names -----------------------------------------------------------------------------------------------


@transaction.atomic
def log_call(
    *, draw_id: UUID, blinded: str, result: Result, receipt: str | None, reason: str | None = None, by: Actor = PLATFORM
) -> Progress:
    """What came of calling whoever is next, or that a member left. `receipt`: hash of what the notifier has of it."""
    draw = draw_for(by, draw_id)
    number = draw.steps.filter(entry__type=told.CALLED).count() + 1
    called = Called(number, blinded, result, receipt, reason)
    return _take(draw, told.CALLED, told.called_members(called), by, listed=True)


@transaction.atomic
def reveal_names(
    *, draw_id: UUID, revealed: Sequence[Revealed], names: Mapping[str, str], by: Actor = PLATFORM
) -> DrawNames:
    """Reveal who was on the list, with the salts, and by blinded id the names of the members; when the law lets it."""
    draw = draw_for(by, draw_id)
    rule = draw.lot.trade.spec.law.expert_names_from
    ripe = (
        rule is not None
        and Entry.objects.filter(
            trade=draw.lot.trade, type=rule.value.value, content__body__lot=str(draw.lot_id)
        ).exists()
    )
    if not ripe:
        raise DrawRefused("依法还不能公开专家姓名。")
    file = names_file(frozen_list(draw), revealed)
    body = NamesRevealed(names_root(file), draw.size, tuple(sorted(names.items()))).members()
    _take(draw, told.NAMES_REVEALED, body, by, listed=True)
    entry = draw.steps.filter(entry__type=told.NAMES_REVEALED).get().entry
    return DrawNames.objects.create(draw=draw, file=file, entry=entry)


# --- one step -----------------------------------------------------------------------------------------------------


def _take(
    draw: Draw,
    kind: str,
    body: Mapping[str, object],
    by: Actor,
    method: Method = Method.SESSION,
    *,
    listed: bool = False,
) -> Progress:
    """Lock, decide by the fold over all entries so far, insert the next."""
    party_of(by, draw)
    moment = lock_lot(draw.lot)
    before = progress_of(draw, listed=listed)
    own = {"draw": str(draw.pk), "lot": str(draw.lot_id)}
    said = decode(encode({**body, **own}))
    by_whom = by.by(method)
    facts = EntryFacts(uuid4(), draw.lot.trade_id, kind, moment.at, moment.real, by_whom, said)
    try:
        after = take(before, ToldEntry(facts, 1))
    except FormatError as error:
        raise DrawRefused("这一步没有被接受：还不到时候，已经做过，或者内容与账本不符。") from error
    _say(draw, kind, body, moment, by, method)
    return after


def _say(draw: Draw, kind: str, body: Mapping[str, object], moment: Moment, by: Actor, method: Method) -> None:
    own = {"draw": str(draw.pk), "lot": str(draw.lot_id)}
    entry = record(News(kind, {**body, **own}, method=method), trade=draw.lot.trade, moment=moment, by=by)
    DrawStep.objects.create(draw=draw, entry=entry)


def _repeated(lot: Lot, purpose: Purpose, repeats: UUID | None) -> Draw | None:
    """The draw in whose place a new one comes: the last of its purpose, and only with the supervisor's reason."""
    last = Draw.objects.defer("listed").filter(lot=lot, purpose=purpose.value, repeated_by=None).first()
    if (None if last is None else last.pk) != repeats:
        raise DrawRefused("本标段已经抽取过；重新抽取要指明前一次。")
    if last is not None and not repetition_allowed(last):
        raise DrawRefused("重新抽取须由监督部门写明理由并同意。")
    return last


def _names_may_be_known(draw: Draw) -> bool:
    """Whether the entry has come that the law waits for."""
    rule = draw.lot.trade.spec.law.expert_names_from
    if rule is None:
        return False
    entries = Entry.objects.filter(trade=draw.lot.trade, type=rule.value.value)
    return entries.filter(content__body__lot=str(draw.lot_id)).exists()


def _head_is_ours(draw: Draw, halves: Halves) -> bool:
    """Whether the tree head is one that we signed, with the frozen list under it."""
    known = Checkpoint.objects.filter(size=halves.head.size, root=halves.head.root).exists()
    frozen = Position.objects.filter(entry__draw_step__draw=draw, entry__type=told.LIST_FROZEN).first()
    return known and frozen is not None and frozen.log_index < halves.head.size


def tree_head_over(draw: Draw) -> Checkpoint | None:
    """The newest tree head, if the frozen list is under it."""
    frozen = Position.objects.filter(entry__draw_step__draw=draw, entry__type=told.LIST_FROZEN).first()
    newest = Checkpoint.objects.order_by("-pk").first()
    return newest if newest is not None and frozen is not None and frozen.log_index < newest.size else None
