"""How a result reaches its owner when the counter is closed: another way, another day; and days given back."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from dossiers.actions.engine import act
from dossiers.enums import ReturnMethod
from dossiers.models import ClockPause, Dossier
from dossiers.rulesets import OWN_RULE
from portal.accounts.models import User
from portal.kernel.errors import RuleViolation
from portal.kernel.text import clean_line


def change_return(
    *, dossier_id: int, actor: User, seen: int | None, method: ReturnMethod, address: str, at: datetime
) -> Dossier:
    """Change the way the applicant gets the result, until it is in hand.

    :raises RuleViolation: post without an address, or the law does not permit it.
    """
    with act("change_return", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        dossier = doing.dossier
        if method == ReturnMethod.POST and not address.strip():
            raise RuleViolation(_("Nhập địa chỉ nhận kết quả"), source=OWN_RULE)
        doing.payload["method_before"], doing.payload["method_after"] = dossier.return_method, method
        dossier.return_method = method
        dossier.return_address = clean_line(address) if method == ReturnMethod.POST else dossier.return_address
    return doing.dossier


def reappoint_pickup(
    *, dossier_id: int, actor: User | None, seen: int | None, order_id: int, pickup_on: date, at: datetime
) -> Dossier:
    """Re-appoint the day of pick-up because an order closes the counter; the promise itself stays (law.md §7.4 b).

    :raises RuleViolation: the law does not permit it now, or not to this person.
    """
    with act("reappoint_pickup", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        before = doing.dossier.pickup_on
        doing.dossier.pickup_on, doing.dossier.pickup_order_id = pickup_on, order_id
        doing.payload |= pickup_payload(order_id, before, pickup_on)
    return doing.dossier


def pickup_payload(order_id: int, before: date | None, after: date) -> dict[str, object]:
    """Return what the event of a re-appointed pick-up tells. Orders over many dossiers write the same."""
    return {"order": order_id, "pickup_after": after.isoformat(), "pickup_before": before and before.isoformat()}


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
        ClockPause.objects.create(
            dossier=doing.dossier, reason=SUSPENDED, basis=basis[:120], from_at=from_at, to_at=to_at
        )
        doing.payload["order"] = order_id
        doing.recount()
    return doing.dossier


#: The reason of a pause that an order makes, as the explanation of a promised date shows it.
SUSPENDED = "Quầy tạm ngừng theo quyết định"
