"""The pool of waybill codes: taken by compare-and-set in the act that needs one, never twice."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from postal.enums import WaybillState
from postal.models import Parcel, Waybill


@transaction.atomic
def add_waybills(*, carrier: str, codes: Iterable[str], at: datetime) -> int:
    """Put codes that a carrier gave us into its pool; known ones stay as they are. Returns how many are new."""
    before = Waybill.objects.filter(carrier=carrier).count()
    Waybill.objects.bulk_create(
        [Waybill(carrier=carrier, code=code, added_at=at) for code in codes], ignore_conflicts=True, batch_size=1000
    )
    return Waybill.objects.filter(carrier=carrier).count() - before


def has_pool(carrier: str) -> bool:
    """Tell whether a carrier gives codes in advance. One that never gave any makes its own."""
    return Waybill.objects.filter(carrier=carrier).exists()


def reserve(parcel: Parcel, *, at: datetime) -> bool:
    """Take the next free code for a parcel, in the caller's transaction. False: none is left.

    Rows that others are taking are passed over; the conditional update is what decides.
    """
    free = Waybill.objects.filter(carrier=parcel.carrier, state=WaybillState.FREE).order_by("pk")
    while True:
        candidate = free.select_for_update(skip_locked=True, no_key=True).first()
        if candidate is None:
            return False
        taken = Waybill.objects.filter(pk=candidate.pk, state=WaybillState.FREE).update(
            state=WaybillState.RESERVED, parcel=parcel, reserved_at=at
        )
        if taken:
            parcel.item_code = candidate.code
            parcel.save(update_fields=["item_code"])
            return True


def confirm(parcel: Parcel, *, at: datetime) -> None:
    """Note that the carrier knows the parcel under its code."""
    rows = Waybill.objects.filter(parcel=parcel, state=WaybillState.RESERVED)
    rows.update(state=WaybillState.CONFIRMED, settled_at=at)


def release(parcel: Parcel, *, at: datetime) -> None:
    """Give a code up: the parcel does not travel. The code is void, since its carrier may have heard it."""
    rows = Waybill.objects.filter(parcel=parcel, state__in=[WaybillState.RESERVED, WaybillState.CONFIRMED])
    rows.update(state=WaybillState.RELEASED, settled_at=at)
