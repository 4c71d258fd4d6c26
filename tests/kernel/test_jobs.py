"""The doorbell: who rings while the broker is down is not kept waiting."""

import socket
import time

from celery import Celery

from portal.celery import redis_options
from portal.kernel.jobs import ring


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_a_broker_that_is_down_is_given_up_at_once(monkeypatch):
    deaf = Celery("deaf", set_as_current=False, broker=f"redis://127.0.0.1:{_free_port()}/0")
    deaf.conf.broker_transport_options = redis_options()
    monkeypatch.setattr("portal.kernel.jobs.current_app", deaf)

    began = time.monotonic()
    ring("portal.tasks.sweep")

    assert time.monotonic() - began < 1
