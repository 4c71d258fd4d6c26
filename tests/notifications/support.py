"""Messages with boring defaults, and sending them as the workers do."""

from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.actions import tell
from notifications.enums import Channel, Kind
from notifications.models import Delivery
from portal.doors import DOORS
from portal.kernel import sending
from portal.kernel.models import OwedEffect

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MORNING = datetime(2026, 3, 3, 6, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def told(recipient=None, **changes):
    given = {
        "kind": Kind.SUPPLEMENT_ASKED,
        "recipient_id": recipient.pk if recipient else None,
        "email": "",
        "reference": "TN-260302-0001",
        "link": "/ho-so/TN-260302-0001/",
        "key": "dossier:1:2",
        "at": NOON,
    }
    return tell(**{**given, **changes})


def drain(*lanes, at=NOON):
    """Send what is due, in this thread, at an instant of our choice."""
    for lane in lanes or ("mail", "sms"):
        sending.drain(lane, DOORS, clock=lambda: at, threads=1)


def states(message):
    """What became of a message, by channel."""
    return dict(Delivery.objects.filter(message=message).order_by("pk").values_list("channel", "state"))


def owed():
    return set(OwedEffect.objects.order_by("pk").values_list("kind", flat=True))


def only(channel, **more):
    return Delivery.objects.get(channel=Channel(channel), **more)
