"""What happened on which day. Times are those of Vietnam; the acts are the portal's own."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from counters import actions as at_counters
from counters.actions import Visit, Visitor
from counters.enums import Purpose
from counters.models import Slot
from dossiers import actions, suspension_impact
from dossiers.actions import ApplicantFacts, Consent, CounterClosed
from dossiers.enums import ContactOutcome, ContactWay, ReturnMethod, Stage, Status
from dossiers.models import Dossier
from dossiers.queries import unfinished_runs
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.agencies.models import Agency
from portal.web.demo.people import BAC_LY, PERSONAS
from procedures import actions as orders
from procedures import queries
from procedures.actions import Basis, Matter, OrderDraft, ScopeChoice
from procedures.enums import CounterAct, ExemptionState, Ground, RevisionState, ScopeKind
from procedures.models import ProcedureRevision, SuspensionOrder

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
EVE: Final = date(2021, 7, 21)
FIRST: Final = date(2021, 7, 22)
LAST: Final = date(2021, 8, 4)
REOPENED: Final = date(2021, 8, 5)
TOWN, MOUNTAINS, CENTRE = "UBND_DONG_HOI", "UBND_MINH_HOA", "TTHCC"
#: What owners of results answer, in turn: most agree to the post, some wait, some are not reached.
ANSWERS: Final = (
    ContactOutcome.AGREED_POST,
    ContactOutcome.AGREED_POST,
    ContactOutcome.WILL_WAIT,
    ContactOutcome.AGREED_POST,
    ContactOutcome.UNREACHABLE,
)


def on(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of the story."""
    return datetime.combine(day, time(hour, minute), ZONE)


@dataclass
class Story:
    """Who acts, and what was met on the way."""

    admin: User
    order: SuspensionOrder | None = None
    refused: int = 0
    talked: int = 0
    agencies: dict[str, Agency] = field(default_factory=dict)

    def person(self, key: str) -> User:
        """Return a persona of the demo."""
        return User.objects.get(email=next(one.email for one in PERSONAS if one.key == key))

    def staff(self, role: Role, agency: Agency) -> User:
        """Return who holds a role at an agency; somebody is appointed where nobody does."""
        held = Membership.objects.filter(role=role, agency=agency).select_related("user").order_by("pk").first()
        if held is not None:
            return held.user
        number = User.objects.count()
        made = User.objects.create(
            kind="staff", full_name=f"Cán bộ {number}", full_name_folded=f"can bo {number}",
            email=f"can-bo-{number}@quangbinh.example", joined_at=on(EVE, 8),
        )  # fmt: skip
        desk = agency.served_by if role == Role.ONE_STOP_OFFICER else None
        Membership.objects.create(user=made, role=role, agency=agency, desk=desk, valid_from=date(2020, 1, 1))
        return made


def play() -> Story:
    """Tell the story from the evening before to the day after."""
    story = Story(admin=User.objects.get(email=next(one.email for one in PERSONAS if one.key == "quan_tri_tinh")))
    story.agencies = {one.key: one for one in Agency.objects.select_related("served_by__agency", "served_by__place")}
    book_appointments(story)
    list_what_is_urgent(story)
    issue_the_order(story)
    for number in range((LAST - FIRST).days + 1):
        live_one_day(story, FIRST + timedelta(days=number))
    reopen(story)
    return story


def book_appointments(story: Story) -> None:
    """Give the desks of the town slots, and the citizens of the demo appointments inside the days to come."""
    citizens = [story.person("cong_dan"), story.person("cong_dan_2")]
    for key in (CENTRE, TOWN, BAC_LY):
        desk = story.agencies[key].served_by
        assert desk is not None  # noqa: S101 -- each of the three keeps a desk
        keeper = story.staff(Role.AGENCY_ADMIN, desk.agency)
        at_counters.set_hall(
            desk_id=desk.pk, facts={"counters_open": 1, "bookings_per_person_day": 2}, reason="Mở đặt lịch hẹn",
            actor=keeper, at=on(EVE, 8),
        )  # fmt: skip
        at_counters.publish_slots(
            desk_id=desk.pk, first_day=FIRST, last_day=REOPENED + timedelta(days=8), actor=keeper, at=on(EVE, 8, 5)
        )
        officer = story.staff(Role.ONE_STOP_OFFICER, desk.agency)
        inside = (
            Slot.objects.free().filter(desk=desk, starts_at__range=(on(FIRST, 0), on(LAST, 23))).order_by("starts_at")
        )
        for number, slot in enumerate(inside[::7][:4]):
            at_counters.book(
                slot_id=slot.pk,
                visitor=Visitor(name=citizens[number % 2].full_name, phone=f"09120000{number}{desk.pk % 10}"),
                visit=Visit(purpose=Purpose.PICK_UP), actor=officer, at=on(EVE, 9, number),
            )  # fmt: skip


