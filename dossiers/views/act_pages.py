"""Every act of officers as a page: its words, its form, and the one call that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from dossiers import actions, law
from dossiers.enums import Proposal, ReturnMethod, Stage, Status
from dossiers.forms import officer as forms
from dossiers.forms.posting import PostResult
from dossiers.models import Dossier
from dossiers.permissions import capacities_of
from dossiers.queries import specialists_of
from dossiers.queries.at_counter import door_for_dossier
from dossiers.queries.by_post import has_parcel
from dossiers.rulesets import RULE_SET
from dossiers.views.words import ACT_WORDS
from portal.accounts.models import User
from portal.agencies.queries import working_calendar
from portal.kernel.files import store_upload
from procedures.enums import Channel, CounterAct

#: Working days that an apology usually asks for.
SUGGESTED_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Doing:
    """One act about to be done: on what, by whom, having seen which event, with which form."""

    dossier: Dossier
    actor: User
    seen: int
    at: datetime
    form: Any

    @property
    def keys(self) -> dict[str, Any]:
        return {"dossier_id": self.dossier.pk, "actor": self.actor, "seen": self.seen, "at": self.at}

    @property
    def typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = self.form.cleaned_data
        return typed

    def stored(self, upload: Any) -> int:
        """Store an uploaded file.

        :raises UploadRefused: it cannot be taken.
        """
        return store_upload(upload, by=self.actor, at=self.at).pk


def _anything(_dossier: Dossier) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act: the acts of the law it stands for, its address, what happens when it is done, how it is done.

    `is_direct`: one click on the dossier's page is enough. `fits`: whether it is worth offering, beyond the law.
    """

    acts: tuple[str, ...]
    slug: str
    consequence: str | Promise
    run: Callable[[Doing], Dossier]
    form: type[forms.ActForm] = forms.ActForm
    is_direct: bool = False
    is_previewed: bool = False
    fits: Callable[[Dossier], bool] = _anything
    options: Callable[[Dossier, datetime], dict[str, Any]] | None = None
    verb: str | Promise = ""

    @property
    def name(self) -> str:
        return self.slug.replace("-", "_")

    @property
    def words(self) -> str | Promise:
        return self.verb or ACT_WORDS[self.acts[0]].verb


def _plain(act: Callable[..., Dossier]) -> Callable[[Doing], Dossier]:
    return lambda doing: act(**doing.keys)


def _reasoned(act: Callable[..., Dossier]) -> Callable[[Doing], Dossier]:
    return lambda doing: act(**doing.keys, reason=doing.typed["reason"])


def _asked(act: Callable[..., Dossier]) -> Callable[[Doing], Dossier]:
    return lambda doing: act(**doing.keys, items=doing.form.items)


def _typed(act: Callable[..., Dossier]) -> Callable[[Doing], Dossier]:
    return lambda doing: act(**doing.keys, **doing.typed)


def _accept_and_forward(doing: Doing) -> Dossier:
    accepted = actions.accept(**doing.keys)
    return actions.forward(**doing.keys | {"seen": accepted.event_seq})


def _assign(doing: Doing) -> Dossier:
    by_key = {user.key: user.pk for user, _load in specialists_of(doing.dossier, at=doing.at)}
    return actions.assign(**doing.keys, officer_id=by_key.get(doing.typed["officer"], 0))


def _propose(doing: Doing) -> Dossier:
    typed = doing.typed
    upload = typed["result_file"]
    return actions.propose(
        **doing.keys,
        proposal=Proposal(typed["proposal"]),
        text=typed["text"],
        result_file_id=doing.stored(upload) if upload else None,
    )


def _answer(doing: Doing) -> Dossier:
    files = {
        requirement_id: [doing.stored(doing.typed[name])]
        for name, requirement_id in doing.form.wanted.items()
        if doing.typed.get(name)
    }
    return actions.answer_supplement(
        **doing.keys,
        files=files,
        text=doing.typed["text"],
        channel=Channel(doing.typed["channel"]),
        exemption=doing.form.exemption,
    )


def _return(doing: Doing) -> Dossier:
    said = doing.form.answers | {"method": ReturnMethod(doing.typed["method"])}
    return actions.return_result(**doing.keys, **said, exemption=doing.form.exemption)


def _post_result(doing: Doing) -> Dossier:
    return actions.post_result(**doing.keys, posting=doing.form.posting)


