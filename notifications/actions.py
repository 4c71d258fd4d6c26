"""Owe a person a message; it is shown in the portal at once and written by e-mail after commit."""

from datetime import datetime

from notifications.enums import Kind
from notifications.models import Message
from portal.kernel import outbox


def tell(
    *, kind: Kind, recipient_id: int | None, email: str, reference: str, link: str, key: str, at: datetime
) -> Message | None:
    """Record a message in the caller's transaction. Telling twice with one `key` tells once.

    Somebody with neither account nor e-mail is told by the desk: then there is no message and `None`.
    """
    if recipient_id is None and not email:
        return None
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "recipient_id": recipient_id,
            "email": email,
            "subject_reference": reference,
            "link": link,
            "owed_at": at,
        },
    )
    if is_new:
        outbox.owe(key=f"mail:{key}", lane="mail", kind="mail", payload={"message_id": message.pk}, at=at)
    return message


def mark_read(*, recipient_id: int, at: datetime) -> int:
    """Note that a person has seen all their messages. Returns how many were new."""
    return Message.objects.filter(recipient_id=recipient_id, read_at__isnull=True).update(read_at=at)
