"""Periodic work of the postal lane; every task is idempotent for its period."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from portal.kernel.doors import OutcomeUnknown, Refused, TemporaryFailure
from portal.kernel.logs import log
from postal import actions
from postal.actions.polling import read_tracking


@shared_task(name="postal.tasks.poll_tracking", soft_time_limit=300, time_limit=330)
def poll_tracking(**_: object) -> None:
    """Ask every carrier what happened since we last read."""
    for carrier in settings.CARRIERS:
        try:
            read_tracking(carrier, at=timezone.now())
        except (TemporaryFailure, OutcomeUnknown, Refused) as failure:
            log.warning("tracking_not_read", carrier=carrier, cause=type(failure).__name__)


@shared_task(name="postal.tasks.look_for_delays", soft_time_limit=600, time_limit=660)
def look_for_delays(**_: object) -> None:
    """Ask people to look at what is late, lost or forgotten."""
    actions.look_for_delays(at=timezone.now())


@shared_task(name="postal.tasks.serve_waiting", soft_time_limit=300, time_limit=330)
def serve_waiting(**_: object) -> None:
    """Order the parcels that waited for a waybill code."""
    actions.serve_waiting(at=timezone.now())
