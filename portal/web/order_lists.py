"""What an order does, desk by desk, each figure with the address of the list behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dossiers.enums import ImpactKind, ImpactPurpose
from dossiers.models import ImpactRun
from dossiers.suspension_impact import Preview, Terms, procedures_closed, stored_by_desk
from portal.agencies.models import Desk
from procedures.models import SuspensionOrder

#: The list of what can no longer be filed; its word stands in the address beside those of `ImpactKind`.
PROCEDURES: Final = "thu-tuc"
#: Each list: its word in the address, its figure in a preview, its column.
LISTS: Final[tuple[tuple[str, str, str | Promise], ...]] = (
    (PROCEDURES, "procedures_closed", gettext_lazy("Thủ tục ngừng nhận")),
    (ImpactKind.PICKUP, "pickups", gettext_lazy("Hẹn lại ngày nhận")),
    (ImpactKind.APPOINTMENT_MOVED, "appointments_moved", gettext_lazy("Lịch hẹn chuyển")),
    (ImpactKind.APPOINTMENT_CANCELLED, "appointments_cancelled", gettext_lazy("Lịch hẹn hủy")),
    (ImpactKind.SUPPLEMENT, "supplements", gettext_lazy("Thêm ngày bổ sung")),
    (ImpactKind.DUE, "due_moved", gettext_lazy("Đổi ngày hẹn trả")),
)
_RESTORED: Final = (ImpactKind.APPOINTMENT_RESTORED, gettext_lazy("Lịch hẹn khôi phục"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one desk, and the address of its list; none where there is nothing to list."""

    words: str | Promise
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One desk."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures desk by desk."""

    columns: tuple[str | Promise, ...]
    lines: tuple[Line, ...]


def run_word(run: ImpactRun) -> str:
    """Name a run of an order in an address."""
    return f"{run.purpose}-{run.version}-{run.number}"


def run_named(runs: QuerySet[ImpactRun], word: str) -> ImpactRun | None:
    """Return the run that an address names; `None`: there is none of that name."""
    purpose, *numbers = word.split("-")
    if len(numbers) != 2 or not all(one.isascii() and one.isdigit() and len(one) < 6 for one in numbers):  # noqa: PLR2004 -- version and number
        return None
    return runs.filter(purpose=purpose, version=int(numbers[0]), number=int(numbers[1])).first()


def counted(order: SuspensionOrder, impact: Preview) -> Table:
    """Return the figures of a preview, desk by desk."""
    columns = [(word, label) for word, _figure, label in LISTS]
    figures = {word: figure for word, figure, _label in LISTS}
    numbers = {line.desk_id: {word: line.counts[figures[word]] for word in figures} for line in impact.by_agency}
    return _table(order, columns, numbers, query="")


def stored(order: SuspensionOrder, run: ImpactRun, terms: Terms) -> Table:
    """Return what a run stored, desk by desk; `terms` say which procedures its order closes."""
    columns = [(word, label) for word, _figure, label in LISTS]
    numbers: dict[int, dict[str, int]] = {
        pk: {str(kind): number for kind, number in kinds.items()} for pk, kinds in stored_by_desk(run).items()
    }
    if run.purpose == ImpactPurpose.LIFT:
        columns = [*columns[1:], _RESTORED]
    else:
        for desk_id, closed in procedures_closed(terms).items():
            numbers.setdefault(desk_id, {})[PROCEDURES] = len(closed)
    return _table(order, columns, numbers, query=f"?luot={run_word(run)}")


def _table(
    order: SuspensionOrder,
    columns: Sequence[tuple[str, str | Promise]],
    numbers: Mapping[int, Mapping[str, int]],
    *,
    query: str,
) -> Table:
    desks = Desk.objects.filter(pk__in=list(numbers)).select_related("agency").order_by("agency__path", "pk")
    lines = [Line(desk.name, tuple(_cells(order, columns, desk.agency.key, numbers[desk.pk], query))) for desk in desks]
    return Table(tuple(label for _word, label in columns), tuple(lines))


def _cells(
    order: SuspensionOrder,
    columns: Sequence[tuple[str, str | Promise]],
    key: str,
    numbers: Mapping[str, int],
    query: str,
) -> Iterable[Cell]:
    for word, label in columns:
        number = numbers.get(word, 0)
        address = reverse("web:affected", args=[order.reference, word, key]) + query
        yield Cell(label, number, address if number else "")
