"""Dossiers: drafts, the dossier itself, its papers, its events, what was asked of whom, what was given back."""

from dossiers.models.dossier import Dossier, DossierQuerySet
from dossiers.models.draft import Draft, DraftPaper
from dossiers.models.event import DossierEvent, DossierNote, DossierView
from dossiers.models.paper import DossierPaper, PaperFile
from dossiers.models.process import Apology, ClockPause, Result, ResultReturn, Supplement

__all__ = [
    "Apology",
    "ClockPause",
    "Dossier",
    "DossierEvent",
    "DossierNote",
    "DossierPaper",
    "DossierQuerySet",
    "DossierView",
    "Draft",
    "DraftPaper",
    "PaperFile",
    "Result",
    "ResultReturn",
    "Supplement",
]
