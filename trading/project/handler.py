"""Django's ASGI handler for a project whose middleware and views are all plain functions: a page is one visit to a thread.

Django's own lets the event loop look up the view between the middleware and the view itself, so that each page goes to
its thread twice and back; under load the loop and the threads wait for each other.
"""

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PageHandler(ASGIHandler):
    """`ASGIHandler`, with the whole way from the first middleware to the view and back in the request's thread."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response)(request)
