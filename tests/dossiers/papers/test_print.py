import unicodedata
from datetime import date, timedelta
from io import BytesIO
from time import process_time

import pikepdf
import pytest

from dossiers import papers
from dossiers.enums import Status
from dossiers.papers import facts
from dossiers.papers.print import pages_of, print_receipt
from dossiers.rulesets import RULE_SETS
from tests.support import papers as make
from tests.support.pdf import says, text_of

pytestmark = pytest.mark.django_db
LONG = "Công ty trách nhiệm hữu hạn một thành viên Xây dựng và Thương mại " * 3
A5_POINTS = (420, 595)
WORDS = papers.ResultWords(
    kind="Quyết định",
    abstract="Về việc đăng ký khai sinh",
    authority_line="Chủ tịch Ủy ban nhân dân xã Thuận Hóa",
    grounds=("Căn cứ Luật Hộ tịch", "Xét đề nghị của công chức tư pháp – hộ tịch"),
    body=("Điều 1. Đăng ký khai sinh cho Trần Văn An.", "Điều 2. Quyết định này có hiệu lực kể từ ngày ký."),
)


def apology(dossier):
    return papers.apology_pdf(
        dossier,
        reason="chờ ý kiến của cơ quan phối hợp",
        old_due_at=make.FIVE,
        new_due_at=make.FIVE + timedelta(days=5),
        signed=make.SIGNED,
    )


def refusal(dossier):
    return papers.refusal_pdf(dossier, reason="Không thuộc thẩm quyền", officer_name="Nguyễn Thị Thu Hà", at=make.NINE)


def book(dossier):
    return papers.register_pdf(dossier.desk, first_day=date(2026, 2, 1), last_day=date(2026, 2, 28), at=make.NINE)


PRINT = {
    "receipt": lambda dossier: papers.receipt_pdf(dossier, at=make.NINE),
    "supplement": lambda dossier: papers.supplement_pdf(make.supplement(dossier), at=make.NINE),
    "refusal": refusal,
    "appraisal_refusal": lambda dossier: papers.appraisal_refusal_pdf(dossier, reason="Thiếu", signed=make.SIGNED),
    "apology": apology,
    "stop": lambda dossier: papers.stop_pdf(dossier, reason="Theo đề nghị", signed=make.SIGNED),
    "control": lambda dossier: papers.control_pdf(make.travelled(dossier), at=make.NINE),
    "register": book,
    "result": lambda dossier: papers.result_pdf(dossier, words=WORDS, signed=make.SIGNED),
}


