"""Print the law of dossiers into `docs/law`, from the tables that the code obeys."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from dossiers.management.law_pages import pages


class Command(BaseCommand):
    help = "Write docs/law/*.md; with --check only tell whether they are as printed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail if a page differs")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write or compare the pages.

        :raises CommandError: a page differs from the tables.
        """
        folder = settings.BASE_DIR / "docs" / "law"
        with translation.override("vi"):
            wanted = pages()
        stale = [
            name
            for name, text in wanted.items()
            if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
        ]
        if stale and options["check"]:
            msg = f"docs/law: {', '.join(stale)} differ from the tables; run scripts/law"
            raise CommandError(msg)
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        self.stdout.write(json.dumps({"pages": sorted(wanted), "written": stale}))
