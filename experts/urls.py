"""The addresses of experts: `pool` for the administration, `expert` for an expert's own pages.

`agency_pages` and `supervision_pages` are parts of namespaces that trading.project.urls composes of several apps.
"""

from django.urls import include, path

from experts.views import committees, own, pool

pool_pages = [
    path("", pool.home, name="home"),
    path("import/", pool.importing, name="import"),
    path("<uuid:expert_id>/", pool.expert, name="expert"),
    path("<uuid:expert_id>/invitation/", pool.invitation, name="invitation"),
]

own_pages = [
    path("", own.home, name="home"),
    path("calls/<uuid:call_id>/", own.call, name="call"),
    path("invitations/<str:token>/", own.invitation, name="invitation"),
]

agency_pages = [path("<uuid:trade_id>/lots/<uuid:lot_id>/committee/", committees.committee, name="committee")]

supervision_pages = [path("committees/", committees.watching, name="committees")]

urlpatterns = [
    path("pool/", include((pool_pages, "pool"))),
    path("expert/", include((own_pages, "expert"))),
]
