"""The page of a hand-over record, as either side works on it; and its paper."""

import pytest
import time_machine

from portal.accounts.enums import Role
from postal import actions
from postal.enums import Leg, ManifestState, ParcelState
from postal.models import Manifest
from tests.support import accounts, parcels, pdf
from tests.support.parcels import CARRIER, HOUR, NINE, event, told

pytestmark = pytest.mark.django_db
LIST = "/can-bo/buu-chinh/phieu/"


@pytest.fixture(autouse=True)
def _monday_at_ten():
    with time_machine.travel(NINE + HOUR, tick=False):
        yield


@pytest.fixture(autouse=True)
def _two_carriers(settings):
    settings.CARRIERS = {CARRIER: {**settings.CARRIERS["paper"]}, "paper": {"kind": "paper"}}


@pytest.fixture
def at():
    return parcels.post()


def press(client, who, manifest, what, **typed):
    client.force_login(who)
    return client.post(f"{LIST}{manifest.code}/", {"viec": what, **typed})


def test_a_record_goes_from_scan_to_signature_to_scan_to_signature(client, at):
    parcel, missing = parcels.ordered(at), parcels.ordered(at)
    client.force_login(at.officer)
    client.post(f"{LIST}moi/", {"sides": f"{at.agency.key}:{CARRIER}"})
    manifest = Manifest.objects.get()

    for one in (parcel, missing):
        press(client, at.officer, manifest, "them", ma=one.order_number)
    press(client, at.officer, manifest, "ky-giao", **{"niem-phong": "Còn nguyên"})
    press(client, at.worker, manifest, "quet", ma=parcel.carrier_reference)
    refused = press(client, at.worker, manifest, "xac-nhan")
    line = manifest.lines.get(parcel=missing)
    press(client, at.worker, manifest, "xac-nhan", **{f"chenh-lech-{line.pk}": "Không có trong túi"})

    manifest.refresh_from_db()
    parcel.refresh_from_db()
    assert refused.status_code == 422
    assert (manifest.state, manifest.seal_note) == (ManifestState.CONFIRMED, "Còn nguyên")
    assert parcel.state == ParcelState.ACCEPTED


def test_what_is_ready_is_offered_without_a_scanner(client, at):
    parcel = parcels.ordered(at)
    manifest = parcels.on_manifest(at)
    client.force_login(at.officer)

    assert client.get(f"{LIST}{manifest.code}/").context["ready"] == [parcel]
    press(client, at.officer, manifest, "them", ma=parcel.order_number)
    assert client.get(f"{LIST}{manifest.code}/").context["ready"] == []


def test_a_scanner_that_presses_enter_does_what_the_record_waits_for(client, at):
    parcel = parcels.ordered(at)
    manifest = parcels.on_manifest(at)

    press(client, at.officer, manifest, "", ma=parcel.order_number)

    assert manifest.lines.get().parcel == parcel


def test_a_strange_code_is_refused_on_the_page(client, at):
    manifest = parcels.on_manifest(at)

    answer = press(client, at.officer, manifest, "them", ma="khong-co")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_line_is_taken_off_and_a_signature_withdrawn(client, at):
    first, second = parcels.ordered(at), parcels.ordered(at)
    manifest = parcels.on_manifest(at, first, second)

    press(client, at.officer, manifest, "bo", dong=str(manifest.lines.get(parcel=first).pk))
    press(client, at.officer, manifest, "ky-giao")
    press(client, at.officer, manifest, "rut")
    press(client, at.officer, manifest, "huy")

    manifest.refresh_from_db()
    assert (manifest.state, manifest.lines.count()) == (ManifestState.CANCELLED, 1)


def test_the_post_brings_papers_by_a_record_of_its_own(client, at):
    papers = parcels.ordered(at, Leg.PAPERS)
    told(papers, event(papers, ParcelState.ACCEPTED, NINE), when=NINE)
    client.force_login(at.worker)
    client.post(f"{LIST}moi/", {"sides": f"{at.agency.key}:{CARRIER}"})
    manifest = Manifest.objects.get()
    assert client.get(f"{LIST}{manifest.code}/").context["ready"] == [papers]

    press(client, at.worker, manifest, "them", ma=papers.order_number)
    press(client, at.worker, manifest, "ky-giao")
    press(client, at.officer, manifest, "quet", ma=papers.order_number)
    press(client, at.officer, manifest, "xac-nhan")

    papers.refresh_from_db()
    assert (papers.state, papers.holder) == (ParcelState.DELIVERED, "desk")


