"""Send a carrier's messages in any order, often, forged, stale, broken; then hold every parcel against an oracle.

The oracle is told only what was truly sent and judges in its own way: the highest band that was reached, in it what
happened last. First the pure fold alone, then real HTTP to a real web server, workers and the database.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

import urllib3  # noqa: E402 -- after setup
from django.conf import settings  # noqa: E402 -- after setup

from portal.kernel import inbox  # noqa: E402 -- after setup
from portal.kernel.enums import InboundState  # noqa: E402 -- after setup
from portal.kernel.models import InboundEvent, Partner  # noqa: E402 -- after setup
from postal import actions  # noqa: E402 -- after setup
from postal.enums import ParcelState  # noqa: E402 -- after setup
from postal.gateways.generic import STATES  # noqa: E402 -- after setup
from postal.models import Parcel, ParcelEvent  # noqa: E402 -- after setup
from postal.tracking import Seen, fold  # noqa: E402 -- after setup
from tests.faults import databases, parcels, servers  # noqa: E402 -- after setup

EVENTS_OF_A_PARCEL = 20
SENDERS = 16
STUCK_SECONDS = 120
#: What can only follow what: written down once more, not taken from the code under test.
BANDS = (
    {"requested"}, {"ordered"}, {"awaiting_pickup"}, {"accepted"},
    {"in_transit", "out_for_delivery", "failed_attempt"}, {"returning"}, {"refused", "cancelled", "lost"},
    {"delivered", "returned"},
)  # fmt: skip
#: Inside a band, of what happened at one instant, the later in this list counts.
LATER = ("in_transit", "out_for_delivery", "failed_attempt", "refused", "cancelled", "lost", "delivered", "returned")


@dataclass(frozen=True, slots=True)
class Told:
    """One event that was truly sent."""

    event_id: str
    state: str
    at: datetime


def judge(told: Sequence[Told]) -> tuple[str, datetime, int]:
    """Return state, since when, and failed attempts, in the oracle's way."""
    distinct = {one.event_id: one for one in told}.values()
    for band in reversed(BANDS):
        reached = [one for one in distinct if one.state in band]
        if reached:
            latest = max(one.at for one in reached)
            at_last = [one for one in reached if one.at == latest]
            best = max(at_last, key=lambda one: LATER.index(one.state) if one.state in LATER else 0)
            return best.state, latest, sum(one.state == "failed_attempt" for one in distinct)
    raise ValueError(told)


