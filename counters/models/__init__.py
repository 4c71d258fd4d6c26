"""The counter face to face: slots and appointments, the queue in the hall, who is on duty, what is checked."""

from counters.models.appointment import (
    Appointment,
    AppointmentEvent,
    AppointmentQuerySet,
    Hall,
    Slot,
    SlotQuerySet,
    WaitingEntry,
)
from counters.models.duty import (
    DutyShift,
    GuidanceNote,
    ReopeningReminder,
    SafetyCheck,
    SafetyPoint,
    WaitingRoom,
)
from counters.models.queue import HeadCount, Ticket

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "AppointmentQuerySet",
    "DutyShift",
    "GuidanceNote",
    "Hall",
    "HeadCount",
    "ReopeningReminder",
    "SafetyCheck",
    "SafetyPoint",
    "Slot",
    "SlotQuerySet",
    "Ticket",
    "WaitingEntry",
    "WaitingRoom",
]
