from datetime import date

import pytest

from portal.accounts import queries
from portal.accounts.enums import Role
from portal.accounts.models import Citizen
from portal.kernel.sealed import fingerprint
from tests.support import accounts
from tests.support.accounts import PASSWORD

pytestmark = pytest.mark.django_db
EDIT = "/tai-khoan/sua/"


@pytest.fixture
def ward():
    district = accounts.agency("UBND_DONG_HOI", level="huyen")
    return accounts.agency("UBND_DONG_HOI.XA_1", parent=district, level="xa", template="UBND_XA", name="UBND phường 1")


@pytest.fixture
def nhung(client):
    user = accounts.citizen(full_name="Nguyễn Thị Nhung", phone="+84912345678", email="nhung@vi-du.vn")
    client.force_login(user)
    return user


def typed(ward, **changes):
    return {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "phone": "0912345678",
        "email": "nhung@vi-du.vn",
        "national_id": "044 194 002 318",
        "birth_on": "14",
        "birth_on-m": "3",
        "birth_on-y": "1994",
        "sex": "female",
        "address": ward.key,
        "address-line": "Tổ 5, đường Nguyễn Hữu Cảnh",
        **changes,
    }


def errors_of(response):
    return {name: [str(words) for words in errors] for name, errors in response.context["form"].errors.items()}


def test_what_a_citizen_tells_once_fills_in_forms(client, nhung, ward):
    response = client.post(EDIT, typed(ward))

    nhung.refresh_from_db()
    assert response.status_code == 302
    assert queries.prefill(nhung) == {
        "citizen.full_name": "Nguyễn Thị Hồng Nhung",
        "citizen.phone": "+84912345678",
        "citizen.email": "nhung@vi-du.vn",
        "citizen.national_id": "044194002318",
        "citizen.birth_on": "1994-03-14",
        "citizen.sex": "female",
        "citizen.address_line": "Tổ 5, đường Nguyễn Hữu Cảnh",
        "citizen.commune": "UBND_DONG_HOI.XA_1",
    }
    assert nhung.citizen.national_id_print == fingerprint("044194002318")


def test_the_personal_number_is_masked_until_asked_for(client, nhung):
    Citizen.objects.filter(user=nhung).update(national_id="044194002318")

    masked = client.get("/tai-khoan/").content.decode()
    shown = client.get("/tai-khoan/?hien").content.decode()

    assert "044•••••2318" in masked
    assert "044194002318" not in masked
    assert "044194002318" in shown


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"national_id": "0441940"}, {"national_id": ["Nhập 12 chữ số căn cước hoặc 9 chữ số chứng minh nhân dân"]}),
        ({"birth_on-y": "1990"}, {"birth_on": ["Xem lại năm sinh và số căn cước công dân: hai số không khớp nhau"]}),
        ({"sex": "male"}, {"sex": ["Xem lại giới tính và số căn cước công dân: hai mục không khớp nhau"]}),
        ({"birth_on": "31", "birth_on-m": "4"}, {"birth_on": ["Không có ngày 31/4. Nhập lại ngày sinh"]}),
        ({"phone": "0987654321"}, {"password": ["Nhập mật khẩu hiện tại"]}),
        ({"phone": "0987654321", "password": "sai"}, {"password": ["Mật khẩu hiện tại chưa đúng. Nhập lại"]}),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(client, nhung, ward, changes, errors):
    response = client.post(EDIT, typed(ward, **changes))

    assert response.status_code == 422
    assert errors_of(response) == errors
    assert 'value="Nguyễn Thị Hồng Nhung"' in response.content.decode()


def test_a_new_phone_needs_the_password(client, nhung, ward):
    client.post(EDIT, typed(ward, phone="0987654321", password=PASSWORD))

    nhung.refresh_from_db()
    assert nhung.phone == "+84987654321"


def test_a_personal_number_belongs_to_one_account(client, nhung, ward):
    other = accounts.citizen()
    Citizen.objects.filter(user=other).update(national_id="044194002318", national_id_print=fingerprint("044194002318"))

    response = client.post(EDIT, typed(ward))

    assert list(errors_of(response)) == ["national_id"]


def test_personal_numbers_cannot_be_probed(client, nhung, ward):
    for last in range(5):
        client.post(EDIT, typed(ward, national_id=f"04419400231{last}"))

    response = client.post(EDIT, typed(ward, national_id="044194002319"))

    assert errors_of(response) == {"national_id": ["Đã đổi số căn cước nhiều lần. Đợi 15 phút rồi thử lại"]}


def test_a_person_takes_home_all_that_is_held_of_him(client, nhung):
    Citizen.objects.filter(user=nhung).update(birth_on=date(1994, 3, 14))

    told = client.get("/tai-khoan/du-lieu.json").json()

    assert told["citizen.full_name"] == "Nguyễn Thị Nhung"
    assert told["citizen.birth_on"] == "1994-03-14"


def test_an_officer_tells_name_phone_and_mail_only(client):
    client.force_login(accounts.staff(full_name="Hoàng Thị Lan"))

    page = client.get(EDIT)

    assert list(page.context["form"].fields) == ["full_name", "phone", "email", "password"]


def test_an_officer_whose_role_has_no_screen_yet_is_told_so(client):
    office = accounts.agency("VP_UBND_TINH", name="Văn phòng UBND tỉnh")

    def told(role):
        client.force_login(accounts.staff(role, office))
        return "Vai trò này chưa có việc trên cổng" in client.get("/tai-khoan/").content.decode()

    assert told(Role.MEETING_SECRETARY)
    assert not told(Role.SPECIALIST)
