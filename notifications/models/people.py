"""How people wish to be told, where their browsers listen, and the addresses to which nothing is sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from notifications.enums import Channel, Group, Language, SuppressionReason
from portal.kernel.sealed import SealedTextField


class Reader(models.Model):
    """In which language a person is written to, and whether once a day. Without a row: Vietnamese, officers daily."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reader")
    language = models.CharField(max_length=2, choices=Language, default=Language.VIETNAMESE)
    wants_digest = models.BooleanField(default=True, help_text="officers only")

    class Meta:
        constraints = [models.CheckConstraint(name="reader_language_known", condition=Q(language__in=Language.values))]

    def __str__(self) -> str:
        return str(self.person_id)


class Preference(models.Model):
    """What a person said about one group of kinds on one channel; without a row the portal's habit holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="preferences")
    group = models.CharField(max_length=12, choices=Group)
    channel = models.CharField(max_length=8, choices=Channel)
    is_wanted = models.BooleanField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "group", "channel"], name="preference_once"),
            models.CheckConstraint(name="preference_group_known", condition=Q(group__in=Group.values)),
            # The box on the portal is not to choose: what was told can always be read there.
            models.CheckConstraint(
                name="preference_channel_to_choose",
                condition=Q(channel__in=[Channel.EMAIL, Channel.SMS, Channel.ZALO, Channel.PUSH]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.group} {self.channel}"


class Suppression(models.Model):
    """An address to which nothing is sent: it bounced, complained or asked so. The address itself is not kept."""

    channel = models.CharField(max_length=8, choices=Channel)
    address_print = models.CharField(max_length=64)
    masked = models.CharField(max_length=80, help_text="the address, masked")
    reason = models.CharField(max_length=12, choices=SuppressionReason)
    detail = models.CharField(max_length=120, blank=True, help_text="what the partner said: a code")
    since = models.DateTimeField()
    appeal = models.CharField(max_length=500, blank=True)
    appealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    appealed_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    lift_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address_print"], name="suppression_open_once", condition=Q(lifted_at__isnull=True)
            ),
            models.CheckConstraint(name="suppression_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="suppression_reason_known", condition=Q(reason__in=SuppressionReason.values)),
            models.CheckConstraint(name="suppression_of_an_address", condition=~Q(address_print="")),
            models.CheckConstraint(
                name="suppression_lifted_with_reason",
                condition=Q(lifted_at__isnull=True) | (Q(lifted_at__gte=F("since")) & ~Q(lift_reason="")),
            ),
            models.CheckConstraint(
                name="suppression_appeal_is_dated",
                condition=Q(appeal="", appealed_at__isnull=True) | (~Q(appeal="") & Q(appealed_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["-since", "-id"], name="suppression_newest")]

    def __str__(self) -> str:
        return f"{self.channel} {self.masked}"


class PushSubscription(models.Model):
    """A browser that listens. Endpoint and keys let anybody speak to it: they are sealed."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="push_subscriptions")
    endpoint = SealedTextField()
    endpoint_print = models.CharField(max_length=64)
    p256dh = SealedTextField()
    auth = SealedTextField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint_print"], name="push_endpoint_once", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.endpoint_print[:8]}"


class ChannelToken(models.Model):
    """The tokens of a partner that renews them by one another: each refresh token holds for one use."""

    partner = models.CharField(max_length=20, unique=True)
    access = SealedTextField(blank=True)
    refresh = SealedTextField(blank=True)
    holds_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.partner
