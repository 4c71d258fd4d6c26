"""The ground of every form: no browser pop-ups, and the words of ux.md §7.3 when an answer is missing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_PICKED = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField)


class PortalForm(forms.Form):
    """A form that is checked on the server, on submission, and says what to do."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _missing(name, field)


def _missing(name: str, field: forms.Field) -> Any:
    label = str(field.label or name).rstrip("?:")
    noun = label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label
    if isinstance(field, _PICKED):
        return _("Chọn %(noun)s") % {"noun": noun}
    if isinstance(field, forms.FileField):
        return _("Tải lên %(noun)s") % {"noun": noun}
    if isinstance(field, forms.BooleanField):
        return _("Đánh dấu vào ô “%(label)s”") % {"label": label}
    return _("Nhập %(noun)s") % {"noun": noun}
