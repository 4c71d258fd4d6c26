"""The whole main line in a real Chromium: submitted at home, received, decided, returned."""

import re
from datetime import date

import pytest

from dossiers.enums import Stage, Status
from dossiers.models import Dossier
from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Membership
from portal.agencies.models import Agency
from procedures.models import Procedure
from tests.browser.hands import fill_section, give_papers, press, sections, sign_in
from tests.support import catalogue
from tests.support.accounts import PASSWORD, user
from tests.support.files import pdf_bytes

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LONG_AGO = date(2020, 1, 1)


def _officer(agency: Agency, role: Role, name: str, login: str) -> None:
    desk = agency.desk if role == Role.ONE_STOP_OFFICER else None
    person = user(kind=AccountKind.STAFF, full_name=name, email=login)
    Membership.objects.create(user=person, agency=agency, desk=desk, role=role, valid_from=LONG_AGO)


@pytest.fixture
def province():
    """The real catalogue, and one officer of each kind where criminal records are issued."""
    catalogue.load()
    department = Agency.objects.get(key="SO_TU_PHAP")
    _officer(department.served_by.agency, Role.ONE_STOP_OFFICER, "Hoàng Thị Lan", "lan@vi-du.vn")
    _officer(department, Role.SPECIALIST, "Trần Văn Bảo", "bao@vi-du.vn")
    _officer(department, Role.HEAD_OF_DIVISION, "Lê Thị Hà", "ha@vi-du.vn")
    _officer(department, Role.LEADER, "Phạm Quốc Dũng", "dung@vi-du.vn")
    return Procedure.objects.get(key="lltp")


def test_a_dossier_goes_from_home_to_the_hand(province, window, eyes, tmp_path):
    paper = tmp_path / "căn cước.pdf"
    paper.write_bytes(pdf_bytes())
    home = window()
    reference = _submitted(home, province, eyes, paper)

    desk = window()
    sign_in(desk, "lan@vi-du.vn", PASSWORD, officer=True)
    eyes.look(desk, "desk-queue")
    desk.goto(f"/can-bo/ho-so/{reference}/")
    desk.locator("input[type=radio][value=good]").first.check()
    press(desk, "Lưu kiểm tra")
    eyes.look(desk, "workbench")
    press(desk, "Tiếp nhận và chuyển")
    desk.wait_for_load_state()
    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.stage) == (Status.PROCESSING, Stage.ASSIGNING)
    _opens_as_pdf(desk, f"/can-bo/ho-so/{reference}/giay/giay-tiep-nhan.pdf")

    _decided(window, eyes, reference)

    home.goto(f"/ho-so/{reference}/")
    eyes.look(home, "result-ready")
    press(home, "Nhận kết quả")
    home.wait_for_load_state()
    eyes.look(home, "returned")
    assert Dossier.objects.get().status == Status.RETURNED
    _opens_as_pdf(home, f"/ho-so/{reference}/ket-qua.pdf")
    _follows_in_public(window(), eyes)


def test_somebody_is_served_at_the_counter_by_keyboard(province, window, eyes):
    desk = window()
    sign_in(desk, "lan@vi-du.vn", PASSWORD, officer=True)
    desk.goto("/can-bo/quay/?q=ly+lich")
    eyes.look(desk, "counter")
    desk.get_by_role("link", name="Cấp Phiếu lý lịch tư pháp", exact=True).click()
    eyes.look(desk, "counter-form")
    desk.get_by_label("Họ và tên", exact=False).first.focus()
    for typed in ("Lê Văn Tám", "0912 345 679", "044194002318", "Tổ 1, phường Bắc Lý"):
        desk.keyboard.type(typed)
        desk.keyboard.press("Tab")
    press(desk, "Tiếp nhận và chuyển")
    desk.wait_for_load_state()
    eyes.look(desk, "counter-received")

    dossier = Dossier.objects.get()
    assert (dossier.applicant_name, dossier.applicant_phone) == ("Lê Văn Tám", "+84912345679")
    assert (dossier.status, dossier.typed_by.full_name) == (Status.PROCESSING, "Hoàng Thị Lan")


