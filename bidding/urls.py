"""The addresses of bidding: `bids` for a bidder's own pages and the doors for sealed things, `hall` for the opening."""

from django.urls import include, path

from bidding.views import api, uploads

LOT = "lots/<uuid:lot_id>"
HALL = "halls/<uuid:lot_id>"

doors = [
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<uuid:upload_id>/", uploads.upload, name="upload"),
    path("account/keys/", api.account_keys, name="account_keys"),
    path(f"{LOT}/notice.json", api.notice, name="notice"),
    path(f"{LOT}/keys/", api.keys, name="keys"),
    path(f"{LOT}/bids/", api.bids, name="bids"),
    path(f"{LOT}/withdrawals/", api.withdrawals, name="withdrawals"),
    path(f"{LOT}/box/", api.box, name="box"),
    path(f"{LOT}/objects/<str:sha256>", api.own_ciphertext, name="own_ciphertext"),
    path(f"{LOT}/releases/", api.releases, name="releases"),
    path(f"{LOT}/window-key/", api.window_key, name="window_key"),
]

urlpatterns = [
    path("", include((doors + [path(f"{LOT}/confirmations/", api.confirmations),path(f"{LOT}/answers/", api.answers)], "bids"))),
]
