"""The methods of a page with a form."""

from django.views.decorators.http import require_http_methods

FORM = require_http_methods(["GET", "HEAD", "POST"])
