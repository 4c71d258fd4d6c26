"""What an online form is: sections, fields, conditions, prefill. A frozen, versioned specification of pure data.

A specification lives in `ProcedureRevision.form`. It is our own arrangement of what the law and the papers ask;
it never pretends to be the official form.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

SCHEMA_VERSION: Final = 1
REPEAT_MAX: Final = 8

Answers = Mapping[str, Mapping[str, Any]]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class FieldType(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    DATE = "date"
    PAST_DATE = "past_date"
    FUTURE_DATE = "future_date"
    NATIONAL_ID = "national_id"
    PHONE = "phone"
    EMAIL = "email"
    TAX_CODE = "tax_code"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    MONEY = "money"
    ADDRESS = "address"
    ORGANISATION = "organisation"


WITH_CHOICES: Final = frozenset({FieldType.CHOICE, FieldType.CHOICES})
PREFILLS: Final = frozenset(
    {
        "citizen.full_name",
        "citizen.national_id",
        "citizen.national_id_issued_on",
        "citizen.birth_on",
        "citizen.sex",
        "citizen.phone",
        "citizen.email",
        "citizen.address",
    }
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Frozen):
    """Holds when the answer to `field` is one of `any_of`."""

    field: Key
    any_of: tuple[str | bool, ...]

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Tell whether the condition holds for these answers, by field."""
        answer = values.get(self.field)
        if isinstance(answer, (list, tuple)):
            return any(one in self.any_of for one in answer)
        # A draft keeps the yes and no of the page; a finished answer keeps the bool.
        answer = {"co": True, "khong": False}.get(answer, answer) if isinstance(answer, str) else answer
        return any(answer == one and isinstance(answer, bool) == isinstance(one, bool) for one in self.any_of)


class Choice(_Frozen):
    """One of the answers offered."""

    value: Key
    label: Words


class FieldSpec(_Frozen):
    """One question."""

    key: Key
    label: Words
    type: FieldType = FieldType.TEXT
    required: bool = True
    hint: str = ""
    noun: str = ""
    choices: tuple[Choice, ...] = ()
    when: Condition | None = None
    prefill: str = ""
    max_length: int = 300
    least: int | None = None
    most: int | None = None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if (self.type in WITH_CHOICES) != bool(self.choices):
            msg = f"trường “{self.key}”: loại choice và choices phải có choices, loại khác thì không"
            raise ValueError(msg)
        if len({choice.value for choice in self.choices}) != len(self.choices):
            msg = f"trường “{self.key}”: có hai lựa chọn trùng giá trị"
            raise ValueError(msg)
        if self.prefill and self.prefill not in PREFILLS:
            msg = f"trường “{self.key}”: không có nguồn điền sẵn “{self.prefill}”"
            raise ValueError(msg)
        return self


class Section(_Frozen):
    """One page of the form. With `repeat`, its fields are asked for up to so many items."""

    key: Key
    title: Words
    intro: str = ""
    fields: Annotated[tuple[FieldSpec, ...], "at least one"]
    when: Condition | None = None
    repeat: int = 1
    item: str = ""

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if not self.fields:
            msg = f"phần “{self.key}”: cần ít nhất một trường"
            raise ValueError(msg)
        if not 1 <= self.repeat <= REPEAT_MAX:
            msg = f"phần “{self.key}”: repeat từ 1 đến {REPEAT_MAX}"
            raise ValueError(msg)
        if self.repeat > 1 and (not self.item or any(field.when for field in self.fields)):
            msg = f"phần “{self.key}”: phần lặp lại cần item và không dùng when trong trường"
            raise ValueError(msg)
        return self


class FormSpec(_Frozen):
    """The online form of one revision of a procedure."""

    version: int = SCHEMA_VERSION
    note: str = ""
    sections: tuple[Section, ...]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.version != SCHEMA_VERSION:
            msg = f"version phải là {SCHEMA_VERSION}"
            raise ValueError(msg)
        if not self.sections:
            msg = "cần ít nhất một phần"
            raise ValueError(msg)
        known: set[str] = set()
        for section in self.sections:
            _check_condition(section.when, known, section.key)
            for field in section.fields:
                _check_condition(field.when, known, field.key)
                if field.key in known:
                    msg = f"trường “{field.key}” xuất hiện hai lần"
                    raise ValueError(msg)
                known.add(field.key)
        if len({section.key for section in self.sections}) != len(self.sections):
            msg = "có hai phần trùng key"
            raise ValueError(msg)
        return self

    def section(self, key: str) -> Section | None:
        """Return the section `key`, if there is one."""
        return next((section for section in self.sections if section.key == key), None)


def _check_condition(condition: Condition | None, known: set[str], where: str) -> None:
    if condition is not None and condition.field not in known:
        msg = f"“{where}”: when phải nhắc đến một trường ở trên, không phải “{condition.field}”"
        raise ValueError(msg)


def flat(answers: Answers) -> dict[str, Any]:
    """Return all answers by field, whatever the section: keys of fields are unique in a form."""
    sections = [section for section in answers.values() if isinstance(section, Mapping)]
    return {key: value for section in sections for key, value in section.items()}


def active_sections(spec: FormSpec, answers: Answers) -> tuple[Section, ...]:
    """Return the sections that concern this person, by what was answered so far."""
    values = flat(answers)
    return tuple(section for section in spec.sections if section.when is None or section.when.holds(values))


def active_fields(section: Section, values: Mapping[str, Any]) -> tuple[FieldSpec, ...]:
    """Return the fields of a section that concern this person; `values` by field."""
    return tuple(field for field in section.fields if field.when is None or field.when.holds(values))


def name_in_form(field: FieldSpec, item: int) -> str:
    """Return the key under which the answer to `field` for the `item`-th item is kept (the first is 1)."""
    return field.key if item == 1 else f"{field.key}__{item}"


def asked(section: Section) -> Iterator[tuple[int, FieldSpec, str]]:
    """Yield item, field and key of the answer for everything that a section asks."""
    for item in range(1, section.repeat + 1):
        for field in section.fields:
            yield item, field, name_in_form(field, item)
