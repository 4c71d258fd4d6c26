"""The pages of duty: roster, rooms, checks, hotline, and the wish to be reminded."""

from datetime import date, timedelta

import pytest
import time_machine

from counters.enums import CheckItem, HalfDay
from counters.models import DutyShift, GuidanceNote, ReopeningReminder, SafetyCheck, WaitingRoom
from portal.accounts.enums import Role
from tests.support import accounts, desk, orders
from tests.support.desk import NINE
from tests.support.files import body, image_bytes, pdf_bytes, upload

pytestmark = pytest.mark.django_db
ROSTER, CHECKS, ROOMS, HOTLINE = (
    f"/can-bo/{page}/" for page in ("truc", "kiem-tra-ngay", "phong-cho", "duong-day-nong")
)
GOOD = {f"is_good_{item}": "dat" for item in CheckItem}
BAD = {**GOOD, "is_good_masks": "chua-dat", "remark_masks": "Hết khẩu trang"}


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def at():
    return desk.commune()


@pytest.fixture
def officer(client, at):
    client.force_login(at.officer)
    return client


def shift(at, officer=None, half=HalfDay.MORNING, day=date(2021, 7, 27)):
    return DutyShift.objects.create(
        desk=at.agency.served_by, day=day, half=half, officer=officer or at.officer, responsible_for="Phát số",
        entered_by=at.officer, entered_at=NINE,
    )  # fmt: skip


def planned(at, **typed):
    facts = {"day": "27", "day-m": "7", "day-y": "2021", "half": "morning", "officer": at.officer.key}
    return {**facts, "responsible_for": "Phát số", **typed}


def test_the_roster_shows_one_week_and_leads_to_the_others(officer, at):
    shift(at)
    shift(at, day=date(2021, 8, 3))

    page = officer.get(ROSTER)

    assert [len(shifts) for _half, shifts in page.context["days"][1]["halves"]] == [1, 0]
    assert (page.context["before"], page.context["after"]) == ("2021-07-19", "2021-08-02")
    assert "Phát số" in officer.get(f"{ROSTER}?tuan=2021-08-05").content.decode()


@pytest.mark.parametrize("week", ["khong", "2021-13-40", "0001-01-01", "9999-12-31"])
def test_no_week_breaks_the_roster(officer, week):
    assert officer.get(f"{ROSTER}?tuan={week}").status_code == 200
    assert officer.get(f"{CHECKS}?ngay={week}").status_code == 200


def test_a_shift_is_planned_substituted_and_cancelled(officer, at):
    other = accounts.staff(Role.ONE_STOP_OFFICER, at.agency)

    added = officer.post(f"{ROSTER}them/", planned(at))
    number = DutyShift.objects.get().pk
    changed = officer.post(f"{ROSTER}{number}/thay/", {"officer": other.key, "reason": "Đi cách ly"})
    latest = DutyShift.objects.get(cancelled_at=None)
    cancelled = officer.post(f"{ROSTER}{latest.pk}/huy/")

    assert {added.status_code, changed.status_code, cancelled.status_code} == {302}
    assert (latest.officer, latest.stands_in_for) == (other, at.officer)
    assert not DutyShift.objects.filter(cancelled_at=None).exists()


@pytest.mark.parametrize(
    "typed", [{"day": "25"}, {"day": "31"}, {"officer": "khong"}, {"responsible_for": ""}, {"half": ""}]
)
def test_a_wrong_shift_is_told_at_the_form(officer, at, typed):
    page = officer.post(f"{ROSTER}them/", planned(at, **typed))

    assert page.status_code == 422
    assert not DutyShift.objects.exists()


def test_a_shift_of_another_desk_is_not_found(client, at):
    made = shift(at)
    client.force_login(accounts.staff(Role.ONE_STOP_OFFICER, at.other))

    assert client.post(f"{ROSTER}{made.pk}/huy/").status_code == 404
    assert client.get(f"{ROSTER}?quay={at.agency.key}").status_code == 404


def test_an_auditor_reads_every_desk_and_writes_nothing(client, at):
    shift(at)
    client.force_login(accounts.staff(Role.AUDITOR, at.agency.parent.parent))

    page = client.get(f"{ROSTER}?quay={at.agency.key}")
    desks = client.get(f"{ROSTER}quay/?trang-den=counters:checks").context["rows"]

    assert (page.status_code, page.context["may_plan"]) == (200, False)
    assert {row["url"].partition("?")[0] for row in desks} == {CHECKS}
    assert client.get(f"{ROSTER}them/").status_code == 403


def test_rooms_are_kept_with_a_reason(officer, at):
    officer.post(f"{ROOMS}them/", {"name": "Sảnh", "cap": "2", "is_open": "on", "reason": "Mở"})
    room = WaitingRoom.objects.get()

    twice = officer.post(f"{ROOMS}them/", {"name": "Sảnh", "cap": "2", "reason": "Mở"})
    officer.post(f"{ROOMS}{room.pk}/", {"name": "Sảnh", "cap": "4", "reason": "Rộng hơn"})

    room.refresh_from_db()
    assert (twice.status_code, room.cap, room.is_open) == (422, 4, False)
    assert "nhiều nhất 4 người" in officer.get(ROOMS).content.decode()


def test_a_check_is_kept_with_its_photograph_and_its_open_points_are_shown(officer, at):
    photo = upload("quay.jpg", image_bytes())

    done = officer.post(f"{CHECKS}moi/", {**BAD, "photo": photo, "note": "Sáng"})

    made = SafetyCheck.objects.get()
    page = officer.get(CHECKS)
    assert done.status_code == 302
    assert [point.remark for point in page.context["open_points"]] == ["Hết khẩu trang"]
    sent = officer.get(f"{CHECKS}{made.pk}/anh/")
    assert (sent["Content-Type"], body(sent)[:2]) == ("image/jpeg", b"\xff\xd8")


