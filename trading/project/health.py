"""Two questions a supervisor asks: are you alive, and can you serve?"""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from experts.selectors.sealing import pool_key_problem
from trading.project import keys
from trading.services import keys as signing
from trading.services.incidents import MOST_APART
from trading.services.machine_clock import clocks_apart


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: answers without the database."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database answers, every migration is applied, the keys in force are there, the clocks go together."""
    checks = {"database": _database(), "migrations": False, "keys": False, "clocks": False, "pool_key": False}
    checks["migrations"] = checks["database"] and _migrated()
    checks["keys"] = keys.problem(settings.ENVIRONMENT) is None and checks["migrations"] and signing.all_held()
    checks["pool_key"] = pool_key_problem() is None
    checks["clocks"] = checks["database"] and clocks_apart() <= MOST_APART
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
