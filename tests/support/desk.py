"""A commune at work: one desk, its officers, and dossiers in the situations they meet."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from dossiers import law
from dossiers.enums import Capacity, Outcome, Proposal, ReturnMethod, Stage, Status
from dossiers.models import Dossier, DossierEvent, DossierPaper, Supplement
from dossiers.rulesets import ND61
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.kernel.sealed import fingerprint
from portal.kernel.text import fold
from procedures.models import ChannelOffer, ProcedureRevision
from tests.support import accounts, filing

NINE = datetime(2021, 7, 26, 2, 0, tzinfo=UTC)
NATIONAL_ID = "044194002318"
_numbers = count(1)


@dataclass
class Commune:
    """A commune with its desk, one officer of each kind, and the procedure people come for."""

    agency: Agency
    other: Agency
    revision: ProcedureRevision
    officer: User
    specialist: User
    leader: User
    head: User
    citizen: User = field(default_factory=filing.citizen)


def commune(*, workflow: str = "xa_chuan") -> Commune:
    """Make the commune."""
    agency, other = filing.communes()
    agency.code = "000.01.32.H46"
    agency.save(update_fields=["code"])
    revision = filing.procedure()
    revision.workflow = workflow
    revision.save(update_fields=["workflow"])
    ChannelOffer.objects.create(revision=revision, channel="buu_chinh", limit_value=3, limit_unit="working_day")
    return Commune(
        agency=agency,
        other=other,
        revision=revision,
        officer=accounts.staff(Role.ONE_STOP_OFFICER, agency, full_name="Hoàng Thị Lan"),
        specialist=accounts.staff(Role.SPECIALIST, agency, full_name="Phạm Văn Thụ"),
        head=accounts.staff(Role.HEAD_OF_DIVISION, agency, full_name="Lê Văn Trưởng"),
        leader=accounts.staff(Role.LEADER, agency, full_name="Hoàng Minh Đức"),
    )


def _facts(at: Commune, number: int, status: Status) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if status in law.ACCEPTED:
        facts |= {
            "code": f"{at.agency.code}-210726-{number:04d}",
            "received_at": NINE,
            "clock_started_at": NINE,
            "due_at": NINE + timedelta(days=3, hours=8),
            "due_original_at": NINE + timedelta(days=3, hours=8),
        }
    if status == Status.REGISTERED:
        facts["answer_due_at"] = NINE + timedelta(hours=8)
    if status in law.DECIDED:
        facts |= {"decided_at": NINE, "outcome": Outcome.GRANTED}
    return facts


def dossier(at: Commune, status: Status = Status.REGISTERED, stage: Stage = Stage.NONE, **fields: Any) -> Dossier:
    """Make a dossier in one situation, as the acts before would have left it: one event tells of them."""
    number = next(_numbers)
    name = fields.pop("applicant_name", f"Trần Văn {chr(65 + number // 26 % 26)}{chr(97 + number % 26)}")
    facts = {
        "reference": f"TN-210726-{number:04d}",
        "track_token": f"{number:032x}",
        "track_secret": "BCFG2345",
        "procedure": at.revision.procedure,
        "revision": at.revision,
        "agency": at.agency,
        "desk": at.agency.served_by,
        "channel": "truc_tuyen",
        "rule_set": ND61.key,
        "event_seq": 1,
        "applicant": at.citizen,
        "applicant_name": name,
        "applicant_folded": fold(name),
        "applicant_phone": "+84912345678",
        "applicant_national_id": NATIONAL_ID,
        "applicant_national_id_print": fingerprint(NATIONAL_ID),
        "return_method": ReturnMethod.IN_PERSON,
        "submitted_at": NINE,
    }
    made = Dossier.objects.create(status=status, stage=stage, **(facts | _facts(at, number, status) | fields))
    _opened(made, at.citizen)
    for requirement in at.revision.requirements.order_by("position")[:2]:
        DossierPaper.objects.create(dossier=made, requirement=requirement)
    return made


def _opened(made: Dossier, by: User) -> None:
    DossierEvent.objects.create(
        dossier=made,
        seq=1,
        act="submit",
        actor=by,
        actor_name=by.full_name,
        capacity=Capacity.APPLICANT,
        to_status=made.status,
        to_stage=made.stage,
        legal_basis="Điều 17",
        happened_at=NINE,
        hash="1",
    )


def examining(at: Commune, **fields: Any) -> Dossier:
    """Make a dossier that the commune's specialist examines."""
    return dossier(at, Status.PROCESSING, Stage.EXAMINING, case_officer=at.specialist, **fields)


def signing(at: Commune, proposal: Proposal = Proposal.GRANT, **fields: Any) -> Dossier:
    """Make a dossier that waits for its signature."""
    text = "" if proposal == Proposal.GRANT else "Không đủ điều kiện"
    return dossier(
        at, Status.PROCESSING, Stage.SIGNING,
        **{"case_officer": at.specialist, "proposal": proposal, "proposal_text": text, **fields},
    )  # fmt: skip


def supplementing(at: Commune, *, answered: bool = False, **fields: Any) -> Dossier:
    """Make a dossier whose applicant was asked, during examination, for the second paper."""
    made = dossier(at, Status.SUPPLEMENT, Stage.SIGNING, case_officer=at.specialist, supplements_asked=1, **fields)
    requirement = at.revision.requirements.get(position=1)
    Supplement.objects.create(
        dossier=made,
        number=1,
        items=[{"subject": requirement.name, "requirement": requirement.pk, "reason": "Ảnh mờ"}],
        is_before_intake=False,
        asked_at=NINE,
        answer_until=NINE.date() + timedelta(days=15),
        answered_at=NINE + timedelta(hours=2) if answered else None,
    )
    return made
