"""What an order does to dossiers and appointments: counted before, stored, done exactly so, given back (decision 5)."""

from dossiers.suspension_impact.applying import apply_run
from dossiers.suspension_impact.issuing import CountsChanged, correct, extend, issue, join, lift, sweep, sweep_all
from dossiers.suspension_impact.lists import KINDS, Affected, affected, procedures_closed_at, stored, stored_by_desk
from dossiers.suspension_impact.preview import KEYS, AgencyLine, Preview, WaveDay, preview, procedures_closed
from dossiers.suspension_impact.telling import tell_people
from dossiers.suspension_impact.terms import Span, Terms, spans_of, terms_of

__all__ = [
    "KEYS",
    "KINDS",
    "Affected",
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
    "procedures_closed",
    "procedures_closed_at",
    "spans_of",
    "stored",
    "stored_by_desk",
    "sweep",
    "sweep_all",
    "tell_people",
    "terms_of",
]
