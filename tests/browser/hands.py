"""How a person uses a page: by what is written on it."""

import re
from pathlib import Path

from playwright.sync_api import Page

from procedures.form_spec import FieldSpec, FieldType, FormSpec, Section

TYPED = {
    FieldType.TEXT: "Ba",
    FieldType.LONG_TEXT: "Đề nghị giải quyết theo quy định.",
    FieldType.NAME: "Nguyễn Minh An",
    FieldType.NATIONAL_ID: "044 194 002 311",
    FieldType.PHONE: "+84 912 345 678",
    FieldType.EMAIL: "nhung@vi-du.vn",
    FieldType.TAX_CODE: "0100109106",
    FieldType.NUMBER: "2",
    FieldType.MONEY: "50.000.000",
}


def press(page: Page, words: str) -> None:
    """Press the button or follow the link that says `words`, with or without the letter of its key."""
    name = re.compile(rf"^{re.escape(words)}( \w)?$")
    main = page.locator("main")
    main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()


def fill_section(page: Page, section: Section) -> None:
    """Answer what a section asks and is not answered yet."""
    for field in section.fields:
        at = page.locator("main").locator(f"[name='{field.key}']").first
        if field.required and at.is_visible():
            _fill(page, field)


def _fill(page: Page, field: FieldSpec) -> str:
    at = page.locator("main").locator(f"[name='{field.key}']")
    if field.choices or field.type == FieldType.YES_NO:
        value = field.choices[0].value if field.choices else "co"
        if at.first.evaluate("e => e.tagName") == "SELECT":
            at.select_option(value)
        else:
            page.locator(f"[name='{field.key}'][value='{value}']").check()
        page.wait_for_timeout(50)  # questions that depend on it come or go
        return value
    if field.type in {FieldType.DATE, FieldType.PAST_DATE, FieldType.FUTURE_DATE}:
        year = "2090" if field.type == FieldType.FUTURE_DATE else "1994"
        for part, typed in (("", "3"), ("-m", "2"), ("-y", year)):
            page.locator(f"[name='{field.key}{part}']").fill(typed)
        return ""
    if field.type == FieldType.ADDRESS:
        at.select_option("UBND_DONG_HOI.XA_18853")
        page.locator(f"[name='{field.key}-line']").fill("Tổ 5, đường Nguyễn Hữu Cảnh")
        return ""
    at.fill(TYPED[field.type])
    return TYPED[field.type]


def sections(form: dict[str, object]) -> list[Section]:
    """Return the sections of a stored form."""
    return list(FormSpec.model_validate(form).sections)


def give_papers(page: Page, paper: Path, *, needed: int) -> None:
    """Give one file for each of the first `needed` papers."""
    for number in range(needed):
        block = page.locator("section.doc").nth(number)
        block.locator("input[type=file]").set_input_files(paper)
        if block.get_by_role("button", name="Gửi tệp").is_visible():
            block.get_by_role("button", name="Gửi tệp").click()
        page.locator("section.doc").nth(number).get_by_text("Đã nhận").wait_for()


def sign_in(page: Page, login: str, password: str, *, officer: bool = False) -> None:
    """Sign in through the page for citizens or for officers."""
    page.goto("/can-bo/dang-nhap/" if officer else "/dang-nhap/")
    page.get_by_label("Số điện thoại hoặc thư điện tử").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()
