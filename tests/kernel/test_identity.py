import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import identity

TODAY = date(2021, 7, 26)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("044194002311", "044194002311"),
        (" 044 194 002311 ", "044194002311"),
        ("044.194.002.311", "044194002311"),
        ("０４４１９４００２３１１", "044194002311"),
        ("O44194OO2311", "044194002311"),
    ],
)
def test_a_national_id_is_read_however_it_is_typed(typed, stored):
    assert identity.national_id(typed) == stored


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("04419400231", "Nhập đủ 12 chữ số của số căn cước công dân"),
        ("04419400231X", "Số căn cước công dân chỉ gồm chữ số"),
        ("044994002311", "Xem lại số căn cước công dân: nhập đúng 12 chữ số in trên thẻ"),
    ],
)
def test_a_national_id_of_wrong_shape_is_explained(typed, message):
    with pytest.raises(ValueError, match=r".") as refusal:
        identity.national_id(typed)

    assert str(refusal.value) == message


def test_an_old_identity_card_is_read_only_where_it_is_accepted():
    assert identity.national_id("194 123 456", accepts_old=True) == "194123456"
    with pytest.raises(ValueError, match=r"^Nhập đủ 12 chữ số"):
        identity.national_id("194123456")
    with pytest.raises(ValueError, match=r"^Nhập 12 chữ số căn cước hoặc 9 chữ số chứng minh nhân dân$"):
        identity.national_id("1941234", accepts_old=True)


def test_the_twelve_digits_tell_sex_year_and_province():
    assert identity.national_id_facts("044194002311") == identity.NationalIdFacts("044", "female", 1994)
    assert identity.national_id_facts("044204002311") == identity.NationalIdFacts("044", "male", 2004)
    assert identity.national_id_facts("194123456") is None


def test_contradictions_are_named_and_the_province_never_is():
    assert identity.national_id_contradictions("001194002311", sex="female", birth_year=1994) == ()
    assert identity.national_id_contradictions("044194002311", sex="male", birth_year=1995) == ("sex", "birth_year")
    assert identity.national_id_contradictions("194123456", sex="male", birth_year=1995) == ()


def test_a_passport_is_a_letter_and_seven_or_eight_digits():
    assert identity.passport("c 123456O") == "C1234560"
    with pytest.raises(ValueError, match=r"^Nhập số hộ chiếu gồm 1 chữ cái và 7 hoặc 8 chữ số$"):
        identity.passport("12345678")


@pytest.mark.parametrize("code", ["0100109106", "0102182292", "0300588569", "0301447426", "0101243150", "0100112437"])
def test_the_check_digit_of_well_known_tax_codes_holds(code):
    assert identity.tax_code(code) == code
    wrong = code[:9] + str((int(code[9]) + 1) % 10)
    with pytest.raises(ValueError, match=r"^Xem lại mã số thuế"):
        identity.tax_code(wrong)


def test_a_branch_and_a_person_have_tax_codes_too():
    assert identity.tax_code("0100109106001") == "0100109106-001"
    assert identity.tax_code("0100109106-001") == "0100109106-001"
    assert identity.tax_code("044194002311") == "044194002311"
    with pytest.raises(ValueError, match=r"^Nhập mã số thuế 10 hoặc 13 chữ số$"):
        identity.tax_code("01001091")


@pytest.mark.parametrize(
    "typed", ["0912345678", "+84 912 345 678", "84912345678", "0084912345678", "(091) 234-5678", "O912345678"]
)
def test_a_mobile_number_is_kept_as_e164(typed):
    assert identity.phone(typed) == "+84912345678"


def test_a_landline_is_a_phone_too_and_is_shown_as_people_write_it():
    assert identity.phone("0232 382 2222") == "+842323822222"
    assert identity.national_phone("+84912345678") == "0912 345 678"


@pytest.mark.parametrize("typed", ["12345", "09123456", "abc", "+1 202 555 0100", "", "0112345678"])
def test_another_phone_is_explained(typed):
    with pytest.raises(ValueError, match=r"^Nhập số điện thoại 10 chữ số, bắt đầu bằng 0$"):
        identity.phone(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn   Thị Hồng Nhung ", "Nguyễn Thị Hồng Nhung"),
        ("Nguyễn Thị", "Nguyễn Thị"),
        ("Y Moan Ênuôl", "Y Moan Ênuôl"),
        ("Jean-Luc O'Brien Jr.", "Jean-Luc O'Brien Jr."),
    ],
)
def test_a_name_is_kept_composed_and_single_spaced(typed, stored):
    assert identity.person_name(typed) == stored


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (" ", "Nhập họ và tên"),
        ("A" * 63, "Họ và tên dài quá 60 ký tự. Bớt 3 ký tự"),
        ("Nguyễn 2", "Họ và tên chỉ gồm chữ cái, dấu cách, dấu chấm, gạch nối và dấu nháy"),
        ("...", "Họ và tên chỉ gồm chữ cái, dấu cách, dấu chấm, gạch nối và dấu nháy"),
    ],
)
def test_a_wrong_name_is_explained(typed, message):
    with pytest.raises(ValueError, match=r".") as refusal:
        identity.person_name(typed)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("parts", "stored"),
    [
        (("5", "3", "1994"), date(1994, 3, 5)),
        (("05", "03", "94"), date(1994, 3, 5)),
        (("1", "2", "21"), date(2021, 2, 1)),
        (("29", "2", "2020"), date(2020, 2, 29)),
    ],
)
def test_a_date_is_read_from_its_parts(parts, stored):
    assert identity.real_date(*parts, noun="ngày sinh", today=TODAY) == stored


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("5", "3", ""), "Nhập năm của ngày cấp"),
        (("", "3", "2020"), "Nhập ngày của ngày cấp"),
        (("31", "4", "2020"), "Không có ngày 31/4. Nhập lại ngày cấp"),
        (("29", "2", "2021"), "Không có ngày 29/2/2021. Nhập lại ngày cấp"),
        (("5", "3", "202"), "Nhập đủ 4 chữ số năm của ngày cấp"),
        (("năm", "3", "2020"), "Nhập ngày của ngày cấp bằng chữ số"),
    ],
)
def test_a_wrong_date_is_explained(parts, message):
    with pytest.raises(ValueError, match=r".") as refusal:
        identity.real_date(*parts, noun="ngày cấp", today=TODAY)

    assert str(refusal.value) == message


@given(st.text(max_size=80))
@pytest.mark.parametrize(
    "read", [identity.national_id, identity.phone, identity.tax_code, identity.passport, identity.person_name]
)
def test_no_text_breaks_a_reader(read, text):
    with contextlib.suppress(ValueError):
        assert read(text)
