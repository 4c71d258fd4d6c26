from datetime import date, time, timedelta

import pytest
import time_machine

from counters.enums import AppointmentState
from counters.models import Appointment, Hall, WaitingEntry
from tests.support import filing, halls, orders
from tests.support.halls import NOON, TUESDAY

CHOICE = "/lich-hen/dat/?viec=file&thu_tuc=1.xac_nhan&noi=XA1&ma="


@pytest.fixture
def me(client, at):
    client.force_login(at.citizen)
    return client


def text(response):
    return response.content.decode()


def hold(me, hour="09:00"):
    return me.post(CHOICE, {"khung": f"2021-07-27T{hour}"})


def test_a_citizen_chooses_a_slot_and_confirms_it_without_scripts(me, at, nine):
    page = text(me.get(CHOICE))
    assert 'value="2021-07-27T09:00"' in page
    assert "không quá 2 người" in page

    held = hold(me)
    appointment = Appointment.objects.get()
    assert held["Location"] == f"/lich-hen/{appointment.token}/xac-nhan/"
    assert "Đang giữ chỗ cho Ông/Bà đến 11:10" in text(me.get(held["Location"]))

    done = me.post(held["Location"], {"phone": "0912 345 678", "has_declared_health": "on"}, follow=True)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.phone) == (AppointmentState.BOOKED, "+84912345678")
    assert appointment.reference in text(done)
    assert "<svg" in text(done)


def test_only_one_desk_receives_it_so_nobody_has_to_choose_it(me, at, nine):
    assert me.get("/lich-hen/dat/?viec=file&thu_tuc=1.xac_nhan&noi=&ma=").status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("viec=file&thu_tuc=&noi=XA1", "Chọn thủ tục cần nộp"),
        ("viec=&thu_tuc=&noi=", "Chọn việc cần làm"),
        ("viec=file&thu_tuc=9.khac&noi=", "Chọn thủ tục"),
        ("viec=other&noi=XA9", "Chọn nơi đến"),
    ],
)
def test_a_choice_that_is_not_complete_says_what_to_choose(me, at, nine, query, words):
    response = me.get(f"/lich-hen/dat/?{query}")

    assert response.status_code == 422
    assert words in text(response)


def test_another_desk_than_the_competent_one_is_refused(me, at, nine):
    filing.procedure(key="khac", responsible=at.other, responsible_template="")

    response = me.get("/lich-hen/dat/?viec=file&thu_tuc=1.khac&noi=XA1")

    assert response.status_code == 422
    assert "Chưa nơi nào nhận đặt hẹn" in text(response)


def test_a_slot_that_filled_up_meanwhile_leads_to_others_and_loses_nothing(me, at, nine):
    halls.slot(at, time(9, 30))
    nine.taken = nine.capacity
    nine.save()

    response = hold(me)

    assert response.status_code == 422
    assert "Khung 9:00 vừa hết chỗ. Chọn khung khác" in text(response)
    assert 'value="2021-07-27T09:30"' in text(response)
    assert '<option value="1.xac_nhan" selected>' in text(response)


@pytest.mark.parametrize("value", ["", "2021-07-27T03:00", "hôm qua", "2021-02-31T09:00", "\x00", "9" * 400])
def test_a_slot_that_is_none_is_refused(me, nine, value):
    assert me.post(CHOICE, {"khung": value}).status_code == 422


def test_the_health_declaration_is_asked(me, at, nine):
    page = hold(me)["Location"]

    response = me.post(page, {"phone": ""})

    assert response.status_code == 422
    assert "Đánh dấu vào ô khai báo y tế" in text(response)


def test_a_hold_whose_time_is_over_says_so(me, at, nine):
    page = hold(me)["Location"]

    with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
        response = me.post(page, {"phone": "0912345678", "has_declared_health": "on"})

    assert response.status_code == 422
    assert "Đã hết giờ giữ chỗ" in text(response)


def test_a_place_whose_hold_is_over_goes_to_the_next_before_any_sweep(me, at):
    slot = halls.slot(at, capacity=1)
    hold(me)
    someone = filing.citizen()
    me.force_login(someone)

    with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
        assert hold(me).status_code == 302

    slot.refresh_from_db()
    assert slot.taken == 1


