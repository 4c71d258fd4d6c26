"""What an order does to dossiers and appointments: counted before, stored, done exactly so, given back (decision 5)."""

from dossiers.suspension_impact.applying import apply_run
from dossiers.suspension_impact.issuing import CountsChanged, correct, extend, issue, join, lift, sweep, sweep_all
from dossiers.suspension_impact.lists import affected, stored
from dossiers.suspension_impact.preview import KEYS, AgencyLine, Preview, WaveDay, preview
from dossiers.suspension_impact.telling import tell_people
from dossiers.suspension_impact.terms import Span, Terms, spans_of, terms_of

__all__ = [
    "KEYS",
    "AgencyLine",
    "CountsChanged",
    "Preview",
    "Span",
    "Terms",
    "WaveDay",
    "affected",
    "apply_run",
    "correct",
    "extend",
    "issue",
    "join",
    "lift",
    "preview",
    "spans_of",
    "stored",
    "sweep",
    "sweep_all",
    "tell_people",
    "terms_of",
]
