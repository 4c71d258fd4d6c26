"""Messages of carriers over real HTTP, in any order, repeated, forged, stale and broken."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "faults"


@pytest.mark.postgres
@pytest.mark.redis
def test_the_parcels_stand_where_the_oracle_says():
    command = [sys.executable, str(SCRIPT), "webhooks", "--fold", "20000", "--count", "600", "--seed", "7"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["fold_differs"], found["parcels_differ"], found["forged_taken"]) == (0, 0, 0)
    assert (found["unanswered"], found["not_settled"]) == (0, 0)
    assert found["refused_counted"] == sum(sum(found["answers"][fault].values()) for fault in ("forged", "stale"))
    assert done.returncode == 0
