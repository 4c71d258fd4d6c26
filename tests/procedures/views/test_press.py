import pytest
import time_machine

from notifications.models import Message
from portal.accounts.enums import Role
from procedures.models import ChannelGuidance, PressCarriage, PressContact
from tests.support import accounts, filing, orders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(accounts.NOON, tick=False):
        yield


@pytest.fixture
def communes():
    return filing.communes()


@pytest.fixture
def admin(client, communes):
    made = accounts.staff(Role.PROVINCE_ADMIN, communes[0].parent.parent)
    client.force_login(made)
    return made


@pytest.fixture
def order(admin, communes):
    return orders.order_in_force(communes[0], by=admin)


@pytest.fixture
def outlet(db):
    return PressContact.objects.create(outlet="Báo Quảng Bình", email="tin@vi-du.vn")


def test_an_outlet_is_added_and_changed(client, admin):
    typed = {"outlet": "Báo Quảng Bình", "email": "tin@vi-du.vn", "is_active": "on", "reason": "Mục 7"}
    client.post("/quan-tri/bao-chi/them/", typed)
    made = PressContact.objects.get()
    response = client.post(f"/quan-tri/bao-chi/{made.pk}/", typed | {"email": "moi@vi-du.vn"}, follow=True)

    assert "moi@vi-du.vn" in response.content.decode()


@pytest.mark.parametrize("wrong", [{"email": "x"}, {"outlet": ""}, {"reason": ""}])
def test_a_wrong_outlet_is_refused_and_kept_on_the_page(client, admin, wrong):
    typed = {"outlet": "Báo Quảng Bình", "email": "tin@vi-du.vn", "reason": "Mục 7"} | wrong
    response = client.post("/quan-tri/bao-chi/them/", typed)

    assert response.status_code == 422
    assert not PressContact.objects.exists()


def test_the_release_is_sent_once_by_a_button(client, order, outlet):
    address = f"/quan-tri/bao-chi/{order.reference}/"
    before = client.get(address).content.decode()
    after = client.post(address, follow=True).content.decode()
    again = client.post(address)

    assert "THÔNG CÁO BÁO CHÍ" in before
    assert "Đã gửi thông cáo cho 1 nơi." in after
    assert again.status_code == 422
    assert Message.objects.count() == 1


def test_who_carried_it_is_noted(client, order, outlet):
    typed = {"outlet": outlet.outlet, "carried_at": "26/07/2021 09:30", "where": "https://baoquangbinh.example/1"}
    page = client.post(f"/quan-tri/bao-chi/{order.reference}/dua-tin/", typed, follow=True).content.decode()

    assert "09:30 ngày 26/7/2021" in page
    assert PressCarriage.objects.get().where == "https://baoquangbinh.example/1"


@pytest.mark.parametrize("wrong", [{"outlet": "Khác"}, {"carried_at": "hôm qua"}, {"carried_at": "27/07/2021 09:30"}])
def test_a_wrong_carriage_is_refused(client, order, outlet, wrong):
    typed = {"outlet": outlet.outlet, "carried_at": "26/07/2021 09:30", "where": "Thời sự"} | wrong

    assert client.post(f"/quan-tri/bao-chi/{order.reference}/dua-tin/", typed).status_code == 422
    assert not PressCarriage.objects.exists()


@pytest.mark.parametrize("page", ["", "dua-tin/"])
def test_a_draft_has_no_page_for_the_press(client, admin, page):
    draft = orders.draft_order(by=admin)

    assert client.get(f"/quan-tri/bao-chi/{draft.reference}/{page}").status_code == 404


@pytest.mark.parametrize("size", [1, 7])
def test_the_list_of_outlets_costs_the_same_whatever_its_length(client, admin, size, django_assert_num_queries):
    for number in range(size):
        PressContact.objects.create(outlet=f"Báo {number}", email="tin@vi-du.vn")
    client.get("/quan-tri/bao-chi/")

    # session, user, roles, lent roles; rows; orders
    with django_assert_num_queries(6):
        page = client.get("/quan-tri/bao-chi/")

    assert len(page.context["page"].rows) == size


def test_guidance_is_written_by_the_agencys_administrator(client, communes):
    client.force_login(accounts.staff(Role.AGENCY_ADMIN, communes[0]))
    address = f"/quan-tri/huong-dan/{communes[0].key}/"
    typed = {"text_vi": "Ghi rõ “Một cửa”", "phone": "0232 3684 123", "reason": "Mục 5c"}
    page = client.post(f"{address}buu_chinh/intake/", typed, follow=True).content.decode()

    assert "Ghi rõ “Một cửa”" in page
    assert ChannelGuidance.objects.get().agency == communes[0]
    assert 'value="0232 3684 123"' in client.get(f"{address}buu_chinh/intake/").content.decode()


@pytest.mark.parametrize("page", ["{other}/", "{other}/buu_chinh/intake/", "{own}/khac/intake/", "{own}/buu_chinh/x/"])
def test_guidance_of_others_or_of_nothing_is_not_found(client, communes, page):
    client.force_login(accounts.staff(Role.AGENCY_ADMIN, communes[0]))
    address = page.format(own=communes[0].key, other=communes[1].key)

    assert client.get(f"/quan-tri/huong-dan/{address}").status_code == 404


def test_agencies_are_listed_to_those_who_administer_them(client, communes):
    client.force_login(accounts.staff(Role.AGENCY_ADMIN, communes[0]))
    page = client.get("/quan-tri/huong-dan/").content.decode()

    assert (communes[0].name in page, communes[1].name in page) == (True, False)
