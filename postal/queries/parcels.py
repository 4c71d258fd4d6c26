"""Reading parcels: lists, the way of one, what the public sees of it."""

from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.kernel.text import clean_line
from postal import tracking as fold
from postal.enums import Direction, Holder, Leg, ManifestState, ParcelState, TaskKind
from postal.models import (
    Claim,
    Custody,
    Manifest,
    ManifestLine,
    Parcel,
    ParcelEvent,
    ParcelQuerySet,
    ParcelTask,
    Waybill,
)

_S: Final = ParcelState
#: What the public reads of each state. No names, no words of the carrier: those may hold personal data.
_PUBLIC_KINDS: Final = {
    _S.DELIVERED: "ok",
    _S.RETURNED: "warn",
    _S.FAILED_ATTEMPT: "warn",
    _S.RETURNING: "warn",
    _S.REFUSED: "warn",
    _S.CANCELLED: "warn",
    _S.LOST: "warn",
}


def parcels_of(dossier_code: str) -> list[Parcel]:
    """Return the parcels of one dossier as they were requested. Whoever calls has shown the right to the dossier."""
    return list(Parcel.objects.filter(dossier_code=dossier_code).for_list().order_by("pk"))


def story(parcel: Parcel) -> QuerySet[ParcelEvent]:
    """Return the events that count for a parcel: ours, and those its carrier tells under the parcel's reference.

    Before the carrier's answer to our order is recorded nobody knows whose events they are: they wait.
    """
    counts = Q(carrier="")
    if parcel.carrier_reference:
        counts |= Q(carrier=parcel.carrier, carrier_reference__in=["", parcel.carrier_reference])
    return ParcelEvent.objects.filter(counts, parcel=parcel).order_by("pk")


def tracking(parcel: Parcel) -> list[dict[str, Any]]:
    """Return the way of a parcel as anybody may read it: states and times, what comes next; one query.

    Steps as `components/timeline.html` takes them. The same state told twice in a row is one step.
    """
    steps: list[dict[str, Any]] = []
    latest = None
    for event in story(parcel).order_by("occurred_at", "pk").only("state", "occurred_at"):
        if event.state != latest:
            latest = event.state
            steps.append(_step(ParcelState(event.state), at=event.occurred_at))
    if steps and not parcel.is_closed:
        # What is told in another order than it happened ends with what holds now.
        if latest != parcel.state:
            steps.append(_step(ParcelState(parcel.state), at=parcel.state_since))
        steps[-1]["is_current"] = True
        goal = _("Giao đến Ông/Bà") if parcel.is_to_citizen else _("Đến bộ phận Một cửa")
        steps.append({"title": goal, "at": None, "note": "", "kind": "", "expected_on": parcel.expected_on})
    return steps


def _step(state: ParcelState, *, at: Any) -> dict[str, Any]:
    kind = _PUBLIC_KINDS.get(state, "ok" if state not in fold.WAITING else "")
    return {"title": state.label, "at": at, "note": "", "kind": kind}


def by_code(rows: QuerySet[Parcel], code: str) -> ParcelQuerySet:
    """Narrow parcels to those that bear a code: our number, the dossier's, the waybill's, the carrier's."""
    code = clean_line(code).upper()
    return rows.filter(  # type: ignore[return-value]  # the rows are those of our own queryset
        Q(order_number=code) | Q(dossier_code=code) | Q(item_code=code) | Q(carrier_reference=code)
    )


def events_of(parcel: Parcel) -> list[ParcelEvent]:
    """Return everything that was told about a parcel, the latest first, with who told it."""
    return list(parcel.events.select_related("actor").order_by("-occurred_at", "-pk"))


def custody_of(parcel: Parcel) -> list[Custody]:
    """Return the chain of a parcel from its first holder on."""
    return list(parcel.custody.select_related("desk", "person", "actor", "manifest").order_by("seq"))


def tasks_of(parcel: Parcel) -> list[ParcelTask]:
    """Return what was or is to be settled about a parcel, open first."""
    return list(parcel.tasks.select_related("closed_by").order_by(F("closed_at").desc(nulls_first=True), "pk"))


def claims_of(parcel: Parcel) -> list[Claim]:
    """Return the claims about a parcel, the latest first."""
    return list(parcel.claims.select_related("answered_by").order_by("-pk"))


def parked_references(parcel: Parcel) -> list[str]:
    """Return the numbers under which the carrier speaks of a parcel whose order was never answered."""
    rows = parcel.events.exclude(carrier_reference__in=["", parcel.carrier_reference])
    return sorted(set(rows.order_by("pk").values_list("carrier_reference", flat=True)))


def needing_somebody(rows: QuerySet[ParcelTask]) -> QuerySet[ParcelTask]:
    """Return the open tasks with their parcels, for a list."""
    return rows.filter(closed_at=None).select_related("parcel__desk__agency")


