"""The head decides: which cases wait, the clock, one page and one act."""

from datetime import timedelta

import pytest
import time_machine

from portal.accounts.enums import Role
from procedures.models import Exemption
from tests.support import accounts, urgent
from tests.support.urgent import NINE

pytestmark = pytest.mark.django_db
INBOX = "/can-bo/cap-thiet/"
YES = {"verdict": "granted", "reason": "Có giấy nhập viện"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def at():
    return urgent.closed()


def page_of(case):
    return f"{INBOX}{case.reference}/"


def test_what_waits_is_listed_with_its_clock_the_nearest_end_first(client, at):
    client.force_login(at.leader)
    calm = urgent.exemption(at)
    soon = urgent.exemption(at, decide_by_at=NINE + timedelta(minutes=30))
    late = urgent.exemption(at, decide_by_at=NINE - timedelta(minutes=30))
    urgent.granted(at)

    rows = client.get(INBOX).context["rows"]
    settled = client.get(INBOX, {"tt": "xong"}).context["rows"]

    assert [(row["exemption"], row["clock"]["kind"]) for row in rows] == [(late, "bad"), (soon, "warn"), (calm, "")]
    assert rows[0]["clock"]["words"] == "Quá giờ quyết định từ 08:30 26/7/2021"
    assert [row["tag"]["kind"] for row in settled] == ["ok"]


def test_the_list_costs_the_same_however_long_it_is(client, at, django_assert_num_queries):
    client.force_login(at.leader)
    client.get(INBOX)
    for size in (1, 6):
        for _one in range(size):
            urgent.exemption(at)

        with django_assert_num_queries(8):
            client.get(INBOX)


def test_a_head_grants_on_one_page(client, at):
    client.force_login(at.leader)
    case = urgent.exemption(at)
    proposed = client.get(page_of(case)).context["form"].initial

    days = {"valid_until": "28", "valid_until-m": "7", "valid_until-y": "2021"}
    response = client.post(page_of(case), YES | days | {"conditions": "Đeo khẩu trang"}, follow=True)

    case.refresh_from_db()
    assert proposed["valid_until"].isoformat() == "2021-08-04"
    assert (case.state, case.conditions) == ("granted", "Đeo khẩu trang")
    assert case.valid_until.isoformat() == "2021-07-28T17:00:00+00:00"
    assert f"{case.reference}: Đồng ý tiếp trực tiếp." in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "Nhập lý do"),
        ({"verdict": ""}, "Chọn quyết định"),
        ({"valid_until": "25", "valid_until-m": "7", "valid_until-y": "2021"}, "phải từ hôm nay trở đi"),
        (
            {"valid_from": "30", "valid_from-m": "7", "valid_from-y": "2021", "valid_until": "29",
             "valid_until-m": "7", "valid_until-y": "2021"},
            "Ngày cuối phải từ ngày đầu trở đi",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_and_what_was_typed_stays(client, at, changes, words):
    client.force_login(at.leader)

    response = client.post(page_of(urgent.exemption(at)), YES | {"conditions": "Một người vào"} | changes)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Một người vào" in response.content.decode()


def test_who_comes_second_reads_what_the_first_decided(client, at):
    client.force_login(at.district_leader)
    case = urgent.granted(at)

    response = client.post(page_of(case), YES)

    assert response.status_code == 409
    assert "không còn chờ quyết định" in response.content.decode()
    assert "Có giấy nhập viện" in response.content.decode()


def test_an_officer_reads_and_does_not_decide(client, at):
    client.force_login(at.officer)
    case = urgent.exemption(at)

    page = client.get(page_of(case))
    refused = client.post(page_of(case), YES)

    assert not page.context["may_decide"]
    assert "Chờ thủ trưởng" in page.content.decode()
    assert (refused.status_code, Exemption.objects.get().state) == (422, "requested")


def test_a_leader_elsewhere_does_not_find_it(client, at):
    client.force_login(accounts.staff(Role.LEADER, at.other))

    assert client.get(page_of(urgent.exemption(at))).status_code == 404


def test_who_typed_it_may_take_it_back(client, at):
    client.force_login(at.officer)
    case = urgent.exemption(at, requester=None, typed_by=at.officer)

    assert client.get(page_of(case)).context["may_withdraw"]
    assert client.post(f"/cap-thiet/{case.reference}/rut/")["Location"] == page_of(case)


def test_an_escalated_case_says_so(client, at):
    client.force_login(at.district_leader)
    case = urgent.exemption(at, decide_by_at=NINE - timedelta(hours=1), escalated_at=NINE)

    assert "Đã báo lãnh đạo cấp trên lúc 09:00 ngày 26/7/2021" in client.get(page_of(case)).content.decode()
