"""What callers ask most, and which counters are closed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet

from counters.models import GuidanceNote
from portal.agencies.models import Agency, Desk
from portal.kernel.text import clean_line
from procedures.enums import CounterAct
from procedures.models import Procedure, SuspensionOrder
from procedures.queries import closures_for
from procedures.suspension import counter_state

#: Over so many days is counted what is asked most.
DAYS_COUNTED: Final = 30
MOST_SHOWN: Final = 5


def is_closed(desk: Desk, procedure: Procedure | None, *, at: datetime, orders: Sequence[SuspensionOrder]) -> bool:
    """Tell whether an order keeps people from filing or collecting at a desk, whatever is exempted."""
    closures = closures_for(desk=desk, procedure=procedure, since=at, orders=orders)
    acts = (CounterAct.INTAKE, CounterAct.RETURN)
    return any(counter_state(act, instant=at, closures=closures).closed_by is not None for act in acts)


def guidance_of(agency: Agency, *, text: str = "") -> QuerySet[GuidanceNote]:
    """Return what callers of an agency were told, narrowed to notes that hold `text`."""
    rows = GuidanceNote.objects.filter(agency=agency).select_related("given_by", "procedure")
    words = clean_line(text)[:80]
    if not words:
        return rows
    return rows.filter(Q(question__icontains=words) | Q(answer__icontains=words) | Q(procedure__name__icontains=words))


def most_asked(agency: Agency, *, at: datetime) -> list[tuple[str, int]]:
    """Return the procedures that callers of an agency asked about most in the last days, with how often."""
    rows = GuidanceNote.objects.filter(
        agency=agency, procedure__isnull=False, given_at__gte=at - timedelta(days=DAYS_COUNTED)
    )
    counted = rows.order_by().values_list("procedure__short_name").annotate(n=Count("pk"))
    return [(name, n) for name, n in counted.order_by("-n", "procedure__short_name")[:MOST_SHOWN]]
