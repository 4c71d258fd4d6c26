"""Form fields for what Vietnamese forms ask: tolerant of how people type, plain in what they answer (ux.md §7.3)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import identity
from portal.kernel.text import clean, clean_line

if TYPE_CHECKING:
    from django.core.files.base import File

_ACRONYM: Final = re.compile(r"^[A-ZĐ0-9]{2,}\b")
_DATE_IN_ONE: Final = re.compile(r"\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{2,4})\s*")
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CURRENCY: Final = re.compile(r"\s*(đồng|đ|vnđ|vnd)$")
#: Thousands may be parted by dots, commas or spaces; a decimal fraction is no whole number.
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,20}|[0-9]{1,3}([., ][0-9]{3}){1,6}")
MONEY_MAX: Final = 10**15


def noun_of(label: object) -> str:
    """Return a label as it stands inside a sentence: only abbreviations and proper names keep their capital."""
    text = str(label or "").strip().rstrip("?:")
    return text if _ACRONYM.match(text) else text[:1].lower() + text[1:]


class Nouned(forms.Field):
    """A field whose messages speak of it by its own noun."""

    noun_given: str | Promise = ""
    asks = gettext_lazy("Nhập %(noun)s")

    @property
    def noun(self) -> str:
        return str(self.noun_given) or noun_of(self.label)

    def missing(self) -> ValidationError:
        """Return what to do about an empty answer."""
        return ValidationError(str(self.asks) % {"noun": self.noun}, code="required")

    def clean(self, value: Any) -> Any:
        """Return the cleaned answer; every refusal becomes the words of ux.md §7.3."""
        if value in self.empty_values:
            if self.required:
                raise self.missing()
            return self.to_python("")
        cleaned = self.to_python(value)
        if cleaned in self.empty_values:
            if self.required:
                raise self.missing()
            return cleaned
        self.validate(cleaned)
        self.run_validators(cleaned)
        return cleaned


class CleanCharField(Nouned, forms.CharField):
    """Text as we store it: NFC, no invisible characters. One line unless `lines`."""

    def __init__(self, *, lines: bool = False, limit: int = 300, noun: str | Promise = "", **options: Any) -> None:
        self.lines = lines
        self.limit = limit
        self.noun_given = noun
        if lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(strip=True, **options)

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value)
        text = clean(text) if self.lines else clean_line(text)
        if len(text) > self.limit:
            raise ValidationError(identity.too_long(text, self.limit, self.noun), code="max_length")
        return text


class _IdentityField(CleanCharField):
    """A text that one function of `portal.kernel.identity` reads."""

    def read(self, text: str) -> str:
        """Return the stored form of `text`.

        :raises ValueError: with the words to show.
        """
        raise NotImplementedError

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return self.read(text)
        except ValueError as refusal:
            raise ValidationError(str(refusal), code="invalid") from None


class NameField(_IdentityField):
    """The full name of a person, in one field."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def read(self, text: str) -> str:
        return identity.person_name(text, noun=self.noun)


class NationalIdField(_IdentityField):
    """The number of an identity card: 12 digits; 9 where old cards are accepted."""

    def __init__(self, *, accepts_old: bool = False, **options: Any) -> None:
        self.accepts_old = accepts_old
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"})

    def read(self, text: str) -> str:
        return identity.national_id(text, noun=self.noun, accepts_old=self.accepts_old)


class PhoneField(_IdentityField):
    """A Vietnamese phone number, kept as E.164 and shown as people write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.input_type = "tel"
        self.widget.attrs.setdefault("autocomplete", "tel")

    def read(self, text: str) -> str:
        return identity.phone(text, noun=self.noun)

    def prepare_value(self, value: Any) -> Any:
        return identity.national_phone(value) if isinstance(value, str) and value.startswith("+84") else value


class TaxCodeField(_IdentityField):
    """A tax code: 10 digits, 10-3, or a person's 12."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.setdefault("autocomplete", "off")

    def read(self, text: str) -> str:
        return identity.tax_code(text, noun=self.noun)


