"""Parcels, the waybills they travel under, and what happened to them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from postal.enums import EventSource, Holder, Leg, ParcelState, WaybillState

#: States without a reference of the carrier: it was not told, refused, or was told to forget it.
UNCONFIRMED = (ParcelState.REQUESTED, ParcelState.REFUSED, ParcelState.CANCELLED)
FINAL = (
    ParcelState.REFUSED,
    ParcelState.CANCELLED,
    ParcelState.LOST,
    ParcelState.DELIVERED,
    ParcelState.RETURNED,
)


class CarrierOffice(models.Model):
    """Which agency's staff works for a carrier: they see its parcels, and no others."""

    carrier = models.CharField(max_length=20, unique=True, help_text="code of the carrier in the settings")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="carrier_offices")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.CheckConstraint(name="carrier_office_names_a_carrier", condition=~Q(carrier=""))]

    def __str__(self) -> str:
        return f"{self.carrier} {self.agency_id}"


class ParcelQuerySet(models.QuerySet["Parcel"]):
    """The words people use about parcels."""

    def open(self) -> ParcelQuerySet:
        """Return those that are still to arrive somewhere."""
        return self.filter(closed_at=None)

    def at_desk(self) -> ParcelQuerySet:
        """Return the open ones that a desk has in hand."""
        return self.open().filter(holder=Holder.DESK)

    def on_the_way(self) -> ParcelQuerySet:
        """Return the open ones that are not, or not any more, at a desk."""
        return self.open().exclude(holder=Holder.DESK)

    def for_list(self) -> ParcelQuerySet:
        """Fetch all that a row shows."""
        return self.select_related("desk__agency", "commune")


