"""Work after commit and periodic work. The outbox table is the truth; the broker is a doorbell."""

import os
from collections.abc import Mapping
from typing import Any

from celery import Celery, signals
from celery.schedules import crontab
from django.conf import settings
from kombu import Queue

from portal import embedded_broker
from portal.kernel import lanes
from portal.kernel.jobs import ring

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

embedded_broker.register()
app = Celery("portal")


def redis_options() -> dict[str, Any]:
    """Give up at once when the broker is down: whoever rings is answering somebody who waits, and a sweep follows.

    Kombu would try for four seconds at each ring. Workers connect by their own, patient rule.
    """
    return {"max_retries": 0, "socket_connect_timeout": 0.5}


def _queue(name: str, _args: object, kwargs: Mapping[str, Any], *_: object, **__: object) -> dict[str, str]:
    """Send the work of a lane to the lane's own queue, mass work to `bulk`, all else to `clock`."""
    if name == "dossiers.tasks.apply_impact":
        return {"queue": lanes.BULK}
    return {"queue": str(kwargs.get("lane", lanes.CLOCK))}


app.conf.update(
    imports=("portal.tasks",),
    task_routes=(_queue,),
    task_queues=[Queue(name) for name in lanes.LANES],
    task_default_queue=lanes.CLOCK,
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options=redis_options()
    if settings.REDIS_URL
    else embedded_broker.options(settings.EMBEDDED_BROKER_DIR),
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    timezone=settings.CELERY_TIMEZONE,
    # Every periodic task is idempotent for its period.
    beat_schedule={
        "ring for what the doorbell missed": {"task": "portal.tasks.sweep", "schedule": settings.SWEEP_SECONDS},
        "forget bodies of partners' messages": {
            "task": "portal.tasks.forget_bodies",
            "schedule": crontab(minute="50", hour="2"),
        },
        "ask carriers what happened to parcels": {
            "task": "postal.tasks.poll_tracking",
            "schedule": crontab(minute="*/10"),
        },
        "order parcels that waited for a waybill": {
            "task": "postal.tasks.serve_waiting",
            "schedule": crontab(minute="3-59/10"),
        },
        "look for parcels that are late or lost": {
            "task": "postal.tasks.look_for_delays",
            "schedule": crontab(minute="25", hour="7-18/2"),
        },
        "try the next channel for messages that did not arrive": {
            "task": "notifications.tasks.follow_up",
            "schedule": 60.0,
        },
        "tell officers once a day": {"task": "notifications.tasks.send_digests", "schedule": crontab(minute="*/10")},
        "count how punctually messages leave": {
            "task": "notifications.tasks.count_figures",
            "schedule": crontab(minute="4-59/10"),
        },
        "close dossiers whose supplement never came": {
            "task": "dossiers.tasks.close_unanswered_supplements",
            "schedule": crontab(minute="5", hour="*/1"),
        },
        "note which orders began and ended": {
            "task": "procedures.tasks.note_orders",
            "schedule": crontab(minute="*/5"),
        },
        "do what orders to close counters bring about": {
            "task": "dossiers.tasks.sweep_orders",
            "schedule": crontab(minute="*/10"),
        },
        "escalate urgent cases not decided in time": {
            "task": "procedures.tasks.escalate_late_exemptions",
            "schedule": crontab(minute="*/5"),
        },
        "end exemptions past their validity": {
            "task": "procedures.tasks.end_expired_exemptions",
            "schedule": crontab(minute="2-59/10"),
        },
        "let unconfirmed holds of slots go": {"task": "counters.tasks.let_holds_go", "schedule": 60.0},
        "mark who did not come": {"task": "counters.tasks.mark_no_shows", "schedule": 300.0},
        "remind of appointments": {
            "task": "counters.tasks.remind_of_tomorrow",
            "schedule": crontab(minute="20", hour="9-18/3"),
        },
        "tell leaders what was not put right": {
            "task": "counters.tasks.escalate_safety",
            "schedule": crontab(minute="12,42"),
        },
        "tell who postponed that counters are open again": {
            "task": "counters.tasks.tell_reopened",
            "schedule": crontab(minute="7-59/10"),
        },
        "delete expired drafts": {
            "task": "dossiers.tasks.delete_expired_drafts",
            "schedule": crontab(minute="40", hour="2"),
        },
    },
)
app.autodiscover_tasks()


@signals.worker_ready.connect
def look_at_once(**_: object) -> None:
    """Have a worker that starts look for what the one before it left, instead of waiting for the next sweep."""
    ring("portal.tasks.sweep")
