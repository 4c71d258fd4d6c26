"""The database itself refuses to change or delete an event. Put in place after each migration, on both databases."""

from typing import Any, Final

from django.db import connections

TABLE: Final = "dossiers_dossierevent"
_REFUSAL: Final = "dossier events are appended, never changed"
_POSTGRES: Final = (
    f"""CREATE OR REPLACE FUNCTION dossier_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"DROP TRIGGER IF EXISTS dossier_event_append_only ON {TABLE}",
    f"""CREATE TRIGGER dossier_event_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION dossier_event_is_final()""",
)
_SQLITE: Final = (
    f"""CREATE TRIGGER IF NOT EXISTS dossier_event_no_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS dossier_event_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
)


def make_events_final(using: str = "default", **_: Any) -> None:
    """Create the triggers that keep events as they are. SQLite loses them when it rebuilds a table (ADR 0009)."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