def main() -> int:
    """Fuzz the fold, then the whole way; print what came of it."""
    options = _options()
    print(f"seed {options.seed}", file=sys.stderr)
    result: dict[str, Any] = {"seed": options.seed}
    result |= _fold(options)
    if options.count:
        databases.make()
        try:
            result |= _whole_way(options)
        finally:
            databases.drop()
    print(json.dumps(result))
    wrong = ("fold_differs", "parcels_differ", "forged_taken", "unanswered", "not_settled")
    return 1 if any(result.get(name) for name in wrong) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/faults webhooks", description=__doc__)
    parser.add_argument("--fold", type=int, default=1_000_000, help="events through the pure fold (1000000)")
    parser.add_argument("--count", type=int, default=20_000, help="messages through HTTP and the database (20000)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


def _fold(options: argparse.Namespace) -> dict[str, Any]:
    chance = random.Random(options.seed)  # noqa: S311 -- repeatable on purpose
    states = [state.value for state in ParcelState]
    folded = differs = 0
    began = time.monotonic()
    while folded < options.fold:
        told = list(_history(chance, f"p{folded}", states, chance.randint(1, 12)))
        arrived = told + chance.choices(told, k=chance.randint(0, 4))
        chance.shuffle(arrived)
        found = fold(Seen(one.event_id, ParcelState(one.state), one.at) for one in arrived)
        folded += len(arrived)
        differs += found is None or (found.state.value, found.since, found.failures) != judge(told)
    return {"folded": folded, "fold_differs": differs, "fold_seconds": round(time.monotonic() - began, 1)}


def _history(chance: random.Random, name: str, states: Sequence[str], length: int) -> Iterator[Told]:
    """Yield events of one parcel; instants repeat, and carriers' clocks are wrong now and then."""
    base = datetime.now(UTC).replace(microsecond=0) - timedelta(days=20)
    for number in range(length):
        yield Told(f"{name}-{number}", chance.choice(states), base + timedelta(hours=chance.randint(0, 40)))


def _whole_way(options: argparse.Namespace) -> dict[str, Any]:
    chance = random.Random(options.seed + 1)  # noqa: S311 -- repeatable on purpose
    number = max(options.count // EVENTS_OF_A_PARCEL, 1)
    parcels.build(number)
    now = datetime.now(UTC)
    rows = {one.order_number: one for one in Parcel.objects.order_by("pk")}
    for parcel in rows.values():
        actions.record_order(parcel_id=parcel.pk, reference=f"G{parcel.pk}", at=now)
    truth = {name: _ours(parcel) for name, parcel in rows.items()}
    sendings = _sendings(chance, rows, truth, options.count)
    folder = Path(settings.DATA_DIR, "webhooks")
    folder.mkdir()
    with servers.web(folder) as port, servers.redis(settings.REDIS_URL, folder), servers.workers(2, folder) as group, \
            servers.beat(folder):  # fmt: skip
        group.start()
        began = time.monotonic()
        answers = _send(port, sendings)
        sent = time.monotonic() - began
        _wait_until_settled()
        settled = time.monotonic() - began
    return _compare(rows, truth, sendings, answers) | {
        "messages": len(sendings), "per_s": round(len(sendings) / sent, 1), "settled_after_s": round(settled, 1),
    }  # fmt: skip


def _ours(parcel: Parcel) -> list[Told]:
    """Return what our own acts recorded of a parcel: the oracle knows them too."""
    found = ParcelEvent.objects.filter(parcel=parcel, carrier="").values_list("event_id", "state", "occurred_at")
    return [Told(f"own-{event_id}", state, at) for event_id, state, at in found]


@dataclass(frozen=True, slots=True)
class Sending:
    """One message as it goes over the wire, and what is wrong with it."""

    event_id: str
    body: bytes
    fault: str = ""


def _sendings(
    chance: random.Random, rows: dict[str, Parcel], truth: dict[str, list[Told]], count: int
) -> list[Sending]:
    """Make histories, then repeat, forge, age, break, misdirect and shuffle."""
    by_state = {state.value: code for code, state in STATES.items()}
    sendings: list[Sending] = []
    while len(sendings) < count:
        name, parcel = chance.choice(list(rows.items()))
        (one,) = _history(chance, f"m{len(sendings)}", list(by_state), 1)
        document = {
            "id": one.event_id, "order_number": name, "tracking_code": parcel.carrier_reference,
            "state": by_state[one.state], "occurred_at": one.at.isoformat(),
        }  # fmt: skip
        fault = chance.choices(["", "twice", "forged", "stale", "broken", "misdirected", "ahead"],
                               [70, 12, 6, 4, 3, 3, 2])[0]  # fmt: skip
        if fault == "misdirected":
            document["tracking_code"] = "SOMEBODY-ELSES"
        if fault == "ahead":
            document["occurred_at"] = (datetime.now(UTC) + timedelta(days=900)).isoformat()
        body = json.dumps(document).encode()
        if fault == "broken":
            body = body[: chance.randint(1, len(body) - 1)]
        sendings.append(Sending(one.event_id, body, fault))
        if fault in {"", "twice"}:
            truth[name].append(one)
        if fault == "twice":
            sendings += [Sending(one.event_id, body, fault), Sending(f"{one.event_id}-again", body, fault)]
    chance.shuffle(sendings)
    return sendings


def _send(port: int, sendings: Sequence[Sending]) -> Counter[tuple[str, int]]:
    """Send all, many at once; return how often which kind was answered how."""
    pool = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=SENDERS, retries=False, timeout=60)
    code, facts = next(iter(settings.CARRIERS.items()))
    path, secret = f"/doi-tac/buu-chinh/{code}/", facts["webhook_secrets"][0]

    def send(one: Sending) -> tuple[str, int]:
        stamp = int(time.time()) - (3600 if one.fault == "stale" else 0)
        key = "somebody-elses-secret" if one.fault == "forged" else secret
        headers = {
            "webhook-id": one.event_id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": inbox.sign(key, event_id=one.event_id, timestamp=stamp, body=one.body),
            "content-type": "application/json",
        }
        return one.fault, pool.request("POST", path, body=one.body, headers=headers).status

    with ThreadPoolExecutor(SENDERS) as threads:
        return Counter(threads.map(send, sendings))


def _wait_until_settled() -> None:
    """Wait until the workers acted on everything, or nothing moves any more."""
    waiting = InboundEvent.objects.filter(state__in=[InboundState.STORED, InboundState.PARKED])
    left, moved = -1, time.monotonic()
    while left and time.monotonic() - moved < STUCK_SECONDS:
        time.sleep(0.3)
        before, left = left, waiting.count()
        moved = time.monotonic() if left != before else moved


def _compare(
    rows: dict[str, Parcel],
    truth: dict[str, list[Told]],
    sendings: Sequence[Sending],
    answers: Counter[tuple[str, int]],
) -> dict[str, Any]:
    differ = 0
    for parcel in Parcel.objects.order_by("pk"):
        state, since, failures = judge(truth[parcel.order_number])
        if (parcel.state, parcel.state_since, parcel.failures) != (state, since, failures):
            differ += 1
            stands = (parcel.state, parcel.state_since.isoformat(), parcel.failures)
            print(parcel.order_number, stands, (state, since.isoformat(), failures), file=sys.stderr)
    by_fault: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for (fault, status), times in answers.items():
        by_fault[fault or "true"][status] += times
    refused = {"forged", "stale"}
    return {
        "parcels": len(rows),
        "parcels_differ": differ,
        "forged_taken": sum(by_fault[fault][status] for fault in refused for status in (200, 202)),
        "unanswered": sum(times for (_fault, status), times in answers.items() if status >= 500),
        "not_settled": InboundEvent.objects.filter(settled_at=None).count(),
        "stored": InboundEvent.objects.count(),
        "refused_counted": sum(Partner.objects.values_list("refused_messages", flat=True)),
        "answers": {fault: dict(sorted(found.items())) for fault, found in sorted(by_fault.items())},
    }


if __name__ == "__main__":
    sys.exit(main())
