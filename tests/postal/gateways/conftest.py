from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings

from postal import gateways
from postal.gateways.types import Carrier, CarrierOrder, Party
from tests.support.partners import SECRET, Sandbox, sandbox

NUMBER = "000.00.12.H46-261125-0007-R1"


def facts_of(kind, url, **others):
    return {
        "kind": kind,
        "name": "Bưu điện",
        "url": f"{url}/carrier/{kind}",
        "customer": "QB-01",
        "key": "portal",
        "secret": SECRET,
        "webhook_secrets": (SECRET,),
        "timeout_seconds": 0.3,
        "settle": timedelta(seconds=1),
        "concurrency": 8,
        **others,
    }


def an_order(**others):
    receiver = Party(
        name="Trần Thị Mai", phone="0912345678", address="12 Lý Thường Kiệt", commune="Đồng Hới", province="Quảng Bình"
    )
    sender = Party(
        name="Trung tâm Một Cửa",
        phone="0232 3828282",
        address="1 Hùng Vương",
        commune="Đồng Hới",
        province="Quảng Bình",
    )
    terms = {
        "order_number": NUMBER,
        "item_code": "EX000000017VN",
        "sender": sender,
        "receiver": receiver,
        "contents": "Giấy chứng nhận (1 tờ)",
        "weight_grams": 120,
        "cod_dong": 30_000,
    }
    return CarrierOrder(**{**terms, **others})


@pytest.fixture
def partners() -> Iterator[Sandbox]:
    with sandbox() as running:
        yield running


@pytest.fixture(params=["vnpost", "generic"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def carrier(partners: Sandbox, kind: str) -> Iterator[Carrier]:
    with override_settings(CARRIERS={kind: facts_of(kind, partners.url), "paper": {"kind": "paper"}}):
        yield gateways.carrier()
