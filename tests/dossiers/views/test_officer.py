"""The list of dossiers of an officer."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.enums import Status
from portal.accounts.enums import Role
from tests.support import accounts, desk
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
QUEUE = "/can-bo/ho-so/"


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def at():
    return desk.commune()


def shown(response):
    return [row["dossier"].reference for row in response.context["rows"]]


def test_the_desk_sees_what_waits_most_urgent_first(client, at):
    late = desk.dossier(at, answer_due_at=NINE + timedelta(hours=9))
    urgent = desk.dossier(at, answer_due_at=NINE - timedelta(days=1))
    desk.dossier(at, Status.RECEIVED)
    client.force_login(at.officer)

    response = client.get(QUEUE)

    assert shown(response) == [urgent.reference, late.reference]
    assert [tab["count"] for tab in response.context["tabs"]][:2] == [2, 1]
    assert "Quá 1 ngày" in response.content.decode()


def test_the_agency_has_tabs_of_its_own(client, at):
    made = desk.examining(at)
    client.force_login(at.specialist)

    response = client.get(QUEUE, {"tt": "thu-ly", "cua": "toi"})

    assert shown(response) == [made.reference]
    assert response.context["here"].side.key == "phong"


def test_another_desk_sees_nothing_of_it(client, at):
    desk.dossier(at)
    client.force_login(accounts.staff(Role.ONE_STOP_OFFICER, at.other))

    assert shown(client.get(QUEUE)) == []


def test_an_auditor_reads_and_is_offered_no_act(client, at):
    made = desk.dossier(at)
    client.force_login(accounts.staff(Role.AUDITOR, at.agency.parent.parent))

    response = client.get(QUEUE)

    assert shown(response) == [made.reference]
    assert response.context["offered"] == ()


def test_a_citizen_is_told_for_whom_the_page_is(client, at):
    client.force_login(at.citizen)

    assert client.get(QUEUE).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "nhung"}, True),
        ({"q": "NHÚNG"}, True),
        ({"q": "0912 345 678"}, True),
        ({"q": "TN-2107"}, True),
        ({"q": "bình"}, False),
        ({"kenh": "truc_tuyen"}, True),
        ({"kenh": "buu_chinh"}, False),
        ({"han": "hom-nay"}, True),
        ({"han": "qua-han"}, False),
        ({"linh-vuc": "ho-tich"}, True),
        ({"linh-vuc": "dat-dai"}, False),
    ],
)
def test_the_list_narrows(client, at, query, found):
    made = desk.dossier(at, applicant_name="Nguyễn Thị Hồng Nhung")
    client.force_login(at.officer)

    assert shown(client.get(QUEUE, query)) == ([made.reference] if found else [])


@pytest.mark.parametrize(
    "query",
    [
        "?tt=khong&noi=khong&han=x&kenh=x&so=x&trang=x",
        "?q=%00%27&linh-vuc=%00&ma=",
        "?ma=%00",
        "?linh-vuc=%00",
        "?so=99999999999999",
        "?q=" + "a" * 500,
    ],
)
def test_no_query_breaks_the_list(client, at, query):
    client.force_login(at.officer)

    assert client.get(QUEUE + query).status_code in {200, 302}


def test_the_list_is_paged(client, at):
    made = [desk.dossier(at) for _row in range(26)]
    client.force_login(at.officer)

    first = client.get(QUEUE)
    second = client.get(QUEUE, {"trang": first.context["page"].next_cursor})

    assert shown(first) + shown(second) == [one.reference for one in made]


def test_a_scanned_code_opens_its_dossier(client, at):
    made = desk.dossier(at, Status.RECEIVED)
    client.force_login(at.officer)

    response = client.get(QUEUE, {"ma": f" https://cong.example/h/{made.code.lower()}/ "})

    assert response["Location"] == f"/can-bo/ho-so/{made.reference}/"


def test_an_unknown_code_is_told(client, at):
    client.force_login(at.officer)

    page = client.get(QUEUE, {"ma": "000.00"}, follow=True).content.decode()

    assert "Không có hồ sơ mang mã “000.00”" in page


def test_the_chosen_are_accepted_each_by_itself(client, at):
    fresh, stale, foreign = desk.dossier(at), desk.dossier(at), desk.dossier(at, desk=at.other.served_by)
    client.force_login(at.officer)

    response = client.post(
        f"{QUEUE}lam/",
        {"viec": "tiep-nhan", "ho-so": [f"{fresh.reference}:1", f"{stale.reference}:0", f"{foreign.reference}:1"]},
    )

    assert [bool(result["problem"]) for result in response.context["results"]] == [False, True, True]
    fresh.refresh_from_db()
    stale.refresh_from_db()
    assert (fresh.status, stale.status) == (Status.RECEIVED, Status.REGISTERED)


def test_an_unlawful_batch_says_why(client, at):
    made = desk.dossier(at)
    client.force_login(at.officer)

    response = client.post(f"{QUEUE}lam/", {"viec": "chuyen", "ho-so": [f"{made.reference}:1"]})

    assert "Điều 18 Nghị định 61/2018/NĐ-CP" in response.context["results"][0]["problem"]


@pytest.mark.parametrize("data", [{}, {"viec": "x"}, {"viec": "chuyen", "ho-so": ["", ":", "x:y", "\x00:1"]}])
def test_no_batch_breaks(client, at, data):
    client.force_login(at.officer)

    assert client.post(f"{QUEUE}lam/", data).status_code in {200, 302}


@pytest.mark.parametrize("rows", [1, 7])
def test_the_list_keeps_to_its_budget(client, at, rows, django_assert_num_queries):
    for _row in range(rows):
        desk.dossier(at)
    client.force_login(at.officer)
    client.get(QUEUE)

    with django_assert_num_queries(9):
        client.get(QUEUE)


def test_the_swapped_region_equals_that_of_the_whole_page(client, at):
    desk.dossier(at)
    client.force_login(at.officer)

    part = client.get(QUEUE, headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith('<div id="hang-doi"')
