"""Reading the registers."""

from datetime import date

from django.db.models import QuerySet

from documents.enums import Direction
from documents.models import RegisterEntry
from portal.kernel.text import fold


def outgoing(
    visible: QuerySet[RegisterEntry], *, text: str = "", first_day: date | None = None, last_day: date | None = None
) -> QuerySet[RegisterEntry]:
    """Return lines of the outgoing registers whose abstract or sign holds `text`, issued between two days."""
    lines = visible.filter(book__direction=Direction.OUTGOING).select_related("document", "book__agency")
    if first_day:
        lines = lines.filter(document__issued_on__gte=first_day)
    if last_day:
        lines = lines.filter(document__issued_on__lte=last_day)
    for word in fold(text).split():
        lines = lines.filter(document__abstract_folded__contains=word)
    return lines


def gaps(lines: QuerySet[RegisterEntry]) -> list[tuple[int, int]]:
    """Return what an audit of the numbers finds: (book, number that is missing). Empty when the series are whole."""
    missing: list[tuple[int, int]] = []
    expected: dict[int, int] = {}
    for book_id, number in lines.order_by("book_id", "number", "pk").values_list("book_id", "number"):
        start = expected.get(book_id, 1)
        missing.extend((book_id, absent) for absent in range(start, number))
        expected[book_id] = number + 1
    return missing
