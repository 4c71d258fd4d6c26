"""How long an order over a whole province takes to preview and to apply, against the bare statements.

Both apply and the bare statements run on copies of one database, built first, so that each finds the same tables.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from django.db import connection, transaction  # noqa: E402 -- after setup

from counters.models import Appointment, AppointmentEvent  # noqa: E402 -- after setup
from dossiers import suspension_impact  # noqa: E402 -- after setup
from dossiers.models import Dossier, DossierEvent, ImpactRow, ImpactRun  # noqa: E402 -- after setup
from dossiers.queries.audit import verify_chain  # noqa: E402 -- after setup
from portal.accounts.enums import Role  # noqa: E402 -- after setup
from portal.agencies.models import Agency  # noqa: E402 -- after setup
from procedures.models import SuspensionOrder  # noqa: E402 -- after setup
from tests.bench import databases, province  # noqa: E402 -- after setup
from tests.support import accounts, orders  # noqa: E402 -- after setup

CHUNK = 10_000


def main() -> int:
    """Build, preview, issue; then apply on one copy and run the bare statements on another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    number = parser.parse_args().dossiers
    databases.make()
    try:
        print(json.dumps(_measure(number)))
    finally:
        databases.drop(databases.name())
    return 0


def _measure(number: int) -> dict[str, Any]:
    build_s, _nothing = _timed(lambda: province.build(number))
    _say(f"built {number} dossiers in {build_s} s")
    order = _draft()
    preview_s, shown = _timed(lambda: suspension_impact.preview(suspension_impact.terms_of(order), at=province.EVENING))
    _say(f"preview in {preview_s} s: {dict(shown.counts)}")
    issue_s, run = _timed(
        lambda: suspension_impact.issue(
            order_id=order.pk, actor=order.drafted_by, shown=shown.counts, at=province.EVENING
        )
    )
    _say(f"issued in {issue_s} s: {run.counts}")
    with databases.copy_of_it("apply") as copied:
        applied = _in_process(_apply, copied, run.pk)
    _say(f"applied in {applied['apply_s']} s: {applied['done']}")
    with databases.copy_of_it("bare") as copied:
        bare_s = _in_process(_bare, copied, run.pk)
    _say(f"bare statements in {bare_s} s")
    return {
        "dossiers": number, "build_s": build_s, "preview_s": preview_s, "issue_s": issue_s,
        "apply_s": applied["apply_s"], "bare_s": bare_s, "sql_ratio": round(applied["apply_s"] / bare_s, 2),
        "peak_rss_mb": applied["peak_rss_mb"], "snapshot": run.counts, "applied": applied["done"],
        "applied_equals_snapshot": applied["done"] == run.counts, "chains_hold": applied["chains_hold"],
    }  # fmt: skip


def _draft() -> SuspensionOrder:
    whole = Agency.objects.get(key="UBND_TINH")
    leader = accounts.staff(Role.PROVINCE_ADMIN, whole)
    order = orders.draft_order(by=leader)
    orders.scope_over(order, whole)
    return order


def _apply(run_id: int) -> dict[str, Any]:
    at = province.EVENING + timedelta(minutes=1)
    spent, run = _timed(lambda: suspension_impact.apply_run(run_id, at=at, chunk=CHUNK))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    some = Dossier.objects.filter(pickup_on__isnull=False).order_by("?")[:50]
    return {
        "apply_s": spent, "done": run.done, "peak_rss_mb": peak,
        "chains_hold": all(verify_chain(one) == () for one in some),
    }  # fmt: skip


#: One UPDATE and one INSERT … SELECT of a plain event row for each chunk of ids, a commit each.
BARE = {
    "dossier_id": (
        f"UPDATE {Dossier._meta.db_table} SET event_seq = event_seq + 1, pickup_on = '2021-08-05', "
        "pickup_order_id = %(order)s WHERE id = ANY(%(ids)s)",
        f"INSERT INTO {DossierEvent._meta.db_table} (dossier_id, seq, act, actor_name, actor_title, capacity, "
        "from_status, to_status, from_stage, to_stage, reason, legal_basis, payload, happened_at, previous_hash, hash) "
        "SELECT id, event_seq, 'plain', '', '', 'system', status, status, stage, stage, '', '', "
        '\'{"order": 1, "pickup_after": "2021-08-05", "pickup_before": "2021-07-20"}\', %(at)s, repeat(\'0\', 64), '
        f"repeat('0', 64) FROM {Dossier._meta.db_table} WHERE id = ANY(%(ids)s)",
    ),
    "appointment_id": (
        f"UPDATE {Appointment._meta.db_table} SET event_seq = event_seq + 1, touched_by_order_id = %(order)s "
        "WHERE id = ANY(%(ids)s)",
        f"INSERT INTO {AppointmentEvent._meta.db_table} (appointment_id, seq, act, reason, from_slot_id, happened_at) "
        f"SELECT id, event_seq, 'plain', '', slot_id, %(at)s FROM {Appointment._meta.db_table} "
        "WHERE id = ANY(%(ids)s)",
    ),
}


def _bare(run_id: int) -> float:
    order_id = ImpactRun.objects.values_list("order_id", flat=True).get(pk=run_id)
    piles = [(kind, pile) for kind in BARE for pile in _ids(run_id, kind)]

    def work() -> None:
        for kind, ids in piles:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in BARE[kind]:
                    cursor.execute(statement, {"ids": ids, "order": order_id, "at": province.EVENING})

    return _timed(work)[0]


def _ids(run_id: int, kind: str) -> Iterator[list[int]]:
    rows = ImpactRow.objects.filter(run=run_id, **{f"{kind}__isnull": False}).order_by("pk")
    ids = list(rows.values_list(kind, flat=True))
    yield from (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _in_process(work: Callable[[int], Any], database: str, run_id: int) -> Any:
    """Do `work` in a process of its own that sees nothing but a copy of the database."""
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_child, args=(work.__name__, database, run_id, there))
    child.start()
    there.close()
    try:
        return here.recv()
    finally:
        child.join()


def _child(work: str, database: str, run_id: int, answer: Connection) -> None:
    settings.DATABASES["default"]["NAME"] = database
    connection.settings_dict["NAME"] = database
    with connection.cursor() as cursor:
        # Each finds the tables as read before, and nothing left to write.
        for model in (Dossier, DossierEvent, Appointment, AppointmentEvent, ImpactRow):
            cursor.execute(f"SELECT COUNT(*) FROM {model._meta.db_table} t WHERE t IS NOT NULL")
        cursor.execute("CHECKPOINT")
    answer.send({"_apply": _apply, "_bare": _bare}[work](run_id))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return round(time.perf_counter() - started, 2), result


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
