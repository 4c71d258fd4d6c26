from datetime import date

import pytest

from portal.accounts.models import Citizen, User
from portal.agencies.models import Agency
from procedures import forms
from procedures.form_spec import FormSpec

TODAY = date(2021, 7, 26)
SPEC = FormSpec.model_validate(
    {
        "sections": [
            {
                "key": "nguoi_yeu_cau",
                "title": "Người yêu cầu",
                "fields": [
                    {"key": "full_name", "label": "Họ và tên", "type": "name", "prefill": "citizen.full_name"},
                    {"key": "birth_on", "label": "Ngày sinh", "type": "past_date", "prefill": "citizen.birth_on"},
                    {"key": "is_married", "label": "Đã kết hôn?", "type": "yes_no"},
                    {
                        "key": "spouse",
                        "label": "Họ và tên vợ hoặc chồng",
                        "type": "name",
                        "when": {"field": "is_married", "any_of": [True]},
                    },
                ],
            },
            {
                "key": "tre",
                "title": "Các con",
                "repeat": 3,
                "item": "con",
                "fields": [
                    {"key": "child", "label": "Họ và tên", "type": "name"},
                    {"key": "child_birth_on", "label": "Ngày sinh", "type": "past_date"},
                ],
            },
            {
                "key": "vo_chong",
                "title": "Vợ hoặc chồng",
                "when": {"field": "is_married", "any_of": [True]},
                "fields": [{"key": "spouse_phone", "label": "Số điện thoại", "type": "phone", "required": False}],
            },
        ]
    }
)
FIRST, CHILDREN, SPOUSE = SPEC.sections
POSTED = {
    "full_name": "Nguyễn An",
    "birth_on": "1",
    "birth_on-m": "2",
    "birth_on-y": "1990",
    "is_married": "khong",
    "spouse": "",
}


def build(section, data, **options):
    options = {"initial": {}, "answers": {}, **options}
    return forms.build_section_form(section, data=data, today=TODAY, **options)


def test_good_answers_are_ready_to_be_kept():
    form = build(FIRST, POSTED)

    assert form.is_valid(), form.errors
    assert form.answers() == {"full_name": "Nguyễn An", "birth_on": "1990-02-01", "is_married": False}


def test_a_conditional_question_is_asked_only_when_it_concerns():
    asked = build(FIRST, {**POSTED, "is_married": "co"})
    idle = build(FIRST, {**POSTED, "spouse": "Lê 2"})

    assert dict(asked.errors) == {"spouse": ["Nhập họ và tên vợ hoặc chồng"]}
    assert idle.is_valid(), idle.errors
    assert "spouse" not in idle.answers()


def test_what_was_typed_wrong_is_kept_as_typed_beside_what_was_right():
    form = build(FIRST, {**POSTED, "birth_on": "31", "birth_on-m": "4"})

    assert dict(form.errors) == {"birth_on": ["Không có ngày 31/4. Nhập lại ngày sinh"]}
    assert form.answers()["birth_on"] == {"d": "31", "m": "4", "y": "1990"}
    assert form.answers()["full_name"] == "Nguyễn An"


def test_kept_answers_outrank_the_prefill():
    sources = {"citizen.full_name": "Trần Bình", "citizen.birth_on": date(1980, 1, 1)}

    form = build(
        FIRST,
        None,
        initial=forms.prefilled(FIRST, sources),
        answers={"nguoi_yeu_cau": {"full_name": "Nguyễn An"}},
    )

    assert form["full_name"].value() == "Nguyễn An"
    assert form["birth_on"].value() == date(1980, 1, 1)


def test_an_item_begun_must_be_finished_and_an_empty_one_is_nothing():
    one = {"child": "Nguyễn Bé", "child_birth_on": "1/2/2020"}

    empty = build(CHILDREN, one)
    begun = build(CHILDREN, {**one, "child__2": "Nguyễn Út"})

    assert empty.is_valid(), empty.errors
    assert dict(begun.errors) == {"child_birth_on__2": ["Nhập ngày sinh (con 2)"]}


def test_the_whole_form_is_checked_from_what_was_kept():
    answers = {
        "nguoi_yeu_cau": {"full_name": "Nguyễn An", "birth_on": "1990-02-01", "is_married": True, "spouse": "Lê Chi"},
        "tre": {"child": "Nguyễn Bé", "child_birth_on": {"d": "1", "m": "13", "y": "2020"}},
        "vo_chong": {"spouse_phone": "0912345678"},
    }

    checked = forms.validate_answers(SPEC, answers, today=TODAY)

    assert not checked.is_complete
    assert checked.problems == {"tre": {"child_birth_on": ["Không có ngày 1/13. Nhập lại ngày sinh (con 1)"]}}
    assert checked.answers["vo_chong"] == {"spouse_phone": "+84912345678"}


def test_a_section_that_no_longer_concerns_is_left_out():
    answers = {
        "nguoi_yeu_cau": {"full_name": "Nguyễn An", "birth_on": "1990-02-01", "is_married": False},
        "tre": {"child": "Nguyễn Bé", "child_birth_on": "2020-02-01"},
        "vo_chong": {"spouse_phone": "0912345678"},
    }

    checked = forms.validate_answers(SPEC, answers, today=TODAY)

    assert checked.is_complete
    assert list(checked.answers) == ["nguoi_yeu_cau", "tre"]


@pytest.mark.django_db
def test_what_is_known_of_a_citizen_fills_the_form():
    agency = Agency.objects.create(key="XA_1", code="1", name="UBND xã A", level="xa", path="A/", template="UBND_XA")
    user = User.objects.create_user(
        password=None, kind="citizen", full_name="Trần Bình", phone="+84912345678", email=None
    )
    Citizen.objects.create(
        user=user, national_id="044080001234", birth_on=date(1980, 1, 1), commune=agency, address_line="Tổ 5"
    )

    assert forms.prefill_sources(user) == {
        "citizen.full_name": "Trần Bình",
        "citizen.phone": "+84912345678",
        "citizen.national_id": "044080001234",
        "citizen.birth_on": date(1980, 1, 1),
        "citizen.address": {"commune": "XA_1", "line": "Tổ 5"},
    }
