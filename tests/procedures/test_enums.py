import pytest

from procedures.enums import LimitUnit


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (LimitUnit.WORKING_DAY, 15, "15 ngày làm việc"),
        (LimitUnit.DAY, 30, "30 ngày"),
        (LimitUnit.HOUR, 4, "4 giờ làm việc"),
        (LimitUnit.SAME_DAY, None, "trong ngày"),
        (LimitUnit.SEASONAL, None, "theo đợt"),
    ],
)
def test_a_time_limit_is_read_with_its_unit(unit: LimitUnit, value: int | None, words: str):
    assert unit.words(value) == words
