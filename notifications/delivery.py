"""How a message leaves the house. A mail names the matter and links to it; nothing personal stands in it."""

from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from notifications.enums import Kind
from notifications.models import Message
from portal.kernel.doors import TemporaryFailure

#: Occasions whose matter is no dossier: an appointment, an urgent case, an order, a check-list.
ABOUT_OTHERS: Final = frozenset(
    {
        Kind.APPOINTMENT_BOOKED,
        Kind.APPOINTMENT_MOVED,
        Kind.APPOINTMENT_CANCELLED,
        Kind.APPOINTMENT_REMINDER,
        Kind.PLACE_OFFERED,
        Kind.EXEMPTION_GRANTED,
        Kind.EXEMPTION_REFUSED,
        Kind.EXEMPTION_LATE,
        Kind.SAFETY_OPEN,
        Kind.REOPENED,
        Kind.PRESS,
    }
)


def send_mail(payload: Mapping[str, Any]) -> None:
    """Write the e-mail of one message. A person without an address reads it in the portal only.

    Between the server's answer and our record a crash may send twice; the Message-ID is ours and stays the same.

    :raises TemporaryFailure: the mail server is away or refuses for now.
    """
    message = Message.objects.select_related("recipient").get(pk=payload["message_id"])
    address = message.email or (message.recipient.email if message.recipient else "") or ""
    if not address:
        return
    mail = EmailMessage(
        subject=_subject(message),
        body=render_to_string(
            "notifications/mail.txt",
            {
                "message": message,
                "url": f"{settings.PUBLIC_URL}{message.link}",
                "is_about_a_dossier": message.kind not in ABOUT_OTHERS,
            },
        ),
        to=[address],
        headers={"Message-ID": f"<{message.pk}.{message.owed_at:%Y%m%d%H%M%S}@{_host()}>"},
    )
    try:
        mail.send()
    except (SMTPException, OSError) as failure:
        raise TemporaryFailure from failure


def _subject(message: Message) -> str:
    """Name the matter by its reference and the occasion: a dossier is called one, other matters bear only theirs."""
    words = {"reference": message.subject_reference, "kind": message.get_kind_display()}
    if message.kind in ABOUT_OTHERS:
        return _("%(kind)s (%(reference)s)") % words
    return _("Hồ sơ %(reference)s: %(kind)s") % words


def _host() -> str:
    return settings.PUBLIC_URL.partition("://")[2].partition(":")[0] or "localhost"
