"""Carriers, each behind its own wire protocol."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings

from postal.gateways.generic import Generic
from postal.gateways.paper import Paper
from postal.gateways.types import Carrier
from postal.gateways.vnpost import VnPost

KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], Carrier]]] = {
    "vnpost": VnPost,
    "generic": Generic,
    "paper": lambda _facts: Paper(),
}
_lock = threading.Lock()
_made: dict[tuple[tuple[str, Any], ...], Carrier] = {}


def carrier(code: str = "") -> Carrier:
    """Return a carrier of `settings.CARRIERS`; without a code the one for new parcels, which is the first.

    One process keeps one of each, with its connections and its token.

    :raises KeyError: no carrier has this code.
    """
    facts = settings.CARRIERS[code or next(iter(settings.CARRIERS))]
    mark = tuple(sorted(facts.items()))
    with _lock:
        if mark not in _made:
            _made[mark] = KINDS[facts["kind"]](facts)
        return _made[mark]
