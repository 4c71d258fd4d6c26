"""How soon mails leave: told one by one at a steady rate, then thousands at once, through real workers.

The broker, the mail server and the workers are processes of their own; a mail counts as sent when the server has
answered and that is written down. Quiet hours and daily mails are off.
"""

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from django.core.management import call_command  # noqa: E402 -- after setup
from django.db import connection, transaction  # noqa: E402 -- after setup
from django.utils import timezone  # noqa: E402 -- after setup

from notifications.actions import draft, tell, tell_many  # noqa: E402 -- after setup
from notifications.enums import Kind  # noqa: E402 -- after setup
from notifications.models import Delivery, Message  # noqa: E402 -- after setup
from portal.accounts.enums import AccountKind  # noqa: E402 -- after setup
from portal.accounts.models import User  # noqa: E402 -- after setup
from tests.bench import databases  # noqa: E402 -- after setup
from tests.faults import servers  # noqa: E402 -- after setup

PEOPLE = 200
#: As many requests at once as a small portal serves.
TELLERS = 4
SOON = timedelta(seconds=10)
#: A run that sends nothing more for so long is over.
STUCK_SECONDS = 60
AT_ONCE = 500


def main() -> int:
    """Print the share that left within ten seconds of its commit, and how many a second leave when many wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=50, help="messages a second")
    parser.add_argument("--saturate", type=int, default=5000, help="messages at once")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    databases.make()
    try:
        call_command("createcachetable")
        print(json.dumps(_measure(options)))
    finally:
        databases.drop(databases.name())
    return 0


def _measure(options: argparse.Namespace) -> dict[str, object]:
    folder = Path(settings.DATA_DIR)
    names = folder / "names"
    people = _people()
    with ExitStack() as running:
        running.enter_context(servers.redis(settings.REDIS_URL, folder))
        port = settings.EMAIL_PORT
        command = [sys.executable, "-m", "tests.bench.mailbox", str(port), str(names)]
        servers.wait_for(port, running.enter_context(servers.process(command, folder / "mailbox.log")))
        for number in range(options.workers):
            running.enter_context(_worker(number, folder))
        running.enter_context(servers.beat(folder))
        _warm_up(people, options.workers)
        steady = _steady(people, options.seconds, options.rate)
        saturated = _saturated(people, options.saturate)
    got = Counter(names.read_text(encoding="ascii").split())
    told = Message.objects.count()
    return {
        **saturated, **steady, "told": told, "lost": told - len(got), "duplicated": sum(got.values()) - len(got),
        "workers": options.workers,
    }  # fmt: skip


def _worker(number: int, folder: Path):
    options = ("--pool", "solo", "--queues", "mail", "--without-gossip", "--without-mingle", "--loglevel", "ERROR")
    command = [sys.executable, "-m", "celery", "--app", "portal", "worker", *options, "--hostname", f"w{number}@bench"]
    return servers.process(command, folder / f"worker{number}.log")


def _people() -> list[User]:
    return [
        User.objects.create(
            kind=AccountKind.CITIZEN, full_name=f"Người {n}", phone=f"+8491{n:07d}", email=f"nguoi{n}@vi-du.vn"
        )
        for n in range(PEOPLE)
    ]  # fmt: skip


def _tell(person: User, key: str) -> None:
    with transaction.atomic():
        tell(
            kind=Kind.RECEIVED, recipient_id=person.pk, email="", reference="HS-2021-000001", link="/ho-so/HS/",
            key=key, at=timezone.now(),
        )  # fmt: skip


def _warm_up(people: list[User], workers: int) -> None:
    """Return once the workers send: loading them is not what is measured."""
    for number in range(workers * 20):
        _tell(people[number % PEOPLE], f"warm:{number}")
    _wait_until_sent("warm:")


def _steady(people: list[User], seconds: float, rate: float) -> dict[str, object]:
    """Tell at a steady rate, whatever the workers do meanwhile."""
    committed: dict[str, datetime] = {}
    number = round(seconds * rate)
    began = time.monotonic()

    def tell_some(first: int) -> None:
        for n in range(first, number, TELLERS):
            time.sleep(max(0.0, began + n / rate - time.monotonic()))
            _tell(people[n % PEOPLE], f"steady:{n}")
            committed[f"steady:{n}"] = timezone.now()
        connection.close()

    # Waiting for a commit must not keep the next message from being told in time.
    with ThreadPoolExecutor(TELLERS) as tellers:
        list(tellers.map(tell_some, range(TELLERS)))
    spent = time.monotonic() - began
    _wait_until_sent("steady:")
    rows = Delivery.objects.filter(channel="email", message__key__startswith="steady:").order_by("pk")
    sent = dict(rows.values_list("message__key", "sent_at"))
    delays = sorted(max((sent[key] - at).total_seconds(), 0.0) for key, at in committed.items() if sent.get(key))
    soon = sum(1 for delay in delays if delay <= SOON.total_seconds())
    _say(f"{number} told in {spent:.1f} s, {len(delays)} sent")
    return {
        "share_within_10s": round(soon / number, 4) if number else 0.0,
        "told_per_s": round(number / spent, 1) if spent else 0.0,
        "p95_s": round(delays[int(len(delays) * 0.95)], 2) if delays else None,
    }


def _saturated(people: list[User], number: int) -> dict[str, object]:
    """Tell thousands in a few transactions and time until the last has left."""
    began = timezone.now()
    for first in range(0, number, AT_ONCE):
        drafts = [
            draft(
                kind=Kind.RECEIVED, recipient_id=people[n % PEOPLE].pk, email="", reference="HS-2021-000001",
                link="/ho-so/HS/", key=f"many:{n}", at=began,
            )
            for n in range(first, min(first + AT_ONCE, number))
        ]  # fmt: skip
        with transaction.atomic():
            tell_many(drafts, lane="mail", at=timezone.now())
    last, count = _wait_until_sent("many:")
    spent = (last - began).total_seconds() if last else 0.0
    _say(f"{count} of {number} sent in {spent:.1f} s")
    return {"per_s": round(count / spent, 1) if spent else 0.0}


def _wait_until_sent(prefix: str) -> tuple[datetime | None, int]:
    rows = Delivery.objects.filter(channel="email", message__key__startswith=prefix)
    left, moved_at = rows.count(), time.monotonic()
    while left and time.monotonic() - moved_at < STUCK_SECONDS:
        time.sleep(0.25)
        now = rows.filter(sent_at__isnull=True).count()
        if now != left:
            left, moved_at = now, time.monotonic()
    sent = rows.filter(sent_at__isnull=False).order_by("sent_at").values_list("sent_at", flat=True)
    return sent.last(), sent.count()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
