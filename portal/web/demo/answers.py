"""Plausible answers to any online form, by the type of each question and by who asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from portal.kernel.identity import tax_check_digit
from portal.web.demo import words
from procedures.form_spec import FieldSpec, FieldType, FormSpec, Section, active_fields, active_sections, flat


@dataclass(frozen=True, slots=True)
class Asker:
    """Who fills the form, as the form may ask."""

    name: str
    national_id: str
    phone: str
    email: str
    birth_on: date
    sex: str
    commune: str
    commune_name: str
    line: str

    @property
    def address(self) -> dict[str, str]:
        """The address as the online form keeps it."""
        return {"commune": self.commune, "commune_name": self.commune_name, "line": self.line}


def fill(spec: FormSpec, asker: Asker, *, on: date, dice: Random) -> dict[str, dict[str, Any]]:
    """Answer everything that the form asks of this person."""
    answers: dict[str, dict[str, Any]] = {}
    for section in spec.sections:
        if section in active_sections(spec, answers):
            fill_section(section, answers, asker, on=on, dice=dice)
    return answers


def fill_section(section: Section, answers: dict[str, dict[str, Any]], asker: Asker, *, on: date, dice: Random) -> None:
    """Answer one section into `answers`."""
    own = answers[section.key] = {}
    for field in section.fields:
        if field in active_fields(section, flat(answers)):
            own[field.key] = _answer(field, asker, on, dice)


def some_name(dice: Random, *, is_woman: bool) -> str:
    """Put a name together; it is nobody's."""
    middle, given = (words.WOMEN_MIDDLE, words.WOMEN) if is_woman else (words.MEN_MIDDLE, words.MEN)
    return f"{dice.choice(words.SURNAMES)} {dice.choice(middle)} {dice.choice(given)}"


def some_national_id(dice: Random, *, is_woman: bool, birth_year: int) -> str:
    """Return a well-formed number of the province for a sex and a year of birth."""
    century = (birth_year - 1900) // 100 * 2 + is_woman
    return f"044{century}{birth_year % 100:02d}{dice.randrange(100, 9999):06d}"


def _known(asker: Asker) -> dict[str, Any]:
    return {
        "citizen.full_name": asker.name,
        "citizen.national_id": asker.national_id,
        "citizen.national_id_issued_on": "2021-01-20",
        "citizen.birth_on": asker.birth_on.isoformat(),
        "citizen.sex": asker.sex,
        "citizen.phone": asker.phone,
        "citizen.email": asker.email,
        "citizen.address": asker.address,
    }


def _tax_code(dice: Random) -> str:
    while True:
        nine = f"31{dice.randrange(10**6, 10**7)}"
        tenth = tax_check_digit(nine)
        if tenth is not None:
            return f"{nine}{tenth}"


def _words(field: FieldSpec, dice: Random) -> str:
    label = field.label.lower()
    if "diện tích" in label:
        return f"{dice.randrange(60, 300)} m2"
    if "chiều cao" in label or "khoảng lùi" in label:
        return f"{dice.randrange(2, 12)} m"
    if field.max_length <= 40:  # noqa: PLR2004 -- numbers of papers have short fields
        return f"BĐ {dice.randrange(100_000, 999_999)}"
    return f"{field.label[:40]} {dice.randrange(2, 90)}"


_Maker = Callable[[FieldSpec, Asker, date, Random], Any]
_MAKERS: Final[Mapping[FieldType, _Maker]] = {
    FieldType.TEXT: lambda field, _who, _on, dice: _words(field, dice),
    FieldType.LONG_TEXT: lambda _field, _who, _on, _dice: "Đề nghị giải quyết theo quy định.",
    FieldType.NAME: lambda _field, _who, _on, dice: some_name(dice, is_woman=dice.random() < 0.5),  # noqa: PLR2004 -- a coin
    FieldType.DATE: lambda _field, _who, on, dice: (on + timedelta(days=dice.randrange(20, 200))).isoformat(),
    FieldType.PAST_DATE: lambda _field, _who, on, dice: (on - timedelta(days=dice.randrange(30, 900))).isoformat(),
    FieldType.FUTURE_DATE: lambda _field, _who, on, dice: (on + timedelta(days=dice.randrange(30, 300))).isoformat(),
    FieldType.NATIONAL_ID: lambda _field, _who, _on, dice: some_national_id(dice, is_woman=False, birth_year=1985),
    FieldType.PHONE: lambda _field, who, _on, _dice: who.phone,
    FieldType.EMAIL: lambda _field, who, _on, _dice: who.email,
    FieldType.TAX_CODE: lambda _field, _who, _on, dice: _tax_code(dice),
    FieldType.CHOICE: lambda field, _who, _on, dice: dice.choice(field.choices).value,
    FieldType.CHOICES: lambda field, _who, _on, dice: [dice.choice(field.choices).value],
    FieldType.YES_NO: lambda _field, _who, _on, dice: dice.random() < 0.5,  # noqa: PLR2004 -- a coin
    FieldType.NUMBER: lambda field, _who, _on, _dice: max(field.least or 1, 2),
    FieldType.MONEY: lambda _field, _who, _on, dice: 10_000_000 * dice.randrange(2, 60),
    FieldType.ADDRESS: lambda _field, who, _on, _dice: who.address,
    FieldType.ORGANISATION: lambda _field, _who, _on, dice: {
        "name": dice.choice(words.COMPANIES),
        "tax_code": _tax_code(dice),
    },
}


def _answer(field: FieldSpec, asker: Asker, on: date, dice: Random) -> Any:
    return _known(asker).get(field.prefill) or _MAKERS[field.type](field, asker, on, dice)
