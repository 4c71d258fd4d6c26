"""Where a dossier stands, in the words of the person who waits for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.enums import Outcome, ReturnMethod, Status, Verdict
from dossiers.models import (
    Dossier,
    DossierEvent,
    DossierPaper,
    DossierQuerySet,
    DossierView,
    PaperFile,
    Result,
    Supplement,
)
from notifications.enums import Channel
from notifications.models import Delivery, Message
from notifications.queries import inbox
from portal.accounts.models import User

VIEWS_SHOWN: Final = 50
VERDICT_KIND: Final = {Verdict.GOOD: "ok", Verdict.WRONG: "warn", Verdict.NOT_NEEDED: "", Verdict.UNSEEN: "info"}

#: What a status says to the person who waits: words, colour, shape.
STATUS_WORDS: Final[dict[Status, tuple[str | Words, str, str]]] = {
    Status.REGISTERED: (gettext_lazy("Chờ Một cửa kiểm tra"), "info", "clock"),
    Status.RECEIVED: (gettext_lazy("Đã tiếp nhận"), "info", "check"),
    Status.REFUSED_INTAKE: (gettext_lazy("Không được tiếp nhận"), "bad", "cross"),
    Status.PROCESSING: (gettext_lazy("Đang giải quyết"), "info", "clock"),
    Status.SUPPLEMENT: (gettext_lazy("Chờ Ông/Bà bổ sung"), "warn", "warn"),
    Status.FINANCIAL_DUTY: (gettext_lazy("Chờ Ông/Bà nộp tiền"), "warn", "pay"),
    Status.WITHDRAWN: (gettext_lazy("Ông/Bà đã rút hồ sơ"), "", "dot"),
    Status.STOPPED: (gettext_lazy("Đã dừng giải quyết"), "bad", "pause"),
    Status.DECIDED: (gettext_lazy("Đã có kết quả"), "ok", "check"),
    Status.RETURNED: (gettext_lazy("Đã trả kết quả"), "ok", "check"),
}

#: Acts that concern the applicant, in plain words; steps inside the agency stay inside.
ACT_WORDS: Final[dict[str, tuple[str | Words, str]]] = {
    "submit": (gettext_lazy("Đã nộp trực tuyến"), "ok"),
    "receive_direct": (gettext_lazy("Đã nộp và được tiếp nhận tại quầy"), "ok"),
    "accept": (gettext_lazy("Một cửa đã tiếp nhận và hẹn ngày trả"), "ok"),
    "refuse_intake": (gettext_lazy("Một cửa không tiếp nhận hồ sơ"), "warn"),
    "ask_correction": (gettext_lazy("Một cửa yêu cầu bổ sung"), "warn"),
    "resubmit": (gettext_lazy("Ông/Bà đã gửi giấy tờ bổ sung"), "ok"),
    "cancel": (gettext_lazy("Ông/Bà đã rút hồ sơ"), "ok"),
    "forward": (gettext_lazy("Đã chuyển đến cơ quan giải quyết"), "ok"),
    "ask_supplement": (gettext_lazy("Cơ quan giải quyết yêu cầu bổ sung"), "warn"),
    "answer_supplement": (gettext_lazy("Ông/Bà đã gửi giấy tờ bổ sung"), "ok"),
    "confirm_supplement": (gettext_lazy("Giấy tờ bổ sung đã đủ, giải quyết tiếp"), "ok"),
    "close_unanswered": (gettext_lazy("Đã đóng hồ sơ vì quá hạn bổ sung"), "warn"),
    "fix_financial_duty": (gettext_lazy("Đã có thông báo nghĩa vụ tài chính"), "warn"),
    "confirm_payment": (gettext_lazy("Đã xác nhận nộp tiền, giải quyết tiếp"), "ok"),
    "apologise": (gettext_lazy("Cơ quan giải quyết xin lỗi và hẹn lại ngày trả"), "warn"),
    "request_withdrawal": (gettext_lazy("Ông/Bà yêu cầu rút hồ sơ"), "ok"),
    "confirm_withdrawal": (gettext_lazy("Một cửa đã xác nhận rút hồ sơ"), "ok"),
    "stop": (gettext_lazy("Cơ quan giải quyết dừng hồ sơ"), "warn"),
    "grant": (gettext_lazy("Đã có kết quả"), "ok"),
    "refuse": (gettext_lazy("Đã có văn bản từ chối giải quyết"), "warn"),
    "reopen": (gettext_lazy("Kết quả có sai sót, đang được làm lại"), "warn"),
    "suspend_clock": (gettext_lazy("Đổi ngày hẹn trả vì quầy tạm ngừng"), "warn"),
    "extend_supplement": (gettext_lazy("Ông/Bà có thêm ngày bổ sung vì quầy tạm ngừng"), "ok"),
    "reappoint_pickup": (gettext_lazy("Hẹn lại ngày nhận kết quả vì quầy tạm ngừng"), "warn"),
    "change_return": (gettext_lazy("Đã đổi cách nhận kết quả"), "ok"),
    "post_papers": (gettext_lazy("Đã nhờ bưu điện lấy giấy tờ tại nhà"), "ok"),
    "papers_by_post": (gettext_lazy("Giấy tờ gửi bưu điện đã về bộ phận Một cửa"), "ok"),
    "post_result": (gettext_lazy("Kết quả đang được gửi qua bưu điện"), "ok"),
    "return_result": (gettext_lazy("Đã trả kết quả"), "ok"),
}
#: Acts whose reason is written for the applicant.
REASON_SHOWN: Final = frozenset(
    {"refuse_intake", "ask_correction", "ask_supplement", "apologise", "stop", "refuse", "close_unanswered", "reopen"}
)


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One line of the timeline."""

    title: str
    at: datetime | None = None
    who: str = ""
    note: str = ""
    kind: str = ""
    shape: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of a dossier as the applicant sees it."""

    paper: DossierPaper
    files: tuple[PaperFile, ...]
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One thing asked for in a supplement."""

    subject: str
    reason: str
    requirement_id: int | None


