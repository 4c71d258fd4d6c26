"""How punctually messages left, by month and channel: sums of what was counted each day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from notifications.enums import Channel
from notifications.models import DayFigures


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month on one channel; shares are in hundredths of a percent of what was owed."""

    month: date
    channel: str
    owed: int
    within_10s: int
    within_1h: int
    failed: int

    @property
    def words(self) -> str:
        """The channel as people call it."""
        return str(Channel(self.channel).label)

    @property
    def share_10s(self) -> str:
        """The share handed over in ten seconds, with one decimal."""
        return _share(self.within_10s, self.owed)

    @property
    def share_1h(self) -> str:
        """The share handed over in an hour, with one decimal."""
        return _share(self.within_1h, self.owed)


def months(*, today: date) -> list[MonthFigures]:
    """Return a year of figures, newest first: at most 31 rows a month and channel are added up."""
    since = date(today.year - 1, today.month, 1)
    rows = (
        DayFigures.objects.filter(day__gte=since)
        .annotate(month=TruncMonth("day"))
        .values("month", "channel")
        .annotate(all_owed=Sum("owed"), all_10s=Sum("within_10s"), all_1h=Sum("within_1h"), all_failed=Sum("failed"))
        .order_by("-month", "channel")
    )
    return [
        MonthFigures(one["month"], one["channel"], one["all_owed"], one["all_10s"], one["all_1h"], one["all_failed"])
        for one in rows
    ]


def _share(part: int, whole: int) -> str:
    """Round down: 99.96 % is not all."""
    if not whole:
        return "–"
    tenths = part * 1000 // whole
    return f"{tenths // 10},{tenths % 10} %"
