"""Counting, once a day and for today every ten minutes, how punctually messages leave: the public page only adds up."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce, Greatest

from notifications.enums import Channel, DeliveryState
from notifications.models import DayFigures, Delivery
from portal.kernel.workdays import at as instant
from portal.kernel.workdays import local

SOON, LATER = timedelta(seconds=10), timedelta(hours=1)
#: Days that may still change: an hour's grace passes midnight, receipts come late.
DAYS_COUNTED = 2


def count_days(*, at: datetime) -> int:
    """Count today and the days before that may still change. Counting again changes nothing else. Returns rows."""
    today = local(at).date()
    return sum(_count(today - timedelta(days=back), at) for back in range(DAYS_COUNTED))


@transaction.atomic
def _count(day: date, at: datetime) -> int:
    rows = [DayFigures(day=day, channel=row.pop("channel"), **row) for row in _by_channel(day, at)]
    DayFigures.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["day", "channel"],
        update_fields=["owed", "within_10s", "within_1h", "failed"],
    )
    return len(rows)


def _by_channel(day: date, at: datetime) -> Iterable[dict[str, Any]]:
    """Held and retried messages count from when they could leave; digests and those just owed do not count."""
    begins, ends = instant(day, time.min), instant(day + timedelta(days=1), time.min)
    took = ExpressionWrapper(
        F("sent_at") - Greatest(F("owed_at"), Coalesce(F("held_until"), F("owed_at"))), output_field=DurationField()
    )
    counted = Delivery.objects.filter(owed_at__gte=begins, owed_at__lt=ends, digest__isnull=True)
    counted = counted.exclude(channel=Channel.PORTAL).exclude(
        Q(state__in=[DeliveryState.DIGEST, DeliveryState.HELD, DeliveryState.SUPPRESSED])
        | Q(state=DeliveryState.OWED, owed_at__gt=at - SOON)
    )
    rows = (
        counted.annotate(took=took)
        .values("channel")
        .annotate(
            owed=Count("pk"),
            within_10s=Count("pk", filter=Q(took__lte=SOON)),
            within_1h=Count("pk", filter=Q(took__lte=LATER)),
            failed=Count("pk", filter=Q(state=DeliveryState.FAILED)),
        )
        .order_by("channel")
    )
    return [dict(row) for row in rows]
