"""How every form of the portal is drawn."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """One field template for all: label, hint, error, control, in that order."""

    field_template_name = "components/field.html"
