"""A citizen registers, drafts, attaches papers, checks, submits twice: one dossier."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from dossiers.models import Dossier, Draft
from procedures.form_spec import FieldType, FormSpec
from procedures.models import Procedure
from tests.support import catalogue
from tests.support.files import pdf_bytes, upload

pytestmark = pytest.mark.django_db

TYPED = {
    FieldType.TEXT: "Ba",
    FieldType.LONG_TEXT: "Đề nghị giải quyết theo quy định.",
    FieldType.NAME: "Nguyễn Minh An",
    FieldType.NATIONAL_ID: "044 194 002 311",
    FieldType.PHONE: "+84 912 345 678",
    FieldType.EMAIL: "nhung@vi-du.vn",
    FieldType.TAX_CODE: "0100109106",
    FieldType.YES_NO: "co",
    FieldType.NUMBER: "2",
    FieldType.MONEY: "50.000.000",
}


def typed(field) -> dict[str, str]:
    if field.choices:
        return {field.key: field.choices[0].value}
    if field.type in {FieldType.DATE, FieldType.PAST_DATE}:
        return {field.key: "3", f"{field.key}-m": "2", f"{field.key}-y": "2019"}
    if field.type == FieldType.FUTURE_DATE:
        return {field.key: "3", f"{field.key}-m": "2", f"{field.key}-y": "2090"}
    if field.type == FieldType.ADDRESS:
        return {field.key: "UBND_DONG_HOI.XA_18853", f"{field.key}-line": "Tổ 5"}
    if field.type == FieldType.ORGANISATION:
        return {field.key: "Công ty Nhật Lệ", f"{field.key}-tax_code": "0100109106"}
    return {field.key: TYPED[field.type]}


def test_a_citizen_registers_drafts_and_submits_a_birth_registration(client):
    catalogue.load()
    procedure = Procedure.objects.get(key="khai_sinh")
    start = reverse("dossiers:start", args=[procedure.code])
    asked = client.get(start)
    signed_up = client.post(
        "/dang-ky/?" + urlsplit(asked.url).query,
        {
            "full_name": "Nguyễn Thị Hồng Nhung",
            "phone": "0912345678",
            "password": "bánh bột lọc Đồng Hới",
            "password_again": "bánh bột lọc Đồng Hới",
        },
    )
    assert signed_up.url == start
    page = client.post(start, {"viec": "moi"})
    draft = Draft.objects.get()
    assert page.url == reverse("dossiers:draft", args=[draft.token])

    page = client.post(reverse("dossiers:draft_agency", args=[draft.token]), {"agency": "UBND_DONG_HOI.XA_18853"})
    for section in FormSpec.model_validate(draft.revision.form).sections:
        address = reverse("dossiers:draft_section", args=[draft.token, section.key])
        if client.get(address).status_code == 404:
            continue  # does not concern this person
        seen = client.get(address).context["seen"]
        values = {key: value for field in section.fields for key, value in typed(field).items()}
        page = client.post(address, {**values, "seen": seen})
        assert page.status_code == 302, page.context["form"].errors
    papers = reverse("dossiers:draft_papers", args=[draft.token])
    for row in client.get(papers).context["blocks"]:
        page = client.post(papers, {row["field"].html_name: upload("Giấy.pdf", pdf_bytes())})
        assert page.status_code == 302, page.context["form"].errors
    client.post(reverse("dossiers:draft_return", args=[draft.token]), {"method": "truc_tuyen"})
    check = reverse("dossiers:draft_check", args=[draft.token])
    shown = client.get(check)
    pledged = {"pledge": "on", "seen": shown.context["draft"].version}
    first = client.post(check, pledged)
    second = client.post(check, pledged)

    dossier = Dossier.objects.get()
    assert (first.status_code, first.url) == (302, reverse("dossiers:submitted", args=[dossier.reference]))
    assert second.url == first.url
    done = client.get(first.url)
    assert dossier.reference in done.content.decode()
    assert dossier.track_secret in done.content.decode()
    followed = client.get(reverse("dossiers:detail", args=[dossier.reference]))
    assert followed.status_code == 200
    assert followed.context["tag"]["words"] == "Chờ Một cửa kiểm tra"
    assert client.get(reverse("dossiers:mine")).context["drafts"] == []
