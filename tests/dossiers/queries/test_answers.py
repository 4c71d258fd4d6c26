"""Answers in words."""

import pytest

from dossiers.queries.answers import answer_groups, in_words
from procedures.form_spec import FieldSpec, FormSpec


def field(kind, **more):
    return FieldSpec.model_validate({"key": "x", "label": "X", "type": kind, **more})


CHOICES = [{"value": "cha", "label": "Cha"}, {"value": "me", "label": "Mẹ"}]


@pytest.mark.parametrize(
    ("asked", "value", "words"),
    [
        (field("text"), None, ""),
        (field("text"), "Tổ 5", "Tổ 5"),
        (field("yes_no"), True, "Có"),
        (field("yes_no"), False, "Không"),
        (field("yes_no"), "khong", "Không"),
        (field("money"), 50_000_000, "50.000.000 đồng"),
        (field("number"), 0, "0"),
        (field("phone"), "+84912345678", "0912 345 678"),
        (field("past_date"), "2019-09-12", "12/9/2019"),
        (field("past_date"), "2019-02-03", "03/02/2019"),
        (field("past_date"), "2019-13-45", "2019-13-45"),
        (field("past_date"), {"d": "3", "m": "", "y": "2019"}, "3/2019"),
        (field("choice", choices=CHOICES), "me", "Mẹ"),
        (field("choice", choices=CHOICES), "la", "la"),
        (field("choices", choices=CHOICES), ["cha", "me"], "Cha\nMẹ"),
        (
            field("address"),
            {"commune": "x", "commune_name": "phường Hải Thành", "line": "Tổ 5"},
            "Tổ 5, phường Hải Thành",
        ),
        (field("organisation"), {"name": "Nhật Lệ", "tax_code": "0100109106"}, "Nhật Lệ\nMã số thuế 0100109106"),
        (field("organisation"), {"name": "Nhật Lệ", "tax_code": ""}, "Nhật Lệ"),
    ],
)
def test_an_answer_is_said_as_people_read_it(asked, value, words):
    assert in_words(asked, value) == words


def test_what_does_not_concern_this_person_is_left_out_and_items_are_numbered():
    spec = FormSpec.model_validate(
        {
            "sections": [
                {
                    "key": "mot",
                    "title": "Một",
                    "fields": [
                        {"key": "has", "label": "Có cha?", "type": "yes_no"},
                        {"key": "father", "label": "Cha", "when": {"field": "has", "any_of": [True]}},
                    ],
                },
                {
                    "key": "hai",
                    "title": "Hai",
                    "when": {"field": "has", "any_of": [True]},
                    "fields": [{"key": "age", "label": "Tuổi", "type": "number"}],
                },
                {
                    "key": "ba",
                    "title": "Ba",
                    "repeat": 3,
                    "item": "nơi",
                    "fields": [{"key": "place", "label": "Nơi ở"}],
                },
            ]
        }
    )

    groups = answer_groups(spec, {"mot": {"has": False}, "ba": {"place": "Huế", "place__2": "Vinh"}})

    assert [(group.title, [(row.label, row.value) for row in group.rows]) for group in groups] == [
        ("Một", [("Có cha?", "Không")]),
        ("Ba", [("Nơi ở (nơi 1)", "Huế"), ("Nơi ở (nơi 2)", "Vinh")]),
    ]
