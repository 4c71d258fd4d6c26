from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 -- guards of the database only (ADR 0006)

from dossiers.guards import make_events_final


class DossiersConfig(AppConfig):
    name = "dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Verify after each migration that events cannot be changed."""
        post_migrate.connect(make_events_final, sender=self, dispatch_uid="dossiers.guards")
