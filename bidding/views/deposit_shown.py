"""Values about deposits as templates name them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from bidding.deposit_words import DEFECT_WORDS, GROUND_WORDS, NAMED_WORDS, STATE_WORDS
from bidding.domain.deposits import Defect, Named, Standing
from bidding.domain.opening import Result
from bidding.selectors.deposits import ask_of_lot
from bidding.selectors.deposits_shown import DepositRow, DepositShown, DepositState
from trading.deposit_words import FORM_WORDS, HOLDER_WORDS, KEEP_WORDS
from trading.domain.deposit_terms import DepositForm, KeepCause
from trading.models import Lot

SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class AskedShown:
    """What the notice asks."""

    amount: Decimal
    forms: tuple[str, ...]
    holder: str
    valid_days: int


@dataclass(frozen=True, slots=True)
class Back:
    """How a deposit goes back."""

    ground: str
    by: date
    articles: tuple[str, ...]
    interest: Decimal | None


@dataclass(frozen=True, slots=True)
class Paid:
    amount: Decimal
    payer_account: str
    payer_name: str
    received_at: datetime
    returned_at: datetime | None
    interest: Decimal | None


@dataclass(frozen=True, slots=True)
class PaperShown:
    id: UUID
    form: str
    issuer: str
    number: str
    named: str
    amount: Decimal
    valid_until: date
    name: str
    size: int
    lodged_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """One deposit: `state` and its shape and word, `defects` in words, what was lodged, what becomes of it."""

    state: str
    shape: str
    word: str
    form: str
    defects: tuple[str, ...]
    payments: tuple[Paid, ...]
    papers: tuple[PaperShown, ...]
    back: Back | None
    kept_for: str
    kept_reason: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """One bidder's line after the opening. `stated`: what was said then, by form and defects; `shared`: names."""

    code: str
    name: str
    result: str
    stated_form: str
    stated_good: bool
    stated_defects: tuple[str, ...]
    deposit: Shown
    shared: tuple[str, ...]
    decidable: bool

    @classmethod
    def of(cls, row: DepositRow, *, whole: bool) -> Self:
        """Only supervisors see whole account numbers."""
        stated = row.stated
        return cls(
            code=row.code,
            name=row.name,
            result=row.result,
            stated_form=_form(DepositForm(stated.form)) if stated and stated.form else "",
            stated_good=bool(stated and stated.in_order),
            stated_defects=tuple(str(DEFECT_WORDS[Defect(defect)]) for defect in (stated.defects if stated else ())),
            deposit=shown_of(row.deposit, whole=whole),
            shared=row.shared,
            decidable=_decidable(row),
        )


def asked(lot: Lot) -> AskedShown | None:
    """None where the lot asks no deposit."""
    ask = ask_of_lot(lot)
    if ask is None:
        return None
    forms = tuple(_form(form) for form in ask.forms)
    return AskedShown(ask.amount.amount, forms, str(HOLDER_WORDS[ask.holder]), ask.valid_days)


def shown_of(deposit: DepositShown, *, whole: bool = True) -> Shown:
    shape, word = STATE_WORDS[deposit.state]
    standing, kept = deposit.standing, deposit.kept
    return Shown(
        state=deposit.state.value,
        shape=shape,
        word=str(word),
        form=_form(standing.form) if standing and standing.form else "",
        defects=_defects(standing) if deposit.state is DepositState.NOT_IN_ORDER else (),
        payments=tuple(
            Paid(
                one.amount,
                one.payer_account if whole else _masked(one.payer_account),
                one.payer_name,
                one.received_at,
                one.returned_at,
                one.interest,
            )
            for one in deposit.payments
        ),
        papers=tuple(_paper_fields(deposit)),
        back=_back(deposit),
        kept_for=str(KEEP_WORDS[KeepCause(kept.cause)]) if kept else "",
        kept_reason=kept.reason if kept else "",
    )


def _paper_fields(deposit: DepositShown) -> list[PaperShown]:
    return [
        PaperShown(
            id=paper.id,
            form=_form(DepositForm(paper.form)),
            issuer=paper.issuer,
            number=paper.number,
            named=str(NAMED_WORDS[Named(paper.named)]),
            amount=paper.amount,
            valid_until=paper.valid_until,
            name=paper.name,
            size=paper.size,
            lodged_at=paper.lodged_at,
        )
        for paper in deposit.instruments
    ]


def _back(deposit: DepositShown) -> Back | None:
    due = deposit.due
    if due is None:
        return None
    money = bool(deposit.payments)
    interest = deposit.interest.amount if money and deposit.interest else None
    return Back(str(GROUND_WORDS[due.ground]), due.by, due.articles, interest)


def _decidable(row: DepositRow) -> bool:
    """Something was lodged, and nothing was decided about it yet."""
    lodged = bool(row.deposit.payments or row.deposit.instruments)
    settled = row.deposit.state in (DepositState.KEPT, DepositState.RETURNED, DepositState.GOING_BACK)
    return lodged and not settled and row.result != Result.WITHDRAWN


def _defects(standing: Standing | None) -> tuple[str, ...]:
    return tuple(str(DEFECT_WORDS[defect]) for defect in standing.defects) if standing else ()


def _form(form: DepositForm) -> str:
    return str(FORM_WORDS[form])


def _masked(account: str) -> str:
    """The last digits, enough to tell two accounts apart."""
    return f"…{account[-SHOWN_DIGITS:]}"
