import pytest

from dossiers.enums import Status
from dossiers.models import Dossier, ResultReturn
from dossiers.papers import Signed, facts, handover_pdf, signed_of
from dossiers.papers.heads import agency_head, desk_head, desk_name
from dossiers.rulesets import ND61, ND118
from tests.support import papers as make

pytestmark = pytest.mark.django_db


def test_a_receipt_states_the_code_the_promise_and_the_officer_who_received():
    dossier = make.dossier()
    make.event(dossier, "receive_direct", to=Status.RECEIVED)

    sheet = facts.receipt(dossier)

    assert sheet.code == dossier.code
    assert sheet.due == "17 giờ 00 phút, ngày 12 tháng 02 năm 2026"
    assert sheet.officer == "Nguyễn Thị Thu Hà"
    assert sheet.secret == "K7M4-P2XQ"
    assert (sheet.book, sheet.serial) == ("2026", "260205-0001")


def test_the_code_on_a_receipt_opens_the_tracking_page_of_its_dossier(settings):
    settings.PUBLIC_URL = "https://dichvucong.example"
    dossier = make.dossier()

    sheet = facts.receipt(dossier)

    assert sheet.track_url == f"https://dichvucong.example/h/{dossier.track_token}/"
    assert sheet.track_address == "dichvucong.example/tra-cuu/"


def test_a_receipt_counts_originals_copies_and_files_of_what_was_given():
    dossier = make.dossier()
    first, second = dossier.papers.order_by("requirement__position")
    first.originals, first.copies = 0, 2
    second.originals = second.copies = 0
    first.save()
    second.save()

    lines = facts.receipt(dossier).papers

    assert [(line.name, line.originals, line.copies, line.files) for line in lines] == [
        ("Giấy chứng sinh", "", "02", "")
    ]


def test_an_online_declaration_counts_as_one_electronic_paper():
    revision = make.revision(names=("Tờ khai",))
    revision.requirements.update(kind="to_khai")
    dossier = make.dossier(of=revision, channel="truc_tuyen")
    dossier.papers.update(originals=0, copies=0)

    lines = facts.receipt(dossier).papers

    assert [(line.name, line.files) for line in lines] == [("Tờ khai", "01")]


def test_a_dossier_that_is_not_received_has_no_receipt():
    dossier = make.dossier(code=None, received_at=None, status=Status.REGISTERED)

    with pytest.raises(ValueError, match="received"):
        facts.receipt(dossier)


def test_the_facts_of_a_receipt_take_a_fixed_number_of_queries(django_assert_num_queries):
    few = make.dossier(of=make.revision(names=("Một",)))
    many = make.dossier(of=make.revision(names=[f"Giấy {n}" for n in range(7)]), at_desk=few.desk)

    for made in (few, many):
        dossier = Dossier.objects.get(pk=made.pk)
        with django_assert_num_queries(7):
            facts.receipt(dossier)


def test_a_supplement_names_each_thing_its_reason_the_day_and_whom_to_call():
    sheet = facts.supplement(make.supplement(make.dossier(), count=2), at=make.NINE)

    assert sheet.head.number == "Số: 01/HDHS"
    assert [item.subject for item in sheet.items] == ["Giấy tờ thứ 0", "Giấy tờ thứ 1"]
    assert sheet.answer_until == "ngày 20 tháng 02 năm 2026"
    assert sheet.phone == "0232 3684 123"


@pytest.mark.parametrize(
    ("is_before_intake", "reason"),
    [
        (True, "Hồ sơ chưa đầy đủ, chưa hợp lệ theo quy định"),
        (False, "Qua thẩm định, hồ sơ chưa đủ điều kiện giải quyết"),
    ],
)
def test_a_supplement_says_at_which_step_something_was_found_missing(is_before_intake, reason):
    asked = make.supplement(make.dossier())
    asked.is_before_intake = is_before_intake

    assert facts.supplement(asked, at=make.NINE).reason == reason


def test_a_handed_over_result_names_its_number_and_who_took_it():
    sheet = facts.handover(make.handed_over().result_return)

    assert sheet.result_number == "07/KQ-UBND"
    assert sheet.receiver == "Trần Văn Bình"
    assert sheet.returned == "17 giờ 00 phút, ngày 13 tháng 02 năm 2026"


def test_a_stored_document_lends_its_number_signer_and_recipients():
    document = make.handed_over().results.get().document

    assert signed_of(document) == Signed(
        number_sign="07/KQ-UBND",
        issued_at=make.FIVE,
        signer_name="Hoàng Minh Đức",
        signer_title="Chủ tịch",
        recipients=("Trần Văn Bình", "Lưu: VT"),
    )


def test_a_result_that_nobody_took_has_no_receipt():
    with pytest.raises(ResultReturn.DoesNotExist):
        handover_pdf(make.dossier())


@pytest.mark.parametrize(
    ("rules", "form", "number", "title"),
    [
        (ND61, "apology", "Mẫu số 04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (ND118, "apology", "Mẫu số 04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
        (ND61, "control", "Mẫu số 05", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        (ND118, "control", "Mẫu số 06", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        (ND61, "stop", "", "Thông báo dừng giải quyết hồ sơ"),
        (ND118, "stop", "Mẫu số 05", "Thông báo dừng giải quyết hồ sơ"),
    ],
)
def test_a_form_has_the_number_and_title_of_its_rule_set(rules, form, number, title):
    head = agency_head(make.agency(), rules=rules, form=form, at=make.NINE)

    assert (head.form, head.title) == (number, title)
    assert (rules.forms_source in head.source) is bool(number)


def test_a_committee_stands_alone_and_in_full():
    head = agency_head(make.agency(), rules=ND118, form="apology", at=make.NINE)

    assert (head.upper, head.issuer) == ("", "Ủy ban nhân dân\nxã Thuận Hóa")


def test_a_department_stands_under_its_committee():
    province = make.agency("Ủy ban nhân dân tỉnh Quảng Bình")
    department = make.agency("Sở Tư pháp", parent=province)

    head = agency_head(department, rules=ND118, form="apology", at=make.NINE)

    assert (head.upper, head.issuer) == ("Ủy ban nhân dân tỉnh Quảng Bình", "Sở Tư pháp")


def test_a_desk_stands_under_its_agency():
    head = desk_head(make.desk(), rules=ND118, form="receipt", at=make.NINE)

    assert (head.upper, head.issuer) == ("Ủy ban nhân dân xã Thuận Hóa", "Bộ phận Tiếp nhận và Trả kết quả")
    assert head.dated == "Thuận Hóa, ngày 05 tháng 02 năm 2026"


def test_a_centre_is_its_own_desk():
    centre = make.agency("Trung tâm Hành chính công tỉnh", parent=make.agency("Ủy ban nhân dân tỉnh Quảng Bình"))
    desk = make.desk(centre)
    desk.name = centre.name

    head = desk_head(desk, rules=ND118, form="receipt", at=make.NINE)

    assert (head.upper, head.issuer) == ("Ủy ban nhân dân tỉnh Quảng Bình", "Trung tâm Hành chính công tỉnh")
    assert desk_name(desk) == "Trung tâm Hành chính công tỉnh"
