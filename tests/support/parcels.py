"""A commune's desk, the post, and parcels in the situations they meet."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.agencies.enums import Level
from portal.agencies.models import Agency, Desk
from postal import actions
from postal.actions import Contact, Paper, ParcelTerms
from postal.enums import ClaimKind, Direction, EventSource, Leg, ParcelState, TaskKind
from postal.gateways.types import TrackingEvent
from postal.models import CarrierOffice, Manifest, Parcel, ParcelTask
from tests.support import accounts

#: A Monday, 9:00 in Viet Nam.
NINE = datetime(2021, 7, 26, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CARRIER = "vnpost"
_numbers = count(1)


@dataclass
class Post:
    """One desk and the post that serves it."""

    agency: Agency
    desk: Desk
    post: Agency
    officer: User
    worker: User


def post() -> Post:
    """Make them."""
    province = accounts.agency("UBND_TINH")
    agency = accounts.with_desk(
        accounts.agency("UBND_BAC_LY", parent=province, level=Level.COMMUNE, code="000.01.32.H46", place_name="Bắc Lý")
    )
    office = accounts.agency("BUU_DIEN")
    CarrierOffice.objects.create(carrier=CARRIER, agency=office)
    assert agency.served_by is not None
    return Post(
        agency=agency,
        desk=agency.served_by,
        post=office,
        officer=accounts.staff(Role.ONE_STOP_OFFICER, agency, full_name="Hoàng Thị Lan"),
        worker=accounts.staff(Role.POSTAL_PARTNER, office, full_name="Phạm Văn Long"),
    )


def contact(**fields: Any) -> Contact:
    """Make the citizen's side."""
    facts = {"name": "Trần Thị Nhung", "phone": "0912345678", "address": "12 Trần Hưng Đạo", "commune_name": "Bắc Lý"}
    return Contact(**{**facts, "province": "Quảng Bình", **fields})


def terms(at: Post, leg: Leg = Leg.RESULT, **fields: Any) -> ParcelTerms:
    """Make terms of one parcel."""
    facts = {
        "dossier_code": f"000.01.32.H46-210726-{next(_numbers):04d}",
        "leg": leg,
        "agency_id": at.agency.pk,
        "desk_id": at.desk.pk,
        "party": contact(),
        "contents": (Paper(kind="Giấy khai sinh", originals=1),),
        "matter": "Đăng ký khai sinh",
        "carrier": CARRIER,
    }
    return ParcelTerms(**{**facts, **fields})


def requested(at: Post, leg: Leg = Leg.RESULT, *, when: datetime = NINE, **fields: Any) -> Parcel:
    """Request a parcel."""
    return actions.request_parcel(terms(at, leg, **fields), actor=at.officer, at=when)


def ordered(at: Post, leg: Leg = Leg.RESULT, *, when: datetime = NINE, **fields: Any) -> Parcel:
    """Request a parcel that its carrier took."""
    parcel = requested(at, leg, when=when, **fields)
    return actions.record_order(parcel_id=parcel.pk, reference=f"EV{parcel.pk:09d}VN", at=when)


def on_manifest(at: Post, *parcels: Parcel, when: datetime = NINE) -> Manifest:
    """Begin a record of what the desk gives to the post, with parcels on it."""
    manifest = actions.open_manifest(
        desk_id=at.desk.pk, direction=Direction.OUT, carrier=CARRIER, actor=at.officer, at=when
    )
    for parcel in parcels:
        actions.add_parcel(manifest_id=manifest.pk, code=parcel.order_number, actor=at.officer, at=when)
    return manifest


def handed_over(at: Post, *parcels: Parcel, when: datetime = NINE) -> Manifest:
    """Give parcels to the post, signed by both sides."""
    manifest = on_manifest(at, *parcels, when=when)
    actions.hand_over(manifest_id=manifest.pk, seal_note="Còn nguyên", actor=at.officer, at=when)
    for parcel in parcels:
        actions.scan_in(manifest_id=manifest.pk, code=parcel.order_number, actor=at.worker, at=when)
    actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.worker, at=when)
    for parcel in parcels:
        parcel.refresh_from_db()
    manifest.refresh_from_db()
    return manifest


def event(parcel: Parcel, state: ParcelState, when: datetime, **fields: Any) -> TrackingEvent:
    """Make one event as a carrier tells it."""
    facts = {
        "event_id": f"e-{parcel.pk}-{state}-{when:%d%H%M}",
        "order_number": parcel.order_number,
        "carrier_reference": parcel.carrier_reference,
        "state": state,
        "raw_code": "70",
        "raw_text": "Theo bưu cục",
        "occurred_at": when,
    }
    return TrackingEvent(**{**facts, **fields})


def told(parcel: Parcel, *events: TrackingEvent, when: datetime, carrier: str = CARRIER) -> Parcel:
    """Apply what the carrier tells."""
    actions.apply_tracking(events, carrier=carrier, source=EventSource.WEBHOOK, at=when)
    parcel.refresh_from_db()
    return parcel


def of_an_agency(agency: Agency, officer: User, *, when: datetime = NINE) -> dict[str, object]:
    """Make one parcel, task, claim and record of an agency's desk; say what the parameters of their pages stand for.

    Whoever works for the post at the agency works for the carrier.
    """
    assert agency.served_by is not None
    CarrierOffice.objects.create(carrier="paper", agency=agency)
    at = Post(agency, agency.served_by, agency, officer, officer)
    parcel = ordered(at, when=when, carrier="paper")
    told(parcel, event(parcel, ParcelState.IN_TRANSIT, when), when=when, carrier="paper")
    task = ParcelTask.objects.create(parcel=parcel, kind=TaskKind.LATE, opened_at=when)
    claim = actions.open_claim(
        parcel_id=parcel.pk, kind=ClaimKind.LATE, grounds="Chậm", amount_dong=0, actor=officer, at=when
    )
    manifest = actions.open_manifest(
        desk_id=at.desk.pk, direction=Direction.OUT, carrier="paper", actor=officer, at=when
    )
    pages = ("parcel", "cancel", "receive", "settle_order", "open_claim", "declare_lost", "collect", "deliver", "fail")
    return {
        **{f"postal:{name}.number": parcel.order_number for name in pages},
        "postal:manifest.code": manifest.code,
        "postal:manifest_pdf.code": manifest.code,
        "postal:settle_task.task": task.pk,
        "postal:answer_claim.claim": claim.pk,
        "postal:webhook.carrier": "paper",
        "postal:staff_carrier.carrier": "paper",
        "postal:add_waybills.carrier": "paper",
    }
