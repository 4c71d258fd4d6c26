from datetime import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from procedures import queries
from procedures.enums import CounterAct
from procedures.models import ChannelGuidance
from procedures.suspension import ZONE
from tests.support import accounts, filing, orders

pytestmark = pytest.mark.django_db
MONDAY = datetime(2021, 7, 26, 10, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _during_the_order():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def communes():
    return filing.communes()


@pytest.fixture
def revision(communes):
    return filing.procedure()


@pytest.fixture
def address(revision):
    return reverse("procedures:procedure", args=[revision.procedure.code, "cap-giay-xac-nhan"])


def share(revision):
    found = queries.counter_shares(
        [revision.procedure], act=CounterAct.INTAKE, at=MONDAY, orders=queries.bearing_orders(MONDAY)
    )
    return found[revision.procedure.pk]


def test_of_two_desks_one_is_closed(communes, revision):
    orders.order_in_force(communes[0])

    found = share(revision)

    assert (found.desks, found.closed, found.is_some, found.is_all) == (2, 1, True, False)


def test_an_order_over_the_place_closes_all(communes, revision):
    order = orders.order_in_force(communes[0].parent, place=True)

    found = share(revision)

    assert (found.is_all, [one.reference for one in found.closures]) == (True, [order.reference])


def test_an_order_about_another_field_closes_nothing(communes, revision):
    other = filing.procedure(key="khac").procedure
    orders.order_in_force(*communes, procedures=[other])

    assert share(revision).closed == 0


def test_without_orders_nothing_is_asked(revision, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queries.counter_shares([revision.procedure], act=CounterAct.INTAKE, at=MONDAY, orders=[]) == {}


@pytest.mark.parametrize(("closed", "words"), [(1, "Một số quầy tạm ngừng"), (2, "Quầy tạm ngừng")])
def test_the_catalogue_marks_what_is_closed_and_keeps_its_filter(client, communes, revision, closed, words):
    orders.order_in_force(*communes[:closed])

    for query in ("", "?kenh=truc_tiep"):
        assert f"</svg>{words}</span>" in client.get(f"/thu-tuc/{query}").content.decode()


def test_the_catalogue_without_orders_bears_no_mark(client, revision):
    assert "tạm ngừng</span>" not in client.get("/thu-tuc/").content.decode()


@pytest.mark.parametrize("size", [1, 7])
def test_the_catalogue_under_an_order_costs_the_same_whatever_its_length(
    client, communes, size, django_assert_num_queries
):
    orders.order_in_force(*communes)
    for number in range(size):
        filing.procedure(key=f"viec_{number}")
    client.get("/thu-tuc/")

    # stamp; rows, revisions, offers; orders with scopes, agencies, procedures, fields; desks, listed; count;
    # fields, owners
    with django_assert_num_queries(14):
        page = client.get("/thu-tuc/")

    assert len(page.context["rows"]) == size


def test_the_page_of_a_procedure_says_why_until_when_by_what_and_what_to_do_instead(client, communes, address):
    order = orders.order_in_force(communes[0])

    page = client.get(address, {"noi": communes[0].key}).content.decode()

    for words in (
        "Quầy tạm ngừng đến hết 04/8/2021", "Căn cứ: 1318/UBND-KSTT ngày 22/7/2021", f"/tam-ngung/{order.reference}/",
        "Trực tuyến</b>: 24 giờ mỗi ngày", "Đề nghị tiếp trực tiếp", "Mở lại",
    ):  # fmt: skip
        assert words in page


def test_the_page_without_a_place_says_how_many_are_closed(client, communes, address):
    orders.order_in_force(communes[0])

    page = client.get(address)

    assert page.context["closure"] is None
    assert "1 nơi đang tạm ngừng quầy" in page.content.decode()


def test_the_page_without_a_place_says_closed_when_all_are(client, communes, address):
    orders.order_in_force(*communes)

    assert client.get(address).context["closure"].last_day == orders.LAST_DAY


def test_the_page_of_an_open_commune_says_nothing_of_the_other(client, communes, address):
    orders.order_in_force(communes[0])

    page = client.get(address, {"noi": communes[1].key})

    assert page.context["closure"] is None


def test_guidance_is_shown_where_the_channel_is_offered(client, communes, address):
    ChannelGuidance.objects.create(
        agency=communes[0].parent, channel="truc_tuyen", text_vi="Chụp rõ từng trang", text_en="Photograph each page"
    )
    ChannelGuidance.objects.create(agency=communes[0], channel="buu_chinh", text_vi="Không nhận bưu chính")

    page = client.get(address, {"noi": communes[0].key}).content.decode()
    client.cookies["ngon_ngu"] = "en"
    english = client.get(address, {"noi": communes[0].key}).content.decode()

    assert ("Chụp rõ từng trang" in page, "Không nhận bưu chính" in page) == (True, False)
    assert "Photograph each page" in english


def test_an_agencys_own_guidance_outranks_that_of_the_one_above(communes):
    for agency, words in ((communes[0].parent, "Huyện"), (communes[0], "Phường")):
        ChannelGuidance.objects.create(agency=agency, channel="truc_tuyen", text_vi=words)

    told = queries.guides(communes, CounterAct.INTAKE)

    assert [told[one.path]["truc_tuyen"].text for one in communes] == ["Phường", "Huyện"]


def availability(client, revision, **query):
    cache.clear()
    told = client.get(f"/api/v1/procedures/{revision.procedure.code}/availability/", query).json()
    return told["channels"][2]


def test_the_api_names_the_order_and_what_to_do_instead(client, communes, revision):
    order = orders.order_in_force(communes[0])

    closed = availability(client, revision, agency=communes[0].key)

    assert (closed["is_open"], closed["opened_by"]) == (False, None)
    assert closed["closed_by"] == {
        "reference": order.reference,
        "basis": "1318/UBND-KSTT ngày 22/7/2021",
        "since": "2021-07-22T00:00:00+07:00",
        "until": "2021-08-04",
        "notice": f"http://testserver/tam-ngung/{order.reference}/",
        "instead": [{"channel": "truc_tuyen", "words": "24 giờ mỗi ngày, 7 ngày mỗi tuần"}],
    }


def test_the_api_names_no_order_where_none_is(client, communes, revision):
    orders.order_in_force(communes[0])

    assert availability(client, revision, agency=communes[1].key)["closed_by"] is None


def test_the_promised_day_does_not_change_under_an_order(client, communes, revision):
    path = f"/api/v1/procedures/{revision.procedure.code}/availability/"
    before = client.get(path).json()["likely_due"]
    orders.order_in_force(*communes)

    assert client.get(path).json()["likely_due"] == before


def test_an_agency_with_one_desk_needs_no_choice(client, communes):
    department = accounts.with_desk(accounts.agency("SO_TU_PHAP", parent=communes[0].parent.parent))
    revision = filing.procedure(key="cua_so", responsible=department, responsible_template="")
    orders.order_in_force(department)

    assert availability(client, revision)["closed_by"]["until"] == "2021-08-04"
