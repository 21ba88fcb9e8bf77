"""A log goes on under the name that it began with, whatever address the data are served at."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from tests.house.test_environment import PRODUCTION
from tests.support.cast import code_of
from tests.support.databases import Database
from trading.domain.actors import Role
from trading.models import Checkpoint, User
from trading.project import keys, log_name, preparation
from trading.project.environment import Environment, EnvironmentRefused, read
from trading.services import sequencing
from trading.services.parties import appoint

OLD = "localhost:8000/mingzheng"


def demo(folder: Path, **variables: str) -> Environment:
    return read({"KEYS_DIR": str(folder), **variables})


def test_the_first_address_names_the_log_and_no_later_one(tmp_path: Path) -> None:
    keys.prepare(demo(tmp_path, ORIGIN="http://first.example:8000"))

    for later in ({"PORT": "8001"}, {"ORIGIN": "https://second.example"}):
        keys.prepare(demo(tmp_path, **later))
        assert log_name.read(demo(tmp_path, **later)) == "first.example/mingzheng"


def test_before_anything_is_kept_the_address_says_the_name(tmp_path: Path) -> None:
    assert log_name.read(demo(tmp_path, PORT="8001")) == "localhost/mingzheng"
    production = read({**PRODUCTION, "KEYS_DIR": str(tmp_path), "ORIGIN": "https://Trade.example:8443"})
    assert log_name.read(production) == "trade.example:8443/mingzheng"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "localhost", "localhost/mingzheng/x", "UPPER/mingzheng"])
def test_a_file_that_names_nothing_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / log_name.FILE).write_text(content)

    with pytest.raises(EnvironmentRefused, match="name of a log"):
        keys.prepare(demo(tmp_path))


@pytest.fixture
def kept(own_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of an older version, which kept its name nowhere, served at a new address; the folder of its keys."""
    monkeypatch.setattr(settings, "LOG_ORIGIN", OLD)
    person = User.objects.create(username="zhou")
    appoint(uscc=code_of("official-7"), name="区监督站", user=person, role=Role.SUPERVISOR)
    sequencing.sequence_entries()
    sequencing.sign_tree_head()
    assert Checkpoint.objects.count() == 1
    monkeypatch.setattr(settings, "LOG_ORIGIN", "localhost/mingzheng")
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, keys_dir=tmp_path))
    return tmp_path


def test_a_demo_takes_up_the_name_of_its_log(kept: Path) -> None:
    preparation.prepare(verbosity=0)

    assert log_name.read(demo(kept, PORT="8001")) == OLD
    assert settings.LOG_ORIGIN == OLD


def test_production_is_told_the_name_of_its_log(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IS_PRODUCTION", True)

    with pytest.raises(preparation.PreparationRefused, match=OLD) as refused:
        preparation.prepare(verbosity=0)
    assert str(kept / log_name.FILE) in str(refused.value)

    (kept / log_name.FILE).write_text(f"{OLD}\n")
    monkeypatch.setattr(settings, "LOG_ORIGIN", log_name.read(settings.ENVIRONMENT))
    preparation.prepare(verbosity=0)