def list_what_is_urgent(story: Story) -> None:
    """Let the ward list the deaths it must register, its chairman approve it, and the centre publish it (5b)."""
    ward = story.agencies[BAC_LY]
    drafter, head = story.staff(Role.AGENCY_ADMIN, ward), story.staff(Role.LEADER, ward)
    wanted = urgent_revision().procedure
    drawn = orders.draft_list(agency_id=ward.pk, actor=drafter, at=on(EVE, 10))
    orders.add_entry(
        list_id=drawn.pk, actor=drafter, ground=Ground.RIGHTS, procedure_id=wanted.pk, at=on(EVE, 10, 5),
        reason=wanted.urgent_reason or "Không thể chờ đến khi quầy mở lại",
    )  # fmt: skip
    orders.approve_list(list_id=drawn.pk, actor=head, at=on(EVE, 11))
    orders.publish_lists(actor=story.admin, at=on(EVE, 14))


def urgent_revision() -> ProcedureRevision:
    """Return the registration of a death: it is on the list, and can be filed at the counter."""
    return ProcedureRevision.objects.select_related("procedure").get(
        procedure__key="khai_tu", state=RevisionState.PUBLISHED
    )


def ordinary_revision() -> ProcedureRevision:
    """Return a procedure that can wait or go online."""
    return ProcedureRevision.objects.select_related("procedure").get(
        procedure__key="khai_sinh", state=RevisionState.PUBLISHED
    )


def issue_the_order(story: Story) -> None:
    """Draft the order in the evening, look at what it does, issue it and let the worker do it."""
    places = tuple(ScopeChoice(kind=ScopeKind.PLACE, agency_id=story.agencies[key].pk) for key in (TOWN, MOUNTAINS))
    draft = OrderDraft(
        title="Tạm ngừng tiếp nhận hồ sơ và trả kết quả trực tiếp",
        first_day=FIRST,
        last_day=LAST,
        scopes=places,
        basis=Basis(
            number="1318/UBND-KSTT",
            signed_on=FIRST,
            signer="Phó Chủ tịch UBND tỉnh Hồ An Phong",
            abstract="về giải quyết công việc, thủ tục hành chính trong giai đoạn dịch COVID-19 diễn biến phức tạp",
        ),
    )
    order = orders.draft_order(draft=draft, actor=story.admin, at=on(EVE, 21))
    shown = suspension_impact.preview(suspension_impact.terms_of(order), at=on(EVE, 21, 30)).counts
    suspension_impact.issue(order_id=order.pk, actor=story.admin, shown=shown, at=on(EVE, 21, 30))
    work(on(EVE, 21, 31))
    order.refresh_from_db()
    story.order = order


def work(at: datetime) -> None:
    """Do what the worker and the scheduler do."""
    for order_id in queries.orders_to_note(at=at):
        orders.note_opened(order_id=order_id, at=at)
    suspension_impact.sweep_all(at=at)
    for run in unfinished_runs():
        suspension_impact.apply_run(run.pk, at=at)
        suspension_impact.tell_people(run.pk, at=at)


def live_one_day(story: Story, day: date) -> None:
    """One day under the order: the counter, the signatures, the calls."""
    if day.weekday() >= 5:  # noqa: PLR2004 -- Saturday, Sunday
        work(on(day, 7))
        return
    knock_at_the_counter(story, day)
    sign_what_is_ready(story, day)
    work(on(day, 11))
    call_the_owners(story, day)
    if day == FIRST + timedelta(days=1):
        meet_one_urgent_case(story, day)


def knock_at_the_counter(story: Story, day: date) -> None:
    """Let somebody bring an ordinary dossier, which the counter must refuse, and on some days an urgent one."""
    ward = story.agencies[BAC_LY]
    officer = story.staff(Role.ONE_STOP_OFFICER, ward)
    for revision in (ordinary_revision(), *([urgent_revision()] if day.day % 3 == 0 else [])):
        facts = ApplicantFacts(name=f"Người dân ngày {day.day}", phone="0912345678", address="Phường Bắc Lý")
        try:
            actions.receive_direct(
                revision=revision, agency=ward, actor=officer, facts=facts, papers={},
                return_method=ReturnMethod.POST, return_address="Phường Bắc Lý, Đồng Hới", at=on(day, 8, 30),
            )  # fmt: skip
        except CounterClosed:
            story.refused += 1


