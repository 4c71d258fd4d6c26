"""What may still be done face to face while counters are closed: lists of agencies, decisions on single cases."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from procedures.enums import CounterAct, ExemptionKind, ExemptionState, Ground, ListState


class UrgentPublication(models.Model):
    """One issue of the consolidated list, published by the centre."""

    number = models.PositiveIntegerField(unique=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)


class UrgentList(models.Model):
    """One version of an agency's list of urgent procedures and cases: drafted, approved by its head, published."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="urgent_lists")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ListState, default=ListState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_title = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    publication = models.ForeignKey(
        UrgentPublication, on_delete=models.PROTECT, null=True, blank=True, related_name="lists"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "version"], name="urgent_list_numbered_once"),
            models.UniqueConstraint(
                fields=["agency"], name="urgent_list_one_published", condition=Q(state="published")
            ),
            models.UniqueConstraint(
                fields=["agency"], name="urgent_list_one_underway", condition=Q(state__in=["draft", "approved"])
            ),
            models.CheckConstraint(name="urgent_list_state_known", condition=Q(state__in=ListState.values)),
            models.CheckConstraint(
                name="urgent_list_approved_by_a_head",
                condition=Q(state="draft", approved_at__isnull=True)
                | (~Q(state="draft") & Q(approved_at__isnull=False, approved_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="urgent_list_published_in_an_issue",
                condition=Q(state__in=["draft", "approved"], publication__isnull=True)
                | Q(state__in=["published", "superseded"], publication__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} v{self.version}"


class UrgentEntry(models.Model):
    """One procedure, or one kind of case, with the criterion and the reason (item 5b)."""

    urgent_list = models.ForeignKey(UrgentList, on_delete=models.PROTECT, related_name="entries")
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="urgent_entries"
    )
    case_text = models.CharField(max_length=300, blank=True, help_text="a kind of case that no procedure names")
    ground = models.CharField(max_length=10, choices=Ground)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urgent_list", "procedure"],
                name="urgent_entry_procedure_once",
                condition=Q(procedure__isnull=False),
            ),
            models.CheckConstraint(
                name="urgent_entry_names_something", condition=Q(procedure__isnull=False) | ~Q(case_text="")
            ),
            models.CheckConstraint(name="urgent_entry_ground_known", condition=Q(ground__in=Ground.values)),
            models.CheckConstraint(name="urgent_entry_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.urgent_list_id} {self.procedure_id or self.case_text}"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """The words people use about exemptions."""

    def listed(self) -> ExemptionQuerySet:
        """Return the entries of lists, past and present."""
        return self.filter(kind=ExemptionKind.LISTED)

    def cases(self) -> ExemptionQuerySet:
        """Return the requests for single cases."""
        return self.filter(kind=ExemptionKind.CASE)

    def granted_at(self, at: datetime) -> ExemptionQuerySet:
        """Return those that open a counter at `at`."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=at), state=ExemptionState.GRANTED, valid_from__lte=at
        )


class Exemption(models.Model):
    """What lifts an order for one kind of matter (a published entry) or one case (a decision by the head)."""

    reference = models.CharField(max_length=24, unique=True, help_text="CT-<yymmdd>-<ordinal>")
    kind = models.CharField(max_length=6, choices=ExemptionKind)
    state = models.CharField(max_length=9, choices=ExemptionState)
    act = models.CharField(
        max_length=11, choices=CounterAct, blank=True, help_text="what it opens; blank: intake and return"
    )
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="exemptions")
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="exemptions"
    )
    entry = models.ForeignKey(UrgentEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="exemptions")
    order = models.ForeignKey(
        "procedures.SuspensionOrder", on_delete=models.PROTECT, null=True, blank=True, related_name="exemptions"
    )
    dossier_reference = models.CharField(max_length=24, blank=True, help_text="the dossier whose result is asked for")

    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="exemption_requests"
    )
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the officer who asked for somebody",
    )
    applicant_name = models.CharField(max_length=200, blank=True)
    applicant_phone = models.CharField(max_length=16, blank=True)
    applicant_email = models.EmailField(blank=True)
    ground = models.CharField(max_length=10, choices=Ground)
    reason = models.TextField()
    wished_at = models.DateTimeField(null=True, blank=True)
    requested_at = models.DateTimeField()
    decide_by_at = models.DateTimeField(null=True, blank=True, help_text="end of the hours to decide")
    escalated_at = models.DateTimeField(null=True, blank=True)

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_title = models.CharField(max_length=80, blank=True)
    delegation = models.ForeignKey(
        "accounts.Delegation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    conditions = models.CharField(max_length=300, blank=True)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="exemption_state_known", condition=Q(state__in=ExemptionState.values)),
            models.CheckConstraint(name="exemption_ground_known", condition=Q(ground__in=Ground.values)),
            models.CheckConstraint(
                name="exemption_entry_iff_listed",
                condition=Q(kind="listed", entry__isnull=False) | Q(kind="case", entry__isnull=True),
            ),
            models.CheckConstraint(
                name="exemption_decided_by_a_person_with_reason",
                condition=~Q(state__in=["granted", "refused"], kind="case")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_reason="")),
            ),
            models.CheckConstraint(
                name="exemption_nobody_decides_own_request",
                condition=Q(decided_by__isnull=True)
                | (
                    (Q(requester__isnull=True) | ~Q(decided_by=F("requester")))
                    & (Q(typed_by__isnull=True) | ~Q(decided_by=F("typed_by")))
                ),
            ),
            models.CheckConstraint(
                name="exemption_granted_from_an_instant", condition=~Q(state="granted") | Q(valid_from__isnull=False)
            ),
            models.CheckConstraint(
                name="exemption_valid_in_order",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
            models.UniqueConstraint(fields=["entry"], name="exemption_one_per_entry", condition=Q(entry__isnull=False)),
        ]
        indexes = [
            models.Index(
                fields=["agency", "decide_by_at", "id"],
                name="exemption_to_decide",
                condition=Q(state="requested"),
            ),
            models.Index(fields=["requester", "-requested_at", "-id"], name="exemption_of_requester"),
            models.Index(fields=["state", "-decided_at", "-id"], name="exemption_decided"),
        ]

    def __str__(self) -> str:
        return self.reference


class ExemptionEvidence(models.Model):
    """A file that shows why a case cannot wait."""

    exemption = models.ForeignKey(Exemption, on_delete=models.PROTECT, related_name="evidence")
    file = models.OneToOneField("kernel.StoredFile", on_delete=models.PROTECT, related_name="exemption_evidence")
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.exemption_id} {self.file_id}"
