"""The Django application `experts`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    name = "experts"
    label = "experts"
    verbose_name = _("专家")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from experts import readers
        from experts.services import coefficients, drawing, walks
        from experts.views import open_draws, refusals

        walks.use(drawing.DrawnOrder())
        drawing.register()
        coefficients.register()
        refusals.register()
        open_draws.register()
        readers.register()
