"""Serial numbers for the codes of a trade (standards 1.3)."""

from django.db import connection


def next_serial(prefix: str) -> int:
    """The next serial of a prefix, from 1. Serialises only those who count under the same prefix."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trading_codecounter (prefix, last) VALUES (%s, 1)"
            " ON CONFLICT (prefix) DO UPDATE SET last = trading_codecounter.last + 1 RETURNING last",
            [prefix],
        )
        (serial,) = cursor.fetchone()
    return int(serial)
