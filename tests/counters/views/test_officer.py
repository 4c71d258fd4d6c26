from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from counters.enums import AppointmentState, TicketState
from counters.models import Appointment, HeadCount, Slot, Ticket
from portal.accounts.enums import Role
from tests.support import accounts, filing, halls, orders
from tests.support.halls import NOON, TUESDAY

NINE = datetime(2021, 7, 27, 2, 0, tzinfo=UTC)


@pytest.fixture
def desk(client, at):
    client.force_login(at.officer)
    return client


@pytest.fixture
def appointment(at, nine):
    return halls.booked(at, nine)


@pytest.fixture
def tuesday(client, at, appointment):
    """Tuesday at nine, with one appointment; the officer has signed in anew."""
    with time_machine.travel(NINE, tick=False):
        client.force_login(at.officer)
        yield appointment


def text(response):
    return response.content.decode()


def queue(desk, **sent):
    return desk.post("/can-bo/hang-cho/", sent)


def test_the_list_of_a_day_costs_the_same_however_long(desk, at, tuesday, django_assert_num_queries):
    desk.get("/can-bo/lich-hen/")
    with django_assert_num_queries(10):
        assert "Nguyễn Thị Hồng Nhung" in text(desk.get("/can-bo/lich-hen/"))
    halls.booked(at, halls.slot(at, time(14)), filing.citizen(), when=NOON)

    with django_assert_num_queries(10):
        desk.get("/can-bo/lich-hen/")


@pytest.mark.parametrize("day", ["2021-07-27", "x", "2021-02-31", "\x00"])
def test_another_day_is_asked_by_its_date(desk, appointment, day):
    assert desk.get("/can-bo/lich-hen/", {"ngay": day}).status_code == 200


def test_a_scanned_slip_or_a_typed_reference_opens_the_appointment(desk, tuesday):
    for code in (f"https://cong.vn/lich-hen/{tuesday.token}/", tuesday.token, tuesday.reference.lower()):
        found = desk.get("/can-bo/lich-hen/", {"ma": code})
        assert found["Location"] == f"/can-bo/lich-hen/{tuesday.reference}/"
    assert desk.get("/can-bo/lich-hen/", {"ma": "LH-1"})["Location"] == "/can-bo/lich-hen/"


def test_who_is_let_in_gets_a_number(desk, tuesday):
    page = f"/can-bo/lich-hen/{tuesday.reference}/"
    assert "Đã đến, lấy số" in text(desk.get(page))

    done = desk.post(page, {"viec": "den", "y_te": "on"}, follow=True)

    assert "Số thứ tự 1." in text(done)
    assert Ticket.objects.get().appointment == tuesday
    assert desk.post(page, {"viec": "den"}).status_code == 422


def test_a_no_show_waits_for_its_minutes(desk, tuesday):
    page = f"/can-bo/lich-hen/{tuesday.reference}/"
    early = desk.post(page, {"viec": "khong-den"})
    assert early.status_code == 422
    assert "Chờ đến 9:15" in text(early)

    with time_machine.travel(NINE + timedelta(minutes=16), tick=False):
        assert desk.post(page, {"viec": "khong-den"}).status_code == 302
    assert Appointment.objects.get().state == AppointmentState.NO_SHOW


def test_the_appointments_of_another_desk_do_not_exist(client, at, tuesday):
    client.force_login(accounts.staff(Role.ONE_STOP_OFFICER, at.other))

    assert client.get(f"/can-bo/lich-hen/{tuesday.reference}/").status_code == 404


def test_a_desk_books_by_telephone_and_loses_nothing_typed(desk, at, nine):
    page = "/can-bo/lich-hen/dat/?matter=file&thu_tuc=1.xac_nhan"
    assert 'value="2021-07-27T09:00"' in text(desk.get(page))
    refused = desk.post(page, {"name": "Trần Thị Bé", "phone": "0912", "khung": "2021-07-27T09:00"})
    assert refused.status_code == 422
    assert 'value="Trần Thị Bé"' in text(refused)

    done = desk.post(page, {"name": "Trần Thị Bé", "phone": "0912 345 678", "khung": "2021-07-27T09:00"}, follow=True)

    assert "Đã đặt hẹn LH-210726-0001" in text(done)
    again = desk.post(page, {"name": "Trần Thị Bé", "phone": "0912 345 678", "khung": "2021-07-27T09:00"})
    assert again.status_code == 422


