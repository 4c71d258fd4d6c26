import pytest
from django import forms

from portal.kernel.forms import PortalForm


class Question(PortalForm):
    name = forms.CharField(label="Họ và tên", max_length=5)
    cccd = forms.CharField(label="CCCD")
    mail = forms.EmailField(label="Thư điện tử")
    place = forms.ChoiceField(label="Nơi nhận", choices=[("a", "A")])
    copies = forms.IntegerField(label="Số bản")
    day = forms.DateField(label="Ngày cấp")
    paper = forms.FileField(label="Căn cước")
    pledge = forms.BooleanField(label="Tôi cam kết")
    own = forms.CharField(label="Riêng", error_messages={"required": "Lời riêng"})


def _errors(**data: str) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in Question(data).errors.items()}


def test_an_empty_form_says_for_each_question_what_to_do():
    assert _errors() == {
        "name": ["Nhập họ và tên"],
        "cccd": ["Nhập CCCD"],
        "mail": ["Nhập thư điện tử"],
        "place": ["Chọn nơi nhận"],
        "copies": ["Nhập số bản"],
        "day": ["Nhập ngày cấp"],
        "paper": ["Tải lên căn cước"],
        "pledge": ["Đánh dấu vào ô “Tôi cam kết”"],
        "own": ["Lời riêng"],
    }


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("name", "Nguyễn", "Họ và tên dài quá 5 ký tự"),
        ("mail", "nhung", "Nhập thư điện tử có dạng ten@noi.vn"),
        ("place", "z", "Chọn nơi nhận"),
        ("copies", "hai", "Nhập số bản bằng chữ số"),
        ("day", "31/4", "Nhập ngày cấp theo dạng ngày/tháng/năm"),
    ],
)
def test_a_wrong_answer_is_told_how_to_repair_it(name: str, value: str, words: str):
    assert _errors(**{name: value})[name] == [words]