class MailField(_IdentityField):
    """An e-mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.input_type = "email"
        self.widget.attrs.update({"spellcheck": "false"})
        self.widget.attrs.setdefault("autocomplete", "email")

    def read(self, text: str) -> str:
        address = text.replace(" ", "")
        try:
            EmailValidator()(address)
        except ValidationError:
            raise ValueError(_("Nhập %(noun)s có dạng ten@noi.vn") % {"noun": self.noun}) from None
        local, _at, domain = address.rpartition("@")
        return f"{local}@{domain.lower()}"


class WholeNumberField(Nouned):
    """A whole number; dots and spaces between thousands are understood."""

    widget = forms.TextInput

    def __init__(self, *, least: int = 0, most: int = 10**9, noun: str | Promise = "", **options: Any) -> None:
        self.least = least
        self.most = most
        self.noun_given = noun
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        text = _CURRENCY.sub("", clean_line(unicodedata.normalize("NFKC", str(value))).lower())
        text = text.replace("o", "0")
        if not _WHOLE_NUMBER.fullmatch(text):
            raise ValidationError(_("Nhập %(noun)s bằng chữ số") % {"noun": self.noun}, code="invalid")
        text = re.sub(r"[., ]", "", text)
        number = int(text)
        if not self.least <= number <= self.most:
            limits = {"noun": identity.first_upper(self.noun), "least": _dotted(self.least), "most": _dotted(self.most)}
            raise ValidationError(_("%(noun)s phải từ %(least)s đến %(most)s") % limits, code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        return _dotted(value) if isinstance(value, int) else value


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


class MoneyField(WholeNumberField):
    """An amount of whole đồng."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("most", MONEY_MAX)
        super().__init__(**options)


class DateParts(forms.Widget):
    """Day, month and year in three inputs; a whole date typed or pasted into the first is understood."""

    template_name = "widgets/date_parts.html"
    use_fieldset = True
    suffixes: Final = ("", "-m", "-y")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:  # noqa: ARG002 -- Django's signature
        """Return what was typed as `{"d", "m", "y"}`, or a stored value under the field's own name."""
        first = data.get(name)
        if first is None and f"{name}-y" not in data:
            return None
        if first is not None and not isinstance(first, str):
            return first
        if f"{name}-m" not in data and f"{name}-y" not in data:
            return first
        typed = {"d": first or "", "m": data.get(f"{name}-m", ""), "y": data.get(f"{name}-y", "")}
        return typed if any(part.strip() for part in typed.values()) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002 -- Django's signature
        return all(f"{name}{suffix}" not in data for suffix in self.suffixes)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        bare = context["widget"]["attrs"].get("id", f"id_{name}")
        typed = date_parts(value)
        whole = {"id": bare, "name": name}
        context["widget"]["when"] = self.attrs.get("data-when", "")
        context["widget"]["invalid"] = bool(context["widget"]["attrs"].get("aria-invalid"))
        context["widget"]["parts"] = [
            {**whole, "label": _("Ngày"), "value": typed["d"], "width": "w2", "autocomplete": ""},
            {"id": f"{bare}-m", "name": f"{name}-m", "label": _("Tháng"), "value": typed["m"], "width": "w2"},
            {"id": f"{bare}-y", "name": f"{name}-y", "label": _("Năm"), "value": typed["y"], "width": "w4"},
        ]
        birthday = self.attrs.get("autocomplete") == "bday"
        for part, word in zip(context["widget"]["parts"], ("day", "month", "year"), strict=True):
            part["autocomplete"] = f"bday-{word}" if birthday else ""
        return context


def date_parts(value: Any) -> dict[str, str]:
    """Return day, month and year as typed, whatever form the value has: typed parts, ISO text, a date, nothing."""
    if isinstance(value, date):
        return {"d": str(value.day), "m": str(value.month), "y": str(value.year)}
    if isinstance(value, Mapping):
        return {part: clean_line(str(value.get(part) or "")) for part in ("d", "m", "y")}
    text = clean_line(str(value or ""))
    if iso := _ISO_DATE.fullmatch(text):
        year, month, day = (str(int(part)) for part in iso.groups())
        return {"d": day, "m": month, "y": year}
    return {"d": text, "m": "", "y": ""}


