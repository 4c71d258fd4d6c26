"""Verify that no event of any dossier was changed, taken out or put in."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dossiers.models import Dossier, DossierEvent
from dossiers.queries import audit


class Command(BaseCommand):
    help = "Verify the hash chain of the events of every dossier; exit 1 if one does not hold."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print every break and, last, the counts as JSON.

        :raises CommandError: a chain does not hold.
        """
        broken = list(audit.verify_all())
        for one in broken:
            self.stderr.write(json.dumps(asdict(one)))
        counts = {"dossiers": Dossier.objects.count(), "events": DossierEvent.objects.count(), "broken": len(broken)}
        self.stdout.write(json.dumps(counts))
        if broken:
            msg = f"{len(broken)} events are not as they were written"
            raise CommandError(msg)