def dossiers_of(user: User) -> DossierQuerySet:
    """Return the dossiers a person filed."""
    return Dossier.objects.filter(applicant=user).select_related("procedure", "agency")


def tracked(rows: QuerySet[Dossier], reference: str) -> Dossier | None:
    """Return one dossier by its reference or official code, with all that its page shows."""
    events = DossierEvent.objects.filter(act__in=sorted(ACT_WORDS)).order_by("seq")
    files = PaperFile.objects.select_related("file").order_by("given_at", "position", "pk")
    papers = (
        DossierPaper.objects.select_related("requirement")
        .prefetch_related(Prefetch("files", queryset=files))
        .order_by("requirement__position", "pk")
    )
    results = Result.objects.filter(superseded_at__isnull=True).select_related("document__file", "document__entry")
    return (
        rows.filter(Q(reference=reference) | Q(code=reference))
        .select_related("procedure", "revision", "agency", "desk__agency", "desk__place", "result_return")
        .prefetch_related(
            "revision__offers",
            "apologies",
            "pauses",
            Prefetch("events", queryset=events, to_attr="shown_events"),
            Prefetch("papers", queryset=papers),
            Prefetch("supplements", queryset=Supplement.objects.order_by("number")),
            Prefetch("results", queryset=results, to_attr="valid_results"),
        )
        .order_by("pk")
        .first()
    )


def status_tag(dossier: Dossier) -> dict[str, Any]:
    """Return the tag of a dossier: words, kind, shape."""
    words, kind, shape = STATUS_WORDS[Status(dossier.status)]
    if dossier.status == Status.DECIDED and dossier.outcome == Outcome.REFUSED:
        words, kind, shape = _("Bị từ chối giải quyết"), "bad", "warn"
    return {"words": words, "kind": kind, "shape": shape}


