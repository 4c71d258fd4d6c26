from __future__ import annotations

from django.db import models
from django.db.models import Q

from dossiers.enums import Verdict


class DossierPaper(models.Model):
    """A document that answers a requirement, and what the desk found of it."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="papers")
    requirement = models.ForeignKey("procedures.Requirement", on_delete=models.PROTECT, related_name="+")
    originals = models.PositiveSmallIntegerField(default=0, help_text="originals received on paper")
    copies = models.PositiveSmallIntegerField(default=0, help_text="copies received on paper")
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNSEEN, blank=True)
    verdict_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "requirement"], name="dossier_paper_once"),
            models.CheckConstraint(name="dossier_paper_verdict_known", condition=Q(verdict__in=Verdict.values)),
            models.CheckConstraint(
                name="dossier_paper_wrong_has_note", condition=~Q(verdict=Verdict.WRONG) | ~Q(verdict_note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.requirement_id}"


class PaperFile(models.Model):
    """One file of one paper. A supplement adds files; it never replaces what was given before."""

    paper = models.ForeignKey(DossierPaper, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="paper_files")
    position = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField()
    supplement = models.ForeignKey(
        "dossiers.Supplement", on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "file"], name="paper_file_once")]

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.position}"
