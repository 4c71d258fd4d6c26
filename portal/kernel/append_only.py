"""The database itself refuses to change or delete rows that are appended: events. Put in place after each migration."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate  # noqa: TID251 -- guards of the database only (ADR 0006)


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """A table whose rows stay as they were written; `name` begins the names of its triggers."""

    table: str
    name: str
    rows: str

    @property
    def refusal(self) -> str:
        """What the database says to whoever changes or deletes a row."""
        return f"{self.rows} are appended, never changed"

    def put(self, using: str = "default") -> None:
        """Create the triggers, on either database. SQLite loses them when it rebuilds a table (ADR 0009)."""
        connection = connections[using]
        if self.table not in connection.introspection.table_names():
            return
        with connection.cursor() as cursor:
            for statement in self._postgres() if connection.vendor == "postgresql" else self._sqlite():
                cursor.execute(statement)

    def _postgres(self) -> tuple[str, ...]:
        return (
            f"""CREATE OR REPLACE FUNCTION {self.name}_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
            f"DROP TRIGGER IF EXISTS {self.name}_append_only ON {self.table}",
            f"""CREATE TRIGGER {self.name}_append_only BEFORE UPDATE OR DELETE ON {self.table}
            FOR EACH ROW EXECUTE FUNCTION {self.name}_is_final()""",
        )

    def _sqlite(self) -> tuple[str, ...]:
        return tuple(
            f"""CREATE TRIGGER IF NOT EXISTS {self.name}_no_{act.lower()} BEFORE {act} ON {self.table}
            BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"""
            for act in ("UPDATE", "DELETE")
        )


def guard(config: AppConfig, *tables: AppendOnly) -> None:
    """Verify after each migration of an app that rows of its `tables` cannot be changed."""
    put = partial(_put, tables=tables)
    post_migrate.connect(put, sender=config, weak=False, dispatch_uid=f"{config.label}.append_only")


def _put(*, tables: tuple[AppendOnly, ...], using: str = "default", **_: Any) -> None:
    for table in tables:
        table.put(using)
