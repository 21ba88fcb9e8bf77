"""Stands in until the real models come."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    pass
