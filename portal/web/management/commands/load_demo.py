"""Lay illustrative people and dossiers down, with dates relative to today."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from portal.kernel.workdays import VIETNAM
from portal.web.demo import loading, orders
from portal.web.demo.people import PASSWORD, PERSONAS


class Command(BaseCommand):
    help = "Load the demo (dữ liệu minh họa). Safe to run again: it is loaded once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", help="the day or instant that the demo takes for now (ISO)")
        parser.add_argument("--personas", action="store_true", help="only print who can sign in")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, then print the personas and, last, the counts as JSON."""
        if options["personas"]:
            self._print_personas()
            return
        was_loaded, now = loading.is_loaded(), _instant(options["today"])
        if not was_loaded:
            loading.load(now=now)
            orders.lay_down(now=now)
        self.stdout.write(json.dumps({**loading.counts(now=now), "was_loaded": was_loaded}, ensure_ascii=False))

    def _print_personas(self) -> None:
        rows = [("Họ và tên", "Vai", "Điện thoại", "Thư điện tử", "Để xem gì")]
        rows += [
            (
                one.name,
                one.title or "Công dân",
                "0" + one.phone.removeprefix("+84"),
                one.email,
                one.story,
            )
            for one in PERSONAS
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        for row in rows:
            self.stdout.write("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
        self.stdout.write(f"Mật khẩu chung: {PASSWORD}. Công dân đăng nhập ở /dang-nhap/, cán bộ ở /can-bo/dang-nhap/")


def _instant(text: str | None) -> datetime:
    if not text:
        return timezone.now()
    day = parse_date(text)
    found = datetime(day.year, day.month, day.day, 16, 0, tzinfo=VIETNAM) if day else parse_datetime(text)
    if found is None:
        msg = f"--today {text}: viết như 2026-07-22 hoặc 2026-07-22T10:00"
        raise CommandError(msg)
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
