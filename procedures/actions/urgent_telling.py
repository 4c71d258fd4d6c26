"""Who is told that an urgent case waits: whoever may decide it, at once; the clock is already running."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from notifications.actions import tell
from notifications.enums import Kind
from procedures.models import Exemption
from procedures.queries.urgent import deciders_of


def tell_deciders(exemption: Exemption, at: datetime) -> None:
    """Tell the heads of the competent agency, and those who act for them today, except who asked."""
    for user_id in deciders_of(exemption.agency, on=localdate(at)):
        if user_id == exemption.requester_id:
            continue
        tell(
            kind=Kind.URGENT_REQUESTED,
            recipient_id=user_id,
            email="",
            reference=exemption.reference,
            link=reverse("procedures:decide_exemption", args=[exemption.reference]),
            key=f"exemption:{exemption.pk}:asked:{user_id}",
            at=at,
        )
