"""How to file and to receive at one agency, as it tells it itself, channel by channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.agencies.models import Agency
from procedures.enums import Channel, CounterAct
from procedures.models import ChannelGuidance


@dataclass(frozen=True, slots=True)
class Guide:
    """What one agency tells of one channel, in the language of the reader."""

    channel: Channel
    text: str
    phone: str
    hours: str


def guidance_at(agency: Agency | None, act: CounterAct, *, language: str = "vi") -> Mapping[str, Guide]:
    """Return what `agency` tells of each channel, else what the nearest agency above it tells: one query."""
    if agency is None:
        return {}
    return guides([agency], act, language=language).get(agency.path, {})


def guides(agencies: Iterable[Agency], act: CounterAct, *, language: str = "vi") -> Mapping[str, Mapping[str, Guide]]:
    """Return by path of agency and channel what is told at each of `agencies`: one query.

    What an agency tells holds for all below it that tell nothing themselves.
    """
    wanted = [one.path for one in agencies]
    above = {path[: end + 1] for path in wanted for end, sign in enumerate(path) if sign == "/"}
    rows = ChannelGuidance.objects.filter(act=act, agency__path__in=above).select_related("agency")
    told: dict[str, dict[str, Guide]] = {path: {} for path in wanted}
    for row in sorted(rows.order_by("pk"), key=lambda one: len(one.agency.path)):
        for path in wanted:
            if path.startswith(row.agency.path):
                told[path][row.channel] = guide_of(row, language=language)
    return told


def guide_of(row: ChannelGuidance, *, language: str) -> Guide:
    """Return one row as a reader of `language` gets it: Vietnamese where it was not translated."""
    text = row.text_en if language == "en" and row.text_en else row.text_vi
    return Guide(Channel(row.channel), text, row.phone, row.hours)