def test_a_full_day_has_a_line_that_can_be_left(me, at, nine):
    nine.taken = nine.capacity
    nine.save()
    assert "Ghi tên chờ ngày này" in text(me.get(CHOICE))

    joined = me.post(CHOICE, {"cho": "2021-07-27"}, follow=True)
    assert "Đã ghi tên vào danh sách chờ" in text(joined)
    assert me.post(CHOICE, {"cho": "2021-07-27"}).status_code == 422
    assert me.post(CHOICE, {"cho": "mai"}).status_code == 422

    me.post("/lich-hen/bo-cho/", {"noi": "XA1", "ngay": "2021-07-27"})
    assert WaitingEntry.objects.get().state == "gone"
    assert me.post("/lich-hen/bo-cho/", {"noi": "XA1", "ngay": "x"}).status_code == 404


def test_a_suspended_day_says_why_and_until_when(me, at, nine):
    orders.order_in_force(at.agency)
    halls.slot(at, day=date(2021, 8, 5))

    page = text(me.get(f"{CHOICE}&ngay=2021-07-27"))

    assert "Quầy tạm ngừng đến hết ngày 04/8/2021" in page
    assert "1318/UBND-KSTT" in page
    assert 'value="2021-07-27T09:00"' not in page
    refused = hold(me)
    assert refused.status_code == 422
    assert "Quầy tạm ngừng đến hết 04/8/2021" in text(refused)
    assert 'value="2021-08-05T09:00"' in text(me.get(f"{CHOICE}&ngay=2021-08-05"))


def test_a_decision_opens_the_closed_hall_for_one_appointment(me, at, nine):
    urgent = halls.decision(at, orders.order_in_force(at.agency), conditions="Đi một mình")
    page = f"/lich-hen/cap-thiet/{urgent.reference}/"
    assert "Đi một mình" in text(me.get(page))
    assert me.post(page, {"khung": "x"}).status_code == 422

    held = me.post(page, {"khung": "2021-07-27T09:00"})
    me.post(held["Location"], {"phone": "0912345678", "has_declared_health": "on"})

    assert Appointment.objects.get().exemption == urgent
    assert "Quyết định này đã có hẹn" in text(me.get(page))
    me.force_login(filing.citizen())
    assert me.get(page).status_code == 404


def test_own_appointments_are_listed_with_a_stated_number_of_queries(me, at, django_assert_num_queries):
    halls.booked(at, halls.slot(at))
    me.get("/lich-hen/")
    with django_assert_num_queries(4):
        me.get("/lich-hen/")

    halls.booked(at, halls.slot(at, day=TUESDAY + timedelta(days=1)))

    with django_assert_num_queries(4):
        page = text(me.get("/lich-hen/"))
    assert page.count("LH-210726-") == 2


def test_days_and_slots_cost_the_same_however_many(me, at, django_assert_num_queries):
    halls.slot(at)
    me.get(CHOICE)
    with django_assert_num_queries(7):
        me.get(CHOICE)
    for days in range(1, 9):
        halls.slot(at, day=TUESDAY + timedelta(days=days))

    with django_assert_num_queries(7):
        me.get(CHOICE)


def test_staff_have_pages_of_their_own(client, at):
    client.force_login(at.officer)

    assert client.get("/lich-hen/").status_code == 403


def test_no_front_no_booking(me, at, settings):
    settings.CITIZEN_FRONT = False

    assert me.get("/lich-hen/dat/").status_code == 404


def test_a_link_that_does_not_say_where_asks_instead_of_reproaching(me, at, nine):
    Hall.objects.create(desk=at.other.served_by)

    page = me.get("/lich-hen/dat/?viec=file&thu_tuc=1.xac_nhan")

    assert page.status_code == 200
    assert page.context["form"].errors == {}
    assert 'value="1.xac_nhan" selected' in text(page)


def test_what_is_urgent_is_not_held_up_by_other_appointments(me, at, nine):
    at.hall.bookings_per_person_day = 1
    at.hall.save()
    halls.booked(at, nine)
    halls.booked(at, halls.slot(at, time(9), TUESDAY + timedelta(days=1)))
    halls.slot(at, time(10))
    urgent = halls.decision(at, orders.order_in_force(at.agency))

    held = me.post(f"/lich-hen/cap-thiet/{urgent.reference}/", {"khung": "2021-07-27T10:00"})
    me.post(held["Location"], {"phone": "0912345678", "has_declared_health": "on"})

    assert Appointment.objects.get(exemption=urgent).state == AppointmentState.BOOKED


def test_only_slots_before_the_end_of_a_decision_are_offered(me, at, nine):
    late = halls.slot(at, time(9), TUESDAY + timedelta(days=1))
    urgent = halls.decision(at, orders.order_in_force(at.agency), valid_until=late.starts_at - timedelta(hours=9))

    page = text(me.get(f"/lich-hen/cap-thiet/{urgent.reference}/"))

    assert "có giá trị đến hết ngày 27/7/2021" in page
    assert "2021-07-28" not in page
