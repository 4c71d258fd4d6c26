import pytest
from django.db import IntegrityError, transaction

from counters.apps import EVENTS as APPOINTMENT_EVENTS
from dossiers.apps import EVENTS as DOSSIER_EVENTS
from portal.kernel.append_only import AppendOnly
from procedures.apps import EVENTS as ORDER_EVENTS
from procedures.models import OrderEvent
from tests.support import orders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", [lambda rows: rows.update(reason="khác"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete_what_happened_to_an_order(change):
    order = orders.order_in_force()

    with pytest.raises(IntegrityError, match="order events are appended, never changed"), transaction.atomic():
        change(OrderEvent.objects.filter(order=order))

    assert order.events.count() == 2


@pytest.mark.parametrize("events", [APPOINTMENT_EVENTS, DOSSIER_EVENTS, ORDER_EVENTS], ids=lambda one: one.name)
def test_guards_can_be_put_again(events):
    events.put()
    events.put()


def test_a_table_that_is_not_there_yet_is_left_alone():
    AppendOnly("not_there", "nothing", "things").put()
