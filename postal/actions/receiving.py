"""What is put into a hand without a record of many lines: collection at home, delivery, arrival at a desk, loss."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.roles import roles_held
from portal.kernel.text import clean_line
from portal.kernel.workdays import local
from postal import custody, law, permissions
from postal.actions.ground import close_tasks, enter, kept_words, locked, open_task, owe_once, pass_to, refold, refusal
from postal.actions.ordering import Paper
from postal.enums import EventSource, Holder, ParcelState, PostalAct, TaskKind
from postal.models import Manifest, Parcel


@transaction.atomic
def collect_at_home(*, parcel_id: int, counted: Sequence[Paper], difference: str, actor: User, at: datetime) -> Parcel:
    """Take papers over at the citizen's home: counted by kind against the list, not judged by what stands in them.

    :raises RuleViolation: the actor does not work for the carrier, it is not to be collected, or what was counted
        differs from the list and nobody says how.
    """
    parcel = locked(parcel_id)
    _check_worker(parcel, actor, at)
    law.check(PostalAct.COLLECT, parcel.state)
    if parcel.holder != Holder.CITIZEN:
        raise refusal(_("Bưu gửi này không còn ở nhà người gửi."))
    found, difference = [asdict(one) for one in counted], clean_line(difference)
    if found != parcel.contents and not difference:
        raise refusal(_("Số giấy tờ đếm được khác danh sách. Ghi rõ chênh lệch."))
    parcel.counted = found
    parcel.save(update_fields=["counted"])
    if difference:
        open_task(parcel, TaskKind.DIFFERENCE, reason=difference, at=at, actor=actor)
    pass_to(parcel, Holder.POSTAL_WORKER, person=actor, actor=actor, at=at)
    enter(parcel, ParcelState.ACCEPTED, source=EventSource.POSTAL, actor=actor, reason=difference, at=at)
    refold(parcel, at=at)
    return parcel


@transaction.atomic
def record_delivery(*, parcel_id: int, receiver_name: str, actor: User, at: datetime) -> Parcel:
    """Note that a result was put into its receiver's hand, and into whose.

    :raises RuleViolation: the actor does not work for the carrier, it is not on its way to a citizen, nobody is named.
    """
    parcel = locked(parcel_id)
    _check_worker(parcel, actor, at)
    law.check(PostalAct.DELIVER, parcel.state)
    if not parcel.is_to_citizen:
        raise refusal(_("Giấy tờ gửi đến quầy được giao bằng phiếu giao nhận."), law.HAND_OVER_RECORD)
    receiver_name = clean_line(receiver_name)
    if not receiver_name:
        raise refusal(_("Nhập họ tên người nhận."))
    if parcel.holder == Holder.POSTAL_WORKER:
        pass_to(parcel, Holder.RECEIVER, actor=actor, at=at)
    enter(parcel, ParcelState.DELIVERED, source=EventSource.POSTAL, actor=actor, receiver_name=receiver_name, at=at)
    refold(parcel, at=at)
    return parcel


@transaction.atomic
def record_failure(*, parcel_id: int, reason: str, actor: User, at: datetime) -> Parcel:
    """Note that nobody could be given a parcel, and why.

    :raises RuleViolation: the actor does not work for the carrier, it is not on its way, or there is no reason.
    """
    parcel = locked(parcel_id)
    _check_worker(parcel, actor, at)
    law.check(PostalAct.FAIL, parcel.state)
    reason = clean_line(reason)
    if not reason:
        raise refusal(_("Nhập lý do phát không thành công."))
    enter(parcel, ParcelState.FAILED_ATTEMPT, source=EventSource.POSTAL, actor=actor, reason=reason, at=at)
    refold(parcel, at=at)
    return parcel


@transaction.atomic
def receive_at_desk(*, parcel_id: int, actor: User, at: datetime) -> Parcel:
    """Sign at the desk for one parcel that the post brings without a record: papers sent in, or a result come back.

    :raises RuleViolation: the actor is not of the desk, or the parcel is not coming.
    """
    parcel = locked(parcel_id)
    if not permissions.works_at(roles_held(actor, on=local(at).date()), parcel.desk_id):
        raise refusal(_("Việc này do cán bộ của bộ phận Một cửa làm."), law.HAND_OVER_RECORD)
    if parcel.manifest_lines.filter(is_open=True).exists():
        raise refusal(_("Bưu gửi đang có trên phiếu giao nhận. Xác nhận trên phiếu."), law.HAND_OVER_RECORD)
    at_desk(parcel, actor=actor, at=at)
    return parcel


def at_desk(parcel: Parcel, *, actor: User, at: datetime, manifest: Manifest | None = None) -> None:
    """Put a locked parcel into the desk's hands and owe what follows: papers to examine, or a result to hand out.

    The desk's day of receipt starts the dossier's clock, not the day of posting (law.md §4.3).

    :raises RuleViolation: it is at the desk already, or not on its way there.
    """
    act = PostalAct.RECEIVE_RETURNED if parcel.is_to_citizen else PostalAct.RECEIVE_PAPERS
    rule = law.check(act, parcel.state)
    if parcel.holder == Holder.DESK:
        raise refusal(_("Bưu gửi này đã ở quầy."), law.HAND_OVER_RECORD)
    for step in custody.route(Holder(parcel.holder), Holder.DESK):
        pass_to(parcel, step, actor=actor, manifest=manifest, at=at)
    enter(parcel, rule.after, source=EventSource.DESK, actor=actor, at=at)
    refold(parcel, at=at)
    words = kept_words(_("Quầy đã nhận"))
    close_tasks(parcel, [TaskKind.NOT_RECEIVED, TaskKind.NOT_RETURNED], words=words, at=at, actor=actor)
    owe_once(parcel, "parcel_returned" if parcel.is_to_citizen else "parcel_received_at_desk", at=at)


@transaction.atomic
def declare_lost(*, parcel_id: int, reason: str, actor: User, at: datetime) -> Parcel:
    """Give a parcel up as lost: another one may be sent; if it is found after all, that is recorded as ever.

    :raises RuleViolation: the actor is not of the desk, it is not on its way, or there is no reason.
    """
    parcel = locked(parcel_id)
    if not permissions.works_at(roles_held(actor, on=local(at).date()), parcel.desk_id):
        raise refusal(_("Việc này do cán bộ của bộ phận Một cửa làm."), law.LIABILITY)
    law.check(PostalAct.DECLARE_LOST, parcel.state)
    reason = clean_line(reason)
    if not reason:
        raise refusal(_("Nhập căn cứ xác nhận thất lạc."), law.LIABILITY)
    enter(parcel, ParcelState.LOST, source=EventSource.DESK, actor=actor, reason=reason, at=at)
    refold(parcel, at=at)
    close_tasks(parcel, [TaskKind.LATE, TaskKind.LOST], words=reason, at=at, actor=actor)
    return parcel


def _check_worker(parcel: Parcel, actor: User, at: datetime) -> None:
    if not permissions.works_for(roles_held(actor, on=local(at).date()), parcel.carrier):
        raise refusal(_("Việc này do nhân viên bưu điện làm."))
