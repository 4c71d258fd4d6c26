"""Periodic work on dossiers; every task is idempotent for its period."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from dossiers import actions, queries, suspension_impact
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


@shared_task(name="dossiers.tasks.apply_impact", soft_time_limit=3000, time_limit=3060)
def apply_impact(*, run_id: int, **_: object) -> None:
    """Do what the snapshot of an order holds, then tell the people. Resumes where a killed worker stopped."""
    suspension_impact.apply_run(run_id, at=timezone.now())
    suspension_impact.tell_people(run_id, at=timezone.now())


@shared_task(name="dossiers.tasks.sweep_orders", soft_time_limit=3000, time_limit=3060)
def sweep_orders(**_: object) -> None:
    """Go on with snapshots left half done, then store and do what arose since, order by order."""
    for run in queries.unfinished_runs():
        apply_impact(run_id=run.pk)
    for run in suspension_impact.sweep_all(at=timezone.now()):
        apply_impact(run_id=run.pk)
