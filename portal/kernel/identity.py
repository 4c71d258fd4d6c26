"""What identifies a person or a body: read tolerantly, kept in one shape, explained when wrong (law.md §9.2).

Every function takes what somebody typed and returns the one stored form, or raises `ValueError` with the words
that the person is to read. `noun` is the field's own noun, in lower case.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

import phonenumbers
from django.utils.translation import gettext as _

from portal.kernel.text import clean_line

NAME_MAX_LENGTH: Final = 60
MALE: Final = "male"
FEMALE: Final = "female"

_MARKS_IN_NUMBERS: Final = re.compile(r"[\s.\-–—_()/]")
_NATIONAL_ID: Final = re.compile(r"0\d{2}[0-5]\d{8}")
_PASSPORT: Final = re.compile(r"[A-Z]\d{7,8}")
_MOBILE: Final = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])\d{7}")
_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_MARKS_IN_NAMES: Final = " -'’.·"


@dataclass(frozen=True, slots=True)
class NationalIdFacts:
    """What the twelve digits tell: where the birth was registered, the sex and the year of birth."""

    province_code: str
    sex: str
    birth_year: int


def first_upper(text: str) -> str:
    """Return a noun as it begins a sentence."""
    return text[:1].upper() + text[1:]


def digits(text: str) -> str:
    """Return a typed number without its marks: full-width digits and the letter O are understood."""
    plain = unicodedata.normalize("NFKC", text)
    return _MARKS_IN_NUMBERS.sub("", clean_line(plain)).replace("O", "0").replace("o", "0")


def national_id(text: str, *, noun: str = "", accepts_old: bool = False) -> str:
    """Return a personal identification number of 12 digits, or of 9 (old identity card) where that is accepted.

    :raises ValueError: with what to write instead.
    """
    noun = noun or _("số căn cước công dân")
    number = digits(text)
    if not (number.isascii() and number.isdigit()):
        raise ValueError(_("%(noun)s chỉ gồm chữ số") % {"noun": first_upper(noun)})
    if accepts_old and len(number) == 9:  # noqa: PLR2004 -- the old card's length
        return number
    if len(number) != 12:  # noqa: PLR2004 -- the number's length
        if accepts_old:
            raise ValueError(_("Nhập 12 chữ số căn cước hoặc 9 chữ số chứng minh nhân dân"))
        raise ValueError(_("Nhập đủ 12 chữ số của %(noun)s") % {"noun": noun})
    if not _NATIONAL_ID.fullmatch(number):
        raise ValueError(_("Xem lại %(noun)s: nhập đúng 12 chữ số in trên thẻ") % {"noun": noun})
    return number


def national_id_facts(number: str) -> NationalIdFacts | None:
    """Return what a well-formed number of 12 digits tells; `None` for any other number."""
    if not _NATIONAL_ID.fullmatch(number):
        return None
    century, parity = divmod(int(number[3]), 2)
    return NationalIdFacts(
        province_code=number[:3],
        sex=FEMALE if parity else MALE,
        birth_year=1900 + 100 * century + int(number[4:6]),
    )


def national_id_contradictions(number: str, *, sex: str = "", birth_year: int | None = None) -> tuple[str, ...]:
    """Return the names of the facts (`sex`, `birth_year`) that the number contradicts. Never the province alone."""
    facts = national_id_facts(number)
    if facts is None:
        return ()
    wrong = []
    if sex in {MALE, FEMALE} and sex != facts.sex:
        wrong.append("sex")
    if birth_year is not None and birth_year != facts.birth_year:
        wrong.append("birth_year")
    return tuple(wrong)


def passport(text: str, *, noun: str = "") -> str:
    """Return a Vietnamese passport number: one letter and seven or eight digits.

    :raises ValueError: with what to write instead.
    """
    plain = _MARKS_IN_NUMBERS.sub("", clean_line(unicodedata.normalize("NFKC", text))).upper()
    number = plain[:1] + plain[1:].replace("O", "0")
    if not _PASSPORT.fullmatch(number):
        noun = noun or _("số hộ chiếu")
        raise ValueError(_("Nhập %(noun)s gồm 1 chữ cái và 7 hoặc 8 chữ số") % {"noun": noun})
    return number


def tax_check_digit(first_nine: str) -> int | None:
    """Return the tenth digit of a tax code; `None` where no code is issued on these nine."""
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, first_nine, strict=True))
    tenth = 10 - total % 11
    return None if tenth == 10 else tenth  # noqa: PLR2004 -- two digits do not fit


def tax_code(text: str, *, noun: str = "") -> str:
    """Return a tax code: 10 digits, 10-3 for a branch, or the 12 digits of a person (from 1-7-2025).

    :raises ValueError: with what to write instead.
    """
    noun = noun or _("mã số thuế")
    number = digits(text)
    if number.isascii() and number.isdigit():
        if len(number) == 12 and _NATIONAL_ID.fullmatch(number):  # noqa: PLR2004 -- a person's number
            return number
        if len(number) in {10, 13}:
            if tax_check_digit(number[:9]) != int(number[9]):
                raise ValueError(_("Xem lại %(noun)s: chữ số thứ 10 không khớp chín chữ số trước") % {"noun": noun})
            return number if len(number) == 10 else f"{number[:10]}-{number[10:]}"  # noqa: PLR2004 -- no branch
    raise ValueError(_("Nhập %(noun)s 10 hoặc 13 chữ số") % {"noun": noun})


def phone(text: str, *, noun: str = "") -> str:
    """Return a Vietnamese phone number as E.164. `+84`, `84` and `0` in front are one and the same.

    :raises ValueError: with what to write instead.
    """
    noun = noun or _("số điện thoại")
    number = digits(text).lstrip("+")
    number = number.removeprefix("00") if number.startswith("0084") else number
    if number.startswith("84") and len(number) > 10:  # noqa: PLR2004 -- longer than any national number
        number = "0" + number[2:].lstrip("0")
    if number.isascii() and number.isdigit() and number.startswith("0"):
        if _MOBILE.fullmatch(number):
            return "+84" + number[1:]
        try:
            parsed = phonenumbers.parse(number, "VN")
        except phonenumbers.NumberParseException:
            parsed = None
        if parsed is not None and phonenumbers.is_valid_number_for_region(parsed, "VN"):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    raise ValueError(_("Nhập %(noun)s 10 chữ số, bắt đầu bằng 0") % {"noun": noun})


def national_phone(e164: str) -> str:
    """Return a stored phone number as people read it: 0912 345 678."""
    number = "0" + e164.removeprefix("+84") if e164.startswith("+84") else e164
    return f"{number[:4]} {number[4:7]} {number[7:]}" if len(number) >= 10 else number  # noqa: PLR2004 -- groups


def person_name(text: str, *, noun: str = "") -> str:
    """Return a person's name: NFC, 1 to 60 letters of any language, space, hyphen, apostrophe and dot.

    :raises ValueError: with what to write instead.
    """
    noun = noun or _("họ và tên")
    name = clean_line(text)
    if not name:
        raise ValueError(_("Nhập %(noun)s") % {"noun": noun})
    if len(name) > NAME_MAX_LENGTH:
        raise ValueError(too_long(name, NAME_MAX_LENGTH, noun))
    letters = sum(character.isalpha() for character in name)
    marks = all(c.isalpha() or unicodedata.category(c) == "Mn" or c in _MARKS_IN_NAMES for c in name)
    if not letters or not marks:
        raise ValueError(
            _("%(noun)s chỉ gồm chữ cái, dấu cách, dấu chấm, gạch nối và dấu nháy") % {"noun": first_upper(noun)}
        )
    return name


def too_long(text: str, limit: int, noun: str) -> str:
    """Return how much of a text is to be taken away."""
    return _("%(noun)s dài quá %(limit)d ký tự. Bớt %(extra)d ký tự") % {
        "noun": first_upper(noun),
        "limit": limit,
        "extra": len(text) - limit,
    }


def real_date(day: str, month: str, year: str, *, noun: str, today: date | None = None) -> date:
    """Return the date of three typed parts; a year of two digits is the latest such year not after `today`.

    :raises ValueError: naming the part that is missing, or the date that does not exist.
    """
    parts = {_("ngày"): digits(day), _("tháng"): digits(month), _("năm"): digits(year)}
    for part, typed in parts.items():
        if not typed:
            raise ValueError(_("Nhập %(part)s của %(noun)s") % {"part": part, "noun": noun})
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):  # noqa: PLR2004 -- a year's length
            raise ValueError(_("Nhập %(part)s của %(noun)s bằng chữ số") % {"part": part, "noun": noun})
    day_number, month_number, year_number = (int(typed) for typed in parts.values())
    if len(parts[_("năm")]) <= 2:  # noqa: PLR2004 -- 94 for 1994
        century = 2000 if today is None or year_number <= today.year % 100 else 1900
        year_number += century
    if not 1850 <= year_number <= 2200:  # noqa: PLR2004 -- no living person, no plan
        raise ValueError(_("Nhập đủ 4 chữ số năm của %(noun)s") % {"noun": noun})
    try:
        return date(year_number, month_number, day_number)
    except ValueError:
        written = f"{day_number}/{month_number}"
        if day_number == 29 and month_number == 2:  # noqa: PLR2004 -- the leap day
            written += f"/{year_number}"
        raise ValueError(_("Không có ngày %(date)s. Nhập lại %(noun)s") % {"date": written, "noun": noun}) from None
