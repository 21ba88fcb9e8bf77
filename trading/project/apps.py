"""The composition root as a Django application: it brings the commands that run the platform and owns no model."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "trading.project"
    label = "project"
