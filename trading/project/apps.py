"""The composition root as a Django application: it brings the commands that run the platform and owns no model."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "trading.project"
    label = "project"

    def ready(self) -> None:
        from trading.project import celery  # noqa: F401 - or shared tasks would look for a broker of Celery's own choice
