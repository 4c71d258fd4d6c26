"""A mail as it leaves: names the matter and links to it; its name stays the same however often it is sent.

The sender's domain stands in From, in the envelope and in Message-ID, so that a relay can sign for it (DKIM) and
receivers find all three aligned (DMARC).
"""

from datetime import UTC
from email.utils import parseaddr
from hmac import compare_digest
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from notifications.channels.composing import Text
from notifications.models import Message
from notifications.wording.events import Event, calendar_of, method_of
from notifications.wording.variables import FOR_CALENDARS

_MARK_LENGTH: Final = 16
_UNSUBSCRIBE: Final = "notifications.unsubscribe"


def letter(message: Message, text: Text, *, to: str, language: str) -> EmailMultiAlternatives:
    """Return the mail of a message: text and HTML, a way out in one click, a calendar file where there is a date."""
    leave = f"{settings.PUBLIC_URL}{reverse('notifications:unsubscribe', args=[leave_token(message)])}"
    url = f"{settings.PUBLIC_URL}{message.link}"
    with translation.override(language):
        context: dict[str, Any] = {"text": text, "lines": [], "url": url, "leave": leave, "language": language}
        mail = _mail(text.subject, context, to=to, name=message_id(message), leave=leave)
    event = message.facts.get("event")
    if event and message.kind in FOR_CALENDARS:
        _attach_event(mail, Event.read(event), message, text, url)
    return mail


def digest_letter(lines: list[tuple[str, str]], text: Text, *, to: str, name: str) -> EmailMultiAlternatives:
    """Return the one mail of a day: each line names a matter and where it is."""
    context: dict[str, Any] = {
        "text": text,
        "lines": lines,
        "url": f"{settings.PUBLIC_URL}{reverse('notifications:inbox')}",
        "leave": f"{settings.PUBLIC_URL}{reverse('notifications:wishes')}",
        "language": translation.get_language(),
    }
    return _mail(text.subject, context, to=to, name=f"<{name}.{_mark(name)}@{sender_domain()}>", leave="")


def _mail(subject: str, context: dict[str, Any], *, to: str, name: str, leave: str) -> EmailMultiAlternatives:
    headers = {"Message-ID": name, "Auto-Submitted": "auto-generated"}
    if leave:
        headers |= {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(
        subject=subject, body=render_to_string("notifications/mail.txt", context), to=[to], headers=headers
    )
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return mail


def _attach_event(mail: EmailMultiAlternatives, event: Event, message: Message, text: Text, url: str) -> None:
    book = calendar_of(event, summary=text.subject, url=url, at=message.owed_at)
    mail.attach("lich-hen.ics", book.decode(), f"text/calendar; method={method_of(event)}")


def message_id(message: Message) -> str:
    """Return the name of a message's mail: ours, stable, and not to be guessed, so that bounces can be believed."""
    name = f"{message.pk}.{message.owed_at.astimezone(UTC):%Y%m%d%H%M%S}"
    return f"<{name}.{_mark(name)}@{sender_domain()}>"


def number_of(mail_name: str) -> int | None:
    """Return the number of the message that a Message-ID of ours names; None for any other."""
    name, _, mark = mail_name.strip().strip("<>").partition("@")[0].rpartition(".")
    number = name.partition(".")[0]
    if not number.isascii() or not number.isdigit() or not compare_digest(mark.encode(), _mark(name).encode()):
        return None
    return int(number)


def leave_token(message: Message) -> str:
    """Return what stands in the address by which the reader of a mail ends mails of its kind."""
    return signing.Signer(salt=_UNSUBSCRIBE).sign(str(message.pk))


def read_leave_token(token: str) -> int | None:
    """Return the number of the message that a token names, None for a forged one."""
    try:
        return int(signing.Signer(salt=_UNSUBSCRIBE).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def sender_domain() -> str:
    """Return the domain of our sender's address."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _mark(name: str) -> str:
    return salted_hmac("notifications.message_id", name, algorithm="sha256").hexdigest()[:_MARK_LENGTH]
