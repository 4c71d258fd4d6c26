from datetime import date, time, timedelta

import pytest

from counters import actions
from counters.models import Hall, HeadCount, Slot
from portal.accounts.enums import Role
from portal.agencies.models import CalendarDay
from portal.kernel.errors import RuleViolation
from portal.kernel.workdays import local
from tests.support import accounts, filing, halls
from tests.support.halls import MONDAY, NOON, TUESDAY

pytestmark = pytest.mark.django_db
FRIDAY, SATURDAY, SUNDAY = date(2021, 7, 30), date(2021, 7, 31), date(2021, 8, 1)


@pytest.fixture
def at():
    return halls.lobby()


def publish(at, first=TUESDAY, last=TUESDAY, **facts):
    return actions.publish_slots(
        **{"desk_id": at.desk.pk, "first_day": first, "last_day": last, "actor": at.officer, "at": NOON, **facts}
    )


def hours(day=TUESDAY):
    starts = Slot.objects.order_by("starts_at").values_list("starts_at", "ends_at")
    return [f"{local(begins):%H:%M}–{local(ends):%H:%M}" for begins, ends in starts if local(begins).date() == day]


def test_slots_lie_inside_office_hours_with_a_buffer_between_them(at):
    done = publish(at)

    assert hours() == [
        "07:00–07:20", "07:30–07:50", "08:00–08:20", "08:30–08:50", "09:00–09:20", "09:30–09:50", "10:00–10:20",
        "10:30–10:50", "11:00–11:20", "13:30–13:50", "14:00–14:20", "14:30–14:50", "15:00–15:20", "15:30–15:50",
        "16:00–16:20", "16:30–16:50",
    ]  # fmt: skip
    assert (done.new, done.known, done.days_off) == (16, 0, ())
    assert set(Slot.objects.values_list("capacity", flat=True)) == {2}


def test_days_off_are_passed_over_and_named(at):
    CalendarDay.objects.create(
        day=FRIDAY, kind="dong_cua", is_working=False, name="Nghỉ lễ", source="Thông báo", agency=at.agency
    )

    done = publish(at, date(2021, 7, 29), date(2021, 8, 2))

    assert done.days_off == (FRIDAY, SATURDAY, SUNDAY)
    assert {local(one.starts_at).date() for one in Slot.objects.all()} == {date(2021, 7, 29), date(2021, 8, 2)}


def test_publishing_twice_publishes_once(at):
    publish(at)

    again = publish(at)

    assert (again.new, again.known) == (0, 16)
    assert Slot.objects.count() == 16


def test_another_rhythm_leaves_out_what_would_overlap(at):
    publish(at, from_time=time(7), to_time=time(9))
    at.hall.slot_minutes, at.hall.buffer_minutes = 45, 0
    at.hall.save()

    publish(at, to_time=time(11, 30))

    assert hours() == ["07:00–07:20", "07:30–07:50", "08:00–08:20", "08:30–08:50", "09:15–10:00", "10:00–10:45",
                       "10:45–11:30"]  # fmt: skip


def test_only_what_is_still_to_come_today_is_published(at):
    publish(at, MONDAY, MONDAY)

    assert hours(MONDAY)[0] == "13:30–13:50"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"first": SATURDAY, "last": SUNDAY}, "Ngày 31/7/2021 nghỉ: Thứ Bảy"),
        ({"first": TUESDAY, "last": MONDAY}, "Ngày cuối phải từ ngày đầu"),
        ({"first": date(2021, 7, 20), "last": TUESDAY}, "Ngày đầu phải từ hôm nay"),
        ({"last": TUESDAY + timedelta(days=90)}, "nhiều nhất 62 ngày"),
        ({"from_time": time(6)}, "làm việc 07:00–11:30, 13:30–17:00"),
        ({"to_time": time(18)}, "làm việc 07:00–11:30, 13:30–17:00"),
        ({"from_time": time(10), "to_time": time(9)}, "Giờ cuối phải sau giờ đầu"),
        ({"from_time": time(11, 30), "to_time": time(13, 30)}, "Không còn khung giờ nào"),
        ({"counters": 3}, "Số quầy phải từ 1 đến 2"),
        ({"counters": 0}, "Số quầy phải từ 1 đến 2"),
    ],
)
def test_impossible_slots_are_refused_with_words(at, facts, words):
    with pytest.raises(RuleViolation, match=words):
        publish(at, **facts)

    assert not Slot.objects.exists()


