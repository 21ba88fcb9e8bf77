"""The addresses of the platform: health, accounts, and each application's own."""

from importlib.util import find_spec

from django.urls import include, path

from trading.project import health

APPS = ("trading", "bidding", "experts", "disclosure")

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.account.urls")),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
]
