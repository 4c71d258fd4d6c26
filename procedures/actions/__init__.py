"""What can be done to the catalogue."""

from procedures.actions.loading import load_catalogue as load_catalogue
from procedures.actions.publishing import publish_revision as publish_revision
