import pytest
from pydantic import ValidationError

from procedures.form_spec import Condition, FormSpec, active_fields, active_sections

SOUND = {
    "sections": [
        {
            "key": "nguoi_yeu_cau",
            "title": "Người yêu cầu",
            "fields": [
                {"key": "full_name", "label": "Họ và tên", "type": "name", "prefill": "citizen.full_name"},
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
            "key": "ly_hon",
            "title": "Tòa án",
            "when": {"field": "is_married", "any_of": [False]},
            "fields": [{"key": "court", "label": "Tòa án"}],
        },
    ]
}


def with_field(**changes):
    section = SOUND["sections"][0]
    return {"sections": [{**section, "fields": [{**section["fields"][0], **changes}, *section["fields"][1:]]}]}


def test_a_sound_specification_is_frozen():
    spec = FormSpec.model_validate(SOUND)

    with pytest.raises(ValidationError, match="frozen"):
        spec.note = "x"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"sections": []}, "cần ít nhất một phần"),
        ({**SOUND, "version": 9}, "version phải là 1"),
        (with_field(type="choice"), "phải có choices"),
        (with_field(prefill="citizen.blood"), "không có nguồn điền sẵn"),
        (with_field(key="is_married"), "xuất hiện hai lần"),
        (with_field(when={"field": "later", "any_of": [True]}), "when phải nhắc đến một trường ở trên"),
        (with_field(colour="red"), "Extra inputs"),
    ],
)
def test_an_unsound_specification_is_refused_with_its_reason(broken, message):
    with pytest.raises(ValidationError, match=message):
        FormSpec.model_validate(broken)


def test_a_condition_reads_typed_and_finished_answers_alike():
    married = Condition(field="is_married", any_of=(True,))

    assert [married.holds({"is_married": answer}) for answer in (True, "co", False, "khong", None, 1)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert Condition(field="kinds", any_of=("a",)).holds({"kinds": ["b", "a"]})


def test_only_what_concerns_the_person_is_active():
    spec = FormSpec.model_validate(SOUND)
    first = spec.sections[0]

    assert [section.key for section in active_sections(spec, {})] == ["nguoi_yeu_cau"]
    assert [s.key for s in active_sections(spec, {"nguoi_yeu_cau": {"is_married": "khong"}})] == [
        "nguoi_yeu_cau",
        "ly_hon",
    ]
    assert [field.key for field in active_fields(first, {"is_married": True})] == ["full_name", "is_married", "spouse"]
