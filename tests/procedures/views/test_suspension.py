from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from procedures.enums import OrderAct, OrderState
from procedures.models import ChannelGuidance
from procedures.queries import board
from tests.support import filing, orders

pytestmark = pytest.mark.django_db
DURING = "2021-07-26T10:00:00+07:00"


@pytest.fixture(autouse=True)
def _during_the_order():
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def communes():
    return filing.communes()


@pytest.fixture
def order(communes):
    made = orders.order_in_force(communes[0], title="Tạm ngừng tại phường Thứ 1")
    orders.contact_for(made, communes[0], instructions_vi="Gọi trước khi đến", instructions_en="Call first")
    return made


def test_the_list_tells_where_each_order_stands(client, order):
    page = client.get("/tam-ngung/").content.decode()

    assert f'<a href="/tam-ngung/{order.reference}/">Tạm ngừng tại phường Thứ 1</a>' in page
    assert "Đang áp dụng" in page


def test_the_list_without_orders_says_so(client, db):
    assert "Chưa có đợt tạm ngừng nào." in client.get("/tam-ngung/").content.decode()


@pytest.mark.parametrize("state", [OrderState.DRAFT, OrderState.DROPPED])
@pytest.mark.parametrize("page", ["", "ban-in.pdf", "van-ban/"])
def test_a_draft_is_not_public(client, state, page):
    draft = orders.draft_order(state=state)

    assert client.get(f"/tam-ngung/{draft.reference}/{page}").status_code == 404
    assert draft.reference not in client.get("/tam-ngung/").content.decode()


@pytest.mark.parametrize("reference", ["TTN-2021-9999", "TTN-x", "1", "TTN-2021-"])
def test_a_wrong_reference_is_not_found(client, db, reference):
    assert client.get(f"/tam-ngung/{reference}/").status_code == 404


def test_the_notice_tells_all_that_has_to_be_posted(client, order):
    page = client.get(f"/tam-ngung/{order.reference}/").content.decode()

    for words in (
        "Từ ngày 22/7/2021 đến hết ngày 04/8/2021", "UBND phường Thứ 1", "1318/UBND-KSTT ngày 22/7/2021",
        "Không tập trung quá 02 người", "Người quyết định: Giám đốc sở", "0232 3684 123", "Gọi trước khi đến",
        "Bản 1, ngày 21/7/2021", "Cách nộp hồ sơ", "Cách nhận kết quả",
    ):  # fmt: skip
        assert words in page


def test_the_notice_is_whole_in_english(client, order):
    client.cookies["ngon_ngu"] = "en"
    page = client.get(f"/tam-ngung/{order.reference}/").content.decode()

    for words in ("From 22 July 2021 through 4 August 2021", "Not more than 2 persons", "Call first", "How to file"):
        assert words in page


def test_what_an_administrator_wrote_stands_instead_of_what_was_generated(client, order):
    order.notice_vi, order.sms_text = "Lời của Văn phòng.", "Tam ngung 14 ngay."
    order.save()

    notice = client.get(f"/tam-ngung/{order.reference}/").content.decode()
    texts = client.get(f"/tam-ngung/{order.reference}/van-ban/").content.decode()

    assert ("Lời của Văn phòng." in notice, "Không tập trung" in notice) == (True, False)
    assert "Tam ngung 14 ngay." in texts


def test_the_notice_shows_what_agencies_tell_of_each_channel(client, order, communes):
    ChannelGuidance.objects.create(agency=communes[0].parent, channel="buu_chinh", text_vi="Ghi rõ “Một cửa”")

    assert "Ghi rõ “Một cửa”" in client.get(f"/tam-ngung/{order.reference}/").content.decode()


@pytest.mark.parametrize("size", [1, 7])
def test_the_notice_costs_the_same_however_many_contacts(client, order, communes, size, django_assert_num_queries):
    for number in range(size):
        agency = communes[1] if not number else filing.accounts.agency(f"SO{number}", parent=communes[0].parent.parent)
        orders.contact_for(order, agency)
        orders.scope_over(order, agency)
    client.get("/tam-ngung/")

    # stamp; order, scopes, contacts, procedures, fields; latest event, urgent, competent; guidance
    with django_assert_num_queries(10):
        client.get(f"/tam-ngung/{order.reference}/")


@pytest.mark.parametrize("size", [1, 7])
def test_the_list_costs_the_same_however_many_orders(client, communes, size, django_assert_num_queries):
    for _order in range(size):
        orders.order_in_force(communes[0])
    client.get("/tam-ngung/")

    # stamp; rows
    with django_assert_num_queries(2):
        page = client.get("/tam-ngung/")

    assert len(page.context["rows"]) == size


