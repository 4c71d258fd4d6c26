"""How every form of the portal is drawn."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting


class PortalBoundField(BoundField):
    """A field that knows how it looks: the class of its input, what describes it, whether it is a list of choices."""

    @property
    def is_choice_list(self) -> bool:
        """Radio buttons or a group of boxes: one row for each choice."""
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_file(self) -> bool:
        return isinstance(self.field.widget, forms.FileInput)

    @property
    def is_optional(self) -> bool:
        """Tell whether the question may be left open; one that depends on another's answer says so itself."""
        return bool(getattr(self.field, "is_optional", not self.field.required))

    @property
    def first_input_id(self) -> str:
        """Where the link of the error summary leads."""
        suffix = "_0" if self.is_choice_list or isinstance(self.field.widget, forms.MultiWidget) else ""
        return f"{self.auto_id}{suffix}"

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        """Return the attributes of the input; `required` is ours to tell, in words, after submission."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        drawn = widget or self.field.widget
        if self.is_choice_list:
            built.pop("aria-invalid", None)
        elif not drawn.is_hidden and not self.is_checkbox and not self.is_file:
            built["class"] = " ".join(filter(None, ["in", str(drawn.attrs.get("class", ""))]))
        return built


class PortalRenderer(TemplatesSetting):
    """One field template for all: label, hint, error, control, in that order."""

    field_template_name = "components/field.html"
    bound_field_class = PortalBoundField
