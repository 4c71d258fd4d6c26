"""What is typed about an order, as acts take it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from procedures.enums import AppointmentEffect, ClockEffect, CounterAct, Counting, Relation, ScopeKind
from procedures.models import OrderScope

#: What the public is told, each in a column of its own; empty: the generated words hold.
TEXTS: Final = (
    "banner_vi", "banner_en", "notice_vi", "notice_en", "instructions_vi", "instructions_en", "sms_text",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChoice:
    """Counters to close: by agency, by place, or one desk."""

    kind: ScopeKind
    agency_id: int | None = None
    desk_id: int | None = None

    def as_row(self) -> OrderScope:
        """Return the row that stores it, not stored yet."""
        return OrderScope(kind=self.kind, agency_id=self.agency_id, desk_id=self.desk_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What ordered the closing: its number, day, signer, what it is about, where it can be read."""

    number: str = ""
    signed_on: date | None = None
    signer: str = ""
    abstract: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What the order does to dossiers and appointments under way."""

    clock_effect: ClockEffect = ClockEffect.NONE
    moves_pickups: bool = True
    gives_back_supplement_days: bool = True
    supplement_extra_days: int | None = None
    appointment_effect: AppointmentEffect = AppointmentEffect.MOVE
    decision_hours: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChoice:
    """Whom to call at one agency."""

    agency_id: int
    name: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    instructions_vi: str = ""
    instructions_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """All that an order says before it is issued."""

    title: str
    first_day: date
    last_day: date
    scopes: tuple[ScopeChoice, ...]
    counting: Counting = Counting.WITH_FIRST
    closes: frozenset[CounterAct] = frozenset(CounterAct)
    procedure_ids: frozenset[int] = frozenset()
    field_ids: frozenset[int] = frozenset()
    basis: Basis = field(default_factory=Basis)
    effects: Effects = field(default_factory=Effects)
    relation: Relation = Relation.NONE
    related_to_id: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    contacts: tuple[ContactChoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCorrection:
    """What may be put right after issue: words, basis and contacts; never what is closed, nor when."""

    title: str
    basis: Basis
    texts: Mapping[str, str]
    contacts: tuple[ContactChoice, ...]
    decision_hours: int
