"""Forms: the online form of a procedure, and the form by which a procedure is revised."""

from procedures.forms.online import EMPTY as EMPTY
from procedures.forms.online import Checked as Checked
from procedures.forms.online import SectionForm as SectionForm
from procedures.forms.online import build_section_form as build_section_form
from procedures.forms.online import prefill_sources as prefill_sources
from procedures.forms.online import prefilled as prefilled
from procedures.forms.online import validate_answers as validate_answers
from procedures.forms.revise import ReviseProcedure as ReviseProcedure
