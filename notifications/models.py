"""Messages owed to people: written with their cause, shown in the portal, and sent by e-mail where there is one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from notifications.enums import Kind


class Message(models.Model):
    """One message to one person about one thing. The text is made when read: nothing personal is stored twice."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages", null=True, blank=True
    )
    email = models.EmailField(blank=True, help_text="where to write when the person has no account")
    kind = models.CharField(max_length=24, choices=Kind)
    subject_reference = models.CharField(max_length=40, help_text="reference of the dossier it is about")
    link = models.CharField(max_length=200, help_text="path in the portal that shows the matter")
    key = models.CharField(max_length=120)
    owed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="message_owed_once"),
            models.CheckConstraint(name="message_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="message_has_a_reader", condition=Q(recipient__isnull=False) | ~Q(email="")),
        ]
        indexes = [models.Index(fields=["recipient", "-owed_at", "-id"], name="message_inbox")]

    def __str__(self) -> str:
        return self.key
