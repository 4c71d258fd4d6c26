"""The words that the province put in place of those that the portal comes with."""

from django.db.models import QuerySet

from notifications.models import Template


def published(kind: str, channel: str, language: str) -> Template | None:
    """Return the words in force, None where the portal's own are."""
    return Template.objects.filter(kind=kind, channel=channel, language=language, replaced_at__isnull=True).first()


def published_in_all() -> QuerySet[Template]:
    """Return all words in force."""
    return Template.objects.filter(replaced_at__isnull=True).order_by("pk")


def versions(kind: str, channel: str, language: str) -> QuerySet[Template]:
    """Return all versions ever in force, newest first, each with who wrote it."""
    return (
        Template.objects.filter(kind=kind, channel=channel, language=language)
        .select_related("written_by")
        .order_by("-version")
    )
