"""What the public is told of an order: notice, banner, short text, social text, radio script, press release. Pure.

Each text is made from the facts of one order, in Vietnamese and, where strangers read it, in English (law.md §7.7).
What an administrator wrote instead is chosen where a text is shown, never here.
"""

from procedures.announcements.facts import (
    Announced,
    Contact,
    Language,
    Place,
    acts_words,
    day_words,
    period,
    places_words,
)
from procedures.announcements.media import press_release, radio_script, social_text
from procedures.announcements.notice import Section, notice, sections, title, to_edit, without_contacts
from procedures.announcements.short import SMS_MAX, banner, banner_of_dates, gsm, short_text

__all__ = [
    "SMS_MAX",
    "Announced",
    "Contact",
    "Language",
    "Place",
    "Section",
    "acts_words",
    "banner",
    "banner_of_dates",
    "day_words",
    "gsm",
    "notice",
    "period",
    "places_words",
    "press_release",
    "radio_script",
    "sections",
    "short_text",
    "social_text",
    "title",
    "to_edit",
    "without_contacts",
]
