"""The lines of contacts in the editor of an order and in its correction."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import QueryDict

from procedures.actions import ContactChoice
from procedures.forms import ContactLines, agencies_by_name
from procedures.models import SuspensionOrder

ADD_CONTACT: Final = "them-lien-he"
_COLUMNS = ("name", "phone", "email", "hours", "instructions_vi")


def contact_lines(data: QueryDict | None, rows: Sequence[dict[str, str]]) -> Any:
    """Return the lines as sent, or as they stand."""
    return ContactLines(data, initial=list(rows), prefix="lh", form_kwargs={"agencies": agencies_by_name()})


def typed_lines(lines: Any) -> list[dict[str, str]]:
    """Return what was typed in each line, checked or not."""
    return [{name: str(line[name].value() or "") for name in line.fields} for line in lines.forms]


def contacts_of(lines: Any) -> tuple[ContactChoice, ...]:
    """Return the contacts of all lines that name an agency."""
    return tuple(choice for line in lines.forms for choice in [line.choice()] if choice is not None)


def stored_contacts(order: SuspensionOrder) -> list[dict[str, str]]:
    """Return the contacts of an order as lines."""
    return [
        {"agency": one.agency.name, **{name: getattr(one, name) for name in _COLUMNS}} for one in order.contacts.all()
    ]
