"""The law of dossiers as pages, printed from the tables that the code obeys. `docs/law` holds them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from dossiers import law
from dossiers.deadlines import DAY, HOUR, SAME_DAY, SEASONAL, WORKING_DAY, Limit, promise
from dossiers.enums import Countdown, Stage
from dossiers.rulesets import OWN_RULE, RULE_SETS, RuleSet
from portal.kernel.workdays import DEFAULT_HOURS, VIETNAM, WorkingCalendar
from postal import custody, tracking
from postal import law as postal_law
from postal.enums import Holder

_MADE: Final = "<!-- Printed by scripts/law from the tables of the code. Do not edit. -->"
_EXAMPLE: Final = datetime(2021, 7, 22, 9, 10, tzinfo=VIETNAM)
#: How each unit is counted, and where that is said.
_UNITS: Final = (
    (SAME_DAY, "The day of receipt; after 15:00 the next working day", "R7", Limit(1, SAME_DAY)),
    (HOUR, "Hours in which the office is open and no pause holds", OWN_RULE, Limit(8, HOUR)),
    (DAY, "Days on end, the day of receipt is day 0; an end on a day off moves to the next working day",
     "Bộ luật Dân sự 2015 Điều 147.2, 148.5", Limit(10, DAY)),
    (WORKING_DAY, "Days that are worked, the day of receipt is day 0", "R6", Limit(10, WORKING_DAY)),
    (SEASONAL, "The law names no day", OWN_RULE, Limit(None, SEASONAL)),
)  # fmt: skip
_FIGURES: Final[Sequence[tuple[str, str, Callable[[RuleSet], object]]]] = (
    ("Working hours to answer an online dossier", "R5", lambda one: one.answer_working_hours),
    ("Times a supplement may be asked for", "R3", lambda one: one.supplements_allowed),
    ("Days in which the applicant completes a dossier", "R10", lambda one: one.supplement_timeout_days),
    ("Working days in which the agency may ask for a supplement", "R9", lambda one: one.supplement_notice_working_days),
    ("Times a result may be promised anew", "R12", lambda one: one.apologies_allowed),
    ("After this hour an intake goes on the next working day", "R8", lambda one: f"{one.forward_cutoff:%H:%M}"),
)


def pages() -> Mapping[str, str]:
    """Return the pages by file name."""
    return {"dossiers.md": dossiers_page(), "deadlines.md": deadlines_page(), "postal.md": postal_page()}


def dossiers_page() -> str:
    """Return the life of a dossier: statuses, acts, what the acts do, and their sources in each body of law."""
    names = [one.name for one in RULE_SETS]
    return _page(
        "# The life of a dossier",
        "",
        "The table of acts in `dossiers/law.py`, and the articles that `dossiers/rulesets.py` gives to each rule.",
        f"A rule without an article is our own: “{OWN_RULE}”.",
        "",
        "## Statuses",
        "",
        *_table(("Code", "Status", "Screen", "Group"), _statuses()),
        "",
        "## Acts",
        "",
        "In the order in which a dossier lives. “·” leaves status or stage as it is; an act without “from” opens the",
        "dossier. “Reason” means that the act is refused without one.",
        "",
        *_table(("Act", "From", "To", "Stage", "By", "Time limit", "Notice", "Rule", "Reason"), _acts()),
        "",
        "## Sources",
        "",
        *_table(("Rule", *names), _sources()),
        "",
        "## Forms",
        "",
        *_table(("Paper", *(f"{one.forms_source}" for one in RULE_SETS)), _forms()),
    )


def deadlines_page() -> str:
    """Return how time is counted: units with an example each, figures, what stops and moves the clock."""
    return _page(
        "# How time is counted",
        "",
        "`dossiers/deadlines.py` counts; a calendar of working days and the office hours are its arguments.",
        "",
        "## Units",
        "",
        f"Example: received on {_EXAMPLE:%d-%m-%Y} (Thursday) at {_EXAMPLE:%H:%M}, offices open 07:00–11:30 and",
        "13:30–17:00, no holiday near.",
        "",
        *_table(("Unit", "Counts", "Source", "Example", "Due"), _units()),
        "",
        "A promise in days ends when the office closes on that day; a receipt on a day off or after closing counts",
        f"from the opening of the next working day ({OWN_RULE}). The receipt shows the true instant.",
        "",
        "## Figures",
        "",
        *_table(("Figure", "Rule", *(one.name for one in RULE_SETS)), _figures()),
        "",
        "## What acts do to the clock",
        "",
        *_table(("Effect", "Meaning", "Acts"), _effects()),
        "",
        "After a supplement the revision of the procedure says whether the limit counts anew (default) or goes on.",
        "Time in which the applicant is waited for never counts as delay. An apology moves the promise, not the limit",
        "of the law: a dossier returned after the first promise stays late.",
    )


def postal_page() -> str:
    """Return the postal lane: its states, acts and limits, who can hand over to whom, and the sources."""
    return _page(
        "# What goes by post",
        "",
        "The tables of `postal/law.py`, `postal/tracking.py` and `postal/custody.py`. The service rests on",
        f"{postal_law.POSTAL_DECISION}, of which no article is cited: none was verified. “{OWN_RULE}” is our own.",
        "",
        "## States",
        "",
        "Of two events the one in the higher band counts, whatever the clocks say; in one band the later one.",
        "",
        *_table(("Code", "Screen", "Band", "Final"), _parcel_states()),
        "",
        "## Acts",
        "",
        *_table(("Act", "Screen", "From", "To", "By", "Source"), _parcel_acts()),
        "",
        "## From hand to hand",
        "",
        "Each parcel has one holder at each instant. Nothing jumps: where nobody saw how, it went through the carrier.",
        "",
        *_table(("Holder", "Can hand over to"), _hand_overs()),
        "",
        "## When somebody has to look",
        "",
        *_table(("Task", "Screen", "In state", "Held by", "After working days", "Source"), _parcel_limits()),
        "",
        f"Delivery is promised within {postal_law.DELIVERY_DAYS} working days where the carrier names none; at failed",
        f"attempt {postal_law.ATTEMPTS_BEFORE_CALL} somebody calls the receiver (law.md §4.3, {OWN_RULE}).",
    )


def _parcel_states() -> Iterator[tuple[object, ...]]:
    for state, (band, _rank) in tracking.PLACE.items():
        yield f"`{state.value}`", state.label, band, "yes" if state in tracking.FINAL else ""


def _parcel_acts() -> Iterator[tuple[object, ...]]:
    for rule in postal_law.RULES.values():
        before = _values(rule.before) or "–"
        yield f"`{rule.act.value}`", rule.act.label, before, rule.after.value, rule.who, rule.source


def _hand_overs() -> Iterator[tuple[object, ...]]:
    for holder in Holder:
        yield f"`{holder.value}`", _values(after for before, after in custody.HAND_OVERS if before == holder)


def _parcel_limits() -> Iterator[tuple[object, ...]]:
    for one in postal_law.LIMITS:
        days = f"{one.working_days} past the promised day" if one.counts_from_promise else one.working_days
        held = _values(one.holders)
        yield f"`{one.task.value}`", one.task.label, _values(one.states), held, days, one.source


def _page(*lines: str) -> str:
    return "\n".join((_MADE, "", *lines)) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"


def _values(members: Iterable[Any]) -> str:
    """Name the members of an enumeration, in the order in which it lists them."""
    chosen = set(members)
    kinds = {type(one) for one in chosen}
    ordered = [one for kind in kinds for one in kind if one in chosen]
    return ", ".join(one.value or "none" for one in ordered)


def _statuses() -> Iterator[tuple[object, ...]]:
    groups = {
        "waits for the desk": law.WAITS_FOR_DESK,
        "clock runs": law.RUNNING,
        "waits for the applicant": law.WAITS_FOR_APPLICANT,
        "decided": law.DECIDED,
        "final": law.FINAL,
    }
    for status, code in law.NATIONAL_CODE.items():
        held = ", ".join(name for name, members in groups.items() if status in members)
        yield code, f"`{status.value}`", status.label, held


def _acts() -> Iterator[tuple[object, ...]]:
    for rule in law.RULES:
        yield (
            f"`{rule.name}`",
            _values(rule.sources),
            rule.target.value if rule.target else "·",
            _stages(rule),
            _values(rule.by),
            rule.countdown.value,
            rule.notice or "–",
            rule.rule,
            "yes" if rule.reason_required else "",
        )


def _stages(rule: law.Rule) -> str:
    if not rule.stages and rule.target_stage is None:
        return "any"
    to = "·" if rule.target_stage is None else (rule.target_stage.value or "none")
    return f"{_values(rule.stages) or 'any'} → {to}" if rule.target_stage != Stage.NONE or rule.stages else to


def _sources() -> Iterator[tuple[object, ...]]:
    cited = {rule.rule for rule in law.RULES if rule.rule != OWN_RULE} | {"R3", "R7", "R8"}
    for name in sorted(cited, key=lambda one: int(one[1:])):
        yield name, *(one.source(name) for one in RULE_SETS)


def _forms() -> Iterator[tuple[object, ...]]:
    for key in dict.fromkeys(key for one in RULE_SETS for key in one.forms):
        cells = [one.forms.get(key) for one in RULE_SETS]
        yield key, *(f"Mẫu {cell.number} – {cell.title}" if cell else "–" for cell in cells)


def _units() -> Iterator[tuple[object, ...]]:
    calendar = WorkingCalendar({}, known_until=None)
    for unit, how, source, limit in _UNITS:
        due = promise(started_at=_EXAMPLE, limit=limit, calendar=calendar, hours=DEFAULT_HOURS).due_at
        yield f"`{unit}`", how, source, limit.value or "–", f"{due:%d-%m-%Y %H:%M}" if due else "–"


def _figures() -> Iterator[tuple[object, ...]]:
    for words, rule, figure in _FIGURES:
        yield words, rule, *(figure(one) for one in RULE_SETS)


def _effects() -> Iterator[tuple[object, ...]]:
    for effect in Countdown:
        acts = ", ".join(f"`{rule.name}`" for rule in law.RULES if rule.countdown == effect)
        yield effect.value, effect.label, acts or "–"
