"""Agencies of one province, their desks, their contact points, their working days and hours."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from portal.agencies.enums import ContactKind, DayKind, Level


class AgencyQuerySet(models.QuerySet["Agency"]):
    """The words people use about agencies."""

    def within(self, agency: Agency) -> AgencyQuerySet:
        """Return the agency and everything below it."""
        return self.filter(path__startswith=agency.path)

    def with_template(self, template: str) -> AgencyQuerySet:
        """Return the agencies that play one role in every commune or district (UBND_XA …)."""
        return self.filter(template=template)


class Agency(models.Model):
    """A body of the administration that is competent for something."""

    key = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=35, unique=True)
    code_is_official = models.BooleanField(default=False)
    name = models.CharField(max_length=160)
    name_folded = models.CharField(max_length=160)
    abbreviation = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=5, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True, help_text="keys from the root, each ended by /")
    template = models.CharField(max_length=30, blank=True)
    head_title = models.CharField(max_length=80, blank=True)
    place_name = models.CharField(max_length=80, blank=True, help_text="place written above a document's date")
    gso_code = models.CharField(max_length=8, blank=True)
    successor_2025 = models.CharField(max_length=200, blank=True)
    served_by = models.ForeignKey(
        "agencies.Desk", on_delete=models.PROTECT, null=True, blank=True, related_name="served_agencies"
    )

    objects = AgencyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(name="agency_level_known", condition=Q(level__in=Level.values)),
        ]
        indexes = [models.Index(fields=["template"], name="agency_template")]

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """A one-stop desk (bộ phận một cửa): the only place where dossiers are received and results returned."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="desk")
    name = models.CharField(max_length=160)
    place = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="desks_standing_here",
        help_text="the district or commune in which it stands, when that is not its own agency",
    )

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.name


class ContactPoint(models.Model):
    """One way to reach an agency: whom to call, where to write, when."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=ContactKind)
    value = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "value"], name="contact_point_named_once"),
            models.CheckConstraint(name="contact_point_kind_known", condition=Q(kind__in=ContactKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind} {self.value}"


class CalendarDay(models.Model):
    """A day that differs from its weekday. An agency's row outranks the province's, the province's the nation's."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="calendar_days")
    day = models.DateField()
    kind = models.CharField(max_length=9, choices=DayKind)
    is_working = models.BooleanField()
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    is_provisional = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day"], name="calendar_day_one_per_agency", condition=Q(agency__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["day"], name="calendar_day_one_per_nation", condition=Q(agency__isnull=True)
            ),
            models.CheckConstraint(name="calendar_day_kind_known", condition=Q(kind__in=DayKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class OfficeHours(models.Model):
    """The hours of an agency on one weekday, from a date on. No row of its own: the parent's hold."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="office_hours")
    valid_from = models.DateField()
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    opens = models.TimeField()
    closes = models.TimeField()

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "valid_from", "weekday", "opens"], name="office_hours_span_once"),
            models.CheckConstraint(name="office_hours_weekday_known", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="office_hours_end_after_start", condition=Q(closes__gt=models.F("opens"))),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.weekday} {self.opens}–{self.closes}"
