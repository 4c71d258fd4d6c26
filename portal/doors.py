"""All doors of the house, and who acts on what partners send: the one place that knows every room."""

from collections.abc import Mapping
from typing import Final

import dossiers.doors
import notifications.doors
import postal.doors
from portal.kernel.doors import Door
from portal.kernel.inbox import Handler

DOORS: Final[Mapping[str, Door]] = {**notifications.doors.DOORS, **postal.doors.DOORS, **dossiers.doors.DOORS}

#: Who acts on a partner's stored messages, by the partner's name.
HANDLERS: Final[Mapping[str, Handler]] = {**notifications.doors.HANDLERS, **postal.doors.HANDLERS}
