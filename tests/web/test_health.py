"""What a supervisor and a load balancer ask."""

import pytest
from django.test import Client


def test_healthz_answers_without_the_database(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response["X-Request-ID"]


@pytest.mark.django_db
def test_readyz_says_what_is_ready(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": True, "migrations": True, "keys": True, "clocks": True, "pool_key": True}
