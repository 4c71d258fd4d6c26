"""A worker killed in the middle of an order: another goes on, and each thing is done once."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from dossiers import suspension_impact
from dossiers.enums import ImpactPurpose
from dossiers.models import Dossier, DossierEvent, ImpactRun
from dossiers.queries.audit import verify_chain
from dossiers.suspension_impact.issuing import _take
from tests.support import filing, impact, orders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
EVENING = datetime(2021, 7, 21, 14, 0, tzinfo=UTC)
RESULTS = 40
#: What a worker process does, one row to a transaction, so that there is time to kill it.
WORKER = """
import os, time, django
django.setup()
from datetime import datetime, UTC
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = os.environ["THE_DATABASE"]
from dossiers.suspension_impact import applying
do_chunk = applying._do_chunk
def slowly(*facts, **more):
    do_chunk(*facts, **more)
    time.sleep(0.05)
applying._do_chunk = slowly
applying.apply_run(int(os.environ["THE_RUN"]), at=datetime(2021, 7, 21, 14, 5, tzinfo=UTC), chunk=1)
"""


def worker(run):
    environ = os.environ | {"THE_DATABASE": str(connection.settings_dict["NAME"]), "THE_RUN": str(run.pk)}
    return subprocess.Popen([sys.executable, "-c", WORKER], cwd=settings.BASE_DIR, env=environ)


def wait_for_some(run):
    for _look in range(600):
        if ImpactRun.objects.get(pk=run.pk).done.get("pickup", 0) > 2:
            return
        time.sleep(0.05)
    pytest.fail("the worker did nothing for half a minute")


def test_a_killed_worker_is_followed_by_another_and_nothing_is_done_twice():
    closed, _other = filing.communes()
    revision = filing.procedure()
    for _one in range(RESULTS):
        impact.waiting(revision, closed)
    with transaction.atomic():
        run = _take(orders.order_in_force(closed), ImpactPurpose.ISSUE, None, at=EVENING)

    killed = worker(run)
    wait_for_some(run)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    halfway = ImpactRun.objects.get(pk=run.pk)
    done = suspension_impact.apply_run(run.pk, at=EVENING)

    assert halfway.done_at is None
    assert 0 < halfway.done["pickup"] < RESULTS
    assert done.done == done.counts == {"pickup": RESULTS}
    assert set(Dossier.objects.values_list("event_seq", flat=True)) == {2}
    assert DossierEvent.objects.filter(act="reappoint_pickup").count() == RESULTS
    assert all(verify_chain(one) == () for one in Dossier.objects.all())
    connections.close_all()
