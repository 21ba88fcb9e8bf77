"""The Django application `trading`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TradingConfig(AppConfig):
    name = "trading"
    label = "trading"
    verbose_name = _("交易")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from trading import handlers  # noqa: F401 - fills in the steps of the clock that the spine owns
        from trading.services import followers

        followers.register()
