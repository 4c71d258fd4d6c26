from typing import Final

from django.apps import AppConfig

from portal.kernel.append_only import AppendOnly, guard

EVENTS: Final = AppendOnly("counters_appointmentevent", "appointment_event", "appointment events")


class CountersConfig(AppConfig):
    name = "counters"
    label = "counters"

    def ready(self) -> None:
        """Verify after each migration that events cannot be changed."""
        guard(self, EVENTS)
