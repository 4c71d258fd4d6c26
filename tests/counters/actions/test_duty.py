"""Who is on duty, where people wait, what is checked, and who hears of what was not put right."""

from datetime import date, timedelta

import pytest

from counters.actions import duty
from counters.actions.duty import Found
from counters.enums import CheckItem, HalfDay
from counters.models import DutyShift, Hall, SafetyCheck, SafetyPoint, WaitingRoom
from notifications.channels.composing import line_of
from notifications.models import Message
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from tests.support import accounts, desk
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
TUESDAY = date(2021, 7, 27)
ALL_GOOD = dict.fromkeys(CheckItem, Found(is_good=True))
NO_MASKS = {**ALL_GOOD, CheckItem.MASKS: Found(is_good=False, remark="Hết khẩu trang")}
EVENING = NINE + timedelta(hours=9)


@pytest.fixture
def at():
    return desk.commune()


def plan(commune, officer=None, **said):
    facts = {
        "day": TUESDAY,
        "half": HalfDay.MORNING,
        "responsible_for": " Quầy  2 ",
        "actor": commune.leader,
        "at": NINE,
    }
    by = officer or commune.officer
    return duty.plan_shift(desk_id=commune.agency.served_by.pk, officer_id=by.pk, **{**facts, **said})


def colleague(commune, **fields):
    return accounts.staff(Role.ONE_STOP_OFFICER, commune.agency, **fields)


def check(commune, found=NO_MASKS, **said):
    facts = {"room_id": None, "note": "", "photo_id": None, "actor": commune.officer, "at": NINE, **said}
    return duty.record_check(desk_id=commune.agency.served_by.pk, found=found, **facts)


def test_somebody_is_on_duty_for_something(at):
    shift = plan(at)

    assert (shift.officer, shift.day, shift.half) == (at.officer, TUESDAY, HalfDay.MORNING)
    assert (shift.responsible_for, shift.entered_by) == ("Quầy 2", at.leader)


@pytest.mark.parametrize("role", [Role.ONE_STOP_OFFICER, Role.LEADER, Role.AGENCY_ADMIN])
def test_the_desk_its_leader_and_its_administrator_plan(at, role):
    assert plan(at, actor=accounts.staff(role, at.agency)).pk


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.AUDITOR, Role.CLERK])
def test_others_do_not_plan(at, role):
    with pytest.raises(RuleViolation, match="Lịch trực do"):
        plan(at, actor=accounts.staff(role, at.agency))


def test_a_leader_of_elsewhere_does_not_plan_here(at):
    with pytest.raises(RuleViolation, match="Lịch trực do"):
        plan(at, actor=accounts.staff(Role.LEADER, at.other))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"day": date(2021, 7, 25)}, "đã qua"),
        ({"day": date(2021, 7, 31)}, "ngày nghỉ"),
        ({"responsible_for": "  "}, "phụ trách việc gì"),
    ],
)
def test_a_shift_lies_on_a_working_day_to_come_and_says_what_for(at, said, words):
    with pytest.raises(RuleViolation, match=words):
        plan(at, **said)

    assert not DutyShift.objects.exists()


def test_only_officers_of_the_desk_are_on_duty(at):
    for person in (at.specialist, accounts.staff(Role.ONE_STOP_OFFICER, at.other)):
        with pytest.raises(RuleViolation, match="không phải là cán bộ của quầy"):
            plan(at, person)


def test_nobody_is_in_two_places_at_once(at):
    plan(at)

    with pytest.raises(RuleViolation, match="đã có ca trực"):
        plan(at)

    assert plan(at, half=HalfDay.AFTERNOON).pk


def test_no_more_are_on_duty_than_the_hall_allows(at):
    Hall.objects.create(desk=at.agency.served_by, duty_cap=1)
    plan(at)

    with pytest.raises(RuleViolation, match="không quá 1 người"):
        plan(at, colleague(at))


def test_without_a_hall_four_are_on_duty_at_most(at):
    for _number in range(duty.DUTY_CAP):
        plan(at, colleague(at))

    with pytest.raises(RuleViolation, match="không quá 4 người"):
        plan(at)


def test_who_stands_in_is_on_duty_for_the_same_and_the_roster_keeps_why(at):
    Hall.objects.create(desk=at.agency.served_by, duty_cap=1)
    shift, other = plan(at), colleague(at)

    made = duty.substitute(shift_id=shift.pk, officer_id=other.pk, reason="Đi cách ly", actor=at.officer, at=NINE)

    shift.refresh_from_db()
    assert (made.officer, made.stands_in_for, made.substitution_reason) == (other, at.officer, "Đi cách ly")
    assert (made.responsible_for, shift.cancelled_at) == ("Quầy 2", NINE)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_substitution_has_a_reason(at, reason):
    shift = plan(at)

    with pytest.raises(RuleViolation, match="Nhập lý do"):
        duty.substitute(shift_id=shift.pk, officer_id=colleague(at).pk, reason=reason, actor=at.officer, at=NINE)