class DateField3(Nouned):
    """A date in three inputs. `bound` is "past" (not after `today`), "future" (not before it) or empty.

    Give `today` when the form is built: fields do not read the clock.
    """

    widget = DateParts

    def __init__(self, *, bound: str = "", today: date | None = None, noun: str | Promise = "", **options: Any) -> None:
        self.bound = bound
        self.today = today
        self.noun_given = noun
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return self._bounded(value) if value else None
        parts = date_parts(value)
        if not parts["m"] and not parts["y"] and (whole := _DATE_IN_ONE.fullmatch(parts["d"])):
            parts = dict(zip(("d", "m", "y"), whole.groups(), strict=True))
        if not any(parts.values()):
            return None
        try:
            day = identity.real_date(parts["d"], parts["m"], parts["y"], noun=self.noun, today=self.today)
        except ValueError as refusal:
            raise ValidationError(str(refusal), code="invalid") from None
        return self._bounded(day)

    def _bounded(self, day: date) -> date:
        if self.bound and self.today is None:
            msg = "give `today` to a date field that is bound"
            raise TypeError(msg)
        noun = {"noun": identity.first_upper(self.noun)}
        if self.bound == "past" and self.today is not None and day > self.today:
            raise ValidationError(_("%(noun)s phải trước hôm nay") % noun, code="future")
        if self.bound == "future" and self.today is not None and day < self.today:
            raise ValidationError(_("%(noun)s phải từ hôm nay trở đi") % noun, code="past")
        return day


class ChosenField(Nouned, forms.ChoiceField):
    """One of a few choices; an empty or unknown answer is told what to choose."""

    asks = gettext_lazy("Chọn %(noun)s")

    def __init__(self, *, noun: str | Promise = "", **options: Any) -> None:
        self.noun_given = noun
        options.setdefault("widget", forms.RadioSelect)
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        if not self.valid_value(value):
            raise self.missing()


class ChosenManyField(Nouned, forms.MultipleChoiceField):
    """Any of a few choices."""

    asks = gettext_lazy("Chọn ít nhất một mục trong %(noun)s")

    def __init__(self, *, noun: str | Promise = "", **options: Any) -> None:
        self.noun_given = noun
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**options)

    def to_python(self, value: Any) -> list[str]:
        if not value:
            return []
        return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]

    def validate(self, value: Any) -> None:
        if not all(self.valid_value(one) for one in value):
            raise self.missing()


class YesNoField(ChosenField):
    """Yes or no; the answer is a bool, or `None` where nothing was chosen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[("co", gettext_lazy("Có")), ("khong", gettext_lazy("Không"))], **options)

    def missing(self) -> ValidationError:
        return ValidationError(_("Chọn Có hoặc Không: %(noun)s") % {"noun": self.noun}, code="required")

    def to_python(self, value: Any) -> Any:
        if value in {True, "co"}:
            return True
        return False if value in {False, "khong"} else None

    def clean(self, value: Any) -> Any:
        answer = self.to_python(value)
        if answer is None and (self.required or value not in self.empty_values):
            raise self.missing()
        return answer

    def prepare_value(self, value: Any) -> Any:
        return {True: "co", False: "khong"}.get(value, value) if isinstance(value, bool) else value


class SeveralFiles(forms.FileInput):
    """One input for several files: no `capture`, which hides the gallery on many telephones."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/*,application/pdf", "multiple": True})


class FilesField(forms.FileField):
    """Any number of files, unread. They are judged by their bytes in `portal.kernel.files`, not here."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> "list[File[bytes]]":  # noqa: ARG002 -- Django's signature
        """Return what was chosen, in the order in which it was chosen."""
        return [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
