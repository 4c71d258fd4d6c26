"""The desk's pages about parcels."""

from datetime import timedelta

import pytest
import time_machine

from portal.accounts.enums import Role
from postal import actions
from postal.enums import ClaimState, Leg, ParcelState, TaskKind
from postal.models import Claim, ParcelTask
from tests.support import accounts, filing, parcels
from tests.support.parcels import HOUR, NINE, event, told

pytestmark = pytest.mark.django_db
LIST = "/can-bo/buu-chinh/"


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + HOUR, tick=False):
        yield


@pytest.fixture
def at():
    return parcels.post()


@pytest.fixture
def officer(client, at):
    client.force_login(at.officer)
    return client


def page(parcel, act=""):
    return f"{LIST}gui/{parcel.order_number}/{act}"


def listed(response):
    return [row["parcel"] for row in response.context["rows"]]


def test_each_tab_holds_its_parcels(officer, at):
    here, away, over = parcels.ordered(at), parcels.ordered(at, Leg.PAPERS), parcels.requested(at)
    actions.refuse_order(parcel_id=over.pk, reason="Không có điểm phát", at=NINE)

    shown = {tab: officer.get(LIST, {"nhom": tab}) for tab in ("", "tren-duong", "can-xu-ly", "xong")}

    assert [listed(shown[tab]) for tab in shown] == [[here], [away], [over], [over]]
    assert [tab["count"] for tab in shown[""].context["tabs"]] == [1, 1, 1, None]
    assert "Sửa địa chỉ" in shown["can-xu-ly"].content.decode()


@pytest.mark.parametrize("tab", ["", "tren-duong", "can-xu-ly", "xong"])
@pytest.mark.parametrize("count", [1, 7])
def test_a_list_asks_as_much_for_seven_rows_as_for_one(officer, at, tab, count, django_assert_max_num_queries):
    for _number in range(count):
        parcels.ordered(at)
        parcels.ordered(at, Leg.PAPERS)
        actions.refuse_order(parcel_id=parcels.requested(at).pk, reason="x", at=NINE)
    officer.get(LIST)

    with django_assert_max_num_queries(9):
        response = officer.get(LIST, {"nhom": tab})

    assert len(listed(response)) == count


def test_a_scanned_code_opens_its_parcel(officer, at):
    parcel = parcels.ordered(at)

    for code in (parcel.order_number, parcel.carrier_reference.lower(), parcel.dossier_code):
        assert officer.get(LIST, {"ma": code}).url == page(parcel)
    assert officer.get(LIST, {"ma": "khong-co"}).status_code == 200


def test_a_dossier_with_several_parcels_lists_them(officer, at):
    first = parcels.ordered(at)
    parcels.ordered(at, Leg.PAPERS, dossier_code=first.dossier_code)

    assert listed(officer.get(LIST, {"ma": first.dossier_code})) == [first]


def test_the_page_tells_who_had_it_and_what_was_told(officer, at):
    parcel = parcels.ordered(at)
    parcels.handed_over(at, parcel)
    told(parcel, event(parcel, ParcelState.DELIVERED, NINE + HOUR, receiver_name="Trần Thị Nhung"), when=NINE + HOUR)

    shown = officer.get(page(parcel))
    words = shown.content.decode()

    assert [row["who"] for row in shown.context["chain"]] == [
        at.desk.name, "Phạm Văn Long, nhân viên bưu điện", "Người nhận",
    ]  # fmt: skip
    assert "Người đã nhận" in words
    assert "Theo bưu cục" in words


@pytest.mark.parametrize(
    ("act", "typed", "state"),
    [("huy/", {"reason": "Người dân đến lấy"}, ParcelState.CANCELLED), ("huy/", {"reason": ""}, ParcelState.ORDERED)],
)
def test_a_request_is_taken_back_with_its_reason(officer, at, act, typed, state):
    parcel = parcels.ordered(at)

    answer = officer.post(page(parcel, act), typed)

    parcel.refresh_from_db()
    assert (answer.status_code, parcel.state) == (302 if typed["reason"] else 422, state)


def test_papers_are_signed_for_on_their_page(officer, at):
    papers = parcels.ordered(at, Leg.PAPERS)
    told(papers, event(papers, ParcelState.IN_TRANSIT, NINE), when=NINE)

    assert (page(papers, "nhan/"), "Nhận tại quầy") in officer.get(page(papers)).context["links"]
    officer.post(page(papers, "nhan/"))

    papers.refresh_from_db()
    assert papers.holder == "desk"


def test_a_claim_is_made_and_answered(officer, at):
    parcel = parcels.ordered(at)
    parcels.handed_over(at, parcel)

    officer.post(page(parcel, "khieu-nai/"), {"kind": "damaged", "grounds": "Bì rách", "amount_dong": "50.000"})
    claim = Claim.objects.get()
    officer.post(f"{LIST}khieu-nai/{claim.pk}/", {"state": "accepted", "answer": "Bồi hoàn", "amount_dong": ""})

    claim.refresh_from_db()
    assert (claim.state, claim.answer) == (ClaimState.ACCEPTED, "Bồi hoàn")


