"""The settings of a site that a journey starts: the real ones, but for the work that a password takes.

It takes a quarter of a second of the processor each time, and people in journeys type theirs hundreds of times.
"""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from trading.project.settings import *  # noqa: F403


class QuickHasher(PBKDF2PasswordHasher):
    """The real one with the least work. Without it the site would make each password hard to guess at the first log-in."""

    iterations = 1


PASSWORD_HASHERS = [f"{__name__}.QuickHasher"]
