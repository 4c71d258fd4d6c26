"""What became of the messages about one matter: for its owner and for officers. Addresses are masked."""

from django.db.models import QuerySet

from notifications.enums import Channel
from notifications.models import Delivery

SHOWN = 100


def deliveries_about(*references: str) -> QuerySet[Delivery]:
    """Return the deliveries of messages about a matter, newest first, at most a hundred.

    A dossier has two references in its life, before and after receipt: give both. Whoever may read the matter may
    read these: the caller has seen to that. The portal's own box is left out: it always arrives.
    """
    known = [one for one in references if one]
    return (
        Delivery.objects.filter(message__subject_reference__in=known)
        .exclude(channel=Channel.PORTAL)
        .select_related("message")
        .order_by("-owed_at", "-pk")[:SHOWN]
    )
