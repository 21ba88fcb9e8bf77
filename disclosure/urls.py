"""The addresses of the public site; `trade_pages` are part of the namespace that trading.project.urls composes."""

from django.urls import path

from disclosure.views import pages

trade_pages = [
    path("<uuid:trade_id>/", pages.detail, name="detail"),
    path("<uuid:trade_id>/bundle.zip", pages.bundle, name="bundle"),
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("verify/", pages.verify, name="verify"),
]
