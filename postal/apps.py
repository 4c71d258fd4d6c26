from typing import Final

from django.apps import AppConfig

from portal.kernel.append_only import AppendOnly, guard
from portal.kernel.chains import Chain, guard_chains

EVENTS: Final = AppendOnly("postal_parcelevent", "parcel_event", "parcel events")
CUSTODY: Final = AppendOnly("postal_custody", "parcel_custody", "links of custody")
CHAIN: Final = Chain("postal_custody", "parcel_custody", owner="parcel_id", number="seq", since="since")


class PostalConfig(AppConfig):
    name = "postal"
    label = "postal"

    def ready(self) -> None:
        """Verify after each migration that events and custody cannot be changed, and that custody has no gap."""
        guard(self, EVENTS, CUSTODY)
        guard_chains(self, CHAIN)
