"""Asking for transport: the request, what the carrier answers, and taking the request back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.kernel import identity, locks
from portal.kernel.text import clean_line
from postal import custody, gateways, law
from postal.actions import waybills
from postal.actions.ground import (
    PARCELS,
    close_tasks,
    enter,
    kept_words,
    locked,
    open_task,
    owe,
    pass_to,
    refold,
    refusal,
)
from postal.enums import EventSource, Holder, Leg, ParcelState, PostalAct, TaskKind
from postal.models import Parcel, ParcelTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The citizen's side of a parcel. A commune of this province is given by its agency, another one by its name."""

    name: str
    phone: str
    address: str
    province: str
    commune_id: int | None = None
    commune_name: str = ""
    district: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A kind of paper in a parcel, with how many originals and copies."""

    kind: str
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelTerms:
    """What is to go, which way, and on which terms. Grams and đồng; `party_pays`: the citizen pays the postage."""

    dossier_code: str
    leg: Leg
    agency_id: int
    desk_id: int
    party: Contact
    contents: tuple[Paper, ...]
    matter: str = ""
    weight_grams: int = 100
    fee_dong: int | None = None
    cod_dong: int = 0
    party_pays: bool = True
    check_identity: bool = True
    contactless: bool = False
    carrier: str = ""


@transaction.atomic
def request_parcel(terms: ParcelTerms, *, actor: User | None, at: datetime) -> Parcel:
    """Create a parcel, take a waybill for it, begin its chain of custody and owe the order to the carrier.

    All of it in the caller's transaction. Its order number is `<dossier code>-<leg><attempt>`.

    :raises RuleViolation: a parcel of this leg is on its way, or it cannot be delivered as addressed.
    """
    party = _addressed(terms.party)
    if not terms.contents:
        raise refusal(_("Ghi ít nhất một loại giấy tờ trong bưu gửi."))
    locks.own(f"parcel:{terms.dossier_code}:{terms.leg}")
    before = Parcel.objects.filter(dossier_code=terms.dossier_code, leg=terms.leg)
    if before.open().exists():
        raise refusal(_("Hồ sơ này đang có một bưu gửi chưa xong."))
    attempt = before.count() + 1
    parcel = Parcel.objects.create(
        order_number=f"{terms.dossier_code}-{terms.leg}{attempt}",
        dossier_code=terms.dossier_code,
        leg=terms.leg,
        attempt=attempt,
        agency_id=terms.agency_id,
        desk_id=terms.desk_id,
        matter=clean_line(terms.matter)[:300],
        party_name=party.name,
        party_phone=party.phone,
        party_email=party.email,
        party_address=party.address,
        commune_id=party.commune_id,
        commune_name=party.commune_name,
        district=party.district,
        province=party.province,
        contents=[asdict(one) for one in terms.contents],
        weight_grams=terms.weight_grams,
        fee_dong=terms.fee_dong,
        cod_dong=terms.cod_dong,
        party_pays=terms.party_pays,
        check_identity=terms.check_identity,
        contactless=terms.contactless,
        carrier=terms.carrier or gateways.carrier().code,
        state_since=at,
        holder=custody.first_holder(terms.leg),
        requested_at=at,
    )
    enter(parcel, ParcelState.REQUESTED, source=EventSource.SYSTEM, actor=actor, at=at)
    pass_to(parcel, Holder(parcel.holder), at=at, actor=actor)
    _owe_order(parcel, at=at)
    return parcel


def _addressed(party: Contact) -> Contact:
    """Return the citizen's side as it is kept.

    :raises RuleViolation: says what is missing or wrong in the address.
    """
    try:
        phone = identity.phone(party.phone)
    except ValueError as wrong:
        raise refusal(str(wrong)) from None
    name, address = clean_line(party.name), clean_line(party.address)
    commune = Agency.objects.get(pk=party.commune_id) if party.commune_id else None
    commune_name = (commune.place_name or commune.name) if commune else clean_line(party.commune_name)
    province = clean_line(party.province)
    for value, words in (
        (name, _("Nhập họ và tên người gửi hoặc nhận.")),
        (address, _("Nhập số nhà, đường hoặc thôn, xóm.")),
        (commune_name, _("Chọn xã, phường.")),
        (province, _("Nhập tỉnh, thành phố.")),
    ):
        if not value:
            raise refusal(words)
    return Contact(
        name=name[:200],
        phone=phone,
        address=address[:300],
        province=province[:80],
        commune_id=party.commune_id,
        commune_name=commune_name[:160],
        district=clean_line(party.district)[:80],
        email=party.email,
    )


def _owe_order(parcel: Parcel, *, at: datetime) -> bool:
    """Take a waybill where the carrier has a pool, and owe the order. Without a code the order waits for one."""
    if not parcel.item_code and waybills.has_pool(parcel.carrier) and not waybills.reserve(parcel, at=at):
        open_task(parcel, TaskKind.NO_WAYBILL, at=at)
        return False
    owe(parcel, "parcel_order", key=f"parcel_order:{parcel.order_number}", lane=PARCELS, at=at)
    return True


def serve_waiting(*, at: datetime, limit: int = 500) -> int:
    """Order the parcels that waited for a waybill code, oldest first. Returns how many; safe to run twice."""
    waiting = ParcelTask.objects.filter(kind=TaskKind.NO_WAYBILL, closed_at=None).order_by("pk")
    served = 0
    for parcel_id in waiting.values_list("parcel_id", flat=True)[:limit]:
        with transaction.atomic():
            parcel = locked(parcel_id)
            is_over = parcel.state != ParcelState.REQUESTED
            if not is_over and not _owe_order(parcel, at=at):
                return served
            words = kept_words(_("Đã có mã vận đơn"))
            served += close_tasks(parcel, [TaskKind.NO_WAYBILL], words=words, at=at)
    return served


@transaction.atomic
def record_order(*, parcel_id: int, reference: str, at: datetime, actor: User | None = None) -> Parcel:
    """Record that the carrier took the order; what its tracking told before that counts from now on.

    Called in the transaction that marks the effect done, or by an officer who saw the order at the carrier. Recording
    the same answer again changes nothing. An order that was cancelled meanwhile is cancelled at the carrier too.
    """
    parcel = locked(parcel_id)
    reference = (clean_line(reference) or parcel.order_number)[:60]
    taken = Parcel.objects.filter(carrier=parcel.carrier, carrier_reference=reference).exclude(pk=parcel.pk)
    if parcel.carrier_reference == reference:
        return parcel
    if parcel.carrier_reference or parcel.state == ParcelState.REFUSED or taken.exists():
        open_task(parcel, TaskKind.OTHER_REFERENCE, reason=reference, at=at)
        return parcel
    parcel.carrier_reference, parcel.ordered_at = reference, at
    if parcel.state == ParcelState.CANCELLED:
        _owe_cancel(parcel, at=at)
    else:
        enter(parcel, ParcelState.ORDERED, source=EventSource.SYSTEM, actor=actor, at=at)
        waybills.confirm(parcel, at=at)
    words = kept_words(_("Bưu điện đã nhận yêu cầu"))
    close_tasks(parcel, [TaskKind.UNKNOWN, TaskKind.NO_WAYBILL], words=words, at=at, actor=actor)
    refold(parcel, at=at, is_changed=True)
    return parcel


@transaction.atomic
def refuse_order(*, parcel_id: int, reason: str, at: datetime, actor: User | None = None) -> Parcel:
    """Record that the carrier will not take the order: the code is given up, a person is asked to repair it.

    An order that is not open any more is left alone.
    """
    parcel = locked(parcel_id)
    if parcel.state != ParcelState.REQUESTED:
        return parcel
    reason = clean_line(reason)
    enter(parcel, ParcelState.REFUSED, source=EventSource.SYSTEM, reason=reason, actor=actor, at=at)
    waybills.release(parcel, at=at)
    refold(parcel, at=at)
    close_tasks(parcel, [TaskKind.UNKNOWN, TaskKind.NO_WAYBILL], words=reason or "–", at=at, actor=actor)
    if actor is None:
        open_task(parcel, TaskKind.REFUSED, reason=reason, at=at)
    return parcel


@transaction.atomic
def doubt_order(*, parcel_id: int, reason: str, at: datetime) -> None:
    """Ask a person whether the carrier took an order: nobody else can know any more."""
    parcel = locked(parcel_id)
    if parcel.state == ParcelState.REQUESTED:
        open_task(parcel, TaskKind.UNKNOWN, reason=reason, at=at)


@transaction.atomic
def cancel_parcel(parcel_id: int, *, actor: User | None, reason: str, at: datetime) -> Parcel:
    """Take a request back while the post has nothing in hand; the carrier is told if it may know of it.

    :raises RuleViolation: the parcel is on its way or over, stands on a hand-over record, or there is no reason.
    """
    parcel = locked(parcel_id)
    law.check(PostalAct.CANCEL, parcel.state)
    reason = clean_line(reason)
    if not reason:
        raise refusal(_("Nhập lý do hủy."))
    if parcel.holder != custody.first_holder(Leg(parcel.leg)):
        raise refusal(_("Bưu gửi đã giao cho bưu điện, không hủy được nữa."))
    if parcel.manifest_lines.filter(is_open=True).exists():
        raise refusal(_("Bưu gửi đang có trên phiếu giao nhận. Bỏ khỏi phiếu trước khi hủy."))
    enter(parcel, ParcelState.CANCELLED, source=EventSource.DESK, actor=actor, reason=reason, at=at)
    waybills.release(parcel, at=at)
    refold(parcel, at=at)
    is_in_doubt = parcel.tasks.filter(kind=TaskKind.UNKNOWN, closed_at=None).exists()
    close_tasks(parcel, TaskKind, words=reason, at=at, actor=actor)
    if parcel.carrier_reference or is_in_doubt:
        _owe_cancel(parcel, at=at)
    return parcel


def _owe_cancel(parcel: Parcel, *, at: datetime) -> None:
    owe(parcel, "parcel_cancel", key=f"parcel_cancel:{parcel.order_number}", lane=PARCELS, at=at)


@transaction.atomic
def doubt_cancel(*, parcel_id: int, reason: str, at: datetime) -> None:
    """Ask a person to settle with the carrier that a request is off."""
    open_task(locked(parcel_id), TaskKind.CANCEL_REFUSED, reason=reason, at=at)
