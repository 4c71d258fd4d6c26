"""Periodic work of messages. Each is safe to run twice and at once with itself."""

from celery import shared_task
from django.utils import timezone

from notifications.actions.figures import count_days
from notifications.actions.following import follow_up as follow
from notifications.delivery.digests import make_digests


@shared_task(name="notifications.tasks.follow_up", soft_time_limit=120, time_limit=150)
def follow_up(**_: object) -> None:
    """Try the next channel for what did not arrive in time."""
    follow(at=timezone.now())


@shared_task(name="notifications.tasks.send_digests", soft_time_limit=120, time_limit=150)
def send_digests(**_: object) -> None:
    """Owe the mail of the day to officers for whom something waits."""
    make_digests(at=timezone.now())


@shared_task(name="notifications.tasks.count_figures", soft_time_limit=120, time_limit=150)
def count_figures(**_: object) -> None:
    """Count how punctually messages left."""
    count_days(at=timezone.now())