def test_a_day_without_a_check_leads_to_the_last_one_before(officer, at):
    officer.post(f"{CHECKS}moi/", GOOD)

    page = officer.get(CHECKS, {"ngay": "2021-07-28"}).content.decode()
    same_day = officer.get(CHECKS).content.decode()

    assert "ngay=2021-07-26" in page
    assert "Lần kiểm tra trước: 26/7/2021" in page
    assert "Lần kiểm tra trước" not in same_day


@pytest.mark.parametrize("typed", [{"is_good_sign": ""}, {"is_good_sign": "chua-dat"}, {"room": "9"}])
def test_an_incomplete_check_is_told_at_the_form(officer, at, typed):
    page = officer.post(f"{CHECKS}moi/", {**GOOD, **typed})

    assert page.status_code == 422
    assert not SafetyCheck.objects.exists()


def test_a_photograph_is_a_picture(officer, at):
    page = officer.post(f"{CHECKS}moi/", {**GOOD, "photo": upload("quay.pdf", pdf_bytes())})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["photo"]


def test_what_was_not_in_order_is_put_right_on_its_page(officer, at):
    officer.post(f"{CHECKS}moi/", BAD)
    point = SafetyCheck.objects.get().points.get(is_good=False)

    empty = officer.post(f"{CHECKS}{point.pk}/khac-phuc/")
    done = officer.post(f"{CHECKS}{point.pk}/khac-phuc/", {"solution": "Đã mua thêm"})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert list(officer.get(CHECKS).context["open_points"]) == []


def test_roster_and_check_are_printed(officer, at):
    shift(at)
    empty = officer.get(f"{CHECKS}in.pdf")
    officer.post(f"{CHECKS}moi/", BAD)

    printed = [empty, officer.get(f"{ROSTER}in.pdf?tuan=2021-07-26"), officer.get(f"{CHECKS}in.pdf")]

    assert [answer["Content-Type"] for answer in printed] == ["application/pdf"] * 3
    assert all(answer.content.startswith(b"%PDF") for answer in printed)


def test_guidance_is_noted_found_and_counted(officer, at):
    typed = {"way": "hotline", "procedure": at.revision.procedure.code, "question": "Nộp ở đâu?", "answer": "Trên cổng"}

    done = officer.post(f"{HOTLINE}ghi/", typed)
    personal = officer.post(f"{HOTLINE}ghi/", {**typed, "question": "Bà Hà 0912345678"})

    assert (done.status_code, personal.status_code) == (302, 422)
    assert len(officer.get(f"{HOTLINE}?q=cổng").context["rows"]) == 1
    assert len(officer.get(f"{HOTLINE}?q=không có").context["rows"]) == 0
    assert officer.get(HOTLINE).context["most"] == [(at.revision.procedure.short_name, 1)]


@pytest.mark.parametrize("page", [CHECKS + "moi/", HOTLINE + "ghi/"])
def test_leaders_read_and_officers_write(client, at, page):
    client.force_login(at.leader)

    assert client.get(page).status_code == 403
    assert {client.get(read).status_code for read in (ROSTER, CHECKS, ROOMS, HOTLINE)} == {200}


def test_anybody_is_reminded_where_a_counter_is_closed(client, at):
    orders.order_in_force(at.agency)
    address = f"/nhac-toi/{at.agency.code}/?thu-tuc={at.revision.procedure.code}"

    empty = client.post(address)
    done = client.post(address, {"email": "ha@vi-du.vn"})
    client.force_login(at.citizen)
    own = client.post(address)

    assert (empty.status_code, done.status_code, own.status_code) == (422, 200, 200)
    assert sorted(ReopeningReminder.objects.values_list("email", "person"), key=str) == sorted(
        [("ha@vi-du.vn", None), ("", at.citizen.pk)], key=str
    )


def test_at_an_open_counter_nobody_is_reminded(client, at):
    address = f"/nhac-toi/{at.agency.code}/"

    assert "Quầy đang mở" in client.get(address).content.decode()
    assert client.post(address, {"email": "ha@vi-du.vn"}).status_code == 422
    assert client.get("/nhac-toi/khong-co/").status_code == 404


def test_wishes_from_one_machine_are_counted(client, at, monkeypatch):
    orders.order_in_force(at.agency)
    monkeypatch.setattr("counters.views.guidance.MOST_WISHES", 1)

    statuses = [client.post(f"/nhac-toi/{at.agency.code}/", {"email": f"h{n}@vi-du.vn"}).status_code for n in (1, 2)]

    assert statuses == [200, 422]


@pytest.mark.parametrize("rows", [1, 7])
def test_pages_keep_to_their_budget(officer, at, rows, django_assert_num_queries):
    served = at.agency.served_by
    for number in range(rows):
        shift(at, accounts.staff(Role.ONE_STOP_OFFICER, at.agency))
        WaitingRoom.objects.create(desk=served, name=f"Phòng {number}")
        officer.post(f"{CHECKS}moi/", BAD)
        GuidanceNote.objects.create(
            agency=at.agency, way="desk", question="?", answer="!", given_by=at.officer, given_at=NINE
        )
    budgets = {ROSTER: 7, CHECKS: 10, ROOMS: 7, HOTLINE: 9}
    for page in budgets:
        officer.get(page)

    for page, budget in budgets.items():
        with django_assert_num_queries(budget):
            officer.get(page)
