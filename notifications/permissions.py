"""Who may word messages and lift suppressions, and whose messages are whose."""

from datetime import date

from django.db.models import Q, QuerySet

from notifications.enums import Channel
from notifications.models import Message, Suppression
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import roles_held
from portal.kernel.sealed import fingerprint


def may_word(user: User, *, on: date) -> bool:
    """Tell whether the user may write templates and lift suppressions."""
    return any(held.role == Role.PROVINCE_ADMIN for held in roles_held(user, on=on))


def messages_visible_to(user: User) -> QuerySet[Message]:
    """Return the messages that `user` may read: their own."""
    return Message.objects.filter(recipient=user)


def suppressions_of(user: User) -> QuerySet[Suppression]:
    """Return what holds back messages to the addresses of the user's own account."""
    prints = {Channel.EMAIL: user.email, Channel.SMS: user.phone}
    own = Q(pk__in=[])
    for channel, value in prints.items():
        if value:
            own |= Q(channel=channel, address_print=fingerprint(f"{channel}:{value.casefold()}"))
    return Suppression.objects.filter(own, lifted_at__isnull=True)
