"""What really happened at a partner: lines that are only added, on disk as soon as they are true."""

import json
from pathlib import Path
from typing import Any


class Ledger:
    """Lines of one partner. With a file they outlive the process: each is handed to the system before the answer."""

    def __init__(self, place: Path | None) -> None:
        """Open the file and read what earlier processes wrote; without a file lines live in memory only."""
        self.lines: list[dict[str, Any]] = []
        self._file = None
        if place is None:
            return
        if place.exists():
            # A last line cut off by a kill was never answered for.
            raw = place.read_bytes()
            whole = raw[: raw.rfind(b"\n") + 1]
            self.lines = [json.loads(line) for line in whole.splitlines()]
            if len(whole) < len(raw):
                place.write_bytes(whole)
        self._file = place.open("ab", buffering=0)

    def add(self, **facts: Any) -> None:
        """Add a line."""
        self.lines.append(facts)
        if self._file:
            self._file.write(json.dumps(facts, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None
