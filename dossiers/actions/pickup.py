"""How a result reaches its owner when the counter is closed: another way, another day; and days given back."""

from contextlib import suppress
from datetime import date, datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers.actions.engine import ZONE, Act, act
from dossiers.enums import PostalState, ReturnMethod, Status
from dossiers.models import ClockPause, Dossier
from dossiers.rulesets import OWN_RULE
from portal.accounts.models import User
from portal.kernel.errors import RuleViolation
from portal.kernel.text import clean_line
from postal import actions as postal
from postal.enums import Leg
from postal.models import Parcel


def change_return(
    *, dossier_id: int, actor: User, seen: int | None, method: ReturnMethod, address: str, at: datetime
) -> Dossier:
    """Change the way the applicant gets the result, until it is in hand.

    :raises RuleViolation: post without an address, or the law does not permit it.
    """
    with act("change_return", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        set_return(doing, method, address)
    return doing.dossier


def set_return(doing: Act, method: ReturnMethod, address: str = "") -> None:
    """Write the way of getting the result into the dossier of an act and into its event.

    :raises RuleViolation: post without an address.
    """
    dossier = doing.dossier
    if method == ReturnMethod.POST and not address.strip():
        raise RuleViolation(_("Nhập địa chỉ nhận kết quả"), source=OWN_RULE)
    if method != ReturnMethod.POST:
        drop_postal_return(doing, method.label)
    doing.payload["method_before"], doing.payload["method_after"] = dossier.return_method, method
    dossier.return_method = method
    dossier.return_address = clean_line(address) if method == ReturnMethod.POST else dossier.return_address


def drop_postal_return(doing: Act, why: str | Promise) -> None:
    """Cancel what was to go by post and the post does not have yet: the result goes another way, or none.

    :raises RuleViolation: the post has it already.
    """
    if doing.dossier.return_method != ReturnMethod.POST:
        return
    with override(settings.LANGUAGE_CODE):  # the reason is kept in the language of the record
        words = str(why)
    code = doing.dossier.shown_code
    for parcel in Parcel.objects.open().filter(dossier_code=code, leg=Leg.RESULT):
        postal.cancel_parcel(parcel.pk, actor=doing.actor, reason=words, at=doing.at)
    open_rows = doing.dossier.postal_returns.filter(state__in=[PostalState.REQUESTED, PostalState.DISPATCHED])
    open_rows.update(state=PostalState.CANCELLED, cancelled_at=doing.at, cancelled_reason=clean_line(words)[:200])


def drop_collection(doing: Act) -> None:
    """Call the post off that was to fetch papers for a dossier that ends. What it has in hand comes to the desk."""
    codes = {doing.dossier.reference, doing.dossier.shown_code}
    with override(settings.LANGUAGE_CODE):
        words = str(Status(doing.dossier.status).label)
    for parcel in Parcel.objects.open().filter(dossier_code__in=codes).exclude(leg=Leg.RESULT):
        with suppress(RuleViolation):
            postal.cancel_parcel(parcel.pk, actor=doing.actor, reason=words, at=doing.at)


def reappoint_pickup(
    *, dossier_id: int, actor: User | None, seen: int | None, order_id: int, pickup_on: date | None, at: datetime
) -> Dossier:
    """Re-appoint the day of pick-up because an order closes the counter; the promise itself stays (law.md §7.4 b).

    `pickup_on` None: the order was lifted, the applicant may come at any time again.

    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with act("reappoint_pickup", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        dossier = doing.dossier
        before = dossier.pickup_on or (dossier.due_at.astimezone(ZONE).date() if dossier.due_at else None)
        dossier.pickup_on, dossier.pickup_order_id = pickup_on, order_id if pickup_on else None
        doing.payload |= {"order": order_id, "pickup_before": _iso(before), "pickup_after": _iso(pickup_on)}
    return doing.dossier


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def extend_supplement(
    *, dossier_id: int, actor: User | None, seen: int | None, order_id: int, answer_until: date, at: datetime
) -> Dossier:
    """Give back the days in which papers could not be brought to a closed counter (law.md §7.4 c).

    :raises RuleViolation: the new day is not later, or the law does not permit it.
    """
    with act("extend_supplement", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        supplement = doing.dossier.supplements.get(closed_at__isnull=True)
        doing.payload |= {
            "order": order_id,
            "until_before": supplement.answer_until.isoformat(),
            "until_after": answer_until.isoformat(),
        }
        supplement.answer_until = answer_until
        supplement.save(update_fields=["answer_until"])
    return doing.dossier


def suspend_clock(
    *,
    dossier_id: int,
    actor: User | None,
    seen: int | None,
    order_id: int,
    from_at: datetime,
    to_at: datetime,
    basis: str,
    at: datetime,
) -> Dossier:
    """Leave the time of an order out of the legal time limit, when the order says so (law.md §7.4).

    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with act("suspend_clock", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        # An order that is extended or lifted moves the end of its one pause.
        ClockPause.objects.update_or_create(
            dossier=doing.dossier,
            order_id=order_id,
            defaults={"to_at": to_at},
            create_defaults={"reason": SUSPENDED, "basis": basis[:120], "from_at": from_at, "to_at": to_at},
        )
        doing.payload["order"] = order_id
        doing.recount()
    return doing.dossier


#: The reason of a pause that an order makes, as the explanation of a promised date shows it.
SUSPENDED = "Quầy tạm ngừng theo quyết định"
