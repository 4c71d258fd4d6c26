"""The queue in the hall: one row counts the heads, each person has a number."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from counters.enums import Purpose, TicketState


class HeadCount(models.Model):
    """How many people are in the hall of a desk now. Appointments and walk-ins share it (decision 8)."""

    desk = models.OneToOneField("agencies.Desk", on_delete=models.PROTECT, related_name="head_count")
    waiting = models.PositiveIntegerField(default=0)
    waiting_cap = models.PositiveIntegerField(default=2)
    at_counters = models.PositiveIntegerField(default=0, help_text="applicants in contact with an officer")
    counters_cap = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="head_count_waiting_within_cap", condition=Q(waiting__lte=F("waiting_cap"))),
            models.CheckConstraint(
                name="head_count_counters_within_cap", condition=Q(at_counters__lte=F("counters_cap"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.desk_id)


class Ticket(models.Model):
    """A queue number of one day at one desk, for a checked-in appointment or a walk-in."""

    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=TicketState, default=TicketState.WAITING)
    purpose = models.CharField(max_length=8, choices=Purpose)
    appointment = models.OneToOneField(
        "counters.Appointment", on_delete=models.PROTECT, null=True, blank=True, related_name="ticket"
    )
    exemption = models.ForeignKey(
        "procedures.Exemption", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_by_order = models.ForeignKey(
        "procedures.SuspensionOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counter_number = models.PositiveSmallIntegerField(null=True, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "day", "number"], name="ticket_numbered_once"),
            models.CheckConstraint(name="ticket_state_known", condition=Q(state__in=TicketState.values)),
            models.CheckConstraint(
                name="ticket_in_closed_hall_only_exempted",
                condition=Q(closed_by_order__isnull=True) | Q(exemption__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["desk", "counter_number"], name="ticket_one_per_counter", condition=Q(state="called")
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "day", "number"], name="ticket_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day} {self.number}"
