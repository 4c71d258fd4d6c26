from typing import Any

from django.core.management.base import BaseCommand

from portal.web import styles


class Command(BaseCommand):
    """Join the style files into the one stylesheet that is served."""

    help = "Join portal/web/styles into portal/static/app.css."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        text = styles.build()
        styles.TARGET.write_text(text, encoding="utf-8")
        self.stdout.write(f"{styles.TARGET.name}: {len(text.encode())} bytes")
