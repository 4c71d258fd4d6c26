"""Messages owed to people: written with their cause, shown in the portal, and carried by channels."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from notifications.enums import Channel, DeliveryState, Kind

#: States in which nobody has handed anything over yet.
WAITING: Final = (DeliveryState.OWED, DeliveryState.HELD, DeliveryState.DIGEST)


class Message(models.Model):
    """One message to one person about one thing. The text is made when read: nothing personal is stored twice."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages", null=True, blank=True
    )
    email = models.EmailField(blank=True, help_text="where to write when the person has no account")
    phone = models.CharField(
        max_length=16,
        blank=True,
        default="",
        db_default="",
        help_text="E.164; where to text somebody without an account",
    )
    kind = models.CharField(max_length=24, choices=Kind)
    subject_reference = models.CharField(max_length=40, help_text="reference of the dossier it is about")
    link = models.CharField(max_length=200, help_text="path in the portal that shows the matter")
    facts = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text="values of the variables of its kind; nobody's name",
    )
    is_urgent = models.BooleanField(default=False, db_default=False, help_text="waits for no morning and for no digest")
    key = models.CharField(max_length=120)
    owed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="message_owed_once"),
            models.CheckConstraint(name="message_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="message_has_a_reader", condition=Q(recipient__isnull=False) | ~Q(email="") | ~Q(phone="")
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-owed_at", "-id"], name="message_inbox"),
            models.Index(fields=["subject_reference", "-owed_at"], name="message_about"),
        ]

    def __str__(self) -> str:
        return self.key


class DigestRun(models.Model):
    """The one mail of a day in which an officer is told what was not urgent."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class Delivery(models.Model):
    """One message on one channel: what is owed, what the partner said, and until when it must have arrived."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.OWED)
    cause = models.CharField(max_length=200, blank=True, help_text="why it was not sent; nothing personal")
    attempts = models.PositiveIntegerField(default=0)
    provider_reference = models.CharField(max_length=120, blank=True)
    parts = models.PositiveSmallIntegerField(default=0, help_text="parts of an SMS; 0 for other channels")
    sent_to = models.CharField(max_length=80, blank=True, help_text="the address, masked")
    address_print = models.CharField(max_length=64, blank=True, help_text="keyed fingerprint of the address")
    template_version = models.PositiveIntegerField(default=0, help_text="0: the words that the portal comes with")
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.ForeignKey(DigestRun, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries")
    owed_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    deliver_by = models.DateTimeField(null=True, blank=True, help_text="then another channel is tried; null: no need")
    followed_at = models.DateTimeField(null=True, blank=True, help_text="when another channel was thought of")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_a_channel"),
            models.UniqueConstraint(
                fields=["channel", "provider_reference"],
                name="delivery_reference_once",
                condition=~Q(provider_reference=""),
            ),
            models.CheckConstraint(name="delivery_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="delivery_state_known", condition=Q(state__in=DeliveryState.values)),
            models.CheckConstraint(
                name="delivery_sent_is_dated",
                condition=~Q(state__in=[DeliveryState.SENT, DeliveryState.DELIVERED]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_delivered_iff_dated",
                condition=Q(state=DeliveryState.DELIVERED, delivered_at__isnull=False)
                | (~Q(state=DeliveryState.DELIVERED) & Q(delivered_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="delivery_held_until_then",
                condition=~Q(state=DeliveryState.HELD) | Q(held_until__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_digest_by_mail",
                condition=~Q(state=DeliveryState.DIGEST) | Q(channel=Channel.EMAIL),
            ),
        ]
        indexes = [
            models.Index(
                fields=["deliver_by", "id"],
                name="delivery_to_look_after",
                condition=Q(deliver_by__isnull=False, followed_at__isnull=True),
            ),
            models.Index(fields=["owed_at"], name="delivery_for_digest", condition=Q(state=DeliveryState.DIGEST)),
            models.Index(fields=["owed_at", "channel"], name="delivery_figures"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel}"
