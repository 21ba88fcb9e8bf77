"""Which draw gives the order in which a committee's request is called."""

from typing import ClassVar

from django.db import models

from experts.models.committees import CommitteeRequest
from experts.models.draw import Draw


class RequestedDraw(models.Model):
    """A draw that was made for a request; a further one follows a draw that came to nothing. Insert-only."""

    request = models.ForeignKey(CommitteeRequest, on_delete=models.PROTECT, related_name="draws")
    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="requested")

    class Meta:
        ordering: ClassVar = ["pk"]
