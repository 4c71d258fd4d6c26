"""The answers of an online form in words, for pages that show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from dossiers.deadlines import shown_date
from portal.kernel.identity import national_phone
from portal.kernel.money import dong
from procedures.form_spec import Answers, FieldSpec, FieldType, FormSpec, Section, active_sections, asked, flat


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question and its answer in words; empty where nothing was answered."""

    key: str
    label: str
    value: str
    is_national_id: bool = False


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """One section and its answers."""

    key: str
    title: str
    rows: tuple[AnswerRow, ...]


def answer_groups(spec: FormSpec, answers: Answers) -> tuple[AnswerGroup, ...]:
    """Return what was answered, section by section, leaving out what does not concern this person."""
    values = flat(answers)
    return tuple(
        AnswerGroup(section.key, section.title, _rows(section, answers.get(section.key) or {}, values))
        for section in active_sections(spec, answers)
    )


def _rows(section: Section, own: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[AnswerRow, ...]:
    last = max((item for item, _field, name in asked(section) if own.get(name) not in (None, "", [])), default=1)
    rows = []
    for item, field, name in asked(section):
        if item > last or (field.when is not None and not field.when.holds(values)):
            continue
        label = field.label if section.repeat == 1 else f"{field.label} ({section.item} {item})"
        is_number = field.type == FieldType.NATIONAL_ID
        rows.append(AnswerRow(name, label, in_words(field, own.get(name)), is_national_id=is_number))
    return tuple(rows)


def in_words(field: FieldSpec, value: Any) -> str:
    """Return one answer as people read it."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, Mapping):
        return _parts_in_words(value)
    labels = {choice.value: choice.label for choice in field.choices}
    if isinstance(value, list | tuple):
        return "\n".join(labels.get(str(one), str(one)) for one in value)
    return _scalar_in_words(field, value, labels)


def _scalar_in_words(field: FieldSpec, value: Any, labels: Mapping[str, str]) -> str:
    if field.type == FieldType.MONEY and isinstance(value, int):
        return dong(value)
    if field.type == FieldType.PHONE:
        return national_phone(str(value))
    if field.type == FieldType.YES_NO:
        return {"co": _("Có"), "khong": _("Không")}.get(str(value), str(value))
    day = _day(field, value)
    if day is not None:
        return shown_date(day)
    return labels.get(str(value), str(value))


def _day(field: FieldSpec, value: Any) -> date | None:
    if field.type not in {FieldType.DATE, FieldType.PAST_DATE, FieldType.FUTURE_DATE}:
        return None
    try:
        return parse_date(str(value))
    except ValueError:
        return None


def _parts_in_words(value: Mapping[str, Any]) -> str:
    if "tax_code" in value:
        code = str(value.get("tax_code") or "")
        return "\n".join(filter(None, [str(value.get("name") or ""), code and _("Mã số thuế %(n)s") % {"n": code}]))
    if "line" in value or "commune" in value:
        return ", ".join(filter(None, [str(value.get("line") or ""), str(value.get("commune_name") or "")]))
    return "/".join(str(part) for part in value.values() if part)
