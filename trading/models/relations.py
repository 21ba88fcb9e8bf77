"""What organisations declare of themselves: who is in charge, who controls them (TR 34)."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from trading.domain.relations import Control, Controller, Declaration
from trading.models.parties import Organisation, User


class OrganisationDeclaration(models.Model):
    """One version of a declaration; the newest counts. Insert-only, and in no entry of the ledger.

    Only the organisation reads it; after an opening the agency and supervisors see of it what bids have in common.
    `controllers`: a list of [code, name, how].
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="declarations")
    person = models.CharField(max_length=60)
    mark = models.CharField(max_length=4)
    contact = models.CharField(max_length=60)
    phone = models.CharField(max_length=30)
    controllers = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-pk"]

    @property
    def value(self) -> Declaration:
        controllers = tuple(Controller(code, name, Control(how)) for code, name, how in self.controllers)
        return Declaration(self.person, self.mark, self.contact, self.phone, controllers)
