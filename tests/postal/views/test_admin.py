"""Carriers as the province sets them, and the door at which they knock."""

import json
import time

import pytest

from portal.accounts.enums import Role
from portal.kernel.inbox import sign
from portal.kernel.models import InboundEvent
from postal.models import CarrierOffice, Waybill
from tests.support import accounts, parcels
from tests.support.parcels import CARRIER

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/buu-chinh/"
DOOR = f"/doi-tac/buu-chinh/{CARRIER}/"
SECRET = "bí-mật-của-bưu-điện"


@pytest.fixture
def at():
    return parcels.post()


@pytest.fixture
def admin(client, at):
    client.force_login(accounts.staff(Role.PROVINCE_ADMIN, at.agency.parent))
    return client


@pytest.fixture
def _signed(settings):
    settings.CARRIERS = {CARRIER: {"kind": "paper", "webhook_secrets": (SECRET,)}}


def knock(client, body=b"{}", *, secret=SECRET, event_id="m1"):
    now = int(time.time())
    signature = sign(secret, event_id=event_id, timestamp=now, body=body)
    headers = {"webhook-id": event_id, "webhook-timestamp": str(now), "webhook-signature": signature}
    return client.post(DOOR, body, content_type="application/json", headers=headers)


def test_each_carrier_is_shown_with_its_staff_and_codes(admin, at):
    CarrierOffice.objects.create(carrier="paper", agency=at.post)

    (row,) = admin.get(LIST).context["rows"]

    assert (row["code"], row["agency"], row["has_pool"]) == ("paper", at.post, False)


def test_the_staff_of_a_carrier_is_set_with_its_reason(admin, at):
    assert admin.post(f"{LIST}paper/don-vi/", {"agency": at.post.key, "reason": ""}).status_code == 422
    for _time in range(2):
        admin.post(f"{LIST}paper/don-vi/", {"agency": at.post.key, "reason": "Hợp đồng 2021"})

    office = CarrierOffice.objects.get(carrier="paper")
    assert office.agency == at.post
    assert office.history.first().history_change_reason == "Hợp đồng 2021"


def test_codes_are_typed_one_a_line(admin):
    assert admin.post(f"{LIST}paper/ma-van-don/", {"codes": "VN0001\nxấu quá"}).status_code == 422
    admin.post(f"{LIST}paper/ma-van-don/", {"codes": "vn0001\nVN0002\n\nVN0001"})

    assert sorted(Waybill.objects.values_list("code", flat=True)) == ["VN0001", "VN0002"]


def test_a_carrier_that_is_not_set_up_has_no_page(admin):
    assert admin.get(f"{LIST}khong-co/don-vi/").status_code == 404


def test_an_auditor_reads_and_changes_nothing(client, at):
    client.force_login(accounts.staff(Role.AUDITOR, at.agency.parent))

    assert client.get(LIST).context["may_change"] is False
    assert client.get(f"{LIST}paper/don-vi/").status_code == 403


@pytest.mark.usefixtures("_signed")
def test_a_signed_message_is_stored_once(client):
    answers = [knock(client, json.dumps({"events": []}).encode()).status_code for _time in range(2)]

    assert answers == [202, 200]
    assert InboundEvent.objects.get().partner == CARRIER


@pytest.mark.usefixtures("_signed")
def test_a_forged_message_is_turned_away(client):
    assert knock(client, secret="khác").status_code == 401
    assert not InboundEvent.objects.exists()


def test_who_has_no_secret_has_no_door(client):
    assert knock(client).status_code == 404


def test_too_many_codes_at_once_are_refused(admin):
    codes = "\n".join(f"VN{number:06d}" for number in range(5001))

    assert admin.post(f"{LIST}paper/ma-van-don/", {"codes": codes}).status_code == 422
    assert not Waybill.objects.exists()
