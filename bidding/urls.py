"""The addresses of bidding: `bids` for a bidder's own pages and the doors for sealed things, `hall` for the opening.

`hall_pages`, `agency_pages` and `account_pages` are parts of namespaces that trading.project.urls composes of several apps.
"""

from django.urls import include, path

from bidding.views import (
    account,
    announcing,
    api,
    bids,
    contract,
    deposits,
    findings,
    hall,
    objections,
    record,
    reviewing,
    uploads,
)

LOT = "lots/<uuid:lot_id>"
HALL = "halls/<uuid:lot_id>"

own_pages = [
    path("bids/", bids.home, name="home"),
    path(f"{LOT}/bid/", bids.tasks, name="tasks"),
    path(f"{LOT}/bid/form/", bids.compose, name="compose"),
    path(f"{LOT}/bid/withdrawal/", bids.withdrawal, name="withdrawal"),
    path(f"{LOT}/bid/receipt/", bids.newest_receipt, name="own"),
    path(f"{LOT}/bid/receipts/<int:version>/", bids.receipt, name="receipt"),
    path(f"{LOT}/bid/receipts/<int:version>/receipt.json", bids.receipt_file, name="receipt_file"),
    path(f"{LOT}/bid/acknowledgement.json", bids.acknowledgement, name="acknowledgement"),
    path(f"{LOT}/bid/qualification.json", bids.qualification, name="qualification"),
    path(f"{LOT}/bid/contract/", contract.contract, name="contract"),
    path(f"{LOT}/bid/deposit/", deposits.own, name="deposit"),
    path(f"{LOT}/deposits/<uuid:instrument_id>", deposits.paper, name="deposit_paper"),
]

doors = [
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<uuid:upload_id>/", uploads.upload, name="upload"),
    path("account/keys/", account.keys, name="account_keys"),
    path(f"{LOT}/notice.json", api.notice, name="notice"),
    path(f"{LOT}/keys/", api.keys, name="keys"),
    path(f"{LOT}/bids/", api.bids, name="bids"),
    path(f"{LOT}/withdrawals/", api.withdrawals, name="withdrawals"),
    path(f"{LOT}/box/", api.box, name="box"),
    path(f"{LOT}/objects/<str:sha256>", api.own_ciphertext, name="own_ciphertext"),
    path(f"{LOT}/releases/", api.releases, name="releases"),
    path(f"{LOT}/window-key/", api.window_key, name="window_key"),
    path(f"{LOT}/applications/", api.applications, name="applications"),
    path(f"{LOT}/applications/box/", api.application_box, name="application_box"),
    path(f"{LOT}/applications/<uuid:submission_id>/", api.application, name="application"),
    path(f"{LOT}/applications/objects/<str:sha256>", api.application_ciphertext, name="application_ciphertext"),
]

hall_pages = [
    path(f"{HALL}/", hall.page, name="hall"),
    path(f"{HALL}/state/", hall.state, name="state"),
    path(f"{HALL}/bidders/", hall.bidders, name="bidders"),
    path(f"{HALL}/plot/", hall.plot, name="plot"),
    path(f"{HALL}/record/", record.page, name="record"),
    path(f"{HALL}/record.json", record.content, name="record_json"),
    path(f"{LOT}/sign-ins/", objections.sign_ins, name="sign_ins"),
    path(f"{LOT}/objections/", objections.objections, name="objections"),
    path(f"{LOT}/answers/", api.answers, name="answers"),
    path("objections/<uuid:objection_id>/answer/", objections.answer, name="answer"),
    path(f"{LOT}/confirmations/", objections.confirmations, name="confirmation"),
    path(f"{HALL}/deposits/", deposits.of_lot, name="deposits"),
    path(f"{HALL}/deposits/<str:party>/", deposits.decision, name="deposit_decision"),
    path(f"{HALL}/findings/", findings.findings, name="findings"),
]

agency_pages = [
    path("", announcing.home, name="home"),
    path("<uuid:trade_id>/", announcing.tasks, name="tasks"),
    path("<uuid:trade_id>/keys/", announcing.keys, name="keys"),
    path("<uuid:trade_id>/check/", announcing.check, name="check"),
    path("<uuid:trade_id>/publication/", announcing.publication, name="publication"),
    path(f"review/{LOT}/", reviewing.page, name="review"),
    path(f"review/{LOT}/<uuid:submission_id>/", reviewing.applicant, name="applicant"),
    path("<uuid:trade_id>/invitation/", reviewing.invitation, name="invitation"),
]

account_pages = [path("keys/", account.keys, name="keys")]

urlpatterns = [path("", include((own_pages + doors, "bids")))]
