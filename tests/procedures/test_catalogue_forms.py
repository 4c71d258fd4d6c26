"""Every form of the project's own catalogue can be built, filled and checked."""

from datetime import date

import pytest

from procedures import forms
from procedures.form_spec import FieldType, FormSpec, active_fields, flat
from procedures.models import ProcedureRevision

pytestmark = pytest.mark.django_db
TODAY = date(2021, 7, 26)
SAMPLES = {
    FieldType.TEXT: "12 tháng",
    FieldType.LONG_TEXT: "Đề nghị giải quyết theo quy định.",
    FieldType.NAME: "Nguyễn Thị Hồng Nhung",
    FieldType.DATE: "2021-08-01",
    FieldType.PAST_DATE: "2010-02-03",
    FieldType.FUTURE_DATE: "2021-12-31",
    FieldType.NATIONAL_ID: "044194002311",
    FieldType.PHONE: "+84912345678",
    FieldType.EMAIL: "nhung@quangbinh.example",
    FieldType.TAX_CODE: "0100109106",
    FieldType.YES_NO: True,
    FieldType.NUMBER: 2,
    FieldType.MONEY: 50_000_000,
    FieldType.ADDRESS: {"commune": "UBND_DONG_HOI.XA_18853", "line": "Tổ 5"},
    FieldType.ORGANISATION: {"name": "Công ty TNHH Nhật Lệ", "tax_code": "0100109106"},
}


def sample(field, pick):
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        value = field.choices[pick % len(field.choices)].value
        return [value] if field.type == FieldType.CHOICES else value
    if field.type == FieldType.YES_NO:
        return pick % 2 == 0
    return SAMPLES[field.type]


def filled(spec, pick):
    answers = {}
    for section in spec.sections:
        if section.when and not section.when.holds(flat(answers)):
            continue
        own = answers[section.key] = {}
        for field in section.fields:
            if field in active_fields(section, flat(answers)):
                own[field.key] = sample(field, pick)
    return answers


def test_every_online_procedure_has_a_form_that_takes_a_filled_sample(counts):
    revisions = ProcedureRevision.objects.filter(offers__channel="truc_tuyen").select_related("procedure")
    problems = {}
    for revision in revisions.order_by("pk"):
        spec = FormSpec.model_validate(revision.form)
        for pick in range(3):
            checked = forms.validate_answers(spec, filled(spec, pick), today=TODAY)
            if not checked.is_complete:
                problems[revision.procedure.key, pick] = checked.problems

    assert len(revisions) == 55
    assert problems == {}


def test_an_empty_form_asks_for_every_required_answer_in_words(counts):
    revision = ProcedureRevision.objects.get(procedure__key="khai_sinh")
    spec = FormSpec.model_validate(revision.form)

    checked = forms.validate_answers(spec, {}, today=TODAY)

    assert checked.problems["nguoi_yeu_cau"] == {
        "applicant_name": ["Nhập họ và tên"],
        "applicant_national_id": ["Nhập số căn cước công dân"],
        "applicant_national_id_issued_on": ["Nhập ngày cấp căn cước"],
        "applicant_phone": ["Nhập số điện thoại"],
        "applicant_address": ["Nhập nơi cư trú"],
        "applicant_relation": ["Chọn quan hệ với trẻ"],
    }


def test_no_form_pretends_to_be_the_official_one(counts):
    for form in ProcedureRevision.objects.exclude(form={}).values_list("form", flat=True):
        assert "không phải mẫu đơn do cơ quan có thẩm quyền ban hành" in form["note"]


def test_ten_procedures_have_questions_of_their_own(counts):
    own = [
        key
        for key, form in ProcedureRevision.objects.exclude(form={}).values_list("procedure__key", "form")
        if all(section["key"] != "dai_dien" for section in form["sections"])
    ]

    assert sorted(own) == [
        "dd_chuyen_nhuong",
        "doi_gplx",
        "gpxd_nha_o",
        "hkd_thanh_lap",
        "khai_sinh",
        "khai_tu",
        "lltp",
        "tam_tru",
        "thuong_tru",
        "trich_luc",
        "xn_tthn",
    ]


def test_a_rendered_section_tells_what_is_optional_and_what_depends(counts, rf):
    spec = FormSpec.model_validate(ProcedureRevision.objects.get(procedure__key="khai_sinh").form)
    child = forms.build_section_form(spec.sections[1], data=None, initial={}, answers={}, today=TODAY)

    clinic = child["clinic"].as_field_group()
    time = child["child_birth_time"].as_field_group()

    assert 'data-when="born_at_clinic=co"' in clinic
    assert "(không bắt buộc)" not in clinic
    assert "(không bắt buộc)" in time
