"""What an order does to dossiers and appointments: counted before, stored row by row, then done exactly so."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dossiers.enums import ImpactKind, ImpactPurpose


class ImpactRun(models.Model):
    """One snapshot of what an order does, and how far it has been done. Resumed where it stopped."""

    order = models.ForeignKey("procedures.SuspensionOrder", on_delete=models.PROTECT, related_name="impact_runs")
    version = models.PositiveIntegerField(help_text="version of the order it belongs to")
    purpose = models.CharField(max_length=8, choices=ImpactPurpose)
    number = models.PositiveIntegerField(default=1, help_text="sweeps of one version are numbered")
    counts = models.JSONField(default=dict, help_text="what the snapshot holds, by kind and agency")
    done = models.JSONField(default=dict, help_text="what was done, and what had changed meanwhile, by kind")
    first_row = models.PositiveBigIntegerField(default=0)
    last_row = models.PositiveBigIntegerField(default=0)
    through_row = models.PositiveBigIntegerField(default=0, help_text="rows up to this one are done")
    told_through = models.PositiveBigIntegerField(default=0, help_text="people up to this row were told")
    taken_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "version", "purpose", "number"], name="impact_run_once"),
            models.CheckConstraint(name="impact_run_purpose_known", condition=Q(purpose__in=ImpactPurpose.values)),
        ]
        indexes = [
            models.Index(fields=["id"], name="impact_run_underway", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} v{self.version} {self.purpose} {self.number}"


class ImpactRow(models.Model):
    """One thing an order does to one dossier or appointment, with what was before and what will be."""

    run = models.ForeignKey(ImpactRun, on_delete=models.PROTECT, related_name="rows", db_index=False)
    kind = models.CharField(max_length=10, choices=ImpactKind)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, null=True, blank=True, related_name="impact_rows"
    )
    appointment = models.ForeignKey(
        "counters.Appointment", on_delete=models.PROTECT, null=True, blank=True, related_name="impact_rows"
    )
    old_on = models.DateField(null=True, blank=True)
    new_on = models.DateField(null=True, blank=True)
    old_at = models.DateTimeField(null=True, blank=True)
    new_at = models.DateTimeField(null=True, blank=True)
    old_slot = models.ForeignKey(
        "counters.Slot", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    new_slot = models.ForeignKey(
        "counters.Slot", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="impact_row_kind_known", condition=Q(kind__in=ImpactKind.values)),
            models.CheckConstraint(
                name="impact_row_about_one",
                condition=Q(dossier__isnull=False, appointment__isnull=True)
                | Q(dossier__isnull=True, appointment__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["run", "id"], name="impact_row_of_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.kind} {self.dossier_id or self.appointment_id}"


class ReopeningDay(models.Model):
    """How many pick-ups a desk gets on one of the first working days after an order: the wave, flattened."""

    run = models.ForeignKey(ImpactRun, on_delete=models.PROTECT, related_name="reopening_days")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    ordinal = models.PositiveIntegerField(help_text="1: the first working day after the end")
    capacity = models.PositiveIntegerField(help_text="pick-ups the desk takes a day")
    expected = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "desk", "ordinal"], name="reopening_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.desk_id} {self.day}"
