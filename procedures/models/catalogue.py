"""What the administration offers: procedures and their frozen revisions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from portal.agencies.enums import Level
from procedures.enums import (
    Channel,
    LimitUnit,
    PaperKind,
    RevisionState,
    ServiceType,
    SupplementPolicy,
    Workflow,
)


class Field(models.Model):
    """A field of administration (lĩnh vực)."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class LifeEvent(models.Model):
    """A thing that happens in a life or a business, with the procedures it calls for."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=160)
    icon = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.name


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """The words people use about the catalogue."""

    def published(self) -> ProcedureQuerySet:
        """Return the procedures that the public may read."""
        return self.filter(is_published=True)


class Procedure(models.Model):
    """One administrative procedure (TTHC), whatever its revision."""

    key = models.SlugField(max_length=40, unique=True)
    code = models.CharField(max_length=40, unique=True, help_text="national code; the key where none is known")
    code_is_official = models.BooleanField(default=False)
    local_code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=120)
    name_folded = models.CharField(max_length=300)
    search_text = models.TextField(help_text="folded words by which people look for it")
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="procedures")
    level = models.CharField(max_length=5, choices=Level)
    responsible = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="procedures"
    )
    responsible_template = models.CharField(max_length=30, blank=True)
    life_events = models.ManyToManyField(LifeEvent, related_name="procedures", blank=True)
    is_published = models.BooleanField(default=True)
    is_popular = models.BooleanField(default=False)
    is_sorrowful = models.BooleanField(default=False, help_text="a death, a divorce: no cheerful words, no rating")
    urgent_candidate = models.BooleanField(default=False)
    urgent_reason = models.CharField(max_length=300, blank=True)
    in_person_reason = models.CharField(max_length=300, blank=True)

    objects = ProcedureQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[life_events])

    class Meta:
        constraints = [
            models.CheckConstraint(name="procedure_level_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="procedure_has_one_competence",
                condition=(Q(responsible__isnull=False) & Q(responsible_template=""))
                | (Q(responsible__isnull=True) & ~Q(responsible_template="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ProcedureRevision(models.Model):
    """A procedure as it stands for the dossiers filed under it; frozen once the first one is."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=RevisionState)
    valid_from = models.DateField()
    service_level = models.PositiveSmallIntegerField(help_text="mức độ 2, 3, 4 of TT 32/2017/TT-BTTTT")
    service_type = models.CharField(max_length=20, choices=ServiceType)
    applicant_types = models.JSONField(default=list)
    limit_value = models.PositiveIntegerField(null=True, blank=True)
    limit_unit = models.CharField(max_length=12, choices=LimitUnit)
    limit_note = models.CharField(max_length=500, blank=True)
    pauses_for_financial_duty = models.BooleanField(default=False)
    supplement_policy = models.CharField(max_length=8, choices=SupplementPolicy, default=SupplementPolicy.RESTART)
    workflow = models.CharField(max_length=30, choices=Workflow)
    fee_vnd = models.PositiveBigIntegerField(null=True, blank=True, help_text="null: set by the province or unknown")
    fee_note = models.CharField(max_length=500, blank=True)
    dossier_sets = models.PositiveSmallIntegerField(default=1)
    result_name = models.CharField(max_length=300)
    result_code = models.CharField(max_length=40, blank=True)
    legal_basis = models.JSONField(default=list)
    form = models.JSONField(default=dict, help_text="specification of the online form (procedures.form_spec)")
    note = models.TextField(blank=True)
    source_note = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="revision_numbered_once"),
            models.UniqueConstraint(
                fields=["procedure"], name="revision_one_published", condition=Q(state="published")
            ),
            models.CheckConstraint(name="revision_state_known", condition=Q(state__in=RevisionState.values)),
            models.CheckConstraint(name="revision_unit_known", condition=Q(limit_unit__in=LimitUnit.values)),
            models.CheckConstraint(name="revision_workflow_known", condition=Q(workflow__in=Workflow.values)),
            models.CheckConstraint(
                name="revision_limit_has_value",
                condition=Q(limit_unit__in=[LimitUnit.SAME_DAY, LimitUnit.SEASONAL]) | Q(limit_value__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"


class ChannelOffer(models.Model):
    """One way in which a revision can be filed. Time and fee belong to the channel (law.md §3.1)."""

    revision = models.ForeignKey(ProcedureRevision, on_delete=models.CASCADE, related_name="offers")  # a part of it
    channel = models.CharField(max_length=10, choices=Channel)
    limit_value = models.PositiveIntegerField(null=True, blank=True)
    limit_unit = models.CharField(max_length=12, choices=LimitUnit)
    fee_vnd = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "channel"], name="channel_offer_once"),
            models.CheckConstraint(name="channel_offer_known", condition=Q(channel__in=Channel.values)),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.channel}"


class FeeItem(models.Model):
    """One line of what a procedure costs."""

    revision = models.ForeignKey(ProcedureRevision, on_delete=models.CASCADE, related_name="fee_items")  # a part of it
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    amount_vnd = models.PositiveBigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "position"], name="fee_item_placed_once")]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.position}"


class Requirement(models.Model):
    """A paper that a procedure asks for."""

    revision = models.ForeignKey(
        ProcedureRevision, on_delete=models.CASCADE, related_name="requirements"
    )  # a part of it
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=600)
    kind = models.CharField(max_length=10, choices=PaperKind)
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField()
    condition = models.CharField(max_length=300, blank=True, help_text="when it is needed; empty: always")
    form_name = models.CharField(max_length=120, blank=True)
    accepts_upload = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="requirement_placed_once"),
            models.CheckConstraint(name="requirement_kind_known", condition=Q(kind__in=PaperKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.position}"

    @property
    def is_answered_by_form(self) -> bool:
        """The declaration is the online form itself: nothing to print, sign and scan."""
        return self.kind == PaperKind.DECLARATION

    @property
    def is_always_required(self) -> bool:
        return self.is_required and not self.condition

    @property
    def must_be_uploaded(self) -> bool:
        """Whether an online dossier cannot be submitted without it. What is only shown is shown at the desk."""
        return self.kind == PaperKind.TO_SUBMIT and self.is_always_required and self.accepts_upload
