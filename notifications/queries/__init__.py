"""Reading messages, words, wishes and figures."""

from notifications.queries.figures import MonthFigures, months
from notifications.queries.log import deliveries_about
from notifications.queries.messages import inbox, unread_count
from notifications.queries.people import channels_chosen, house, language_of, reach_of, reaches_of, wishes_of
from notifications.queries.templates import published, published_in_all, versions

__all__ = [
    "MonthFigures",
    "channels_chosen",
    "deliveries_about",
    "house",
    "inbox",
    "language_of",
    "months",
    "published",
    "published_in_all",
    "reach_of",
    "reaches_of",
    "unread_count",
    "versions",
    "wishes_of",
]
