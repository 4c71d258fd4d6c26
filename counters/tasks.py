"""Periodic work at counters; every task is idempotent for its period."""

from celery import shared_task
from django.utils import timezone

from counters import actions
from counters.actions import duty, guidance


@shared_task(name="counters.tasks.let_holds_go", soft_time_limit=300, time_limit=330)
def let_holds_go(**_: object) -> None:
    """Free the places of holds that nobody confirmed, then offer what is free to the waiting lists."""
    now = timezone.now()
    actions.expire_holds(at=now)
    actions.offer_free_places(at=now)


@shared_task(name="counters.tasks.mark_no_shows", soft_time_limit=300, time_limit=330)
def mark_no_shows(**_: object) -> None:
    """Free the places of those who did not come."""
    actions.mark_no_shows(at=timezone.now())


@shared_task(name="counters.tasks.remind_of_tomorrow", soft_time_limit=600, time_limit=660)
def remind_of_tomorrow(**_: object) -> None:
    """Remind everybody of the appointment on the next day."""
    actions.remind_of_tomorrow(at=timezone.now())


@shared_task(name="counters.tasks.escalate_safety", soft_time_limit=300, time_limit=330)
def escalate_safety(**_: object) -> None:
    """Tell leaders of points of the daily check that nobody put right by the end of the day."""
    duty.escalate_open(at=timezone.now())


@shared_task(name="counters.tasks.tell_reopened", soft_time_limit=600, time_limit=660)
def tell_reopened(**_: object) -> None:
    """Tell those who postponed a visit that the counter is open again."""
    guidance.tell_reopened(at=timezone.now())
