"""Dossiers: drafts, the dossier itself, its papers, its events, what was asked of whom, what was given back."""

from dossiers.models.dossier import Dossier, DossierQuerySet
from dossiers.models.draft import Draft, DraftPaper
from dossiers.models.event import DossierEvent, DossierNote, DossierView
from dossiers.models.impact import ImpactRow, ImpactRun, ReopeningDay
from dossiers.models.paper import DossierPaper, PaperFile
from dossiers.models.pickup import ContactAttempt, PostalReturn
from dossiers.models.process import Apology, ClockPause, Result, ResultReturn, Supplement

__all__ = [
    "Apology",
    "ClockPause",
    "ContactAttempt",
    "Dossier",
    "DossierEvent",
    "DossierNote",
    "DossierPaper",
    "DossierQuerySet",
    "DossierView",
    "Draft",
    "DraftPaper",
    "ImpactRow",
    "ImpactRun",
    "PaperFile",
    "PostalReturn",
    "ReopeningDay",
    "Result",
    "ResultReturn",
    "Supplement",
]
