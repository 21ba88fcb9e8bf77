"""evaluation.json: a scheme, a sheet with its commitment, and the report of a small trade."""

from tests.support.small_evaluation import MEMBERS, SCHEME, small_evaluation
from tests.support.small_trade import small_trade


def make() -> dict[str, object]:
    evaluation = small_evaluation(small_trade().outcomes)
    content, sheet = evaluation.sheets[MEMBERS[0]]
    return {
        "scheme": SCHEME.members(),
        "started": evaluation.started,
        "sheet": content.decode(),
        "commitment": sheet,
        "reported": evaluation.reported,
    }
