"""How punctually messages left, counted once a day so that the public page never counts them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from notifications.enums import Channel


class DayFigures(models.Model):
    """What was owed on one channel on one day, and how much of it was handed over in 10 seconds and in an hour."""

    day = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel)
    owed = models.PositiveIntegerField()
    within_10s = models.PositiveIntegerField()
    within_1h = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "channel"], name="day_figures_once"),
            models.CheckConstraint(name="day_figures_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="day_figures_parts_of_whole",
                condition=Q(within_10s__lte=F("within_1h"), within_1h__lte=F("owed"), failed__lte=F("owed")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel}"
