import pytest
import time_machine

from tests.support import halls
from tests.support.halls import NOON


@pytest.fixture
def at(db):
    """A commune that meets people by appointment, on a Monday at noon."""
    with time_machine.travel(NOON, tick=False):
        yield halls.lobby()


@pytest.fixture
def nine(at):
    return halls.slot(at)
