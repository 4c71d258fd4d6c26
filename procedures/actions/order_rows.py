"""How what was typed about an order becomes rows, and how rows are told in events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from procedures.actions.order_changes import keep
from procedures.actions.order_terms import TEXTS, Basis, ContactChoice, OrderDraft, ScopeChoice
from procedures.enums import CounterAct
from procedures.models import OrderContact, SuspensionOrder
from procedures.suspension import ZONE, bounds, days_of

_EFFECTS = (
    "clock_effect", "moves_pickups", "gives_back_supplement_days", "supplement_extra_days", "appointment_effect",
    "decision_hours",
)  # fmt: skip
_CONTACT = ("name", "phone", "email", "hours", "instructions_vi", "instructions_en")


def take_terms(order: SuspensionOrder, draft: OrderDraft, *, actor: User, at: datetime, reason: str) -> None:
    """Store all that a draft says."""
    order.title = draft.title.strip()
    order.first_day, order.last_day, order.counting = draft.first_day, draft.last_day, draft.counting
    order.days = days_of(draft.first_day, draft.last_day, draft.counting)
    order.starts_at, order.ends_at = bounds(draft.first_day, draft.last_day)
    order.closes_intake = CounterAct.INTAKE in draft.closes
    order.closes_return = CounterAct.RETURN in draft.closes
    order.closes_appointments = CounterAct.APPOINTMENT in draft.closes
    for name in _EFFECTS:
        setattr(order, name, getattr(draft.effects, name))
    order.relation, order.related_to_id = draft.relation, draft.related_to_id
    take_words(order, draft.basis, draft.texts)
    keep(order, by=actor, at=at, reason=reason)
    order.procedures.set(sorted(draft.procedure_ids))
    order.fields.set(sorted(draft.field_ids))
    take_scopes(order, draft.scopes)
    take_contacts(order, draft.contacts)


def take_words(order: SuspensionOrder, basis: Basis, texts: Mapping[str, str]) -> None:
    """Put basis and texts on the order; whoever calls saves it."""
    order.basis_number, order.basis_date = basis.number.strip(), basis.signed_on
    order.basis_signer, order.basis_abstract, order.basis_url = basis.signer.strip(), basis.abstract.strip(), basis.url
    for name in TEXTS:
        setattr(order, name, texts.get(name, "").strip())


def take_scopes(order: SuspensionOrder, choices: tuple[ScopeChoice, ...]) -> None:
    """Store the counters that a draft closes; each once."""
    wanted = dict.fromkeys(choices)
    for row in order.scopes.order_by("pk"):
        choice = ScopeChoice(kind=row.kind, agency_id=row.agency_id, desk_id=row.desk_id)  # type: ignore[arg-type]  # a stored word
        if wanted.pop(choice, choice) is choice:
            row.delete()
    for choice in wanted:
        row = choice.as_row()
        row.order = order
        row.save()


def take_contacts(order: SuspensionOrder, choices: tuple[ContactChoice, ...]) -> None:
    """Store whom to call, one for each agency named; those no longer named go."""
    order.contacts.exclude(agency__in=[choice.agency_id for choice in choices]).delete()
    for choice in choices:
        values = {name: getattr(choice, name).strip() for name in _CONTACT}
        OrderContact.objects.update_or_create(order=order, agency_id=choice.agency_id, defaults=values)


def dates_of(order: SuspensionOrder) -> dict[str, Any]:
    """Return the period of an order as its events tell it."""
    return {"first_day": order.first_day.isoformat(), "last_day": order.last_day.isoformat(), "days": order.days}


def ends_of(before: datetime, after: datetime) -> dict[str, str]:
    """Return how the end of an order moves as its events tell it, in the time of the province."""
    return {
        "ends_before": before.astimezone(ZONE).isoformat(timespec="minutes"),
        "ends_after": after.astimezone(ZONE).isoformat(timespec="minutes"),
    }


def summary_of(order: SuspensionOrder) -> dict[str, Any]:
    """Return what a draft says, short enough for an event."""
    scopes = [str(row).partition(" ")[2] for row in order.scopes.order_by("kind", "agency", "desk", "pk")]
    return {**dates_of(order), "title": order.title, "closes": sorted(order.closes), "scopes": scopes}


def words_of(order: SuspensionOrder) -> dict[str, Any]:
    """Return all that a correction may change, by column; contacts by agency."""
    basis_date = order.basis_date.isoformat() if order.basis_date else ""
    columns = ("title", "decision_hours", "basis_number", "basis_signer", "basis_abstract", "basis_url", *TEXTS)
    contacts = order.contacts.order_by("agency__key").values("agency__key", *_CONTACT)
    told = {row.pop("agency__key"): row for row in contacts}
    return {**{name: getattr(order, name) for name in columns}, "basis_date": basis_date, "contacts": told}
