from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.enums import Capacity, Stage, Status


class DossierEvent(models.Model):
    """An act on a dossier, dated and signed by its actor. Appended, never edited; each row seals the one before."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=32)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=80, blank=True)
    actor_title = models.CharField(max_length=80, blank=True)
    capacity = models.CharField(max_length=12, choices=Capacity)
    delegation = models.ForeignKey(
        "accounts.Delegation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_status = models.CharField(max_length=16, choices=Status, blank=True)
    to_status = models.CharField(max_length=16, choices=Status)
    from_stage = models.CharField(max_length=10, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=10, choices=Stage, blank=True)
    reason = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    closed_by_order = models.ForeignKey(
        "procedures.SuspensionOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="the order that closed the counter for this act",
    )
    exemption = models.ForeignKey(
        "procedures.Exemption",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="what opened it all the same",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["closed_by_order", "id"],
                name="dossier_event_exempted",
                condition=Q(closed_by_order__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="dossier_event_closed_counter_only_exempted",
                condition=Q(closed_by_order__isnull=True) | Q(exemption__isnull=False),
            ),
            models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_event_numbered_once"),
            models.CheckConstraint(name="dossier_event_from_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(name="dossier_event_capacity_known", condition=Q(capacity__in=Capacity.values)),
            models.CheckConstraint(
                name="dossier_event_somebody_acted", condition=Q(actor__isnull=False) | Q(capacity=Capacity.SYSTEM)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}#{self.seq} {self.act}"


class DossierView(models.Model):
    """Somebody looked at a dossier. The applicant can read this list."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="views")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    viewer_title = models.CharField(max_length=160)
    what = models.CharField(max_length=120)
    viewed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "-viewed_at"], name="dossier_view_latest")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.viewer_id} {self.viewed_at}"


class DossierNote(models.Model):
    """An internal note. The applicant does not see it."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.pk}"
