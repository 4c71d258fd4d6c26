"""What a person has to look at, what is claimed from a carrier, what a postal worker declares, how far we have read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from postal.enums import ClaimKind, ClaimState, TaskKind
from postal.models.parcel import Parcel


class ParcelTask(models.Model):
    """Something about a parcel that a person has to settle; closed with words. At most one open of a kind."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=16, choices=TaskKind)
    reason = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closing_words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "kind"], name="parcel_task_one_open", condition=Q(closed_at=None)
            ),
            models.CheckConstraint(name="parcel_task_kind_known", condition=Q(kind__in=TaskKind.values)),
            models.CheckConstraint(
                name="parcel_task_closed_with_words", condition=Q(closed_at=None) | ~Q(closing_words="")
            ),
        ]
        indexes = [models.Index(F("parcel"), F("id"), name="parcel_task_open", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.kind}"


class Claim(models.Model):
    """What is claimed from a carrier for one parcel (khiếu nại)."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=8, choices=ClaimKind)
    state = models.CharField(max_length=9, choices=ClaimState, default=ClaimState.OPEN)
    amount_dong = models.PositiveIntegerField(default=0)
    grounds = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "kind"], name="claim_one_open", condition=Q(state=ClaimState.OPEN)
            ),
            models.CheckConstraint(name="claim_kind_known", condition=Q(kind__in=ClaimKind.values)),
            models.CheckConstraint(name="claim_state_known", condition=Q(state__in=ClaimState.values)),
            models.CheckConstraint(
                name="claim_answered_in_words",
                condition=Q(state=ClaimState.OPEN, answered_at=None)
                | (~Q(state=ClaimState.OPEN) & Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.kind}"


class SafetyCheck(models.Model):
    """What one postal worker declared about one day (item 5g)."""

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postal_checks")
    day = models.DateField()
    answers = models.JSONField(help_text="item: whether it is so")
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worker", "day"], name="postal_check_once_a_day")]
        indexes = [models.Index(fields=["-day", "-id"], name="postal_check_latest")]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.day}"

    @property
    def is_good(self) -> bool:
        """Whether nothing stands against a round."""
        return all(self.answers.values())


class TrackingCursor(models.Model):
    """How far a carrier's list of events was read."""

    carrier = models.CharField(max_length=20, primary_key=True)
    after = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.carrier
