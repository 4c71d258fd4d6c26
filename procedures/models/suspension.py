"""An order that closes counters: what, where, from when to when, on what basis, and what the public is told."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from procedures.enums import (
    AppointmentEffect,
    Channel,
    ClockEffect,
    CounterAct,
    Counting,
    OrderAct,
    OrderState,
    Relation,
    ScopeKind,
)


class SuspensionOrderQuerySet(models.QuerySet["SuspensionOrder"]):
    """The words people use about orders. What is in force follows from dates, never from a task."""

    def issued(self) -> SuspensionOrderQuerySet:
        """Return those that bound or bind somebody."""
        return self.filter(state__in=[OrderState.ISSUED, OrderState.LIFTED])

    def in_force(self, at: datetime) -> SuspensionOrderQuerySet:
        """Return those with a scope that closes something at `at`; a scope may have dates of its own."""
        whole = Q(starts_at__lte=at, ends_at__gt=at)
        joined = Q(scopes__starts_at__lte=at, scopes__ends_at__gt=at)
        return self.filter(whole | joined, self._binds(at)).distinct()

    def not_over(self, at: datetime) -> SuspensionOrderQuerySet:
        """Return those issued whose end, or the end of a joined place, is still to come."""
        return self.filter(Q(ends_at__gt=at) | Q(scopes__ends_at__gt=at), self._binds(at)).distinct()

    @staticmethod
    def _binds(at: datetime) -> Q:
        """Tell issued orders that nothing has lifted by `at`: one may be lifted for an instant to come."""
        return Q(state=OrderState.ISSUED) | Q(state=OrderState.LIFTED, lifted_at__gt=at)


class SuspensionOrder(models.Model):
    """One order (đợt tạm ngừng). Issued orders are never deleted; each change is an event with its reason."""

    reference = models.CharField(max_length=24, unique=True, help_text="TTN-<year>-<ordinal>")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=OrderState, default=OrderState.DRAFT)
    version = models.PositiveIntegerField(default=0, help_text="counts issue, extension, correction, lifting")

    closes_intake = models.BooleanField(default=True)
    closes_return = models.BooleanField(default=True)
    closes_appointments = models.BooleanField(default=True)
    procedures = models.ManyToManyField("procedures.Procedure", blank=True, related_name="+")
    fields = models.ManyToManyField("procedures.Field", blank=True, related_name="+")

    first_day = models.DateField()
    days = models.PositiveSmallIntegerField(default=14)
    counting = models.CharField(max_length=11, choices=Counting, default=Counting.WITH_FIRST)
    last_day = models.DateField(help_text="closed to the end of this day")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="the first instant that is no longer closed")
    lifted_at = models.DateTimeField(null=True, blank=True)

    basis_number = models.CharField(max_length=60, blank=True)
    basis_date = models.DateField(null=True, blank=True)
    basis_signer = models.CharField(max_length=120, blank=True)
    basis_abstract = models.CharField(max_length=300, blank=True)
    basis_url = models.URLField(blank=True)
    basis_document = models.ForeignKey(
        "documents.OfficialDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    clock_effect = models.CharField(max_length=8, choices=ClockEffect, default=ClockEffect.NONE)
    moves_pickups = models.BooleanField(default=True)
    gives_back_supplement_days = models.BooleanField(default=True)
    supplement_extra_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="working days given after the end; null: as many as were lost"
    )
    appointment_effect = models.CharField(max_length=6, choices=AppointmentEffect, default=AppointmentEffect.MOVE)
    decision_hours = models.PositiveSmallIntegerField(default=4, help_text="working hours to decide an urgent case")

    relation = models.CharField(max_length=8, choices=Relation, default=Relation.NONE, blank=True)
    related_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers")

    banner_vi = models.CharField(max_length=300, blank=True)
    banner_en = models.CharField(max_length=300, blank=True)
    notice_vi = models.TextField(blank=True)
    notice_en = models.TextField(blank=True)
    instructions_vi = models.TextField(blank=True)
    instructions_en = models.TextField(blank=True)
    sms_text = models.CharField(max_length=160, blank=True)

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)

    objects = SuspensionOrderQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[procedures, fields])

    class Meta:
        constraints = [
            models.CheckConstraint(name="suspension_order_state_known", condition=Q(state__in=OrderState.values)),
            models.CheckConstraint(name="suspension_order_last_after_first", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(name="suspension_order_days_1_to_90", condition=Q(days__gte=1, days__lte=90)),
            models.CheckConstraint(name="suspension_order_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="suspension_order_closes_something",
                condition=Q(closes_intake=True) | Q(closes_return=True) | Q(closes_appointments=True),
            ),
            models.CheckConstraint(
                name="suspension_order_issued_iff_dated",
                condition=Q(state__in=["issued", "lifted"], issued_at__isnull=False, issued_by__isnull=False)
                | Q(state__in=["draft", "dropped"], issued_at__isnull=True, issued_by__isnull=True),
            ),
            models.CheckConstraint(
                name="suspension_order_issued_on_a_basis",
                condition=Q(state__in=["draft", "dropped"])
                | (~Q(basis_number="") & ~Q(basis_signer="") & Q(basis_date__isnull=False)),
            ),
            models.CheckConstraint(
                name="suspension_order_lifted_iff_dated",
                condition=Q(state="lifted", lifted_at__isnull=False) | (~Q(state="lifted") & Q(lifted_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="suspension_order_related_iff_told_how",
                condition=Q(relation="", related_to__isnull=True) | (~Q(relation="") & Q(related_to__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], name="suspension_order_open", condition=Q(state="issued")),
            models.Index(fields=["-drafted_at", "-id"], name="suspension_order_latest"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_draft(self) -> bool:
        """Tell whether it can still be changed freely."""
        return self.state == OrderState.DRAFT

    @property
    def closes(self) -> frozenset[CounterAct]:
        """The acts it closes at the counter."""
        chosen = {
            CounterAct.INTAKE: self.closes_intake,
            CounterAct.RETURN: self.closes_return,
            CounterAct.APPOINTMENT: self.closes_appointments,
        }
        return frozenset(act for act, is_closed in chosen.items() if is_closed)

    @property
    def basis_words(self) -> str:
        """Number and date of what ordered it, as documents cite it."""
        dated = (
            f" ngày {self.basis_date.day:02d}/{self.basis_date.month}/{self.basis_date.year}" if self.basis_date else ""
        )
        return f"{self.basis_number}{dated}"


class OrderScope(models.Model):
    """Counters that an order closes. A locality that joins later has dates and a basis of its own."""

    order = models.ForeignKey(SuspensionOrder, on_delete=models.PROTECT, related_name="scopes")
    kind = models.CharField(max_length=6, choices=ScopeKind)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_day = models.DateField(null=True, blank=True, help_text="null: the order's own")
    last_day = models.DateField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True, help_text="what brought a joined place under the order")
    joined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="order_scope_kind_known", condition=Q(kind__in=ScopeKind.values)),
            models.CheckConstraint(
                name="order_scope_names_one",
                condition=Q(kind="desk", desk__isnull=False, agency__isnull=True)
                | (~Q(kind="desk") & Q(desk__isnull=True, agency__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["order", "kind", "agency"], name="order_scope_agency_once", condition=Q(agency__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["order", "desk"], name="order_scope_desk_once", condition=Q(desk__isnull=False)
            ),
            models.CheckConstraint(
                name="order_scope_dates_together",
                condition=Q(first_day__isnull=True, last_day__isnull=True, starts_at__isnull=True, ends_at__isnull=True)
                | Q(last_day__gte=F("first_day"), ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind} {self.agency_id or self.desk_id}"


class OrderEvent(models.Model):
    """What happened to an order: appended, never changed."""

    order = models.ForeignKey(SuspensionOrder, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=OrderAct)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor_name = models.CharField(max_length=80, blank=True)
    actor_title = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    once_key = models.CharField(max_length=60, null=True, blank=True, unique=True, help_text="opened:<order>:<version>")
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "seq"], name="order_event_numbered_once"),
            models.CheckConstraint(name="order_event_act_known", condition=Q(act__in=OrderAct.values)),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}#{self.seq} {self.act}"


class OrderContact(models.Model):
    """Whom to call and where to write at one agency while its counters are closed (item 5c)."""

    order = models.ForeignKey(SuspensionOrder, on_delete=models.PROTECT, related_name="contacts")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField(max_length=120, blank=True)
    instructions_vi = models.TextField(blank=True)
    instructions_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "agency"], name="order_contact_one_per_agency"),
            models.CheckConstraint(name="order_contact_reachable", condition=~Q(phone="") | ~Q(email="")),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.agency_id}"


class ChannelGuidance(models.Model):
    """How one agency takes dossiers in, or gives results, on one channel (item 5c). Shown where it is offered."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="channel_guidance")
    channel = models.CharField(max_length=10, choices=Channel)
    act = models.CharField(max_length=11, choices=CounterAct, default=CounterAct.INTAKE)
    text_vi = models.TextField()
    text_en = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=120, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "channel", "act"], name="channel_guidance_one_each"),
            models.CheckConstraint(name="channel_guidance_channel_known", condition=Q(channel__in=Channel.values)),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.channel} {self.act}"


class PressContact(models.Model):
    """A newspaper, a station: where announcements go (item 7)."""

    outlet = models.CharField(max_length=120, unique=True)
    email = models.EmailField()
    is_active = models.BooleanField(default=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.outlet


class PressCarriage(models.Model):
    """Who was sent the announcement of an order, and who carried it when."""

    order = models.ForeignKey(SuspensionOrder, on_delete=models.PROTECT, related_name="carriages")
    contact = models.ForeignKey(PressContact, on_delete=models.PROTECT, related_name="carriages")
    version = models.PositiveIntegerField(help_text="version of the order announced")
    sent_at = models.DateTimeField(null=True, blank=True)
    carried_at = models.DateTimeField(null=True, blank=True)
    where = models.CharField(max_length=300, blank=True, help_text="address or broadcast")
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "contact", "version"], name="press_carriage_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.contact_id} v{self.version}"
