"""The addresses that the templates name, each with a view that does nothing."""

from django.urls import path

from tests.pages.gallery import names, nothing, space

LOT = "lots/<uuid:lot_id>"
TRADE = "trades/<uuid:trade_id>"
DRAFT = "agency/<uuid:trade_id>"
HALL = "halls/<uuid:lot_id>"

urlpatterns = [
    path("", nothing, name="home"),
    *names(
        ("verify/", "verify"),
        ("messages/", "messages"),
        ("complaints/<uuid:complaint_id>/evidence/<str:sha256>/", "evidence"),
        ("rules/", "rules"),
        ("i18n/setlang/", "set_language"),
        ("account/login/", "account_login"),
        ("account/logout/", "account_logout"),
        ("account/signup/", "account_signup"),
        ("account/email/", "account_email"),
        ("account/inactive/", "account_inactive"),
        ("account/confirm-email/<str:key>/", "account_confirm_email"),
        ("account/password/change/", "account_change_password"),
        ("account/password/set/", "account_set_password"),
        ("account/password/reset/", "account_reset_password"),
        ("account/reauthenticate/", "account_reauthenticate"),
        ("nowhere/", "nowhere"),
    ),
    space(
        "account",
        ("account/keys/", "keys"),
        ("account/organisation/", "organisation"),
        ("account/membership/", "membership"),
        ("account/members/", "members"),
        ("account/members/<int:membership_id>/removal/", "removal"),
        ("account/invitations/<uuid:invitation_id>/withdrawal/", "invitation_withdrawal"),
        ("account/invitations/<str:token>/", "invitation"),
        ("account/declaration/", "declaration"),
    ),
    space(
        "trades",
        ("trades/", "list"),
        (f"{TRADE}/", "detail"),
        (f"{TRADE}/documents/<str:sha256>", "document"),
        (f"{TRADE}/bundle.zip", "bundle"),
        (f"{TRADE}/questions/", "questions"),
        (f"{TRADE}/complaints/", "complaints"),
        (f"{TRADE}/complaints/<uuid:complaint_id>/evidence/", "evidence"),
        (f"{TRADE}/notices/", "notices"),
        (f"{TRADE}/notices/<int:seq>/", "notice"),
    ),
    space(
        "agency",
        ("agency/", "home"),
        ("agency/create/", "create"),
        *(
            (f"{DRAFT}/{name}/", name)
            for name in ("tasks", "basics", "lots", "documents", "timetable", "keys", "check")
        ),
        (f"{DRAFT}/publication/", "publication"),
        *((f"{DRAFT}/{name}/", name) for name in ("received", "clarification", "clarify", "clarified", "termination")),
        (f"{DRAFT}/received/<uuid:objection_id>/", "answer"),
        (f"agency/review/{LOT}/", "review"),
        (f"agency/review/{LOT}/<uuid:submission_id>/", "applicant"),
        (f"{DRAFT}/invitation/", "invitation"),
        (f"{DRAFT}/complaints/", "complaints"),
        (f"{DRAFT}/complaints/<uuid:complaint_id>/", "statement"),
        (f"{DRAFT}/deposits/", "deposits"),
        (f"{DRAFT}/scheme/", "scheme"),
        *((f"{DRAFT}/ended/{name}/", name) for name in ("analysis", "retender", "leaving")),
        (f"{DRAFT}/ended/", "ended"),
        (f"agency/{LOT}/rooms/", "rooms"),
        (f"{DRAFT}/{LOT}/committee/", "committee"),
    ),
    space(
        "evaluation",
        ("evaluation/", "home"),
        (f"evaluation/{LOT}/", "bench"),
        *(
            (f"evaluation/{LOT}/{name}/", name)
            for name in ("arrival", "beginning", "chair", "closing", "sheet", "report", "result", "questions")
        ),
        *((f"evaluation/{LOT}/report/{name}/", name) for name in ("drawing_up", "silence", "handover")),
        (f"evaluation/{LOT}/bids/<str:sha256>/", "review"),
        (f"evaluation/{LOT}/sheet/<str:sha256>/", "score"),
        (f"evaluation/{LOT}/result/<str:party>/", "derivation"),
    ),
    space("calendar", ("calendar/", "calendar"), ("calendar/<int:proposal_id>/decision/", "decision")),
    space(
        "supervision",
        ("supervision/", "home"),
        (f"supervision/{LOT}/outage/", "outage"),
        ("supervision/complaints/", "complaints"),
        ("supervision/complaints/<uuid:complaint_id>/", "complaint"),
        ("supervision/complaints/<uuid:complaint_id>/decision/", "decision"),
        ("supervision/trades/<uuid:trade_id>/stop/", "stop"),
        ("supervision/committees/", "committees"),
    ),
    space(
        "venues",
        ("venues/", "rooms"),
        ("venues/<uuid:room_id>/retirement/", "retirement"),
        ("venues/bookings/<uuid:booking_id>/release/", "release"),
    ),
    space(
        "archive",
        ("archive/", "list"),
        ("archive/<uuid:trade_id>/request/", "request"),
        ("archive/<uuid:trade_id>/erasure/", "erasure"),
    ),
    space(
        "bids",
        ("bids/", "home"),
        (f"{LOT}/bid/", "tasks"),
        (f"{LOT}/bid/form/", "compose"),
        (f"{LOT}/bid/withdrawal/", "withdrawal"),
        (f"{LOT}/bid/receipts/<int:version>/", "receipt"),
        (f"{LOT}/bid/receipts/<int:version>/receipt.json", "receipt_file"),
        (f"{LOT}/bid/acknowledgement.json", "acknowledgement"),
        (f"{LOT}/bid/deposit/", "deposit"),
        (f"{LOT}/deposits/<uuid:instrument_id>", "deposit_paper"),
    ),
    space(
        "hall",
        (f"{HALL}/", "hall"),
        (f"{HALL}/state/", "state"),
        (f"{HALL}/plot/", "plot"),
        (f"{HALL}/record/", "record"),
        (f"{HALL}/record.json", "record_json"),
        (f"{HALL}/record.pdf", "record_pdf"),
        (f"{HALL}/sign-ins/", "sign_ins"),
        (f"{HALL}/objections/", "objections"),
        (f"{HALL}/confirmations/", "confirmation"),
        ("objections/<uuid:objection_id>/answer/", "answer"),
        (f"{HALL}/deposits/", "deposits"),
        (f"{HALL}/deposits/<str:party>/", "deposit_decision"),
        (f"{HALL}/findings/", "findings"),
    ),
    space(
        "pool",
        ("pool/", "home"),
        ("pool/import/", "import"),
        ("pool/<uuid:expert_id>/", "expert"),
        ("pool/<uuid:expert_id>/invitation/", "invitation"),
    ),
    space(
        "expert",
        ("expert/", "home"),
        ("expert/calls/<uuid:call_id>/", "call"),
        ("expert/invitations/<str:token>/", "invitation"),
    ),
    space(
        "draws",
        ("draws/", "all"),
        ("draws/<uuid:draw_id>/", "page"),
        ("draws/<uuid:draw_id>/check/", "check"),
        ("draws/<uuid:draw_id>/repetition/", "repetition"),
        ("draws/<uuid:draw_id>/list.jsonl", "list"),
    ),
]
