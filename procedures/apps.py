from typing import Final

from django.apps import AppConfig

from portal.kernel.append_only import AppendOnly, guard

EVENTS: Final = AppendOnly("procedures_orderevent", "order_event", "order events")


class ProceduresConfig(AppConfig):
    name = "procedures"
    label = "procedures"

    def ready(self) -> None:
        """Verify after each migration that events cannot be changed."""
        guard(self, EVENTS)
