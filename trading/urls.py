"""The addresses of the spine. The lists are parts of namespaces that trading.project.urls composes of several apps."""

from django.urls import path

from trading.views import accounts, agency, calendar, documents, members, public, rules, supervision, timetable

DRAFT = "<uuid:trade_id>"

trade_pages = [
    path("", public.trades, name="list"),
    path("<uuid:trade_id>/documents/<str:sha256>/", public.document, name="document"),
]

agency_pages = [
    path("new/", agency.create, name="create"),
    path(f"{DRAFT}/basics/", agency.basics, name="basics"),
    path(f"{DRAFT}/lots/", agency.lots, name="lots"),
    path(f"{DRAFT}/documents/", documents.documents, name="documents"),
    path(f"{DRAFT}/documents/<uuid:upload_id>/", documents.pieces, name="pieces"),
    path(f"{DRAFT}/timetable/", timetable.timetable, name="timetable"),
]

supervision_pages = [
    path("", supervision.home, name="home"),
    path("lots/<uuid:lot_id>/outage/", supervision.outage, name="outage"),
]

calendar_pages = [
    path("", calendar.calendar, name="calendar"),
    path("<int:proposal_id>/decision/", calendar.decision, name="decision"),
]

account_pages = [
    path("organisation/", accounts.organisation, name="organisation"),
    path("membership/", accounts.membership, name="membership"),
    path("members/", members.members, name="members"),
    path("members/<int:membership_id>/removal/", members.removal, name="removal"),
    path("invitations/<uuid:invitation_id>/withdrawal/", members.withdrawal, name="invitation_withdrawal"),
    path("invitations/<str:token>/", members.invitation, name="invitation"),
]

urlpatterns = [path("rules/", rules.rules, name="rules")]
