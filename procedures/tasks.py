"""Periodic work on orders and exemptions; every task is idempotent for its period."""

from celery import shared_task
from django.utils import timezone

from procedures import actions, queries


@shared_task(name="procedures.tasks.note_orders", soft_time_limit=120, time_limit=150)
def note_orders(**_: object) -> None:
    """Write into the log of each order what began and ended since. After days of silence it catches up in order."""
    now = timezone.now()
    for order_id in queries.orders_to_note(at=now):
        actions.note_opened(order_id=order_id, at=now)


@shared_task(name="procedures.tasks.escalate_late_exemptions", soft_time_limit=120, time_limit=150)
def escalate_late_exemptions(**_: object) -> None:
    """Tell the leaders above of urgent cases that were not decided within their hours."""
    actions.escalate_late(at=timezone.now())


@shared_task(name="procedures.tasks.end_expired_exemptions", soft_time_limit=120, time_limit=150)
def end_expired_exemptions(**_: object) -> None:
    """End exemptions past their validity, and requests about counters that are open again."""
    actions.end_expired(at=timezone.now())
