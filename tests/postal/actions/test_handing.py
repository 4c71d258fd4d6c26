"""Hand-over records: two sides, two scans, two signatures; nothing moves before the second."""

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from portal.kernel.models import OwedEffect
from postal import actions
from postal.enums import Direction, Holder, Leg, ManifestState, ParcelState, TaskKind
from postal.models import Manifest, ManifestLine
from tests.support import accounts, parcels
from tests.support.parcels import CARRIER, HOUR, NINE, event, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return parcels.post()


@pytest.fixture
def parcel(at):
    return parcels.ordered(at)


def scan(act, manifest, parcel, actor):
    return act(manifest_id=manifest.pk, code=parcel.order_number, actor=actor, at=NINE)


def signed(at, manifest):
    return actions.hand_over(manifest_id=manifest.pk, seal_note="", actor=at.officer, at=NINE)


def incoming(at, *which):
    manifest = actions.open_manifest(
        desk_id=at.desk.pk, direction=Direction.IN, carrier=CARRIER, actor=at.worker, at=NINE
    )
    for one in which:
        scan(actions.add_parcel, manifest, one, at.worker)
    return actions.hand_over(manifest_id=manifest.pk, seal_note="", actor=at.worker, at=NINE)


def test_records_of_a_desk_are_numbered_without_a_gap(at):
    numbers = [parcels.on_manifest(at).code for _number in range(3)]

    assert numbers == [f"000.01.32.H46-GN21-{number:04d}" for number in (1, 2, 3)]


def test_a_parcel_changes_hands_when_the_taker_confirms_and_not_before(at, parcel):
    manifest = signed(at, parcels.on_manifest(at, parcel))
    scan(actions.scan_in, manifest, parcel, at.worker)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.holder) == (ParcelState.ORDERED, Holder.DESK)

    actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.worker, at=NINE + HOUR)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.holder) == (ParcelState.ACCEPTED, Holder.POSTAL_WORKER)
    link = parcel.custody.get(seq=2)
    assert (link.person, link.manifest, link.since, link.carrier) == (at.worker, manifest, NINE + HOUR, CARRIER)


def test_what_is_missing_stays_with_the_giver_and_becomes_a_task(at, parcel):
    missing = parcels.ordered(at)
    manifest = signed(at, parcels.on_manifest(at, parcel, missing))
    scan(actions.scan_in, manifest, parcel, at.worker)

    with pytest.raises(RuleViolation, match="chênh lệch"):
        actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.worker, at=NINE)
    line = manifest.lines.get(parcel=missing)
    actions.confirm(manifest_id=manifest.pk, differences={line.pk: "Không có trong túi"}, actor=at.worker, at=NINE)

    missing.refresh_from_db()
    assert missing.holder == Holder.DESK
    assert missing.tasks.get().kind == TaskKind.DIFFERENCE
    assert "Không có trong túi" in missing.tasks.get().reason


def test_a_parcel_on_an_open_record_goes_on_no_other(at, parcel):
    parcels.on_manifest(at, parcel)

    with pytest.raises(RuleViolation, match="đã có trên một phiếu"):
        parcels.on_manifest(at, parcel)


def test_the_database_refuses_two_open_lines_of_one_parcel(at, parcel):
    parcels.on_manifest(at, parcel)
    other = parcels.on_manifest(at)

    with pytest.raises(IntegrityError, match=r"manifest_line_one_open_per_parcel|parcel_id"), transaction.atomic():
        ManifestLine.objects.create(
            manifest=other, parcel=parcel, seq=1, scanned_out_at=NINE, scanned_out_by=at.officer
        )


def test_what_was_taken_off_or_cancelled_can_go_on_another_record(at, parcel):
    manifest = parcels.on_manifest(at, parcel)
    actions.take_off(manifest_id=manifest.pk, line_id=manifest.lines.get().pk, actor=at.officer, at=NINE)
    second = parcels.on_manifest(at, parcel)
    actions.cancel_manifest(manifest_id=second.pk, actor=at.officer, at=NINE)

    third = parcels.on_manifest(at, parcel)

    assert third.lines.count() == 1


def test_a_signature_can_be_withdrawn_until_the_other_side_confirms(at, parcel):
    manifest = signed(at, parcels.on_manifest(at, parcel))
    scan(actions.scan_in, manifest, parcel, at.worker)

    manifest = actions.take_back(manifest_id=manifest.pk, actor=at.officer, at=NINE)

    assert (manifest.state, manifest.handed_by) == (ManifestState.OPEN, None)
    assert manifest.lines.get().scanned_in_at is None


@pytest.mark.parametrize("code", ["order_number", "item_code", "carrier_reference"])
def test_any_code_on_the_cover_finds_the_parcel(at, code):
    actions.add_waybills(carrier=CARRIER, codes=["CT1VN"], at=NINE)
    parcel = parcels.ordered(at)
    manifest = parcels.on_manifest(at)

    line = actions.add_parcel(
        manifest_id=manifest.pk, code=f" {getattr(parcel, code).lower()} ", actor=at.officer, at=NINE
    )

    assert line.parcel == parcel


@pytest.mark.parametrize("code", ["", " ", "EV404VN"])
def test_a_code_of_no_parcel_is_refused(at, parcel, code):
    manifest = parcels.on_manifest(at, parcel)

    with pytest.raises(RuleViolation):
        actions.add_parcel(manifest_id=manifest.pk, code=code, actor=at.officer, at=NINE)
    signed(at, manifest)
    with pytest.raises(RuleViolation):
        actions.scan_in(manifest_id=manifest.pk, code=code, actor=at.worker, at=NINE)


def test_an_order_the_post_has_not_taken_yet_cannot_be_handed_over(at):
    with pytest.raises(RuleViolation, match="Đã ghi yêu cầu"):
        parcels.on_manifest(at, parcels.requested(at))


