"""Template messages of the province's official account on Zalo, as its interface is publicly known.

Every answer is HTTP 200 with an `error` of its own. Refresh tokens hold for one use, so they are kept in the database.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from notifications.channels.partners import BadAddress, access_of, client, reference_of
from notifications.models import ChannelToken
from portal.kernel.doors import Receipt, Refused, TemporaryFailure
from portal.kernel.http import Answer

PARTNER: Final = "zalo"
#: Access tokens are renewed this long before their end.
MARGIN: Final = timedelta(minutes=1)
TOKEN_INVALID: Final = -124
#: The number is none of Zalo's, or its owner does not follow the account: another channel must be taken.
NOT_REACHED: Final = {-108: "invalid_number", -118: "no_account", -213: "no_follower"}


def send(delivery_id: int, *, to: str, template: str, data: dict[str, str], at: datetime) -> Receipt:
    """Hand one message over. `to` is E.164; `data` fills the template that Zalo approved.

    :raises BadAddress: the number cannot be reached on Zalo.
    :raises Refused: the template or our access is refused.
    :raises TemporaryFailure, OutcomeUnknown: see `portal.kernel.http`.
    """
    document = {
        "phone": to.lstrip("+"),
        "template_id": template,
        "template_data": data,
        "tracking_id": reference_of(delivery_id),
    }
    token = _access(at)
    answer = _post(document, token)
    if _error(answer) == TOKEN_INVALID:
        answer = _post(document, _access(at, refused=token))
    error = _error(answer)
    if error == 0:
        return Receipt(reference_of(delivery_id))
    if error in NOT_REACHED:
        raise BadAddress(NOT_REACHED[error])
    if error == TOKEN_INVALID:
        raise TemporaryFailure
    raise Refused(f"Zalo: {error}")


def _post(document: dict[str, Any], token: str) -> Answer:
    account = access_of(settings.ZALO_URL)
    return client(account.base).act("POST", "/message/template", document=document, headers={"access_token": token})


def _error(answer: Answer) -> int:
    error = answer.json().get("error")
    return error if isinstance(error, int) else -1


@transaction.atomic
def _access(at: datetime, refused: str = "") -> str:
    """Return an access token. One process renews at a time: two would lose the refresh token to each other.

    :raises TemporaryFailure: Zalo gives none.
    """
    ChannelToken.objects.get_or_create(
        partner=PARTNER, defaults={"refresh": settings.ZALO_REFRESH_TOKEN, "holds_until": at}
    )
    kept = ChannelToken.objects.select_for_update().get(partner=PARTNER)
    if kept.access and kept.access != refused and kept.holds_until > at + MARGIN:
        return kept.access
    answer = _renew(kept.refresh)
    if "access_token" not in answer and kept.refresh != settings.ZALO_REFRESH_TOKEN:
        answer = _renew(settings.ZALO_REFRESH_TOKEN)  # somebody put a new one into the settings
    if "access_token" not in answer:
        raise TemporaryFailure
    kept.access, kept.refresh = str(answer["access_token"]), str(answer["refresh_token"])
    kept.holds_until = at + timedelta(seconds=int(answer.get("expires_in", 0)))
    kept.save(update_fields=["access", "refresh", "holds_until"])
    return kept.access


def _renew(refresh: str) -> dict[str, Any]:
    account = access_of(settings.ZALO_URL)
    form = {"refresh_token": refresh, "app_id": account.key, "grant_type": "refresh_token"}
    answer = client(account.base).ask("POST", "/v4/oa/access_token", form=form, headers={"secret_key": account.secret})
    return answer.json()
