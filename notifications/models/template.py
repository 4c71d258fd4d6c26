"""Words of messages that the province wrote in place of those that the portal comes with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from notifications.enums import Channel, Kind, Language


class Template(models.Model):
    """One version of the words of one kind on one channel in one language. Published ones are never changed."""

    kind = models.CharField(max_length=24, choices=Kind)
    channel = models.CharField(max_length=8, choices=Channel)
    language = models.CharField(max_length=2, choices=Language)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=150, blank=True)
    body = models.TextField(max_length=2000)
    is_unaccented = models.BooleanField(default=False, help_text="an SMS without diacritics: 160 signs a part, not 70")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "channel", "language", "version"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["kind", "channel", "language"],
                name="template_published_once",
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(name="template_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="template_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="template_language_known", condition=Q(language__in=Language.values)),
            models.CheckConstraint(name="template_says_something", condition=~Q(body="")),
            models.CheckConstraint(
                name="template_replaced_after_published",
                condition=Q(replaced_at__isnull=True) | Q(replaced_at__gte=F("published_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.language} {self.version}"
