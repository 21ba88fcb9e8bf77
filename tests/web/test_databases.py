"""The harness keeps its promises: roles, rollback, clones, threads."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import ProgrammingError, connection, connections

from tests.support.databases import Database


@pytest.mark.django_db
def test_tests_connect_as_the_application_role_which_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("mingzheng_app",)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_application_role_may_not_change_tables() -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id integer)")


def test_an_own_database_is_seen_by_other_threads(own_database: Database) -> None:
    seen: list[int] = []
    get_user_model().objects.create(username="baiyun")

    def count() -> None:
        seen.append(get_user_model().objects.count())
        connections.close_all()

    thread = threading.Thread(target=count)
    thread.start()
    thread.join()

    assert seen == [1]


def test_an_own_database_is_fresh_each_time(own_database: Database) -> None:
    assert get_user_model().objects.count() == 0
