"""Slots that a desk publishes and the appointments in them: never more than a slot holds."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from counters.enums import AppointmentState, Purpose, WaitingState

#: Appointments that take a place of their slot.
TAKING = ("held", "booked", "checked_in", "served")


class Hall(models.Model):
    """How many people a desk meets at once, in which rhythm (decision 8)."""

    desk = models.OneToOneField("agencies.Desk", on_delete=models.PROTECT, related_name="hall")
    counters_open = models.PositiveSmallIntegerField(default=1, help_text="physically separated counters")
    slot_minutes = models.PositiveSmallIntegerField(default=20)
    buffer_minutes = models.PositiveSmallIntegerField(default=10, help_text="disinfection between two slots")
    contact_group_max = models.PositiveSmallIntegerField(default=2, help_text="applicant and officer at one counter")
    waiting_cap = models.PositiveSmallIntegerField(default=2, help_text="people who wait in the zone at once")
    bookings_per_person_day = models.PositiveSmallIntegerField(default=1)
    lead_minutes = models.PositiveIntegerField(default=60, help_text="booked at the latest so long before")
    horizon_days = models.PositiveSmallIntegerField(default=30)
    no_show_minutes = models.PositiveSmallIntegerField(default=15)
    duty_cap = models.PositiveSmallIntegerField(default=4, help_text="officers on duty at once")
    note_vi = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hall_contact_group_two_at_most", condition=Q(contact_group_max__gte=1, contact_group_max__lte=2)
            ),
            models.CheckConstraint(name="hall_has_a_counter", condition=Q(counters_open__gte=1)),
            models.CheckConstraint(name="hall_slot_has_length", condition=Q(slot_minutes__gte=5)),
        ]

    def __str__(self) -> str:
        return str(self.desk_id)


class SlotQuerySet(models.QuerySet["Slot"]):
    """The words people use about slots."""

    def free(self) -> SlotQuerySet:
        """Return those with a place left."""
        return self.filter(taken__lt=F("capacity"), is_withdrawn=False)


class Slot(models.Model):
    """A span in which a desk meets `capacity` applicants. `taken` is kept by conditional updates only."""

    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    taken = models.PositiveIntegerField(default=0)
    is_withdrawn = models.BooleanField(default=False, help_text="taken back by the desk")

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "starts_at"], name="slot_one_per_start"),
            models.CheckConstraint(name="slot_never_overbooked", condition=Q(taken__lte=F("capacity"))),
            models.CheckConstraint(name="slot_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.starts_at}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """The words people use about appointments."""

    def taking(self) -> AppointmentQuerySet:
        """Return those that take a place of their slot."""
        return self.filter(state__in=TAKING)

    def to_come(self) -> AppointmentQuerySet:
        """Return those that somebody still means to keep."""
        return self.filter(state__in=[AppointmentState.HELD, AppointmentState.BOOKED])


class Appointment(models.Model):
    """One place in one slot for one person."""

    reference = models.CharField(max_length=24, unique=True, help_text="LH-<yymmdd>-<ordinal>")
    token = models.CharField(max_length=32, unique=True, help_text="128 bits, in the QR code")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(max_length=10, choices=AppointmentState)
    purpose = models.CharField(max_length=8, choices=Purpose)
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dossier_reference = models.CharField(max_length=24, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    has_declared_health = models.BooleanField(default=False)
    exemption = models.ForeignKey(
        "procedures.Exemption", on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    is_by_decision = models.BooleanField(
        default=False, help_text="the exemption is a decision on one case: it gives one appointment"
    )
    closed_by_order = models.ForeignKey(
        "procedures.SuspensionOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the order that closes the hall at this slot",
    )
    touched_by_order = models.ForeignKey(
        "procedures.SuspensionOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="touched_appointments",
        help_text="the order that moved or cancelled it",
    )
    moved_from = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    event_seq = models.PositiveIntegerField(default=0)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="appointment_state_known", condition=Q(state__in=AppointmentState.values)),
            models.CheckConstraint(name="appointment_purpose_known", condition=Q(purpose__in=Purpose.values)),
            models.UniqueConstraint(
                fields=["slot", "person"],
                name="appointment_one_per_slot_and_person",
                condition=Q(person__isnull=False, state__in=TAKING),
            ),
            models.CheckConstraint(
                name="appointment_in_closed_hall_only_exempted",
                condition=Q(closed_by_order__isnull=True) | Q(exemption__isnull=False),
            ),
            models.CheckConstraint(
                name="appointment_held_iff_until",
                condition=Q(state="held", held_until__isnull=False) | (~Q(state="held") & Q(held_until__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["exemption"],
                name="appointment_one_per_decision",
                condition=Q(is_by_decision=True, state__in=TAKING),
            ),
            models.CheckConstraint(
                name="appointment_by_decision_names_it", condition=Q(is_by_decision=False) | Q(exemption__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["slot", "state"], name="appointment_in_slot"),
            models.Index(fields=["person", "-booked_at", "-id"], name="appointment_of_person"),
            models.Index(fields=["held_until"], name="appointment_held", condition=Q(state="held")),
            models.Index(
                fields=["dossier_reference"], name="appointment_of_dossier", condition=~Q(dossier_reference="")
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class AppointmentEvent(models.Model):
    """What happened to an appointment: appended, never changed."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=12)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    from_slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "seq"], name="appointment_event_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id}#{self.seq} {self.act}"


class WaitingEntry(models.Model):
    """Somebody who wants a day that is full: the first place that becomes free is offered to the first in line."""

    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="waiting_entries")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=WaitingState, default=WaitingState.WAITING)
    purpose = models.CharField(max_length=8, choices=Purpose)
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waiting_entries")
    offered = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="waiting_entry_state_known", condition=Q(state__in=WaitingState.values)),
            models.UniqueConstraint(
                fields=["desk", "day", "person"],
                name="waiting_entry_once_a_day",
                condition=Q(state__in=["waiting", "offered"]),
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "day", "asked_at", "id"], name="waiting_line", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day} {self.person_id}"
