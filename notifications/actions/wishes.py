"""What people say about how they wish to be told."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.actions.outcomes import suppress
from notifications.channels.addresses import Address
from notifications.channels.letters import read_leave_token
from notifications.channels.push import are_keys, is_endpoint
from notifications.enums import Channel, Group, Language, SuppressionReason
from notifications.models import Message, Preference, PushSubscription, Reader
from notifications.routing import GROUP_OF
from portal.accounts.models import User
from portal.kernel.errors import RuleViolation
from portal.kernel.sealed import fingerprint
from portal.kernel.text import clean_line

OUR_CONVENTION = "quy ước của hệ thống"
#: Browsers of one person that are pushed to; the oldest makes room.
BROWSERS = 5


@transaction.atomic
def keep_wishes(
    *,
    person: User,
    language: Language,
    wants_digest: bool,
    wishes: Mapping[tuple[Group, Channel], bool],
    at: datetime,
) -> None:
    """Record in which language, and by which channels for each group of kinds, a person wishes to be told."""
    Reader.objects.update_or_create(person=person, defaults={"language": language, "wants_digest": wants_digest})
    Preference.objects.bulk_create(
        [
            Preference(person=person, group=group, channel=channel, is_wanted=is_wanted, said_at=at)
            for (group, channel), is_wanted in wishes.items()
        ],
        update_conflicts=True,
        unique_fields=["person", "group", "channel"],
        update_fields=["is_wanted", "said_at"],
    )


@transaction.atomic
def leave(*, token: str, at: datetime) -> Message | None:
    """End mails of the kind to which a token belongs; None for a forged token. Doing it twice changes nothing.

    A person with an account can take it back among their wishes; an address without one is written to no more.
    """
    number = read_leave_token(token)
    message = Message.objects.select_related("recipient").filter(pk=number).first() if number else None
    if message is None:
        return None
    if message.recipient_id is None:
        address = Address(Channel.EMAIL, message.email)
        suppress(address, reason=SuppressionReason.UNSUBSCRIBED, detail="", at=at)
        return message
    Preference.objects.update_or_create(
        person=message.recipient,
        group=GROUP_OF[message.kind],
        channel=Channel.EMAIL,
        defaults={"is_wanted": False, "said_at": at},
    )
    return message


@transaction.atomic
def listen(*, person: User, endpoint: str, p256dh: str, auth: str, at: datetime) -> PushSubscription:
    """Push to a browser of a person from now on. The same browser twice is one; it belongs to who asked last.

    :raises RuleViolation: the address is none of a known push service, or the keys are none.
    """
    endpoint, p256dh, auth = (clean_line(one) for one in (endpoint, p256dh, auth))
    if not is_endpoint(endpoint) or not are_keys(p256dh, auth):
        raise RuleViolation(_("Trình duyệt này không nhận được thông báo của cổng."), source=OUR_CONVENTION)
    mark = fingerprint(endpoint)
    PushSubscription.objects.filter(endpoint_print=mark, ended_at__isnull=True).update(ended_at=at)
    made = PushSubscription.objects.create(
        person=person, endpoint=endpoint, endpoint_print=mark, p256dh=p256dh, auth=auth, since=at
    )
    live = PushSubscription.objects.filter(person=person, ended_at__isnull=True).order_by("-since", "-pk")
    PushSubscription.objects.filter(pk__in=list(live.values_list("pk", flat=True)[BROWSERS:])).update(ended_at=at)
    return made


def listen_no_more(*, person: User, at: datetime) -> int:
    """Push to no browser of a person any more. Returns to how many that was done."""
    return PushSubscription.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at)