def _goes_by_post(dossier: Dossier) -> bool:
    return dossier.return_method == ReturnMethod.POST and not has_parcel(dossier)


def _door(counter_act: CounterAct) -> Callable[[Dossier, datetime], dict[str, Any]]:
    return lambda dossier, at: {"door": door_for_dossier(dossier, counter_act, at=at)}


def _specialists(dossier: Dossier, at: datetime) -> dict[str, Any]:
    return {"specialists": specialists_of(dossier, at=at)}


def _suggestion(dossier: Dossier, at: datetime) -> dict[str, Any]:
    return {"suggestion": suggested_day(dossier, at)}


def suggested_day(dossier: Dossier, at: datetime) -> date:
    """Return the day an apology may promise: a few working days after today and after the day promised."""
    latest = max(at, dossier.due_at) if dossier.due_at else at
    calendar = working_calendar(dossier.agency)
    return calendar.add_working_days(localdate(latest), SUGGESTED_DAYS)


def _proposes(*proposals: Proposal) -> Callable[[Dossier], bool]:
    return lambda dossier: dossier.proposal in proposals


def _may_ask(dossier: Dossier) -> bool:
    return dossier.supplements_asked < RULE_SET[dossier.rule_set].supplements_allowed


def _may_apologise(dossier: Dossier) -> bool:
    return dossier.due_at is not None and dossier.apologies_made < RULE_SET[dossier.rule_set].apologies_allowed


def _is_answered(dossier: Dossier) -> bool:
    return dossier.supplements.filter(closed_at__isnull=True, answered_at__isnull=False).exists()


def _is_unanswered(dossier: Dossier) -> bool:
    return dossier.supplements.filter(closed_at__isnull=True, answered_at__isnull=True).exists()


def _is_unanswered_in_time(dossier: Dossier) -> bool:
    waits = dossier.supplements.filter(closed_at__isnull=True, answered_at__isnull=True)
    return waits.filter(answer_until__lt=localdate()).exists()


