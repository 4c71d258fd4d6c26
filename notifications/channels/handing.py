"""What the mail server's answer means for us."""

import re
from http import HTTPStatus
from smtplib import SMTPConnectError, SMTPDataError, SMTPException, SMTPHeloError, SMTPRecipientsRefused
from typing import Final

from django.core.mail import EmailMessage

from notifications.channels import smtp
from notifications.channels.partners import BadAddress
from portal.kernel.doors import OutcomeUnknown, Refused, TemporaryFailure

#: RFC 3463: 5.1.x is about the address, 5.2.1 a mailbox that is closed.
_ENHANCED: Final = re.compile(rb"\b5\.\d{1,3}\.\d{1,3}\b")
_OF_ADDRESS: Final = re.compile(r"5\.1\.\d+|5\.2\.1")
#: RFC 5321 §4.2.3: mailbox unavailable, not local, name not allowed.
_BARE_OF_ADDRESS: Final = frozenset({550, 551, 553})
_PERMANENT: Final = HTTPStatus.INTERNAL_SERVER_ERROR.value


def hand_over(mail: EmailMessage) -> None:
    """Hand a mail to the server.

    :raises BadAddress: the server knows that nobody is there.
    :raises Refused: the server does not take this mail, now or later.
    :raises TemporaryFailure: surely not taken: not connected, or told to come back.
    :raises OutcomeUnknown: the line broke while we spoke.
    """
    try:
        smtp.send(mail)
    except smtp.NotConnected:
        raise TemporaryFailure from None
    except SMTPRecipientsRefused as refusal:
        raise _of_recipient(*next(iter(refusal.recipients.values()))) from None
    except SMTPDataError as refusal:
        if refusal.smtp_code >= _PERMANENT:
            raise Refused(f"SMTP {refusal.smtp_code}") from None
        raise TemporaryFailure from None
    except (SMTPConnectError, SMTPHeloError):
        raise TemporaryFailure from None
    except SMTPException as refusal:
        # A refused sender or sign-in is ours to put right; a line that broke may have carried the mail.
        raise (TemporaryFailure() if hasattr(refusal, "smtp_code") else OutcomeUnknown()) from None
    except OSError:
        raise OutcomeUnknown from None


def _of_recipient(code: int, text: bytes) -> Exception:
    if code < _PERMANENT:
        return TemporaryFailure()
    found = _ENHANCED.search(text)
    told = found[0].decode() if found else str(code)
    if _OF_ADDRESS.fullmatch(told) or (found is None and code in _BARE_OF_ADDRESS):
        return BadAddress(told)
    return Refused(f"SMTP {told}")
