"""What a closed counter asks: the list or the decision by which this person is met all the same."""

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dossiers.queries.at_counter import Door
from portal.kernel.fields import ChosenField
from portal.kernel.forms import PortalForm
from procedures.models import Exemption


class ExemptionField(ChosenField):
    """One of the exemptions, with a line below each."""

    choice_hints: Mapping[str, str] = {}

    def clean(self, value: Any) -> str:
        """Return the reference that was chosen; none is no error here: the act judges, and the post needs none."""
        return str(super().clean(value)) if value not in self.empty_values else ""


class AtDoor(PortalForm):
    """A form of an act at the counter; while an order closes it, the exemption is one more answer."""

    door: Door | None = None

    def open_door(self, door: Door | None) -> None:
        """Ask for the exemption if the door is closed and there are some; one that comes by itself is chosen."""
        self.door = door
        if door is None or not door.exemptions:
            return
        field = ExemptionField(
            label=_("Căn cứ tiếp trực tiếp"), choices=[(one.reference, _words(one)) for one in door.exemptions]
        )
        field.choice_hints = {one.reference: _hint(one) for one in door.exemptions}
        first = door.exemptions[0]
        field.initial = first.reference if first.entry_id is not None and first.procedure_id is not None else ""
        self.fields["exemption"] = field

    @property
    def exemption(self) -> Exemption | None:
        """Return the exemption that was named; the form is valid."""
        named = self.cleaned_data.get("exemption", "")
        offered = self.door.exemptions if self.door else ()
        return next((one for one in offered if one.reference == named), None)

    @property
    def answers(self) -> dict[str, Any]:
        """Return what was answered beside the exemption; the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "exemption"}


def _words(exemption: Exemption) -> str:
    if exemption.entry is not None:
        return _("Danh mục cấp thiết: %(what)s") % {"what": exemption.entry.case_text or exemption.reason}
    return f"{exemption.reference} – {exemption.applicant_name}"


def _hint(exemption: Exemption) -> str:
    if exemption.entry is not None:
        return exemption.agency.name
    if exemption.valid_until is None:
        return exemption.conditions
    until = localtime(exemption.valid_until)
    words = _("Tiếp đến trước %(when)s") % {"when": f"{until:%H:%M} {until.day:02d}/{until.month}/{until.year}"}
    return f"{words}. {exemption.conditions}" if exemption.conditions else words
