"""The addresses of the spine. The lists are parts of namespaces that trading.project.urls composes of several apps."""

from django.urls import path

from trading.views import (
    accounts,
    agency,
    award,
    calendar,
    clarification,
    clock,
    complaints,
    declaring,
    deposits,
    dialogue,
    documents,
    ended,
    fairness,
    members,
    oversight,
    public,
    result,
    rules,
    schemes,
    supervision,
    timetable,
    venues,
)

DRAFT = "<uuid:trade_id>"

trade_pages = [
    path("<uuid:trade_id>/documents/<str:sha256>/", public.document, name="document"),
    path("<uuid:trade_id>/questions/", dialogue.questions, name="questions"),
    path("<uuid:trade_id>/complaints/", complaints.own, name="complaints"),
    path("<uuid:trade_id>/complaints/<uuid:complaint_id>/evidence/", complaints.evidence, name="evidence"),
    path("lots/<uuid:lot_id>/result/", result.result, name="result"),
    path("lots/<uuid:lot_id>/contract/", result.contract_text, name="contract_text"),
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
    path(f"{DRAFT}/clarification/scheme/", schemes.clarified, name="clarified_scheme"),
    path(f"{DRAFT}/termination/", clarification.termination, name="termination"),
    path(f"{DRAFT}/complaints/", complaints.against, name="complaints"),
    path(f"{DRAFT}/complaints/<uuid:complaint_id>/", complaints.statement, name="statement"),
    path(f"{DRAFT}/deposits/", deposits.deposits, name="deposits"),
    path(f"{DRAFT}/fairness/", fairness.fairness, name="fairness"),
    path(f"{DRAFT}/ended/", ended.ended, name="ended"),
    path(f"{DRAFT}/ended/analysis/", ended.analysis, name="analysis"),
    path(f"{DRAFT}/ended/retender/", ended.retender, name="retender"),
    path(f"{DRAFT}/ended/leaving/", ended.leaving, name="leaving"),
    path("lots/<uuid:lot_id>/rooms/", venues.booking, name="rooms"),
    path(f"{DRAFT}/scheme/", schemes.scheme, name="scheme"),
    path("lots/<uuid:lot_id>/award/", award.award, name="award"),
    path("lots/<uuid:lot_id>/award/display/", award.display, name="display"),
    path("lots/<uuid:lot_id>/award/objections/<uuid:objection_id>/", award.answer, name="candidate_answer"),
    path("lots/<uuid:lot_id>/award/decision/", award.decision, name="decision"),
    path("lots/<uuid:lot_id>/award/look/", award.second_look, name="second_look"),
    path("lots/<uuid:lot_id>/award/looks/<uuid:look_id>/withdrawal/", award.look_withdrawal, name="look_withdrawal"),
    path("lots/<uuid:lot_id>/award/failure/", award.failure, name="failure"),
    path("lots/<uuid:lot_id>/award/report/", award.report, name="award_report"),
    path("lots/<uuid:lot_id>/award/contract/", award.contract, name="contract"),
    path("lots/<uuid:lot_id>/award/validity/", award.longer, name="validity"),
    path("lots/<uuid:lot_id>/award/validity/extension/", award.extension, name="extension"),
]

supervision_pages = [
    path("", supervision.home, name="home"),
    path("lots/<uuid:lot_id>/outage/", supervision.outage, name="outage"),
    path("complaints/", oversight.complaints, name="complaints"),
    path("complaints/<uuid:complaint_id>/", oversight.complaint, name="complaint"),
    path("complaints/<uuid:complaint_id>/decision/", oversight.decision, name="decision"),
    path("trades/<uuid:trade_id>/stop/", oversight.stop, name="stop"),
    path("awards/", result.reports, name="awards"),
    path("lots/<uuid:lot_id>/award/", result.report, name="award"),
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
    path("declaration/", declaring.declaration, name="declaration"),
]

urlpatterns = [
    path("rules/", rules.rules, name="rules"),
    path("time", clock.time, name="time"),
    path("messages/", dialogue.told, name="messages"),
    path("complaints/<uuid:complaint_id>/evidence/<str:sha256>/", complaints.evidence_file, name="evidence"),
]
