"""What can be done to the catalogue, and to orders that close counters."""

from procedures.actions.loading import load_catalogue as load_catalogue
from procedures.actions.order_terms import Basis as Basis
from procedures.actions.order_terms import ContactChoice as ContactChoice
from procedures.actions.order_terms import Effects as Effects
from procedures.actions.order_terms import OrderCorrection as OrderCorrection
from procedures.actions.order_terms import OrderDraft as OrderDraft
from procedures.actions.order_terms import ScopeChoice as ScopeChoice
from procedures.actions.publishing import publish_revision as publish_revision
from procedures.actions.suspension import change_draft as change_draft
from procedures.actions.suspension import correct_order as correct_order
from procedures.actions.suspension import draft_order as draft_order
from procedures.actions.suspension import drop_draft as drop_draft
from procedures.actions.suspension import extend_order as extend_order
from procedures.actions.suspension import issue_order as issue_order
from procedures.actions.suspension import join_place as join_place
from procedures.actions.suspension import lift_order as lift_order
from procedures.actions.suspension import note_applied as note_applied
from procedures.actions.suspension import note_ended as note_ended
from procedures.actions.suspension import note_opened as note_opened
