"""The addresses of the spine. The lists are parts of namespaces that trading.project.urls composes of several apps."""

from django.urls import path

from trading.views import (
    accounts,
    agency,
    calendar,
    clarification,
    dialogue,
    documents,
    members,
    public,
    rules,
    supervision,
    timetable,
    venues,
)

DRAFT = "<uuid:trade_id>"

trade_pages = [
    path("", public.trades, name="list"),
    path("<uuid:trade_id>/documents/<str:sha256>/", public.document, name="document"),
    path("<uuid:trade_id>/questions/", dialogue.questions, name="questions"),
]

agency_pages = [
    path("new/", agency.create, name="create"),
    path(f"{DRAFT}/basics/", agency.basics, name="basics"),
    path(f"{DRAFT}/lots/", agency.lots, name="lots"),
    path(f"{DRAFT}/documents/", documents.documents, name="documents"),
    path(f"{DRAFT}/documents/<uuid:upload_id>/", documents.pieces, name="pieces"),
    path(f"{DRAFT}/timetable/", timetable.timetable, name="timetable"),
    path(f"{DRAFT}/received/", dialogue.received, name="received"),
    path(f"{DRAFT}/received/<uuid:objection_id>/", dialogue.answer, name="answer"),
    path(f"{DRAFT}/clarification/", clarification.compose, name="clarification"),
    path(f"{DRAFT}/clarification/begin/", clarification.begin, name="clarify"),
    path(f"{DRAFT}/clarification/publication/", clarification.publication, name="clarified"),
    path(f"{DRAFT}/termination/", clarification.termination, name="termination"),
    path("lots/<uuid:lot_id>/rooms/", venues.booking, name="rooms"),
]

supervision_pages = [
    path("", supervision.home, name="home"),
    path("lots/<uuid:lot_id>/outage/", supervision.outage, name="outage"),
]

calendar_pages = [
    path("", calendar.calendar, name="calendar"),
    path("<int:proposal_id>/decision/", calendar.decision, name="decision"),
]

venue_pages = [
    path("", venues.rooms, name="rooms"),
    path("<uuid:room_id>/retirement/", venues.retirement, name="retirement"),
    path("bookings/<uuid:booking_id>/release/", venues.release_booking, name="release"),
]

account_pages = [
    path("organisation/", accounts.organisation, name="organisation"),
    path("membership/", accounts.membership, name="membership"),
    path("members/", members.members, name="members"),
    path("members/<int:membership_id>/removal/", members.removal, name="removal"),
    path("invitations/<uuid:invitation_id>/withdrawal/", members.withdrawal, name="invitation_withdrawal"),
    path("invitations/<str:token>/", members.invitation, name="invitation"),
]

urlpatterns = [
    path("rules/", rules.rules, name="rules"),
    path("messages/", dialogue.told, name="messages"),
]