ACT_PAGES: Final = (
    ActPage(
        ("accept",), "tiep-nhan", _("Hồ sơ được cấp mã, thời hạn giải quyết bắt đầu tính."), _plain(actions.accept),
        is_direct=True,
    ),
    ActPage(
        ("accept",), "tiep-nhan-va-chuyen", _("Hồ sơ được cấp mã và chuyển ngay đến cơ quan giải quyết."),
        _accept_and_forward, is_direct=True, verb=_("Tiếp nhận và chuyển"),
    ),
    ActPage(
        ("ask_correction",), "yeu-cau-bo-sung",
        _("Chỉ được yêu cầu bổ sung một lần. Người nộp nhận đủ các nội dung dưới đây."),
        _asked(actions.ask_correction), forms.AskForMissing, is_previewed=True, fits=_may_ask,
    ),
    ActPage(
        ("refuse_intake",), "tu-choi-tiep-nhan", _("Hồ sơ kết thúc. Người nộp nhận phiếu từ chối, nêu rõ lý do."),
        _reasoned(actions.refuse_intake), forms.GiveReason,
    ),
    ActPage(
        ("forward",), "chuyen", _("Hồ sơ sang cơ quan giải quyết, chờ phân công."), _plain(actions.forward),
        is_direct=True,
    ),
    ActPage(
        ("take_up",), "nhan-thu-ly", _("Hồ sơ do Ông/Bà thụ lý."), _plain(actions.take_up), is_direct=True,
    ),
    ActPage(
        ("assign",), "phan-cong", _("Hồ sơ chuyển đến chuyên viên được chọn."), _assign, forms.Assign,
        options=_specialists,
    ),
    ActPage(
        ("propose", "propose_to_signatory"), "de-xuat", _("Hồ sơ được trình lên theo quy trình của thủ tục."),
        _propose, forms.Propose,
    ),
    ActPage(
        ("endorse",), "trinh-lanh-dao", _("Đề xuất được trình lãnh đạo ký."), _plain(actions.endorse),
        is_direct=True, fits=_proposes(Proposal.GRANT, Proposal.REFUSE),
    ),
    ActPage(
        ("grant",), "ky-duyet",
        _("Kết quả được phát hành với số tiếp theo trong sổ văn bản đi. Số đã cấp không rút lại được."),
        _plain(actions.grant), fits=_proposes(Proposal.GRANT),
    ),
    ActPage(
        ("refuse",), "ky-tu-choi",
        _("Văn bản từ chối được phát hành với số tiếp theo trong sổ văn bản đi và gửi cho người nộp."),
        _reasoned(actions.refuse), forms.GiveReason, fits=_proposes(Proposal.REFUSE),
    ),
    ActPage(
        ("ask_supplement",), "gui-yeu-cau-bo-sung",
        _("Thời hạn dừng lại cho đến khi người nộp bổ sung đủ. Chỉ được yêu cầu một lần."),
        _asked(actions.ask_supplement), forms.AskForMissing, is_previewed=True,
        fits=lambda dossier: dossier.proposal == Proposal.SUPPLEMENT and _may_ask(dossier),
    ),
    ActPage(
        ("send_back",), "tra-lai", _("Hồ sơ về chuyên viên thụ lý, kèm lý do."), _reasoned(actions.send_back),
        forms.GiveReason,
    ),
    ActPage(
        ("confirm_supplement",), "xac-nhan-bo-sung", _("Hồ sơ về chuyên viên, thời hạn được tính lại."),
        _plain(actions.confirm_supplement), is_direct=True, fits=_is_answered,
    ),
    ActPage(
        ("answer_supplement",), "nhan-bo-sung", _("Giấy tờ bổ sung nhận được được ghi vào hồ sơ."), _answer,
        forms.TakeAnswer, fits=_is_unanswered, options=_door(CounterAct.INTAKE),
    ),
    ActPage(
        ("close_unanswered",), "dong-ho-so", _("Hồ sơ dừng giải quyết vì hết hạn mà chưa bổ sung."),
        _plain(actions.close_unanswered), fits=_is_unanswered_in_time,
    ),
    ActPage(
        ("fix_financial_duty",), "nghia-vu-tai-chinh", _("Người nộp nhận thông báo nộp tiền."),
        _typed(actions.fix_financial_duty), forms.FixDuty,
    ),
    ActPage(
        ("confirm_payment",), "xac-nhan-nop-tien", _("Hồ sơ được giải quyết tiếp."), _plain(actions.confirm_payment),
        is_direct=True,
    ),
    ActPage(
        ("return_result",), "tra-ket-qua", _("Hồ sơ kết thúc, người nhận được ghi lại."),
        _return, forms.ReturnResult, options=_door(CounterAct.RETURN),
    ),
    ActPage(
        ("post_result",), "gui-buu-dien",
        _("Bưu gửi có số vận đơn và chờ giao cho bưu điện cùng phiếu giao nhận. Phát xong, hồ sơ tự kết thúc."),
        _post_result, PostResult, fits=_goes_by_post,
    ),
    ActPage(
        ("reopen",), "thu-hoi-ket-qua", _("Kết quả sai được thu hồi, số văn bản giữ nguyên trong sổ."),
        _reasoned(actions.reopen), forms.GiveReason,
    ),
    ActPage(
        ("apologise",), "xin-loi",
        _("Phiếu xin lỗi được phát hành với số tiếp theo trong sổ. Hồ sơ vẫn tính là trễ hạn."),
        _typed(actions.apologise), forms.Apologise, fits=_may_apologise, options=_suggestion,
    ),
    ActPage(
        ("stop",), "dung", _("Hồ sơ dừng giải quyết. Người nộp nhận thông báo, nêu rõ lý do."),
        _reasoned(actions.stop), forms.GiveReason,
    ),
    ActPage(
        ("confirm_withdrawal",), "cho-rut", _("Hồ sơ kết thúc theo yêu cầu của người nộp, trả lại giấy tờ đã nộp."),
        _reasoned(actions.confirm_withdrawal), forms.ConfirmWithdrawal,
    ),
)  # fmt: skip
BY_SLUG: Final = {page.slug: page for page in ACT_PAGES}


def permitted_pages(user: User, dossier: Dossier, *, on: date) -> list[ActPage]:
    """Return the acts that the law gives this person on this dossier now, in the order of the desk."""
    held = capacities_of(user, dossier, on=on)
    rules = law.permitted(status=Status(dossier.status), stage=Stage(dossier.stage), capacities=held)
    names = {rule.name for rule in rules}
    return [page for page in ACT_PAGES if names.intersection(page.acts) and page.fits(dossier)]
