"""The one library that `{% load mz %}` loads; the modules beside this one put their tags and filters into it."""

from django import template

register = template.Library()
