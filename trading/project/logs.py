"""Structured logs: one JSON object a line on stderr, with the request's id and the actor's; secrets never get in.

There is no line per request. Who uploads, bids or withdraws before the deadline is secret by law, and a log of paths
would count it; only failures are logged.
"""

import logging
import logging.config
import re
from collections.abc import Iterable

import structlog
from django.core.exceptions import RequestAborted
from structlog.typing import EventDict, Processor, WrappedLogger

SECRET_NAMES = re.compile(
    r"pass(word|phrase)|secret|token|cookie|authorization|identity|file_key|private|salt", re.IGNORECASE
)
SECRET_VALUES = re.compile(
    r"AGE-SECRET-KEY-1[0-9A-Z]+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=/expert/answers/)[0-9a-f-]{36}/[0-9a-zA-Z_-]+"
    r"|(?<=/invitations/)[0-9a-zA-Z_-]+"
    r"|-----BEGIN[^-]*PRIVATE KEY-----.*?(?:-----END[^-]*-----|\Z)",
    re.IGNORECASE | re.DOTALL,
)
HIDDEN = "[hidden]"


def configure(level: str = "INFO") -> None:
    """Send every log, ours and the libraries', through the same processors."""
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _shared(),
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            hide_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "filters": {"departures": {"()": "trading.project.logs.Departures"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["departures"]}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "daphne": {"level": "WARNING"},
                "celery": {"level": "WARNING"},
                "kombu": {"level": "ERROR"},  # it warns that the broker in memory has no hostname
                "django.request": {"level": "ERROR"},
                "django.security.DisallowedHost": {"level": "CRITICAL"},
            },
        }
    )


class Departures(logging.Filter):
    """Drops what asyncio says when a visitor leaves before the answer: Django raises it where nobody listens."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not (record.name == "asyncio" and isinstance(error, RequestAborted))


def _shared() -> Iterable[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        add_actor,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(allow={"status_code"}),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]


def add_actor(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Name who acts, if the request has already found out; a log line never asks the database."""
    request = event.pop("request_object", None)
    user = getattr(request, "_cached_user", None) or getattr(request, "_acached_user", None)
    if user is not None and user.pk is not None:
        event.setdefault("actor_id", str(user.pk))
    return event


def hide_secrets(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Replace what is named or looks like a secret, at any depth."""
    return {key: _hide(key, value) for key, value in event.items()}


def _hide(key: str, value: object) -> object:
    if SECRET_NAMES.search(key):
        return HIDDEN
    match value:
        case str():
            return SECRET_VALUES.sub(HIDDEN, value)
        case dict():
            return {str(inner): _hide(str(inner), item) for inner, item in value.items()}
        case list() | tuple():
            return [_hide(key, item) for item in value]
    return value
