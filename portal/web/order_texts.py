"""What the public would be told of a draft, written from its facts into the fields of the editor."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from portal.agencies.models import Agency, Desk
from portal.agencies.queries import HELP_PHONE
from procedures import announcements
from procedures.actions import OrderDraft
from procedures.announcements import Announced, Place
from procedures.models import Field, Procedure, SuspensionOrder
from procedures.queries import notice_url
from procedures.suspension import bounds


def generated(draft: OrderDraft, own: SuspensionOrder | None) -> dict[str, str]:
    """Return banner, notice and short text by the name of their field. `own`: the stored draft; it has a number."""
    facts = _facts(draft, own)
    return {
        "banner_vi": announcements.banner(facts, "vi"),
        "banner_en": announcements.banner(facts, "en"),
        "notice_vi": announcements.to_edit(facts, "vi"),
        "notice_en": announcements.to_edit(facts, "en"),
        "sms_text": announcements.short_text(facts),
    }


def _facts(draft: OrderDraft, own: SuspensionOrder | None) -> Announced:
    starts_at, _ends_at = bounds(draft.first_day, draft.last_day)
    basis = SuspensionOrder(basis_number=draft.basis.number, basis_date=draft.basis.signed_on).basis_words
    return Announced(
        reference=own.reference if own else "",
        title=draft.title,
        version=0,
        dated=timezone.localdate(),
        responsible="",
        acts=draft.closes,
        places=tuple(Place(name, starts_at, draft.last_day) for name in _place_names(draft)),
        starts_at=starts_at,
        last_day=draft.last_day,
        basis=basis,
        basis_signer=draft.basis.signer,
        basis_abstract=draft.basis.abstract,
        portal_url=settings.PUBLIC_URL,
        notice_url=notice_url(own.reference) if own else "",
        hotline=HELP_PHONE,
        procedures=tuple(sorted({*_procedure_names(draft)})),
        instructions_vi=draft.texts.get("instructions_vi", ""),
        instructions_en=draft.texts.get("instructions_en", ""),
    )


def _place_names(draft: OrderDraft) -> list[str]:
    agencies = dict(
        Agency.objects.filter(pk__in=[one.agency_id for one in draft.scopes if one.agency_id])
        .order_by("pk")
        .values_list("pk", "name")
    )
    desks = dict(
        Desk.objects.filter(pk__in=[one.desk_id for one in draft.scopes if one.desk_id])
        .order_by("pk")
        .values_list("pk", "name")
    )
    return [desks[one.desk_id] if one.desk_id else agencies[one.agency_id or 0] for one in draft.scopes]


def _procedure_names(draft: OrderDraft) -> Iterable[str]:
    yield from Procedure.objects.filter(pk__in=draft.procedure_ids).order_by("pk").values_list("short_name", flat=True)
    for name in Field.objects.filter(pk__in=draft.field_ids).order_by("pk").values_list("name", flat=True):
        yield f"Lĩnh vực {name}"
