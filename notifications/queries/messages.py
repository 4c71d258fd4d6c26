"""Reading messages."""

from django.db.models import QuerySet

from notifications.models import Message
from portal.accounts.models import User


def inbox(user: User) -> QuerySet[Message]:
    """Return the messages of one person."""
    return Message.objects.filter(recipient=user)


def unread_count(user: User) -> int:
    """Return how many messages a person has not seen, up to 100."""
    return Message.objects.filter(recipient=user, read_at__isnull=True)[:100].count()
