"""SMS through a gateway over HTTP: sent under our reference, which the gateway can be asked for."""

from functools import cache
from http import HTTPStatus
from typing import Final

from django.conf import settings

from notifications.channels.partners import BadAddress, access_of, client, reference_of, refuse
from portal.kernel.doors import Receipt
from portal.kernel.http import Tokens, client_credentials, with_token

MESSAGES: Final = "/messages"


def send(delivery_id: int, *, to: str, text: str) -> Receipt:
    """Hand one SMS over to the gateway. `to` is E.164.

    :raises BadAddress: no telephone has this number.
    :raises Refused: the gateway does not take what we send.
    :raises TemporaryFailure, OutcomeUnknown: see `portal.kernel.http`.
    """
    document = {"reference": reference_of(delivery_id), "to": to, "sender": settings.SMS_SENDER, "text": text}
    gateway = access_of(settings.SMS_URL)
    answer = with_token(
        _tokens(settings.SMS_URL),
        lambda token: client(gateway.base).act("POST", MESSAGES, document=document, headers=_bearer(token)),
    )
    if answer.is_fine:
        return Receipt(reference_of(delivery_id))
    if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY and answer.json().get("error") == "invalid_number":
        raise BadAddress("invalid_number")
    raise refuse(answer, "SMS")


def look_up(delivery_id: int) -> Receipt | None:
    """Ask the gateway for what it holds under our reference; None: surely nothing.

    :raises TemporaryFailure: it did not answer.
    :raises Refused: it cannot be asked.
    """
    reference = reference_of(delivery_id)
    gateway = access_of(settings.SMS_URL)
    answer = with_token(
        _tokens(settings.SMS_URL),
        lambda token: client(gateway.base).ask("GET", f"{MESSAGES}/{reference}", headers=_bearer(token)),
    )
    if answer.status == HTTPStatus.NOT_FOUND:
        return None
    if not answer.is_fine:
        raise refuse(answer, "SMS")
    return Receipt(reference)


@cache
def _tokens(url: str) -> Tokens:
    gateway = access_of(url)
    return Tokens(client_credentials(client(gateway.base), "/oauth/token", key=gateway.key, secret=gateway.secret))


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
