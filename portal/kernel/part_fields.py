"""Answers of several close inputs: an address, an organisation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.fields import CleanCharField, Nouned, TaxCodeField
from portal.kernel.text import clean_line

OUTSIDE: Final = "ngoai_tinh"
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One input of several: its key, its label, and the groups of choices if it is a list."""

    key: str
    label: str | Promise
    groups: Callable[[], Groups] | None = None
    empty_label: str | Promise = ""
    autocomplete: str = ""


class TextParts(forms.Widget):
    """Several inputs under one legend; the value is a mapping by the keys of the parts."""

    template_name = "widgets/text_parts.html"
    use_fieldset = True

    def __init__(self, parts: Sequence[Part], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.parts = tuple(parts)

    def _names(self, name: str) -> dict[str, str]:
        return {part.key: name if index == 0 else f"{name}-{part.key}" for index, part in enumerate(self.parts)}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:  # noqa: ARG002 -- Django's signature
        """Return what was typed by part, or a stored value under the field's own name."""
        first = data.get(name)
        if isinstance(first, Mapping):
            return dict(first)
        typed = {key: str(data.get(html_name) or "") for key, html_name in self._names(name).items()}
        return typed if any(text.strip() for text in typed.values()) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002 -- Django's signature
        return all(html_name not in data for html_name in self._names(name).values())

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        bare = context["widget"]["attrs"].get("id", f"id_{name}")
        typed = value if isinstance(value, Mapping) else {}
        context["widget"]["when"] = self.attrs.get("data-when", "")
        context["widget"]["invalid"] = bool(context["widget"]["attrs"].get("aria-invalid"))
        context["widget"]["parts"] = [
            {
                "id": bare if index == 0 else f"{bare}-{part.key}",
                "name": html_name,
                "label": part.label,
                "value": str(typed.get(part.key) or ""),
                "groups": part.groups() if part.groups else (),
                "empty_label": part.empty_label,
                "autocomplete": part.autocomplete,
            }
            for index, (part, html_name) in enumerate(
                zip(self.parts, self._names(name).values(), strict=True),
            )
        ]
        return context


class AddressField(Nouned):
    """A commune of the province and the line below it; elsewhere the line says everything.

    The answer is `{"commune": key or OUTSIDE, "commune_name": words, "line": words}`.
    """

    def __init__(self, *, communes: Callable[[], Groups], noun: str = "", **options: Any) -> None:
        self.communes = communes
        self.noun_given = noun
        parts = (
            Part(
                "commune", gettext_lazy("Xã, phường, thị trấn"), self._choices, empty_label=gettext_lazy("Chọn một nơi")
            ),
            Part("line", gettext_lazy("Số nhà, đường, thôn, tổ dân phố"), autocomplete="off"),
        )
        super().__init__(widget=TextParts(parts), **options)

    def _choices(self) -> Groups:
        elsewhere = (_("Nơi khác"), ((OUTSIDE, _("Ngoài tỉnh: ghi đầy đủ ở ô dưới")),))
        return (*self.communes(), elsewhere)

    def to_python(self, value: Any) -> dict[str, str] | None:
        if not isinstance(value, Mapping):
            return None
        commune = str(value.get("commune") or "")
        line = clean_line(str(value.get("line") or ""))
        if not commune and not line:
            return None
        names = {key: name for _group, options in self._choices() for key, name in options}
        if commune not in names:
            raise ValidationError(_("Chọn xã, phường hoặc thị trấn của %(noun)s") % {"noun": self.noun}, code="commune")
        if not line:
            raise ValidationError(
                _("Nhập số nhà, đường, thôn hoặc tổ dân phố của %(noun)s") % {"noun": self.noun}, code="line"
            )
        line = CleanCharField(limit=200, noun=self.noun).clean(line)
        return {"commune": commune, "commune_name": "" if commune == OUTSIDE else names[commune], "line": line}


class OrganisationField(Nouned):
    """An organisation: its name and its tax code. The answer is `{"name", "tax_code"}`."""

    def __init__(self, *, noun: str = "", **options: Any) -> None:
        self.noun_given = noun
        parts = (
            Part("name", gettext_lazy("Tên")),
            Part("tax_code", gettext_lazy("Mã số thuế"), autocomplete="off"),
        )
        super().__init__(widget=TextParts(parts), **options)

    def to_python(self, value: Any) -> dict[str, str] | None:
        if not isinstance(value, Mapping):
            return None
        name = clean_line(str(value.get("name") or ""))
        code = clean_line(str(value.get("tax_code") or ""))
        if not name and not code:
            return None
        return {
            "name": CleanCharField(limit=200, noun=_("tên của %(noun)s") % {"noun": self.noun}).clean(name),
            "tax_code": TaxCodeField(noun=_("mã số thuế của %(noun)s") % {"noun": self.noun}).clean(code),
        }
