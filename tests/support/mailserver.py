"""A real SMTP server on a free port: it keeps what it takes, and refuses as it is told."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class MailServer:
    """What was taken; `answers` gives the reply to a recipient or to the content instead of taking it."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    to: list[str] = field(default_factory=list)
    answer_to_rcpt: str = ""
    answer_to_data: str = ""
    breaks_off: bool = False

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, read."""
        mails = [message_from_bytes(raw, policy=policy.default) for raw in self.taken]
        for mail in mails:  # a folded line begins with the space that folds it
            mail.replace_header("Subject", str(mail["Subject"]).strip())
        return mails  # type: ignore[return-value] -- of policy

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        if self.answer_to_rcpt:
            return self.answer_to_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        if self.breaks_off:
            server.transport.abort()
        if self.answer_to_data:
            return self.answer_to_data
        self.sessions.add(session.peer[1])
        self.to.extend(envelope.rcpt_tos)
        self.taken.append(envelope.content)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Listen on a free port of this machine until the block ends."""
    kept, loop = MailServer(), asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(lambda: SMTP(kept, hostname="127.0.0.1", loop=loop, enable_SMTPUTF8=True), "127.0.0.1", 0)
    )
    kept.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        loop.call_soon_threadsafe(_end, loop, server)
        thread.join(10)
        loop.close()


def _end(loop: asyncio.AbstractEventLoop, server: asyncio.Server) -> None:
    server.close()
    talks = asyncio.all_tasks(loop)
    for talk in talks:
        talk.cancel()
    asyncio.gather(*talks, return_exceptions=True).add_done_callback(lambda _: loop.stop())
