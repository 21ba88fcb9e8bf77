"""The Django application `disclosure`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosureConfig(AppConfig):
    name = "disclosure"
    label = "disclosure"
    verbose_name = _("公开")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from disclosure import readers
        from disclosure.services import archiving  # noqa: F401 - fills in the step of the clock that it owns

        readers.register()
