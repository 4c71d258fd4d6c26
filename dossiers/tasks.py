"""Periodic work on dossiers; every task is idempotent for its period."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from dossiers import actions, queries
from dossiers.actions import drafting
from portal.kernel.errors import RuleViolation
from portal.kernel.files import sweep_unowned


@shared_task(name="dossiers.tasks.close_unanswered_supplements", soft_time_limit=600, time_limit=660)
def close_unanswered_supplements(**_: object) -> None:
    """Close dossiers whose applicants did not complete them in time (R10)."""
    now = timezone.now()
    for dossier_id in queries.unanswered_since(now):
        try:
            actions.close_unanswered(dossier_id=dossier_id, actor=None, seen=None, at=now)
        except RuleViolation:
            continue  # answered or closed since it was listed


@shared_task(name="dossiers.tasks.delete_expired_drafts", soft_time_limit=600, time_limit=660)
def delete_expired_drafts(**_: object) -> None:
    """Throw away drafts whose time is over, and the bytes that nothing refers to for a day."""
    now = timezone.now()
    drafting.delete_expired(on=timezone.localdate(now))
    sweep_unowned(before=now - timedelta(days=1))
