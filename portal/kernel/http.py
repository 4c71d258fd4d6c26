"""Calls to partners over HTTP: own pool, exact time-outs, nothing repeated or followed, and every outcome named."""

import base64
import json
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import urllib3
from urllib3 import exceptions as faults

from portal.kernel.doors import OutcomeUnknown, TemporaryFailure

ANSWER_MAX_BYTES: Final = 1024 * 1024
CHUNK_BYTES: Final = 64 * 1024
#: With these answers a partner says that it did not begin.
NOT_BEGUN: Final = frozenset({408, 425, 429, 503})
RETRY_AFTER_MAX: Final = timedelta(days=1)
#: Nothing left the house: no connection, or none free in the pool.
NEVER_SENT: Final = (faults.NewConnectionError, faults.ConnectTimeoutError, faults.EmptyPoolError)
#: A token is renewed this long before its end, so that it does not run out under way.
TOKEN_MARGIN_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a partner answered: 2xx or 4xx, any other status was raised. `changes`: the call may have done something."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    changes: bool

    @property
    def is_fine(self) -> bool:
        """Tell whether the partner did what it was asked."""
        return self.status < HTTPStatus.BAD_REQUEST

    def json(self) -> dict[str, Any]:
        """Return the answer as a JSON object.

        :raises OutcomeUnknown: it is none, and the call may have done something.
        :raises TemporaryFailure: it is none, and nothing was to be done but to answer.
        """
        try:
            content = json.loads(self.body)
        except (RecursionError, ValueError):
            raise _unsure(self.changes) from None
        if not isinstance(content, dict):
            raise _unsure(self.changes)
        return content


class Client:
    """One partner behind its base address. Threads share it; each waits for a free connection of the pool."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout_seconds: float,
        connections: int = 16,
        max_bytes: int = ANSWER_MAX_BYTES,
    ) -> None:
        """Prepare the pool; nothing is sent. TLS is verified against the authorities of the system."""
        address = urlsplit(base_url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            msg = "a partner's address begins with http:// or https:// and names a host"
            raise ValueError(msg)
        self._prefix = address.path.rstrip("/")
        self._seconds = timeout_seconds
        self._max_bytes = max_bytes
        pool = urllib3.HTTPSConnectionPool if address.scheme == "https" else urllib3.HTTPConnectionPool
        self._pool = pool(
            address.hostname,
            port=address.port,
            maxsize=connections,
            block=True,
            timeout=urllib3.Timeout(total=timeout_seconds, connect=min(timeout_seconds, 5.0)),
        )

    def act(self, method: str, path: str, **parts: Any) -> Answer:
        """Send a request that changes something at the partner's; parts as `ask` takes them.

        :raises TemporaryFailure: surely not done: no connection, or 408, 425, 429, 503.
        :raises OutcomeUnknown: a time-out, a reset, another 5xx, a redirect, an answer that cannot be read.
        """
        return self._call(method, path, changes=True, **parts)

    def ask(self, method: str, path: str, **parts: Any) -> Answer:
        """Send a request that only asks: `query` and `form` are pairs, `document` is sent as JSON, `body` as it is.

        :raises TemporaryFailure: it was not answered in a way that can be read.
        """
        return self._call(method, path, changes=False, **parts)

    def _call(
        self,
        method: str,
        path: str,
        *,
        changes: bool,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        document: object = None,
        body: bytes | None = None,
    ) -> Answer:
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
        if document is not None:
            body = json.dumps(document, ensure_ascii=False).encode()
            sent["Content-Type"] = "application/json"
        elif form is not None:
            body = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        address = f"{self._prefix}{path}" + (f"?{urlencode(query)}" if query else "")
        try:
            until = time.monotonic() + self._seconds
            response = self._open(method, address, body, sent)
            return self._read(response, until, changes=changes)
        except NEVER_SENT:
            raise TemporaryFailure from None
        except faults.SSLError as refusal:
            # A certificate is refused before anything is sent; other faults of TLS can come at any time.
            raise (TemporaryFailure() if "CERTIFICATE" in str(refusal) else _unsure(changes)) from None
        except faults.HTTPError:
            raise _unsure(changes) from None

    def _open(
        self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse:
        return self._pool.urlopen(
            method,
            address,
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            assert_same_host=False,
            pool_timeout=math.ceil(self._seconds),
            preload_content=False,
            decode_content=False,
        )

    def _read(self, response: urllib3.BaseHTTPResponse, until: float, *, changes: bool) -> Answer:
        is_whole = False
        try:
            if response.status in NOT_BEGUN:
                raise TemporaryFailure(_retry_after(response.headers))
            pieces, size = [], 0
            # Piece by piece: an answer that drips or never ends must not hold a worker beyond its lease.
            while piece := response.read1(CHUNK_BYTES):
                size += len(piece)
                if size > self._max_bytes or time.monotonic() > until:
                    raise _unsure(changes)
                pieces.append(piece)
            is_whole = True
        finally:
            if not is_whole:
                response.close()
            # Closed or not: the pool has so many places, and a place that is not given back is lost for good.
            response.release_conn()
        if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
            raise _unsure(changes)
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _unsure(changes)
        return Answer(status=response.status, headers=dict(response.headers), body=b"".join(pieces), changes=changes)


class Tokens:
    """The access token of one partner, shared by all threads of a process and renewed before its end.

    `fetch` asks the partner for one and returns it with the seconds it holds.
    """

    def __init__(self, fetch: Callable[[], tuple[str, float]]) -> None:
        """Remember how tokens are come by; none is fetched yet."""
        self._fetch = fetch
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0

    def current(self) -> str:
        """Return a token that still holds, fetching one if need be."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._renew()
            return self._token

    def instead_of(self, refused: str) -> str:
        """Return another token than the one the partner refused; threads that were refused together fetch once."""
        with self._lock:
            if self._token == refused:
                self._renew()
            return self._token

    def _renew(self) -> None:
        self._token, seconds = self._fetch()
        # A token that holds shorter than the margin is used for half its time.
        self._until = time.monotonic() + max(seconds - TOKEN_MARGIN_SECONDS, seconds / 2)


