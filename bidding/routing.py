"""The addresses of sockets."""

from django.urls import path

from bidding.consumers import HallConsumer

websocket_urlpatterns = [path("ws/halls/<uuid:lot_id>/", HallConsumer.as_asgi())]
