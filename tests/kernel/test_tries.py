from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.kernel import tries
from portal.kernel.models import TryWindow

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
pytestmark = pytest.mark.django_db


def test_the_sixth_guess_waits():
    assert [tries.take("track", "X", at=NOON) for _guess in range(6)] == [True] * 5 + [False]


def test_a_quarter_of_an_hour_later_one_may_guess_again():
    for _guess in range(6):
        tries.take("track", "X", at=NOON)

    assert tries.take("track", "X", at=NOON + timedelta(minutes=15))


def test_guesses_at_one_subject_do_not_block_another():
    for _guess in range(6):
        tries.take("track", "X", at=NOON)

    assert tries.take("track", "Y", at=NOON)


def test_a_right_answer_forgets_the_guesses():
    for _guess in range(5):
        tries.take("track", "X", at=NOON)
    tries.forget("track", "X")

    assert tries.take("track", "X", at=NOON)


def test_the_subject_is_not_readable_in_the_database():
    tries.take("track", "000.00.17.H46-261124-0001", at=NOON)

    assert "H46" not in TryWindow.objects.get().subject
