"""Official documents and the registers that number them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.enums import Direction, DocumentState, DocumentType


class RegisterBook(models.Model):
    """One series of numbers of one agency in one year, paper and electronic alike (NĐ 30/2020 Điều 15)."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="register_books")
    year = models.PositiveSmallIntegerField()
    direction = models.CharField(max_length=8, choices=Direction)
    series = models.CharField(max_length=8, blank=True, help_text="empty: the agency's one common series")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "direction", "series"], name="register_book_once"),
            models.CheckConstraint(name="register_book_direction_known", condition=Q(direction__in=Direction.values)),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.year}/{self.direction}/{self.series}"


class OfficialDocument(models.Model):
    """A document with a number, a date and a signer."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="documents")
    document_type = models.CharField(max_length=4, choices=DocumentType, blank=True)
    notation = models.CharField(max_length=40, help_text="ký hiệu, after the number and the slash")
    abstract = models.CharField(max_length=500, help_text="trích yếu")
    abstract_folded = models.CharField(max_length=500)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=80)
    signer_title = models.CharField(max_length=120)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    recipients = models.JSONField(default=list)
    file = models.ForeignKey(
        "kernel.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    state = models.CharField(max_length=8, choices=DocumentState, default=DocumentState.ISSUED)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="official_document_type_known", condition=Q(document_type__in=DocumentType.values)
            ),
            models.CheckConstraint(name="official_document_state_known", condition=Q(state__in=DocumentState.values)),
        ]
        indexes = [models.Index(fields=["agency", "-issued_at"], name="official_document_latest")]

    def __str__(self) -> str:
        return f"{self.pk}/{self.notation}"

    @property
    def number_sign(self) -> str:
        """Number and sign as the document bears them: 05/QĐ-UBND. The entry must be fetched with the row."""
        return f"{self.entry.number:02d}/{self.notation}"


class RegisterEntry(models.Model):
    """One line of a register: a number that was given once and is never given again."""

    book = models.ForeignKey(RegisterBook, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    document = models.OneToOneField(OfficialDocument, on_delete=models.PROTECT, related_name="entry")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="register_entry_number_once"),
            models.CheckConstraint(name="register_entry_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}: {self.number}"

    @property
    def shown_sign(self) -> str:
        """Number and sign of the line's document, which must be fetched with it: 05/QĐ-UBND."""
        return f"{self.number:02d}/{self.document.notation}"
