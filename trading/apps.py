"""The Django application `trading`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TradingConfig(AppConfig):
    name = "trading"
    label = "trading"
    verbose_name = _("交易")
    default_auto_field = "django.db.models.BigAutoField"
