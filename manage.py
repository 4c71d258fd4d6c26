#!/usr/bin/env python3
"""Django's command line. `explain_due` answers before Django starts: it needs no database and no settings."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run one management command."""
    if sys.argv[1:2] == ["explain_due"]:
        from dossiers.explain_due import main as explain_due  # noqa: PLC0415 -- runs without Django's settings

        sys.exit(explain_due(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after the settings are named

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    main()
