"""A mail server that takes everything and keeps names alone: `python -m tests.bench.mailbox PORT FILE`."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Names:
    """Writes the Message-ID of each mail on a line."""

    def __init__(self, place: Path) -> None:
        self._book = place.open("a", encoding="ascii", buffering=1)

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        head = envelope.content.partition(b"\r\n\r\n")[0]
        at = head.lower().index(b"message-id:")
        self._book.write(head[at + 11 :].split(b">")[0].strip().decode() + ">\n")
        return "250 OK"


async def serve(port: int, place: Path) -> None:
    """Serve until the process is ended."""
    names = Names(place)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(names, hostname="127.0.0.1"), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
