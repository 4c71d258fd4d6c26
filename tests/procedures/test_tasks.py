"""The scheduler writes down what dates already decided; being late changes nothing but when it is written."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from procedures import tasks
from procedures.enums import OrderAct
from tests.support import filing, orders

pytestmark = pytest.mark.django_db
#: Three days after the end of the order of 2021.
LATE = datetime(2021, 8, 8, 3, 0, tzinfo=UTC)


def test_after_three_days_of_silence_beginning_and_end_are_noted_in_order_with_their_true_instants():
    order = orders.order_in_force(filing.communes()[0])

    with time_machine.travel(LATE, tick=False):
        tasks.note_orders()
        tasks.note_orders()

    noted = order.events.filter(act__in=[OrderAct.OPENED, OrderAct.ENDED]).order_by("seq")
    assert list(noted.values_list("act", "happened_at")) == [
        (OrderAct.OPENED, order.starts_at),
        (OrderAct.ENDED, order.ends_at),
    ]


def test_an_order_that_is_to_come_is_left_alone():
    order = orders.order_in_force(filing.communes()[0])

    with time_machine.travel(order.starts_at - timedelta(minutes=1), tick=False):
        tasks.note_orders()

    assert not order.events.filter(act=OrderAct.OPENED).exists()
