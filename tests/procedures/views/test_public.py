import pytest
import time_machine
from django.utils import timezone

from portal.agencies.models import Agency
from procedures.models import Procedure, ProcedureRevision
from tests.support import orders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counts")]
LLTP = "/thu-tuc/2.000488/cap-phieu-ly-lich-tu-phap/"


def test_the_address_people_remember_leads_to_the_list(client):
    response = client.get("/tim/?q=bang+lai")

    assert (response.status_code, response["Location"]) == (302, "/thu-tuc/?q=bang+lai")


def test_search_says_how_many_and_how_it_understood(client):
    page = client.get("/thu-tuc/", {"q": "ly lich"}).content.decode()

    assert "<b>1 thủ tục</b> cho “ly lich” – cổng hiểu là <b>lý lịch</b>" in page
    assert f'<a href="{LLTP}">Cấp Phiếu lý lịch tư pháp</a>' in page
    assert "Sở Tư pháp · 10 ngày" in page


def test_a_search_without_result_shows_a_way_out(client):
    page = client.get("/thu-tuc/", {"q": "qwerty"}).content.decode()

    assert "0 thủ tục" in page
    assert 'href="tel:02320000000"' in page
    assert "tất cả thủ tục" in page


def test_the_list_is_paged_both_ways(client):
    first = client.get("/thu-tuc/")
    second = client.get("/thu-tuc/", {"trang": first.context["page"].next_cursor})
    back = client.get("/thu-tuc/", {"trang": second.context["page"].previous_cursor})

    assert first.context["count"] == 70
    assert len(first.context["rows"]) == len(second.context["rows"]) == 20
    assert [row["title"] for row in back.context["rows"]] == [row["title"] for row in first.context["rows"]]


@pytest.mark.parametrize("query", ["?trang=xyz", "?cap=khong", "?q=%00%27%22%3Cscript%3E", "?q=" + "a " * 400])
def test_no_query_breaks_the_list(client, query):
    response = client.get(f"/thu-tuc/{query}")

    assert response.status_code == 200
    assert b"<script>" not in response.content


def test_the_swapped_region_equals_that_of_the_whole_page(client):
    whole = client.get("/thu-tuc/", {"q": "ly lich"}).content.decode()
    part = client.get("/thu-tuc/", {"q": "ly lich"}, headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith('<div id="ket-qua"')
    assert part.strip() in whole


@pytest.mark.parametrize("keep", [1, 7])
def test_the_list_keeps_to_its_budget(client, keep, django_assert_num_queries):
    Procedure.objects.exclude(pk__in=Procedure.objects.order_by("pk").values("pk")[:keep]).update(is_published=False)

    # stamp; rows, revisions, offers; orders; count; fields, owners
    with django_assert_num_queries(8):
        response = client.get("/thu-tuc/")

    assert len(response.context["rows"]) == keep


def test_a_procedure_tells_all_one_needs_to_file_it(client):
    page = client.get(LLTP).content.decode()

    for words in (
        "Cấp Phiếu lý lịch tư pháp",
        "Trực tuyến toàn trình",
        "200.000 đồng",
        "Điền ngay trên cổng, không phải in",
        "Bắt buộc",
        "Tùy trường hợp",
        "Nộp hôm nay, ",
        "Trung tâm Hành chính công tỉnh",
        "dữ liệu minh họa",
        "Căn cứ pháp lý",
    ):
        assert words in page


def test_time_and_fee_are_told_by_channel(client):
    response = client.get("/thu-tuc/1.004222/dang-ky-thuong-tru/")

    assert [(row["state"].channel, row["fee"]) for row in response.context["channels"]] == [
        ("truc_tuyen", 10_000),
        ("buu_chinh", 20_000),
        ("truc_tiep", 20_000),
    ]


def test_a_procedure_of_every_commune_asks_where_and_then_tells(client):
    address = "/thu-tuc/1.001193/dang-ky-khai-sinh/"
    before = client.get(address)
    after = client.get(address, {"noi": "UBND_DONG_HOI.XA_18853"}).content.decode()

    assert before.context["agency"] is None
    assert len(before.context["places"]) == 8
    assert "Bộ phận Một cửa UBND phường Hải Thành" in after


def test_what_must_be_done_in_person_says_so_and_offers_no_button(client):
    response = client.get("/thu-tuc/1.000894/dang-ky-ket-hon/")

    assert response.context["start_url"] == ""
    assert Procedure.objects.get(key="ket_hon").in_person_reason in response.content.decode()


@pytest.mark.parametrize("address", ["/thu-tuc/2.000488/", "/thu-tuc/2.000488/sai-ten/"])
def test_a_wrong_slug_leads_to_the_right_one_and_keeps_the_query(client, address):
    response = client.get(f"{address}?noi=x")

    assert (response.status_code, response["Location"]) == (301, f"{LLTP}?noi=x")


@pytest.mark.parametrize("address", ["/thu-tuc/9.999999/x/", "/su-kien/khong-co/"])
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_an_unpublished_procedure_is_not_found(client):
    Procedure.objects.filter(key="lltp").update(is_published=False)

    assert client.get(LLTP).status_code == 404


def test_the_procedure_page_keeps_to_its_budget(client, django_assert_num_queries):
    client.get(LLTP)

    # stamp; procedure; revision, offers, fees, papers; agency, contact points; orders; calendar, hours; guidance
    with django_assert_num_queries(12):
        client.get(LLTP)


def test_an_unchanged_page_is_not_sent_again(client, time_machine_noon):
    first = client.get(LLTP)
    client.cookies.clear()
    again = client.get(LLTP, headers={"If-None-Match": first["ETag"]})
    ProcedureRevision.objects.get(procedure__key="lltp").save()
    changed = client.get(LLTP, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "private, no-cache"
    assert (again.status_code, changed.status_code) == (304, 200)


def test_an_event_of_a_life_lists_its_procedures(client):
    response = client.get("/su-kien/nguoi-than-qua-doi/")

    assert [row["title"] for row in response.context["rows"]] == [
        "Cấp bản sao trích lục hộ tịch",
        "Chứng thực di chúc",
        "Hỗ trợ chi phí mai táng",
        "Đăng ký khai tử",
        "Đăng ký sang tên nhà, đất",
    ]


@pytest.fixture
def time_machine_noon():
    with time_machine.travel("2021-07-26T12:00:00+07:00", tick=False):
        yield


def test_what_is_filed_at_a_counter_can_be_booked_where_one_goes(client):
    agency = Agency.objects.get(key="UBND_DONG_HOI.XA_18853")

    before = client.get("/thu-tuc/1.000894/dang-ky-ket-hon/").content.decode()
    after = client.get("/thu-tuc/1.000894/dang-ky-ket-hon/", {"noi": agency.key}).content.decode()

    assert 'href="/lich-hen/dat/?viec=file&amp;thu_tuc=1.000894"' in before
    assert f'href="/lich-hen/dat/?viec=file&amp;thu_tuc=1.000894&amp;noi={agency.key}"' in after


def test_nothing_is_booked_at_a_counter_that_is_closed(client):
    agency = Agency.objects.get(key="UBND_DONG_HOI.XA_18853")
    today = timezone.localdate()
    orders.order_in_force(agency, first_day=today, last_day=today)

    page = client.get("/thu-tuc/1.000894/dang-ky-ket-hon/", {"noi": agency.key}).content.decode()

    assert "/lich-hen/dat/" not in page.partition("<main")[2]
