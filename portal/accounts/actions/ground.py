"""What the acts on accounts and configuration have in common."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts import permissions
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.kernel.errors import RuleViolation
from portal.kernel.history import REASON_MAX_LENGTH
from portal.kernel.text import clean_line

SOURCE: Final = "quy ước của hệ thống"


def refusal(message: str) -> RuleViolation:
    """Return a refusal by a rule of our own."""
    return RuleViolation(message, source=SOURCE)


def day_of(at: datetime) -> date:
    """Return the day of an instant where the province is."""
    return timezone.localtime(at).date()


def reason_given(reason: str) -> str:
    """Return the reason as the history keeps it.

    :raises RuleViolation: there is none, or it is too long.
    """
    text = clean_line(reason)
    if not text:
        raise refusal(_("Nhập lý do"))
    if len(text) > REASON_MAX_LENGTH:
        raise refusal(
            _("Lý do dài quá %(limit)d ký tự. Bớt %(extra)d ký tự")
            % {"limit": REASON_MAX_LENGTH, "extra": len(text) - REASON_MAX_LENGTH}
        )
    return text


def check_administers(actor: User, agency: Agency, *, on: date) -> None:
    """Test that `actor` administers `agency`.

    :raises RuleViolation: neither the province's administrator nor one of the agency or of one above it.
    """
    if not permissions.administers(actor, agency, on=on):
        raise refusal(
            _("Việc này do quản trị của %(agency)s, của cơ quan cấp trên hoặc của tỉnh làm.") % {"agency": agency.name}
        )


def check_not_oneself(actor: User, person: User) -> None:
    """Test that nobody decides on the own rights.

    :raises RuleViolation: the actor is the person.
    """
    if actor.pk == person.pk:
        raise refusal(_("Không ai tự quyết định quyền của chính mình. Nhờ một quản trị khác làm việc này."))
