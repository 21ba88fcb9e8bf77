"""The addresses of the platform: health, accounts, and each application's own."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

import bidding.urls
import disclosure.urls
import experts.urls
import trading.urls
from trading.project import health

APPS = ("trading", "bidding", "experts", "disclosure")

# A page that shows things of several apps belongs to the highest of them, so a namespace has pages of several apps.
trades = [*trading.urls.trade_pages, *disclosure.urls.trade_pages]
agency = [
    *trading.urls.agency_pages,
    *bidding.urls.agency_pages,
    *experts.urls.agency_pages,
    *disclosure.urls.agency_pages,
]
hall = [*bidding.urls.hall_pages, *disclosure.urls.hall_pages]
account = [*trading.urls.account_pages, *bidding.urls.account_pages]
supervision = [*trading.urls.supervision_pages, *experts.urls.supervision_pages, *disclosure.urls.supervision_pages]

handler500 = "trading.project.failures.failed"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("trades/", include((trades, "trades"))),
    path("agency/", include((agency, "agency"))),
    path("account/", include((account, "account"))),
    path("calendar/", include((trading.urls.calendar_pages, "calendar"))),
    path("supervision/", include((supervision, "supervision"))),
    path("venues/", include((trading.urls.venue_pages, "venues"))),
    path("archive/", include((disclosure.urls.archive_pages, "archive"))),
    path("notices/", include((disclosure.urls.notice_pages, "notices"))),
    path("", include((hall, "hall"))),
    path("account/", include("allauth.account.urls")),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
]
