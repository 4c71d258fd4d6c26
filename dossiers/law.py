"""The life of a dossier, one row per act, in the order in which it is lived.

Pure: no ORM, no clock, no settings. `docs/law/dossiers.md` is printed from this table.
R-numbers name the rules of the one-stop mechanism; `rulesets` gives each its article in the law of the day.
"""

from dataclasses import dataclass
from typing import Final

from dossiers.enums import Capacity, Countdown, Proposal, Stage, Status
from dossiers.rulesets import OWN_RULE, RuleSet
from portal.kernel.errors import RuleViolation

S, G, C, T = Status, Stage, Capacity, Countdown

#: National codes 1–10 (law.md §2.3).
NATIONAL_CODE: Final = {status: number for number, status in enumerate(Status, start=1)}
WAITS_FOR_DESK: Final = frozenset({S.REGISTERED})
RUNNING: Final = frozenset({S.RECEIVED, S.PROCESSING})
WAITS_FOR_APPLICANT: Final = frozenset({S.SUPPLEMENT, S.FINANCIAL_DUTY})
OPEN: Final = WAITS_FOR_DESK | RUNNING | WAITS_FOR_APPLICANT
DECIDED: Final = frozenset({S.DECIDED, S.RETURNED})
FINAL: Final = frozenset({S.REFUSED_INTAKE, S.WITHDRAWN, S.STOPPED, S.RETURNED})
#: Received by a desk: bears an official code.
ACCEPTED: Final = frozenset(Status) - {S.REGISTERED, S.REFUSED_INTAKE}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may move a dossier from where to where, what happens to the time limit, whom it is told, why."""

    name: str
    sources: frozenset[Status]
    target: Status | None
    stages: frozenset[Stage]
    target_stage: Stage | None
    by: frozenset[Capacity]
    countdown: Countdown
    notice: str
    rule: str
    reason_required: bool = False


def _rule(
    name: str, move: str, stages: str, by: str, countdown: str, notice: str, rule: str, *, reason_required: bool = False
) -> Rule:
    sources, _, target = move.partition(">")
    from_stages, _, to_stage = stages.partition(">")
    return Rule(
        name,
        frozenset(S[s] for s in sources.split()),
        S[target.strip()] if target.strip() else None,
        frozenset(G[s] for s in from_stages.split()),
        G[to_stage.strip()] if to_stage.strip() else None,
        frozenset(C[c] for c in by.split()),
        T[countdown],
        notice,
        rule,
        reason_required,
    )


# A move without ">" leaves the status; stages without ">" leave the stage; no source: the act opens the dossier.
# fmt: off
RULES: Final = (
    #     act                     from > to                                      stage > stage             who                             time limit   notice                 rule
    _rule("submit",               "> REGISTERED",                                "> NONE",                 "APPLICANT",                    "UNCHANGED", "submitted",           "R5"),
    _rule("receive_direct",       "> RECEIVED",                                  "> NONE",                 "RECEPTION",                    "STARTS",    "received",            "R4"),
    _rule("accept",               "REGISTERED > RECEIVED",                       "",                       "RECEPTION",                    "STARTS",    "received",            "R6"),
    _rule("refuse_intake",        "REGISTERED > REFUSED_INTAKE",                 "",                       "RECEPTION",                    "UNCHANGED", "intake_refused",      "R4",  reason_required=True),
    _rule("ask_correction",       "REGISTERED > SUPPLEMENT",                     "",                       "RECEPTION",                    "UNCHANGED", "supplement_asked",    "R3",  reason_required=True),
    _rule("resubmit",             "SUPPLEMENT > REGISTERED",                     "NONE",                   "APPLICANT",                    "UNCHANGED", "submitted",           "R5"),
    _rule("cancel",               "REGISTERED > WITHDRAWN",                      "",                       "APPLICANT",                    "UNCHANGED", "withdrawn",           "R15"),
    _rule("forward",              "RECEIVED > PROCESSING",                       "> ASSIGNING",            "RECEPTION",                    "UNCHANGED", "",                    "R8"),
    _rule("assign",               "PROCESSING",                                  "ASSIGNING EXAMINING > EXAMINING", "HEAD SIGNATORY",      "UNCHANGED", "",                    OWN_RULE),
    _rule("take_up",              "PROCESSING",                                  "ASSIGNING > EXAMINING",  "SPECIALIST",                   "UNCHANGED", "",                    OWN_RULE),
    _rule("propose",              "PROCESSING",                                  "EXAMINING > REVIEWING",  "CASE_OFFICER",                 "UNCHANGED", "",                    OWN_RULE),
    _rule("propose_to_signatory", "PROCESSING",                                  "EXAMINING > SIGNING",    "CASE_OFFICER",                 "UNCHANGED", "",                    OWN_RULE),
    _rule("endorse",              "PROCESSING",                                  "REVIEWING > SIGNING",    "HEAD",                         "UNCHANGED", "",                    OWN_RULE),
    _rule("send_back",            "PROCESSING",                                  "REVIEWING SIGNING > EXAMINING", "HEAD SIGNATORY",        "UNCHANGED", "",                    OWN_RULE, reason_required=True),
    _rule("ask_supplement",       "PROCESSING > SUPPLEMENT",                     "REVIEWING SIGNING",      "HEAD SIGNATORY",               "STOPS",     "supplement_asked",    "R9",  reason_required=True),
    _rule("answer_supplement",    "SUPPLEMENT",                                  "REVIEWING SIGNING",      "APPLICANT RECEPTION",          "UNCHANGED", "",                    "R9"),
    _rule("confirm_supplement",   "SUPPLEMENT > PROCESSING",                     "REVIEWING SIGNING > EXAMINING", "RECEPTION",             "RESTARTS",  "supplement_confirmed", "R9"),
    _rule("close_unanswered",     "SUPPLEMENT > STOPPED",                        "",                       "RECEPTION SYSTEM",             "UNCHANGED", "stopped",             "R10", reason_required=True),
    _rule("fix_financial_duty",   "PROCESSING > FINANCIAL_DUTY",                 "EXAMINING",              "CASE_OFFICER",                 "PAUSES",    "financial_duty",      "R20", reason_required=True),
    _rule("confirm_payment",      "FINANCIAL_DUTY > PROCESSING",                 "EXAMINING",              "CASE_OFFICER RECEPTION",       "RESUMES",   "",                    "R20"),
    _rule("apologise",            "RECEIVED PROCESSING",                         "",                       "SIGNATORY",                    "MOVES",     "apology",             "R12", reason_required=True),
    _rule("request_withdrawal",   "RECEIVED PROCESSING SUPPLEMENT FINANCIAL_DUTY", "",                     "APPLICANT",                    "UNCHANGED", "",                    "R15"),
    _rule("confirm_withdrawal",   "RECEIVED PROCESSING SUPPLEMENT FINANCIAL_DUTY > WITHDRAWN", "",         "RECEPTION",                    "STOPS",     "withdrawn",           "R15"),
    _rule("stop",                 "PROCESSING > STOPPED",                        "",                       "SIGNATORY",                    "STOPS",     "stopped",             OWN_RULE, reason_required=True),
    _rule("grant",                "PROCESSING > DECIDED",                        "SIGNING",                "SIGNATORY",                    "STOPS",     "result_ready",        "R16"),
    _rule("refuse",               "PROCESSING > DECIDED",                        "SIGNING",                "SIGNATORY",                    "STOPS",     "result_ready",        "R11", reason_required=True),
    _rule("reopen",               "DECIDED > PROCESSING",                        "SIGNING > EXAMINING",    "RECEPTION SIGNATORY",          "RESUMES",   "",                    "R18", reason_required=True),
    _rule("suspend_clock",        "RECEIVED PROCESSING",                         "",                       "SYSTEM",                       "PAUSES",    "due_moved",           OWN_RULE),
    _rule("extend_supplement",    "SUPPLEMENT",                                  "",                       "SYSTEM",                       "UNCHANGED", "supplement_extended", OWN_RULE),
    _rule("reappoint_pickup",     "RECEIVED PROCESSING DECIDED",                 "",                       "SYSTEM",                       "UNCHANGED", "pickup_moved",        OWN_RULE),
    _rule("change_return",        "RECEIVED PROCESSING SUPPLEMENT FINANCIAL_DUTY DECIDED", "",             "APPLICANT RECEPTION SYSTEM",   "UNCHANGED", "",                    OWN_RULE),
    _rule("post_papers",          "REGISTERED RECEIVED PROCESSING SUPPLEMENT",   "",                       "APPLICANT",                    "UNCHANGED", "",                    "R1"),
    _rule("papers_by_post",       "REGISTERED RECEIVED PROCESSING SUPPLEMENT",   "",                       "SYSTEM",                       "UNCHANGED", "",                    "R1"),
    _rule("post_result",          "DECIDED",                                     "",                       "RECEPTION",                    "UNCHANGED", "",                    "R1"),
    _rule("return_result",        "DECIDED > RETURNED",                          "",                       "RECEPTION APPLICANT SYSTEM",   "UNCHANGED", "returned",            "R16"),
)
# fmt: on
RULE: Final = {rule.name: rule for rule in RULES}
OPENING: Final = frozenset(rule.name for rule in RULES if not rule.sources)
#: Which act carries a proposal to its outcome.
ENDS: Final = {Proposal.GRANT: "grant", Proposal.REFUSE: "refuse", Proposal.SUPPLEMENT: "ask_supplement"}


def permitted(*, status: Status, stage: Stage, capacities: frozenset[Capacity]) -> tuple[Rule, ...]:
    """Return the rules a person with these capacities may apply to a dossier in `status` and `stage`."""
    return tuple(
        rule
        for rule in RULES
        if status in rule.sources and (not rule.stages or stage in rule.stages) and rule.by & capacities
    )


def check(
    rule: Rule, *, status: Status | None, stage: Stage, capacities: frozenset[Capacity], reason: str, rule_set: RuleSet
) -> None:
    """Test one act against its rule. `status` is `None` for a dossier that does not exist yet.

    :raises RuleViolation: wrong status or stage, wrong person, or a missing reason.
    """
    source = rule_set.source(rule.rule)
    if (status is None) != (rule.name in OPENING) or (status is not None and status not in rule.sources):
        where = status.label.lower() if status else ""
        raise RuleViolation(f"Hồ sơ đang ở trạng thái “{where}” nên không làm được việc này.", source=source)
    if status is not None and rule.stages and stage not in rule.stages:
        raise RuleViolation(f"Hồ sơ đang ở bước “{stage.label}” nên không làm được việc này.", source=source)
    if not rule.by & capacities:
        raise RuleViolation("Ông/Bà không phải là người được giao làm việc này với hồ sơ.", source=source)
    if rule.reason_required and not reason.strip():
        raise RuleViolation("Nhập lý do.", source=source)
