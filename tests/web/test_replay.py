"""A recorded opening is replayed from the command line, and its report and its bundle tell the truth."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.support.cast import code_of
from tests.support.platforms import Platform
from trading.project.environment import ROOT

BIDDERS = 10
ABSENT = 1
KEYS = [
    "bidders",
    "opened",
    "not_opened",
    "seconds",
    "p50",
    "p99",
    "max",
    "reveal_seconds",
    "peak_memory_mb",
    "verify_seconds",
    "verified",
]
OPENING = datetime.fromisoformat("2026-03-16T09:30:00+08:00")


def recording(folder: Path) -> Path:
    """Ten invented firms; the last never comes. A bundle needs three that do."""
    bids = [
        {
            "uscc": code_of(f"replayed-{number}"),
            "name": f"虚构建设第{number}公司",
            "price_10k_yuan": f"18{number}.5000",
            "duration": "360日历天",
            "decrypt_requested_at": ""
            if number > BIDDERS - ABSENT
            else f"{OPENING + timedelta(seconds=number * 20):%Y-%m-%d %H:%M:%S}",
        }
        for number in range(1, BIDDERS + 1)
    ]
    path = folder / "opening.json"
    path.write_text(json.dumps({"project": "虚构道路工程", "opening_at": OPENING.isoformat(), "bids": bids}))
    return path


def replay(var: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    variables = {**Platform(var).variables, "DJANGO_SETTINGS_MODULE": "trading.project.settings"}
    command = [sys.executable, "manage.py", "replay_opening", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=300, check=False)


def test_a_small_opening_is_replayed_and_verified(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"

    ended = replay(tmp_path / "var", recording(tmp_path), "--speed", "600", "--watchers", "5", "--bundle", bundle)

    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout.splitlines()[-1])
    assert list(report) == KEYS
    assert (report["bidders"], report["opened"], report["not_opened"]) == (BIDDERS, BIDDERS - ABSENT, ABSENT)
    assert report["verified"] is True
    assert bundle.stat().st_size > 0


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"project": "x"}',
        '{"project": "x", "opening_at": "never", "bids": []}',
        f'{{"project": "x", "opening_at": "{OPENING.isoformat()}", "bids": []}}',
        f'{{"project": "x", "opening_at": "{OPENING.isoformat()}", "bids": [{{"uscc": "1", "name": "x"}}]}}',
    ],
)
def test_an_unusable_recording_is_said_in_one_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "opening.json"
    file.write_text(content)

    with pytest.raises(CommandError) as refusal:
        call_command("replay_opening", str(file), bundle=tmp_path / "bundle.zip")

    assert str(file) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_recording_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.json"):
        call_command("replay_opening", str(tmp_path / "nothing.json"), bundle=tmp_path / "bundle.zip")
    with pytest.raises(CommandError, match="does not exist"):
        call_command("replay_opening", str(recording(tmp_path)), bundle=tmp_path / "nowhere" / "bundle.zip")
