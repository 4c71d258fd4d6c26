"""What dossiers and the public read of parcels."""

import pytest
from django.template.loader import render_to_string

from postal import queries
from postal.enums import Leg, ParcelState, TaskKind
from postal.queries.parcels import advice
from tests.support import parcels
from tests.support.parcels import HOUR, NINE, event, told

pytestmark = pytest.mark.django_db
S = ParcelState


@pytest.fixture
def at():
    return parcels.post()


def titles(parcel):
    return [str(step["title"]) for step in queries.tracking(parcel)]


def test_a_dossiers_parcels_come_as_they_were_requested(at):
    first = parcels.ordered(at)
    second = parcels.ordered(at, Leg.PAPERS, dossier_code=first.dossier_code)
    parcels.ordered(at)

    assert queries.parcels_of(first.dossier_code) == [first, second]


def test_the_public_way_is_told_in_steps_and_ends_with_what_comes_next(at):
    parcel = parcels.ordered(at)
    told(parcel, event(parcel, S.IN_TRANSIT, NINE + HOUR), event(parcel, S.IN_TRANSIT, NINE + 2 * HOUR), when=NINE)

    assert titles(parcel) == [
        "Đã ghi yêu cầu", "Bưu điện đã nhận yêu cầu", "Đang vận chuyển", "Giao đến Ông/Bà",
    ]  # fmt: skip
    assert queries.tracking(parcel)[2]["is_current"]


def test_a_parcel_that_arrived_ends_there(at):
    parcel = parcels.ordered(at)
    told(parcel, event(parcel, S.DELIVERED, NINE + HOUR), when=NINE + HOUR)

    assert titles(parcel)[-1] == "Phát thành công"


def test_the_public_reads_no_name_and_no_words_of_the_carrier(at):
    parcel = parcels.ordered(at)
    told(
        parcel,
        event(
            parcel, S.FAILED_ATTEMPT, NINE + HOUR, reason="Nhung vắng nhà", raw_text="bà Nhung hẹn lại",
            receiver_name="Trần Thị Nhung",
        ),
        when=NINE + HOUR,
    )  # fmt: skip

    words = render_to_string("postal/_tracking.html", {"parcel": parcel, "steps": queries.tracking(parcel)})

    assert "Nhung" not in words
    assert parcel.party_phone not in words
    assert "Phát không thành công" in words


def test_the_way_is_read_in_one_query(at, django_assert_num_queries):
    parcel = parcels.ordered(at)
    told(parcel, *(event(parcel, S.IN_TRANSIT, NINE + hours * HOUR) for hours in range(5)), when=NINE + 9 * HOUR)

    with django_assert_num_queries(1):
        queries.tracking(parcel)


@pytest.mark.parametrize("kind", TaskKind)
def test_every_task_says_what_to_do(kind):
    assert advice(kind)


def test_before_the_carriers_answer_the_public_reads_our_own_steps(at):
    parcel = parcels.requested(at)
    told(parcel, event(parcel, S.DELIVERED, NINE, carrier_reference="EV1VN"), when=NINE)

    assert titles(parcel) == ["Đã ghi yêu cầu", "Giao đến Ông/Bà"]


def test_a_way_told_out_of_order_ends_with_what_holds(at):
    parcel = parcels.ordered(at)
    told(parcel, event(parcel, S.RETURNING, NINE + HOUR), event(parcel, S.IN_TRANSIT, NINE + 2 * HOUR), when=NINE)

    assert titles(parcel)[-2] == "Đang chuyển hoàn"
