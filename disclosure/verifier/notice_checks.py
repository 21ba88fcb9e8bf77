"""The check of what was made sure of before a notice: docs/spec/ledger.md, "Notice"."""

from disclosure.verifier.change_checks import law_of
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain.bodies import ANNOUNCED
from trading.domain.qualified import PREQUALIFICATION_ANNOUNCED


def fairness(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The first notice says that all that its edition names was looked for, and that nothing of it is there."""
    law = law_of(bundle)
    if law is None or not law.fairness:
        raise NotApplicable("the rules of this trade name nothing to look for before a notice")
    notice = next(entry for entry in bundle.entries if entry.type in (ANNOUNCED, PREQUALIFICATION_ANNOUNCED))
    said = notice.body.get("fairness")
    cleared = {str(each) for each in said} if isinstance(said, list) else set[str]()
    for rule in law.fairness:
        found.looked_at += 1
        if rule.concern not in cleared:
            found.wrong(f"entry {notice.seq}: announced without having looked for {rule.concern} (TR 32)")
