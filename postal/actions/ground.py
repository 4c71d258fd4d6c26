"""What all acts on parcels have in common: locks, events of our own, the fold, the chain, tasks for people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.actions import tell
from notifications.enums import Kind
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.agencies.queries import working_calendar
from portal.kernel import outbox
from portal.kernel.errors import RuleViolation
from portal.kernel.workdays import local
from postal import custody, law, tracking
from postal.enums import EventSource, Holder, Leg, ParcelState, TaskKind
from postal.models import Custody, Manifest, Parcel, ParcelEvent, ParcelTask

INTERNAL: Final = "internal"
PARCELS: Final = "parcels"
#: What the way of a parcel answers by itself once it is over.
_SETTLED_BY_ARRIVAL: Final = (
    TaskKind.FAILED_TWICE,
    TaskKind.LATE,
    TaskKind.LOST,
    TaskKind.NOT_COLLECTED,
    TaskKind.NOT_HANDED_OVER,
)
#: The reference is written with the state that says there is one.
_FOLDED_FIELDS: Final = (
    "state", "state_since", "failures", "closed_at", "proof_name", "expected_on", "carrier_reference", "ordered_at",
)  # fmt: skip


def refusal(message: str, source: str = law.OWN_RULE) -> RuleViolation:
    """Return a refusal, by a rule of our own unless another is named."""
    return RuleViolation(message, source=source)


def locked(parcel_id: int) -> Parcel:
    """Return a parcel, its row held until the transaction ends."""
    rows = Parcel.objects.select_related("agency", "desk__agency", "commune")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=parcel_id)


def enter(
    parcel: Parcel,
    state: ParcelState,
    *,
    source: EventSource,
    at: datetime,
    actor: User | None = None,
    reason: str = "",
    receiver_name: str = "",
) -> None:
    """Append an event of our own to a locked parcel. Call `refold` afterwards."""
    number = ParcelEvent.objects.filter(parcel=parcel, carrier="").count() + 1
    ParcelEvent.objects.create(
        parcel=parcel,
        source=source,
        event_id=f"{parcel.order_number}/{number}",
        state=state,
        reason=reason[:300],
        receiver_name=receiver_name[:200],
        actor=actor,
        occurred_at=at,
        recorded_at=at,
    )


class Told(NamedTuple):
    """What an event says, without the rest of its row: a parcel may have hundreds."""

    parcel_id: int
    carrier: str
    event_id: str
    carrier_reference: str
    state: str
    occurred_at: datetime
    receiver_name: str


def told_of(parcels: Iterable[Parcel]) -> dict[int, list[Told]]:
    """Return what was told of some parcels, by parcel; one query."""
    rows = ParcelEvent.objects.filter(parcel__in=[one.pk for one in parcels]).order_by("pk")
    found: dict[int, list[Told]] = {}
    for values in rows.values_list(*Told._fields):
        told = Told(*values)
        found.setdefault(told.parcel_id, []).append(told)
    return found


def refold(parcel: Parcel, *, at: datetime, told: Iterable[Told] | None = None, is_changed: bool = False) -> bool:
    """Bring state and holder of a locked parcel up to its events; owe what follows. Tells whether the state changed.

    Events of the carrier count under the parcel's reference only; before the answer to our order is recorded nobody
    knows whose they are: they wait. Safe to call any number of times: the answer depends on the events alone.
    `is_changed` says that the caller wrote into the parcel what is not saved yet.
    """
    told = told_of([parcel]).get(parcel.pk, []) if told is None else told
    references = {"", parcel.carrier_reference} if parcel.carrier_reference else set()
    events = {
        f"{one.carrier}|{one.event_id}": one
        for one in told
        if not one.carrier or (one.carrier == parcel.carrier and one.carrier_reference in references)
    }
    folded = tracking.fold(tracking.Seen(key, ParcelState(one.state), one.occurred_at) for key, one in events.items())
    if folded is None:
        return False
    before = parcel.state
    stood = _stand(parcel)
    parcel.state, parcel.state_since, parcel.failures = folded.state, folded.since, folded.failures
    if folded.state in tracking.FINAL:
        parcel.closed_at = parcel.closed_at or at
    if folded.state == ParcelState.DELIVERED and parcel.is_to_citizen:
        parcel.proof_name = events[folded.event_id].receiver_name
    if folded.state in tracking.MOVING and parcel.expected_on is None:
        calendar = working_calendar(parcel.agency)
        parcel.expected_on = calendar.add_working_days(local(folded.since).date(), law.DELIVERY_DAYS)
    if is_changed or _stand(parcel) != stood:
        parcel.save(update_fields=_FOLDED_FIELDS)
    follow(parcel, since=folded.since, at=at)
    if before != parcel.state or stood != _stand(parcel):
        _consequences(parcel, changed=before != parcel.state, at=at)
    return before != parcel.state


def _stand(parcel: Parcel) -> tuple[object, ...]:
    return tuple(getattr(parcel, name) for name in _FOLDED_FIELDS)


def _consequences(parcel: Parcel, *, changed: bool, at: datetime) -> None:
    state = ParcelState(parcel.state)
    if changed and state == ParcelState.DELIVERED and parcel.is_to_citizen:
        owe_once(parcel, "parcel_delivered", at=at)
    if changed and state == ParcelState.RETURNED and not parcel.is_to_citizen:
        owe_once(parcel, "parcel_returned", at=at)
    if state == ParcelState.REFUSED and changed and parcel.carrier_reference:
        # The carrier took the order and thinks better of it: the desk sends it again or calls the owner.
        open_task(parcel, TaskKind.REFUSED, at=at)
    if state in {ParcelState.DELIVERED, ParcelState.RETURNED} and changed:
        close_tasks(parcel, _SETTLED_BY_ARRIVAL, words=str(state.label), at=at)
    if changed and parcel.is_to_citizen and state == ParcelState.OUT_FOR_DELIVERY:
        owe_once(parcel, "parcel_on_the_way", at=at)
    if parcel.is_to_citizen and state == ParcelState.FAILED_ATTEMPT:
        # Each attempt is told, also when one follows the other without anything between.
        key = f"parcel_failed:{parcel.pk}:{parcel.failures}"
        owe(parcel, "parcel_failed", key=key, lane=INTERNAL, at=at)
    if state == ParcelState.FAILED_ATTEMPT and parcel.failures >= law.ATTEMPTS_BEFORE_CALL:
        open_task(parcel, TaskKind.FAILED_TWICE, at=at)


def owe_once(parcel: Parcel, kind: str, *, at: datetime) -> None:
    """Owe the rest of the house one notice about a parcel; owing it again owes nothing."""
    owe(parcel, kind, key=f"{kind}:{parcel.pk}", lane=INTERNAL, at=at)


def owe(parcel: Parcel, kind: str, *, key: str, lane: str, at: datetime) -> None:
    """Owe an effect about a parcel."""
    outbox.owe(key=key, lane=lane, kind=kind, payload={"parcel_id": parcel.pk}, at=at, agency_id=parcel.agency_id)


def follow(parcel: Parcel, *, since: datetime, at: datetime) -> None:
    """Let the chain of a locked parcel follow what its state says about who has it."""
    held = Holder(parcel.holder)
    target = custody.implied(ParcelState(parcel.state), Leg(parcel.leg), held, has_left=parcel.custody_seq > 1)
    for step in custody.route(held, target):
        pass_to(parcel, step, since=since, at=at)


def pass_to(
    parcel: Parcel,
    holder: Holder,
    *,
    at: datetime,
    since: datetime | None = None,
    person: User | None = None,
    actor: User | None = None,
    manifest: Manifest | None = None,
) -> None:
    """Append one link to the chain of a locked parcel.

    `since` is moved into the span between the latest link and `at`: the carrier's clock is not ours.

    :raises RuleViolation: the present holder cannot hand over to that one.
    """
    latest = Custody.objects.filter(parcel=parcel).order_by("-seq").first()
    if latest is not None and not custody.may_pass(Holder(latest.holder), holder):
        raise refusal(
            _("Bưu gửi đang do “%(before)s” giữ, không giao thẳng cho “%(after)s” được.")
            % {"before": Holder(latest.holder).label, "after": holder.label}
        )
    begins = min(since or at, at)
    if latest is not None:
        begins = max(begins, latest.since)
    parcel.custody_seq = latest.seq + 1 if latest else 1
    parcel.holder = holder
    Custody.objects.create(
        parcel=parcel,
        seq=parcel.custody_seq,
        holder=holder,
        desk_id=parcel.desk_id if holder == Holder.DESK else None,
        person=person if holder == Holder.POSTAL_WORKER else None,
        carrier=parcel.carrier if holder in {Holder.CARRIER, Holder.POSTAL_WORKER} else "",
        since=begins,
        recorded_at=at,
        actor=actor,
        manifest=manifest,
    )
    parcel.save(update_fields=["custody_seq", "holder"])


def open_task(
    parcel: Parcel, kind: TaskKind, *, at: datetime, reason: str = "", actor: User | None = None
) -> ParcelTask:
    """Ask a person to look at a parcel; while one task of a kind is open there is no second."""
    task, is_new = ParcelTask.objects.get_or_create(
        parcel=parcel,
        kind=kind,
        closed_at=None,
        defaults={"reason": reason[:300], "opened_at": at, "opened_by": actor},
    )
    if is_new and actor is None:
        _tell_desk(parcel, task, at=at)
    return task


def _tell_desk(parcel: Parcel, task: ParcelTask, *, at: datetime) -> None:
    """Put a task before the officers of the desk: it stands in their inbox and in the mail of the day."""
    officers = Membership.objects.held_on(local(at).date()).filter(desk_id=parcel.desk_id, role=Role.ONE_STOP_OFFICER)
    for user_id in officers.order_by("user_id").values_list("user_id", flat=True).distinct():
        tell(
            kind=Kind.PARCEL_TASK,
            recipient_id=user_id,
            email="",
            reference=parcel.dossier_code,
            link=reverse("postal:parcel", args=[parcel.order_number]),
            key=f"parcel_task:{task.pk}:{user_id}",
            at=at,
        )


def close_tasks(
    parcel: Parcel, kinds: Iterable[TaskKind], *, words: str, at: datetime, actor: User | None = None
) -> int:
    """Close the open tasks of some kinds, with words. Returns how many there were."""
    rows = ParcelTask.objects.filter(parcel=parcel, kind__in=list(kinds), closed_at=None)
    return rows.update(closed_at=at, closed_by=actor, closing_words=words[:300])


def kept_words(words: object) -> str:
    """Return words of ours in the language of the record."""
    with override(settings.LANGUAGE_CODE):
        return str(words)
