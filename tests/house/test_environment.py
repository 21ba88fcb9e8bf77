"""Settings by environment: demo by default, strict in production."""

from pathlib import Path

import pytest

from trading.project import keys
from trading.project.environment import EnvironmentRefused, Mode, read

PRODUCTION = {
    "MINGZHENG_ENV": "production",
    "SECRET_KEY": "a-secret-of-its-own-with-more-than-32-characters",
    "ORIGIN": "https://trade.example",
    "DATABASE_URL": "postgresql://app@db/mingzheng",
    "DATABASE_OWNER_URL": "postgresql://owner@db/mingzheng",
    "KEYS_DIR": "/srv/keys",
    "FILES_DIR": "/srv/files",
    "PLATFORM_USCC": "91210100MA0UQX9F3R",
    "MEDIUM_URL": "https://medium.example/api/",
    "MEDIUM_TOKEN": "a-token",
}


def test_nothing_needs_to_be_set_for_a_demo() -> None:
    environment = read({})

    assert environment.mode is Mode.DEMO
    assert environment.origin == "http://localhost:8000"
    assert "mingzheng_app@" in environment.database_url
    assert "mingzheng_owner@" in environment.database_owner_url


def test_production_starts_with_settings_of_its_own() -> None:
    assert read(PRODUCTION).is_production
    assert read(PRODUCTION).medium_url == "https://medium.example/api"
    assert read({name: value for name, value in PRODUCTION.items() if "MEDIUM" not in name}).medium_url is None


@pytest.mark.parametrize("url", ["https://medium.example", "http://10.0.0.1", "http://localhost.example", "medium"])
def test_what_a_demo_invents_reaches_no_medium_that_people_read(url: str) -> None:
    with pytest.raises(EnvironmentRefused, match="MEDIUM_URL"):
        read({"MEDIUM_URL": url})

    assert read({"MEDIUM_URL": "http://127.0.0.1:9000"}).medium_url == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "demo-secret-that-production-refuses"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", ""),
        ("ORIGIN", "http://trade.example"),
        ("DATABASE_URL", ""),
        ("DATABASE_OWNER_URL", ""),
        ("DATABASE_OWNER_URL", "postgresql://app@db/mingzheng"),
        ("KEYS_DIR", ""),
        ("FILES_DIR", ""),
        ("MEDIUM_URL", "http://medium.example"),
        ("MEDIUM_TOKEN", ""),
        ("DEBUG", "1"),
    ],
)
def test_production_refuses_what_is_fit_for_a_demo_only(name: str, value: str) -> None:
    with pytest.raises(EnvironmentRefused):
        read({**PRODUCTION, name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "abc"), ("PORT", "70000"), ("DEBUG", "perhaps"), ("MINGZHENG_ENV", "staging")]
)
def test_a_value_that_makes_no_sense_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(EnvironmentRefused, match=name):
        read({name: value})


@pytest.mark.parametrize("token", ["two words", "a\tb", "a\nb", "密钥"])
def test_a_token_that_no_header_can_carry_is_refused_without_saying_it(token: str) -> None:
    with pytest.raises(EnvironmentRefused, match="MEDIUM_TOKEN") as caught:
        read({**PRODUCTION, "MEDIUM_TOKEN": token})

    assert token not in str(caught.value)
    assert read({**PRODUCTION, "MEDIUM_TOKEN": "a-token\n"}).medium_token == "a-token"


def test_demo_keys_are_made_once_for_the_owner_alone_and_refused_in_production(tmp_path: Path) -> None:
    demo = read({"KEYS_DIR": str(tmp_path)})

    keys.prepare(demo)
    first = (tmp_path / "receipt.pem").read_bytes()
    keys.prepare(demo)

    assert (tmp_path / "receipt.pem").read_bytes() == first
    assert (tmp_path / "receipt.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(EnvironmentRefused, match="generated"):
        keys.prepare(read({**PRODUCTION, "KEYS_DIR": str(tmp_path)}))


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    demo = read({"KEYS_DIR": str(tmp_path)})
    keys.prepare(demo)

    (tmp_path / "checkpoint.pem").chmod(0o644)

    with pytest.raises(EnvironmentRefused, match="chmod 600"):
        keys.prepare(demo)
