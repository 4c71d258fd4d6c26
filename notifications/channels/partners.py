"""Partners of channels over HTTP: addressed as `https://key:secret@host/path`, one client each for all threads."""

from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from django.utils.crypto import salted_hmac

from portal.kernel.doors import Refused
from portal.kernel.http import Answer, Client

TIMEOUT_SECONDS: Final = 8.0


class BadAddress(Exception):
    """The address takes nothing, now and later. The detail is a code, without the address."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Access:
    """Where a partner is and how we are known there."""

    base: str
    key: str
    secret: str


def access_of(url: str) -> Access:
    """Take an address of the settings apart."""
    parts = urlsplit(url)
    host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    base = urlunsplit((parts.scheme, host, parts.path, "", ""))
    return Access(base, unquote(parts.username or ""), unquote(parts.password or ""))


@cache
def client(base: str) -> Client:
    """Return the client of a partner; threads share it."""
    return Client(base, timeout_seconds=TIMEOUT_SECONDS)


def reference_of(delivery_id: int) -> str:
    """Return the reference under which a partner knows a delivery: ours, stable, different in every installation."""
    mark = salted_hmac("notifications.reference", str(delivery_id), algorithm="sha256").hexdigest()[:10]
    return f"mc{delivery_id}-{mark}"


def refuse(answer: Answer, partner: str) -> Refused:
    """Return the refusal of a call that is wrong in itself: for people to look at."""
    return Refused(f"{partner}: {HTTPStatus(answer.status).phrase} ({answer.status})")
