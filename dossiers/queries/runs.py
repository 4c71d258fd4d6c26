"""Which snapshots of orders are not done yet."""

from django.db.models import QuerySet

from dossiers.models import ImpactRun


def unfinished_runs() -> QuerySet[ImpactRun]:
    """Return snapshots that are not done, or whose people are not told, in the order in which they were taken."""
    return ImpactRun.objects.filter(told_at__isnull=True).order_by("pk")