def test_a_shift_is_cancelled_once_and_the_place_is_free_again(at):
    shift = plan(at)
    duty.cancel_shift(shift_id=shift.pk, actor=at.officer, at=NINE)

    with pytest.raises(RuleViolation, match="đã hủy"):
        duty.cancel_shift(shift_id=shift.pk, actor=at.officer, at=NINE)

    assert plan(at).pk


def test_what_is_past_stays_on_the_roster(at):
    shift = plan(at)

    with pytest.raises(RuleViolation, match="đã qua"):
        duty.cancel_shift(shift_id=shift.pk, actor=at.officer, at=NINE + timedelta(days=3))


def keep(commune, **said):
    facts = {"name": "Sảnh", "cap": 2, "is_open": True, "reason": "Mở", "actor": commune.officer, "at": NINE, **said}
    return duty.keep_room(desk_id=commune.agency.served_by.pk, **facts)


def test_a_room_is_opened_and_changed_with_its_history(at):
    room = keep(at)

    keep(at, room_id=room.pk, cap=4, is_open=False, reason="Sửa chữa")

    room.refresh_from_db()
    latest = room.history.latest()
    assert (room.cap, room.is_open) == (4, False)
    assert (latest.history_user, latest.history_change_reason) == (at.officer, "Sửa chữa")


@pytest.mark.parametrize(
    ("said", "words"), [({"name": " "}, "Nhập tên"), ({"cap": 0}, "Nhập tên"), ({}, "đã có phòng")]
)
def test_a_room_has_a_name_of_its_own_and_takes_somebody(at, said, words):
    keep(at)

    with pytest.raises(RuleViolation, match=words):
        keep(at, **said)


def test_only_officers_of_the_desk_keep_rooms_and_checks(at):
    with pytest.raises(RuleViolation, match="cán bộ của quầy"):
        keep(at, actor=at.leader)
    with pytest.raises(RuleViolation, match="cán bộ của quầy"):
        check(at, actor=accounts.staff(Role.ONE_STOP_OFFICER, at.other))

    assert not WaitingRoom.objects.exists()
    assert not SafetyCheck.objects.exists()


def test_a_check_keeps_every_item_with_time_and_place(at):
    room = keep(at)

    made = check(at, room_id=room.pk, note=" Sáng ")

    assert (made.room, made.day, made.checked_at, made.note) == (room, NINE.date(), NINE, "Sáng")
    assert made.points.count() == len(CheckItem)
    assert list(made.points.filter(is_good=False).values_list("item", "remark")) == [("masks", "Hết khẩu trang")]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({}, "đủ các mục"),
        ({**ALL_GOOD, CheckItem.SIGN: Found(is_good=False, remark=" ")}, "Ghi điều chưa đạt"),
    ],
)
def test_a_check_says_something_of_every_item(at, found, words):
    with pytest.raises(RuleViolation, match=words):
        check(at, found)

    assert not SafetyCheck.objects.exists()


def test_what_was_not_in_order_is_put_right_once_with_words(at):
    point = check(at).points.get(is_good=False)
    said = {"point_id": point.pk, "actor": at.officer, "at": EVENING}

    with pytest.raises(RuleViolation, match="Ghi đã khắc phục"):
        duty.solve_point(solution=" ", **said)
    solved = duty.solve_point(solution="Đã mua thêm", **said)
    with pytest.raises(RuleViolation, match="đã được khắc phục"):
        duty.solve_point(solution="Lần nữa", **said)

    assert (solved.solved_by, solved.solved_at, solved.solution) == (at.officer, EVENING, "Đã mua thêm")


def test_leaders_hear_once_of_what_is_open_at_the_end_of_the_day(at):
    check(at, {**NO_MASKS, CheckItem.SIGN: Found(is_good=False, remark="Chưa dán")})

    told = [duty.escalate_open(at=instant) for instant in (NINE, EVENING, EVENING + timedelta(days=3))]

    message = Message.objects.get()
    assert line_of(message) == f"{at.agency.name}: còn điểm chưa đạt về phòng dịch ngày {message.subject_reference}"
    assert told == [0, 2, 0]
    assert (message.recipient, message.kind) == (at.leader, "safety_open")
    assert message.link == f"/can-bo/kiem-tra-ngay/?quay={at.agency.key}&ngay=2021-07-26"
    assert SafetyPoint.objects.filter(escalated_at=EVENING).count() == 2


def test_nobody_hears_of_what_was_put_right_in_time(at):
    point = check(at).points.get(is_good=False)
    duty.solve_point(point_id=point.pk, solution="Đã mua", actor=at.officer, at=NINE)

    assert duty.escalate_open(at=EVENING) == 0
    assert not Message.objects.exists()
