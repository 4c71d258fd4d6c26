"""The words of messages: put into force as a whole new version, or given back to the portal's own."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from notifications.enums import Channel, Kind, Language
from notifications.models import Template
from notifications.permissions import may_word
from notifications.wording.rendering import WITH_SUBJECT, faults_of
from portal.accounts.models import User
from portal.kernel.errors import RuleViolation
from portal.kernel.text import clean, clean_line
from portal.kernel.workdays import local

OUR_CONVENTION = "quy ước của hệ thống"


def publish(
    *,
    kind: Kind,
    channel: Channel,
    language: Language,
    subject: str,
    body: str,
    is_unaccented: bool,
    seen: int,
    actor: User,
    at: datetime,
) -> Template:
    """Put new words of one kind, channel and language into force; the former are kept. `seen`: the version replaced.

    :raises RuleViolation: the actor may not, the words cannot be filled, somebody published meanwhile.
    """
    _check(actor, at)
    subject = clean_line(subject) if channel in WITH_SUBJECT else ""
    faults = faults_of(kind, channel, subject=subject, body=clean(body))
    if faults:
        raise RuleViolation(" ".join(faults.values()), source=OUR_CONVENTION)
    try:
        with transaction.atomic():
            latest = _replace(kind, channel, language, seen=seen, actor=actor, at=at)
            return Template.objects.create(
                kind=kind, channel=channel, language=language, version=latest + 1, subject=subject, body=clean(body),
                is_unaccented=is_unaccented and channel == Channel.SMS, written_by=actor, published_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise _overtaken() from None


@transaction.atomic
def restore_own(*, kind: Kind, channel: Channel, language: Language, seen: int, actor: User, at: datetime) -> None:
    """Give the words back to those that the portal comes with; the version in force is kept among the former.

    :raises RuleViolation: the actor may not, somebody published meanwhile.
    """
    _check(actor, at)
    _replace(kind, channel, language, seen=seen, actor=actor, at=at)


def _replace(kind: Kind, channel: Channel, language: Language, *, seen: int, actor: User, at: datetime) -> int:
    """End the version in force, which must be the one that was seen; return the number of the latest ever written."""
    all_of_it = Template.objects.filter(kind=kind, channel=channel, language=language)
    current = all_of_it.select_for_update(no_key=True).filter(replaced_at__isnull=True).first()
    if (current.version if current else 0) != seen:
        raise _overtaken()
    if current:
        current.replaced_at, current.replaced_by = at, actor
        current.save(update_fields=["replaced_at", "replaced_by"])
    return int(all_of_it.aggregate(latest=Max("version"))["latest"] or 0)


def _check(actor: User, at: datetime) -> None:
    if not may_word(actor, on=local(at).date()):
        raise RuleViolation(_("Chỉ quản trị tỉnh sửa mẫu tin."), source=OUR_CONVENTION)


def _overtaken() -> RuleViolation:
    return RuleViolation(
        _("Có người vừa ban hành bản khác. Mở lại trang, xem bản đó rồi sửa tiếp."), source=OUR_CONVENTION
    )