def test_only_the_desk_and_its_administration_publish(at):
    stranger = accounts.staff(Role.ONE_STOP_OFFICER, at.other)

    with pytest.raises(RuleViolation, match="do cán bộ của bộ phận"):
        publish(at, actor=stranger)
    assert publish(at, actor=at.admin).new == 16


def test_a_desk_without_a_hall_publishes_nothing(at):
    officer = accounts.staff(Role.ONE_STOP_OFFICER, at.other)

    with pytest.raises(RuleViolation, match="chưa khai báo sảnh"):
        publish(at, desk_id=at.other.served_by_id, actor=officer)


def test_withdrawing_keeps_slots_in_which_somebody_has_an_appointment(at):
    publish(at, counters=1)
    kept = Slot.objects.order_by("starts_at")[3]
    halls.booked(at, kept)

    done = actions.withdraw_slots(desk_id=at.desk.pk, first_day=TUESDAY, last_day=TUESDAY, actor=at.officer, at=NOON)

    assert (done.gone, done.kept) == (15, 1)
    assert list(Slot.objects.filter(is_withdrawn=False)) == [kept]


def test_withdrawn_slots_are_taken_up_again(at):
    publish(at, counters=1)
    actions.withdraw_slots(desk_id=at.desk.pk, first_day=TUESDAY, last_day=TUESDAY, actor=at.officer, at=NOON)

    again = publish(at, counters=2)

    assert again.new == 16
    assert set(Slot.objects.values_list("capacity", "is_withdrawn")) == {(2, False)}


def set_hall(at, **facts):
    reason = facts.pop("reason", "Theo CV 1318")
    actor = facts.pop("actor", at.admin)
    return actions.set_hall(desk_id=at.desk.pk, facts=facts, reason=reason, actor=actor, at=NOON)


def test_a_hall_is_set_with_its_reason_and_its_caps_follow(at):
    set_hall(at, counters_open=3, waiting_cap=4)

    head = HeadCount.objects.get(desk=at.desk)
    assert (head.counters_cap, head.waiting_cap) == (3, 4)
    assert Hall.history.order_by("-history_id")[0].history_change_reason == "Theo CV 1318"


def test_a_first_hall_opens_the_count_of_heads(at):
    actions.set_hall(
        desk_id=at.other.served_by_id, facts={}, reason="Mở", actor=accounts.staff(Role.AGENCY_ADMIN, at.other), at=NOON
    )

    assert HeadCount.objects.get(desk=at.other.served_by).waiting_cap == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"contact_group_max": 3}, "không quá 2 người"),
        ({"counters_open": 0}, "ít nhất một quầy"),
        ({"slot_minutes": 4}, "ít nhất 5 phút"),
        ({"reason": " "}, "Nhập lý do"),
    ],
)
def test_impossible_halls_are_refused(at, facts, words):
    with pytest.raises(RuleViolation, match=words):
        set_hall(at, **facts)


def test_caps_do_not_fall_below_who_is_there(at):
    HeadCount.objects.update(waiting=2)

    with pytest.raises(RuleViolation, match="nhiều người hơn"):
        set_hall(at, waiting_cap=1)


def test_a_hall_is_set_by_the_administration_only(at):
    for actor in (at.officer, filing.citizen()):
        with pytest.raises(RuleViolation, match="do quản trị"):
            set_hall(at, actor=actor)
