"""The signing list of a leader."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.enums import Outcome, Proposal, Status
from tests.support import desk
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
SIGNING = "/can-bo/ky/"


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def at():
    return desk.commune()


def picked(*dossiers):
    return [f"{one.reference}:{one.event_seq}" for one in dossiers]


def test_the_list_holds_what_waits_for_the_signature(client, at):
    granted, refused = desk.signing(at), desk.signing(at, Proposal.REFUSE)
    desk.examining(at)
    client.force_login(at.leader)

    rows = client.get(SIGNING).context["rows"]

    assert [(row["dossier"], row["may_sign"]) for row in rows] == [(granted, True), (refused, False)]


def test_signing_asks_once_and_leaves_out_what_changed(client, at):
    same, changed, refused = desk.signing(at), desk.signing(at), desk.signing(at, Proposal.REFUSE)
    values = picked(same, changed, refused)
    type(changed).objects.filter(pk=changed.pk).update(event_seq=2)
    client.force_login(at.leader)

    asked = client.post(f"{SIGNING}duyet/", {"ho-so": values})

    assert asked.context["kept"] == [same]
    assert [one.pk for one in asked.context["changed"]] == [changed.pk, refused.pk]
    same.refresh_from_db()
    assert same.status == Status.PROCESSING


def test_each_signature_gives_a_number_of_its_own(client, at):
    first, second, refused = desk.signing(at), desk.signing(at), desk.signing(at, Proposal.REFUSE)
    client.force_login(at.leader)

    done = client.post(f"{SIGNING}duyet/", {"ho-so": picked(first, second, refused), "chac": "1"})

    assert (done.context["done"], done.context["skipped"]) == (2, 1)
    for one in (first, second):
        one.refresh_from_db()
    assert {first.outcome, second.outcome} == {Outcome.GRANTED}
    assert [one.results.get().document.entry.number for one in (first, second)] == [1, 2]


def test_nothing_picked_is_told(client, at):
    client.force_login(at.leader)

    page = client.post(f"{SIGNING}duyet/", {}, follow=True).content.decode()

    assert "Chọn ít nhất một hồ sơ trước." in page


@pytest.mark.parametrize("chosen", ["\x00", ":", "x:y", "TN-1:" + "9" * 50])
@pytest.mark.parametrize("sure", ["", "1"])
def test_no_choice_breaks_the_signing(client, at, chosen, sure):
    client.force_login(at.leader)

    assert client.post(f"{SIGNING}duyet/", {"ho-so": chosen, "chac": sure}).status_code == 200


def test_only_leaders_sign(client, at):
    made = desk.signing(at)
    client.force_login(at.head)

    assert client.get(SIGNING).status_code == 403
    assert client.post(f"{SIGNING}duyet/", {"ho-so": picked(made), "chac": "1"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 7])
def test_the_list_keeps_to_its_budget(client, at, rows, django_assert_num_queries):
    for _row in range(rows):
        desk.signing(at)
    client.force_login(at.leader)
    client.get(SIGNING)

    with django_assert_num_queries(8):
        client.get(SIGNING)
