"""The online form of a procedure, built from its specification one section at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from portal.accounts.models import Citizen, User
from portal.agencies.queries import communes
from portal.kernel import fields, part_fields
from procedures.form_spec import (
    Answers,
    FieldSpec,
    FieldType,
    FormSpec,
    Section,
    active_sections,
    asked,
    flat,
    name_in_form,
)

RADIO_MAX: Final = 7
EMPTY: Final[tuple[Any, ...]] = (None, "", [], (), {})


def _text(field: FieldSpec, options: dict[str, Any]) -> forms.Field:
    return fields.CleanCharField(limit=field.max_length, **options)


def _long_text(field: FieldSpec, options: dict[str, Any]) -> forms.Field:
    return fields.CleanCharField(lines=True, limit=max(field.max_length, 500), **options)


def _date(bound: str) -> Callable[[FieldSpec, dict[str, Any]], forms.Field]:
    def make(field: FieldSpec, options: dict[str, Any]) -> forms.Field:
        own_birthday = field.prefill == "citizen.birth_on"
        widget = fields.DateParts({"autocomplete": "bday"} if own_birthday else {})
        return fields.DateField3(bound=bound, widget=widget, **options)

    return make


def _choice(field: FieldSpec, options: dict[str, Any]) -> forms.Field:
    choices = [(choice.value, choice.label) for choice in field.choices]
    if len(choices) > RADIO_MAX:
        empty = ("", _("Chọn một mục"))
        return fields.ChosenField(choices=[empty, *choices], widget=forms.Select, **options)
    return fields.ChosenField(choices=choices, **options)


def _choices(field: FieldSpec, options: dict[str, Any]) -> forms.Field:
    return fields.ChosenManyField(choices=[(choice.value, choice.label) for choice in field.choices], **options)


def _number(field: FieldSpec, options: dict[str, Any]) -> forms.Field:
    least = 0 if field.least is None else field.least
    most = 10**9 if field.most is None else field.most
    return fields.WholeNumberField(least=least, most=most, **options)


BUILDERS: Final[Mapping[FieldType, Callable[[FieldSpec, dict[str, Any]], forms.Field]]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _long_text,
    FieldType.NAME: lambda _field, options: fields.NameField(**options),
    FieldType.DATE: _date(""),
    FieldType.PAST_DATE: _date("past"),
    FieldType.FUTURE_DATE: _date("future"),
    FieldType.NATIONAL_ID: lambda _field, options: fields.NationalIdField(accepts_old=True, **options),
    FieldType.PHONE: lambda _field, options: fields.PhoneField(**options),
    FieldType.EMAIL: lambda _field, options: fields.MailField(**options),
    FieldType.TAX_CODE: lambda _field, options: fields.TaxCodeField(**options),
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.YES_NO: lambda _field, options: fields.YesNoField(**options),
    FieldType.NUMBER: _number,
    FieldType.MONEY: lambda _field, options: fields.MoneyField(**options),
    FieldType.ADDRESS: lambda _field, options: part_fields.AddressField(communes=communes, **options),
    FieldType.ORGANISATION: lambda _field, options: part_fields.OrganisationField(**options),
}


class SectionForm(forms.Form):
    """One section of an online form. Made by `build_section_form`."""

    section: Section
    elsewhere: Mapping[str, Any]

    def clean(self) -> dict[str, Any]:
        """Ask again for what is missing, and leave out what does not concern this person."""
        values = {**self.elsewhere, **self.cleaned_data}
        for field in self.section.fields:
            if field.when is not None:
                self._clean_conditional(field, values)
        for item in range(2, self.section.repeat + 1):
            self._clean_item(item)
        return self.cleaned_data

    def _clean_conditional(self, field: FieldSpec, values: dict[str, Any]) -> None:
        if field.when is None or field.key not in self.fields:
            return
        if not field.when.holds(values):
            self.errors.pop(field.key, None)
            self.cleaned_data.pop(field.key, None)
            values.pop(field.key, None)
        elif field.required and field.key not in self.errors and self.cleaned_data.get(field.key) in EMPTY:
            self._ask(field.key)

    def _clean_item(self, item: int) -> None:
        names = [(field, name_in_form(field, item)) for field in self.section.fields]
        if all(self.cleaned_data.get(name) in EMPTY and name not in self.errors for _field, name in names):
            return
        for field, name in names:
            if field.required and name not in self.errors and self.cleaned_data.get(name) in EMPTY:
                self._ask(name)

    def _ask(self, name: str) -> None:
        field = self.fields[name]
        if isinstance(field, fields.Nouned):
            self.add_error(name, field.missing())

    def answers(self) -> dict[str, Any]:
        """Return what is to be kept: cleaned where it passed, as typed where it did not. Ready for JSON."""
        kept: dict[str, Any] = {}
        for name, field in self.fields.items():
            if self.is_bound and name not in self.errors:
                value = self.cleaned_data.get(name)
            else:
                value = self.typed(name, field)
            if value not in EMPTY:
                kept[name] = value.isoformat() if isinstance(value, date) else value
        return kept

    def typed(self, name: str, field: forms.Field) -> Any:
        """Return what was typed into one field."""
        return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))


def build_section_form(
    section: Section,
    *,
    data: Mapping[str, Any] | None,
    initial: Mapping[str, Any],
    answers: Answers,
    today: date,
) -> SectionForm:
    """Return the form of one section.

    `data`: what was posted, or the kept answers of this section (to check them again), or `None` (to show it).
    `initial`: prefill by field, see `prefilled`. `answers`: everything kept so far, by section; an answer kept
    for this section outranks the prefill. Conditions on earlier sections decide which fields there are; those
    on fields of this section are decided when it is sent.
    """
    own = answers.get(section.key, {})
    elsewhere = flat({key: value for key, value in answers.items() if key != section.key})
    form = SectionForm(data=data, initial={**initial, **own})
    form.section = section
    form.elsewhere = elsewhere
    here = {field.key for field in section.fields}
    for item, field, name in asked(section):
        depends_here = field.when is not None and field.when.field in here
        if field.when is not None and not depends_here and not field.when.holds(elsewhere):
            continue
        form.fields[name] = _built(field, item=item, section=section, today=today, depends_here=depends_here)
    return form


def _built(field: FieldSpec, *, item: int, section: Section, today: date, depends_here: bool) -> forms.Field:
    label = field.label if section.repeat == 1 else f"{field.label} ({section.item} {item})"
    required = field.required and not depends_here and item == 1
    options = {"label": label, "noun": field.noun, "help_text": field.hint, "required": required}
    built = BUILDERS[field.type](field, options)
    if isinstance(built, fields.DateField3):
        built.today = today
    built.is_optional = not field.required or item > 1  # type: ignore[attr-defined]  # read by the field template
    if depends_here and field.when is not None:
        shown_for = ["co" if v is True else "khong" if v is False else str(v) for v in field.when.any_of]
        built.widget.attrs["data-behaviour"] = "when"
        built.widget.attrs["data-when"] = f"{field.when.field}={'|'.join(shown_for)}"
    return built


def prefill_sources(user: User) -> dict[str, Any]:
    """Return what is known of a citizen, by the names that specifications use: one query."""
    known: dict[str, Any] = {
        "citizen.full_name": user.full_name,
        "citizen.phone": user.phone or "",
        "citizen.email": user.email or "",
    }
    citizen = Citizen.objects.select_related("commune").filter(user=user).order_by("pk").first()
    if citizen is not None:
        known |= {
            "citizen.national_id": citizen.national_id,
            "citizen.national_id_issued_on": citizen.national_id_issued_on,
            "citizen.birth_on": citizen.birth_on,
            "citizen.sex": citizen.sex,
        }
        if citizen.commune is not None:
            known["citizen.address"] = {"commune": citizen.commune.key, "line": citizen.address_line}
    return {source: value for source, value in known.items() if value not in EMPTY}


def prefilled(section: Section, sources: Mapping[str, Any]) -> dict[str, Any]:
    """Return the prefill of a section by field: only where the source knows something."""
    return {field.key: sources[field.prefill] for field in section.fields if field.prefill in sources}


@dataclass(frozen=True, slots=True)
class Checked:
    """All answers of a form, cleaned, and what is still to be repaired, by section and field."""

    answers: dict[str, dict[str, Any]]
    problems: dict[str, dict[str, list[str]]]

    @property
    def is_complete(self) -> bool:
        return not self.problems


def validate_answers(spec: FormSpec, answers: Answers, *, today: date) -> Checked:
    """Check everything that was kept, section by section in order, and leave out what no longer concerns."""
    cleaned: dict[str, dict[str, Any]] = {}
    problems: dict[str, dict[str, list[str]]] = {}
    for section in spec.sections:
        if section not in active_sections(spec, cleaned):
            continue
        own = answers.get(section.key) or {}
        form = build_section_form(section, data=own, initial={}, answers=cleaned, today=today)
        if not form.is_valid():
            problems[section.key] = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        cleaned[section.key] = form.answers()
    return Checked(answers=cleaned, problems=problems)
