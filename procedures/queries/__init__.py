"""What can be read from the catalogue."""

from procedures.queries.catalogue import agencies_for as agencies_for
from procedures.queries.catalogue import counts as counts
from procedures.queries.catalogue import current_revision as current_revision
from procedures.queries.catalogue import fields as fields
from procedures.queries.catalogue import owner_of as owner_of
from procedures.queries.catalogue import owners as owners
from procedures.queries.catalogue import procedure_by_code as procedure_by_code
from procedures.queries.catalogue import reference_agency as reference_agency
from procedures.queries.catalogue import stamp as stamp
from procedures.queries.catalogue import with_contact_points as with_contact_points
from procedures.queries.closures import bearing_orders as bearing_orders
from procedures.queries.closures import change_orders as change_orders
from procedures.queries.closures import closure_of as closure_of
from procedures.queries.closures import closures_for as closures_for
from procedures.queries.closures import concerns as concerns
from procedures.queries.closures import covers as covers
from procedures.queries.closures import desks_under as desks_under
from procedures.queries.closures import hold_orders_steady as hold_orders_steady
from procedures.queries.closures import openings_for as openings_for
from procedures.queries.closures import paths_of as paths_of
from procedures.queries.history import revision_history as revision_history
from procedures.queries.search import Filters as Filters
from procedures.queries.search import search as search
from procedures.queries.search import understood as understood