def test_an_empty_record_is_not_signed(at):
    with pytest.raises(RuleViolation, match="chưa có bưu gửi"):
        signed(at, parcels.on_manifest(at))


def test_each_side_does_its_own_part_only(at, parcel):
    manifest = parcels.on_manifest(at, parcel)
    stranger = accounts.staff(Role.POSTAL_PARTNER, accounts.agency("HANG_KHAC"))
    with pytest.raises(RuleViolation, match="Một cửa"):
        actions.hand_over(manifest_id=manifest.pk, seal_note="", actor=at.worker, at=NINE)
    signed(at, manifest)

    for actor in (at.officer, stranger):
        with pytest.raises(RuleViolation, match="bưu điện"):
            scan(actions.scan_in, manifest, parcel, actor)


def test_one_person_never_signs_for_both_sides(at, parcel):
    accounts.member(at.officer, Role.POSTAL_PARTNER, at.post)
    manifest = signed(at, parcels.on_manifest(at, parcel))
    scan(actions.scan_in, manifest, parcel, at.officer)

    with pytest.raises(IntegrityError, match="manifest_signed_by_two"), transaction.atomic():
        actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.officer, at=NINE)


def test_a_signed_record_is_not_changed(at, parcel):
    other = parcels.ordered(at)
    manifest = signed(at, parcels.on_manifest(at, parcel))

    with pytest.raises(RuleViolation, match="Bên giao đã ký"):
        scan(actions.add_parcel, manifest, other, at.officer)


def test_a_carrier_that_tells_of_the_hand_over_first_disturbs_nothing(at, parcel):
    manifest = signed(at, parcels.on_manifest(at, parcel))
    told(parcel, event(parcel, ParcelState.IN_TRANSIT, NINE), when=NINE)
    scan(actions.scan_in, manifest, parcel, at.worker)

    actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.worker, at=NINE + HOUR)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.holder) == (ParcelState.IN_TRANSIT, Holder.CARRIER)


def test_papers_are_received_at_the_desk_by_a_record_of_the_post(at):
    papers = parcels.ordered(at, Leg.PAPERS)
    told(papers, event(papers, ParcelState.ACCEPTED, NINE), when=NINE)
    manifest = incoming(at, papers)
    scan(actions.scan_in, manifest, papers, at.officer)

    actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.officer, at=NINE + HOUR)

    papers.refresh_from_db()
    assert (papers.state, papers.holder) == (ParcelState.DELIVERED, Holder.DESK)
    assert OwedEffect.objects.filter(kind="parcel_received_at_desk").count() == 1


def test_a_result_that_came_back_is_at_the_desk_and_told_to_the_house(at, parcel):
    parcels.handed_over(at, parcel)
    told(parcel, event(parcel, ParcelState.RETURNED, NINE + HOUR), when=NINE + HOUR)
    assert parcel.holder == Holder.CARRIER
    assert not OwedEffect.objects.filter(kind="parcel_returned").exists()

    manifest = incoming(at, parcel)
    scan(actions.scan_in, manifest, parcel, at.officer)
    actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.officer, at=NINE + 2 * HOUR)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.holder) == (ParcelState.RETURNED, Holder.DESK)
    assert OwedEffect.objects.filter(kind="parcel_returned").count() == 1


def test_what_lies_at_the_desk_is_not_brought_there(at, parcel):
    with pytest.raises(RuleViolation):
        incoming(at, parcel)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": ManifestState.CONFIRMED}, "manifest_signed_by_giver|manifest_signed_by_taker"),
        ({"confirmed_at": NINE}, "manifest_signed_by_taker"),
        ({"direction": "xx"}, "manifest_direction_known"),
    ],
)
def test_the_database_defends_the_signatures(at, fields, constraint):
    manifest = parcels.on_manifest(at)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Manifest.objects.filter(pk=manifest.pk).update(**fields)


def test_scanning_in_twice_keeps_the_first_instant(at, parcel):
    manifest = signed(at, parcels.on_manifest(at, parcel))
    scan(actions.scan_in, manifest, parcel, at.worker)

    line = actions.scan_in(manifest_id=manifest.pk, code=parcel.order_number, actor=at.worker, at=NINE + HOUR)

    assert line.scanned_in_at == NINE


def test_what_left_the_desk_is_not_handed_over_again(at, parcel):
    parcels.handed_over(at, parcel)

    with pytest.raises(RuleViolation, match="không còn ở quầy"):
        parcels.on_manifest(at, parcel)


def test_papers_that_came_are_not_brought_again(at):
    papers = parcels.ordered(at, Leg.PAPERS)
    actions.receive_at_desk(parcel_id=papers.pk, actor=at.officer, at=NINE)

    with pytest.raises(RuleViolation, match="đã ở quầy"):
        incoming(at, papers)


def test_a_parcel_that_arrived_before_its_record_was_signed_does_not_hold_up_the_others(at, parcel):
    other = parcels.ordered(at)
    manifest = signed(at, parcels.on_manifest(at, parcel, other))
    for one in (parcel, other):
        scan(actions.scan_in, manifest, one, at.worker)
    told(parcel, event(parcel, ParcelState.DELIVERED, NINE + HOUR), when=NINE + HOUR)

    actions.confirm(manifest_id=manifest.pk, differences={}, actor=at.worker, at=NINE + 2 * HOUR)

    parcel.refresh_from_db()
    other.refresh_from_db()
    assert (parcel.state, parcel.holder) == (ParcelState.DELIVERED, Holder.RECEIVER)
    assert (other.state, other.holder) == (ParcelState.ACCEPTED, Holder.POSTAL_WORKER)
