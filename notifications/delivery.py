"""How a message leaves the house. A mail names the matter and links to it; nothing personal stands in it."""

from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from notifications.models import Message
from portal.accounts.mail import send_reset_link
from portal.kernel.outbox import Sender, TemporaryFailure


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
        subject=_("Hồ sơ %(reference)s: %(kind)s")
        % {"reference": message.subject_reference, "kind": message.get_kind_display()},
        body=render_to_string(
            "notifications/mail.txt", {"message": message, "url": f"{settings.PUBLIC_URL}{message.link}"}
        ),
        to=[address],
        headers={"Message-ID": f"<{message.pk}.{message.owed_at:%Y%m%d%H%M%S}@{_host()}>"},
    )
    try:
        mail.send()
    except (SMTPException, OSError) as failure:
        raise TemporaryFailure from failure


def _host() -> str:
    return settings.PUBLIC_URL.partition("://")[2].partition(":")[0] or "localhost"


SENDERS: Final[Mapping[str, Sender]] = {"mail": send_mail, "password_reset": send_reset_link}
