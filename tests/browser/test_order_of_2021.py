"""The order of 22-7-2021 in a real Chromium: issued at night, met by everybody, over after fourteen days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from counters.models import Hall, Slot
from dossiers import suspension_impact
from dossiers.queries import unfinished_runs
from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Membership
from portal.agencies.models import Agency
from procedures.enums import ExemptionState
from procedures.models import Exemption, Procedure, SuspensionOrder
from procedures.queries import board
from tests.browser.hands import press, sign_in
from tests.support import catalogue
from tests.support.accounts import PASSWORD, user

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = datetime(2021, 7, 21, 22, 0, tzinfo=ZONE)
FIRST_MORNING = datetime(2021, 7, 22, 9, 0, tzinfo=ZONE)
REOPENED = datetime(2021, 8, 5, 9, 0, tzinfo=ZONE)
WARD = "UBND_DONG_HOI.XA_18853"


def _officer(agency: Agency, role: Role, name: str, login: str) -> None:
    desk = agency.served_by if role == Role.ONE_STOP_OFFICER else None
    person = user(kind=AccountKind.STAFF, full_name=name, email=login)
    Membership.objects.create(user=person, agency=agency, desk=desk, role=role, valid_from=date(2020, 1, 1))


@pytest.fixture
def ward():
    """The real catalogue, a ward of Đồng Hới with its officer and its chairman, and the administrator at night."""
    catalogue.load()
    ward = Agency.objects.get(key=WARD)
    _officer(Agency.objects.get(key="UBND_TINH"), Role.PROVINCE_ADMIN, "Trần Minh Sơn", "son@vi-du.vn")
    _officer(ward, Role.ONE_STOP_OFFICER, "Phan Thị Duyên", "duyen@vi-du.vn")
    _officer(ward, Role.LEADER, "Cao Xuân Trung", "trung@vi-du.vn")
    user(kind=AccountKind.CITIZEN, full_name="Nguyễn Thị Nhung", email="nhung@vi-du.vn")
    Hall.objects.create(desk=ward.served_by)
    for day in (23, 26):
        starts_at = datetime(2021, 7, day, 8, 0, tzinfo=ZONE)
        Slot.objects.create(desk=ward.served_by, starts_at=starts_at, ends_at=starts_at.replace(minute=20), capacity=1)
    return ward


def test_the_order_is_issued_at_night_met_by_day_and_over_after_fourteen_days(ward, window, eyes):
    with time_machine.travel(NIGHT):
        _issued(window(), eyes)
    birth = Procedure.objects.get(key="khai_sinh")

    with time_machine.travel(FIRST_MORNING):
        _read_by_a_citizen(window(), eyes, birth)
        _refused_at_the_counter(window(), eyes, birth)
        reference = _asked_as_urgent(window(), eyes, birth)
        _granted_by_the_chairman(window(), eyes, reference)
        _booked(window(), eyes, reference)

    with time_machine.travel(REOPENED):
        board.forget()
        home = window()
        home.goto(f"/thu-tuc/{birth.code}/?noi={WARD}")
        assert "Tạm ngừng đến hết" not in home.locator("main").inner_text()


def _issued(page, eyes) -> None:
    sign_in(page, "son@vi-du.vn", PASSWORD, officer=True)
    page.goto("/quan-tri/tam-ngung/moi/")
    page.locator("[name=title]").fill("Tạm ngừng tiếp nhận hồ sơ và trả kết quả trực tiếp")
    page.locator("[name=basis_number]").fill("1318/UBND-KSTT")
    page.locator("[name=basis_signer]").fill("Phó Chủ tịch UBND tỉnh Hồ An Phong")
    for part, typed in (("", "22"), ("-m", "7"), ("-y", "2021")):
        page.locator(f"[name='basis_date{part}']").fill(typed)
        page.locator(f"[name='first_day{part}']").fill(typed)
    page.locator("[name=days]").fill("14")
    for place in ("Đồng Hới", "Minh Hóa"):
        page.locator("label", has=page.locator("[name=scopes]"), has_text=place).first.click()
    page.wait_for_selector("text=Hết ngày thứ Tư 04/8/2021")
    eyes.look(page, "order-editor")
    press(page, "Lưu bản nháp")
    page.wait_for_load_state()
    eyes.look(page, "order-draft")
    press(page, "Xem số liệu và ban hành")
    page.wait_for_load_state()
    eyes.look(page, "order-issue")
    press(page, "Ban hành")
    page.wait_for_load_state()
    for run in unfinished_runs():  # what the worker does
        suspension_impact.apply_run(run.pk, at=NIGHT)
        suspension_impact.tell_people(run.pk, at=NIGHT)
    page.reload()
    eyes.look(page, "order-issued")
    assert SuspensionOrder.objects.get().state == "issued"


def _read_by_a_citizen(page, eyes, procedure) -> None:
    page.goto("/")
    eyes.look(page, "home-under-an-order")
    assert "04/8/2021" in page.locator("body").inner_text()
    page.goto(f"/thu-tuc/{procedure.code}/?noi={WARD}")
    eyes.look(page, "procedure-under-an-order")
    assert "1318/UBND-KSTT" in page.locator("main").inner_text()
    page.goto(f"/tam-ngung/{SuspensionOrder.objects.get().reference}/")
    eyes.look(page, "notice")
    page.goto("/tam-ngung/")
    eyes.look(page, "notices")


def _refused_at_the_counter(page, eyes, procedure) -> None:
    sign_in(page, "duyen@vi-du.vn", PASSWORD, officer=True)
    page.goto(f"/can-bo/quay/{procedure.code}/")
    eyes.look(page, "counter-under-an-order")
    assert "04/8/2021" in page.locator("main").inner_text()
    for address, name in (("tam-ngung", "desk-today"), ("goi-dien", "calls"), ("hang-cho", "hall-queue"),
                          ("lich-hen", "desk-appointments")):  # fmt: skip
        page.goto(f"/can-bo/{address}/")
        eyes.look(page, name)


def _asked_as_urgent(page, eyes, procedure) -> str:
    sign_in(page, "nhung@vi-du.vn", PASSWORD)
    page.goto(f"/cap-thiet/moi/?thu-tuc={procedure.code}&noi={WARD}")
    page.locator("[name=ground]").first.check()
    page.locator("[name=reason]").fill("Con cần giấy khai sinh để nhập viện trong ngày mai")
    eyes.look(page, "urgent-asking")
    press(page, "Gửi đề nghị")
    page.wait_for_load_state()
    eyes.look(page, "urgent-asked")
    return Exemption.objects.get(kind="case").reference


def _granted_by_the_chairman(page, eyes, reference) -> None:
    sign_in(page, "trung@vi-du.vn", PASSWORD, officer=True)
    page.goto("/can-bo/cap-thiet/")
    eyes.look(page, "urgent-list")
    page.locator("main").get_by_role("link", name=reference).first.click()
    page.wait_for_load_state()
    eyes.look(page, "urgent-deciding")
    page.locator("[name=verdict][value=granted]").check()
    page.locator("[name=reason]").fill("Ảnh hưởng trực tiếp đến sức khỏe của trẻ")
    press(page, "Ghi quyết định")
    page.wait_for_load_state()
    assert Exemption.objects.get(reference=reference).state == ExemptionState.GRANTED


def _booked(page, eyes, reference) -> None:
    sign_in(page, "nhung@vi-du.vn", PASSWORD)
    page.goto(f"/lich-hen/cap-thiet/{reference}/")
    eyes.look(page, "booking-by-decision")
    page.goto("/cap-thiet/da-dong-y/")
    eyes.look(page, "urgent-granted")
    assert "Nguyễn Thị Nhung" not in page.locator("main").inner_text()
