"""Forks groups of real Celery workers on demand: `python -m tests.faults.nursery NUMBER FD`.

Loading Django takes longer than a run of kills can spend each time, so one process loads it once and never opens a
connection; each worker is a process of its own with connections of its own, in a process group of its own.
"""

import importlib
import os
import signal
import sys

import django

django.setup()

from django.db import connections  # noqa: E402 -- after setup

from portal import doors  # noqa: E402 -- after setup
from portal.celery import app  # noqa: E402 -- after setup
from tests.faults.servers import ends_with_its_parent  # noqa: E402 -- after setup

#: Loaded here once, not in each worker.
LOADED = (
    "celery.apps.worker", "celery.bin.celery", "celery.concurrency.solo", "celery.worker.consumer",
    "kombu.transport.redis", "kombu.transport.filesystem",
)  # fmt: skip
OPTIONS = ("--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR")


def main() -> int:
    """Fork a group for each line on standard input, and write its number."""
    number, answers = int(sys.argv[1]), os.fdopen(int(sys.argv[2]), "w")
    app.loader.import_default_modules()
    for module in LOADED:
        importlib.import_module(module)
    assert doors.DOORS
    assert not any(one.connection for one in connections.all(initialized_only=True))
    # Whoever was killed is forgotten by the system at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for turn, _line in enumerate(sys.stdin):
        group = 0
        for index in range(number):
            child = os.fork()
            if child == 0:
                _work(f"w{index}-{turn}@faults", group)
            group = group or child
            os.setpgid(child, group)
        answers.write(f"{group}\n")
        answers.flush()
    return 0


def _work(name: str, group: int) -> None:
    os.setpgid(0, group)
    ends_with_its_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        app.worker_main(["worker", "--hostname", name, *OPTIONS])
    finally:
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
