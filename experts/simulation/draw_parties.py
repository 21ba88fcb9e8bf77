"""An agency or a supervisor that draws as its browser would, through the same doors: for demos, training and tests."""

from dataclasses import dataclass, field
from uuid import UUID

from experts.domain.nonces import (
    Head,
    MadeHalves,
    Party,
    Secrets,
    acknowledge,
    file_key_of,
    first_bad_half,
    make_halves,
)
from experts.domain.progress import Progress
from experts.models import Draw
from experts.selectors.draws import draw_for, list_for, progress_of
from experts.services import draw as doors
from trading.domain.actors import Actor


@dataclass
class DrawingParty:
    """One party of draws, with the secrets that its browser would keep."""

    actor: Actor
    party: Party
    _secrets: dict[UUID, Secrets] = field(default_factory=dict)
    _made: dict[UUID, MadeHalves] = field(default_factory=dict)

    def act(self, draw_id: UUID) -> bool:
        """Take the step that is this party's turn; tells whether there was one."""
        draw = draw_for(self.actor, draw_id)
        progress = progress_of(draw)
        if progress.voided is not None or progress.seed is not None:
            return False
        if progress.complete:
            return self.open(draw, progress)
        return self._prepare(draw, progress)

    def check(self, draw: Draw) -> bool:
        """The supervisor reckons root and size again from the list that it was shown."""
        listed = list_for(self.actor, draw)
        doors.check_list(draw_id=draw.pk, root=listed.root, size=listed.size, by=self.actor)
        return True

    def give_key(self, draw: Draw) -> bool:
        secrets = self._secrets.setdefault(draw.pk, Secrets.generate(self.party))
        key = secrets.key
        doors.give_key(draw_id=draw.pk, recipient=key.recipient, signer=key.signer, by=self.actor)
        return True

    def give_halves(self, draw: Draw, progress: Progress) -> bool:
        head = doors.tree_head_over(draw)
        if head is None:
            return False
        seen = Head(head.size, head.root)
        made = make_halves(progress.place, draw.root, seen, progress.keys, self._secrets[draw.pk])
        self._made[draw.pk] = made
        doors.give_halves(draw_id=draw.pk, statement=made.signed.bytes, by=self.actor)
        return True

    def acknowledge(self, draw: Draw, progress: Progress) -> bool:
        """Only where its own halves stand in the ledger as it made them; a half that does not open is shown instead."""
        assert progress.halves[self.party].hash == self._made[draw.pk].signed.hash
        secrets = self._secrets[draw.pk]
        bad = first_bad_half(progress.halves, secrets)
        if bad is not None:
            doors.refuse_half(draw_id=draw.pk, maker=bad, identity=secrets.identity.text, by=self.actor)
            return True
        word = acknowledge(progress.halves, secrets)
        doors.acknowledge_halves(draw_id=draw.pk, statement=word.bytes, by=self.actor)
        return True

    def open(self, draw: Draw, progress: Progress) -> bool:
        """Open every half that it was given or made."""
        own = [half for half in progress.unopened if self.party in half]
        for maker, recipient in own:
            key = self._made[draw.pk].sealed[recipient].file_key if maker is self.party else b""
            if recipient is self.party:
                key = file_key_of(progress.halves[maker].value, recipient, self._secrets[draw.pk].identity)
            doors.open_half(draw_id=draw.pk, maker=maker, recipient=recipient, file_key=key, by=self.actor)
        return bool(own)

    def _prepare(self, draw: Draw, progress: Progress) -> bool:
        if not progress.checked:
            return self.party is Party.SUPERVISOR and self.check(draw)
        if self.party not in progress.keys:
            return self.give_key(draw)
        if len(progress.keys) == len(Party) and self.party not in progress.halves:
            return self.give_halves(draw, progress)
        if len(progress.halves) == len(Party) and self.party not in progress.acknowledged:
            return self.acknowledge(draw, progress)
        return False
