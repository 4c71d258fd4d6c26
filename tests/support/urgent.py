"""A province under an order: a commune whose counter is closed, its people, lists and cases in their situations."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.kernel.counters import next_number
from procedures.enums import CounterAct, ExemptionKind, ExemptionState, Ground, ListState
from procedures.models import (
    Exemption,
    Procedure,
    SuspensionOrder,
    UrgentEntry,
    UrgentList,
    UrgentPublication,
)
from tests.support import accounts, desk, filing, orders

#: Monday 26-7-2021, 09:00 in Vietnam: the order of 2021 is in force until 04-8.
NINE = datetime(2021, 7, 26, 2, 0, tzinfo=UTC)
#: Counters open again at this instant.
REOPENS = datetime(2021, 8, 4, 17, 0, tzinfo=UTC)
_numbers = count(1)


@dataclass
class Closed:
    """A commune whose counter is closed for intake and return, and the people around it."""

    agency: Agency
    other: Agency
    district: Agency
    province: Agency
    procedure: Procedure
    order: SuspensionOrder
    officer: User
    specialist: User
    leader: User
    district_leader: User
    province_admin: User
    citizen: User = field(default_factory=filing.citizen)


def closed(**order: Any) -> Closed:
    """Make the commune and the order over its district."""
    agency, other = filing.communes()
    district = Agency.objects.get(key="UBND_DH")
    province = Agency.objects.get(key="UBND_TINH")
    return Closed(
        agency=agency,
        other=other,
        district=district,
        province=province,
        procedure=filing.procedure(urgent_candidate=True).procedure,
        order=orders.order_in_force(district, **order),
        officer=accounts.staff(Role.ONE_STOP_OFFICER, agency, full_name="Hoàng Thị Lan"),
        specialist=accounts.staff(Role.SPECIALIST, agency, full_name="Phạm Văn Thụ"),
        leader=accounts.staff(Role.LEADER, agency, full_name="Hoàng Minh Đức"),
        district_leader=accounts.staff(Role.LEADER, district, full_name="Phan Quang Dũng"),
        province_admin=accounts.staff(Role.PROVINCE_ADMIN, province, full_name="Trần Minh Sơn"),
    )


def around(commune: desk.Commune, **order: Any) -> Closed:
    """Put a commune at work (tests.support.desk) under the order."""
    district = commune.agency.parent
    assert district is not None
    assert district.parent is not None
    return Closed(
        agency=commune.agency,
        other=commune.other,
        district=district,
        province=district.parent,
        procedure=commune.revision.procedure,
        order=orders.order_in_force(district, **order),
        officer=commune.officer,
        specialist=commune.specialist,
        leader=commune.leader,
        district_leader=accounts.staff(Role.LEADER, district),
        province_admin=accounts.staff(Role.PROVINCE_ADMIN, district.parent),
        citizen=commune.citizen,
    )


def centre(at: Closed) -> Agency:
    """Make the provincial centre."""
    return accounts.agency("TTHCC", parent=at.province, name="Trung tâm Hành chính công tỉnh")


def draft(at: Closed, *, agency: Agency | None = None, entries: int = 1, **fields: Any) -> UrgentList:
    """Make a list that the specialist writes; its first entry is the procedure of the commune."""
    owner = agency or at.agency
    made = UrgentList.objects.create(
        **{
            "agency": owner,
            "version": UrgentList.objects.filter(agency=owner).count() + 1,
            "drafted_by": at.specialist,
            "drafted_at": NINE,
            **fields,
        }
    )
    for number in range(entries):
        UrgentEntry.objects.create(
            urgent_list=made,
            procedure=at.procedure if number == 0 else None,
            case_text="" if number == 0 else f"Xe chở hàng thiết yếu {number}",
            ground=Ground.RIGHTS,
            reason="Trẻ sơ sinh cần thẻ bảo hiểm y tế",
        )
    return made


def approved(at: Closed, **fields: Any) -> UrgentList:
    """Make a list that its head approved."""
    facts = {"state": ListState.APPROVED, "approved_by": at.leader, "approved_title": "Chủ tịch UBND phường"}
    return draft(at, **facts, approved_at=NINE, **fields)


def published(at: Closed, *, since: datetime = NINE - timedelta(days=1), **fields: Any) -> UrgentList:
    """Make a published list with an exemption for each entry."""
    issue = UrgentPublication.objects.create(
        number=next_number("urgent publication"), published_by=at.province_admin, published_at=since
    )
    made = approved(at, **fields)
    made.state, made.publication = ListState.PUBLISHED, issue
    made.save(update_fields=["state", "publication"])
    for entry in made.entries.order_by("pk"):
        exemption(
            at,
            kind=ExemptionKind.LISTED,
            state=ExemptionState.GRANTED,
            act="",
            agency=made.agency,
            procedure=entry.procedure,
            entry=entry,
            order=None,
            requester=None,
            applicant_name="",
            reason=entry.reason,
            decide_by_at=None,
            decided_by=at.leader,
            decided_title=made.approved_title,
            decided_at=NINE,
            decision_reason=entry.reason,
            valid_from=since,
        )
    return made


def exemption(at: Closed, **fields: Any) -> Exemption:
    """Make a case that waits for its decision."""
    return Exemption.objects.create(
        **{
            "reference": f"CT-210726-{1000 + next(_numbers)}",
            "kind": ExemptionKind.CASE,
            "state": ExemptionState.REQUESTED,
            "act": CounterAct.INTAKE,
            "agency": at.agency,
            "procedure": at.procedure,
            "order": at.order,
            "requester": at.citizen,
            "applicant_name": at.citizen.full_name,
            "applicant_phone": at.citizen.phone,
            "ground": Ground.HEALTH,
            "reason": "Con nằm viện, cần giấy trong ngày",
            "requested_at": NINE,
            "decide_by_at": NINE + timedelta(hours=6),
            **fields,
        }
    )


def granted(at: Closed, **fields: Any) -> Exemption:
    """Make a case that the head granted until the counter opens again."""
    facts = {
        "state": ExemptionState.GRANTED,
        "decided_by": at.leader,
        "decided_title": "Chủ tịch UBND phường",
        "decided_at": NINE,
        "decision_reason": "Có giấy nhập viện",
        "valid_from": NINE,
        "valid_until": REOPENS,
    }
    return exemption(at, **facts | fields)
