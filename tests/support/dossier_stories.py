"""An office at work, and dossiers that were walked to where a test needs them, by the acts themselves."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from dossiers import actions
from dossiers.clock import recheck
from dossiers.enums import Proposal, ReturnMethod, Verdict
from dossiers.models import Dossier
from dossiers.queries.audit import verify_chain
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.agencies.models import Agency
from postal.actions import Contact, Paper
from procedures.enums import OrderState
from procedures.models import ProcedureRevision, SuspensionOrder
from tests.support import accounts, filing

#: Wednesday 22-7-2026, 09:00 in Vietnam.
NINE: Final = datetime(2026, 7, 22, 2, 0, tzinfo=UTC)
#: Acts that an order does to dossiers, without a person.
BY_ORDER: Final = frozenset({"reappoint_pickup", "extend_supplement", "suspend_clock"})
MINUTES: Final = timedelta(minutes=10)
#: What goes by post, and to whom.
POSTING: Final = actions.Posting(
    party=Contact(
        name="Trần Thị Nhung", phone="0912345678", address="12 Lê Lợi", commune_name="Bắc Lý", province="Quảng Bình"
    ),
    papers=(Paper(kind="Kết quả", originals=1),),
)


@dataclass
class Office:
    """One agency with its desk, one person for each capacity, and somebody who holds none."""

    agency: Agency
    revision: ProcedureRevision
    applicant: User
    officer: User
    specialist: User
    head: User
    leader: User
    outsider: User


def office(**revision: Any) -> Office:
    """Make the office; by default a procedure of ten working days that passes through a head of division."""
    agency, elsewhere = filing.communes()
    made = filing.procedure()
    facts = {"workflow": "huyen_chuan", "limit_value": 10, **revision}
    for name, value in facts.items():
        setattr(made, name, value)
    made.save(update_fields=list(facts))
    made.offers.update(limit_value=facts["limit_value"])
    return Office(
        agency=agency,
        revision=made,
        applicant=filing.citizen(),
        officer=accounts.staff(Role.ONE_STOP_OFFICER, agency),
        specialist=accounts.staff(Role.SPECIALIST, agency),
        head=accounts.staff(Role.HEAD_OF_DIVISION, agency),
        leader=accounts.staff(Role.LEADER, agency),
        outsider=accounts.staff(Role.LEADER, elsewhere),
    )


@dataclass
class Story:
    """A dossier, the acts done to it, and the instant of the last."""

    office: Office
    dossier: Dossier = field(init=False)
    at: datetime = NINE

    def submit(self) -> "Story":
        """Let the applicant submit a complete draft."""
        draft = filing.ready_draft(self.office.revision, self.office.applicant, self.office.agency)
        self.dossier = actions.submit(draft_id=draft.pk, actor=self.office.applicant, at=self.at)
        return self

    def do(self, name: str, *, after: timedelta = MINUTES, actor: User | None = None, **said: Any) -> Dossier:
        """Do one act, by whom it is usually done, with what is usually said."""
        self.at += after
        usual = self.usual(name)
        by = usual.pop("actor") if actor is None else actor
        usual.pop("actor", None)
        facts = {"seen": self.dossier.event_seq, **usual, **said}
        self.dossier = getattr(actions, act_of(name))(dossier_id=self.dossier.pk, actor=by, at=self.at, **facts)
        return self.dossier

    def walk(self, *names: str) -> "Story":
        """Do one act after the other."""
        for name in names:
            self.do(name)
        return self

    def judge(self, verdict: Verdict = Verdict.GOOD, note: str = "") -> None:
        """Let the desk look at every paper."""
        papers = dict.fromkeys(self.dossier.papers.values_list("pk", flat=True), (verdict, note))
        actions.judge_papers(dossier_id=self.dossier.pk, actor=self.office.officer, verdicts=papers, at=self.at)

    def usual(self, name: str) -> dict[str, Any]:
        """Return who does an act and what they say."""
        at, paper = self.office, self.office.revision.requirements.get(position=2)
        above = at.head if self.dossier.stage == "reviewing" else at.leader
        missing = [actions.Missing(paper.name, "Bản chụp mờ", paper.pk)]
        said: dict[str, dict[str, Any]] = {
            "confirm_withdrawal": {} if self.dossier.withdrawal_requested_at else {"reason": "Đơn xin rút bằng giấy"},
            "refuse_intake": {"reason": "Không thuộc thẩm quyền"},
            "ask_correction": {"items": missing},
            "ask_supplement": {"actor": above, "items": missing},
            "resubmit": {"files": {}, "text": "Tôi gửi lại"},
            "answer_supplement": {"files": {}, "text": "Tôi gửi lại"},
            "assign": {"officer_id": at.specialist.pk},
            "propose": {"proposal": Proposal.GRANT, "text": ""},
            "propose_to_signatory": {"proposal": Proposal.GRANT, "text": ""},
            "propose_refuse": {"proposal": Proposal.REFUSE, "text": "Không đủ điều kiện"},
            "propose_supplement": {"proposal": Proposal.SUPPLEMENT, "text": "Thiếu giấy tờ"},
            "send_back": {
                "reason": "Thiếu căn cứ",
                "actor": at.head if self.dossier.stage == "reviewing" else at.leader,
            },
            "fix_financial_duty": {"amount_vnd": 1_250_000, "reason": "Lệ phí trước bạ"},
            "apologise": {"reason": "Chờ xác minh", "new_due_on": date(2026, 8, 12)},
            "stop": {"reason": "Đất có tranh chấp"},
            "refuse": {"reason": "Không đủ điều kiện"},
            "reopen": {"reason": "Sai ngày sinh"},
            "return_result": {"method": ReturnMethod.IN_PERSON, "receiver_name": self.dossier.applicant_name},
            "post_papers": {"posting": POSTING},
            "post_result": {"posting": POSTING},
            "papers_by_post": {"actor": None, "order_number": "TN-260722-0001-B1"},
            "change_return": {"method": ReturnMethod.POST, "address": "12 Lê Lợi, Đồng Hới"},
        }
        if name in BY_ORDER:
            said[name] = self._by_order(name)
        by = {
            "applicant": {"resubmit", "cancel", "answer_supplement", "request_withdrawal", "post_papers"},
            "specialist": {
                "take_up",
                "propose",
                "propose_to_signatory",
                "propose_refuse",
                "propose_supplement",
                "fix_financial_duty",
            },
            "head": {"assign", "endorse"},
            "leader": {"apologise", "stop", "grant", "refuse"},
        }
        who = next((person for person, acts in by.items() if act_of(name) in acts), "officer")
        return {"actor": getattr(at, who), **said.get(name, {})}

    def _by_order(self, name: str) -> dict[str, Any]:
        order = order_of(self.office.leader, NINE)
        facts: dict[str, dict[str, Any]] = {
            "reappoint_pickup": {"pickup_on": date(2026, 8, 17)},
            "extend_supplement": {"answer_until": date(2026, 9, 17)},
            "suspend_clock": {"from_at": order.starts_at, "to_at": order.ends_at, "basis": order.basis_words},
        }
        return {"actor": None, "order_id": order.pk, **facts[name]}

    def is_sound(self) -> bool:
        """Tell whether the promise follows from the facts and the chain of events holds."""
        stored = Dossier.objects.select_related("agency", "desk__agency", "revision").get(pk=self.dossier.pk)
        return recheck(stored) and verify_chain(stored) == ()


def order_of(drafter: User, at: datetime) -> SuspensionOrder:
    """Return an order without scopes, so that it closes nothing: what moves dossiers needs one to name."""
    return SuspensionOrder.objects.get_or_create(
        reference="TTN-2026-99",
        defaults={
            "title": "Tạm ngừng quầy",
            "state": OrderState.ISSUED,
            "first_day": date(2026, 8, 3),
            "last_day": date(2026, 8, 16),
            "starts_at": at,
            "ends_at": at + timedelta(days=14),
            "basis_number": "1318/UBND-KSTT",
            "basis_date": date(2021, 7, 22),
            "basis_signer": "Phó Chủ tịch UBND tỉnh",
            "drafted_by": drafter,
            "drafted_at": at,
            "issued_by": drafter,
            "issued_at": at,
        },
    )[0]


def act_of(name: str) -> str:
    """Return the act behind a word of a story: a proposal says by its end what is proposed."""
    return "propose" if name.startswith("propose") else name


_EXAMINING: Final = ("accept", "forward", "take_up")
_SUPPLEMENT: Final = (*_EXAMINING, "propose_supplement", "ask_supplement")
#: The acts after submission that lead into each situation.
SITUATIONS: Final = {
    "registered": (),
    "received": ("accept",),
    "assigning": ("accept", "forward"),
    "examining": _EXAMINING,
    "reviewing": (*_EXAMINING, "propose"),
    "reviewing a supplement": (*_EXAMINING, "propose_supplement"),
    "signing": (*_EXAMINING, "propose", "endorse"),
    "signing a refusal": (*_EXAMINING, "propose_refuse", "endorse"),
    "supplement": _SUPPLEMENT,
    "answered": (*_SUPPLEMENT, "answer_supplement"),
    "duty": (*_EXAMINING, "fix_financial_duty"),
    "decided": (*_EXAMINING, "propose", "endorse", "grant"),
    "decided, by post": (*_EXAMINING, "propose", "endorse", "grant", "change_return"),
}


def story(situation: str, **revision: Any) -> Story:
    """Walk a new dossier into a situation."""
    begun = Story(office(**revision)).submit()
    if situation == "correcting":
        begun.judge(Verdict.WRONG, "Bản chụp mờ")
        return begun.walk("ask_correction")
    return begun.walk(*SITUATIONS[situation])
