"""What callers were told, and who wants to know when a counter opens again (items 5a, 5c)."""

import re
from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from counters import permissions
from counters.actions.ground import refusal
from counters.enums import GuidanceWay
from counters.models import GuidanceNote, ReopeningReminder
from counters.queries.guidance import is_closed
from notifications.actions import tell
from notifications.enums import Kind
from portal.accounts.models import User
from portal.agencies.models import Desk
from portal.kernel.text import clean, clean_line
from portal.kernel.workdays import local
from procedures.models import Procedure
from procedures.queries import bearing_orders

#: A phone number, the number of a card, an e-mail address: nothing that belongs in a log of matters.
_PERSONAL: Final = re.compile(r"(?:\d[ .\-]?){9,}|[^\s@]+@[^\s@]+\.[^\s@]+")
REMINDERS_AT_ONCE: Final = 500


@transaction.atomic
def note_guidance(
    *,
    desk_id: int,
    way: GuidanceWay,
    procedure: Procedure | None,
    question: str,
    answer: str,
    actor: User,
    at: datetime,
) -> GuidanceNote:
    """Keep what was asked and what was answered; the matter, never the caller.

    :raises RuleViolation: the actor is no officer there, something is missing, or it names a number or an address.
    """
    desk = Desk.objects.get(pk=desk_id)
    if not permissions.works_at(actor, desk.pk, on=local(at).date()):
        raise refusal(_("Nhật ký hướng dẫn do cán bộ Một cửa của cơ quan ghi."))
    question, answer = clean_line(question), clean(answer)
    if not question or not answer:
        raise refusal(_("Ghi câu hỏi và câu trả lời."))
    if _PERSONAL.search(question) or _PERSONAL.search(answer):
        raise refusal(_("Nhật ký không ghi thông tin cá nhân: bỏ số điện thoại, số căn cước, thư điện tử."))
    return GuidanceNote.objects.create(
        agency_id=desk.agency_id,
        way=way,
        procedure=procedure,
        question=question,
        answer=answer,
        given_by=actor,
        given_at=at,
    )


@transaction.atomic
def remind_me(
    *, desk_id: int, procedure: Procedure | None, person: User | None, email: str, at: datetime
) -> ReopeningReminder:
    """Note that somebody wants to be told when a counter opens again. Asking twice asks once.

    :raises RuleViolation: the counter is open, or nobody is named.
    """
    desk = Desk.objects.select_related("agency", "place").select_for_update(of=("self",), no_key=True).get(pk=desk_id)
    if person is None and not email.strip():
        raise refusal(_("Nhập thư điện tử để nhận tin."))
    if not is_closed(desk, procedure, at=at, orders=bearing_orders(at)):
        raise refusal(_("Quầy đang mở, không cần nhắc."))
    reader = {"person": person, "email": "" if person else email.strip()}
    earlier = ReopeningReminder.objects.filter(desk=desk, told_at=None, **reader).order_by("pk").first()
    if earlier is not None:
        earlier.procedure = procedure
        earlier.save(update_fields=["procedure"])
        return earlier
    return ReopeningReminder.objects.create(desk=desk, procedure=procedure, asked_at=at, **reader)


@transaction.atomic
def tell_reopened(*, at: datetime) -> int:
    """Tell everybody who wished so, once, whose counter is open again; return how many."""
    orders = bearing_orders(at)
    rows = ReopeningReminder.objects.filter(told_at=None).select_related("desk__agency", "desk__place", "procedure")
    waiting = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    told = []
    for one in waiting.iterator(chunk_size=REMINDERS_AT_ONCE):
        if is_closed(one.desk, one.procedure, at=at, orders=orders):
            continue
        told.append(one.pk)
        tell(
            kind=Kind.REOPENED,
            recipient_id=one.person_id,
            email=one.email,
            reference=one.desk.agency.code,
            link=_page_of(one),
            facts={"office": one.desk.agency.name},
            key=f"reopened:{one.pk}",
            at=at,
        )
        if len(told) == REMINDERS_AT_ONCE:
            break
    return ReopeningReminder.objects.filter(pk__in=told).update(told_at=at)


def _page_of(reminder: ReopeningReminder) -> str:
    if reminder.procedure is None:
        return reverse("procedures:catalogue")
    return reverse("procedures:procedure_by_code", args=[reminder.procedure.code])
