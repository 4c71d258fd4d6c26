"""Desks under an order: who is on duty, where people wait, what is checked daily, what callers were told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from counters.enums import CheckItem, GuidanceWay, HalfDay


class WaitingRoom(models.Model):
    """A place where people wait, with how many it takes."""

    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="waiting_rooms")
    name = models.CharField(max_length=80)
    cap = models.PositiveSmallIntegerField(default=2)
    is_open = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "name"], name="waiting_room_named_once"),
            models.CheckConstraint(name="waiting_room_takes_somebody", condition=Q(cap__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.name}"


class DutyShift(models.Model):
    """One officer on duty at a desk for half a day, for what; a substitute names whom they stand in for."""

    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="duty_shifts")
    day = models.DateField()
    half = models.CharField(max_length=9, choices=HalfDay)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duty_shifts")
    responsible_for = models.CharField(max_length=200)
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    substitution_reason = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "half", "officer"], name="duty_shift_one_place_at_a_time", condition=Q(cancelled_at=None)
            ),
            models.CheckConstraint(name="duty_shift_half_known", condition=Q(half__in=HalfDay.values)),
            models.CheckConstraint(
                name="duty_shift_substitution_has_reason",
                condition=Q(stands_in_for__isnull=True) | ~Q(substitution_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["desk", "day", "half"], name="duty_of_day")]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day} {self.half} {self.officer_id}"


class SafetyCheck(models.Model):
    """The daily check of a desk or waiting room against infection."""

    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="safety_checks")
    room = models.ForeignKey(WaitingRoom, on_delete=models.PROTECT, null=True, blank=True, related_name="safety_checks")
    day = models.DateField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    photo = models.ForeignKey(
        "kernel.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="safety_checks"
    )

    class Meta:
        indexes = [models.Index(fields=["desk", "-day", "-id"], name="safety_check_latest")]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day} {self.pk}"


class SafetyPoint(models.Model):
    """One item of one check. What was not in order stays open until somebody says how it was put right."""

    check_made = models.ForeignKey(SafetyCheck, on_delete=models.PROTECT, related_name="points")
    item = models.CharField(max_length=12, choices=CheckItem)
    is_good = models.BooleanField()
    remark = models.CharField(max_length=200, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    solved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    solution = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_made", "item"], name="safety_point_once"),
            models.CheckConstraint(name="safety_point_item_known", condition=Q(item__in=CheckItem.values)),
            models.CheckConstraint(name="safety_point_bad_has_remark", condition=Q(is_good=True) | ~Q(remark="")),
            models.CheckConstraint(
                name="safety_point_solved_with_words", condition=Q(solved_at__isnull=True) | ~Q(solution="")
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="safety_point_open", condition=Q(is_good=False, solved_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.check_made_id} {self.item}"


class GuidanceNote(models.Model):
    """Guidance given to somebody, on the hotline or otherwise. Nothing personal: the matter, not the caller."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="guidance_notes")
    way = models.CharField(max_length=8, choices=GuidanceWay)
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.CharField(max_length=300)
    answer = models.TextField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "-given_at", "-id"], name="guidance_note_latest")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.pk}"


class ReopeningReminder(models.Model):
    """Somebody who postpones a visit and wants to be told when the counter opens again (item 5a)."""

    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="reopening_reminders")
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="reopening_reminders"
    )
    email = models.EmailField(blank=True)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reopening_reminder_has_a_reader", condition=Q(person__isnull=False) | ~Q(email="")
            ),
            models.UniqueConstraint(
                fields=["desk", "person"],
                name="reopening_reminder_once",
                condition=Q(person__isnull=False, told_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["desk", "id"], name="reopening_reminder_open", condition=Q(told_at=None))]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.pk}"
