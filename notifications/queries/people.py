"""How people can be reached and wish to be."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import time

from django.conf import settings

from notifications.enums import Channel, Language
from notifications.models import Message, Preference, PushSubscription
from notifications.routing import GROUP_OF, House, Reach, is_chosen
from portal.accounts.models import User


def house() -> House:
    """Return what this portal can do: channels that have a partner, quiet hours, digests."""
    begins, ends = (time.fromisoformat(part) for part in settings.QUIET_HOURS.split("-"))
    open_now = {
        Channel.EMAIL: True,
        Channel.SMS: bool(settings.SMS_URL),
        Channel.ZALO: bool(settings.ZALO_URL),
        Channel.PUSH: bool(settings.PUSH_PRIVATE_KEY),
    }
    return House(
        channels=frozenset(channel for channel, is_open in open_now.items() if is_open),
        quiet_from=begins,
        quiet_until=ends,
        has_digests=settings.DIGESTS,
    )


def reach_of(message: Message) -> Reach:
    """Return how the reader of one message can be reached."""
    return reaches_of([message])[0]


def reaches_of(messages: Collection[Message]) -> list[Reach]:
    """Return how the readers of messages can be reached, in their order, and put the readers on the messages.

    At most three queries, however many.
    """
    asked = {one.recipient_id for one in messages if one.recipient_id}
    people = User.objects.select_related("reader").in_bulk(asked)
    wishes = _wishes(people)
    listening = _listening(people)
    for one in messages:
        if one.recipient_id:
            one.recipient = people[one.recipient_id]
    return [_reach(one, wishes, listening) for one in messages]


def wishes_of(person: User) -> dict[str, dict[str, bool]]:
    """Return what a person said, by group and channel."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for one in Preference.objects.filter(person=person).order_by("pk"):
        found[one.group][one.channel] = one.is_wanted
    return found


def channels_chosen(wishes: Mapping[str, bool]) -> list[Channel]:
    """Return the channels on which a person is told who said this much about a group."""
    return [one for one in Channel if one != Channel.PORTAL and is_chosen(one, wishes)]


def language_of(person: User | None) -> str:
    """Return in which language a person is written to: Vietnamese unless they chose."""
    reader = getattr(person, "reader", None) if person else None
    return reader.language if reader else Language.VIETNAMESE


def _wishes(people: Mapping[int, User]) -> dict[tuple[int, str], dict[str, bool]]:
    found: dict[tuple[int, str], dict[str, bool]] = defaultdict(dict)
    said = Preference.objects.filter(person__in=people).order_by("pk")
    for person, group, channel, is_wanted in said.values_list("person", "group", "channel", "is_wanted"):
        found[person, group][channel] = is_wanted
    return found


def _listening(people: Mapping[int, User]) -> set[int]:
    if not settings.PUSH_PRIVATE_KEY:
        return set()
    live = PushSubscription.objects.filter(person__in=people, ended_at__isnull=True)
    return set(live.order_by("pk").values_list("person", flat=True))


def _reach(
    message: Message,
    wishes: Mapping[tuple[int, str], Mapping[str, bool]],
    listening: Collection[int],
) -> Reach:
    person = message.recipient
    reader = getattr(person, "reader", None)
    email = message.email or (person.email if person else "")
    phone = message.phone or (person.phone if person else "")
    at_hand = {
        Channel.EMAIL: bool(email),
        Channel.SMS: bool(phone),
        Channel.ZALO: bool(phone and person),
        Channel.PUSH: bool(person and person.pk in listening),
    }
    return Reach(
        has_account=person is not None,
        channels=frozenset(channel for channel, is_there in at_hand.items() if is_there),
        wishes=wishes.get((person.pk, GROUP_OF[message.kind]), {}) if person else {},
        wants_digest=bool(person and person.is_officer and (reader is None or reader.wants_digest)),
    )