@pytest.mark.parametrize(("paper", "width"), [("", 595), ("?kho=a4", 595), ("?kho=a3", 842)])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_poster_is_printed_in_two_sizes_and_two_languages(client, order, paper, width, language):
    client.cookies["ngon_ngu"] = language
    response = client.get(f"/tam-ngung/{order.reference}/ban-in.pdf{paper}")

    with pikepdf.open(BytesIO(response.content)) as pdf:
        assert round(float(pdf.pages[0].mediabox[2])) == width
    assert response["Content-Type"] == "application/pdf"


def test_a_poster_of_an_unknown_size_is_not_found(client, order):
    assert client.get(f"/tam-ngung/{order.reference}/ban-in.pdf?kho=a0").status_code == 404


def test_each_text_can_be_copied(client, order):
    page = client.get(f"/tam-ngung/{order.reference}/van-ban/").content.decode()

    assert page.count('data-behaviour="copy"') == 4
    assert "/160 ký tự" in page


def test_the_feed_tells_of_each_step(client, order):
    orders.happened(order, OrderAct.EXTENDED)
    orders.happened(order, OrderAct.APPLIED)
    response = client.get("/tam-ngung/tin.atom")
    feed = response.content.decode()

    assert response["Content-Type"].startswith("application/atom+xml")
    assert feed.count("<entry>") == 2
    assert "Kéo dài: Tạm ngừng tại phường Thứ 1" in feed
    assert "Soạn" not in feed


@pytest.mark.parametrize("page", ["/tam-ngung/", "/tam-ngung/{}/", "/tam-ngung/{}/van-ban/", "/tam-ngung/tin.atom"])
def test_an_unchanged_page_is_not_sent_again(client, order, page):
    address = page.format(order.reference)
    first = client.get(address)
    client.cookies.clear()
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    orders.happened(order, OrderAct.CORRECTED)
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)


def test_the_short_address_leads_to_the_only_notice_else_to_the_list(client, order, communes):
    one = client.get("/tn/")
    orders.order_in_force(communes[1])
    several = client.get("/tn/")

    assert (one["Location"], several["Location"]) == (f"/tam-ngung/{order.reference}/", "/tam-ngung/")


@pytest.mark.parametrize("address", ["/", "/thu-tuc/", "/tra-cuu/", "/dang-nhap/", "/can-bo/dang-nhap/"])
def test_every_page_tells_of_an_order_in_force(client, order, address):
    page = client.get(address).content.decode()

    assert 'class="halt"' in page
    assert "Tạm ngừng nhận và trả hồ sơ tại quầy đến hết 04/8/2021" in page


@pytest.mark.parametrize(
    ("day", "is_told", "words"),
    [
        (date(2021, 7, 18), False, ""),
        (date(2021, 7, 20), True, "từ ngày 22/7/2021 đến hết 04/8/2021"),
        (date(2021, 8, 4), True, "đến hết 04/8/2021"),
        (date(2021, 8, 5), False, ""),
    ],
)
def test_the_line_stands_from_three_days_before_to_the_last_day(client, order, day, is_told, words):
    with time_machine.travel(f"{day}T12:00:00+07:00", tick=False):
        page = client.get("/").content.decode()

    assert ('class="halt"' in page) is is_told
    assert words in page


def test_the_line_stands_while_a_place_that_joined_is_closed(client, order, communes):
    orders.scope_over(order, communes[1], first_day=date(2021, 8, 1), last_day=date(2021, 8, 14))

    with time_machine.travel("2021-08-10T12:00:00+07:00", tick=False):
        assert 'class="halt"' in client.get("/").content.decode()


def test_a_lifted_order_is_told_no_more(client, order):
    order.state, order.lifted_at = OrderState.LIFTED, order.starts_at + timedelta(days=1)
    order.save()

    assert 'class="halt"' not in client.get("/").content.decode()
    assert "Kết thúc sớm" in client.get(f"/tam-ngung/{order.reference}/").content.decode()


def test_the_line_can_be_put_away_and_stays_in_the_foot(client, order):
    response = client.post(reverse("procedures:put_away_notice"), {"ve": "/thu-tuc/?q=x"})
    page = client.get("/").content.decode()

    assert response["Location"] == "/thu-tuc/?q=x"
    assert response.cookies["an_tam_ngung"]["max-age"] == ""
    assert 'class="halt"' not in page
    assert f'href="/tam-ngung/{order.reference}/"' in page


def test_a_later_version_is_told_again(client, order):
    client.post(reverse("procedures:put_away_notice"))
    order.version = 2
    order.save()
    board.forget()

    assert 'class="halt"' in client.get("/").content.decode()


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_putting_away_leads_to_our_own_pages_only(client, db, back):
    assert client.post(reverse("procedures:put_away_notice"), {"ve": back})["Location"] == "/"


def test_the_line_costs_one_query_and_then_none(client, order, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get("/")
    with django_assert_num_queries(3):
        client.get("/")


def test_a_process_that_knows_of_no_order_asks_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/")
