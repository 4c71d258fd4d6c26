from datetime import date

import pytest
from django import forms

from portal.kernel import fields
from portal.kernel.part_fields import OUTSIDE, AddressField, OrganisationField

TODAY = date(2021, 7, 26)
COMMUNES = (("thành phố Đồng Hới", (("XA_1", "phường Hải Thành, Thành phố Đồng Hới"),)),)


class Ask(forms.Form):
    full_name = fields.NameField(label="Họ và tên")
    national_id = fields.NationalIdField(label="Số căn cước công dân", accepts_old=True)
    phone = fields.PhoneField(label="Số điện thoại")
    email = fields.MailField(label="Thư điện tử", required=False)
    issued_on = fields.DateField3(label="Ngày cấp", bound="past", today=TODAY)
    price = fields.MoneyField(label="Giá chuyển nhượng")
    sex = fields.ChosenField(label="Giới tính", choices=[("male", "Nam"), ("female", "Nữ")])
    agrees = fields.YesNoField(label="Đồng ý nhận tin nhắn?")
    address = AddressField(label="Nơi thường trú", communes=lambda: COMMUNES)
    body = OrganisationField(label="Tổ chức", required=False)


GOOD = {
    "full_name": "Nguyễn Thị Hồng Nhung",
    "national_id": "044 194 002311",
    "phone": "+84 912 345 678",
    "issued_on": "5",
    "issued_on-m": "03",
    "issued_on-y": "2020",
    "price": "1.250.000 đồng",
    "sex": "female",
    "agrees": "khong",
    "address": "XA_1",
    "address-line": "Tổ 5",
}


def test_good_answers_are_kept_in_one_shape():
    form = Ask(GOOD)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "national_id": "044194002311",
        "phone": "+84912345678",
        "email": "",
        "issued_on": date(2020, 3, 5),
        "price": 1_250_000,
        "sex": "female",
        "agrees": False,
        "address": {"commune": "XA_1", "commune_name": COMMUNES[0][1][0][1], "line": "Tổ 5"},
        "body": None,
    }


def test_empty_answers_say_what_to_do_with_the_fields_own_noun():
    form = Ask({})

    assert {name: list(texts) for name, texts in form.errors.items()} == {
        "full_name": ["Nhập họ và tên"],
        "national_id": ["Nhập số căn cước công dân"],
        "phone": ["Nhập số điện thoại"],
        "issued_on": ["Nhập ngày cấp"],
        "price": ["Nhập giá chuyển nhượng"],
        "sex": ["Chọn giới tính"],
        "agrees": ["Chọn Có hoặc Không: đồng ý nhận tin nhắn"],
        "address": ["Nhập nơi thường trú"],
    }


@pytest.mark.parametrize(
    ("change", "name", "message"),
    [
        ({"issued_on-y": ""}, "issued_on", "Nhập năm của ngày cấp"),
        ({"issued_on": "31", "issued_on-m": "4"}, "issued_on", "Không có ngày 31/4. Nhập lại ngày cấp"),
        ({"issued_on-y": "2022"}, "issued_on", "Ngày cấp phải trước hôm nay"),
        ({"price": "nhiều"}, "price", "Nhập giá chuyển nhượng bằng chữ số"),
        ({"price": "-5"}, "price", "Nhập giá chuyển nhượng bằng chữ số"),
        ({"price": "1,5"}, "price", "Nhập giá chuyển nhượng bằng chữ số"),
        ({"sex": "x"}, "sex", "Chọn giới tính"),
        ({"email": "nhung"}, "email", "Nhập thư điện tử có dạng ten@noi.vn"),
        ({"address": ""}, "address", "Chọn xã, phường hoặc thị trấn của nơi thường trú"),
        ({"address-line": ""}, "address", "Nhập số nhà, đường, thôn hoặc tổ dân phố của nơi thường trú"),
        ({"body": "Công ty A", "body-tax_code": "1"}, "body", "Nhập mã số thuế của tổ chức 10 hoặc 13 chữ số"),
    ],
)
def test_a_wrong_answer_is_explained_at_its_field(change, name, message):
    form = Ask({**GOOD, **change})

    assert {key: list(texts) for key, texts in form.errors.items()} == {name: [message]}


@pytest.mark.parametrize("typed", ["14/3/94", "14-03-1994", "14.3.1994"])
def test_a_whole_date_in_the_first_box_is_understood(typed):
    form = Ask({**GOOD, "issued_on": typed, "issued_on-m": "", "issued_on-y": ""})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["issued_on"] == date(1994, 3, 14)


def test_what_was_typed_comes_back():
    page = str(Ask({**GOOD, "issued_on": "31", "issued_on-m": "4"})["issued_on"])

    assert 'name="issued_on" type="text" inputmode="numeric" value="31"' in page
    assert 'name="issued_on-m" type="text" inputmode="numeric" value="4"' in page


@pytest.mark.parametrize("kept", [date(2020, 3, 5), "2020-03-05", {"d": "5", "m": "3", "y": "2020"}])
def test_a_kept_date_is_shown_whatever_its_form(kept):
    page = str(Ask(initial={"issued_on": kept})["issued_on"])

    assert page.count("value=") == 3
    assert 'value="5"' in page


def test_kept_answers_can_be_checked_again_as_they_are():
    first = Ask(GOOD)
    assert first.is_valid()
    kept = {**first.cleaned_data, "issued_on": "2020-03-05"}

    again = Ask(kept)

    assert again.is_valid(), again.errors
    assert again.cleaned_data == first.cleaned_data


def test_outside_the_province_the_line_says_everything():
    form = Ask({**GOOD, "address": OUTSIDE, "address-line": "12 Lê Lợi, phường Bến Nghé, TP. Hồ Chí Minh"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["address"]["commune_name"] == ""


def test_a_bound_date_without_today_is_a_bug():
    field = fields.DateField3(label="Ngày cấp", bound="past")

    with pytest.raises(TypeError, match="today"):
        field.clean(date(2020, 3, 5))
