from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.web import translations


class Command(BaseCommand):
    """Keep the English words of the screens: collect, compile, or tell what is missing."""

    help = "Collect the words of the screens (update), compile the translations, or check that none is missing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["update", "compile", "check"])

    def handle(self, *_args: Any, act: str, **_options: Any) -> None:
        if act == "update":
            self.stdout.write(f"{len(translations.update())} words")
        elif act == "compile":
            self.stdout.write(f"{translations.compile_book()} words translated")
        elif absent := translations.missing():
            raise CommandError("without translation: " + "; ".join(absent))
