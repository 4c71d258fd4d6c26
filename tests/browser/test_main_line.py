"""The whole main line in a real Chromium: submitted at home, received, decided, returned."""

import re
from datetime import date

import pytest

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
