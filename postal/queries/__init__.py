"""What can be read about parcels."""

from postal.queries.parcels import parcels_of as parcels_of
from postal.queries.parcels import tracking as tracking
