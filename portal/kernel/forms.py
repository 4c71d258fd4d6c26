"""The ground of every form: no browser pop-ups, and the words of ux.md §7.3 when an answer is missing or wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_PICKED = (forms.ChoiceField, forms.ModelChoiceField)


class PortalForm(forms.Form):
    """A form that is checked on the server, on submission, and says what to do."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            for code, words in _words(str(field.label or name).rstrip("?:"), field).items():
                if field.error_messages.get(code) in {None, _default(field, code)}:
                    field.error_messages[code] = words


def _default(field: forms.Field, code: str) -> Any:
    return next((vars(kind)["default_error_messages"][code] for kind in type(field).__mro__ if _has(kind, code)), None)


def _has(kind: type, code: str) -> bool:
    return code in vars(kind).get("default_error_messages", {})


def _words(label: str, field: forms.Field) -> dict[str, Any]:
    # An abbreviation (CCCD) keeps its capitals inside a sentence.
    noun = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    if isinstance(field, _PICKED):
        choose = _("Chọn %(noun)s") % {"noun": noun}
        return {"required": choose, "invalid_choice": choose}
    if isinstance(field, forms.FileField):
        return {"required": _("Tải lên %(noun)s") % {"noun": noun}}
    if isinstance(field, forms.BooleanField):
        return {"required": _("Đánh dấu vào ô “%(label)s”") % {"label": label}}
    words: dict[str, Any] = {"required": _("Nhập %(noun)s") % {"noun": noun}}
    if isinstance(field, forms.EmailField):
        words["invalid"] = _("Nhập thư điện tử có dạng ten@noi.vn")
    if isinstance(field, forms.CharField) and field.max_length:
        words["max_length"] = _("%(label)s dài quá %(limit)s ký tự") % {"label": label, "limit": field.max_length}
    if isinstance(field, forms.IntegerField):
        words["invalid"] = _("Nhập %(noun)s bằng chữ số") % {"noun": noun}
    if isinstance(field, forms.DateField):
        words["invalid"] = _("Nhập %(noun)s theo dạng ngày/tháng/năm") % {"noun": noun}
    return words
