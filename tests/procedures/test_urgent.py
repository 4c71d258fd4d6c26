"""Cases that cannot wait: asked for, decided by the head in time, escalated when late."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from notifications.enums import Kind
from notifications.models import Message
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from portal.kernel.files import store_upload
from procedures import actions
from procedures.enums import CounterAct, ExemptionState, Ground, OrderState
from procedures.models import Exemption
from procedures.permissions import exemptions_visible_to
from procedures.queries.urgent import listed_for, usable_exemptions
from tests.support import accounts, filing, orders, urgent
from tests.support.files import pdf_bytes, upload
from tests.support.urgent import NINE, REOPENS

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(minutes=30)
GRANTED, REFUSED = ExemptionState.GRANTED, ExemptionState.REFUSED


@pytest.fixture
def at():
    return urgent.closed()


def matter(at, **said):
    facts = {"act": CounterAct.INTAKE, "ground": Ground.HEALTH, "reason": "Con nằm viện"}
    return actions.Matter(**{"agency_id": at.agency.pk, "procedure_id": at.procedure.pk, **facts, **said})


def ask(at, **said):
    person, actor = said.pop("person", None), said.pop("actor", at.citizen)
    evidence, when = said.pop("evidence", ()), said.pop("when", NINE)
    return actions.request_exemption(
        matter=matter(at, **said), actor=actor, person=person, evidence=evidence, at=when
    )  # fmt: skip


def decide(case, actor, verdict=GRANTED, **said):
    facts = {"reason": "Có giấy nhập viện", "at": LATER, **said}
    return actions.decide_exemption(exemption_id=case.pk, actor=actor, verdict=verdict, **facts)


def test_a_request_says_until_when_the_head_decides_in_working_hours(at):
    asked = ask(at, when=datetime(2021, 7, 26, 8, 30, tzinfo=UTC))

    assert (asked.state, asked.reference, asked.order) == ("requested", "CT-210726-0001", at.order)
    assert (asked.requester, asked.applicant_name, asked.typed_by) == (at.citizen, at.citizen.full_name, None)
    # Four working hours from 15:30: until 17:00, then from 7:00 of the next day.
    assert asked.decide_by_at == datetime(2021, 7, 27, 2, 30, tzinfo=UTC)


def test_an_officer_asks_for_somebody_at_the_telephone(at):
    asked = ask(at, actor=at.officer, person=actions.Person("Trần  Văn Ba", "+84911111111", "ba@vi-du.vn"))

    assert (asked.requester, asked.typed_by, asked.applicant_name) == (None, at.officer, "Trần Văn Ba")
    with pytest.raises(RuleViolation, match="Chỉ Một cửa"):
        ask(at, actor=at.specialist, person=actions.Person("Trần Văn Tư", "+84922222222"))


def test_what_is_not_suspended_needs_no_exemption(at):
    at.order.state, at.order.lifted_at = OrderState.LIFTED, NINE
    at.order.save(update_fields=["state", "lifted_at"])

    with pytest.raises(RuleViolation, match="không tạm ngừng"):
        ask(at)
    assert not Exemption.objects.exists()


def test_an_act_that_the_order_leaves_open_needs_none():
    at = urgent.closed(closes_return=False)

    with pytest.raises(RuleViolation, match="không tạm ngừng"):
        ask(at, act=CounterAct.RETURN)
    assert ask(at).act == CounterAct.INTAKE


@pytest.mark.parametrize(
    ("wished_at", "words"), [(REOPENS + timedelta(hours=3), "không cần đề nghị"), (NINE - timedelta(hours=1), "đã qua")]
)
def test_the_time_wished_for_lies_ahead_and_in_the_closed_days(at, wished_at, words):
    with pytest.raises(RuleViolation, match=words):
        ask(at, wished_at=wished_at)


def test_an_order_to_come_can_be_prepared_for(at):
    ahead = datetime(2021, 7, 21, 15, 0, tzinfo=UTC)

    assert ask(at, when=ahead, wished_at=NINE).wished_at == NINE


def test_a_request_without_reason_or_to_an_agency_that_is_not_competent_is_refused(at):
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        ask(at, reason="  ")
    with pytest.raises(RuleViolation, match="không giải quyết"):
        ask(at, agency_id=at.district.pk)


def test_the_same_is_asked_once_until_it_is_decided(at):
    asked = ask(at)

    with pytest.raises(actions.AskedAlready) as again:
        ask(at)
    assert again.value.exemption == asked
    decide(asked, at.leader, REFUSED)
    assert ask(at, reason="Có tình tiết mới").state == "requested"


def test_a_grant_not_used_yet_is_not_asked_for_again(at):
    granted = urgent.granted(at)

    with pytest.raises(actions.AskedAlready):
        ask(at)
    Exemption.objects.filter(pk=granted.pk).update(used_at=NINE)
    assert ask(at).state == "requested"


def test_a_refused_request_gives_its_number_back(at):
    with pytest.raises(RuleViolation):
        ask(at, wished_at=NINE - timedelta(hours=1))

    assert ask(at).reference == "CT-210726-0001"


@pytest.mark.parametrize("owner", ["agency", "district"])
def test_what_a_published_list_names_is_granted_at_once_and_cites_the_entry(at, owner):
    urgent.published(at, agency=getattr(at, owner))
    entry = Exemption.objects.get()

    asked = ask(at)

    assert (asked.state, asked.decided_by, asked.valid_until) == (GRANTED, at.leader, REOPENS)
    assert asked.decision_reason == f"Thuộc danh mục cấp thiết số 1 ({entry.reference}): {entry.reason}"
    assert Message.objects.get().kind == Kind.EXEMPTION_GRANTED


def test_the_list_of_another_commune_grants_nothing(at):
    urgent.published(at, agency=at.other)

    assert ask(at).state == "requested"
    assert listed_for(agency=at.agency, procedure=at.procedure, at=NINE) is None


def test_evidence_is_kept_and_only_ones_own_files_count(at):
    own = store_upload(upload("Giấy nhập viện.pdf", pdf_bytes()), by=at.citizen, at=NINE)
    foreign = store_upload(upload("Khác.pdf", pdf_bytes(pages=2)), by=at.officer, at=NINE)

    asked = ask(at, evidence=[own.pk, foreign.pk])

    assert [one.file for one in asked.evidence.order_by("pk")] == [own]
    with pytest.raises(RuleViolation, match="không quá 10 tệp"):
        ask(at, act=CounterAct.RETURN, evidence=range(11))


def test_the_head_grants_with_period_and_conditions(at):
    case = urgent.exemption(at)
    until = datetime(2021, 7, 28, 17, 0, tzinfo=UTC)

    done = decide(case, at.leader, valid_until=until, conditions="Đeo khẩu trang")

    assert (done.state, done.decided_by, done.decided_at) == (GRANTED, at.leader, LATER)
    assert (done.valid_from, done.valid_until, done.conditions) == (LATER, until, "Đeo khẩu trang")
    told = Message.objects.get()
    assert (told.kind, told.recipient, told.link) == (
        Kind.EXEMPTION_GRANTED, at.citizen, f"/cap-thiet/{case.reference}/",
    )  # fmt: skip


def test_without_a_period_a_grant_holds_until_the_counter_opens(at):
    done = decide(urgent.exemption(at), at.leader, valid_from=NINE)

    assert (done.valid_from, done.valid_until) == (LATER, REOPENS)


def test_a_refusal_is_told_with_its_reason(at):
    done = decide(urgent.exemption(at), at.leader, REFUSED, reason="Nộp trực tuyến được")

    assert (done.state, done.decision_reason, done.valid_from) == (REFUSED, "Nộp trực tuyến được", None)
    assert Message.objects.get().kind == Kind.EXEMPTION_REFUSED


def test_who_has_no_account_is_told_by_mail_without_a_private_page(at):
    case = urgent.exemption(at, requester=None, typed_by=at.officer, applicant_email="ba@vi-du.vn")

    decide(case, at.leader)

    told = Message.objects.get()
    assert (told.recipient, told.email, told.link) == (None, "ba@vi-du.vn", "/cap-thiet/")


def test_the_head_above_decides_and_others_do_not(at):
    stranger = accounts.staff(Role.LEADER, at.other)

    for actor in (at.officer, at.specialist, at.province_admin, stranger):
        with pytest.raises(RuleViolation, match="do thủ trưởng"):
            decide(urgent.exemption(at), actor)
    assert decide(urgent.exemption(at), at.district_leader).decided_by == at.district_leader


def test_a_deputy_decides_by_a_recorded_delegation(at):
    deputy = accounts.staff(Role.SPECIALIST, at.agency)
    lent = accounts.lent(at.leader.memberships.get(), deputy, starts_on=NINE.date(), ends_on=NINE.date())

    done = decide(urgent.exemption(at), deputy)

    assert (done.delegation, done.decided_title) == (lent, "Lãnh đạo ký duyệt (được ủy quyền)")
    with pytest.raises(RuleViolation, match="do thủ trưởng"):
        decide(urgent.exemption(at), deputy, at=NINE + timedelta(days=1))


def test_nobody_decides_on_an_own_request(at):
    typed = urgent.exemption(at, requester=None, typed_by=at.leader)

    with pytest.raises(RuleViolation, match="chính mình"):
        decide(typed, at.leader)
    with (
        pytest.raises(IntegrityError, match=r"exemption_nobody_decides_own_request|CHECK"),
        transaction.atomic(),
    ):
        urgent.granted(at, requester=at.leader)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": ""}, "Ghi lý do"),
        ({"valid_until": LATER}, "Ngày hết hiệu lực"),
        ({"valid_until": NINE - timedelta(days=2)}, "Ngày hết hiệu lực"),
        ({"at": REOPENS}, "đã mở lại"),
    ],
)
def test_a_decision_has_a_reason_a_period_and_a_closed_counter(at, said, words):
    with pytest.raises(RuleViolation, match=words):
        decide(urgent.exemption(at), at.leader, **said)


def test_a_case_is_decided_once(at):
    case = urgent.exemption(at)
    decide(case, at.leader)

    with pytest.raises(actions.AlreadyDecided) as late:
        decide(case, at.district_leader, REFUSED)
    assert late.value.exemption.decided_by == at.leader


def test_a_request_is_taken_back_by_who_asked_until_it_is_decided(at):
    case = urgent.exemption(at)

    with pytest.raises(RuleViolation, match="Chỉ người đề nghị"):
        actions.withdraw_request(exemption_id=case.pk, actor=at.officer, at=LATER)
    assert actions.withdraw_request(exemption_id=case.pk, actor=at.citizen, at=LATER).state == "withdrawn"
    with pytest.raises(actions.AlreadyDecided):
        actions.withdraw_request(exemption_id=case.pk, actor=at.citizen, at=LATER)


def test_a_case_is_told_to_who_may_decide_it_as_soon_as_it_is_asked(at):
    asked = ask(at)

    told = Message.objects.filter(kind=Kind.URGENT_REQUESTED)
    assert [(one.recipient, one.subject_reference) for one in told] == [(at.leader, asked.reference)]


def test_a_late_case_is_told_to_the_leaders_above_once(at):
    urgent.exemption(at, decide_by_at=NINE)
    urgent.exemption(at, decide_by_at=LATER)
    urgent.granted(at, decide_by_at=NINE)

    counted = [actions.escalate_late(at=LATER), actions.escalate_late(at=LATER + timedelta(seconds=1))]

    assert counted == [1, 1]
    assert [one.recipient for one in Message.objects.order_by("pk")] == [at.district_leader] * 2
    assert actions.escalate_late(at=REOPENS) == 0


def test_without_a_leader_above_the_administrators_of_the_province_are_told(at):
    at.district_leader.memberships.all().delete()
    urgent.exemption(at, decide_by_at=NINE)

    actions.escalate_late(at=LATER)

    assert Message.objects.get().recipient == at.province_admin


def test_what_is_past_its_validity_ends_once(at):
    urgent.granted(at, valid_until=LATER)
    urgent.granted(at)

    assert [actions.end_expired(at=LATER), actions.end_expired(at=LATER)] == [1, 0]
    assert Exemption.objects.filter(state="ended").count() == 1


def test_a_request_about_a_counter_that_is_open_again_ends_and_the_person_is_told(at):
    case = urgent.exemption(at)

    assert [actions.end_expired(at=REOPENS - timedelta(seconds=1)), actions.end_expired(at=REOPENS)] == [0, 1]
    case.refresh_from_db()
    assert (case.state, Message.objects.get().kind) == ("ended", Kind.REOPENED)


def test_a_request_outlives_its_order_while_another_closes_the_counter(at):
    orders.order_in_force(at.agency, first_day=REOPENS.date(), last_day=REOPENS.date() + timedelta(days=9))
    urgent.exemption(at)

    assert actions.end_expired(at=REOPENS + timedelta(hours=1)) == 0


def test_an_officer_may_name_entries_first_then_cases_that_were_not_used(at):
    urgent.published(at, agency=at.district, entries=2)
    case, _used = urgent.granted(at), urgent.granted(at, used_at=NINE)
    urgent.granted(at, act=CounterAct.RETURN)
    urgent.granted(at, agency=at.other)
    urgent.granted(at, procedure=filing.procedure(key="khac").procedure)

    offered = usable_exemptions(agencies=[at.agency], procedure=at.procedure, act=CounterAct.INTAKE, at=LATER)

    assert [one.entry.case_text if one.entry else one.reference for one in offered] == [
        "", "Xe chở hàng thiết yếu 1", case.reference,
    ]  # fmt: skip


def test_cases_are_seen_by_who_asked_their_desk_and_those_who_lead(at):
    case = urgent.exemption(at)
    auditor = accounts.staff(Role.AUDITOR, at.province)
    seen = [at.citizen, at.officer, at.leader, at.district_leader, at.province_admin, auditor]
    unseen = [filing.citizen(full_name="Lạ"), at.specialist, accounts.staff(Role.LEADER, at.other)]

    def opens(user):
        return exemptions_visible_to(user, on=NINE.date()).filter(pk=case.pk).exists()

    assert [opens(user) for user in seen] == [True] * 6
    assert [opens(user) for user in unseen] == [False] * 3