class Parcel(models.Model):
    """One thing that goes by post for one dossier. `state` and `holder` are the last words of events and custody."""

    order_number = models.CharField(max_length=60, unique=True, help_text="<dossier code>-<leg><attempt>")
    dossier_code = models.CharField(max_length=48)
    leg = models.CharField(max_length=1, choices=Leg)
    attempt = models.PositiveSmallIntegerField()
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="parcels")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="parcels")
    matter = models.CharField(max_length=300, blank=True, help_text="name of the procedure, for the hand-over record")

    party_name = models.CharField(max_length=200)
    party_phone = models.CharField(max_length=16)
    party_email = models.EmailField(blank=True)
    party_address = models.CharField(max_length=300)
    commune = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    commune_name = models.CharField(max_length=160)
    district = models.CharField(max_length=80, blank=True, help_text="empty since 2025")
    province = models.CharField(max_length=80)

    contents = models.JSONField(default=list, help_text="kinds of paper with originals and copies; no names")
    counted = models.JSONField(null=True, blank=True, help_text="what the postal worker counted at the sender's home")
    weight_grams = models.PositiveIntegerField(default=100)
    fee_dong = models.PositiveIntegerField(null=True, blank=True, help_text="postage as quoted")
    cod_dong = models.PositiveIntegerField(default=0, help_text="fees of the dossier collected on delivery")
    party_pays = models.BooleanField(default=True, help_text="postage is paid by the citizen, else by the agency")
    check_identity = models.BooleanField(default=True)
    contactless = models.BooleanField(default=False)

    carrier = models.CharField(max_length=20)
    carrier_reference = models.CharField(max_length=60, blank=True)
    item_code = models.CharField(max_length=40, blank=True, help_text="the waybill's code")
    state = models.CharField(max_length=16, choices=ParcelState, default=ParcelState.REQUESTED)
    state_since = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=14, choices=Holder)
    custody_seq = models.PositiveIntegerField(default=0)
    proof_name = models.CharField(max_length=200, blank=True, help_text="who received it, as the carrier tells")
    requested_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier_code", "leg", "attempt"], name="parcel_attempt_once"),
            models.UniqueConstraint(
                fields=["dossier_code", "leg"], name="parcel_one_open_per_leg", condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(
                fields=["carrier", "carrier_reference"],
                name="parcel_one_per_reference",
                condition=~Q(carrier_reference=""),
            ),
            models.UniqueConstraint(fields=["item_code"], name="parcel_one_per_waybill", condition=~Q(item_code="")),
            models.CheckConstraint(name="parcel_leg_known", condition=Q(leg__in=Leg.values)),
            models.CheckConstraint(name="parcel_state_known", condition=Q(state__in=ParcelState.values)),
            models.CheckConstraint(name="parcel_holder_known", condition=Q(holder__in=Holder.values)),
            models.CheckConstraint(name="parcel_attempt_counts_from_one", condition=Q(attempt__gte=1)),
            models.CheckConstraint(
                name="parcel_sent_means_referenced",
                condition=Q(state__in=UNCONFIRMED) | ~Q(carrier_reference=""),
                violation_error_message="A parcel that its carrier knows bears the carrier's reference.",
            ),
            models.CheckConstraint(
                name="parcel_unsent_has_no_reference",
                condition=~Q(state=ParcelState.REQUESTED) | Q(carrier_reference=""),
            ),
            models.CheckConstraint(
                name="parcel_referenced_iff_dated",
                condition=Q(carrier_reference="", ordered_at=None)
                | (~Q(carrier_reference="") & Q(ordered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="parcel_closed_iff_final",
                condition=Q(state__in=FINAL, closed_at__isnull=False) | (~Q(state__in=FINAL) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="parcel_party_can_be_found",
                condition=~Q(party_name="") & ~Q(party_phone="") & ~Q(party_address="") & ~Q(commune_name="")
                & ~Q(province=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(F("desk"), F("holder"), F("id"), name="parcel_open_by_desk", condition=Q(closed_at=None)),
            models.Index(fields=["desk", "-closed_at", "-id"], name="parcel_closed_by_desk"),
            models.Index(
                F("carrier"), F("holder"), F("id"), name="parcel_open_by_carrier", condition=Q(closed_at=None)
            ),
            models.Index(F("state"), F("state_since"), F("id"), name="parcel_by_age", condition=~Q(holder="receiver")),
        ]

    def __str__(self) -> str:
        return self.order_number

    @property
    def is_to_citizen(self) -> bool:
        """Whether it goes from the desk to the citizen."""
        return self.leg == Leg.RESULT

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is to come."""
        return self.closed_at is not None


class Waybill(models.Model):
    """One code of a carrier's pool. Taken by compare-and-set, never by two parcels, never twice."""

    carrier = models.CharField(max_length=20)
    code = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=9, choices=WaybillState, default=WaybillState.FREE)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, null=True, blank=True, related_name="waybills")
    added_at = models.DateTimeField()
    reserved_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="confirmed or released")

    class Meta:
        constraints = [
            models.CheckConstraint(name="waybill_state_known", condition=Q(state__in=WaybillState.values)),
            models.UniqueConstraint(
                fields=["parcel"], name="waybill_one_per_parcel", condition=~Q(state=WaybillState.RELEASED)
            ),
            models.CheckConstraint(
                name="waybill_free_iff_without_parcel",
                condition=Q(state=WaybillState.FREE, parcel=None, reserved_at=None)
                | (~Q(state=WaybillState.FREE) & Q(parcel__isnull=False, reserved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="waybill_settled_iff_dated",
                condition=Q(state__in=[WaybillState.FREE, WaybillState.RESERVED], settled_at=None)
                | Q(state__in=[WaybillState.CONFIRMED, WaybillState.RELEASED], settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(F("carrier"), F("id"), name="waybill_free", condition=Q(state=WaybillState.FREE)),
        ]

    def __str__(self) -> str:
        return self.code


class ParcelEvent(models.Model):
    """One thing that happened to a parcel: appended, never changed. Ours bear no carrier."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="events")
    source = models.CharField(max_length=7, choices=EventSource)
    carrier = models.CharField(max_length=20, blank=True)
    event_id = models.CharField(max_length=120)
    carrier_reference = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=16, choices=ParcelState)
    raw_code = models.CharField(max_length=40, blank=True)
    raw_text = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    receiver_name = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "event_id"], name="parcel_event_once"),
            models.CheckConstraint(name="parcel_event_state_known", condition=Q(state__in=ParcelState.values)),
            models.CheckConstraint(name="parcel_event_source_known", condition=Q(source__in=EventSource.values)),
            models.CheckConstraint(
                name="parcel_event_of_carrier_iff_told",
                condition=Q(source__in=[EventSource.WEBHOOK, EventSource.POLL]) & ~Q(carrier="")
                | ~Q(source__in=[EventSource.WEBHOOK, EventSource.POLL]) & Q(carrier=""),
            ),
        ]
        indexes = [models.Index(fields=["parcel", "occurred_at", "id"], name="parcel_event_story")]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.event_id}"
