"""A checker that finds nothing wrong must be able to find something."""

import pytest

from postal.models import Parcel
from tests.faults import checking
from tests.support import parcels

pytestmark = pytest.mark.django_db
COUNTED = ("parcels", "handed_off", "lost", "duplicated", "unknown", "holder_violations")


@pytest.fixture
def three():
    post = parcels.post()
    return [parcels.ordered(post).order_number for _ in range(3)]


def counted(made):
    return tuple(checking.compare(made)[name] for name in COUNTED)


def test_each_made_once_is_each_handed_off(three):
    assert counted(dict.fromkeys(three, 1)) == (3, 3, 0, 0, 0, 0)


def test_what_the_carrier_never_made_is_lost(three):
    assert counted(dict.fromkeys(three[1:], 1)) == (3, 2, 1, 0, 0, 0)


def test_what_it_made_and_nobody_recorded_is_lost():
    number = parcels.requested(parcels.post()).order_number

    assert counted({number: 1}) == (1, 0, 1, 0, 0, 0)


def test_what_it_made_more_than_once_is_doubled(three):
    assert counted({**dict.fromkeys(three, 1), three[0]: 3}) == (3, 2, 0, 2, 0, 0)


def test_what_it_made_under_a_foreign_number_is_told(three):
    assert counted({**dict.fromkeys(three, 1), "another-R1": 1}) == (3, 3, 0, 0, 1, 0)


def test_two_words_about_who_holds_a_parcel_are_told(three):
    Parcel.objects.filter(order_number=three[0]).update(holder="carrier")

    assert counted(dict.fromkeys(three, 1))[-1] == 1


def test_orders_are_counted_by_what_became_of_them(three):
    assert (checking.settled(), checking.states()) == (0, {"owed": 3})
