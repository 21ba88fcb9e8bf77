"""A draw brought to any stage through the doors that its parties use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from experts.domain.committees import Reply
from experts.domain.nonces import Party
from experts.domain.progress import Progress
from experts.domain.walk import Result
from experts.models import Call, CommitteeRequest, Draw, Expert, RequestedDraw
from experts.selectors.draws import progress_of
from experts.selectors.sealing import unseal
from experts.services import draw as doors
from experts.services.answering import answer_call
from experts.services.draw_platform import advance_draws
from experts.simulation.draw_parties import DrawingParty
from tests.support import world
from tests.support.cast import Person
from tests.support.experts import with_account
from tests.support.small_draw import PLACES, Pool, pool
from tests.support.world import Tender
from trading.domain.canonical import sha256_hex


@dataclass
class Table:
    """The parties of a draw at one table; the platform acts by itself."""

    tender: Tender
    draw: Draw
    agency: DrawingParty
    supervisor: DrawingParty
    people: Pool

    def copy(self) -> "Table":
        """The same table in other hands: what they make, these do not have."""
        agency, supervisor = (
            replace(party, _secrets=dict(party._secrets), _made=dict(party._made))
            for party in (self.agency, self.supervisor)
        )
        return replace(self, tender=self.tender.copy(), agency=agency, supervisor=supervisor)

    @property
    def progress(self) -> Progress:
        return progress_of(self.draw, listed=True)

    def play(self, parties: Sequence[DrawingParty] | None = None, *, until: str = "seed") -> "Table":
        """Let everybody (or only these, and the platform) act until nothing more happens."""
        acts = [partial(party.act, self.draw.pk) for party in self._of(parties)] + [advance_draws]
        acted = True
        while acted and not _reached(self.progress, until):
            acted = False
            for act in acts:
                if act():
                    acted = True
                    world.place_news(self.tender)
                    if _reached(self.progress, until):
                        break
        return self

    def call(self, result: Result, reason: str | None = None, blinded: str | None = None) -> Progress:
        following = self.progress.walk.next()
        who = blinded or (following.blinded if following else "")
        receipt = sha256_hex(who.encode())
        return doors.log_call(draw_id=self.draw.pk, blinded=who, result=result, receipt=receipt, reason=reason)

    def fill(self) -> "Table":
        while not self.is_full():
            self.call(Result.ACCEPTED)
        world.place_news(self.tender)
        return self

    def is_full(self) -> bool:
        return self.progress.walk.filled

    def _of(self, parties: Sequence[DrawingParty] | None) -> Sequence[DrawingParty]:
        return (self.supervisor, self.agency) if parties is None else parties


def lay_table(tender: Tender, supervisor: Person, people: Pool | None = None) -> Table:
    """A frozen list under a tree head, and its parties."""
    of = people or pool()
    draw = doors.freeze_list(lot_id=tender.lot_id, listed=of.listed, places=PLACES)
    world.place_news(tender)
    agency = DrawingParty(tender.agency.actor, Party.AGENCY)
    return Table(tender, draw, agency, DrawingParty(supervisor.actor, Party.SUPERVISOR), of)


def table_at(tender: Tender, supervisor: Person, draw: Draw) -> Table:
    """The parties at a draw that the platform has begun."""
    agency = DrawingParty(tender.agency.actor, Party.AGENCY)
    world.place_news(tender)
    return Table(tender, draw, agency, DrawingParty(supervisor.actor, Party.SUPERVISOR), pool())


def play_for(request: CommitteeRequest, tender: Tender, supervisor: Person) -> Draw:
    """The three parties draw for a request whose list is frozen."""
    draw = RequestedDraw.objects.filter(request=request).latest("pk").draw
    table_at(tender, supervisor, draw).play()
    assert progress_of(draw).seed is not None
    return draw


def answer(call: Call, reply: Reply = Reply.ACCEPTED) -> None:
    """The expert who was called answers so, by an account of its own."""
    expert = Expert.objects.get(pk=unseal(call.sealed)["expert"])
    answer_call(call_id=call.pk, reply=reply, declared=reply is Reply.ACCEPTED, by=with_account(expert).actor)


def _reached(progress: Progress, until: str) -> bool:
    match until:
        case "checked":
            return progress.checked
        case "keys":
            return len(progress.keys) == len(Party)
        case "halves":
            return len(progress.halves) == len(Party)
        case "acknowledged":
            return progress.complete
        case _:
            return progress.seed is not None or progress.voided is not None
