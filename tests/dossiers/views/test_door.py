"""The counter while an order closes it: what is offered, what is refused, where people are led."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.enums import Stage, Status
from dossiers.models import Dossier
from procedures.enums import CounterAct
from tests.dossiers.views.test_counter import page_of, typed
from tests.support import desk, urgent
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
CLOSED = "Quầy tạm ngừng đến hết 04/8/2021"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def at():
    return desk.commune()


@pytest.fixture
def order(at, client):
    client.force_login(at.officer)
    return urgent.around(at)


def act_of(dossier, slug):
    return f"/can-bo/ho-so/{dossier.reference}/{slug}/"


def test_without_an_exemption_the_page_leads_to_the_post_and_to_a_request(client, at, order):
    page = client.get(page_of(at)).content.decode()
    refused = client.post(page_of(at), typed(client, at))

    assert CLOSED in page
    assert "?kenh=buu_chinh" in page
    assert f"/can-bo/cap-thiet/moi/?thu-tuc={at.revision.procedure.code}" in page
    assert (refused.status_code, Dossier.objects.count()) == (422, 0)
    assert "Trần Văn Bình" in refused.content.decode().title()
    assert refused.content.decode().count('<h2 id="dong">') + refused.content.decode().count('id="tam-ngung"') == 1


def test_what_came_by_post_needs_none(client, at, order):
    client.post(page_of(at), typed(client, at, channel="buu_chinh"))

    assert Dossier.objects.get().events.get(seq=1).exemption is None


def test_a_listed_procedure_chooses_its_entry_by_itself(client, at, order):
    urgent.published(order)

    form = client.get(page_of(at)).context["form"]
    client.post(page_of(at), typed(client, at, exemption=form["exemption"].value()))

    event = Dossier.objects.get().events.get(seq=1)
    assert form["exemption"].value() == event.exemption.reference
    assert event.closed_by_order == order.order


def test_an_officer_names_the_decision_on_this_person(client, at, order):
    case = urgent.granted(order, conditions="Đeo khẩu trang")

    page = client.get(page_of(at))
    unnamed = client.post(page_of(at), typed(client, at))
    client.post(page_of(at), typed(client, at, exemption=case.reference))

    assert page.context["form"]["exemption"].value() == ""
    assert f"{case.reference} – {case.applicant_name}" in page.content.decode()
    assert "Đeo khẩu trang" in page.content.decode()
    assert unnamed.status_code == 422
    assert Dossier.objects.get().events.get(seq=1).exemption == case


def test_a_result_is_handed_over_by_a_decision_only(client, at, order):
    decided = desk.dossier(at, Status.DECIDED, Stage.NONE)
    said = {
        "seen": "1", "method": "truc_tiep", "receiver_name": decided.applicant_name,
        "receiver_national_id": desk.NATIONAL_ID,
    }  # fmt: skip
    address = act_of(decided, "tra-ket-qua")

    page = client.get(address).content.decode()
    refused = client.post(address, said)
    case = urgent.granted(order, act=CounterAct.RETURN)
    client.post(address, said | {"exemption": case.reference})

    assert CLOSED in page
    assert f"viec=tra&amp;ho-so={decided.reference}" in page
    assert refused.status_code == 422
    assert decided.events.get(act="return_result").exemption == case


def test_papers_sent_by_post_are_written_down_while_the_counter_is_closed(client, at, order):
    asked = desk.supplementing(at)
    address = act_of(asked, "nhan-bo-sung")

    form = client.get(address).context["form"]
    brought = client.post(address, {"seen": "1", "text": "01 bản chính", "channel": "truc_tiep"})
    client.post(address, {"seen": "1", "text": "01 bản chính", "channel": "buu_chinh"})

    assert form["channel"].value() == "buu_chinh"
    assert brought.status_code == 422
    assert asked.events.filter(act="answer_supplement").count() == 1


def test_an_open_counter_says_nothing_of_orders(client, at):
    client.force_login(at.officer)

    page = client.get(page_of(at))

    assert "exemption" not in page.context["form"].fields
    assert "tạm ngừng" not in page.content.decode()
