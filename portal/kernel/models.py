"""Tables without business: counters, owed effects, partners and their messages, stored files, counted tries."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.kernel.enums import EffectState, InboundState, ScanState


class Counter(models.Model):
    """The last number given in one gapless series."""

    scope = models.CharField(max_length=120, primary_key=True)
    value = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.scope}: {self.value}"


class OwedEffect(models.Model):
    """One effect outside the database, owed in the transaction of its cause and sent afterwards."""

    key = models.CharField(max_length=160)
    lane = models.CharField(max_length=16)
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    agency_id = models.PositiveBigIntegerField(null=True, blank=True, help_text="whose share of the lane it takes")
    state = models.CharField(max_length=8, choices=EffectState, default=EffectState.OWED)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    is_in_doubt = models.BooleanField(
        default=False, db_default=False, help_text="an attempt ended without our knowing what came of it"
    )
    reference = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="what the partner calls it"
    )
    owed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    cause_of_failure = models.CharField(max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    closed_reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="owed_effect_owed_once"),
            models.CheckConstraint(name="owed_effect_state_known", condition=Q(state__in=EffectState.values)),
            models.CheckConstraint(
                name="owed_effect_done_iff_dated",
                condition=Q(state=EffectState.DONE, done_at__isnull=False)
                | (~Q(state=EffectState.DONE) & Q(done_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="owed_effect_leased_iff_sending",
                condition=Q(state=EffectState.SENDING, leased_until__isnull=False)
                | (~Q(state=EffectState.SENDING) & Q(leased_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="owed_effect_given_up_with_reason",
                condition=~Q(state=EffectState.GIVEN_UP) | (Q(closed_by__isnull=False) & ~Q(closed_reason="")),
            ),
        ]
        indexes = [
            models.Index(
                F("lane"),
                F("next_attempt_at"),
                name="owed_effect_due",
                condition=Q(state__in=[EffectState.OWED, EffectState.SENDING]),
            ),
            models.Index(
                F("lane"), F("leased_until"), name="owed_effect_leased", condition=Q(state=EffectState.SENDING)
            ),
            models.Index(
                F("owed_at"),
                F("id"),
                name="owed_effect_stuck",
                condition=Q(state__in=[EffectState.FAILED, EffectState.HUMAN]),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Partner(models.Model):
    """How one partner answers: its breaker opens after failures in a row and lets one call through later."""

    name = models.CharField(max_length=40, primary_key=True)
    failures_in_row = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    refused_messages = models.PositiveBigIntegerField(default=0, help_text="forged, stale or oversized messages")
    cursor = models.CharField(max_length=120, blank=True, help_text="where the next poll begins")

    def __str__(self) -> str:
        return self.name


class InboundEvent(models.Model):
    """A partner's message, kept as it came before anything is done with it."""

    partner = models.CharField(max_length=40)
    event_id = models.CharField(max_length=120)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=InboundState, default=InboundState.STORED)
    attempts = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "event_id"], name="inbound_event_stored_once"),
            models.CheckConstraint(name="inbound_event_state_known", condition=Q(state__in=InboundState.values)),
            models.CheckConstraint(
                name="inbound_event_settled_iff_dated",
                condition=Q(state__in=[InboundState.STORED, InboundState.PARKED], settled_at__isnull=True)
                | (~Q(state__in=[InboundState.STORED, InboundState.PARKED]) & Q(settled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                F("partner"),
                F("next_attempt_at"),
                name="inbound_event_due",
                condition=Q(state__in=[InboundState.STORED, InboundState.PARKED]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner}/{self.event_id}"


class StoredFile(models.Model):
    """The bytes of one paper, stored once under their hash, opened and checked before they count."""

    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size_bytes = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(default=1)
    scan = models.CharField(max_length=12, choices=ScanState)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="stored_file_not_empty", condition=Q(size_bytes__gt=0)),
            models.CheckConstraint(name="stored_file_scan_known", condition=Q(scan__in=ScanState.values)),
        ]
        indexes = [models.Index(fields=["sha256"], name="stored_file_sha256")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.sha256[:12]}"


class TryWindow(models.Model):
    """How often somebody guessed at one secret since the window opened. Survives a cache flush."""

    scope = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    tries = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "subject"], name="try_window_one_per_subject")]

    def __str__(self) -> str:
        return f"{self.scope}/{self.subject}"
