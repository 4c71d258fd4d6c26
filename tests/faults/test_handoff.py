"""The whole of it, small: real workers, a real carrier with faults, kills, on SQLite and the broker of files."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANDOFF = [sys.executable, str(ROOT / "scripts" / "faults"), "handoff", "--no-calm"]


def handed_off(*arguments):
    done = subprocess.run([*HANDOFF, *arguments], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    wanted = ("handed_off", "lost", "duplicated", "unknown", "holder_violations", "kills", "flushes")
    return {name: found[name] for name in wanted}, done.returncode


def test_killed_workers_lose_and_double_nothing():
    found, code = handed_off("--embedded", "--count", "60", "--kills", "2", "--seed", "7")

    assert found == {
        "handed_off": 60, "lost": 0, "duplicated": 0, "unknown": 0, "holder_violations": 0, "kills": 2, "flushes": 2,
    }  # fmt: skip
    assert code == 0


@pytest.mark.postgres
@pytest.mark.redis
def test_neither_do_they_with_the_servers_of_production():
    found, code = handed_off("--count", "150", "--kills", "3", "--seed", "7")

    assert found == {
        "handed_off": 150, "lost": 0, "duplicated": 0, "unknown": 0, "holder_violations": 0, "kills": 3, "flushes": 2,
    }  # fmt: skip
    assert code == 0


def test_a_subject_nobody_wrote_is_refused():
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "faults"), "earthquake"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "handoff" in done.stderr
