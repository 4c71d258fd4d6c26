"""What the pages of dossiers say while an order closes the counter."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from dossiers.enums import ReturnMethod, Status
from dossiers.models import Dossier
from procedures.models import ChannelGuidance
from tests.dossiers.views.test_counter import page_of, typed
from tests.support import desk, filing, orders
from tests.support.desk import NINE

pytestmark = pytest.mark.django_db
UNTIL = "Quầy tạm ngừng đến hết 04/8/2021"


@pytest.fixture(autouse=True)
def _during_the_order():
    with time_machine.travel(NINE + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def at():
    return desk.commune()


@pytest.fixture
def order(at):
    return orders.order_in_force(at.agency)


def says_all(page, order):
    return [words for words in (UNTIL, "1318/UBND-KSTT", order.reference, "Bưu điện", "/cap-thiet/") if words in page]


def test_a_receipt_at_a_closed_counter_is_refused_with_all_reasons_and_nothing_is_lost(client, at, order):
    client.force_login(at.officer)

    response = client.post(page_of(at), typed(client, at))
    page = response.content.decode()

    assert response.status_code == 422
    assert len(says_all(page, order)) == 5
    assert 'value="trần văn bình"' in page
    assert not Dossier.objects.exists()


def test_a_return_at_a_closed_counter_is_refused_with_all_reasons(client, at, order):
    waiting = desk.dossier(at, Status.DECIDED)
    client.force_login(at.officer)

    address = reverse("dossiers:act_tra_ket_qua", args=[waiting.reference])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"receiver_name": "Trần Văn Bình"}
    response = client.post(address, sent | {"method": "truc_tiep", "seen": waiting.event_seq})

    waiting.refresh_from_db()
    assert (response.status_code, waiting.status) == (422, Status.DECIDED)
    assert len(says_all(response.content.decode(), order)) == 5


@pytest.mark.parametrize(
    ("method", "status", "is_told"),
    [
        (ReturnMethod.IN_PERSON, Status.DECIDED, True),
        (ReturnMethod.IN_PERSON, Status.REGISTERED, True),
        (ReturnMethod.POST, Status.DECIDED, False),
        (ReturnMethod.IN_PERSON, Status.REFUSED_INTAKE, False),
    ],
)
def test_whoever_means_to_fetch_a_result_is_told_on_both_pages(client, at, order, method, status, is_told):
    made = desk.dossier(at, status, return_method=method)
    token = client.get(reverse("dossiers:track_token", args=[made.track_token])).content.decode()
    client.force_login(at.citizen)
    own = client.get(reverse("dossiers:detail", args=[made.shown_code])).content.decode()

    assert (UNTIL in token, UNTIL in own) == (is_told, is_told)


def test_the_start_of_a_dossier_says_what_is_open_and_how(client, at, order):
    orders.order_in_force(at.other)
    client.force_login(at.citizen)

    page = client.get(reverse("dossiers:start", args=[at.revision.procedure.code])).content.decode()

    assert UNTIL in page
    assert "Trực tuyến</b>: 24 giờ mỗi ngày" in page


def test_the_start_shows_the_guidance_of_the_one_competent_agency(client, at):
    revision = filing.procedure(key="rieng", responsible=at.agency, responsible_template="")
    ChannelGuidance.objects.create(agency=at.agency, channel="truc_tuyen", text_vi="Chụp rõ từng trang")
    client.force_login(at.citizen)

    page = client.get(reverse("dossiers:start", args=[revision.procedure.code])).content.decode()

    assert "Chụp rõ từng trang" in page


@pytest.mark.parametrize(("closed", "is_told"), [("agency", True), ("other", False)])
def test_the_choice_of_how_the_result_comes_warns_of_a_closed_counter(client, at, closed, is_told):
    orders.order_in_force(getattr(at, closed))
    draft = filing.draft(at.revision, at.citizen, agency=at.agency)
    client.force_login(at.citizen)

    page = client.get(reverse("dossiers:draft_return", args=[draft.token])).content.decode()

    assert (UNTIL in page) is is_told
