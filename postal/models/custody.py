"""Who has a parcel, from hand to hand, and the records both sides sign."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from postal.enums import Direction, Holder, ManifestState
from postal.models.parcel import Parcel


class Manifest(models.Model):
    """A hand-over record (phiếu giao nhận) between a desk and the post. Parcels move when the taker confirms."""

    code = models.CharField(max_length=60, unique=True, help_text="<agency code>-GN<year>-<number>")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="manifests")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    direction = models.CharField(max_length=3, choices=Direction)
    carrier = models.CharField(max_length=20)
    state = models.CharField(max_length=11, choices=ManifestState, default=ManifestState.OPEN)
    seal_note = models.CharField(max_length=200, blank=True, help_text="condition of the seal")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_over_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "year", "number"], name="manifest_numbered_once"),
            models.CheckConstraint(name="manifest_state_known", condition=Q(state__in=ManifestState.values)),
            models.CheckConstraint(name="manifest_direction_known", condition=Q(direction__in=Direction.values)),
            models.CheckConstraint(
                name="manifest_signed_by_giver",
                condition=Q(
                    state__in=[ManifestState.HANDED_OVER, ManifestState.CONFIRMED],
                    handed_by__isnull=False,
                    handed_over_at__isnull=False,
                )
                | Q(
                    state__in=[ManifestState.OPEN, ManifestState.CANCELLED], handed_by=None, handed_over_at=None
                ),
            ),
            models.CheckConstraint(
                name="manifest_signed_by_taker",
                condition=Q(state=ManifestState.CONFIRMED, confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(state=ManifestState.CONFIRMED) & Q(confirmed_by=None, confirmed_at=None)),
            ),
            models.CheckConstraint(
                name="manifest_signed_by_two",
                condition=Q(handed_by=None) | Q(confirmed_by=None) | ~Q(handed_by=F("confirmed_by")),
                violation_error_message="Whoever hands over does not confirm.",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["desk", "-opened_at", "-id"], name="manifest_by_desk"),
            models.Index(
                F("carrier"),
                F("id"),
                name="manifest_open_by_carrier",
                condition=Q(state__in=[ManifestState.OPEN, ManifestState.HANDED_OVER]),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether parcels can be added and taken off."""
        return self.state == ManifestState.OPEN

    @property
    def is_handed_over(self) -> bool:
        """Whether it waits for the taker."""
        return self.state == ManifestState.HANDED_OVER


class ManifestLine(models.Model):
    """One parcel on one record. `is_open` until the record is confirmed or cancelled."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="lines")
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="manifest_lines")
    seq = models.PositiveIntegerField()
    is_open = models.BooleanField(default=True)
    scanned_out_at = models.DateTimeField()
    scanned_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scanned_in_at = models.DateTimeField(null=True, blank=True)
    scanned_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    difference = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manifest", "seq"], name="manifest_line_numbered_once"),
            models.UniqueConstraint(fields=["manifest", "parcel"], name="manifest_line_parcel_once"),
            models.UniqueConstraint(
                fields=["parcel"], name="manifest_line_one_open_per_parcel", condition=Q(is_open=True)
            ),
            models.CheckConstraint(
                name="manifest_line_scanned_in_iff_dated",
                condition=Q(scanned_in_at=None, scanned_in_by=None)
                | Q(scanned_in_at__isnull=False, scanned_in_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manifest_id} {self.seq}"


class Custody(models.Model):
    """One link of the chain: who has a parcel since when. The next link ends it. Appended, never changed.

    The database refuses a gap in `seq` and a `since` before the previous link's (`portal.kernel.chains`).
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="custody")
    seq = models.PositiveIntegerField()
    holder = models.CharField(max_length=14, choices=Holder)
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    carrier = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, null=True, blank=True, related_name="custody")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "seq"], name="custody_one_holder_at_a_time"),
            models.CheckConstraint(
                name="custody_names_the_holder",
                condition=Q(holder=Holder.DESK, desk__isnull=False, person=None, carrier="")
                | Q(holder=Holder.POSTAL_WORKER, person__isnull=False, desk=None)
                | (Q(holder=Holder.CARRIER, desk=None, person=None) & ~Q(carrier=""))
                | Q(holder__in=[Holder.CITIZEN, Holder.RECEIVER], desk=None, person=None, carrier=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.seq} {self.holder}"
