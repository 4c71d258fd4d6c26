"""The database itself refuses a broken chain: each row numbered one more than the last, and not older than it."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate  # noqa: TID251 -- guards of the database only (ADR 0006)


@dataclass(frozen=True, slots=True)
class Chain:
    """A table whose rows follow each other per `owner`: `number` from 1 without a gap, `since` never running back.

    Such rows give each owner exactly one row in force at each instant from the first on.
    """

    table: str
    name: str
    owner: str
    number: str
    since: str

    @property
    def refusal(self) -> str:
        """What the database says to whoever breaks the chain."""
        return f"{self.name} must follow the latest link"

    def put(self, using: str = "default") -> None:
        """Create the trigger, on either database. SQLite loses it when it rebuilds a table (ADR 0009)."""
        connection = connections[using]
        if self.table not in connection.introspection.table_names():
            return
        with connection.cursor() as cursor:
            for statement in self._postgres() if connection.vendor == "postgresql" else self._sqlite():
                cursor.execute(statement)

    def _broken(self) -> str:
        latest = f"FROM {self.table} WHERE {self.owner} = NEW.{self.owner}"
        return (
            f"NEW.{self.number} <> COALESCE((SELECT MAX({self.number}) {latest}), 0) + 1 "
            f"OR EXISTS (SELECT 1 {latest} "
            f"AND {self.number} = NEW.{self.number} - 1 AND {self.since} > NEW.{self.since})"
        )

    def _postgres(self) -> tuple[str, ...]:
        return (
            f"""CREATE OR REPLACE FUNCTION {self.name}_follows() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF {self._broken()} THEN
            RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
            RETURN NEW; END $$""",
            f"DROP TRIGGER IF EXISTS {self.name}_chain ON {self.table}",
            f"""CREATE TRIGGER {self.name}_chain BEFORE INSERT ON {self.table}
            FOR EACH ROW EXECUTE FUNCTION {self.name}_follows()""",
        )

    def _sqlite(self) -> tuple[str, ...]:
        return (
            f"""CREATE TRIGGER IF NOT EXISTS {self.name}_chain BEFORE INSERT ON {self.table} WHEN {self._broken()}
            BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END""",
        )


def guard_chains(config: AppConfig, *chains: Chain) -> None:
    """Verify after each migration of an app that its `chains` cannot be broken."""
    put = partial(_put, chains=chains)
    post_migrate.connect(put, sender=config, weak=False, dispatch_uid=f"{config.label}.chains")


def _put(*, chains: tuple[Chain, ...], using: str = "default", **_: Any) -> None:
    for chain in chains:
        chain.put(using)