def timeline(dossier: Dossier, *, with_reasons: bool = True) -> tuple[TimelineStep, ...]:
    """Return what happened and what comes next. Nobody inside an agency is named before the decision."""
    events: list[DossierEvent] = dossier.shown_events  # type: ignore[attr-defined]  # fetched by `tracked`
    past = []
    for event in events:
        words, kind = ACT_WORDS[event.act]
        note = event.reason if with_reasons and event.act in REASON_SHOWN else ""
        past.append(TimelineStep(str(words), event.happened_at, _who(event, dossier), note, kind))
    if past and dossier.status != Status.RETURNED:
        latest = past[-1]
        past[-1] = TimelineStep(latest.title, latest.at, latest.who, latest.note, latest.kind, is_current=True)
    return (*past, *_to_come(dossier))


def duty_in_words(dossier: Dossier) -> str:
    """Return what the agency wrote of the financial duty it stated last; empty for none."""
    events: list[DossierEvent] = dossier.shown_events  # type: ignore[attr-defined]  # fetched by `tracked`
    return next((event.reason for event in reversed(events) if event.act == "fix_financial_duty"), "")


def _who(event: DossierEvent, dossier: Dossier) -> str:
    if event.act in {"accept", "refuse_intake", "ask_correction", "confirm_withdrawal", "receive_direct", "forward"}:
        return dossier.desk.name
    if event.act in {"ask_supplement", "grant", "refuse", "stop", "apologise"}:
        return dossier.agency.name
    return ""


def _to_come(dossier: Dossier) -> tuple[TimelineStep, ...]:
    way = str(ReturnMethod(dossier.return_method).label)
    steps = {
        "check": TimelineStep(_("Một cửa kiểm tra"), note=_("Thiếu gì sẽ báo một lần cho đủ.")),
        "receive": TimelineStep(_("Tiếp nhận chính thức và hẹn ngày trả")),
        "decide": TimelineStep(_("%(agency)s giải quyết") % {"agency": dossier.agency.name}),
        "return": TimelineStep(_("Trả kết quả"), note=way),
    }
    ahead: dict[str, tuple[str, ...]] = {
        Status.REGISTERED: ("check", "decide", "return"),
        Status.RECEIVED: ("decide", "return"),
        Status.PROCESSING: ("decide", "return"),
        Status.SUPPLEMENT: ("decide", "return") if dossier.code else ("receive", "decide", "return"),
        Status.FINANCIAL_DUTY: ("decide", "return"),
        Status.DECIDED: ("return",),
    }
    return tuple(steps[name] for name in ahead.get(dossier.status, ()))


def paper_lines(dossier: Dossier) -> tuple[PaperLine, ...]:
    """Return the papers given, with what the desk found of each."""
    lines = []
    for paper in dossier.papers.all():
        verdict = Verdict(paper.verdict)
        words = _("Gửi lại") if verdict == Verdict.WRONG else str(verdict.label)
        lines.append(PaperLine(paper, tuple(paper.files.all()), words, VERDICT_KIND[verdict]))
    return tuple(lines)


def open_supplement(dossier: Dossier) -> Supplement | None:
    """Return what the applicant is asked for now."""
    return next((one for one in dossier.supplements.all() if one.closed_at is None), None)


def asked_items(supplement: Supplement) -> tuple[AskedItem, ...]:
    """Return the things asked for in a supplement."""
    return tuple(
        AskedItem(str(item["subject"]), str(item["reason"]), item.get("requirement")) for item in supplement.items
    )


def valid_result(dossier: Dossier) -> Result | None:
    """Return the result that stands, fetched by `tracked`."""
    results: list[Result] = dossier.valid_results  # type: ignore[attr-defined]  # fetched by `tracked`
    return results[0] if results else None


def who_looked(dossier: Dossier) -> list[DossierView]:
    """Return who opened a dossier last: posts, never names."""
    return list(DossierView.objects.filter(dossier=dossier).order_by("-viewed_at", "-pk")[:VIEWS_SHOWN])


def messages_about(dossier: Dossier, reader: User) -> list[Message]:
    """Return what a person was told about a dossier, latest first, each with what became of it on its channels."""
    told = inbox(reader).filter(key__startswith=f"dossier:{dossier.pk}:")
    outside = Delivery.objects.exclude(channel=Channel.PORTAL).order_by("owed_at", "pk")
    return list(
        told.order_by("-owed_at", "-pk").prefetch_related(Prefetch("deliveries", outside, "carried"))[:VIEWS_SHOWN]
    )
