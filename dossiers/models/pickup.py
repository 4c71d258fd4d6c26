"""Results that wait: attempts to reach their owners, what they agreed to, and returns by post that follow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.enums import ContactOutcome, ContactWay, PostalState


class ContactAttempt(models.Model):
    """One attempt of an officer to reach the owner of a result (item 5đ): appended, never changed."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="contact_attempts")
    order = models.ForeignKey(
        "procedures.SuspensionOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="contact_attempts"
    )
    way = models.CharField(max_length=6, choices=ContactWay)
    outcome = models.CharField(max_length=14, choices=ContactOutcome)
    note = models.CharField(max_length=300, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_attempt_way_known", condition=Q(way__in=ContactWay.values)),
            models.CheckConstraint(
                name="contact_attempt_outcome_known", condition=Q(outcome__in=ContactOutcome.values)
            ),
            models.CheckConstraint(
                name="contact_attempt_unreachable_tried_again",
                condition=~Q(outcome="unreachable") | Q(next_attempt_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["dossier", "-happened_at", "-id"], name="contact_attempt_latest")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.happened_at}"


class PostalReturn(models.Model):
    """A result that its owner agreed to get by post, and the words agreed to. Dispatched by the postal lane."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="postal_returns")
    attempt = models.OneToOneField(
        ContactAttempt, on_delete=models.PROTECT, null=True, blank=True, related_name="postal_return"
    )
    state = models.CharField(max_length=10, choices=PostalState, default=PostalState.REQUESTED)
    receiver_name = models.CharField(max_length=200)
    receiver_phone = models.CharField(max_length=16)
    address = models.CharField(max_length=300)
    commune = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    consent_wording = models.TextField()
    consented_by = models.CharField(max_length=200)
    consented_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="null: the applicant agreed in the portal",
    )
    order_number = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="the parcel by which it goes"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], name="postal_return_one_open", condition=Q(state=PostalState.REQUESTED)
            ),
            models.CheckConstraint(name="postal_return_state_known", condition=Q(state__in=PostalState.values)),
            models.CheckConstraint(
                name="postal_return_agreed_in_words", condition=~Q(consent_wording="") & ~Q(address="")
            ),
            models.CheckConstraint(
                name="postal_return_dispatched_as_parcel",
                condition=~Q(state__in=[PostalState.DISPATCHED, PostalState.DELIVERED, PostalState.CAME_BACK])
                | ~Q(order_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.state}"
