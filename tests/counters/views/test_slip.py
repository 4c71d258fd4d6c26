from datetime import date, time

import pytest

from counters import actions
from counters.actions import Visitor
from counters.enums import AppointmentState
from counters.models import Appointment
from tests.support import filing, halls, orders
from tests.support.halls import NOON


@pytest.fixture
def appointment(at, nine):
    return halls.booked(at, nine)


@pytest.fixture
def guest(at, nine):
    """An appointment that the desk made for somebody without an account."""
    return actions.book(
        slot_id=nine.pk,
        visitor=Visitor("Trần Thị Bé", phone="+84912345678"),
        visit=at.visit,
        actor=at.officer,
        at=NOON,
    )


def text(response):
    return response.content.decode()


def page_of(appointment, part=""):
    return f"/lich-hen/{appointment.token}/{part}"


def test_whoever_holds_the_slip_reads_it_without_the_name(client, appointment):
    page = text(client.get(page_of(appointment)))

    assert appointment.reference in page
    assert "9:00" in page or "09:00" in page
    assert "Nguyễn Thị Hồng" not in page
    assert "Chuyển giờ khác" not in page


def test_its_owner_reads_all_and_may_move_and_cancel(client, at, appointment):
    client.force_login(at.citizen)

    page = text(client.get(page_of(appointment)))

    assert "Nguyễn Thị Hồng Nhung" in page
    assert "Chuyển giờ khác" in page
    assert "Hủy hẹn" in page


def test_a_calendar_takes_it_in(client, appointment):
    response = client.get(page_of(appointment, "lich.ics"))

    assert response["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20210727T020000Z\r\n" in text(response)
    assert "Nhung" not in text(response)
    Appointment.objects.update(state=AppointmentState.CANCELLED)
    assert client.get(page_of(appointment, "lich.ics")).status_code == 404


def test_moving_keeps_the_old_place_until_there_is_a_new_one(client, at, appointment, nine):
    ten, full = halls.slot(at, time(10)), halls.slot(at, time(11), taken=2)
    client.force_login(at.citizen)
    refused = client.post(page_of(appointment, "chuyen/"), {"khung": "2021-07-27T11:00"})
    assert refused.status_code == 422
    assert "Khung 11:00 vừa hết chỗ" in text(refused)
    assert client.post(page_of(appointment, "chuyen/"), {"khung": ""}).status_code == 422

    moved = client.post(page_of(appointment, "chuyen/"), {"khung": "2021-07-27T10:00"})

    assert moved.status_code == 302
    appointment.refresh_from_db()
    full.refresh_from_db()
    nine.refresh_from_db()
    assert (appointment.slot, full.taken, nine.taken) == (ten, 2, 0)


def test_cancelling_asks_once(client, at, appointment, nine):
    client.force_login(at.citizen)
    assert "Hủy lịch hẹn?" in text(client.get(page_of(appointment, "huy/")))

    client.post(page_of(appointment, "huy/"), {"reason": "Bận việc"})

    assert "Đã hủy" in text(client.get(page_of(appointment)))
    assert client.post(page_of(appointment, "huy/"), {"reason": ""}).status_code == 422


@pytest.mark.parametrize("part", ["chuyen/", "huy/"])
def test_somebody_elses_appointment_is_not_theirs_to_change(client, appointment, part):
    assert client.get(page_of(appointment, part))["Location"].startswith("/dang-nhap/")
    client.force_login(filing.citizen())
    assert client.get(page_of(appointment, part)).status_code == 404


def test_a_guest_cancels_with_the_slip(client, guest, nine):
    assert client.post(page_of(guest, "huy/"), {"reason": ""}).status_code == 302

    nine.refresh_from_db()
    assert nine.taken == 0


def test_what_an_order_cancelled_says_why_and_offers_another_slot(client, at, appointment, nine):
    order = orders.order_in_force(at.agency)
    Appointment.objects.update(state=AppointmentState.SUSPENDED, touched_by_order=order)
    nine.taken = 0
    nine.save()
    halls.slot(at, day=date(2021, 8, 5))
    client.force_login(at.citizen)

    page = text(client.get(page_of(appointment)))
    assert "bị hủy vì quầy tạm ngừng" in page
    assert "1318/UBND-KSTT" in page
    assert "Chọn giờ khác sau khi quầy mở lại" in page
    assert "Nộp trực tuyến" in page

    client.post(page_of(appointment, "chuyen/"), {"khung": "2021-08-05T09:00"})
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.BOOKED


def test_what_an_order_moved_says_from_when_to_when(client, at, appointment, nine):
    order = orders.order_in_force(at.agency)
    later = halls.slot(at, day=date(2021, 8, 5))
    Appointment.objects.update(slot=later, moved_from=nine, touched_by_order=order)
    client.force_login(at.citizen)

    page = text(client.get(page_of(appointment)))

    assert "Giờ hẹn đã đổi vì quầy tạm ngừng" in page
    assert "Từ 09:00 ngày 27/7/2021 sang 09:00 ngày 05/8/2021" in page


def test_who_chose_another_time_since_or_cancelled_is_told_no_more_of_the_order(client, at, appointment, nine):
    order = orders.order_in_force(at.agency)
    later, chosen = (halls.slot(at, hour, day=date(2021, 8, 5)) for hour in (time(9), time(10)))
    Appointment.objects.update(slot=later, moved_from=nine, touched_by_order=order)
    later.taken, nine.taken = 1, 0
    later.save()
    nine.save()
    client.force_login(at.citizen)

    client.post(page_of(appointment, "chuyen/"), {"khung": "2021-08-05T10:00"})
    moved = text(client.get(page_of(appointment)))
    client.post(page_of(appointment, "huy/"), {"reason": ""})
    cancelled = text(client.get(page_of(appointment)))

    chosen.refresh_from_db()
    assert chosen.taken == 0
    assert "Đã hủy" in cancelled
    assert "Giờ hẹn đã đổi vì quầy tạm ngừng" not in moved + cancelled


def test_a_slip_that_is_none(client, at):
    assert client.get(f"/lich-hen/{'0' * 32}/").status_code == 404
