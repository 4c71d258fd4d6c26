"""The workers' side of outbox and inbox: tasks carry the name of a lane or partner, the tables hold the truth."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from portal.doors import DOORS, HANDLERS
from portal.kernel import claims, inbox, sending
from portal.kernel.clock import database_now
from portal.kernel.jobs import ring


@shared_task(name="portal.tasks.drain", soft_time_limit=120, time_limit=150)
def drain(*, lane: str, **_: object) -> None:
    """Send what is due in a lane. Safe to run anywhere and often; rings again when its time was too short."""
    done = sending.drain(lane, DOORS, threads=settings.OUTBOX_THREADS or None)
    if done.is_more:
        ring("portal.tasks.drain", lane=lane)


@shared_task(name="portal.tasks.apply_inbound", soft_time_limit=120, time_limit=150)
def apply_inbound(*, partner: str, **_: object) -> None:
    """Act on what a partner sent. Safe to run twice: each message is settled once."""
    if partner in HANDLERS:
        inbox.apply_stored(partner, HANDLERS[partner], at=timezone.now())


@shared_task(name="portal.tasks.sweep", soft_time_limit=60, time_limit=90)
def sweep(**_: object) -> None:
    """Ring for what the doorbell missed: the guarantee behind `after_commit`."""
    now = database_now()
    for lane in claims.due_lanes(at=now):
        ring("portal.tasks.drain", lane=lane)
    for partner in inbox.due_partners(at=now):
        ring("portal.tasks.apply_inbound", partner=partner)


@shared_task(name="portal.tasks.forget_bodies", soft_time_limit=300, time_limit=330)
def forget_bodies(**_: object) -> None:
    """Empty messages of partners that were settled a month ago."""
    inbox.forget_bodies(at=timezone.now())
