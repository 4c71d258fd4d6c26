"""Lay down the agencies, the calendar and the catalogue of procedures. Safe to run again."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from portal.agencies.loading import load_agencies
from procedures import actions, queries
from procedures.actions.loading import Files


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


class Command(BaseCommand):
    help = "Nạp cơ quan, lịch làm việc và danh mục thủ tục từ các tệp của dự án; chạy lại không làm thay đổi gì."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load in one transaction; the last line printed is JSON."""
        ours = Path(apps.get_app_config("procedures").path) / "fixtures"
        theirs = Path(apps.get_app_config("agencies").path) / "fixtures"
        catalogue = _read(ours / "procedures.json")
        agencies = _read(theirs / "agencies.json")
        files = Files(
            procedures=catalogue["procedures"],
            presentation=_read(ours / "presentation.json"),
            forms={path.stem: _read(path) for path in sorted((ours / "forms").glob("*.json"))},
            as_of=date.fromisoformat(catalogue["meta"]["as_of"][:10]),
        )
        with transaction.atomic():
            loaded = load_agencies(
                agencies["agencies"],
                _read(theirs / "calendar.json")["days"],
                province=agencies["meta"]["province"].removeprefix("Tỉnh "),
            )
            changes = actions.load_catalogue(files)
        counts = {
            "agencies": loaded.agencies,
            "desks": loaded.desks,
            "contact_points": loaded.contact_points,
            "office_hours": loaded.office_hours,
            "calendar_days": loaded.calendar_days,
            **queries.counts(),
            "changes": {
                "agency_rows_added": loaded.added,
                "agency_rows_changed": loaded.changed,
                "revisions_made": len(changes.made),
                "revisions_changed": len(changes.revised),
                "revisions_kept": len(changes.kept),
            },
        }
        self.stdout.write(json.dumps(counts, ensure_ascii=False))
