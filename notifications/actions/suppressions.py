"""Asking that an address be written to again, and lifting what held it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.models import Suppression
from notifications.permissions import may_word, suppressions_of
from portal.accounts.models import User
from portal.kernel.errors import RuleViolation
from portal.kernel.logs import log
from portal.kernel.text import clean
from portal.kernel.workdays import local

OUR_CONVENTION = "quy ước của hệ thống"


@transaction.atomic
def appeal(*, suppression_id: int, person: User, text: str, at: datetime) -> None:
    """Ask that messages go to one's own address again; the words are read by the administration.

    :raises RuleViolation: nothing holds the address back any more, or it was asked before.
    """
    asked = suppressions_of(person).filter(pk=suppression_id, appealed_at__isnull=True)
    if not asked.update(appeal=clean(text), appealed_by=person, appealed_at=at):
        raise RuleViolation(_("Việc này đã được đề nghị hoặc đã xong."), source=OUR_CONVENTION)


@transaction.atomic
def lift(*, suppression_id: int, actor: User, reason: str, at: datetime) -> None:
    """Write to an address again, from the next message on.

    :raises RuleViolation: the actor may not, or it is lifted already.
    """
    if not may_word(actor, on=local(at).date()):
        raise RuleViolation(_("Chỉ quản trị tỉnh gỡ ngừng gửi."), source=OUR_CONVENTION)
    still = Suppression.objects.filter(pk=suppression_id, lifted_at__isnull=True)
    if not still.update(lifted_at=at, lifted_by=actor, lift_reason=clean(reason)):
        raise RuleViolation(_("Địa chỉ này đã được gỡ."), source=OUR_CONVENTION)
    log.info("suppression_lifted", suppression_id=suppression_id, by=actor.pk)
