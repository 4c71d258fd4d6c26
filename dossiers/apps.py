from typing import Final

from django.apps import AppConfig

from portal.kernel.append_only import AppendOnly, guard

EVENTS: Final = AppendOnly("dossiers_dossierevent", "dossier_event", "dossier events")
CALLS: Final = AppendOnly("dossiers_contactattempt", "contact_attempt", "attempts to reach somebody")


class DossiersConfig(AppConfig):
    name = "dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Verify after each migration that events cannot be changed."""
        guard(self, EVENTS, CALLS)
