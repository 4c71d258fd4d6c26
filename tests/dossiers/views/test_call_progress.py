"""How far agencies have come with their calls, for those who lead and oversee."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.enums import Status
from dossiers.models import ContactAttempt
from portal.accounts.enums import Role
from tests.support import accounts, desk, orders
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
PROGRESS = "/can-bo/goi-dien/tien-do/"


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def at():
    return desk.commune()


def called(at, **fields):
    made = desk.dossier(at, Status.DECIDED, **fields)
    ContactAttempt.objects.create(dossier=made, way="phone", outcome="will_wait", officer=at.officer, happened_at=NINE)
    return made


def test_a_leader_sees_the_own_agency_and_an_auditor_all(client, at):
    called(at)
    desk.dossier(at, Status.DECIDED, agency=at.other, desk=at.other.served_by)
    province = at.agency.parent.parent

    for person, agencies in (
        (at.leader, [at.agency]),
        (accounts.staff(Role.AUDITOR, province), [at.agency, at.other]),
    ):
        client.force_login(person)
        assert [line.agency for line in client.get(PROGRESS).context["lines"]] == agencies


def test_progress_is_told_from_the_first_day_of_the_order_or_from_the_day_asked_for(client, at):
    orders.order_in_force(at.agency)
    client.force_login(at.leader)

    told = client.get(PROGRESS)
    asked = client.get(PROGRESS, {"since": "20", "since-m": "7", "since-y": "2021"})
    wrong = client.get(PROGRESS, {"since": "31", "since-m": "2", "since-y": "2021"})

    assert told.context["since"].date().isoformat() == "2021-07-22"
    assert asked.context["since"].date().isoformat() == "2021-07-20"
    assert (wrong.status_code, wrong.context["since"].date().isoformat()) == (422, "2021-07-22")


def test_without_an_order_the_last_thirty_days_are_told(client, at):
    client.force_login(at.leader)

    assert client.get(PROGRESS).context["since"].date().isoformat() == "2021-06-26"


def test_an_agency_is_opened_to_its_results_still_to_be_called_first(client, at):
    later, never = called(at), desk.dossier(at, Status.DECIDED)
    client.force_login(at.leader)

    page = client.get(f"{PROGRESS}{at.agency.key}/")
    narrowed = client.get(f"{PROGRESS}{at.agency.key}/?nhom=da-goi")

    assert [row["dossier"] for row in page.context["rows"]] == [never, later]
    assert [row["dossier"] for row in narrowed.context["rows"]] == [later]
    assert [tab["count"] for tab in page.context["tabs"]] == [2, 1, 0, 1]


def test_an_agency_out_of_sight_is_not_found(client, at):
    desk.dossier(at, Status.DECIDED, agency=at.other, desk=at.other.served_by)
    client.force_login(at.leader)

    assert client.get(f"{PROGRESS}{at.other.key}/").status_code == 404
    assert client.get(f"{PROGRESS}khong-co/").status_code == 404


@pytest.mark.parametrize("person", ["officer", "specialist", "citizen"])
def test_others_are_kept_out(client, at, person):
    client.force_login(getattr(at, person))

    assert client.get(PROGRESS).status_code == 403


@pytest.mark.parametrize("rows", [1, 7])
def test_progress_keeps_to_its_budget(client, at, rows, django_assert_num_queries):
    for _row in range(rows):
        called(at)
    client.force_login(at.leader)
    client.get(PROGRESS)

    with django_assert_num_queries(10):
        client.get(PROGRESS)
    with django_assert_num_queries(12):
        client.get(f"{PROGRESS}{at.agency.key}/")