def _at_bench(page, login, reference):
    sign_in(page, login, PASSWORD, officer=True)
    page.goto(f"/can-bo/ho-so/{reference}/")
    return page


def _opens_as_pdf(page, address):
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (200, "application/pdf", b"%PDF-")


def _follows_in_public(page, eyes):
    dossier = Dossier.objects.get()
    page.goto("/tra-cuu/")
    page.locator("main").get_by_label("Mã hồ sơ").fill(dossier.code)
    page.locator("main").get_by_label("Mã tra cứu").fill(dossier.track_secret)
    press(page, "Xem hồ sơ")
    page.wait_for_load_state()
    eyes.look(page, "tracked")
    assert "Nguyễn Thị" not in page.locator("main").inner_text()


def _decided(window, eyes, reference) -> None:
    head = _at_bench(window(), "ha@vi-du.vn", reference)
    press(head, "Phân công")
    eyes.look(head, "assign")
    head.get_by_label("Trần Văn Bảo").check()
    press(head, "Phân công")

    specialist = _at_bench(window(), "bao@vi-du.vn", reference)
    press(specialist, "Đề xuất")
    specialist.get_by_label("Đồng ý giải quyết").check()
    eyes.look(specialist, "propose")
    press(specialist, "Đề xuất")

    head.goto(f"/can-bo/ho-so/{reference}/")
    press(head, "Trình lãnh đạo")

    leader = window()
    sign_in(leader, "dung@vi-du.vn", PASSWORD, officer=True)
    leader.goto("/can-bo/ky/")
    eyes.look(leader, "signing")
    leader.goto(f"/can-bo/ho-so/{reference}/")
    press(leader, "Ký duyệt kết quả")
    eyes.look(leader, "grant")
    press(leader, "Ký duyệt kết quả")
    leader.wait_for_load_state()
    assert Dossier.objects.get().status == Status.DECIDED


def _submitted(page, procedure, eyes, paper) -> str:
    page.goto("/")
    eyes.look(page, "home")
    page.get_by_role("searchbox").first.fill("ly lich tu phap")
    page.get_by_role("search").get_by_role("button", name="Tìm").first.click()
    eyes.look(page, "search")
    page.get_by_role("link", name="Cấp Phiếu lý lịch tư pháp").first.click()
    eyes.look(page, "procedure")
    press(page, "Nộp hồ sơ trực tuyến")
    page.get_by_role("link", name="Đăng ký", exact=True).first.click()
    eyes.look(page, "sign-up")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Hồng Nhung")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    press(page, "Mở tài khoản")
    eyes.look(page, "start")
    press(page, "Bắt đầu hồ sơ")
    eyes.look(page, "task-list")
    tasks = page.url
    form = procedure.revisions.get(state="published").form
    for number, section in enumerate(sections(form)):
        page.goto(f"{tasks}{section.key}/")
        if not number:
            press(page, "Lưu và tiếp tục")
            eyes.look(page, "section-with-errors")
        fill_section(page, section)
        press(page, "Lưu và tiếp tục")
        page.wait_for_load_state()
        assert page.locator(".oops").all_inner_texts() == []
    page.goto(f"{tasks}giay-to/")
    give_papers(page, paper, needed=1)
    eyes.look(page, "papers")
    page.goto(f"{tasks}nhan-ket-qua/")
    page.get_by_label("Bản điện tử trên cổng").check()
    eyes.look(page, "return")
    press(page, "Lưu và tiếp tục")
    page.goto(f"{tasks}kiem-tra/")
    eyes.look(page, "check")
    page.get_by_role("checkbox").check()
    press(page, "Nộp hồ sơ")
    page.wait_for_url(re.compile("/da-nop/"))
    eyes.look(page, "submitted")
    return Dossier.objects.get().reference
