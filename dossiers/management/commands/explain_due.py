"""`explain_due` in the list of commands. `manage.py` answers it before Django starts."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from dossiers import explain_due


class Command(BaseCommand):
    """Explain a due date day by day."""

    help = "Tính ngày hẹn trả và giải thích từng ngày (không cần cơ sở dữ liệu)."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand the arguments on as they were typed."""
        sys.exit(explain_due.main(argv[2:]))

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how to ask."""
        self.stdout.write(explain_due.USAGE)
