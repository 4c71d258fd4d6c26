"""What is promised for a dossier, counted anew from the facts that are stored."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from dossiers.deadlines import Limit, Pause, Promise, counts_as_received_at, promise
from dossiers.enums import Status
from dossiers.models import ClockPause, Dossier, Supplement
from portal.agencies.models import Agency
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.workdays import SeasonalHours, WorkingCalendar
from procedures.models import ProcedureRevision

#: The working days and the office hours that count for one dossier.
Worked = tuple[WorkingCalendar, SeasonalHours]


def limit_of(revision: ProcedureRevision, channel: str) -> Limit:
    """Return the time limit of a revision when it is filed through `channel`.

    Time belongs to the channel (law.md §3.1); a channel without an offer has the limit of the revision.
    """
    for offer in revision.offers.all():
        if offer.channel == channel:
            return Limit(offer.limit_value, offer.limit_unit)
    return Limit(revision.limit_value, revision.limit_unit)


def first_promise(*, revision: ProcedureRevision, channel: str, agency: Agency, at: datetime) -> Promise:
    """Return what would be promised for a complete dossier received at `at`."""
    return promise(
        started_at=at,
        limit=limit_of(revision, channel),
        calendar=working_calendar(agency),
        hours=seasonal_hours(_desk_agency(agency)),
    )


def worked_by(dossier: Dossier) -> Worked:
    """Return the days and hours that count for a dossier: its agency's calendar, its desk's hours. Two queries."""
    return working_calendar(dossier.agency), seasonal_hours(dossier.desk.agency)


def promise_of(
    dossier: Dossier, *, pauses: Sequence[ClockPause] | None = None, worked: Worked | None = None
) -> Promise:
    """Count the promise for a dossier anew: receipt, restart, pauses, apology.

    `pauses`: those to count with, where they are not the ones stored (what an order would do). `worked`: the days
    and hours of its agency and desk, where many are counted at once (`worked_by`).

    While the applicant is waited for there is no due day: that time is never the agency's delay. A dossier that
    no desk received yet has none either.
    """
    started_at = dossier.received_at
    if started_at is None or dossier.clock_started_at is None:
        return Promise(None, (), is_provisional=False)
    calendar, hours = worked or worked_by(dossier)
    counts_from = counts_as_received_at(started_at, calendar=calendar, hours=hours)
    apologies = sorted(dossier.apologies.all(), key=lambda apology: apology.number)
    return promise(
        started_at=started_at,
        limit=limit_of(dossier.revision, dossier.channel),
        calendar=calendar,
        hours=hours,
        pauses=tuple(_pauses(dossier, dossier.pauses.all() if pauses is None else pauses)),
        restarted_at=dossier.clock_started_at if dossier.clock_started_at > counts_from else None,
        extended_to=apologies[-1].new_due_at if apologies else None,
    )


def recheck(dossier: Dossier) -> bool:
    """Tell whether the due instants stored with a dossier are those that its facts give."""
    answer = promise_of(dossier)
    return (dossier.due_at, dossier.due_original_at) == (answer.due_at, answer.law_due_at)


def _desk_agency(agency: Agency) -> Agency:
    return agency.served_by.agency if agency.served_by else agency


def _pauses(dossier: Dossier, stored: Iterable[ClockPause]) -> Iterator[Pause]:
    pauses = sorted(stored, key=lambda pause: (pause.from_at, pause.pk or 0))
    yield from (Pause(pause.from_at, pause.to_at, pause.reason, pause.basis) for pause in pauses)
    if dossier.status == Status.SUPPLEMENT or dossier.supplements_asked:
        for supplement in dossier.supplements.all():
            if not supplement.is_before_intake and not _was_confirmed(supplement, dossier, pauses):
                yield Pause(supplement.asked_at, None, "Chờ Ông/Bà bổ sung hồ sơ")


def _was_confirmed(supplement: Supplement, dossier: Dossier, pauses: list[ClockPause]) -> bool:
    """Tell whether the time limit ran on after a supplement: what was closed or withdrawn without one stands still."""
    if supplement.closed_at is None or dossier.clock_started_at is None:
        return False
    resumed = any((pause.from_at, pause.to_at) == (supplement.asked_at, supplement.closed_at) for pause in pauses)
    return resumed or dossier.clock_started_at >= supplement.closed_at
