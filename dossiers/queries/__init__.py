"""Questions about dossiers that need more than one word of the querysets."""

from dossiers.queries.queues import (
    AGENCY_TABS,
    DESK_TABS,
    Tab,
    agency_counts,
    agency_queue,
    desk_counts,
    desk_queue,
    unanswered_since,
)

__all__ = [
    "AGENCY_TABS",
    "DESK_TABS",
    "Tab",
    "agency_counts",
    "agency_queue",
    "desk_counts",
    "desk_queue",
    "unanswered_since",
]
