import re
from dataclasses import fields
from pathlib import Path

from portal.env import Env

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text()


def test_operations_name_every_setting_and_no_other():
    named = set(re.findall(r"^\| `(PORTAL_[A-Z_]+)`", TEXT, flags=re.MULTILINE))

    assert named == {f"PORTAL_{field.name.upper()}" for field in fields(Env)}
