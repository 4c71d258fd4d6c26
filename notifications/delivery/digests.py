"""The one mail of a day to an officer: what was not urgent since the last one, each thing a line with its link."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from notifications.actions import outcomes
from notifications.channels.addresses import Address
from notifications.channels.composing import compose, words_for
from notifications.channels.handing import hand_over
from notifications.channels.letters import digest_letter
from notifications.channels.partners import BadAddress
from notifications.enums import Channel, DeliveryState, Kind, SuppressionReason
from notifications.models import Delivery, DigestRun
from notifications.queries import language_of
from portal.kernel import outbox
from portal.kernel.doors import Effect, Receipt
from portal.kernel.workdays import local

#: A digest names so many things; the rest stand in the portal's own box.
LINES: int = 50


def make_digests(*, at: datetime) -> int:
    """Owe the mail of today to each officer for whom something waits. Returns how many; at most one a day each."""
    if local(at).hour < settings.DIGEST_HOUR:
        return 0
    waiting = Delivery.objects.filter(state=DeliveryState.DIGEST, digest__isnull=True, message__recipient__isnull=False)
    people = waiting.order_by("message__recipient").values_list("message__recipient", flat=True).distinct()
    return sum(_make(person, at) for person in list(people))


@transaction.atomic
def _make(person_id: int, at: datetime) -> bool:
    run, is_new = DigestRun.objects.get_or_create(person_id=person_id, day=local(at).date(), defaults={"made_at": at})
    if not is_new:
        return False
    Delivery.objects.filter(state=DeliveryState.DIGEST, digest__isnull=True, message__recipient=person_id).update(
        digest=run
    )
    outbox.owe(key=f"digest:{run.pk}", lane="mail", kind="digest", payload={"digest_id": run.pk}, at=at)
    return True


def carry(effect: Effect) -> Receipt:
    """Send one digest.

    :raises TemporaryFailure, OutcomeUnknown, Refused: see `portal.kernel.doors`.
    """
    run = DigestRun.objects.select_related("person__reader").get(pk=effect.payload["digest_id"])
    if not run.person.email:
        return Receipt(note="no_address")
    address = Address(Channel.EMAIL, run.person.email)
    if outcomes.is_suppressed(address):
        return Receipt(note="suppressed")
    language = language_of(run.person)
    about = list(run.deliveries.select_related("message").order_by("-message__owed_at", "-pk"))
    with translation.override(language):
        lines = [
            (
                compose(one.message, Channel.EMAIL, language=language).subject,
                f"{settings.PUBLIC_URL}{one.message.link}",
            )
            for one in about[:LINES]
        ]
        values = {
            "count": str(len(about)),
            "occasion": str(Kind.DIGEST.label),
            "reference": f"{run.day:%d/%m/%Y}",
            "link": f"{settings.PUBLIC_URL}{reverse('notifications:inbox')}",
        }
        text = words_for(Kind.DIGEST, Channel.EMAIL, values, language=language)
        mail = digest_letter(lines, text, to=address.value, name=f"d{run.pk}.{run.day:%Y%m%d}")
    try:
        hand_over(mail)
    except BadAddress as refusal:
        return Receipt(note=f"bounced:{refusal.detail}")
    return Receipt()


def record(effect: Effect, receipt: Receipt, at: datetime) -> None:
    """Write down what came of a digest, for each message in it."""
    run = DigestRun.objects.select_related("person").get(pk=effect.payload["digest_id"])
    if not receipt.note:
        DigestRun.objects.filter(pk=run.pk).update(sent_at=at)
    for one in run.deliveries.filter(state=DeliveryState.DIGEST).order_by("pk"):
        if not receipt.note:
            outcomes.note_sent(one, reference="", attempts=effect.attempt, at=at)
        elif receipt.note == "suppressed":
            outcomes.note_suppressed(one, at=at)
        else:
            outcomes.note_failed(one, cause=receipt.note, attempts=effect.attempt, at=at)
    if receipt.note.startswith("bounced:") and run.person.email:
        detail = receipt.note.removeprefix("bounced:")
        address = Address(Channel.EMAIL, run.person.email)
        outcomes.suppress(address, reason=SuppressionReason.BOUNCE, detail=detail, at=at)


def give_up(effect: Effect, cause: str, at: datetime) -> None:
    """Write down that a digest does not go: its messages are in the portal's box, and other channels are tried."""
    for one in Delivery.objects.filter(digest=effect.payload["digest_id"], state=DeliveryState.DIGEST).order_by("pk"):
        outcomes.note_failed(one, cause=cause, attempts=effect.attempt, at=at)
