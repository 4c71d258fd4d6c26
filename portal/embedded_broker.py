"""The broker of one machine: messages are files in a folder. Kombu's own, but a file appears only when it is whole.

Kombu opens the file under its final name and writes afterwards; whoever reads in between finds nothing in it, takes
that for a fault of the broker and stops the worker.
"""

import time
import uuid
from pathlib import Path
from typing import Any, Final

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.transport.virtual import Empty
from kombu.utils.json import dumps

SCHEME: Final = "embedded"


class Channel(filesystem.Channel):
    """Writes beside the queue's names and renames."""

    def _put(self, queue: str, payload: dict[str, Any], **_: object) -> None:  # type: ignore[override]  # as Kombu's own
        final = Path(self.data_folder_out, f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg")
        written = final.with_name(f"{final.name}.part")
        written.write_bytes(dumps(payload).encode())
        written.replace(final)

    def _get(self, queue: str) -> dict[str, Any]:  # type: ignore[override]  # as Kombu's own
        try:
            message: dict[str, Any] = super()._get(queue)
        except ValueError:
            # Torn by a machine that lost its power: a bell that did not ring, and the sweep rings again.
            raise Empty from None
        return message

    def get_table(self, exchange: str) -> list[Any]:
        """Return who is bound to an exchange; nobody yet, while the table is being written."""
        try:
            return list(super().get_table(exchange))
        except ValueError:
            return []

    def _queue_bind(self, exchange: Any, routing_key: Any, pattern: Any, queue: Any) -> None:
        try:
            super()._queue_bind(exchange, routing_key, pattern, queue)
        except ValueError:
            # A table torn by a kill would stop every worker from then on.
            Path(self.control_folder, f"{exchange}.exchange").unlink(missing_ok=True)
            super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    """The transport behind `embedded://`."""

    Channel = Channel


def register() -> None:
    """Make `embedded://` known to Kombu."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def options(folder: Path) -> dict[str, Any]:
    """Return where the broker keeps its files; folders that are missing are made."""
    for name in ("queue", "control", "processed"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "processed_folder": str(folder / "processed"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
