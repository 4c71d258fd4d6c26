"""Tell what could not be sent, by lane. Ends with 1 when something waits for a person or is late."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.kernel import stuck


class Command(BaseCommand):
    """`manage.py stuck`: one JSON line, for whoever watches the machine."""

    help = "Print the state of each lane as JSON; exit 1 when something is stuck or late."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the figures."""
        lanes = stuck.figures(at=timezone.now())
        self.stdout.write(json.dumps([asdict(lane) for lane in lanes]))
        if any(lane.failed or lane.human or lane.is_late for lane in lanes):
            sys.exit(1)
