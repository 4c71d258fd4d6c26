"""The list of dossiers: tabs, filters, the scan box, and acts on several at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dossiers import actions
from dossiers.models import Dossier
from dossiers.queries import by_code, scanned_code, tab_counts
from dossiers.views.desk_pages import (
    ACTING_ROLES,
    DOSSIER_ROLES,
    KEPT,
    Standpoint,
    as_int,
    kept_query,
    standpoint,
    visible,
)
from dossiers.views.words import due_of
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.pages import keyset_page, render_page
from portal.kernel.text import clean_line
from procedures.enums import Channel
from procedures.queries import fields

SIZES: Final = (25, 50, 100)
#: Dossiers on which one click acts.
BATCH_MAX: Final = 100
KEYS: Final = (
    ("/", gettext_lazy("Đến ô quét mã")),
    ("J", gettext_lazy("Hồ sơ dưới")),
    ("K", gettext_lazy("Hồ sơ trên")),
    ("X", gettext_lazy("Chọn hoặc bỏ chọn")),
    ("Enter", gettext_lazy("Mở hồ sơ")),
    ("?", gettext_lazy("Xem các phím")),
)
BATCH_ACTS: Final[dict[str, tuple[Callable[..., Dossier], Any]]] = {
    "tiep-nhan": (actions.accept, gettext_lazy("Đã tiếp nhận")),
    "chuyen": (actions.forward, gettext_lazy("Đã chuyển")),
}
#: Which of them a tab offers.
OFFERED: Final = {
    "cho-tiep-nhan": (("tiep-nhan", gettext_lazy("Tiếp nhận")),),
    "cho-chuyen": (("chuyen", gettext_lazy("Chuyển cơ quan giải quyết")),),
}


@roles_required(*DOSSIER_ROLES)
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    if "ma" in request.GET:
        return _open_scanned(request)
    here = standpoint(request, timezone.now())
    size = as_int(request.GET.get("so"))
    size = size if size in SIZES else SIZES[0]
    page = keyset_page(here.rows, order=here.tab.order, cursor=request.GET.get("trang", ""), size=size)
    context = {
        "here": here,
        "tabs": _tabs(request, here),
        "sides": [
            {"words": side.label, "url": f"?noi={side.key}", "is_current": side is here.side} for side in here.sides
        ],
        "rows": [{"dossier": row, "due": due_of(row, here.at), "url": _address(row, here)} for row in page.rows],
        "page": page,
        "selects": _selects(here),
        "offered": OFFERED.get(here.tab.key, ()) if here.side.key == "quay" else (),
        "sizes": SIZES,
        "size": size,
        "keys": KEYS,
        "kept": [("noi", here.side.key), ("tt", here.tab.key)],
        "kept_all": [(name, request.GET.get(name, "")) for name in KEPT if request.GET.get(name)],
    }
    return render_page(request, "dossiers/officer/queue.html", context, part="rows")


def _address(dossier: Dossier, here: Standpoint) -> str:
    return reverse("dossiers:workbench", args=[dossier.reference]) + here.query


def _open_scanned(request: SignedInRequest) -> HttpResponse:
    code = scanned_code(request.GET["ma"])[:60]
    found = by_code(visible(request), code).first()
    if found is not None:
        return redirect("dossiers:workbench", found.reference)
    messages.warning(request, _("Không có hồ sơ mang mã “%(code)s” trong phạm vi được xem.") % {"code": code})
    return redirect("dossiers:queue")


def _tabs(request: SignedInRequest, here: Standpoint) -> list[dict[str, Any]]:
    counts = tab_counts(visible(request).filter(here.side.scope), here.side.tabs, at=here.at)
    return [
        {
            "words": tab.label,
            "url": "?" + urlencode({"noi": here.side.key, "tt": tab.key}),
            "count": counts.get(tab.key),
            "kind": "bad" if tab.late and counts.get(tab.key) else "",
            "is_current": tab is here.tab,
        }
        for tab in here.side.tabs
    ]


def _selects(here: Standpoint) -> list[dict[str, Any]]:
    due = [("qua-han", _("Quá hạn")), ("hom-nay", _("Hôm nay")), ("hai-ngay", _("Trong 2 ngày"))]
    chosen = here.filters
    selects: list[dict[str, Any]] = [
        {
            "name": "linh-vuc",
            "label": _("Lĩnh vực"),
            "options": [(field.slug, field.name) for field in fields()],
            "chosen": chosen.field,
        },
        {"name": "kenh", "label": _("Kênh nộp"), "options": Channel.choices, "chosen": chosen.channel},
        {"name": "han", "label": _("Hạn"), "options": due, "chosen": chosen.due},
    ]
    if here.side.key == "phong":
        mine = {
            "name": "cua",
            "label": _("Người thụ lý"),
            "options": [("toi", _("Tôi"))],
            "chosen": "toi" * chosen.mine,
        }
        selects.append(mine)
    return selects


@roles_required(*ACTING_ROLES)
@require_POST
def batch(request: SignedInRequest) -> HttpResponse:
    """Do one act to each of the chosen dossiers, each in its own transaction, and tell what became of each."""
    name = request.POST.get("viec", "")
    if name not in BATCH_ACTS:
        messages.warning(request, _("Chọn việc cần làm cho các hồ sơ."))
        return redirect("dossiers:queue")
    act, done_words = BATCH_ACTS[name]
    results = do_each(request, act, timezone.now())
    context = {
        "results": results,
        "done_words": done_words,
        "done": sum(1 for result in results if not result["problem"]),
        "skipped": sum(1 for result in results if result["problem"]),
        "back": reverse("dossiers:queue") + kept_query(request.POST),
    }
    return render_page(request, "dossiers/officer/batch_done.html", context)


def do_each(request: SignedInRequest, act: Callable[..., Dossier], at: datetime) -> list[dict[str, Any]]:
    """Do `act` to each chosen dossier (`ho-so` = reference:seen); return done or why not, in the chosen order."""
    chosen = dict(_reference_and_seen(value) for value in request.POST.getlist("ho-so")[:BATCH_MAX])
    found = {row.reference: row for row in visible(request).filter(reference__in=chosen).for_list().order_by("pk")}
    results = []
    for reference, seen in chosen.items():
        row = found.get(reference)
        if row is None:
            results.append({"code": reference, "name": "", "url": "", "problem": _("Không tìm thấy hồ sơ.")})
            continue
        problem = ""
        try:
            row = act(dossier_id=row.pk, actor=request.user, seen=seen, at=at)
        except SomeoneActedFirst:
            problem = _("Có người vừa xử lý hồ sơ này.")
        except RuleViolation as refusal:
            problem = f"{refusal} ({refusal.source})"
        url = reverse("dossiers:workbench", args=[reference])
        results.append({"code": row.shown_code, "name": row.applicant_name, "url": url, "problem": problem})
    return results


def _reference_and_seen(value: str) -> tuple[str, int]:
    reference, _colon, seen = value.rpartition(":")
    return clean_line(reference)[:48], as_int(seen)
