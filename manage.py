#!/usr/bin/env python3
"""Django's command line. `explain_due` needs no database and no settings, `replay_1318` brings its own."""

import atexit
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Run one management command."""
    if sys.argv[1:2] == ["explain_due"]:
        from dossiers.explain_due import main as explain_due  # noqa: PLC0415 -- runs without Django's settings

        sys.exit(explain_due(sys.argv[2:]))
    if sys.argv[1:2] == ["replay_1318"] and "PORTAL_DATABASE_URL" not in os.environ:
        _in_a_house_of_its_own()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after the settings are named

    execute_from_command_line(sys.argv)


def _in_a_house_of_its_own() -> None:
    """Let the replay of 2021 run on a machine where no portal is set up: its keys last as long as it does."""
    folder = tempfile.mkdtemp(prefix="replay-1318-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        PORTAL_DATABASE_URL=f"sqlite:///{folder}/portal.sqlite3",
        PORTAL_DATA_DIR=folder,
        PORTAL_SECRET_KEY=secrets.token_urlsafe(48),
        PORTAL_SEALING_KEYS=secrets.token_urlsafe(48),
        PORTAL_INSECURE_HTTP="1",
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    main()