def lines_of(manifest: Manifest) -> list[ManifestLine]:
    """Return the lines of a record in the order in which they were scanned out."""
    rows = manifest.lines.select_related("parcel__desk", "scanned_out_by", "scanned_in_by")
    return list(rows.order_by("seq"))


def manifests_for_list(rows: QuerySet[Manifest]) -> QuerySet[Manifest]:
    """Fetch all that a row of the list of records shows, with how many parcels each names."""
    return rows.select_related("desk__agency", "handed_by", "confirmed_by").annotate(parcels=Count("lines"))


def open_for(rows: QuerySet[Manifest], direction: Direction) -> QuerySet[Manifest]:
    """Return the records of one direction that wait for the taker's signature, the oldest first."""
    return rows.filter(direction=direction, state=ManifestState.HANDED_OVER).order_by("pk")


def to_collect(rows: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """Return the papers that wait at citizens' homes."""
    return rows.filter(
        closed_at=None, holder=Holder.CITIZEN, leg__in=[Leg.PAPERS, Leg.SUPPLEMENT],
        state__in=[_S.ORDERED, _S.AWAITING_PICKUP],
    )  # fmt: skip


def in_hand(rows: QuerySet[Parcel], worker: User) -> QuerySet[Parcel]:
    """Return the parcels that one postal worker has in hand now."""
    latest = Custody.objects.filter(parcel=OuterRef("pk"), seq=OuterRef("custody_seq"), person=worker)
    return rows.filter(Exists(latest), holder=Holder.POSTAL_WORKER, closed_at=None)


def for_desk(rows: QuerySet[Parcel], manifest: Manifest) -> QuerySet[Parcel]:
    """Return what can still go on a record: at the desk for what goes out, with the post for what comes in."""
    held = ManifestLine.objects.filter(parcel=OuterRef("pk"), is_open=True)
    rows = rows.filter(~Exists(held), desk=manifest.desk_id, carrier=manifest.carrier)
    if manifest.direction == Direction.OUT:
        return rows.filter(
            closed_at=None, leg=Leg.RESULT, holder=Holder.DESK, state__in=[_S.ORDERED, _S.AWAITING_PICKUP]
        )
    with_post = Q(holder__in=[Holder.CARRIER, Holder.POSTAL_WORKER])
    coming = Q(leg=Leg.RESULT, state__in=[_S.FAILED_ATTEMPT, _S.RETURNING, _S.RETURNED]) | (
        ~Q(leg=Leg.RESULT) & Q(state__in=[*fold.MOVING, _S.DELIVERED])
    )
    return rows.filter(with_post & coming)


def pool_of(carrier: str) -> dict[str, int]:
    """Return how many waybill codes of a carrier there are by state."""
    rows = Waybill.objects.filter(carrier=carrier).order_by("state").values_list("state")
    return dict(rows.annotate(n=Count("pk")))


def advice(kind: str) -> str:
    """Return what to do about a task of a kind."""
    return {
        TaskKind.REFUSED: _("Sửa địa chỉ hoặc số điện thoại với người dân, rồi gửi lại yêu cầu từ hồ sơ."),
        TaskKind.UNKNOWN: _("Gọi bưu điện, đọc số yêu cầu, hỏi đã nhận chưa; rồi ghi kết quả xác minh. Không gửi lại."),
        TaskKind.NO_WAYBILL: _("Xin thêm dải mã vận đơn của bưu điện; yêu cầu tự gửi khi có mã."),
        TaskKind.OTHER_REFERENCE: _("Hỏi bưu điện số hiệu nào đúng; có thể bưu điện đã lập hai bưu gửi."),
        TaskKind.CANCEL_REFUSED: _("Gọi bưu điện để hủy; không giao bưu gửi cho bưu tá."),
        TaskKind.NOT_HANDED_OVER: _("Đưa vào phiếu giao nhận gần nhất."),
        TaskKind.NOT_COLLECTED: _("Gọi bưu điện hẹn giờ thu gom, báo lại người gửi."),
        TaskKind.FAILED_TWICE: _("Gọi người nhận, hẹn giờ phát hoặc mời đến quầy; báo bưu điện."),
        TaskKind.LATE: _("Hỏi bưu điện bưu gửi đang ở đâu; khiếu nại đã được lập."),
        TaskKind.LOST: _("Yêu cầu bưu điện tìm và trả lời khiếu nại; nếu mất, xác nhận thất lạc và cấp lại."),
        TaskKind.NOT_RECEIVED: _("Tìm bưu gửi ở quầy rồi quét nhận; nếu không có, hỏi bưu điện đã giao cho ai."),
        TaskKind.NOT_RETURNED: _("Quét nhận lại bưu gửi; nếu chưa thấy, hỏi bưu điện."),
        TaskKind.DIFFERENCE: _("Đối chiếu với bưu tá, ghi cách giải quyết."),
    }.get(TaskKind(kind), "")
