import json

import pytest

from procedures.forms import ReviseProcedure
from procedures.forms.revise import initial_of
from procedures.models import Procedure
from procedures.queries import current_revision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counts")]
SPEC = {"sections": [{"key": "a", "title": "Phần một", "fields": [{"key": "x", "label": "Họ và tên", "type": "name"}]}]}


def posted(key="lltp", **changes):
    revision = current_revision(Procedure.objects.get(key=key))
    shown = initial_of(revision, reason="Nghị quyết mới")
    data = {name: "" if value is None else value for name, value in shown.items()}
    data |= {"form": json.dumps(shown["form"]), "valid_from": "1", "valid_from-m": "8", "valid_from-y": "2021"}
    return ReviseProcedure({**data, **changes}, revision=revision)


def test_what_is_in_force_can_be_put_into_force_again():
    form = posted()

    assert form.is_valid(), form.errors
    assert form.changes()["form"] == current_revision(Procedure.objects.get(key="lltp")).form
    assert form.offers()["truc_tuyen"] == {"fee_vnd": 200_000, "limit_value": 10, "limit_unit": "day"}


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"reason": " "}, "reason", "Nhập lý do thay đổi"),
        ({"limit_value": ""}, "limit_value", "Nhập thời hạn bằng ngày"),
        ({"limit_value": "mười"}, "limit_value", "Nhập thời hạn bằng chữ số"),
        ({"limit_unit": "tuần"}, "limit_unit", "Chọn đơn vị thời hạn"),
        ({"fee_vnd": "-5đ"}, "fee_vnd", "Nhập phí, lệ phí bằng chữ số"),
        ({"form": ""}, "form", "Nhập tờ khai: thủ tục này nhận hồ sơ trực tuyến"),
        ({"form": "{"}, "form", "Dòng 1, cột 2: thiếu hoặc thừa dấu phẩy, ngoặc kép hay ngoặc"),
        ({"form": "[" * 5000}, "form", None),
        ({"form": "[]"}, "form", None),
        ({"form": json.dumps({})}, "form", "sections: thiếu mục này"),
        (
            {"form": json.dumps(SPEC).replace('"name"', '"nmae"')},
            "form",
            "sections › 1 › fields › 1 › type: không có loại này",
        ),
        (
            {"form": json.dumps(SPEC).replace('"x"', '"X Y"')},
            "form",
            "sections › 1 › fields › 1 › key: chỉ gồm chữ thường không dấu, chữ số và gạch dưới, bắt đầu bằng chữ",
        ),
        ({"form": json.dumps({**SPEC, "version": 2})}, "form", "version phải là 1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(change, field, message):
    form = posted(**change)

    assert list(form.errors) == [field]
    assert message is None or form.errors[field][0] == message


def test_a_sound_specification_is_stored_without_what_goes_without_saying():
    form = posted(form=json.dumps(SPEC))

    assert form.is_valid(), form.errors
    assert form.changes()["form"] == {**SPEC, "version": 1}


def test_what_is_done_in_person_needs_no_form():
    form = posted(key="ket_hon", form="")

    assert form.is_valid(), form.errors
    assert form.changes()["form"] == {}


def test_same_day_needs_no_number():
    form = posted(key="ket_hon", form="", limit_value="", limit_truc_tiep="")

    assert form.is_valid(), form.errors
    assert form.changes()["limit_value"] is None
