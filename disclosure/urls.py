"""The addresses of the public site; lists with a name are parts of namespaces that trading.project.urls composes."""

from django.urls import path

from disclosure.views import archive, letters, medium, notices, pages, record, search, trades

trade_pages = [
    path("", trades.trades, name="list"),
    path("<uuid:trade_id>/", pages.detail, name="detail"),
    path("<uuid:trade_id>/bundle.zip", pages.bundle, name="bundle"),
    path("lots/<uuid:lot_id>/archive.json", pages.manifest, name="manifest"),
    path("<uuid:trade_id>/notices/", notices.notices, name="notices"),
    path("<uuid:trade_id>/notices/<int:seq>/", notices.notice, name="notice"),
    path("<uuid:trade_id>/feed.atom", search.trade_feed, name="feed"),
    path("<uuid:trade_id>/notices/<int:seq>/notice.pdf", notices.paper, name="notice_pdf"),
    path("lots/<uuid:lot_id>/letters/<str:party>/letter.pdf", letters.letter, name="letter"),
]

agency_pages = [
    path("medium/", medium.own, name="medium"),
    path("<uuid:trade_id>/notices/<int:seq>/handover/", medium.handover, name="handover"),
]

supervision_pages = [path("medium/", medium.watched, name="medium")]

hall_pages = [path("halls/<uuid:lot_id>/record.pdf", record.pdf, name="record_pdf")]

archive_pages = [
    path("", archive.expired, name="list"),
    path("<uuid:trade_id>/request/", archive.erasure_request, name="request"),
    path("<uuid:trade_id>/erasure/", archive.erasure, name="erasure"),
]

notice_pages = [
    path("", search.search, name="search"),
    path("feed.atom", search.feed, name="feed"),
    path("imported/<uuid:notice_id>/", search.imported, name="imported"),
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("verify/", pages.verify, name="verify"),
]
