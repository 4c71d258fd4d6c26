"""Shape of what people look for in the registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel import fields
from portal.kernel.forms import PortalForm


class FindInRegister(PortalForm):
    """Words of the abstract, and days between which a document was issued."""

    q = fields.CleanCharField(label=_("Trích yếu"), required=False, limit=100)
    tu = forms.DateField(label=_("Từ ngày"), required=False, widget=forms.TextInput)
    den = forms.DateField(label=_("Đến ngày"), required=False, widget=forms.TextInput)

    def clean(self) -> dict[str, Any]:
        """Ask for days in their order."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("tu") and values.get("den") and values["den"] < values["tu"]:
            self.add_error("den", _("Ngày kết thúc phải sau ngày bắt đầu"))
        return values
