from collections import Counter

import pytest

from portal.sandbox.plans import Fault, Misfortune, Plan


@pytest.mark.parametrize(
    "wanted",
    [
        {"unknown": 1},
        {"busy": "0.5"},
        {"busy": -0.1},
        {"busy": True},
        {"idempotency": 1},
        {"seed": 1.5},
        {"busy": 0.6, "late_commit": 0.6},
        {"webhook_forged": 1.1},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wanted):
    with pytest.raises(ValueError, match=r"plan|shares"):
        Plan.read(wanted)


def test_shares_are_kept_and_the_seed_repeats_them():
    plan = Plan.read({"seed": 7, "busy": 0.02, "late_commit": 0.03})
    first, second = Misfortune(plan), Misfortune(plan)

    drawn = [first.of_a_call() for _ in range(20_000)]

    assert drawn == [second.of_a_call() for _ in range(20_000)]
    counted = Counter(drawn)
    assert set(counted) == {Fault.NONE, Fault.BUSY, Fault.LATE_COMMIT}
    assert 320 < counted[Fault.BUSY] < 480
    assert 500 < counted[Fault.LATE_COMMIT] < 700
