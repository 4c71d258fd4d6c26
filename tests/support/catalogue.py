"""The project's own catalogue, laid down once for a test."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command


def load() -> dict[str, Any]:
    """Run `load_catalogue` and return the counts it prints last."""
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    counts: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return counts
