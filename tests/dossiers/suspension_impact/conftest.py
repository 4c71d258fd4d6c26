"""One commune under the order of 2021, and one that is not."""

from dataclasses import dataclass

import pytest

from portal.agencies.models import Agency
from procedures.models import ProcedureRevision, SuspensionOrder
from tests.support import filing, orders


@dataclass
class Ground:
    """Where the order closes counters and where not, under one procedure."""

    closed: Agency
    open: Agency
    revision: ProcedureRevision
    order: SuspensionOrder


@pytest.fixture
def ground(db):
    closed, other = filing.communes()
    return Ground(closed, other, filing.procedure(), orders.order_in_force(closed))
