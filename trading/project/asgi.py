"""The ASGI application: pages by Django, sockets by Channels."""

import os
from importlib import import_module
from importlib.util import find_spec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trading.project.settings")

import django

django.setup(set_prefix=False)  # the imports below need it

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from trading.project.bodies import limit_bodies
from trading.project.handler import PageHandler
from trading.project.heads import HeadFollower
from trading.project.kept_pages import keep_pages
from trading.project.places import limit_pages
from trading.project.urls import APPS

routes = [
    route
    for app in APPS
    if find_spec(f"{app}.routing")
    for route in import_module(f"{app}.routing").websocket_urlpatterns
]

application = ProtocolTypeRouter(
    {
        "http": limit_bodies(keep_pages(limit_pages(PageHandler()), HeadFollower())),
        # No session is looked up: what a socket tells is public, and nobody is asked who he is.
        "websocket": AllowedHostsOriginValidator(URLRouter(routes)),
    }
)
