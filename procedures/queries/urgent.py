"""Urgent procedures and single cases: what may be listed, what is suspended, what opens a counter."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.models import Delegation, Membership
from portal.agencies.models import Agency
from procedures.enums import CounterAct, ExemptionKind, ExemptionState, ListState
from procedures.models import (
    Exemption,
    ExemptionQuerySet,
    Procedure,
    SuspensionOrder,
    UrgentEntry,
    UrgentList,
    UrgentPublication,
)
from procedures.queries.closures import closures_for
from procedures.suspension import ZONE, Closure, shown_day


def paths_upward(agency: Agency) -> tuple[str, ...]:
    """Return the path of an agency and of all above it, the nearest first."""
    keys = agency.path.rstrip("/").split("/")
    return tuple("/".join(keys[:length]) + "/" for length in range(len(keys), 0, -1))


def listable(agency: Agency) -> QuerySet[Procedure]:
    """Return the procedures that a list of the agency may name: its own and those of all below, candidates first."""
    within = Agency.objects.within(agency)
    templates = within.exclude(template="").values("template")
    own = Q(responsible__in=within) | Q(responsible_template__in=templates)
    return Procedure.objects.published().filter(own).order_by("-urgent_candidate", "short_name", "pk")


def closing_for(
    *,
    agency: Agency,
    procedure: Procedure | None,
    act: CounterAct,
    at: datetime,
    orders: Iterable[SuspensionOrder] | None = None,
) -> tuple[Closure, ...]:
    """Return the closures, now or to come, of one act for one matter at an agency, the one that ends last first.

    Fetch `served_by__agency` and `served_by__place` with the agency. Without a desk nothing can be closed.
    """
    if agency.served_by is None:
        return ()
    found = closures_for(desk=agency.served_by, procedure=procedure, since=at, orders=orders)
    bearing = [one for one in found if act in one.acts and one.ends_at > at]
    return tuple(sorted(bearing, key=lambda one: (one.ends_at, one.order_id), reverse=True))


def listed_for(*, agency: Agency, procedure: Procedure, at: datetime) -> Exemption | None:
    """Return the published entry that names a procedure, of the agency or the nearest above it."""
    rows = (
        Exemption.objects.listed()
        .granted_at(at)
        .filter(procedure=procedure, agency__path__in=paths_upward(agency))
        .select_related("agency", "entry__urgent_list__publication")
    )
    return max(rows.order_by("pk"), key=lambda one: len(one.agency.path), default=None)


def usable_exemptions(
    *,
    agencies: Collection[Agency],
    procedure: Procedure,
    act: CounterAct,
    at: datetime,
    used_here: Collection[int] = (),
) -> list[Exemption]:
    """Return what an officer may name to do an act at a closed counter: entries first, then decisions on cases.

    A decision is on one case: once used it is offered only where it was used (`used_here`).
    """
    paths = {path for agency in agencies for path in paths_upward(agency)}
    rows = Exemption.objects.granted_at(at).filter(
        Q(act="") | Q(act=act), Q(procedure__isnull=True) | Q(procedure=procedure), agency__path__in=paths
    )
    rows = rows.exclude(~Q(pk__in=used_here), kind=ExemptionKind.CASE, used_at__isnull=False)
    rank = Case(
        When(kind=ExemptionKind.LISTED, procedure__isnull=False, then=Value(0)),
        When(kind=ExemptionKind.LISTED, then=Value(1)),
        default=Value(2),
    )
    return list(rows.select_related("agency", "entry").order_by(rank, "wished_at", "pk"))


def asked_already(
    *, requester_id: int | None, phone: str, agency: Agency, procedure: Procedure, act: CounterAct, at: datetime
) -> Exemption | None:
    """Return what the same person asked for the same matter, and is waiting for or may still use."""
    same = Q(requester_id=requester_id) if requester_id is not None else Q(requester=None, applicant_phone=phone)
    alive = Q(state=ExemptionState.REQUESTED) | Q(
        state=ExemptionState.GRANTED, used_at__isnull=True, valid_until__gt=at
    )
    rows = Exemption.objects.cases().filter(same, alive, agency=agency, procedure=procedure, act=act)
    return rows.order_by("pk").first()


def with_matter(rows: ExemptionQuerySet) -> ExemptionQuerySet:
    """Fetch with each exemption what lists and pages say of it."""
    return rows.select_related("agency", "procedure", "order", "decided_by", "typed_by")


def waiting(rows: ExemptionQuerySet) -> ExemptionQuerySet:
    """Return the cases that wait for a decision; list them by `decide_by_at`."""
    return with_matter(rows.cases().filter(state=ExemptionState.REQUESTED))


def settled(rows: ExemptionQuerySet) -> ExemptionQuerySet:
    """Return the cases that wait no more; list them by `-requested_at`."""
    return with_matter(rows.cases().exclude(state=ExemptionState.REQUESTED))


def late_cases(at: datetime) -> list[int]:
    """Return the keys of cases past the hours to decide, about which nobody above was told yet."""
    rows = Exemption.objects.filter(state=ExemptionState.REQUESTED, decide_by_at__lt=at, escalated_at__isnull=True)
    return list(rows.order_by("decide_by_at", "pk").values_list("pk", flat=True))


def deciders_of(agency: Agency, *, on: date) -> list[int]:
    """Return the leaders of an agency and the deputies to whom their seats are lent; else those above."""
    held = Membership.objects.held_on(on).filter(role=Role.LEADER, agency=agency)
    leaders = list(held.order_by("pk").values_list("user_id", flat=True))
    lent = Delegation.objects.filter(membership__in=held, starts_on__lte=on, ends_on__gte=on, revoked_at__isnull=True)
    found = list(dict.fromkeys([*leaders, *lent.order_by("pk").values_list("deputy_id", flat=True)]))
    return found or leaders_above(agency, on=on)


def leaders_above(agency: Agency, *, on: date) -> list[int]:
    """Return the leaders of the nearest agency above that has some; else the administrators of the province."""
    held = Membership.objects.held_on(on)
    rows = held.filter(role=Role.LEADER, agency__path__in=paths_upward(agency)[1:])
    above = list(rows.order_by("pk").values_list("agency__path", "user_id"))
    nearest = max((path for path, _user in above), key=len, default="")
    if nearest:
        return [user for path, user in above if path == nearest]
    return list(held.filter(role=Role.PROVINCE_ADMIN).order_by("pk").values_list("user_id", flat=True))


def lists_with_entries(rows: QuerySet[UrgentList]) -> QuerySet[UrgentList]:
    """Fetch with each list its agency, who stood for it, and its entries in order."""
    entries = UrgentEntry.objects.select_related("procedure").order_by("pk")
    return rows.select_related("agency", "drafted_by", "approved_by", "publication").prefetch_related(
        Prefetch("entries", queryset=entries)
    )


def approved_lists() -> QuerySet[UrgentList]:
    """Return the lists that wait for the centre, as `lists_with_entries`."""
    rows = UrgentList.objects.filter(state=ListState.APPROVED)
    return lists_with_entries(rows).order_by("agency__path", "pk")


def latest_publication() -> UrgentPublication | None:
    """Return the issue of the consolidated list that holds now."""
    return UrgentPublication.objects.order_by("-number", "pk").first()


def published_entries() -> QuerySet[UrgentEntry]:
    """Return the consolidated list; order it by `agency_path`, `pk`."""
    rows = UrgentEntry.objects.filter(urgent_list__state=ListState.PUBLISHED)
    return rows.annotate(agency_path=F("urgent_list__agency__path")).select_related(
        "procedure", "urgent_list__agency", "urgent_list__publication"
    )


def granted_cases() -> QuerySet[Exemption]:
    """Return the cases granted, past and present, with what anybody may know of them; order them by `-decided_at`."""
    rows = Exemption.objects.cases().filter(
        state__in=[ExemptionState.GRANTED, ExemptionState.ENDED], decided_at__isnull=False, valid_from__isnull=False
    )
    return rows.select_related("agency", "procedure").only(
        "reference", "ground", "act", "decided_at", "decided_title", "agency__name", "procedure__short_name",
        "procedure__code",
    )  # fmt: skip


def end_in_words(exemption: Exemption) -> str:
    """Say until when an exemption holds: an end at midnight is the end of the day before; empty: it has no end."""
    if exemption.valid_until is None:
        return ""
    local = exemption.valid_until.astimezone(ZONE)
    if local.time() == time():
        return _("hết ngày %(day)s") % {"day": shown_day(local.date() - timedelta(days=1))}
    return _("%(time)s ngày %(day)s") % {"time": f"{local:%H:%M}", "day": shown_day(local.date())}
