"""Orders as the public reads them: the list, what happened, one notice with all its facts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max, Prefetch, QuerySet
from django.urls import reverse

from portal.agencies.queries import HELP_PHONE
from procedures import announcements
from procedures.announcements import Announced, Contact, Language, Place
from procedures.enums import ExemptionKind, OrderAct
from procedures.models import Exemption, OrderContact, OrderEvent, OrderScope, Procedure, SuspensionOrder
from procedures.queries.closures import closure_of
from procedures.suspension import ZONE


def public_orders() -> QuerySet[SuspensionOrder]:
    """Return the orders that the public may read: issued ones, those that ended early included, never drafts."""
    return SuspensionOrder.objects.issued().select_related("issued_by")


def public_order(reference: str) -> SuspensionOrder | None:
    """Return one issued order with its scopes and contacts; none for a draft."""
    contacts = OrderContact.objects.select_related("agency").order_by("agency__path", "pk")
    scopes = OrderScope.objects.select_related("agency", "desk").order_by("pk")
    found = public_orders().prefetch_related(
        Prefetch("scopes", queryset=scopes), Prefetch("contacts", queryset=contacts), "procedures", "fields"
    )
    return found.filter(reference=reference).order_by("pk").first()


def public_events() -> QuerySet[OrderEvent]:
    """Return what happened to orders that the public is told, latest first."""
    told = [OrderAct.ISSUED, OrderAct.JOINED, OrderAct.EXTENDED, OrderAct.CORRECTED, OrderAct.LIFTED]
    return OrderEvent.objects.filter(act__in=told).select_related("order").order_by("-happened_at", "-pk")


def notice_url(reference: str) -> str:
    """Return the whole address of a notice, as posters and messages carry it."""
    return settings.PUBLIC_URL + reverse("procedures:notice", args=[reference])


def announced(order: SuspensionOrder) -> Announced:
    """Return the facts of one order from `public_order`: three queries."""
    closures = [(scope, closure_of(order, scope)) for scope in order.scopes.all()]
    places = tuple(
        Place(_place_name(scope), closure.starts_at, closure.last_day, scope.basis) for scope, closure in closures
    )
    changed = order.events.aggregate(at=Max("happened_at"))["at"] or order.issued_at or order.drafted_at
    return Announced(
        reference=order.reference,
        title=order.title,
        version=order.version,
        dated=_day(changed),
        responsible=order.issued_by.full_name if order.issued_by else "",
        acts=order.closes,
        places=places,
        starts_at=order.starts_at,
        last_day=order.last_day,
        basis=order.basis_words,
        basis_signer=order.basis_signer,
        basis_abstract=order.basis_abstract,
        portal_url=settings.PUBLIC_URL,
        notice_url=notice_url(order.reference),
        hotline=HELP_PHONE,
        procedures=tuple(sorted({*(one.short_name for one in order.procedures.all()), *_field_names(order)})),
        urgent=_urgent(order),
        contacts=_contacts(order),
        instructions_vi=order.instructions_vi,
        instructions_en=order.instructions_en,
        lifted_at=order.lifted_at,
    )


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def _place_name(scope: OrderScope) -> str:
    return str(scope.desk.name if scope.desk else scope.agency.name if scope.agency else "")


def _field_names(order: SuspensionOrder) -> Iterable[str]:
    return (f"Lĩnh vực {one.name}" for one in order.fields.all())


def _urgent(order: SuspensionOrder) -> tuple[str, ...]:
    """Return the procedures of the published lists that bear on the order while it runs."""
    listed = Exemption.objects.granted_at(order.starts_at) | Exemption.objects.granted_at(order.ends_at)
    names = listed.filter(kind=ExemptionKind.LISTED, procedure__isnull=False)
    return tuple(names.order_by("procedure__short_name").values_list("procedure__short_name", flat=True).distinct())


def _contacts(order: SuspensionOrder) -> tuple[Contact, ...]:
    rows = list(order.contacts.all())
    fields: dict[int, list[str]] = {}
    competent = Procedure.objects.published().filter(responsible__in=[row.agency_id for row in rows])
    for agency_id, name in competent.order_by("field__name").values_list("responsible_id", "field__name").distinct():
        fields.setdefault(agency_id or 0, []).append(name)
    return tuple(
        Contact(
            agency=row.agency.name,
            fields=", ".join(fields.get(row.agency_id, [])),
            name=row.name,
            phone=row.phone,
            email=row.email,
            hours=row.hours,
            instructions_vi=row.instructions_vi,
            instructions_en=row.instructions_en,
        )
        for row in rows
    )


def notice_text(order: SuspensionOrder, facts: Announced, language: Language) -> str:
    """Return the notice as an administrator wrote it, else as it follows from the facts."""
    written = order.notice_en if language == "en" else order.notice_vi
    return written or announcements.notice(facts, language)
