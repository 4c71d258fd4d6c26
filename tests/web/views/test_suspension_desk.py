"""What orders mean for an agency today."""

from datetime import datetime

import pytest
import time_machine

from portal.accounts.enums import Role
from procedures.suspension import ZONE
from tests.support import orders
from tests.web.views.hands import get, signed_in, text

pytestmark = pytest.mark.django_db
OURS = "/can-bo/tam-ngung/"
DURING = datetime(2021, 7, 26, 9, 0, tzinfo=ZONE)
BEFORE = datetime(2021, 7, 21, 9, 0, tzinfo=ZONE)


@pytest.fixture
def officer(here):
    return here.someone(Role.ONE_STOP_OFFICER, here.ward)


def test_a_desk_sees_what_is_closed_until_when_and_by_what(here, officer):
    order = orders.order_in_force(here.capital, place=True, closes_return=False)

    shown = text(get(officer, OURS, at=DURING))

    assert "Hôm nay, thứ Hai 26/7/2021" in shown
    assert "Đang đóng" in shown
    assert "đến hết 04/8/2021" in shown
    assert order.reference in shown
    assert "Vẫn làm</span> Trả kết quả tại quầy" in shown


def test_a_desk_sees_what_will_be_closed(here, officer):
    orders.order_in_force(here.capital, place=True)

    shown = text(get(officer, OURS, at=BEFORE))

    assert "Sắp đóng" in shown
    assert "từ 00:00 ngày 22/7/2021 đến hết 04/8/2021" in shown


def test_a_desk_that_no_order_touches_is_told_so(here, officer):
    orders.order_in_force(here.mountains)

    assert "Không có quầy nào của cơ quan bị tạm ngừng" in text(get(officer, OURS, at=DURING))


def test_the_contacts_published_for_the_desk_are_shown(here, officer):
    order = orders.order_in_force(here.capital, place=True)
    orders.contact_for(order, here.ward)

    assert "0232 3684 123" in text(get(officer, OURS, at=DURING))


@pytest.mark.parametrize("number", [1, 7])
def test_the_page_takes_the_same_queries_however_many_orders_there_are(
    here, officer, number, django_assert_num_queries
):
    for _one in range(number):
        orders.order_in_force(here.ward)

    client = signed_in(officer)

    with time_machine.travel(DURING, tick=False), django_assert_num_queries(18):
        client.get(OURS)
