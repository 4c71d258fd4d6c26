import pytest

from portal.agencies.enums import Level
from tests.support import suspending


@pytest.fixture
def here(db):
    laid = suspending.province()
    for agency in (laid.capital, laid.mountains):
        agency.level = Level.DISTRICT
        agency.save()
    return laid
