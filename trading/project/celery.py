"""The Celery application: work that can be derived again (PDF, mail, indexing, sweeping)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trading.project.settings")

app = Celery("mingzheng")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
