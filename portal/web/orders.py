"""What pages say of an order: its days in words, where it stands, what each event told; and what it would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dossiers.suspension_impact import Preview, Terms, preview, spans_of, terms_of
from portal.agencies.models import Agency
from procedures import queries
from procedures.actions import OrderDraft
from procedures.enums import CounterAct, OrderAct, Phase, ScopeKind
from procedures.models import OrderEvent, OrderScope, SuspensionOrder
from procedures.suspension import bounds, shown_day

WEEKDAYS: Final = (
    gettext_lazy("thứ Hai"),
    gettext_lazy("thứ Ba"),
    gettext_lazy("thứ Tư"),
    gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"),
    gettext_lazy("thứ Bảy"),
    gettext_lazy("chủ nhật"),
)
#: Colour and shape of each phase; the word says the same.
PHASE_LOOKS: Final = {
    Phase.DRAFT: ("", "pen"),
    Phase.SCHEDULED: ("info", "clock"),
    Phase.IN_FORCE: ("warn", "warn"),
    Phase.ENDED: ("", "check"),
    Phase.LIFTED: ("", "check"),
    Phase.DROPPED: ("", ""),
}
_FIELD_WORDS: Final[Mapping[str, str | Promise]] = {
    "title": gettext_lazy("tên đợt"),
    "decision_hours": gettext_lazy("giờ quyết định trường hợp cấp thiết"),
    "basis_number": gettext_lazy("số văn bản"),
    "basis_date": gettext_lazy("ngày văn bản"),
    "basis_signer": gettext_lazy("người ký"),
    "basis_abstract": gettext_lazy("trích yếu"),
    "basis_url": gettext_lazy("đường dẫn"),
    "contacts": gettext_lazy("đầu mối liên hệ"),
}


@dataclass(frozen=True, slots=True)
class PhaseTag:
    """Where an order stands, as a tag."""

    words: str
    kind: str
    shape: str


def phase_tag(order: SuspensionOrder, at: datetime) -> PhaseTag:
    """Return where an order stands at an instant; one lifted for a day to come says so."""
    phase = queries.phase_at(order, at)
    kind, shape = PHASE_LOOKS[phase]
    return PhaseTag(str(phase.label), kind, shape)


def day_words(day: date) -> str:
    """Name a day with its weekday: thứ Tư 04/8/2021."""
    return f"{WEEKDAYS[day.weekday()]} {shown_day(day)}"


def period_words(agency: Agency, first_day: date, last_day: date) -> tuple[str, str]:
    """Say the counting rule out loud: the last day; then when counters open again, and the working days."""
    facts = queries.period_facts(agency, first_day, last_day)
    opens = timezone.localtime(facts.reopens_at)
    rest = ngettext(
        "Mở lại %(day)s, %(hour)s. Trong đó có %(n)d ngày làm việc.",
        "Mở lại %(day)s, %(hour)s. Trong đó có %(n)d ngày làm việc.",
        facts.working_days,
    )
    told = {"day": day_words(opens.date()), "hour": f"{opens.hour}:{opens.minute:02d}", "n": facts.working_days}
    return _("Hết ngày %(day)s.") % {"day": day_words(last_day)}, rest % told


def scope_words(scope: OrderScope) -> str:
    """Name what a scope closes."""
    if scope.desk is not None:
        return scope.desk.name
    assert scope.agency is not None  # noqa: S101 -- held by order_scope_names_one
    if scope.agency.parent_id is None:
        return _("Toàn tỉnh")
    name = scope.agency.name.removeprefix("UBND ")
    return name[:1].upper() + name[1:] if scope.kind == ScopeKind.PLACE else scope.agency.name


def act_words(acts: Sequence[str] | frozenset[CounterAct]) -> str:
    """Name the acts that are closed."""
    return ", ".join(str(act.label) for act in CounterAct if act in acts)


def event_steps(events: Sequence[OrderEvent]) -> list[dict[str, Any]]:
    """Return the log of an order as a timeline, the latest first."""
    return [
        {
            "title": str(OrderAct(event.act).label),
            "at": event.happened_at,
            "who": " · ".join(filter(None, [event.actor_name, event.actor_title])),
            "note": "\n".join(filter(None, [event.reason, *payload_lines(event.payload)])),
            "kind": "warn" if event.act == OrderAct.LIFTED else "ok",
        }
        for event in sorted(events, key=lambda event: -event.seq)
    ]


def payload_lines(payload: Mapping[str, Any]) -> list[str]:
    """Say what an event changed: days before and after, places, words."""
    lines = []
    if "place" in payload:
        lines.append(str(payload["place"]))
    if "last_day_after" in payload:
        days = {"before": _day(payload["last_day_before"]), "after": _day(payload["last_day_after"])}
        lines.append(_("Ngày cuối: %(before)s → %(after)s") % days)
    elif "last_day" in payload:
        days = {"first": _day(payload["first_day"]), "last": _day(payload["last_day"])}
        lines.append(_("Từ %(first)s đến hết %(last)s") % days)
    if "ends_after" in payload:
        ends = {"before": _instant(payload["ends_before"]), "after": _instant(payload["ends_after"])}
        lines.append(_("Mở lại: %(before)s → %(after)s") % ends)
    lines += [str(payload["basis"])] if isinstance(payload.get("basis"), str) else []
    if "replaces" in payload:
        lines.append(_("Thay thế đợt %(code)s") % {"code": payload["replaces"]})
    changed = [str(_FIELD_WORDS.get(name, _("lời báo"))) for name, value in payload.items() if _is_change(value)]
    if changed:
        lines.append(_("Sửa: %(what)s") % {"what": ", ".join(dict.fromkeys(changed))})
    return lines


def _is_change(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"before", "after"}


def _day(iso: str) -> str:
    return shown_day(date.fromisoformat(iso))


def _instant(iso: str) -> str:
    instant = timezone.localtime(datetime.fromisoformat(iso))
    return f"{instant:%H:%M} {shown_day(instant.date())}"


@dataclass(frozen=True, slots=True)
class Reached:
    """What an order would do: how many desks it closes, which orders it meets undeclared, and the figures."""

    desks: int
    met: tuple[SuspensionOrder, ...]
    impact: Preview


def reached_by(draft: OrderDraft, own: SuspensionOrder | None, *, at: datetime) -> Reached:
    """Return what a draft that is not stored yet would close, meet and do."""
    rows = [choice.as_row() for choice in draft.scopes]
    period = bounds(draft.first_day, draft.last_day)
    desks = queries.desks_of(rows)
    procedures = queries.procedures_of(draft.procedure_ids, draft.field_ids)
    reach = queries.Reach(draft.closes, procedures, (queries.Span(desks, period),))
    related: set[int] = set()
    if draft.related_to_id is not None:
        related = {draft.related_to_id, *queries.related_orders(SuspensionOrder(related_to_id=draft.related_to_id))}
    terms = Terms(
        acts=draft.closes,
        spans=spans_of((desk, *period) for desk in desks),
        procedure_ids=draft.procedure_ids,
        field_ids=draft.field_ids,
        moves_pickups=draft.effects.moves_pickups,
        gives_back_supplement_days=draft.effects.gives_back_supplement_days,
        supplement_extra_days=draft.effects.supplement_extra_days,
        appointment_effect=draft.effects.appointment_effect,
        clock_effect=draft.effects.clock_effect,
    )
    met = queries.orders_meeting(reach, own=own, related=related)
    return Reached(len(desks), tuple(met), preview(terms, at=at))


def reached_by_stored(order: SuspensionOrder, *, at: datetime) -> Reached:
    """Return what a stored draft would close, meet and do."""
    terms = terms_of(order)
    met = queries.orders_meeting(queries.reach_of(order), own=order, related=queries.related_orders(order))
    return Reached(len(terms.desk_ids), tuple(met), preview(terms, at=at))


#: Each figure in words, in the order of the page.
FIGURES: Final = {
    "procedures_closed": gettext_lazy("Thủ tục không nộp tại quầy được"),
    "pickups": gettext_lazy("Hồ sơ hẹn lại ngày nhận kết quả"),
    "appointments_moved": gettext_lazy("Lịch hẹn chuyển sang sau khi mở lại"),
    "appointments_cancelled": gettext_lazy("Lịch hẹn hủy, mời chọn lại"),
    "supplements": gettext_lazy("Hồ sơ được thêm ngày bổ sung giấy tờ"),
    "due_moved": gettext_lazy("Hồ sơ đổi ngày hẹn trả"),
    "people": gettext_lazy("Người cần báo"),
    "in_portal": gettext_lazy("– báo trên cổng"),
    "by_email": gettext_lazy("– báo qua thư điện tử"),
    "unreachable": gettext_lazy("– phải gọi điện"),
}


def figures(counts: Mapping[str, int], before: Mapping[str, int] | None = None) -> list[dict[str, Any]]:
    """Return each figure with its words, and what it was when it was shown where it differs."""
    return [
        {
            "key": key,
            "words": words,
            "number": counts[key],
            "before": before[key] if before and before.get(key) != counts[key] else None,
        }
        for key, words in FIGURES.items()
    ]