def test_a_parcel_is_given_up_with_its_grounds(officer, at):
    parcel = parcels.ordered(at)
    parcels.handed_over(at, parcel)

    officer.post(page(parcel, "that-lac/"), {"reason": "Bưu điện xác nhận"})

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.LOST


def test_a_task_is_settled_from_the_page(officer, at):
    parcel = parcels.requested(at)
    actions.refuse_order(parcel_id=parcel.pk, reason="Không có điểm phát", at=NINE)
    task = ParcelTask.objects.get()

    assert f"{LIST}viec/{task.pk}/" in officer.get(page(parcel)).content.decode()
    officer.post(f"{LIST}viec/{task.pk}/", {"words": "Đã đổi địa chỉ"})

    task.refresh_from_db()
    assert task.closing_words == "Đã đổi địa chỉ"


def test_an_order_in_doubt_is_verified_with_the_number_the_carrier_tells(officer, at):
    parcel = parcels.requested(at)
    actions.doubt_order(parcel_id=parcel.pk, reason="ReadTimeout", at=NINE)
    told(parcel, event(parcel, ParcelState.ACCEPTED, NINE, carrier_reference="EV7VN"), when=NINE)

    shown = officer.get(page(parcel))
    assert shown.context["heard_of"] == ["EV7VN"]
    assert officer.post(page(parcel, "xac-minh/"), {"is_taken": "co", "reference": ""}).status_code == 422
    officer.post(page(parcel, "xac-minh/"), {"is_taken": "co", "reference": "EV7VN"})

    parcel.refresh_from_db()
    assert (parcel.state, parcel.carrier_reference) == (ParcelState.ACCEPTED, "EV7VN")
    assert not parcel.tasks.filter(kind=TaskKind.UNKNOWN, closed_at=None).exists()


def test_an_order_in_doubt_may_never_have_been_taken(officer, at):
    parcel = parcels.requested(at)
    actions.doubt_order(parcel_id=parcel.pk, reason="ReadTimeout", at=NINE)

    officer.post(page(parcel, "xac-minh/"), {"is_taken": "khong", "reference": ""})

    parcel.refresh_from_db()
    assert parcel.state == ParcelState.REFUSED


def test_colleagues_read_and_change_nothing(client, at):
    parcel = parcels.ordered(at)
    reader = accounts.staff(Role.SPECIALIST, at.agency)
    client.force_login(reader)

    assert listed(client.get(LIST)) == [parcel]
    assert client.get(page(parcel)).context["links"] == []
    assert client.get(page(parcel, "huy/")).status_code == 403


@pytest.mark.parametrize("role", [Role.ONE_STOP_OFFICER, Role.LEADER, Role.AGENCY_ADMIN])
def test_other_agencies_see_nothing(client, at, role):
    parcel = parcels.ordered(at)
    other = accounts.with_desk(accounts.agency("UBND_KHAC"))
    client.force_login(accounts.staff(role, other))

    assert listed(client.get(LIST)) == []
    assert client.get(page(parcel)).status_code == 404


def test_an_auditor_of_the_province_reads_all(client, at):
    parcel = parcels.ordered(at)
    client.force_login(accounts.staff(Role.AUDITOR, at.agency.parent))

    assert listed(client.get(LIST)) == [parcel]
    assert client.get(page(parcel)).status_code == 200


def test_citizens_have_no_desk(client, at):
    client.force_login(filing.citizen())

    assert client.get(LIST).status_code == 403


def test_the_next_page_goes_on_where_this_one_ended(officer, at):
    made = [parcels.ordered(at) for _number in range(27)]

    first = officer.get(LIST)
    second = officer.get(LIST, {"trang": first.context["page"].next_cursor})

    assert [*listed(first), *listed(second)] == made


def test_a_late_parcel_is_shown_with_what_to_do(officer, at):
    parcel = parcels.ordered(at)
    actions.look_for_delays(at=NINE + timedelta(days=4))

    words = officer.get(LIST, {"nhom": "can-xu-ly"}).content.decode()

    assert "Đưa vào phiếu giao nhận gần nhất." in words
    assert parcel.order_number in words


def test_an_officer_of_two_houses_acts_at_the_own_desk_only(client, at):
    parcel = parcels.ordered(at)
    other = accounts.with_desk(accounts.agency("UBND_KHAC"))
    both = accounts.staff(Role.ONE_STOP_OFFICER, other)
    accounts.member(both, Role.LEADER, at.agency)
    client.force_login(both)

    assert client.get(page(parcel)).status_code == 200
    assert client.get(page(parcel, "huy/")).status_code == 403
