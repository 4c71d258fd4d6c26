"""Work of the notifications room: calls the outbox, which holds the truth."""

from celery import shared_task
from django.utils import timezone

from notifications.delivery import SENDERS
from portal.kernel import outbox


@shared_task(name="notifications.tasks.drain_one", soft_time_limit=60, time_limit=90)
def drain_one(*, effect_id: int, **_: object) -> None:
    """Send one owed effect. Safe to run twice: only the claimer sends."""
    outbox.send_one(effect_id, SENDERS, at=timezone.now())


@shared_task(name="notifications.tasks.sweep_outbox", soft_time_limit=300, time_limit=330)
def sweep_outbox(**_: object) -> None:
    """Send what the doorbell missed: the guarantee behind `after_commit`."""
    for effect_id in outbox.due_ids(at=timezone.now()):
        outbox.send_one(effect_id, SENDERS, at=timezone.now())
