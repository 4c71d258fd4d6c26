"""The text of a message on one channel, in the language of its reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import translation

from notifications.enums import Channel, Kind
from notifications.models import Message, Template
from notifications.queries import published
from notifications.wording.defaults import SHORT, defaults_of
from notifications.wording.parts import unaccented
from notifications.wording.rendering import ValueMissing, fill, fill_line
from notifications.wording.variables import Type, variables_of, written
from portal.kernel.logs import log

#: The portal's own SMS go without diacritics: half the parts, and every telephone shows them.
UNACCENTED: Final = frozenset({Channel.SMS})


@dataclass(frozen=True, slots=True)
class Text:
    """What is sent: one line, the text below it, and which version of the words it was (0: the portal's own)."""

    subject: str
    body: str
    version: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    subject: str
    body: str
    version: int
    is_unaccented: bool


def compose(message: Message, channel: Channel, *, language: str) -> Text:
    """Return the text of a message: the published words if it tells all they ask for, else the portal's own."""
    with translation.override(language):
        return words_for(message.kind, channel, values_of(message), language=language)


def words_for(kind: str, channel: Channel, values: dict[str, str], *, language: str) -> Text:
    """Return words of a kind filled with values. The language is active."""
    for one in _candidates(kind, channel, published(kind, channel, language)):
        try:
            return fill_in(one.subject, one.body, values, version=one.version, is_unaccented=one.is_unaccented)
        except ValueMissing:
            if one.version:
                log.warning("template_passed_over", kind=kind, channel=channel, version=one.version)
    msg = f"no words of {kind} do without special values"
    raise AssertionError(msg)


def line_of(message: Message) -> str:
    """Return one line that names a message in lists, in the language that is active: no query."""
    values = values_of(message)
    for words in defaults_of(message.kind):
        try:
            return fill_line(str(words.subject), values)
        except ValueMissing:
            continue
    return values["occasion"]


def fill_in(subject: str, body: str, values: dict[str, str], *, version: int, is_unaccented: bool) -> Text:
    """Return words filled with values.

    :raises ValueMissing: a name without a value.
    """
    line, text = fill_line(subject, values), fill(body, values)
    if is_unaccented:
        line, text = unaccented(line), unaccented(text)
    return Text(line, text, version)


def values_of(message: Message) -> dict[str, str]:
    """Return the values of a message as its reader reads them, in the language that is active."""
    told = {
        "reference": message.subject_reference,
        "link": f"{settings.PUBLIC_URL}{message.link}",
        "occasion": str(Kind(message.kind).label),
    }
    known = variables_of(message.kind)
    told |= {name: written(known[name], value) for name, value in message.facts.items() if name in known}
    return told


def samples_of(kind: str) -> dict[str, str]:
    """Return values to show words of a kind with, in the language that is active."""
    shown = {name: written(one, one.sample) for name, one in variables_of(kind).items()}
    links = {name for name, one in variables_of(kind).items() if one.type == Type.LINK}
    return shown | {name: f"{settings.PUBLIC_URL}{shown[name]}" for name in links} | {"occasion": str(Kind(kind).label)}


def own_words(kind: str, channel: str) -> tuple[str, str, bool]:
    """Return the portal's own words of a kind on a channel in the active language: subject, body, unaccented or not."""
    one = next(_candidates(kind, channel, None))
    return one.subject, one.body, one.is_unaccented


def _candidates(kind: str, channel: str, template: Template | None) -> Iterator[_Candidate]:
    if template:
        yield _Candidate(template.subject, template.body, template.version, template.is_unaccented)
    for words in defaults_of(kind):
        subject, text = str(words.subject), str(words.text)
        if channel == Channel.SMS:
            text = str(SHORT).replace("{subject}", subject)
        if channel == Channel.ZALO:
            text = f"{text}\n{{link}}"
        yield _Candidate(subject, text, 0, channel in UNACCENTED)
