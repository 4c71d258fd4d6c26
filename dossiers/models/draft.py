from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.enums import ReturnMethod


def new_token() -> str:
    """Return 128 random bits as hexadecimal digits."""
    return secrets.token_hex(16)


class Draft(models.Model):
    """A dossier that somebody is still writing. Saved at each step; kept for a stated time."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    revision = models.ForeignKey("procedures.ProcedureRevision", on_delete=models.PROTECT, related_name="drafts")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict, help_text="as typed, by section and field; may be incomplete")
    sections_done = models.JSONField(default=list, help_text="keys of the sections that passed")
    return_method = models.CharField(max_length=10, choices=ReturnMethod, blank=True)
    return_address = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0, help_text="counts the savings; a stale tab is told")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_on = models.DateField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draft_return_method_known",
                condition=Q(return_method="") | Q(return_method__in=ReturnMethod.values),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-saved_at", "-id"], name="draft_of_owner")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftPaper(models.Model):
    """One file given for one required paper of a draft, in the order of its pages."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")  # dies with the draft
    requirement = models.ForeignKey("procedures.Requirement", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="draft_papers")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "requirement", "file"], name="draft_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.requirement_id}/{self.position}"
