"""A person at the counter, and what the desk does with results and its book."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing

from dossiers.enums import Stage, Status
from dossiers.models import Dossier
from portal.accounts.enums import Role
from tests.support import accounts, desk
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
COUNTER = "/can-bo/quay/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def at():
    return desk.commune()


def page_of(at):
    return f"{COUNTER}{at.revision.procedure.code}/"


def typed(client, at, **changes):
    token = client.get(page_of(at)).context["form"]["token"].value()
    return {
        "token": token,
        "applicant_name": "trần văn bình",
        "phone": "0912.345.678",
        "national_id": "044 090 001 234",
        "address": "Thôn 3",
        "agency": at.agency.key,
        "channel": "truc_tiep",
        "return_method": "truc_tiep",
        "originals_0": "1",
        "copies_1": "2",
        **changes,
    }


def test_the_counter_finds_what_its_desk_receives(client, at):
    client.force_login(at.officer)

    found = client.get(COUNTER, {"q": "giay xac nhan"})
    nothing = client.get(COUNTER, {"q": "hộ chiếu"})

    assert [row.code for row in found.context["rows"]] == [at.revision.procedure.code]
    assert "Không có thủ tục nào" in nothing.content.decode()


def test_one_page_and_one_click_receive_a_dossier(client, at):
    client.force_login(at.officer)

    response = client.post(page_of(at), typed(client, at), follow=True)

    made = Dossier.objects.get()
    page = response.content.decode()
    assert (made.status, made.typed_by, made.channel) == (Status.RECEIVED, at.officer, "truc_tiep")
    assert (made.applicant_phone, made.applicant_national_id) == ("+84912345678", "044090001234")
    sheets = made.papers.order_by("requirement__position").values_list("originals", "copies")
    assert list(sheets) == [(1, 0), (0, 2)]
    assert made.code in page
    assert made.track_secret in page
    assert "giay/giay-tiep-nhan.pdf" in page


def test_papers_are_filled_in_from_what_the_procedure_asks(client, at):
    client.force_login(at.officer)

    rows = client.get(page_of(at)).context["form"].paper_rows

    assert [row["originals"].value() for row in rows] == ["1", "1", "0"]


def test_a_double_click_makes_one_dossier(client, at):
    client.force_login(at.officer)
    data = typed(client, at)

    answers = [client.post(page_of(at), data)["Location"] for _click in range(2)]

    assert answers[0] == answers[1]
    assert Dossier.objects.count() == 1


def test_a_dossier_can_be_forwarded_at_once(client, at):
    client.force_login(at.officer)

    client.post(page_of(at), typed(client, at, viec="chuyen"))

    assert Dossier.objects.get().stage == Stage.ASSIGNING


def test_what_came_by_post_is_received_as_such(client, at):
    client.force_login(at.officer)

    chosen = client.get(page_of(at), {"kenh": "buu_chinh"}).context["form"]["channel"].value()
    client.post(page_of(at), typed(client, at, channel="buu_chinh"))

    assert (chosen, Dossier.objects.get().channel) == ("buu_chinh", "buu_chinh")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"applicant_name": ""}, "Nhập họ và tên người nộp"),
        ({"national_id": "123"}, "Nhập 12 chữ số căn cước hoặc 9 chữ số chứng minh nhân dân"),
        ({"phone": "12"}, "Nhập số điện thoại 10 chữ số, bắt đầu bằng 0"),
        ({"originals_0": "nhiều"}, "Nhập bản chính bằng chữ số"),
        ({"return_method": "buu_chinh", "address": ""}, "Nhập địa chỉ nhận qua bưu điện"),
        ({"token": "sửa"}, "Trang này đã mở quá lâu"),
        ({"agency": "XA_2"}, "Chọn cơ quan giải quyết"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_typed_is_lost(client, at, changes, words):
    client.force_login(at.officer)

    response = client.post(page_of(at), typed(client, at, **changes))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert Dossier.objects.count() == 0


def test_a_page_left_open_over_night_is_opened_anew(client, at, clock):
    client.force_login(at.officer)
    data = typed(client, at)

    clock.shift(timedelta(hours=20))
    client.force_login(at.officer)

    assert client.post(page_of(at), data).status_code == 422


def test_a_token_of_our_own_making_is_needed(client, at):
    client.force_login(at.officer)

    response = client.post(page_of(at), typed(client, at, token=signing.dumps("0" * 32, salt="other")))

    assert response.status_code == 422


def test_another_desk_does_not_receive_it(client, at):
    client.force_login(accounts.staff(Role.ONE_STOP_OFFICER, at.agency))
    at.agency.template = "KHAC"
    at.agency.save(update_fields=["template"])

    assert client.get(page_of(at)).status_code == 404
    assert client.get(f"{COUNTER}khong-co/").status_code == 404
    assert client.get(f"{COUNTER}%00/").status_code == 404


def test_others_are_told_for_whom_the_counter_is(client, at):
    client.force_login(at.leader)

    assert client.get(COUNTER).status_code == 403


def test_results_wait_for_their_owners(client, at):
    made = desk.dossier(at, Status.DECIDED, Stage.SIGNING, applicant_name="Lê Thị Hà")
    client.force_login(at.officer)

    found = client.get("/can-bo/tra-ket-qua/", {"q": "le thi ha"})
    scanned = client.get("/can-bo/tra-ket-qua/", {"ma": made.code})

    assert [row["dossier"] for row in found.context["rows"]] == [made]
    assert scanned["Location"] == f"/can-bo/ho-so/{made.reference}/tra-ket-qua/"


def test_a_scan_of_what_has_no_result_says_so(client, at):
    made = desk.dossier(at, Status.RECEIVED)
    client.force_login(at.officer)

    page = client.get("/can-bo/tra-ket-qua/", {"ma": made.code}, follow=True).content.decode()
    unknown = client.get("/can-bo/tra-ket-qua/", {"ma": "x"}, follow=True).content.decode()

    assert "chưa có kết quả để trả: Được tiếp nhận." in page
    assert "Không có hồ sơ mang mã “X”" in unknown


def test_the_book_of_the_desk_is_printed_for_the_days_asked(client, at):
    desk.dossier(at, Status.RECEIVED)
    client.force_login(at.officer)
    days = {f"{name}_day{part}": value for name in ("first", "last") for part, value in
            (("", "26"), ("-m", "7"), ("-y", "2021"))}  # fmt: skip

    asked = client.get("/can-bo/so-theo-doi/")
    book = client.get("/can-bo/so-theo-doi/", {"desk": at.agency.key, **days})

    assert asked.status_code == 200
    assert re.match(rb"%PDF", book.content)


@pytest.mark.parametrize(
    ("last", "words"), [("2020", "Ngày cuối phải từ ngày đầu trở đi"), ("2023", "không quá một năm")]
)
def test_days_that_make_no_book_are_told(client, at, last, words):
    client.force_login(at.officer)
    days = {"first_day": "1", "first_day-m": "1", "first_day-y": "2021"}

    response = client.get(
        "/can-bo/so-theo-doi/",
        {"desk": at.agency.key, **days, "last_day": "1", "last_day-m": "1", "last_day-y": last},
    )

    assert response.status_code == 422
    assert words in response.content.decode()