def size_of(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        return tuple(round(float(side)) for side in opened.pages[0].mediabox[2:])


@pytest.mark.parametrize("rules", RULE_SETS, ids=lambda rules: rules.key)
@pytest.mark.parametrize("name", sorted(PRINT))
def test_every_paper_prints_under_both_rule_sets(name, rules):
    dossier = make.dossier(rule_set=rules.key)

    pdf = PRINT[name](dossier)

    # The book follows the law of its days.
    source = RULE_SETS[1].forms_source if name == "register" else rules.forms_source
    is_numbered = name != "result" and (name in {"appraisal_refusal", "register"} or name in rules.forms)
    assert says(pdf, source) is is_numbered
    assert says(pdf, "Độc lập - Tự do - Hạnh phúc")


@pytest.mark.parametrize("name", sorted(PRINT))
def test_every_paper_has_a_title_with_its_dossier(name):
    dossier = make.dossier()

    with pikepdf.open(BytesIO(PRINT[name](dossier))) as pdf:
        title = str(pdf.docinfo["/Title"])

    assert (dossier.desk.name if name == "register" else dossier.code) in title


@pytest.mark.parametrize("name", sorted(set(PRINT) - {"supplement", "control"}))
def test_the_same_facts_give_the_same_bytes(name):
    dossier = make.dossier()

    assert PRINT[name](dossier) == PRINT[name](dossier)


@pytest.mark.parametrize("name", sorted(PRINT))
def test_a_dossier_with_nothing_optional_and_very_long_names_prints(name):
    dossier = make.dossier(
        applicant_name=LONG[:200],
        applicant_phone="",
        applicant_email="",
        applicant_national_id="",
        applicant_address="",
        submitter_name="Đ" * 80,
    )

    pdf = PRINT[name](dossier)

    assert pages_of(pdf) <= 2
    assert says(pdf, LONG[:60]) or name == "result"


def test_an_ordinary_receipt_is_one_page_of_a5():
    dossier = make.dossier(of=make.revision(names=[f"Giấy chứng nhận quyền sử dụng đất số {n}" for n in range(6)]))

    pdf = papers.receipt_pdf(dossier, at=make.NINE)

    assert (pages_of(pdf), size_of(pdf)) == (1, A5_POINTS)


def test_a_receipt_of_forty_papers_is_in_a4_with_all_of_them():
    names = [f"{n}. {'Bản sao có chứng thực của giấy tờ ' * 4}" for n in range(40)]
    dossier = make.dossier(of=make.revision(names=names))

    pdf = papers.receipt_pdf(dossier, at=make.NINE)

    assert size_of(pdf) == (595, 842)
    assert 3 <= pages_of(pdf) <= 5
    assert all(says(pdf, name) for name in names)


def test_a_receipt_shows_the_code_the_promise_and_the_secret():
    pdf = papers.receipt_pdf(make.dossier(), at=make.NINE)

    assert says(pdf, "Mã hồ sơ: 000.06.32.H46-260205-0001")
    assert says(pdf, "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 12 tháng 02 năm 2026")
    assert says(pdf, "K7M4-P2XQ")


@pytest.mark.parametrize(("channel", "is_signed_by_both"), [("truc_tiep", True), ("truc_tuyen", False)])
def test_the_applicant_signs_a_receipt_at_the_desk_only(channel, is_signed_by_both):
    pdf = papers.receipt_pdf(make.dossier(channel=channel), at=make.NINE)

    assert says(pdf, "NGƯỜI NỘP HỒ SƠ") is is_signed_by_both
    assert says(pdf, "NGƯỜI TIẾP NHẬN HỒ SƠ")


def test_a_receipt_names_both_of_its_codes_to_a_screen_reader():
    pdf = papers.receipt_pdf(make.dossier(), at=make.NINE)

    with pikepdf.open(BytesIO(pdf)) as opened:
        names = {str(found["/Alt"]) for found in opened.objects if "/Alt" in getattr(found, "keys", list)()}

    code = "000.06.32.H46-260205-0001"
    assert names == {f"Mã vạch của mã hồ sơ {code}", f"Mã QR mở trang theo dõi hồ sơ {code}"}


def test_decomposed_names_print_as_composed_ones():
    composed = make.dossier(applicant_name="Nguyễn Thị Huyền")
    sheet = facts.receipt(composed)
    composed.applicant_name = unicodedata.normalize("NFD", composed.applicant_name)

    assert print_receipt(facts.receipt(composed), at=make.NINE) == print_receipt(sheet, at=make.NINE)


def test_an_apology_says_what_the_form_says():
    pdf = apology(make.dossier())

    assert says(pdf, "Số: 05/PXL-UBND")
    assert says(pdf, "Trần Văn Bình; mã số: 000.06.32.H46-260205-0001.")
    assert says(pdf, "với lý do: chờ ý kiến của cơ quan phối hợp.")
    assert says(pdf, "sẽ trả kết quả giải quyết hồ sơ vào: 17 giờ 00 phút, ngày 17 tháng 02 năm 2026")


def test_a_refusal_of_many_lines_prints_each_of_them():
    lines = [f"Lý do thứ {n}" for n in range(60)]

    pdf = papers.refusal_pdf(make.dossier(), reason="\n".join(lines), officer_name="", at=make.NINE)

    assert all(says(pdf, line) for line in lines)
    assert 2 <= pages_of(pdf) <= 3


def test_a_supplement_of_forty_things_prints_all_of_them():
    pdf = papers.supplement_pdf(make.supplement(make.dossier(), count=40), at=make.NINE)

    assert all(says(pdf, f"{n + 1}. Giấy tờ thứ {n}:") for n in range(40))


def test_the_head_of_the_book_is_repeated_on_every_page():
    desk, revision = make.desk(), make.revision()
    dossiers = [make.dossier(of=revision, at_desk=desk) for _ in range(30)]

    pdf = book(dossiers[0])

    assert size_of(pdf) == (842, 595)
    assert pages_of(pdf) > 1
    assert text_of(pdf).count("Tênthủtụchànhchính") == pages_of(pdf)


def test_an_empty_book_says_so():
    pdf = papers.register_pdf(make.desk(), first_day=date(2026, 2, 1), last_day=date(2026, 2, 28), at=make.NINE)

    assert says(pdf, "Không có hồ sơ nào được tiếp nhận trong thời gian này.")


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_result_of_the_demo_is_marked_as_an_illustration(settings, is_demo):
    settings.DEMO = is_demo

    assert says(PRINT["result"](make.dossier()), "Dữ liệu minh họa") is is_demo


def test_a_result_that_was_handed_over_prints_its_receipt():
    pdf = papers.handover_pdf(make.handed_over())

    assert says(pdf, "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ")
    assert says(pdf, "Số, ký hiệu: 07/KQ-UBND")


def test_a_warm_receipt_takes_milliseconds():
    dossier = make.dossier()
    make.event(dossier, "receive_direct", to=Status.RECEIVED)
    sheet = facts.receipt(dossier)
    print_receipt(sheet, at=make.NINE)

    started = process_time()
    for second in range(10):
        print_receipt(sheet, at=make.NINE + timedelta(seconds=second))

    # The budget is 15 ms on an idle machine; the limit leaves room for a busy one.
    assert (process_time() - started) / 10 < 0.05
