"""Reaching the owners of results that wait at a counter: every attempt is kept, what was agreed is done (item 5đ)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from dossiers.actions.engine import Act, act
from dossiers.actions.pickup import drop_postal_return, set_return
from dossiers.enums import Capacity, ContactOutcome, ContactWay, PostalState, ReturnMethod, Status
from dossiers.models import ContactAttempt, Dossier, PostalReturn
from dossiers.permissions import capacities_of
from dossiers.queries.calls import closing_order
from dossiers.rulesets import OWN_RULE
from portal.accounts.models import User
from portal.kernel.errors import RuleViolation
from portal.kernel.text import clean_line

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: Read out, or shown, to whoever agrees to get a result by post; kept word for word, in the language of the record.
CONSENT_WORDING: Final = (
    "Tôi đồng ý nhận kết quả qua dịch vụ bưu chính công ích thay cho nhận tại quầy. Kết quả được giao cho người nhận, "
    "theo số điện thoại và địa chỉ đã đọc lại. Cước chuyển phát tôi trả cho bưu điện. Khi bưu điện chưa nhận kết quả "
    "để gửi, tôi vẫn có thể đổi lại cách nhận."
)
#: Outcomes by which the result goes another way.
AGREED: Final = {ContactOutcome.AGREED_POST: ReturnMethod.POST, ContactOutcome.AGREED_ONLINE: ReturnMethod.ONLINE}


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed to: to whom and where the post brings the result, and who said so."""

    receiver_name: str
    receiver_phone: str
    address: str
    consented_by: str


@transaction.atomic
def log_attempt(
    *,
    dossier_id: int,
    actor: User,
    seen: int | None,
    way: ContactWay,
    outcome: ContactOutcome,
    at: datetime,
    note: str = "",
    next_attempt_at: datetime | None = None,
    consent: Consent | None = None,
) -> ContactAttempt:
    """Keep one attempt to reach the owner of a result that waits; what was agreed changes the way it goes.

    An agreement is one event of the dossier; agreed to post, it is also a request to the post, with the words
    agreed to. Other outcomes leave the dossier as it is.

    :raises SomeoneActedFirst: another act came in between.
    :raises RuleViolation: the result does not wait at the counter, the actor is not of its desk, or something the
        outcome needs is missing.
    """
    dossier = _locked(dossier_id)
    _check_waits(dossier)
    if Capacity.RECEPTION not in capacities_of(actor, dossier, on=at.astimezone(ZONE).date()):
        raise RuleViolation(_("Chỉ cán bộ của bộ phận Một cửa giữ kết quả ghi cuộc liên hệ này."), source=OWN_RULE)
    _check_next(outcome, next_attempt_at, at)
    closure = closing_order(dossier, at=at)
    attempt = ContactAttempt.objects.create(
        dossier=dossier,
        order_id=closure.order_id if closure else None,
        way=way,
        outcome=outcome,
        note=clean_line(note),
        officer=actor,
        happened_at=at,
        next_attempt_at=next_attempt_at,
    )
    if outcome in AGREED:
        with act("change_return", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
            doing.payload["contact"] = way
            _agree(doing, AGREED[outcome], consent, attempt)
    return attempt


@transaction.atomic
def choose_post(*, dossier_id: int, actor: User, seen: int | None, consent: Consent, at: datetime) -> PostalReturn:
    """Ask, as the applicant in the portal, to get a result that waits by post; the words agreed to are the same.

    :raises SomeoneActedFirst: another act came in between.
    :raises RuleViolation: there is no result that waits, it is not the actor's own, or something is missing.
    """
    dossier = _locked(dossier_id)
    if dossier.status != Status.DECIDED or dossier.return_method == ReturnMethod.POST:
        raise RuleViolation(_("Hồ sơ không có kết quả chờ nhận tại quầy hoặc trên cổng."), source=OWN_RULE)
    if dossier.applicant_id != actor.pk:
        raise RuleViolation(_("Chỉ người nộp hồ sơ tự chọn nhận qua bưu điện trên cổng."), source=OWN_RULE)
    with act("change_return", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        return _by_post(doing, consent, attempt=None)


def cancel_postal_return(*, dossier_id: int, actor: User, seen: int | None, reason: str, at: datetime) -> Dossier:
    """Take back a request to the post before it is dispatched: the result waits at the counter again.

    :raises SomeoneActedFirst: another act came in between.
    :raises RuleViolation: nothing waits for the post, there is no reason, or the law does not permit it.
    """
    with act("change_return", dossier_id=dossier_id, actor=actor, seen=seen, at=at, reason=reason) as doing:
        if not doing.reason:
            raise RuleViolation(_("Nhập lý do."), source=OWN_RULE)
        waiting = [PostalState.REQUESTED, PostalState.DISPATCHED]
        if not doing.dossier.postal_returns.filter(state__in=waiting).exists():
            raise RuleViolation(_("Không có kết quả nào đang chờ gửi bưu điện."), source=OWN_RULE)
        drop_postal_return(doing, doing.reason)
        set_return(doing, ReturnMethod.IN_PERSON)
    return doing.dossier


def _locked(dossier_id: int) -> Dossier:
    rows = Dossier.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("agency", "desk__agency", "desk__place", "procedure").get(pk=dossier_id)


def _check_waits(dossier: Dossier) -> None:
    if dossier.status != Status.DECIDED:
        raise RuleViolation(_("Hồ sơ không có kết quả chờ trả."), source=OWN_RULE)
    if dossier.return_method != ReturnMethod.IN_PERSON:
        raise RuleViolation(_("Kết quả không còn chờ nhận tại quầy: cách nhận đã đổi."), source=OWN_RULE)


def _check_next(outcome: ContactOutcome, next_attempt_at: datetime | None, at: datetime) -> None:
    if outcome == ContactOutcome.UNREACHABLE and next_attempt_at is None:
        raise RuleViolation(_("Không liên lạc được: chọn lúc gọi lại."), source=OWN_RULE)
    if next_attempt_at is not None and next_attempt_at <= at:
        raise RuleViolation(_("Lúc gọi lại phải sau bây giờ."), source=OWN_RULE)


def _agree(doing: Act, method: ReturnMethod, consent: Consent | None, attempt: ContactAttempt) -> None:
    if method == ReturnMethod.POST:
        _by_post(doing, consent, attempt=attempt)
        return
    if doing.dossier.applicant_id is None:
        raise RuleViolation(
            _("Người nộp chưa có tài khoản trên cổng để nhận bản điện tử. Mời nhận qua bưu điện."), source=OWN_RULE
        )
    set_return(doing, method)


def _by_post(doing: Act, consent: Consent | None, *, attempt: ContactAttempt | None) -> PostalReturn:
    if consent is None or not all(
        part.strip() for part in (consent.receiver_name, consent.receiver_phone, consent.address, consent.consented_by)
    ):
        raise RuleViolation(
            _("Ghi đủ người nhận, số điện thoại, địa chỉ và người đã đồng ý nhận qua bưu điện."), source=OWN_RULE
        )
    set_return(doing, ReturnMethod.POST, consent.address)
    return PostalReturn.objects.create(
        dossier=doing.dossier,
        attempt=attempt,
        receiver_name=clean_line(consent.receiver_name),
        receiver_phone=consent.receiver_phone,
        address=clean_line(consent.address),
        consent_wording=CONSENT_WORDING,
        consented_by=clean_line(consent.consented_by),
        consented_at=doing.at,
        recorded_by=doing.actor if attempt else None,
    )
