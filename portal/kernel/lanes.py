"""The lanes of what leaves the house: each has its own queue and workers, so that none waits behind another."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """How one lane works. `threads` calls run at once in one worker process."""

    name: str
    threads: int = 1
    max_attempts: int = 14
    #: After that long without being sent, somebody must look.
    alarm_after: timedelta = timedelta(minutes=15)


PARCELS: Final = "parcels"
MAIL: Final = "mail"
SMS: Final = "sms"
INTERNAL: Final = "internal"
CLOCK: Final = "clock"
BULK: Final = "bulk"

LANES: Final = {
    lane.name: lane
    for lane in (
        Lane(name=PARCELS, threads=8),
        Lane(name=MAIL, threads=4),
        Lane(name=SMS, threads=4),
        # What one room owes another inside the house: one transaction each, no partner.
        Lane(name=INTERNAL),
        Lane(name=CLOCK),
        # Thousands of messages of one cause: they go in their own time and hold up nobody.
        Lane(name=BULK, threads=2, alarm_after=timedelta(hours=12)),
    )
}
