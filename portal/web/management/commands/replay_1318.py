import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.web.demo import loading
from portal.web.replay import days, figures
from portal.web.replay.house import scratch


class Command(BaseCommand):
    help = (
        "Replay official letter 1318/UBND-KSTT of 22-7-2021 at its dates, in a scratch database, sending nothing. "
        "Prints how many counters closed, appointments moved, acts were exempted, and what became of results that wait."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the figures as one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build the data of 2021, live through the fourteen days, count.

        :raises CommandError: the results do not add up, or an event does not hold.
        """
        with scratch():
            loading.load(now=days.on(days.EVE, 7))
            found = figures.count(days.play())
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name:20} {value}")
        parts = (found["offered_post"], found["exempted_returns"], found["still_waiting"])
        if found["results_waiting"] != sum(int(str(part)) for part in parts) or not found["events_hold"]:
            msg = "the results do not add up, or an event does not hold"
            raise CommandError(msg)
