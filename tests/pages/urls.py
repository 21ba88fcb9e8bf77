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
    ),
    space(
        "trades",
        ("trades/", "list"),
        (f"{TRADE}/", "detail"),
        (f"{TRADE}/documents/<str:sha256>", "document"),
        (f"{TRADE}/bundle.zip", "bundle"),
        (f"{TRADE}/questions/", "questions"),
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
    ),
    space("calendar", ("calendar/", "calendar"), ("calendar/<int:proposal_id>/decision/", "decision")),
    space(
        "supervision",
        ("supervision/", "home"),
        (f"supervision/{LOT}/outage/", "outage"),
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
