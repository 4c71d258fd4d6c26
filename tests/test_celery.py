from celery import signals

from portal.celery import look_at_once


def test_a_worker_that_starts_looks_at_once_for_what_waits(queued):
    signals.worker_ready.send(sender=look_at_once)

    assert [one.task for one in queued] == ["portal.tasks.sweep"]
