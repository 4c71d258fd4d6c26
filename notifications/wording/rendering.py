"""Filling the words of a message: names in braces, each once checked, values never read as words again."""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from notifications.enums import Channel
from notifications.wording.variables import variables_of
from portal.kernel.text import clean_line

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_BRACE: Final = re.compile(r"[{}]")
#: Channels whose text is all there is: without a link the reader can do nothing.
NEED_LINK: Final = frozenset({Channel.SMS, Channel.ZALO})
#: Channels with a line above the text.
WITH_SUBJECT: Final = frozenset({Channel.EMAIL, Channel.PUSH})


class ValueMissing(Exception):
    """The message does not tell what its words ask for; other words must be taken."""


def names_in(text: str) -> set[str]:
    """Return the names that a text asks for."""
    return set(_NAME.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each name replaced by its value. A value that looks like a name stays as it is.

    :raises ValueMissing: a name without a value.
    """
    missing = names_in(text) - set(values)
    if missing:
        raise ValueMissing(", ".join(sorted(missing)))
    return _NAME.sub(lambda found: values[found[1]], text)


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """Return one line: a value cannot begin a further header of a mail."""
    return clean_line(fill(text, values))


def faults_of(kind: str, channel: str, *, subject: str, body: str) -> dict[str, str]:
    """Return what is wrong with written words, by field; nothing when they can be filled for every message."""
    faults = {}
    for field, text in (("subject", subject), ("body", body)):
        if fault := _fault(kind, text):
            faults[field] = fault
    if channel in NEED_LINK and "body" not in faults and "link" not in names_in(body):
        faults["body"] = _("Thêm {link}: tin trên kênh này phải dẫn đến trang của việc.")
    if channel in WITH_SUBJECT and not subject:
        faults["subject"] = _("Nhập dòng tiêu đề.")
    return faults


def _fault(kind: str, text: str) -> str:
    known = variables_of(kind)
    unknown = sorted(names_in(text) - set(known))
    if unknown:
        return _("Loại tin này không có biến %(names)s. Dùng: %(known)s.") % {
            "names": ", ".join(f"{{{name}}}" for name in unknown),
            "known": ", ".join(f"{{{name}}}" for name in known),
        }
    if _BRACE.search(_NAME.sub("", text)):
        return _("Dấu { hoặc } chỉ dùng quanh tên biến, ví dụ {reference}.")
    return ""