def sign_what_is_ready(story: Story, day: date) -> None:
    """Go on deciding behind closed counters: two dossiers a day leave the desk of those who sign."""
    ready = Dossier.objects.filter(status=Status.PROCESSING, stage=Stage.SIGNING, proposal="grant")
    for dossier in ready.select_related("agency__parent").order_by("due_at", "pk")[:2]:
        leader = Membership.objects.filter(role=Role.LEADER, agency=dossier.agency).order_by("pk").first()
        signer = leader.user if leader else story.staff(Role.LEADER, dossier.agency)
        actions.grant(dossier_id=dossier.pk, actor=signer, seen=None, at=on(day, 9))


def waiting_in_scope(story: Story) -> list[Dossier]:
    """Return results that wait at counters which the order closes."""
    assert story.order is not None  # noqa: S101 -- issued before the first day
    desks = suspension_impact.terms_of(story.order).desk_ids
    found = Dossier.objects.waiting_for_pickup().filter(desk__in=desks, return_method=ReturnMethod.IN_PERSON)
    return list(found.select_related("desk__agency").order_by("decided_at", "pk"))


def call_the_owners(story: Story, day: date) -> None:
    """Call the owners of results that nobody called yet (5đ)."""
    for dossier in waiting_in_scope(story):
        if dossier.contact_attempts.exists():
            continue
        answer = ANSWERS[story.talked % len(ANSWERS)]
        story.talked += 1
        consent = Consent(
            receiver_name=dossier.applicant_name, receiver_phone=dossier.applicant_phone or "0912345678",
            address=dossier.applicant_address or "Đồng Hới, Quảng Bình", consented_by=dossier.applicant_name,
        )  # fmt: skip
        actions.log_attempt(
            dossier_id=dossier.pk, actor=story.staff(Role.ONE_STOP_OFFICER, dossier.desk.agency), seen=None,
            way=ContactWay.PHONE, outcome=answer, at=on(day, 14),
            next_attempt_at=on(day + timedelta(days=1), 9) if answer == ContactOutcome.UNREACHABLE else None,
            consent=consent if answer == ContactOutcome.AGREED_POST else None,
        )  # fmt: skip


def meet_one_urgent_case(story: Story, day: date) -> None:
    """Let one owner ask to get the result in the hand, the head decide, and the desk hand it over."""
    waiting = waiting_in_scope(story)
    waits = next((one for one in waiting if one.agency.key == BAC_LY), waiting[0])
    officer = story.staff(Role.ONE_STOP_OFFICER, waits.desk.agency)
    matter = Matter(
        agency_id=waits.agency_id, procedure_id=waits.procedure_id, act=CounterAct.RETURN, ground=Ground.HEALTH,
        reason="Cần kết quả để làm thủ tục nhập viện trong ngày", dossier_reference=waits.reference,
    )  # fmt: skip
    asked = orders.request_exemption(
        matter=matter, actor=officer, at=on(day, 8), person=orders.Person(waits.applicant_name, waits.applicant_phone)
    )
    if asked.state == ExemptionState.REQUESTED:
        orders.decide_exemption(
            exemption_id=asked.pk, actor=story.staff(Role.LEADER, waits.agency), verdict=ExemptionState.GRANTED,
            reason="Ảnh hưởng trực tiếp đến sức khỏe", at=on(day, 9),
        )  # fmt: skip
    actions.return_result(
        dossier_id=waits.pk, actor=officer, seen=None, method=ReturnMethod.IN_PERSON,
        receiver_name=waits.applicant_name, at=on(day, 15),
    )  # fmt: skip


def reopen(story: Story) -> None:
    """Open the counter again with the first office hour after the last day."""
    work(on(REOPENED, 7))
    ward = story.agencies[BAC_LY]
    actions.receive_direct(
        revision=ordinary_revision(), agency=ward, actor=story.staff(Role.ONE_STOP_OFFICER, ward),
        facts=ApplicantFacts(name="Người dân sau tạm ngừng", phone="0912345678"), papers={},
        return_method=ReturnMethod.IN_PERSON, at=on(REOPENED, 8),
    )  # fmt: skip
