import unicodedata

import pytest

from portal.accounts.models import User
from tests.support import accounts
from tests.support.accounts import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/dang-ky/"


def typed(**changes):
    return {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "phone": "0912 345 678",
        "email": "",
        "password": PASSWORD,
        "password_again": PASSWORD,
        **changes,
    }


def errors_of(response):
    return {name: [str(words) for words in errors] for name, errors in response.context["form"].errors.items()}


def test_a_citizen_registers_and_is_signed_in(client):
    response = client.post(PAGE, typed(email="Nhung@Vi-Du.vn"))

    user = User.objects.get()
    assert response.status_code == 302
    assert (user.phone, user.email, user.full_name_folded) == (
        "+84912345678",
        "nhung@vi-du.vn",
        "nguyen thi hong nhung",
    )
    assert user.is_citizen
    assert user.citizen.national_id == ""
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_name_typed_in_decomposed_letters_is_kept_composed(client):
    client.post(PAGE, typed(full_name=unicodedata.normalize("NFD", "  Trần   Thị Thuý ")))

    assert User.objects.get().full_name == unicodedata.normalize("NFC", "Trần Thị Thuý")


def test_an_empty_form_says_what_to_do_at_each_field(client):
    response = client.post(PAGE, {})

    assert response.status_code == 422
    assert errors_of(response) == {
        "full_name": ["Nhập họ và tên"],
        "phone": ["Nhập số điện thoại"],
        "password": ["Nhập mật khẩu"],
        "password_again": ["Nhập lại mật khẩu"],
    }
    page = response.content.decode()
    assert 'href="#id_full_name"' in page
    assert "Lỗi: Đăng ký tài khoản" in page


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"phone": "0123"}, {"phone": ["Nhập số điện thoại 10 chữ số, bắt đầu bằng 0"]}),
        ({"email": "nhung"}, {"email": ["Nhập thư điện tử có dạng ten@noi.vn"]}),
        (
            {"password": "ngắn", "password_again": "ngắn"},
            {"password": ["Nhập mật khẩu dài ít nhất 10 ký tự"]},
        ),
        ({"password_again": "khác hẳn đi"}, {"password_again": ["Nhập lại đúng mật khẩu ở ô trên"]}),
        (
            {"password": "Nguyễn Thị Hồng Nhung", "password_again": "Nguyễn Thị Hồng Nhung"},
            {"password": ["Chọn mật khẩu khác: mật khẩu này giống tên, số điện thoại hoặc thư điện tử"]},
        ),
    ],
)
def test_a_mistake_is_explained_and_nothing_is_registered(client, changes, errors):
    response = client.post(PAGE, typed(**changes))

    assert errors_of(response) == errors
    assert User.objects.count() == 0


def test_a_phone_number_registers_once(client):
    accounts.citizen(phone="+84912345678")

    response = client.post(PAGE, typed())

    assert errors_of(response) == {"phone": ["Số điện thoại này đã có tài khoản. Đăng nhập hoặc đặt lại mật khẩu"]}


def test_twenty_registrations_an_hour_come_from_one_network(client):
    for _ in range(20):
        client.post(PAGE, {})

    response = client.post(PAGE, typed())

    assert response.status_code == 429
    assert User.objects.count() == 0
