import pytest
import time_machine
from django.core.cache import cache

from portal.kernel.api import PAGE_SIZE
from procedures.models import Procedure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counts")]
LIST = "/api/v1/procedures/"


@pytest.fixture(autouse=True)
def _fresh_throttles():
    cache.clear()


def test_the_list_is_searched_as_the_page_is(client):
    found = client.get(LIST, {"q": "bang lai"}).json()

    assert [(row["code"], row["owner"], row["limit"], row["channels"]) for row in found["results"]] == [
        (
            "1.002809",
            "Sở Giao thông vận tải",
            {"value": 5, "unit": "working_day"},
            ["buu_chinh", "truc_tiep", "truc_tuyen"],
        )
    ]


def test_all_procedures_are_reached_by_following_the_cursor(client):
    codes, address = [], f"{LIST}?page_size=30"
    while address:
        page = client.get(address).json()
        codes += [row["code"] for row in page["results"]]
        address = page["next"]

    assert len(codes) == len(set(codes)) == 70


def test_a_page_has_twenty_rows_unless_another_number_is_asked(client):
    assert len(client.get(LIST).json()["results"]) == PAGE_SIZE


@pytest.mark.parametrize(
    ("query", "number"),
    [("level=xa", 28), ("field=ho-tich", 12), ("channel=truc_tuyen&level=xa", 17), ("applicant=doanh_nghiep", 29)],
)
def test_the_list_is_narrowed(client, query, number):
    assert len(client.get(f"{LIST}?{query}&page_size=100").json()["results"]) == number


@pytest.mark.parametrize("query", ["page_size=500", "page_size=x", "level=zz", "q=" + "a" * 101, "field=%27"])
def test_a_wrong_parameter_is_named(client, query):
    response = client.get(f"{LIST}?{query}")

    error = response.json()["error"]
    assert (response.status_code, error["code"], list(error["fields"])) == (400, "invalid", [query.split("=")[0]])


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/procedures/9.999999/",
        "/api/v1/procedures/9.999999/availability/",
        "/api/v1/procedures/1.001193/availability/?agency=SO_TU_PHAP",
        "/api/v2/procedures/",
    ],
)
def test_what_is_not_there_is_said_in_one_shape(client, address):
    response = client.get(address)

    assert (response.status_code, response.json()) == (
        404,
        {"error": {"code": "not_found", "message": "Không tìm thấy"}},
    )


def test_nothing_can_be_written(client):
    response = client.post(LIST, {"code": "x"})

    assert (response.status_code, response.json()["error"]["code"]) == (405, "method_not_allowed")


def test_one_procedure_is_told_whole(client):
    told = client.get("/api/v1/procedures/1.004222/").json()

    assert told["revision"] == 1
    assert {offer["channel"]: offer["fee_vnd"] for offer in told["offers"]} == {
        "truc_tiep": 20_000,
        "truc_tuyen": 10_000,
        "buu_chinh": 20_000,
    }
    assert len(told["requirements"]) == 3
    assert "form" not in told


@time_machine.travel("2021-07-31T09:00:00+07:00", tick=False)
def test_availability_is_told_for_this_instant(client):
    told = client.get("/api/v1/procedures/2.000488/availability/").json()

    counter = told["channels"][2]
    assert (told["at"], told["agency"]) == ("2021-07-31T09:00:00+07:00", "SO_TU_PHAP")
    assert (counter["is_open"], counter["reason"], counter["opens_at"]) == (
        False,
        "Thứ Bảy",
        "2021-08-02T07:00:00+07:00",
    )
    assert told["likely_due"] == "2021-08-12T17:00:00+07:00"


@pytest.mark.parametrize("keep", [1, 7])
def test_the_list_keeps_to_its_budget(client, keep, django_assert_num_queries):
    Procedure.objects.exclude(pk__in=Procedure.objects.order_by("pk").values("pk")[:keep]).update(is_published=False)
    client.get(LIST)

    # rows, revisions, offers
    with django_assert_num_queries(3):
        response = client.get(LIST)

    assert len(response.json()["results"]) == keep


def test_too_many_requests_are_told_when_to_come_back(client):
    answers = [client.get("/api/v1/procedures/9.9/") for _ in range(121)]

    assert answers[-2].status_code == 404
    assert answers[-1].status_code == 429
    assert answers[-1].json()["error"]["code"] == "throttled"
    assert int(answers[-1]["Retry-After"]) > 0


def test_the_description_names_every_address_and_its_refusals(client):
    description = client.get("/api/schema/?format=json").json()

    assert {path for path in description["paths"] if "procedures" in path} == {
        "/api/v1/procedures/",
        "/api/v1/procedures/{code}/",
        "/api/v1/procedures/{code}/availability/",
    }
    listed = description["paths"]["/api/v1/procedures/"]["get"]
    assert set(listed["responses"]) == {"200", "400", "429"}


def test_the_docs_page_holds_no_script_of_its_own(client):
    page = client.get("/api/docs/").content.decode()

    assert "<script>" not in page
    assert "style=" not in page
    assert 'data-schema="/api/schema/"' in page
