"""Of what somebody has made sure before a notice, and whether the draft is still the one that was read (TR 32)."""

from trading.domain.canonical import encode, sha256_hex
from trading.domain.kinds.fairness import Concern
from trading.models import DepositRequirement, FairnessReview, Trade
from trading.selectors.documents import documents_of
from trading.selectors.schemes import scheme_of

BASICS = ("joint_most", "own_grounds", "prequalification", "principal", "state_controlled", "summary", "title")


def last_review(trade: Trade) -> FairnessReview | None:
    """The last that was made, also where the draft has been changed since."""
    return FairnessReview.objects.filter(trade=trade).select_related("by").order_by("-pk").first()


def cleared_in(trade: Trade) -> frozenset[Concern]:
    """What is made sure of for the draft as it is now: nothing, where it was changed after the review."""
    review = last_review(trade)
    if review is None or review.draft != digest_of(trade):
        return frozenset()
    return frozenset(Concern(concern) for concern in review.concerns)


def is_reviewed(trade: Trade) -> bool:
    """Whether nothing that the law names is left to make sure of."""
    return {rule.concern for rule in trade.spec.fairness} <= cleared_in(trade)


def digest_of(trade: Trade) -> str:
    """A hash of what bidders are asked and told; dates are looked at by the program, and keys are nobody's concern."""
    scheme = scheme_of(trade)
    asks = {row.lot_id: row.ask.members() for row in DepositRequirement.objects.filter(lot__trade=trade)}
    said = {
        **{name: getattr(trade, name) for name in BASICS},
        "documents": [[file.name, file.sha256] for file in documents_of(trade)],
        "lots": [
            {
                "ceiling": None if lot.ceiling is None else f"{lot.ceiling:.2f}",
                "deposit": asks.get(lot.pk),
                "scope": lot.scope,
                "title": lot.title,
            }
            for lot in trade.lots.order_by("number")
        ],
        "scheme": None if scheme is None else scheme.members(),
    }
    return sha256_hex(encode(said))
