"""The Django application `bidding`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BiddingConfig(AppConfig):
    name = "bidding"
    label = "bidding"
    verbose_name = _("投标")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bidding import projections, readers
        from bidding.services import applications, box, hall, opening  # noqa: F401 - fill in the steps of the clock that they own
        from bidding.views import refusals

        projections.register()
        readers.register()
        refusals.register()
