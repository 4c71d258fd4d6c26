"""A province full of dossiers, built by COPY: one in ten waits for pick-up, one in ten has an appointment."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from counters.models import Appointment, Slot
from dossiers.models import Dossier, DossierEvent
from portal.agencies.loading import load_agencies
from portal.agencies.models import Agency, Desk
from portal.kernel.sealed import SealedTextField
from procedures.models import ProcedureRevision
from tests.bench import papers_of_the_province as papers

#: Tuesday 20-7-2021, 16:00 in Vietnam.
EVENING = datetime(2021, 7, 20, 9, 0, tzinfo=UTC)
DAYS_IN_PERIOD = tuple(date(2021, 7, 22) + timedelta(days=n) for n in range(14) if n not in {2, 3, 9, 10})
DAYS_AFTER = tuple(date(2021, 8, 5) + timedelta(days=n) for n in range(14) if n not in {2, 3, 9, 10})
CAPACITY = 8
#: Of the places after the end, so many in ten of what would be needed are there: the rest is cancelled.
ROOM_IN_TEN = 7


def build(dossiers: int) -> None:
    """Fill the database; the tables are analysed at the end."""
    load_agencies(*papers.agencies_and_days(), province="Quảng Bình")
    revision = papers.revision()
    served = list(Agency.objects.filter(served_by__isnull=False).order_by("pk").values_list("pk", "served_by"))
    sealed = SealedTextField().get_prep_value("BCFGHKMN")
    _copy(Dossier, _dossiers(dossiers, revision, served, sealed))
    _copy(DossierEvent, _events(dossiers))
    _appointments(dossiers)
    with connection.cursor() as cursor:
        for model in (Dossier, DossierEvent, Slot, Appointment):
            table = model._meta.db_table
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT COALESCE(MAX(id), 1) FROM " + table + "))",
                [table],
            )
        cursor.execute("ANALYZE")


def _situation(number: int) -> dict[str, Any]:
    """Return what every tenth dossier is: waiting at the counter; the rest returned, running or decided online."""
    due = EVENING - timedelta(days=number % 30)
    if number % 10 == 0:
        return {"status": "decided", "stage": "signing", "outcome": "granted", "decided_at": due, "due_at": due}
    if number % 10 in {1, 2}:
        ahead = datetime(2021, 8, 6, 10, tzinfo=UTC) + timedelta(days=number % 40)
        return {"status": "processing", "stage": "examining", "due_at": ahead}
    ended = {"decided_at": due, "returned_at": due, "due_at": due}
    return {"status": "returned", "stage": "signing", "outcome": "granted", **ended}


def _dossiers(
    number: int, revision: ProcedureRevision, served: list[tuple[int, int]], sealed: str
) -> Iterator[dict[str, Any]]:
    fixed = {
        "track_secret": sealed, "procedure_id": revision.procedure_id, "revision_id": revision.pk,
        "channel": "truc_tiep", "rule_set": "nd61_2018", "proposal": "", "proposal_text": "", "outcome": "",
        "applicant_type": "ca_nhan", "applicant_email": "", "applicant_national_id": "",
        "applicant_national_id_print": "", "applicant_tax_code": "", "applicant_address": "Phường Bắc Lý",
        "submitter_name": "", "answers": "{}", "return_method": "truc_tiep", "return_address": "", "fee_vnd": 0,
        "supplements_asked": 0, "apologies_made": 0, "event_seq": 1,
    }  # fmt: skip
    received = EVENING - timedelta(days=60)
    for pk in range(1, number + 1):
        agency_id, desk_id = served[pk % len(served)]
        situation = _situation(pk)
        yield fixed | {
            "id": pk, "reference": f"TN-2-{pk:08d}", "code": f"B-{pk:09d}", "track_token": f"{pk:032d}",
            "agency_id": agency_id, "desk_id": desk_id, "applicant_name": f"Nguyễn Văn {pk}",
            "applicant_folded": f"nguyen van {pk}", "applicant_phone": f"09{pk:08d}", "submitted_at": received,
            "received_at": received, "clock_started_at": received, "due_original_at": situation["due_at"], **situation,
        }  # fmt: skip


def _events(number: int) -> Iterator[dict[str, Any]]:
    at = EVENING - timedelta(days=60)
    local = at.astimezone(papers.ZONE).isoformat()
    fixed = {
        "seq": 1, "act": "receive_direct", "actor_name": "", "actor_title": "", "capacity": "system",
        "from_status": "", "from_stage": "", "reason": "", "legal_basis": "R4", "payload": "{}", "happened_at": at,
        "previous_hash": "",
    }  # fmt: skip
    for pk in range(1, number + 1):
        situation = _situation(pk)
        facts = ["", pk, 1, "receive_direct", None, "system", None, "", situation["status"], "", situation["stage"],
                 "", "R4", {}, local]  # fmt: skip
        seal = hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        yield fixed | {
            "id": pk, "dossier_id": pk, "to_status": situation["status"], "to_stage": situation["stage"], "hash": seal,
        }  # fmt: skip


def _appointments(dossiers: int) -> None:
    desks = list(Desk.objects.order_by("pk").values_list("pk", flat=True))
    wanted = dossiers // 10
    a_day = -(-wanted // (len(desks) * len(DAYS_IN_PERIOD)))
    slots, held, pks = [], [], count(1)
    for desk_id in desks:
        for day in DAYS_IN_PERIOD:
            for slot_id, taken, row in _day_of(desk_id, day, a_day, pks):
                booked = min(taken, wanted - len(held))
                slots.append(row | {"taken": booked})
                held.extend([slot_id] * booked)
        for day in DAYS_AFTER:
            slots.extend(row | {"taken": 0} for _id, _n, row in _day_of(desk_id, day, a_day * ROOM_IN_TEN // 10, pks))
    _copy(Slot, iter(slots))
    _copy(Appointment, (_appointment(number, slot_id) for number, slot_id in enumerate(held, start=1)))


def _day_of(desk_id: int, day: date, number: int, pks: Iterator[int]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    begins = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    for place in range(-(-number // CAPACITY)):
        pk = next(pks)
        starts_at = begins + timedelta(minutes=5 * place)
        row = {
            "id": pk, "desk_id": desk_id, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=5),
            "capacity": CAPACITY, "is_withdrawn": False,
        }  # fmt: skip
        yield pk, min(CAPACITY, number - place * CAPACITY), row


def _appointment(pk: int, slot_id: int) -> dict[str, Any]:
    return {
        "id": pk, "reference": f"LH-2-{pk:08d}", "token": f"{pk:032d}", "slot_id": slot_id, "state": "booked",
        "purpose": "pick_up", "dossier_reference": f"TN-2-{pk:08d}", "name": f"Nguyễn Văn {pk}",
        "phone": f"09{pk:08d}", "email": "", "has_declared_health": True, "is_by_decision": False,
        "booked_at": EVENING, "event_seq": 0,
    }  # fmt: skip


class _Stream(io.TextIOBase):
    """Rows as a file that COPY reads, made as it reads them."""

    def __init__(self, rows: Iterator[dict[str, Any]], columns: list[str], write: Callable[[Any], str]) -> None:
        self._lines = ("\t".join(write(row.get(column)) for column in columns) + "\n" for row in rows)
        self._rest = ""

    def read(self, size: int | None = -1) -> str:
        pieces, length, wanted = [self._rest], len(self._rest), size or 1 << 20
        for line in self._lines:
            pieces.append(line)
            length += len(line)
            if length >= wanted:
                break
        text = "".join(pieces)
        self._rest = text[wanted:]
        return text[:wanted]


def _written(value: Any) -> str:
    if value is None:
        return "\\N"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _copy(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    named = ", ".join(f'"{column}"' for column in columns)
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {model._meta.db_table} ({named}) FROM STDIN", _Stream(rows, columns, _written), size=1 << 20
        )