def client_credentials(client: Client, path: str, *, key: str, secret: str) -> Callable[[], tuple[str, float]]:
    """Return how to fetch a token by OAuth 2 client credentials (RFC 6749 §4.4) with HTTP Basic."""
    basic = "Basic " + base64.b64encode(f"{quote_plus(key)}:{quote_plus(secret)}".encode()).decode()

    def fetch() -> tuple[str, float]:
        answer = client.ask("POST", path, form={"grant_type": "client_credentials"}, headers={"Authorization": basic})
        if not answer.is_fine:
            raise TemporaryFailure
        content = answer.json()
        token, seconds = content.get("access_token"), content.get("expires_in", 300)
        if not isinstance(token, str) or not token or not isinstance(seconds, int | float):
            raise TemporaryFailure
        return token, float(seconds)

    return fetch


def with_token(tokens: Tokens, call: Callable[[str], Answer]) -> Answer:
    """Make a call with the current token, and once more with a new one if it was refused (401).

    :raises TemporaryFailure: the new one was refused as well: our access is to be put right, not the call.
    """
    token = tokens.current()
    answer = call(token)
    if answer.status != HTTPStatus.UNAUTHORIZED:
        return answer
    answer = call(tokens.instead_of(token))
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise TemporaryFailure
    return answer


def _unsure(changes: bool) -> OutcomeUnknown | TemporaryFailure:  # noqa: FBT001 -- the only argument
    return OutcomeUnknown() if changes else TemporaryFailure()


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long the partner asks us to wait: seconds, or an instant set against its own clock."""
    said = headers.get("Retry-After", "").strip()
    if not said:
        return None
    try:
        pause = (
            timedelta(seconds=int(said))
            if said.isascii() and said.isdigit()
            else parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("Date", ""))
        )
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(pause, timedelta(0)), RETRY_AFTER_MAX)
