import json
import unicodedata

import pytest
from django.contrib.auth.hashers import get_hasher
from django.urls import reverse

import portal.settings
from portal.accounts.enums import Role
from portal.accounts.models import User
from tests.support import accounts
from tests.support.accounts import PASSWORD

pytestmark = pytest.mark.django_db
CITIZENS = "/dang-nhap/"
OFFICERS = "/can-bo/dang-nhap/"
NEUTRAL = "Số điện thoại, thư điện tử hoặc mật khẩu chưa đúng. Xem lại rồi nhập lần nữa"


def typed(login, password=PASSWORD, **more):
    return {"login": login, "password": password, **more}


def words_of(response):
    return [str(words) for errors in response.context["form"].errors.values() for words in errors]


@pytest.fixture
def nhung():
    return accounts.citizen(phone="+84912345678", email="nhung@vi-du.vn")


@pytest.mark.parametrize(
    "login",
    ["0912345678", "0912 345 678", "+84912345678", "84912345678", "nhung@vi-du.vn", "NHUNG@Vi-Du.vn"],
)
def test_a_citizen_signs_in_by_phone_or_mail_however_it_is_typed(client, nhung, login):
    response = client.post(CITIZENS, typed(login))

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(nhung.pk)


def test_a_password_typed_in_decomposed_letters_is_the_same_password(client, nhung):
    client.post(CITIZENS, typed("0912345678", unicodedata.normalize("NFD", PASSWORD)))

    assert client.session["_auth_user_id"] == str(nhung.pk)


def test_wrong_password_unknown_account_closed_account_and_staff_get_one_answer(client, nhung):
    accounts.citizen(phone="+84912000001", is_active=False)
    accounts.staff(phone="+84912000002")

    answers = {
        client.post(CITIZENS, typed("0912345678", "sai mật khẩu")).content.decode().count(NEUTRAL),
        client.post(CITIZENS, typed("0912999999")).content.decode().count(NEUTRAL),
        client.post(CITIZENS, typed("0912000001")).content.decode().count(NEUTRAL),
        client.post(CITIZENS, typed("0912000002")).content.decode().count(NEUTRAL),
    }

    assert answers == {1}
    assert "_auth_user_id" not in client.session


def test_a_citizen_is_refused_at_the_door_of_officers_in_the_same_words(client, nhung):
    response = client.post(OFFICERS, typed("0912345678"))

    assert response.status_code == 422
    assert words_of(response) == [NEUTRAL]


def test_the_sixth_try_is_refused_even_with_the_right_password(client, nhung):
    for _ in range(5):
        client.post(CITIZENS, typed("0912345678", "sai"))

    response = client.post(CITIZENS, typed("0912345678"))

    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_tries_at_one_phone_do_not_lock_out_another(client, nhung):
    for _ in range(6):
        client.post(CITIZENS, typed("0912999999", "sai"))

    client.post(CITIZENS, typed("0912345678"))

    assert client.session["_auth_user_id"] == str(nhung.pk)


def test_a_phone_of_wrong_shape_is_explained(client):
    response = client.post(CITIZENS, typed("12ab"))

    assert words_of(response) == ["Nhập số điện thoại 10 chữ số, bắt đầu bằng 0, hoặc thư điện tử có dạng ten@noi.vn"]


def test_what_was_typed_but_the_password_is_still_there(client):
    page = client.post(CITIZENS, typed("0912999999", "bí mật của tôi")).content.decode()

    assert 'value="0912999999"' in page
    assert "bí mật của tôi" not in page


def test_sign_in_gives_the_session_a_new_key(client, nhung):
    client.get(CITIZENS)
    session = client.session
    session["mark"] = 1
    session.save()
    old_key = session.session_key

    client.post(CITIZENS, typed("0912345678"))

    assert client.session.session_key != old_key


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/tai-khoan/", "/tai-khoan/"),
        ("https://ke-xau.example/", None),
        ("//ke-xau.example/", None),
        ("javascript:alert(1)", None),
        ("/\\ke-xau.example", None),
    ],
)
def test_after_sign_in_only_our_own_pages_are_reached(client, nhung, wanted, reached):
    response = client.post(CITIZENS, typed("0912345678", next=wanted))

    own_page = response.url.startswith("/") and "ke-xau" not in response.url
    assert (response.url == reached) if reached else own_page


def test_officers_pages_lead_to_the_door_of_officers(client):
    response = client.get("/can-bo/uy-quyen/", follow=True)

    assert response.redirect_chain[-1][0] == "/can-bo/dang-nhap/?next=%2Fcan-bo%2Fuy-quyen%2F"


def test_an_administrator_lands_on_the_accounts(client):
    province = accounts.agency()
    accounts.staff(Role.PROVINCE_ADMIN, province, phone="+84912000003")

    response = client.post(OFFICERS, typed("0912000003"))

    assert response.url == reverse("accounts:people")


def test_a_session_that_ended_behind_a_part_of_a_page_takes_the_whole_page_to_sign_in(client):
    response = client.get(
        "/can-bo/uy-quyen/",
        follow=True,
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/can-bo/uy-quyen/?trang=2"},
    )

    assert response.headers["HX-Redirect"] == "/can-bo/dang-nhap/?next=%2Fcan-bo%2Fuy-quyen%2F%3Ftrang%3D2"


def test_sign_out_needs_a_post_and_ends_the_session(client, nhung):
    client.force_login(nhung)

    refused = client.get("/dang-xuat/")
    client.post("/dang-xuat/")

    assert refused.status_code == 405
    assert "_auth_user_id" not in client.session


def test_a_closed_account_loses_its_session_at_once(client, nhung):
    client.force_login(nhung)
    User.objects.filter(pk=nhung.pk).update(is_active=False)

    response = client.get("/tai-khoan/")

    assert response.url == "/dang-nhap/?next=/tai-khoan/"


def test_passwords_are_hashed_by_argon2(settings):
    settings.PASSWORD_HASHERS = portal.settings.PASSWORD_HASHERS

    assert get_hasher("default").algorithm == "argon2"


def test_no_log_line_bears_a_phone_an_address_or_a_password(client, nhung, capfd):
    client.post(CITIZENS, typed("0912345678", "sai"))
    client.post(CITIZENS, typed("0912345678"))
    client.post("/quen-mat-khau/", {"email": "nhung@vi-du.vn"})

    logged = "".join(capfd.readouterr())
    assert [secret for secret in ("912345678", "nhung", PASSWORD, json.dumps(PASSWORD)[1:-1]) if secret in logged] == []