def test_slots_are_published_and_withdrawn(desk, at):
    days = {"first_day": "27", "first_day-m": "7", "first_day-y": "2021", "last_day": "28/7/2021", "counters": "2"}
    done = desk.post("/can-bo/lich-hen/khung-gio/", {"viec": "cong-bo", **days}, follow=True)
    assert "Đã công bố 32 khung giờ mới" in text(done)

    gone = desk.post("/can-bo/lich-hen/khung-gio/", {"viec": "rut", **days}, follow=True)

    assert "Đã rút 32 khung giờ" in text(gone)
    assert not Slot.objects.filter(is_withdrawn=False).exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first_day": "31/7/2021", "last_day": "01/8/2021"}, "nghỉ: Thứ Bảy"),
        ({"first_day": "28/7/2021", "last_day": "27/7/2021"}, "Ngày cuối phải từ ngày đầu"),
        ({"first_day": "27/7/2021", "last_day": "27/7/2021", "from_time": "25"}, "Nhập giờ có dạng 7:30"),
        ({"first_day": "27/7/2021", "last_day": "27/7/2021", "from_time": "5:00"}, "làm việc 07:00"),
        ({"first_day": "", "last_day": ""}, "Nhập từ ngày"),
    ],
)
def test_slots_that_cannot_be_are_refused_at_the_form(desk, at, typed, words):
    response = desk.post("/can-bo/lich-hen/khung-gio/", {"viec": "cong-bo", "counters": "1", **typed})

    assert response.status_code == 422
    assert words in text(response)


def test_administrators_set_halls_of_their_agencies(client, at):
    client.force_login(at.admin)
    assert at.desk.name in text(client.get("/quan-tri/sanh/"))
    page = "/quan-tri/sanh/XA1/"
    facts = {
        "counters_open": "3", "contact_group_max": "2", "waiting_cap": "4", "slot_minutes": "15",
        "buffer_minutes": "5", "bookings_per_person_day": "1", "lead_minutes": "30", "horizon_days": "14",
        "no_show_minutes": "10", "duty_cap": "4", "note_vi": "", "note_en": "", "reason": "CV 1318",
    }  # fmt: skip

    refused = client.post(page, {**facts, "contact_group_max": "3"})
    assert refused.status_code == 422
    assert "không quá 2 người" in text(refused)
    assert client.post(page, facts)["Location"] == "/quan-tri/sanh/"
    assert HeadCount.objects.get(desk=at.desk).waiting_cap == 4
    assert client.get("/quan-tri/sanh/XA2/").status_code == 404


def test_the_list_of_halls_costs_the_same_however_long(client, at, django_assert_num_queries):
    client.force_login(accounts.staff(Role.AUDITOR, at.agency.parent.parent))
    client.get("/quan-tri/sanh/")
    with django_assert_num_queries(9):
        client.get("/quan-tri/sanh/")


def test_the_display_shows_numbers_only_and_is_cheap_while_nothing_changes(client, at, tuesday):
    Ticket.objects.create(
        desk=at.desk, day=TUESDAY, number=7, state=TicketState.CALLED, counter_number=2, purpose="file",
        issued_at=NINE, called_at=NINE,
    )  # fmt: skip
    first = client.get("/man-hinh/XA1/")
    assert "<b>7</b>" in text(first)
    assert 'http-equiv="refresh"' in text(first)

    again = client.get("/man-hinh/XA1/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    Ticket.objects.update(counter_number=1)
    assert client.get("/man-hinh/XA1/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    assert client.get("/man-hinh/XA2/").status_code == 404


def test_a_number_under_an_order_needs_a_decision(desk, at, tuesday):
    order = orders.order_in_force(at.agency)
    urgent = halls.decision(at, order)
    page = "/can-bo/hang-cho/"
    facts = {"viec": "lay-so", "matter": "file", "thu_tuc": "1.xac_nhan"}

    closed = desk.post(page, facts)
    assert closed.status_code == 422
    assert "tạm ngừng đến hết 04/8/2021" in text(closed)
    unknown = desk.post(page, {**facts, "quyet_dinh": "CT-1"})
    assert "Không có quyết định nào mang mã này" in text(unknown)

    desk.post(page, {**facts, "quyet_dinh": urgent.reference.lower()})
    assert Ticket.objects.get().exemption == urgent


def test_numbers_are_called_finished_and_left(desk, at, tuesday):
    for _one in range(2):
        desk.post("/can-bo/hang-cho/", {"viec": "lay-so", "matter": "other"})
    full = desk.post("/can-bo/hang-cho/", {"viec": "lay-so", "matter": "other"})
    assert "Khu chờ đã đủ 2 người" in text(full)

    queue(desk, viec="goi-tiep", so="1")
    queue(desk, viec="goi", ve="2", so="2")
    assert "Mời đến quầy" in text(desk.get("/man-hinh/XA1/"))
    queue(desk, viec="xong", ve="1")
    queue(desk, viec="vang", ve="2")

    assert list(Ticket.objects.order_by("number").values_list("state", flat=True)) == ["done", "left"]
    head = HeadCount.objects.get()
    assert (head.waiting, head.at_counters) == (0, 0)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"viec": "goi-tiep", "so": "1"}, 422),
        ({"viec": "goi-tiep", "so": "x"}, 422),
        ({"viec": "goi", "so": "1", "ve": "9"}, 404),
        ({"viec": "xong", "ve": "x"}, 404),
        ({"viec": "khac"}, 422),
        ({}, 422),
    ],
)
def test_buttons_that_mean_nothing_are_refused(desk, at, tuesday, sent, status):
    assert queue(desk, **sent).status_code == status
