"""The postal workers' own pages."""

import pytest
import time_machine

from portal.accounts.enums import Role
from portal.accounts.landing import landing
from portal.accounts.roles import roles_held
from postal import actions
from postal.enums import Leg, ParcelState, WorkerCheck
from postal.models import CarrierOffice, SafetyCheck
from tests.support import accounts, parcels
from tests.support.parcels import HOUR, NINE

pytestmark = pytest.mark.django_db
TODAY, CHECKS = "/buu-dien/", "/buu-dien/kiem-tra/"
GOOD = {str(item): "co" for item in WorkerCheck}


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + HOUR, tick=False):
        yield


@pytest.fixture
def at():
    return parcels.post()


@pytest.fixture
def worker(client, at):
    client.force_login(at.worker)
    return client


def listed(response):
    return [row["parcel"] for row in response.context["rows"]]


def act(parcel, what):
    return f"{TODAY}gui/{parcel.order_number}/{what}/"


def test_the_day_shows_what_to_collect_sign_carry_and_settle(worker, at):
    papers, result, failing = parcels.ordered(at, Leg.PAPERS), parcels.ordered(at), parcels.ordered(at)
    parcels.handed_over(at, result, failing)
    for hours in (2, 3):
        actions.record_failure(parcel_id=failing.pk, reason="vắng nhà", actor=at.worker, at=NINE + hours * HOUR)
    waiting = parcels.on_manifest(at, parcels.ordered(at))
    actions.hand_over(manifest_id=waiting.pk, seal_note="", actor=at.officer, at=NINE)

    shown = {tab: worker.get(TODAY, {"nhom": tab}) for tab in ("thu-gom", "dang-giu", "can-xu-ly")}

    assert [listed(one) for one in shown.values()] == [[papers], [result, failing], [failing]]
    assert shown["thu-gom"].context["manifests"] == [waiting]
    assert [tab["count"] for tab in shown["thu-gom"].context["tabs"]] == [1, 2, 1]


@pytest.mark.parametrize("count", [1, 7])
def test_the_day_asks_as_much_for_seven_parcels_as_for_one(worker, at, count, django_assert_max_num_queries):
    for _number in range(count):
        parcels.ordered(at, Leg.PAPERS)
    worker.get(TODAY)

    with django_assert_max_num_queries(11):
        assert len(listed(worker.get(TODAY))) == count


def test_papers_are_collected_by_count(worker, at):
    papers = parcels.ordered(at, Leg.PAPERS)
    counted = {"originals_0": "1", "copies_0": "0", "difference": ""}

    assert worker.get(act(papers, "thu-gom")).status_code == 200
    assert worker.post(act(papers, "thu-gom"), {**counted, "originals_0": "0"}).status_code == 422
    worker.post(act(papers, "thu-gom"), counted)

    papers.refresh_from_db()
    assert papers.state == ParcelState.ACCEPTED


def test_delivery_and_failure_are_noted(worker, at):
    first, second = parcels.ordered(at), parcels.ordered(at)
    parcels.handed_over(at, first, second)

    worker.post(act(first, "da-phat"), {"receiver_name": "Trần Thị Nhung"})
    worker.post(act(second, "khong-phat-duoc"), {"reason": "vắng nhà"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (ParcelState.DELIVERED, ParcelState.FAILED_ATTEMPT)


def test_a_worker_opens_parcels_and_nothing_else(worker, at):
    parcel = parcels.ordered(at)

    assert worker.get(f"/can-bo/buu-chinh/gui/{parcel.order_number}/").status_code == 200
    assert worker.get("/can-bo/buu-chinh/").status_code == 403
    assert worker.get("/can-bo/ho-so/").status_code in {403, 404}


def test_another_carriers_parcels_do_not_exist_for_a_worker(client, at):
    parcel = parcels.ordered(at)
    other = accounts.agency("HANG_KHAC")
    CarrierOffice.objects.create(carrier="khac", agency=other)
    client.force_login(accounts.staff(Role.POSTAL_PARTNER, other))

    assert client.get(act(parcel, "da-phat")).status_code == 404
    assert client.get(TODAY, {"ma": parcel.order_number}).context["rows"] == []


def test_who_works_for_no_carrier_is_told_so(client, at):
    client.force_login(accounts.staff(Role.POSTAL_PARTNER, accounts.agency("CHUA_GAN")))

    assert "chưa gắn với đơn vị bưu chính" in client.get(TODAY).content.decode()


def test_the_check_list_is_asked_for_until_it_is_given(worker):
    assert "chưa kiểm tra phòng dịch" in worker.get(TODAY).content.decode()
    bad = {**GOOD, "mask": "khong"}

    assert worker.post(f"{CHECKS}moi/", {}).status_code == 422
    assert worker.post(f"{CHECKS}moi/", bad).status_code == 422
    worker.post(f"{CHECKS}moi/", {**bad, "note": "Hết khẩu trang, đã mua"})

    assert not SafetyCheck.objects.get().is_good
    assert "chưa kiểm tra phòng dịch" not in worker.get(TODAY).content.decode()
    assert len(worker.get(CHECKS).context["rows"]) == 1


def test_a_worker_reads_only_the_own_declarations(client, at):
    actions.declare_safety(answers=dict.fromkeys(WorkerCheck, True), note="", actor=at.worker, at=NINE)
    client.force_login(accounts.staff(Role.POSTAL_PARTNER, at.post))
    assert client.get(CHECKS).context["rows"] == []

    client.force_login(accounts.staff(Role.AUDITOR, at.agency.parent))
    assert len(client.get(CHECKS).context["rows"]) == 1


def test_a_worker_lands_on_the_day(at):
    assert landing(at.worker, roles_held(at.worker, on=NINE.date())) == TODAY


def test_who_also_sits_at_the_desk_does_not_carry_for_another_carrier(client, at):
    parcel = parcels.ordered(at)
    other = accounts.agency("HANG_KHAC")
    accounts.member(at.officer, Role.POSTAL_PARTNER, other)
    client.force_login(at.officer)

    assert client.get(act(parcel, "da-phat")).status_code == 403
