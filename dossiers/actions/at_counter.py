"""The door of the counter: nothing is done face to face while an order closes it, unless an exemption opens it."""

from django.utils.translation import gettext as _

from dossiers.actions.engine import Act
from dossiers.rulesets import OWN_RULE
from portal.kernel.errors import RuleViolation
from procedures.actions import note_use
from procedures.enums import CounterAct
from procedures.models import Exemption
from procedures.queries import closures_for, hold_orders_steady, openings_for
from procedures.suspension import Closure, Opening, counter_state


class CounterClosed(RuleViolation):
    """An order closes the counter for this act; `closure` says which and until when."""

    def __init__(self, closure: Closure) -> None:
        day = closure.last_day
        super().__init__(
            _("Quầy tạm ngừng đến hết %(day)s. Chọn trực tuyến, bưu điện hoặc đề nghị cấp thiết.")
            % {"day": f"{day.day:02d}/{day.month}/{day.year}"},
            source=closure.basis,
        )
        self.closure = closure


def pass_counter(doing: Act, counter_act: CounterAct, *, exemption: Exemption | None = None) -> None:
    """Let an act face to face through, and note on its event by which order the counter was closed and what opened it.

    `exemption`: the decision or entry the officer names; a published entry of the procedure, and a decision on this
    dossier, are found without. Call it inside the act, before anything is written.

    :raises CounterClosed: an order closes the counter of this dossier's desk and nothing opens it.
    :raises RuleViolation: what opens it is a decision on a case that was used for another dossier.
    """
    hold_orders_steady()
    dossier = doing.dossier
    closures = closures_for(desk=dossier.desk, procedure=dossier.procedure, since=doing.at)
    if not closures:
        return
    openings = openings_for(
        agency=dossier.agency,
        procedure=dossier.procedure,
        at=doing.at,
        chosen=exemption,
        reference=dossier.reference if dossier.pk else "",
    )
    state = counter_state(counter_act, instant=doing.at, closures=closures, openings=openings)
    if state.closed_by is None:
        return
    if state.opened_by is None:
        raise CounterClosed(state.closed_by)
    _use(doing, state.opened_by)
    doing.closed_by_order_id = state.closed_by.order_id
    doing.exemption_id = state.opened_by.exemption_id
    doing.payload["exemption"] = state.opened_by.reference


def _use(doing: Act, opening: Opening) -> None:
    is_ours = doing.dossier.pk is not None and doing.dossier.events.filter(exemption=opening.exemption_id).exists()
    if not note_use(exemption_id=opening.exemption_id, at=doing.at) and not is_ours:
        raise RuleViolation(
            _("Quyết định %(reference)s đã dùng cho hồ sơ khác.") % {"reference": opening.reference}, source=OWN_RULE
        )
