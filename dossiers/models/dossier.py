from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dossiers import law
from dossiers.enums import ApplicantType, Outcome, Proposal, ReturnMethod, Stage, Status
from dossiers.rulesets import RULE_SET
from portal.kernel.sealed import SealedTextField
from procedures.enums import Channel


class DossierQuerySet(models.QuerySet["Dossier"]):
    """The words people use about a pile of dossiers."""

    def open(self) -> DossierQuerySet:
        """Return those on which somebody still has to act before a decision."""
        return self.filter(status__in=law.OPEN)

    def running(self) -> DossierQuerySet:
        """Return those whose legal time limit runs."""
        return self.filter(status__in=law.RUNNING)

    def overdue(self, at: datetime) -> DossierQuerySet:
        """Return those that run past the promised instant."""
        return self.running().filter(due_at__lt=at)

    def waiting_for_pickup(self) -> DossierQuerySet:
        """Return those whose result is ready and not yet in hand."""
        return self.filter(status=Status.DECIDED)

    def for_list(self) -> DossierQuerySet:
        """Fetch all that a list row shows: constant number of queries."""
        return self.select_related("procedure", "case_officer", "agency")


class Dossier(models.Model):
    """One request by one applicant under one frozen revision of a procedure."""

    # `reference` is given at submission (TN-…); `code` is the official one, given at receipt (law.md §2.1).
    reference = models.CharField(max_length=24, unique=True)
    code = models.CharField(max_length=48, unique=True, null=True, blank=True)
    track_token = models.CharField(max_length=32, unique=True, help_text="128 bits, in the QR code")
    track_secret = SealedTextField(help_text="8 characters printed on the slip")
    draft = models.OneToOneField(
        "dossiers.Draft", on_delete=models.PROTECT, null=True, blank=True, related_name="dossier"
    )
    procedure = models.ForeignKey("procedures.Procedure", on_delete=models.PROTECT, related_name="dossiers")
    revision = models.ForeignKey("procedures.ProcedureRevision", on_delete=models.PROTECT, related_name="dossiers")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="dossiers")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="dossiers")
    channel = models.CharField(max_length=10, choices=Channel)
    rule_set = models.CharField(max_length=12)

    status = models.CharField(max_length=16, choices=Status)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.NONE, blank=True)
    event_seq = models.PositiveIntegerField(default=0, help_text="number of the last event")
    case_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    proposal = models.CharField(max_length=10, choices=Proposal, default=Proposal.NONE, blank=True)
    proposal_text = models.TextField(blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.NONE, blank=True)

    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="dossiers"
    )
    applicant_type = models.CharField(max_length=12, choices=ApplicantType, default=ApplicantType.PERSON)
    applicant_name = models.CharField(max_length=200)
    applicant_folded = models.CharField(max_length=200)
    applicant_phone = models.CharField(max_length=16, blank=True)
    applicant_email = models.EmailField(blank=True)
    applicant_national_id = SealedTextField(blank=True)
    applicant_national_id_print = models.CharField(max_length=64, blank=True)
    applicant_tax_code = models.CharField(max_length=14, blank=True)
    applicant_address = models.CharField(max_length=300, blank=True)
    submitter_name = models.CharField(max_length=80, blank=True, help_text="who files for the applicant")
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the officer who typed it at the desk",
    )
    answers = models.JSONField(default=dict)
    return_method = models.CharField(max_length=10, choices=ReturnMethod, default=ReturnMethod.ONLINE)
    return_address = models.CharField(max_length=300, blank=True)
    fee_vnd = models.PositiveBigIntegerField(default=0)

    submitted_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True, blank=True, help_text="end of the 8 working hours")
    received_at = models.DateTimeField(null=True, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True, help_text="receipt, or the last restart")
    due_original_at = models.DateTimeField(null=True, blank=True, help_text="what the law gives, without apologies")
    due_at = models.DateTimeField(null=True, blank=True, help_text="what is promised today")
    supplements_asked = models.PositiveSmallIntegerField(default=0)
    apologies_made = models.PositiveSmallIntegerField(default=0)
    withdrawal_requested_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="end without a decision")
    pickup_on = models.DateField(null=True, blank=True, help_text="new day of pick-up, because counters were closed")
    pickup_order = models.ForeignKey(
        "procedures.SuspensionOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="the order that re-appointed the pick-up",
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossier_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(name="dossier_stage_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(name="dossier_rule_set_known", condition=Q(rule_set__in=sorted(RULE_SET))),
            models.CheckConstraint(
                name="dossier_processing_iff_staged",
                condition=Q(stage="", status__in=sorted({*law.WAITS_FOR_DESK, Status.RECEIVED}))
                | (~Q(stage="") & Q(status=Status.PROCESSING))
                | ~Q(status__in=sorted({*law.WAITS_FOR_DESK, Status.RECEIVED, Status.PROCESSING})),
            ),
            models.CheckConstraint(
                name="dossier_decided_iff_dated",
                condition=Q(status__in=sorted(law.DECIDED), decided_at__isnull=False)
                | (~Q(status__in=sorted(law.DECIDED)) & Q(decided_at__isnull=True)),
                violation_error_message="A decided dossier bears the date of its decision.",
            ),
            models.CheckConstraint(
                name="dossier_decided_iff_outcome",
                condition=(Q(status__in=sorted(law.DECIDED)) & ~Q(outcome=""))
                | (~Q(status__in=sorted(law.DECIDED)) & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="dossier_returned_iff_dated",
                condition=Q(status=Status.RETURNED, returned_at__isnull=False)
                | (~Q(status=Status.RETURNED) & Q(returned_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="dossier_code_iff_received",
                condition=Q(code__isnull=False, received_at__isnull=False)
                | Q(code__isnull=True, received_at__isnull=True),
            ),
            models.CheckConstraint(
                name="dossier_running_has_code",
                condition=Q(code__isnull=False) | ~Q(status__in=sorted({*law.RUNNING, *law.DECIDED})),
            ),
            models.CheckConstraint(
                name="dossier_promise_never_before_law",
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("due_original_at")),
            ),
            models.CheckConstraint(
                name="dossier_pickup_moved_by_an_order",
                condition=Q(pickup_on__isnull=True, pickup_order__isnull=True)
                | Q(pickup_on__isnull=False, pickup_order__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk", "answer_due_at", "id"], name="dossier_to_receive", condition=Q(status=Status.REGISTERED)
            ),
            models.Index(fields=["desk", "status", "due_at", "id"], name="dossier_desk_queue"),
            models.Index(
                fields=["agency", "stage", "due_at", "id"],
                name="dossier_agency_queue",
                condition=Q(status=Status.PROCESSING),
            ),
            models.Index(fields=["agency", "status", "due_at", "id"], name="dossier_agency_status"),
            models.Index(
                fields=["case_officer", "due_at", "id"], name="dossier_my_cases", condition=Q(status=Status.PROCESSING)
            ),
            models.Index(fields=["applicant", "-submitted_at", "-id"], name="dossier_of_applicant"),
            models.Index(fields=["desk", "applicant_folded"], name="dossier_desk_name"),
            models.Index(
                fields=["applicant_national_id_print"],
                name="dossier_national_id",
                condition=~Q(applicant_national_id_print=""),
            ),
            models.Index(fields=["-submitted_at", "-id"], name="dossier_latest"),
            models.Index(
                fields=["pickup_order", "id"], name="dossier_pickup_moved", condition=Q(pickup_order__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.reference

    @property
    def shown_code(self) -> str:
        """The official code once there is one, the reference before."""
        return self.code or self.reference

    @property
    def is_open(self) -> bool:
        return self.status in law.OPEN

    @property
    def is_final(self) -> bool:
        return self.status in law.FINAL

    @property
    def waits_for_applicant(self) -> bool:
        return self.status in law.WAITS_FOR_APPLICANT

    @property
    def is_running(self) -> bool:
        return self.status in law.RUNNING

    @property
    def national_code(self) -> int:
        return law.NATIONAL_CODE[Status(self.status)]
