"""Questions about dossiers that need more than one word of the querysets."""

from dossiers.queries.queues import (
    AGENCY_TABS,
    DESK_TABS,
    READER_TABS,
    Tab,
    agency_counts,
    agency_queue,
    desk_counts,
    desk_queue,
    tab_counts,
    unanswered_since,
)
from dossiers.queries.runs import unfinished_runs
from dossiers.queries.worklists import (
    Filters,
    Side,
    by_code,
    of_same_person,
    scanned_code,
    sides_of,
    specialists_of,
    waiting_for_signature,
    worklist,
)

__all__ = [
    "AGENCY_TABS",
    "DESK_TABS",
    "READER_TABS",
    "Filters",
    "Side",
    "Tab",
    "agency_counts",
    "agency_queue",
    "by_code",
    "desk_counts",
    "desk_queue",
    "of_same_person",
    "scanned_code",
    "sides_of",
    "specialists_of",
    "tab_counts",
    "unanswered_since",
    "unfinished_runs",
    "waiting_for_signature",
    "worklist",
]
