from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from portal.kernel import checks


class KernelConfig(AppConfig):
    name = "portal.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Make the portal's queue the current one in every process, named by the settings as ROOT_URLCONF is."""
        import_module(settings.CELERY_APP)
        checks.watch()
