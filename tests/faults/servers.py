"""Servers of one run: each on a port of its own, started here and ended by its own process id."""

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 10


def ends_with_its_parent() -> None:
    """Have Linux kill this process should its parent die: nothing is left behind by a run that was killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


@contextmanager
def process(command: Sequence[str], log: Path, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process until the block ends."""
    with log.open("ab") as target:
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=target,
            stderr=subprocess.STDOUT,
            preexec_fn=ends_with_its_parent,  # noqa: PLW1509 -- nothing but a system call
        )
    try:
        yield child
    finally:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
        child.kill()
        child.wait()
        if child.stdin:
            child.stdin.close()


def wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    """Return once something listens there.

    :raises RuntimeError: the process ended, or took too long.
    """
    until = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    msg = f"nothing listens on port {port}"
    raise RuntimeError(msg)


@contextmanager
def redis(url: str, folder: Path) -> Iterator[None]:
    """Run a broker that keeps nothing on disk; without an address there is none to run."""
    if not url:
        yield
        return
    port = urlsplit(url).port or 0
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with process(command, folder / "redis.log") as child:
        wait_for(port, child)
        yield


class Carrier:
    """The sandbox as a process of its own, with a ledger on disk."""

    def __init__(self, port: int, secret: str) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._headers = {"Authorization": f"Bearer {secret}"}

    def plan(self, **plan: Any) -> None:
        """Set what goes wrong from now on."""
        self._ask("/_control", json.dumps({"plans": {"carrier": plan}}).encode())

    def ledger(self) -> dict[str, Any]:
        """Return what really happened."""
        return self._ask("/_control/ledger?partner=carrier")["carrier"]

    def _ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        request = urllib.request.Request(self._url + path, data=body, headers=self._headers)  # noqa: S310 -- our own
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 -- our own
            return dict(json.loads(answer.read()))


@contextmanager
def carrier(url: str, secret: str, folder: Path) -> Iterator[Carrier]:
    """Run the sandbox where the portal looks for its carrier."""
    port = urlsplit(url).port or 0
    command = [sys.executable, "-m", "portal.sandbox", "--port", str(port), "--data", str(folder), "--secret", secret]
    with process(command, folder / "carrier.log") as child:
        wait_for(port, child)
        yield Carrier(port, secret)


@contextmanager
def web(folder: Path, **environ: str) -> Iterator[int]:
    """Run the portal's web server, as in production, on a port of its own."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = int(door.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    more = ["--workers", "2", "--blocking-threads", "4", "--log-level", "error", "portal.wsgi:application"]
    with process([*command, *more], folder / "web.log", **environ) as child:
        wait_for(port, child)
        yield port


@contextmanager
def beat(folder: Path, **environ: str) -> Iterator[None]:
    """Run the scheduler, whose sweep rings for whatever a lost bell left waiting."""
    command = [sys.executable, "-m", "celery", "--app", "portal", "beat", "--loglevel", "ERROR"]
    with process([*command, "--schedule", str(folder / "beat")], folder / "beat.log", **environ):
        yield


class Workers:
    """A group of worker processes that can be killed at once and started anew, as an operator's machine would be."""

    def __init__(self, nursery: subprocess.Popen[bytes], answers: int) -> None:
        self._nursery = nursery
        self._answers = os.fdopen(answers)
        self.group = 0

    def start(self) -> None:
        """Start a group."""
        assert self._nursery.stdin
        self._nursery.stdin.write(b"start\n")
        self._nursery.stdin.flush()
        self.group = int(self._answers.readline())

    def kill(self) -> None:
        """Kill the whole group without a word, and wait until nobody of it is left."""
        os.killpg(self.group, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            while True:
                os.killpg(self.group, 0)
                time.sleep(0.005)

    def close(self) -> None:
        """End the group for good."""
        if self.group:
            with contextlib.suppress(ProcessLookupError):
                self.kill()
        self._answers.close()


@contextmanager
def workers(number: int, folder: Path, **environ: str) -> Iterator[Workers]:
    """Keep a process that has everything loaded and forks groups of workers from itself."""
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    log = (folder / "workers.log").open("ab")
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery", str(number), str(writing)],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        pass_fds=[writing],
        preexec_fn=ends_with_its_parent,  # noqa: PLW1509 -- nothing but a system call
    )
    os.close(writing)
    log.close()
    held = Workers(nursery, reading)
    try:
        yield held
    finally:
        held.close()
        nursery.kill()
        nursery.wait()
        if nursery.stdin:
            nursery.stdin.close()
