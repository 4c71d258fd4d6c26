"""Read mails that came back: `manage.py read_bounces FOLDER`, a folder of .eml files or the `new` of a Maildir."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from notifications.actions.receipts import mail_named, returned
from notifications.channels.bounces import MAX_BYTES, read_report


class Command(BaseCommand):
    """Each file read is moved to `FOLDER/done`, so that reading again reads only what is new."""

    help = "Read mails that came back from a folder of .eml files, and stop writing to addresses that are no more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_: Any, folder: Path, **__: Any) -> None:
        """Read every file, oldest name first, and say what was found."""
        if not folder.is_dir():
            raise CommandError(f"{folder.name}: no such folder")
        done = folder / "done"
        done.mkdir(exist_ok=True)
        counts: Counter[str] = Counter()
        for file in sorted(path for path in folder.iterdir() if path.is_file()):
            counts[_read(file)] += 1
            file.rename(done / file.name)
        self.stdout.write(", ".join(f"{word}: {count}" for word, count in sorted(counts.items())) or "nothing new")


@transaction.atomic
def _read(file: Path) -> str:
    with file.open("rb") as source:
        report = read_report(source.read(MAX_BYTES + 1))
    if report is None:
        return "no report"
    delivery = mail_named(report.mail_name)
    if delivery is None:
        return "not ours"
    is_news = returned(delivery, is_complaint=report.is_complaint, code=report.code, at=timezone.now())
    if not is_news:
        return "known"
    return "complaint" if report.is_complaint else "bounce"
