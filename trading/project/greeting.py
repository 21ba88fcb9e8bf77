"""What `make run` says when the platform is up: where, as whom, and what to look at."""

from dataclasses import dataclass

from bidding.simulation.cast import AGENCY, BIDDERS, KEEPER, MEMBER, PASSWORD, SUPERVISOR, YOU
from trading.project.environment import Environment


@dataclass(frozen=True)
class Account:
    """A demo account and what can be seen with it."""

    name: str
    password: str
    who: str


ACCOUNTS = tuple(
    Account(player.username, PASSWORD, player.organisation) for player in (YOU, AGENCY, *BIDDERS, SUPERVISOR, KEEPER)
)
SIGHTS = (
    "the front page: a tender opens about two minutes after the start, live, before everyone",
    f"log in as {YOU.username} and seal a bid of your own before its deadline; open it when the window opens",
    f"log in as {AGENCY.username} to draft and announce a tender, or to go on with one: there is one in every stage",
    f"log in as {MEMBER}1 to {MEMBER}4 (same password), experts on a committee at work; not all have scored yet",
    f"log in as {MEMBER}5 or {MEMBER}6, experts who review applications to qualify; not all have decided yet",
)


def text(environment: Environment) -> str:
    """The greeting; accounts are shown in a demo only."""
    lines = ["", f"Mingzheng 明证 is at {environment.origin}  (Ctrl-C stops it)", ""]
    if not environment.is_production:
        lines += [f"  {account.name:<12} {account.password:<24} {account.who}" for account in ACCOUNTS]
        lines += ["", *(f"  - {sight}" for sight in SIGHTS)]
    return "\n".join(lines).rstrip() + "\n"
