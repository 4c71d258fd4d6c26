"""The line above every page: which orders it tells of, asked for seldom."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Min, QuerySet
from django.db.models.functions import Coalesce

from procedures import announcements
from procedures.announcements import Language
from procedures.enums import OrderState, Phase
from procedures.models import SuspensionOrder
from procedures.suspension import phase_of

#: An order is told above every page from so many days before its first.
DAYS_AHEAD: Final = 3
#: A process asks again after so many seconds whether something is to be told.
KEEP_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Told:
    """One order as the line above every page tells it."""

    reference: str
    version: int
    phase: Phase
    words: str

    @property
    def mark(self) -> str:
        """What a visitor who put it away has put away: a later version is told again."""
        return f"{self.reference}.{self.version}"


class _Board:
    """What one process knows of the orders to be told: asked for again after `keep_seconds`, at most one query."""

    def __init__(self) -> None:
        self._rows: tuple[SuspensionOrder, ...] = ()
        self._asked_at: float | None = None
        self.keep_seconds: float = KEEP_SECONDS

    def rows(self, at: datetime) -> tuple[SuspensionOrder, ...]:
        """Return the orders to be told, asked for again where that is due."""
        now = time.perf_counter()
        if self._asked_at is None or now - self._asked_at > self.keep_seconds:
            self.keep(_to_be_told(at))
        return self._rows

    def keep(self, rows: Iterable[SuspensionOrder]) -> None:
        """Know these orders from now on."""
        self._rows, self._asked_at = tuple(rows), time.perf_counter()

    def forget(self) -> None:
        """Ask at once when the next page is drawn."""
        self._asked_at = None


board: Final = _Board()


def _to_be_told(at: datetime) -> QuerySet[SuspensionOrder]:
    # A place that joined may begin earlier or end later than the order itself.
    return (
        SuspensionOrder.objects.not_over(at)
        .annotate(
            first_at=Min(Coalesce("scopes__starts_at", "starts_at")), end_at=Max(Coalesce("scopes__ends_at", "ends_at"))
        )
        .order_by("starts_at", "pk")
    )


def told_now(at: datetime, language: Language) -> list[Told]:
    """Return what is told above every page at `at`: orders in force, and those that begin within three days.

    At most one query, and none while this process has asked within the last seconds.
    """
    told = []
    for order in board.rows(at):
        starts_at, ends_at = order.first_at or order.starts_at, order.end_at or order.ends_at  # type: ignore[attr-defined]  # annotated above
        phase = phase_of(OrderState.ISSUED, starts_at=starts_at, ends_at=ends_at, instant=at)
        if phase == Phase.ENDED or starts_at - at > timedelta(days=DAYS_AHEAD):
            continue
        written = order.banner_en if language == "en" else order.banner_vi
        words = written or announcements.banner_of_dates(
            order.closes, order.starts_at, order.last_day, language, is_ahead=phase == Phase.SCHEDULED
        )
        told.append(Told(order.reference, order.version, phase, words))
    return told
