"""What the replay left in the database, each figure counted by itself."""

from django.db.models import Q

from counters.enums import AppointmentState
from counters.models import Appointment
from dossiers import suspension_impact
from dossiers.enums import ImpactKind, PostalState, Status
from dossiers.models import Dossier, DossierEvent, ImpactRow
from dossiers.queries.audit import verify_all
from notifications.models import Message
from portal.kernel.enums import EffectState
from portal.kernel.models import OwedEffect
from portal.web.replay.days import Story


def count(story: Story) -> dict[str, object]:
    """Return the figures of the order.

    closed: one-stop desks; moved, cancelled: appointments; exempted: acts at closed counters under an exemption;
    results_waiting: results ready in the period and to be picked up at a closed counter; offered_post: of these,
    their owners agreed to the post; exempted_returns: handed over in person all the same; still_waiting: the rest,
    counted as what still waits, not as what is left over.
    """
    order = story.order
    assert order is not None  # noqa: S101 -- the story issues it
    touched = ImpactRow.objects.filter(run__order=order, kind=ImpactKind.PICKUP).values("dossier")
    waited = Dossier.objects.filter(pk__in=touched, decided_at__lt=order.ends_at)
    by_post = Q(postal_returns__state=PostalState.REQUESTED)
    in_hand = DossierEvent.objects.filter(act="return_result", closed_by_order=order, exemption__isnull=False)
    exempted = DossierEvent.objects.filter(closed_by_order=order)
    appointments = Appointment.objects.filter(touched_by_order=order)
    return {
        "closed": len(suspension_impact.terms_of(order).desk_ids),
        "moved": appointments.exclude(state=AppointmentState.SUSPENDED).count(),
        "cancelled": appointments.filter(state=AppointmentState.SUSPENDED).count(),
        "exempted": exempted.count(),
        "refused_at_counter": story.refused,
        "results_waiting": waited.distinct().count(),
        "offered_post": waited.filter(by_post).distinct().count(),
        "exempted_returns": waited.filter(pk__in=in_hand.values("dossier")).count(),
        "still_waiting": waited.filter(status=Status.DECIDED, return_method="truc_tiep").exclude(by_post).count(),
        "rule_set": sorted(set(waited.values_list("rule_set", flat=True))),
        "events_hold": not any(verify_all()),
        "messages_owed": Message.objects.count(),
        "sent": OwedEffect.objects.filter(state=EffectState.DONE, done_at__gte=order.issued_at).count(),
    }
