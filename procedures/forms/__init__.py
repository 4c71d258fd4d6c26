"""Forms: the online form of a procedure, and the form by which a procedure is revised."""

from procedures.forms.online import EMPTY as EMPTY
from procedures.forms.online import Checked as Checked
from procedures.forms.online import SectionForm as SectionForm
from procedures.forms.online import build_section_form as build_section_form
from procedures.forms.online import prefill_sources as prefill_sources
from procedures.forms.online import prefilled as prefilled
from procedures.forms.online import validate_answers as validate_answers
from procedures.forms.order_acts import WHOLE as WHOLE
from procedures.forms.order_acts import DropDraft as DropDraft
from procedures.forms.order_acts import ExtendOrder as ExtendOrder
from procedures.forms.order_acts import JoinPlace as JoinPlace
from procedures.forms.order_acts import LiftOrder as LiftOrder
from procedures.forms.revise import ReviseProcedure as ReviseProcedure
from procedures.forms.suspension import ContactLines as ContactLines
from procedures.forms.suspension import CorrectOrder as CorrectOrder
from procedures.forms.suspension import OrderContactForm as OrderContactForm
from procedures.forms.suspension import OrderEditor as OrderEditor
from procedures.forms.suspension import agencies_by_name as agencies_by_name
