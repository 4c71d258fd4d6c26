"""Money is whole đồng."""

from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
FIVE: Final = 5
_GROUPS: Final = ("", " nghìn", " triệu")


def dong(amount: int) -> str:
    """Return an amount for the screen: 226.000 đồng."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def _three(number: int, *, padded: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words: list[str] = []
    if hundreds or padded:
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens == 1:
        words.append("mười")
    elif tens:
        words.append(f"{_DIGITS[tens]} mươi")
    elif units and words:
        words.append("linh")
    if units:
        if units == 1 and tens > 1:
            words.append("mốt")
        elif units == FIVE and tens:
            words.append("lăm")
        else:
            words.append(_DIGITS[units])
    return " ".join(words)


def in_words(amount: int) -> str:
    """Return a non-negative amount in Vietnamese words, as receipts state it.

    :raises ValueError: the amount is negative or 10^18 or more.
    """
    if not 0 <= amount < 10**18:
        msg = "amount out of range"
        raise ValueError(msg)
    if amount == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while amount:
        amount, group = divmod(amount, 1000)
        groups.append(group)
    parts: list[str] = []
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group:
            parts.append(_three(group, padded=bool(parts)) + _GROUPS[place % 3])
        if place and place % 3 == 0 and any(groups[place : place + 3]):
            parts[-1] += " tỷ"
    return " ".join(parts)
