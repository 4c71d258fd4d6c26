"""A small catalogue: one procedure with a short online form, two papers, two competent agencies, one applicant."""

from datetime import UTC, date, datetime
from typing import Any

from dossiers.models import Draft, DraftPaper
from portal.accounts.enums import AccountKind
from portal.accounts.models import User
from portal.agencies.enums import Level
from portal.agencies.models import Agency
from portal.kernel.files import store_upload
from portal.kernel.text import fold
from procedures.models import ChannelOffer, FeeItem, Field, Procedure, ProcedureRevision, Requirement
from tests.support import accounts
from tests.support.files import pdf_bytes, upload

FORM = {
    "sections": [
        {
            "key": "nguoi_yeu_cau",
            "title": "Người yêu cầu",
            "fields": [
                {"key": "full_name", "label": "Họ và tên", "type": "name", "prefill": "citizen.full_name"},
                {"key": "national_id", "label": "Số căn cước công dân", "type": "national_id"},
                {"key": "issued_on", "label": "Ngày cấp", "type": "past_date"},
                {"key": "phone", "label": "Số điện thoại", "type": "phone", "prefill": "citizen.phone"},
                {"key": "tax_code", "label": "Mã số thuế", "type": "tax_code", "required": False},
            ],
        },
        {
            "key": "noi_dung",
            "title": "Nội dung",
            "fields": [{"key": "purpose", "label": "Nội dung yêu cầu", "type": "long_text"}],
        },
    ]
}
PERSON = {
    "full_name": "Nguyễn Thị Hồng Nhung",
    "national_id": "044194002311",
    "issued_on": "12",
    "issued_on-m": "9",
    "issued_on-y": "2019",
    "phone": "0912 345 678",
    "tax_code": "",
}
MATTER = {"purpose": "Xin cấp giấy xác nhận để đi làm."}


def citizen(**fields: Any) -> User:
    return accounts.user(kind=AccountKind.CITIZEN, password=None, **{"full_name": "Nguyễn Thị Hồng Nhung", **fields})


def communes() -> list[Agency]:
    """Make a province with one district and two communes, each served by a desk of its own."""
    province = accounts.agency("UBND_TINH", name="UBND tỉnh Quảng Bình")
    district = accounts.agency("UBND_DH", parent=province, name="UBND thành phố Đồng Hới", level=Level.DISTRICT)
    made = [
        accounts.agency(f"XA{n}", parent=district, name=f"UBND phường Thứ {n}", level=Level.COMMUNE, template="UBND_XA")
        for n in (1, 2)
    ]
    return [accounts.with_desk(one) for one in made]


def procedure(*, key: str = "xac_nhan", online: bool = True, papers: bool = True, **fields: Any) -> ProcedureRevision:
    """Make a published procedure that every commune is competent for."""
    field, _new = Field.objects.get_or_create(slug="ho-tich", defaults={"name": "Hộ tịch"})
    name = "Cấp giấy xác nhận"
    made = Procedure.objects.create(
        **{
            "key": key,
            "code": f"1.{key}",
            "name": name,
            "short_name": name,
            "name_folded": fold(name),
            "search_text": fold(name),
            "field": field,
            "level": Level.COMMUNE,
            "responsible_template": "UBND_XA",
            **fields,
        }
    )
    revision = ProcedureRevision.objects.create(
        procedure=made,
        number=1,
        state="published",
        valid_from=date(2020, 1, 1),
        service_level=4,
        service_type="toan_trinh",
        limit_value=3,
        limit_unit="working_day",
        workflow="xa_chuan",
        fee_vnd=8000,
        result_name="Giấy xác nhận",
        form=FORM,
    )
    for channel in ["truc_tuyen", "truc_tiep"] if online else ["truc_tiep"]:
        ChannelOffer.objects.create(
            revision=revision, channel=channel, limit_value=3, limit_unit="working_day", fee_vnd=8000
        )
    FeeItem.objects.create(revision=revision, position=1, name="Lệ phí", amount_vnd=8000)
    if papers:
        rows = [("Tờ khai", "to_khai", True), ("Giấy chứng sinh", "nop", True), ("Văn bản ủy quyền", "nop", False)]
        for position, (paper, kind, is_required) in enumerate(rows):
            Requirement.objects.create(
                revision=revision, position=position, name=paper, kind=kind, is_required=is_required, originals=1
            )
    return revision


NOON = datetime(2026, 7, 22, 5, 0, tzinfo=UTC)
ANSWERS = {
    "nguoi_yeu_cau": {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "national_id": "044194002311",
        "issued_on": "2019-09-12",
        "phone": "+84912345678",
    },
    "noi_dung": {"purpose": "Xin cấp giấy xác nhận để đi làm."},
}


def draft(revision: ProcedureRevision, owner: User, **fields: Any) -> Draft:
    return Draft.objects.create(
        **{
            "owner": owner,
            "revision": revision,
            "started_at": NOON,
            "saved_at": NOON,
            "expires_on": date(2026, 10, 30),
            **fields,
        }
    )


def ready_draft(revision: ProcedureRevision, owner: User, agency: Agency) -> Draft:
    made = draft(
        revision,
        owner,
        agency=agency,
        answers=ANSWERS,
        sections_done=["nguoi_yeu_cau", "noi_dung"],
        return_method="truc_tuyen",
    )
    for requirement in revision.requirements.filter(kind="nop", is_required=True):
        file = store_upload(upload("Giấy chứng sinh.pdf", pdf_bytes()), by=owner, at=NOON)
        DraftPaper.objects.create(draft=made, requirement=requirement, file=file)
    return made
