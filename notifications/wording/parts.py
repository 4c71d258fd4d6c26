"""How many parts an SMS takes (3GPP TS 23.038, 23.040): 160 signs of the GSM alphabet, or 70 of any other."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

#: 3GPP TS 23.038 §6.2.1: one septet each.
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: §6.2.1.1: an escape and a septet; the two are never parted.
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
_ALONE: Final = {"gsm7": 160, "ucs2": 70}
#: A header of six octets ties the parts together.
_JOINED: Final = {"gsm7": 153, "ucs2": 67}
_PLAIN: Final = str.maketrans(
    {
        "đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "·": "-",
        "•": "-", "\u00a0": " ", "\t": " ", "₫": "d",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """How a text travels: its alphabet (`gsm7`, `ucs2`), its length in signs of it, the number of parts."""

    alphabet: str
    units: int
    parts: int

    @property
    def left(self) -> int:
        """How many signs more fit without a further part; parts that could not be filled count as filled."""
        room = _ALONE[self.alphabet] if self.parts <= 1 else _JOINED[self.alphabet] * self.parts
        return max(room - self.units, 0)


def count_parts(text: str) -> Parts:
    """Return how `text` travels by SMS. An empty text takes no part."""
    alphabet = "gsm7" if all(sign in _BASIC or sign in _EXTENDED for sign in text) else "ucs2"
    widths = [_width(sign, alphabet) for sign in text]
    units = sum(widths)
    if units <= _ALONE[alphabet]:
        return Parts(alphabet, units, 1 if text else 0)
    return Parts(alphabet, units, _joined(widths, _JOINED[alphabet]))


def _width(sign: str, alphabet: str) -> int:
    """Return septets, or units of UTF-16: a sign beyond the first plane takes two."""
    if alphabet == "gsm7":
        return 2 if sign in _EXTENDED else 1
    return len(sign.encode("utf-16-be")) // 2


def _joined(widths: Iterable[int], room: int) -> int:
    """Fill parts one by one: a sign of two units goes whole into the next part if only one unit is left."""
    parts, filled = 1, 0
    for width in widths:
        if filled + width > room:
            parts, filled = parts + 1, 0
        filled += width
    return parts


def unaccented(text: str) -> str:
    """Return `text` in the GSM alphabet: without diacritics, typographic signs as plain ones, others as `?`."""
    bare = unicodedata.normalize("NFD", text.translate(_PLAIN))
    signs = (sign for sign in bare if not unicodedata.combining(sign))
    return "".join(sign if sign in _BASIC or sign in _EXTENDED else "?" for sign in signs)
