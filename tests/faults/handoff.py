"""Hand parcels to a carrier that errs, with workers that are killed again and again; then count what it got.

The carrier knows no idempotency key and makes a parcel for each order it hears (`vnpost`), or knows one (`generic`).
A second run with the same faults and no kills tells what the kills cost.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

import redis  # noqa: E402 -- after setup
from django.conf import settings  # noqa: E402 -- after setup

from tests.faults import checking, databases, parcels, servers  # noqa: E402 -- after setup

#: 5 % of calls; times in seconds. Client time-out and settle time stand in scripts/faults.
FAULTS = {
    "busy": 0.01, "reset_before": 0.01, "error_after": 0.01, "silence_after": 0.01, "late_commit": 0.01,
    "late": 0.5, "hold": 1.0,
}  # fmt: skip
FLUSHES = 2
POLL_SECONDS = 0.1
HOLDERS_EACH_SECONDS = 5.0
#: The last late commit is made by then.
AFTERMATH_SECONDS = 2.0
#: A run that makes no progress for so long is stuck, and is reported as it stands.
STUCK_SECONDS = 120


def main() -> int:
    """Build once, run with kills on one copy and without on another, print what came of it."""
    options = _options()
    _say(f"seed {options.seed}")
    databases.make()
    try:
        began = time.monotonic()
        parcels.build(options.count)
        _say(f"requested {options.count} parcels in {time.monotonic() - began:.1f} s")
        result = _run("kills", options, kills=options.kills)
        calm = _run("calm", options, kills=0) if options.calm else None
    finally:
        databases.drop()
    if calm:
        result["calm_per_s"] = calm["per_s"]
        result["ratio_to_calm"] = round(result["per_s"] / calm["per_s"], 2) if calm["per_s"] else 0.0
        result["calm"] = {name: calm[name] for name in ("lost", "duplicated", "holder_violations", "seconds")}
    print(json.dumps(result))
    is_good = not any(result[name] for name in ("lost", "duplicated", "unknown", "holder_violations"))
    return 0 if is_good and result["kills"] >= options.kills else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/faults handoff", description=__doc__)
    parser.add_argument("--count", type=int, default=0, help="parcels (20000; embedded: 1000)")
    parser.add_argument("--kills", type=int, default=-1, help="kills of the whole group of workers (100; embedded: 10)")
    parser.add_argument("--embedded", action="store_true", help="SQLite and the broker of files")
    parser.add_argument("--generic", action="store_true", help="the carrier that knows idempotency keys")
    parser.add_argument("--workers", type=int, default=2, help="worker processes in the group (2)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--no-calm", dest="calm", action="store_false", help="without the second run")
    options = parser.parse_args()
    options.count = options.count or (1_000 if options.embedded else 20_000)
    options.kills = options.kills if options.kills >= 0 else (10 if options.embedded else 100)
    return options


def _run(name: str, options: argparse.Namespace, *, kills: int) -> dict[str, Any]:
    folder = Path(settings.DATA_DIR, name)
    folder.mkdir()
    line = next(iter(settings.CARRIERS.values()))
    with (
        databases.copy_of_it(name) as url,
        servers.redis(settings.REDIS_URL, folder),
        servers.carrier(line["url"], line["secret"], folder) as carrier,
        servers.workers(options.workers, folder, PORTAL_DATABASE_URL=url) as group,
        servers.beat(folder, PORTAL_DATABASE_URL=url),
    ):
        carrier.plan(**FAULTS, seed=options.seed, idempotency=options.generic)
        group.start()
        facts = _watch(group, options, kills)
        time.sleep(AFTERMATH_SECONDS)
        ledger = carrier.ledger()
        found = checking.compare(ledger["orders"])
        facts["holder_violations"] += found.pop("holder_violations")
        facts.update(found, calls=ledger["calls"], faults=ledger["faults"], states=checking.states())
    facts["per_s"] = round(facts["handed_off"] / facts["seconds"], 1)
    _say(f"{name}: {json.dumps(facts)}")
    return facts


def _watch(group: servers.Workers, options: argparse.Namespace, kills: int) -> dict[str, Any]:
    """Kill at random instants until nothing is owed, or nothing moves."""
    chance = random.Random(options.seed)  # noqa: S311 -- repeatable on purpose
    to_kill = sorted(chance.uniform(0, 0.97) * options.count for _ in range(kills))
    to_flush = sorted(chance.uniform(0.1, 0.9) * options.count for _ in range(FLUSHES if kills else 0))
    began = moved = looked = time.monotonic()
    facts = {"kills": 0, "flushes": 0, "holder_violations": 0}
    done = at_start = 0
    while done < options.count and time.monotonic() - moved < STUCK_SECONDS:
        time.sleep(POLL_SECONDS)
        before, done = done, checking.settled()
        moved = time.monotonic() if done > before else moved
        if to_flush and done >= to_flush[0]:
            to_flush.pop(0)
            _lose_the_broker()
            facts["flushes"] += 1
        if to_kill and done >= to_kill[0] and done > at_start:
            to_kill.pop(0)
            time.sleep(chance.uniform(0, 0.3))
            group.kill()
            facts["kills"] += 1
            at_start = checking.settled()
            group.start()
        if time.monotonic() - looked > HOLDERS_EACH_SECONDS:
            looked = time.monotonic()
            facts["holder_violations"] += checking.holder_violations()
    return {**facts, "seconds": round(time.monotonic() - began, 1)}


def _lose_the_broker() -> None:
    """Empty the broker, as a restart without persistence would."""
    if settings.REDIS_URL:
        with redis.Redis.from_url(settings.REDIS_URL) as broker:
            broker.flushall()
        return
    for message in (settings.EMBEDDED_BROKER_DIR / "queue").iterdir():
        message.unlink(missing_ok=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
