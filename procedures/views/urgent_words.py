"""What pages say of urgent cases: where they stand, how much time is left to decide, their files, how to book."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core import signing
from django.http import FileResponse, Http404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.requests import SignedInRequest
from portal.kernel.file_pages import send_stored
from procedures.enums import ExemptionState
from procedures.models import Exemption, ExemptionEvidence
from procedures.permissions import exemptions_visible_to
from procedures.queries.urgent import end_in_words

SALT: Final = "procedures.evidence"
#: An address copied from a page is worth nothing the next day.
LINK_SECONDS: Final = 12 * 3600
SOON: Final = timedelta(hours=1)
_TAGS: Final = {
    ExemptionState.REQUESTED: ("info", "clock"),
    ExemptionState.GRANTED: ("ok", "check"),
    ExemptionState.REFUSED: ("bad", "cross"),
    ExemptionState.WITHDRAWN: ("", "dot"),
    ExemptionState.ENDED: ("", "pause"),
}


def tag_of(exemption: Exemption) -> dict[str, str]:
    """Return where a case stands, as the component `tag` takes it."""
    state = ExemptionState(exemption.state)
    kind, shape = _TAGS[state]
    return {"words": str(state.label), "kind": kind, "shape": shape}


def clock_of(exemption: Exemption, at: datetime) -> dict[str, str]:
    """Return how much time is left to decide, as the component `due` takes it; no words once it is decided."""
    if exemption.state != ExemptionState.REQUESTED or exemption.decide_by_at is None:
        return {"words": "", "kind": ""}
    until = timezone.localtime(exemption.decide_by_at)
    when = f"{until:%H:%M} {until.day:02d}/{until.month}/{until.year}"
    if at > exemption.decide_by_at:
        return {"words": _("Quá giờ quyết định từ %(when)s") % {"when": when}, "kind": "bad"}
    kind = "warn" if exemption.decide_by_at - at <= SOON else ""
    return {"words": _("Quyết định trước %(when)s") % {"when": when}, "kind": kind}


def booking_url(exemption: Exemption, at: datetime) -> str:
    """Return where a granted case books its time in the closed hall; empty when there is none to book."""
    is_usable = exemption.state == ExemptionState.GRANTED and (
        exemption.valid_until is None or at < exemption.valid_until
    )
    try:
        return reverse("counters:book_exempted", args=[exemption.reference]) if is_usable else ""
    except NoReverseMatch:
        return ""


def evidence_of(exemption: Exemption) -> list[tuple[ExemptionEvidence, str]]:
    """Return the files given with a case, each with an address good for some hours."""
    rows = exemption.evidence.select_related("file").order_by("pk")
    return [(one, reverse("procedures:exemption_file", args=[signing.dumps(one.pk, salt=SALT)])) for one in rows]


@require_safe
def evidence_file(request: SignedInRequest, signed: str) -> FileResponse:
    """Send one file of evidence to a person who may see the case."""
    try:
        key = signing.loads(signed, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    seen = exemptions_visible_to(request.user, on=timezone.localdate())
    found = ExemptionEvidence.objects.filter(pk=key, exemption__in=seen).select_related("file").order_by("pk").first()
    if found is None:
        raise Http404
    return send_stored(found.file, is_saved=request.GET.get("tai") == "1")


def decision_rows(exemption: Exemption) -> list[dict[str, Any]]:
    """Return the decision as pairs: by whom, when, why, from when until when, on what conditions."""
    said: list[tuple[str, Any]] = [
        (_("Người quyết định"), exemption.decided_title),
        (_("Lúc"), _moment(exemption.decided_at)),
        (_("Lý do"), exemption.decision_reason and _(exemption.decision_reason)),
        (_("Tiếp từ"), _moment(exemption.valid_from)),
        (_("Đến"), end_in_words(exemption)),
        (_("Điều kiện"), exemption.conditions),
        (_("Đã dùng lúc"), _moment(exemption.used_at)),
    ]
    return [{"label": label, "value": value, "url": "", "source": ""} for label, value in said if value]


def _moment(instant: datetime | None) -> str:
    if instant is None:
        return ""
    local = timezone.localtime(instant)
    return _("%(time)s ngày %(day)s") % {"time": f"{local:%H:%M}", "day": f"{local.day:02d}/{local.month}/{local.year}"}
