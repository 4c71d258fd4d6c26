from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dossiers.enums import ReturnMethod
from portal.kernel.sealed import SealedTextField


class ClockPause(models.Model):
    """A time in which the legal clock stands still, with its reason and basis."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=200)
    basis = models.CharField(max_length=120)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    order = models.ForeignKey(
        "procedures.SuspensionOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clock_pauses",
        help_text="the order that stops the clock",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "order"], name="clock_pause_one_per_order", condition=Q(order__isnull=False)
            ),
            models.UniqueConstraint(fields=["dossier"], name="clock_pause_one_open", condition=Q(to_at__isnull=True)),
            models.CheckConstraint(
                name="clock_pause_ends_after_start", condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.from_at}"


class Supplement(models.Model):
    """What was asked of the applicant, once and in writing (Mẫu 02), and when it came."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    items = models.JSONField(help_text='[{"subject": paper or field, "requirement": id or null, "reason": why}]')
    is_before_intake = models.BooleanField()
    asked_at = models.DateTimeField()
    answer_until = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_text = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="supplement_numbered_once"),
            models.UniqueConstraint(
                fields=["dossier"], name="supplement_one_open", condition=Q(closed_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["answer_until"], name="supplement_unanswered", condition=Q(closed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"


class Apology(models.Model):
    """A letter of apology with a new date (Mẫu 04). The dossier still counts as late."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="apologies")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField()
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="apology")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="apology_numbered_once"),
            models.CheckConstraint(name="apology_moves_forward", condition=Q(new_due_at__gt=F("old_due_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"


class Result(models.Model):
    """The result of a dossier: an official document with its number from the register."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="results")
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="result")
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True, help_text="found wrong before it was handed over")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], name="result_one_valid", condition=Q(superseded_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.document_id}"


class ResultReturn(models.Model):
    """Who took the result, how, from whom, when."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT, related_name="result_return")
    method = models.CharField(max_length=10, choices=ReturnMethod)
    receiver_name = models.CharField(max_length=80)
    receiver_national_id = SealedTextField(blank=True)
    authorisation = models.CharField(
        max_length=200, blank=True, help_text="written authority of who took it for another"
    )
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="result_return_method_known", condition=Q(method__in=ReturnMethod.values)),
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)
