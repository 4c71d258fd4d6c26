"""Vietnamese text: one form to store, one folded form to search."""

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
#: Numbers shorter than this are masked whole.
SHORT: Final = 8
_SPACES: Final = re.compile(r"[^\S\n]+")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


def clean(value: str) -> str:
    """Return `value` as we store it: NFC, no control or invisible characters, single spaces, trimmed.

    Line breaks are kept.
    """
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def clean_line(value: str) -> str:
    """Return `value` cleaned, on one line."""
    return " ".join(clean(value).split())


def fold(value: str) -> str:
    """Return the search key of `value`: lower case, no marks, đ as d, words separated by one space.

    `Hoà`, `hòa` and `HOA` fold to the same key.
    """
    text = unicodedata.normalize("NFD", value.replace("đ", "d").replace("Đ", "D").casefold())
    bare = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


def slug(value: str) -> str:
    """Return `value` as a Vietnamese slug without diacritics."""
    return fold(value).replace(" ", "-")


def mask_name(value: str) -> str:
    """Return a name of which only the last word and the initials can be read (public look-up)."""
    words = value.split()
    if words == [value] or not words:
        return value[:1] + "***"
    return " ".join([*(word[0] + "***" for word in words[:-1]), words[-1]])


def mask_number(value: str) -> str:
    """Return a personal number of which the first three and the last four characters can be read."""
    if len(value) < SHORT:
        return "•" * len(value)
    return value[:3] + "•" * (len(value) - 7) + value[-4:]
