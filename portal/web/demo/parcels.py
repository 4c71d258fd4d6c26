"""Parcels of the demo: some at every place, made by the acts of dossiers, desks and postal workers."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from dossiers import actions as acts
from dossiers.actions.by_post import Posting, post_papers, post_result
from dossiers.enums import ReturnMethod, Status
from dossiers.models import Dossier
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.agencies.models import Agency
from portal.web.demo import words
from postal import actions, gateways
from postal.actions import Contact, Paper, ParcelTerms
from postal.actions.payload import HOME_PROVINCE
from postal.enums import ClaimKind, Direction, EventSource, Leg, ParcelState, WorkerCheck
from postal.gateways.types import TrackingEvent
from postal.models import Manifest, Parcel

HOUR: Final = timedelta(hours=1)
_S: Final = ParcelState
#: What the carrier tells after a hand-over: how many hours later, what, why.
JOURNEYS: Final[Mapping[str, tuple[tuple[int, ParcelState, str], ...]]] = {
    "in hand": (),
    "on its way": ((3, _S.IN_TRANSIT, ""),),
    "out for delivery": ((3, _S.IN_TRANSIT, ""), (20, _S.OUT_FOR_DELIVERY, "")),
    "failed twice": ((20, _S.FAILED_ATTEMPT, "vắng nhà"), (44, _S.FAILED_ATTEMPT, "không liên lạc được")),
    "coming back": ((20, _S.FAILED_ATTEMPT, "sai địa chỉ"), (30, _S.RETURNING, "")),
    "delivered": ((3, _S.IN_TRANSIT, ""), (20, _S.OUT_FOR_DELIVERY, ""), (22, _S.DELIVERED, "")),
}
#: Where the results stand that wait for the post: at the desk, on a record, refused, in doubt, or on a journey.
PLACES: Final = (
    "on a record", "in hand", "failed twice", "on its way", "refused", "in doubt", "coming back", "at the desk",
    "out for delivery",
)  # fmt: skip
DELIVERED: Final = 5


class Lane:
    """The post of the demo: who carries, for whom, until when it is told."""

    def __init__(self, worker: User, now: datetime) -> None:
        self.worker, self.now, self.carrier = worker, now, gateways.carrier().code
        self.numbers = count(104_500)

    def result(self, dossier: Dossier, place: str) -> None:
        """Lead the result of one dossier to a place."""
        begun = max(dossier.decided_at or self.now, self.now - 60 * HOUR)
        officer, method = officer_of(dossier), ReturnMethod.POST
        if dossier.return_method != method:
            address = dossier.return_address or words.STREETS[0]
            acts.change_return(
                dossier_id=dossier.pk, actor=officer, seen=None, method=method, address=address, at=begun
            )
        posting = Posting(party=party_of(dossier), papers=papers_of(Leg.RESULT), fee_dong=30_000, contactless=True)
        post_result(dossier_id=dossier.pk, actor=officer, seen=None, posting=posting, at=begun)
        parcel = Parcel.objects.open().get(dossier_code=dossier.code, leg=Leg.RESULT)
        if place == "refused":
            actions.refuse_order(parcel_id=parcel.pk, reason="Địa chỉ người nhận không có ở xã này", at=begun + HOUR)
        elif place == "in doubt":
            actions.doubt_order(parcel_id=parcel.pk, reason="ReadTimeout", at=begun + HOUR)
        else:
            self.take(parcel, begun)
            self.travel(parcel, officer, place, begun)

    def take(self, parcel: Parcel, at: datetime) -> None:
        """Have the carrier take the order."""
        actions.record_order(parcel_id=parcel.pk, reference=f"EB{next(self.numbers):09d}VN", at=at)

    def travel(self, parcel: Parcel, officer: User, place: str, begun: datetime) -> None:
        """Hand a parcel over and let the carrier tell what came of it, as far as that is past."""
        if place == "at the desk":
            return
        record = self.record(parcel, officer, begun)
        if place == "on a record":
            return
        at = min(begun + HOUR, self.now)
        actions.scan_in(manifest_id=record.pk, code=parcel.order_number, actor=self.worker, at=at)
        actions.confirm(manifest_id=record.pk, differences={}, actor=self.worker, at=at)
        parcel.refresh_from_db()
        told = [
            TrackingEvent(
                event_id=f"demo-{parcel.order_number}-{number}",
                order_number=parcel.order_number,
                carrier_reference=parcel.carrier_reference,
                state=state,
                raw_code=str(number),
                raw_text=str(state.label),
                occurred_at=min(at + hours * HOUR, self.now),
                receiver_name=parcel.party_name if state == _S.DELIVERED else "",
                reason=why,
            )
            for number, (hours, state, why) in enumerate(JOURNEYS[place], start=1)
        ]
        actions.apply_tracking(told, carrier=self.carrier, source=EventSource.WEBHOOK, at=self.now)

    def record(self, parcel: Parcel, officer: User, at: datetime) -> Manifest:
        """Put a parcel on a record that its desk signs."""
        record = actions.open_manifest(
            desk_id=parcel.desk_id, direction=Direction.OUT, carrier=self.carrier, actor=officer, at=at
        )
        actions.add_parcel(manifest_id=record.pk, code=parcel.order_number, actor=officer, at=at)
        return actions.hand_over(manifest_id=record.pk, seal_note="Còn nguyên", actor=officer, at=at)

    def delivered(self, dossier: Dossier) -> None:
        """Lay down how a result came home whose dossier says that it was returned by post."""
        begun = (dossier.returned_at or self.now) - 30 * HOUR
        terms = ParcelTerms(
            dossier_code=dossier.shown_code,
            leg=Leg.RESULT,
            agency_id=dossier.agency_id,
            desk_id=dossier.desk_id,
            party=party_of(dossier),
            contents=papers_of(Leg.RESULT),
            matter=dossier.procedure.name,
            fee_dong=30_000,
        )
        officer = officer_of(dossier)
        parcel = actions.request_parcel(terms, actor=officer, at=begun)
        self.take(parcel, begun)
        self.travel(parcel, officer, "delivered", begun)

    def papers(self, dossier: Dossier, *, is_collected: bool) -> None:
        """Let an applicant have the papers of a supplement fetched at home."""
        assert dossier.applicant is not None  # noqa: S101 -- the list holds dossiers of people with an account
        asked = self.now - 5 * HOUR
        posting = Posting(party=party_of(dossier), papers=papers_of(Leg.SUPPLEMENT), fee_dong=30_000, contactless=True)
        post_papers(dossier_id=dossier.pk, actor=dossier.applicant, seen=None, posting=posting, at=asked)
        parcel = Parcel.objects.open().get(dossier_code=dossier.shown_code, leg=Leg.SUPPLEMENT)
        self.take(parcel, asked)
        if is_collected:
            actions.collect_at_home(
                parcel_id=parcel.pk, counted=papers_of(Leg.SUPPLEMENT), difference="", actor=self.worker,
                at=self.now - HOUR,
            )  # fmt: skip


def officer_of(dossier: Dossier) -> User:
    """Return an officer of the desk of a dossier."""
    rows = Membership.objects.filter(desk=dossier.desk_id, role=Role.ONE_STOP_OFFICER).select_related("user")
    return rows.order_by("pk")[0].user


def party_of(dossier: Dossier) -> Contact:
    """Return the applicant as the post needs to know them."""
    return Contact(
        name=dossier.applicant_name,
        phone=dossier.applicant_phone or "0900000065",
        address=dossier.return_address or words.STREETS[0],
        commune_name="Phường Bắc Lý",
        province=HOME_PROVINCE,
    )


def papers_of(leg: Leg) -> tuple[Paper, ...]:
    """Return what is in a parcel."""
    kind = "Kết quả giải quyết thủ tục" if leg == Leg.RESULT else "Giấy tờ bổ sung"
    return (Paper(kind=kind, originals=1),)


def send_parcels(*, agencies: Mapping[str, Agency], users: Mapping[str, User], now: datetime) -> None:
    """Put the post to work and lead parcels to every place they can be at."""
    for code in settings.CARRIERS:
        actions.staff_carrier(
            carrier=code, agency_id=agencies["BUU_DIEN"].pk, reason=words.MARK, actor=None, at=now - 1000 * HOUR
        )
    lane = Lane(users["buu_dien"], now)
    waiting = [*_dossiers(Status.DECIDED, ReturnMethod.POST), *_dossiers(Status.DECIDED, ReturnMethod.ONLINE)]
    for place, dossier in zip(PLACES, waiting, strict=False):
        lane.result(dossier, place)
    for dossier in _dossiers(Status.RETURNED, ReturnMethod.POST)[:DELIVERED]:
        lane.delivered(dossier)
    asked = Dossier.objects.filter(status=Status.SUPPLEMENT, code__isnull=False, applicant__isnull=False)
    for number, dossier in enumerate(_fetched(asked)[:3]):
        lane.papers(dossier, is_collected=number == 0)
    _claim(Parcel.objects.filter(failures__gte=2).order_by("pk"), now)
    actions.declare_safety(
        answers=dict.fromkeys(WorkerCheck, True), note="", actor=users["buu_dien"], at=now - 2 * HOUR
    )


def _claim(parcels: Iterable[Parcel], now: datetime) -> None:
    for parcel in parcels:
        actions.open_claim(
            parcel_id=parcel.pk,
            kind=ClaimKind.LATE,
            grounds="Hẹn phát trong 02 ngày, đã qua 03 ngày",
            amount_dong=0,
            actor=officer_of(Dossier.objects.get(code=parcel.dossier_code)),
            at=now,
        )


def _dossiers(status: Status, method: ReturnMethod) -> QuerySet[Dossier]:
    return _fetched(Dossier.objects.filter(status=status, return_method=method, code__isnull=False))


def _fetched(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return rows.select_related("agency", "desk__agency", "procedure", "applicant").order_by("-desk_id", "pk")