def test_readers_press_nothing(client, at):
    manifest = parcels.on_manifest(at, parcels.ordered(at))

    assert press(client, accounts.staff(Role.LEADER, at.agency), manifest, "ky-giao").status_code == 403


def test_another_carriers_staff_sees_no_record(client, at):
    manifest = parcels.on_manifest(at, parcels.ordered(at))
    stranger = accounts.staff(Role.POSTAL_PARTNER, accounts.agency("HANG_KHAC"))
    client.force_login(stranger)

    assert client.get(f"{LIST}{manifest.code}/").status_code == 404
    assert client.get(LIST).context["rows"] == []


@pytest.mark.parametrize("count", [1, 7])
def test_the_list_asks_as_much_for_seven_rows_as_for_one(client, at, count, django_assert_max_num_queries):
    for _number in range(count):
        parcels.on_manifest(at)
    client.force_login(at.officer)
    client.get(LIST)

    with django_assert_max_num_queries(7):
        assert len(client.get(LIST).context["rows"]) == count


@pytest.mark.parametrize("count", [1, 7])
def test_a_record_asks_as_much_for_seven_parcels_as_for_one(client, at, count, django_assert_max_num_queries):
    manifest = parcels.on_manifest(at, *[parcels.ordered(at) for _number in range(count)])
    client.force_login(at.officer)
    client.get(LIST)

    with django_assert_max_num_queries(10):
        assert len(client.get(f"{LIST}{manifest.code}/").context["lines"]) == count


def test_the_paper_names_every_parcel_and_both_sides(client, at):
    parcel = parcels.ordered(at, cod_dong=8000)
    manifest = parcels.handed_over(at, parcel)
    client.force_login(at.officer)

    answer = client.get(f"{LIST}{manifest.code}/in.pdf")

    assert answer["Content-Type"] == "application/pdf"
    for words in (
        "PHIẾU GIAO NHẬN", "Số 1/2021", parcel.order_number, parcel.carrier_reference, "Trần Thị Nhung",
        "Đăng ký khai sinh", "Giấy khai sinh: 1 bản chính, 0 bản sao", "8.000", "Hoàng Thị Lan", "Phạm Văn Long",
        "Đã ký điện tử lúc 09:00 ngày 26/07/2021", "Còn nguyên", "Đã nhận", "Tổng số: 1 bưu gửi",
    ):  # fmt: skip
        assert pdf.says(answer.content, words), words


def test_an_unsigned_paper_has_lines_to_sign_on(client, at):
    manifest = parcels.on_manifest(at, parcels.ordered(at))
    client.force_login(at.officer)

    assert pdf.says(client.get(f"{LIST}{manifest.code}/in.pdf").content, "(Ký, ghi rõ họ tên)")


def test_differences_stand_on_the_paper(client, at):
    parcel, missing = parcels.ordered(at), parcels.ordered(at)
    manifest = parcels.on_manifest(at, parcel, missing)
    actions.hand_over(manifest_id=manifest.pk, seal_note="", actor=at.officer, at=NINE)
    actions.scan_in(manifest_id=manifest.pk, code=parcel.order_number, actor=at.worker, at=NINE)
    line = manifest.lines.get(parcel=missing)
    actions.confirm(manifest_id=manifest.pk, differences={line.pk: "Không có"}, actor=at.worker, at=NINE)
    client.force_login(at.worker)

    assert pdf.says(client.get(f"{LIST}{manifest.code}/in.pdf").content, "Không nhận: Không có")


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "-1", "x", ""])
def test_a_line_that_cannot_be_is_no_fault_of_ours(client, at, number):
    manifest = parcels.on_manifest(at, parcels.ordered(at))

    taken_off = press(client, at.officer, manifest, "bo", dong=number)
    press(client, at.officer, manifest, "ky-giao")
    confirmed = press(client, at.worker, manifest, "xac-nhan", **{f"chenh-lech-{number}": "Thiếu"})

    assert taken_off.status_code == 302
    assert confirmed.status_code in {400, 422}  # a name of that length is refused before anybody reads it
    assert manifest.lines.count() == 1
