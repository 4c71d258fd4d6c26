"""What the postal lane owes dossiers: each is done once, in the transaction that marks it done."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from dossiers.actions import by_post
from portal.kernel.doors import Capability, Door, Effect, Receipt
from postal.models import Parcel


def _inside(act: Callable[..., bool]) -> Door:
    """Make a door of an act on our own database: nothing leaves, the record is the act."""

    def record(effect: Effect, _receipt: Receipt, at: datetime) -> None:
        act(parcel=Parcel.objects.get(pk=effect.payload["parcel_id"]), at=at)

    return Door(send=_nothing_leaves, capability=Capability.IDEMPOTENT, record=record)


def _nothing_leaves(_effect: Effect) -> Receipt:
    return Receipt()


DOORS: Final[Mapping[str, Door]] = {
    "parcel_delivered": _inside(by_post.delivered),
    "parcel_on_the_way": _inside(by_post.on_the_way),
    "parcel_failed": _inside(by_post.not_delivered),
    "parcel_returned": _inside(by_post.came_back),
    "parcel_received_at_desk": _inside(by_post.papers_came),
}
