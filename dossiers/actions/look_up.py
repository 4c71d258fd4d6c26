"""Look a dossier up without an account: a code and a second fact, tries counted in the database (decision 11)."""

import hmac
from datetime import datetime
from typing import Final

from dossiers.models import Dossier
from dossiers.queries import tracking
from portal.kernel import tries

SCOPE: Final = "track"
#: Somebody who has no code at all guesses codes: tries are counted by address as well, more generously.
SCOPE_ADDRESS: Final = "track-address"
ADDRESS_LIMIT: Final = 30


class NothingMatches(Exception):
    """No dossier has this code and this secret. Which of the two is wrong is not said."""


class TooManyTries(Exception):
    """A code, or an address, was tried too often; the pause is `tries.PAUSE`."""


def look_up(*, code: str, secret: str, address: str, at: datetime) -> Dossier:
    """Return the dossier of which somebody holds the slip. A right answer forgets the tries at its code.

    :raises NothingMatches: an unknown code or a wrong secret.
    :raises TooManyTries: it was tried too often.
    """
    code = "".join(code.split()).upper()
    secret = "".join(letter for letter in secret.upper() if letter.isalnum())
    if not tries.take(SCOPE_ADDRESS, address, at=at, limit=ADDRESS_LIMIT) or not tries.take(SCOPE, code, at=at):
        raise TooManyTries
    dossier = tracking.tracked(Dossier.objects.all(), code)
    # Compared also where there is no such code: the answer takes as long.
    expected = dossier.track_secret if dossier else "-" * 8
    is_right = hmac.compare_digest(secret.encode(), expected.encode())
    if dossier is None or not is_right:
        raise NothingMatches
    tries.forget(SCOPE, code)
    return dossier
