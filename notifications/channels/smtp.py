"""Open lines to the mail server, kept and shared by the threads of a process: a mail costs no new connection."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

#: Servers end lines that are silent; one that rested longer is asked first, or not used.
RESTED_SECONDS: Final = 2.0
KEPT_SECONDS: Final = 25.0
#: Some servers take only so many mails on one line.
MAILS_PER_LINE: Final = 100


class NotConnected(Exception):
    """No line to the server could be opened: nothing was said."""


class _Line:
    def __init__(self, backend: EmailBackend) -> None:
        self.backend = backend
        self.used_at = time.monotonic()
        self.mails = 0


#: Lines that rest.
idle: deque[_Line] = deque()
_lock: Final = threading.Lock()


def send(mail: EmailMessage) -> None:
    """Hand a mail over on a line that is open.

    :raises NotConnected: nothing was said.
    :raises SMTPException, OSError: the server did not take it; the line is given up.
    """
    with _line() as backend:
        backend.send_messages([mail])


def close_lines() -> None:
    """Say goodbye on every line that rests: before a process ends, between tests."""
    while line := _take():
        line.backend.close()


@contextmanager
def _line() -> Iterator[Any]:
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        yield backend  # files and memory need no lines
        return
    line = _rested(backend) or _opened(backend)
    try:
        yield line.backend
    except (SMTPException, OSError):
        # What state the line is in is not known; a half-spoken mail must not meet the next one.
        _give_up(line)
        raise
    line.used_at, line.mails = time.monotonic(), line.mails + 1
    if line.mails >= MAILS_PER_LINE:
        line.backend.close()
    else:
        with _lock:
            idle.append(line)


def _rested(like: EmailBackend) -> _Line | None:
    """Return a line to the server of the settings that still answers."""
    while line := _take():
        rest = time.monotonic() - line.used_at
        same = (line.backend.host, line.backend.port) == (like.host, like.port)
        if same and rest < KEPT_SECONDS and (rest < RESTED_SECONDS or _answers(line)):
            return line
        _give_up(line)
    return None


def _take() -> _Line | None:
    with _lock:
        return idle.pop() if idle else None


def _answers(line: _Line) -> bool:
    try:
        return line.backend.connection is not None and line.backend.connection.noop()[0] == 250  # noqa: PLR2004 -- RFC 5321 §4.2
    except (SMTPException, OSError):
        return False


def _opened(backend: EmailBackend) -> _Line:
    backend.timeout = backend.timeout or settings.EMAIL_TIMEOUT
    try:
        backend.open()
    except (SMTPException, OSError) as failure:
        raise NotConnected from failure
    return _Line(backend)


def _give_up(line: _Line) -> None:
    connection, line.backend.connection = line.backend.connection, None
    if connection is not None:
        connection.close()
