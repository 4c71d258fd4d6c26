"""The applicant has a result sent by post instead of coming for it, and may change that back until it is sent."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers import actions
from dossiers.enums import ReturnMethod, Status
from dossiers.forms.calls import CancelPostalReturn, ChoosePost
from dossiers.forms.posting import PostPapers
from dossiers.queries.calls import open_postal_return
from dossiers.views.citizen import may, own
from dossiers.views.citizen_frame import for_citizens
from portal.accounts.requests import SignedInRequest
from portal.kernel.pages import posted, render_page, try_act

DONE: Final = 303


def _sent(request: SignedInRequest, form: Form, act: Callable[[], None]) -> int:
    """Do the act once the form is complete; tell by the status of the page what came of it, refusals at the form."""
    if request.method != "POST":
        return 200
    if not form.is_valid():
        return 422
    return try_act(form, act) or DONE


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def choose_post(request: SignedInRequest, reference: str) -> HttpResponse:
    """Agree, in the words that officers read out on the telephone, to get the result by post."""
    dossier = own(request, reference)
    if dossier.status != Status.DECIDED or dossier.return_method == ReturnMethod.POST:
        messages.info(request, _("Hồ sơ này không có kết quả chờ chọn cách nhận."))
        return redirect("dossiers:detail", dossier.shown_code)
    form = ChoosePost(posted(request), dossier=dossier)

    def act() -> None:
        actions.choose_post(
            dossier_id=dossier.pk,
            actor=request.user,
            seen=form.cleaned_data["seen"],
            consent=form.consent_of(request.user.full_name),
            at=timezone.now(),
        )

    status = _sent(request, form, act)
    if status == DONE:
        messages.success(request, _("Đã ghi nhận. Kết quả được gửi qua bưu điện đến địa chỉ Ông/Bà chọn."))
        return redirect("dossiers:detail", dossier.shown_code)
    context = {"dossier": dossier, "form": form, "wording": actions.CONSENT_WORDING}
    return render_page(request, "dossiers/citizen/choose_post.html", context, status=status)


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_post(request: SignedInRequest, reference: str) -> HttpResponse:
    """Change back to the counter while the post does not have the result."""
    dossier = own(request, reference)
    if open_postal_return(dossier) is None:
        messages.info(request, _("Không có kết quả nào đang chờ gửi bưu điện."))
        return redirect("dossiers:detail", dossier.shown_code)
    form = CancelPostalReturn(posted(request), initial={"seen": dossier.event_seq})

    def act() -> None:
        actions.cancel_postal_return(dossier_id=dossier.pk, actor=request.user, at=timezone.now(), **form.cleaned_data)

    status = _sent(request, form, act)
    if status == DONE:
        messages.success(request, _("Đã hủy gửi bưu điện. Kết quả chờ nhận tại quầy."))
        return redirect("dossiers:detail", dossier.shown_code)
    context = {"dossier": dossier, "form": form}
    return render_page(request, "dossiers/citizen/take_back_post.html", context, status=status)


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def post_papers(request: SignedInRequest, reference: str) -> HttpResponse:
    """Have the post fetch papers at home."""
    dossier = own(request, reference)
    if "post_papers" not in may(dossier):
        messages.info(request, _("Hồ sơ này không chờ giấy tờ nào gửi qua bưu điện."))
        return redirect("dossiers:detail", dossier.shown_code)
    form = PostPapers(posted(request), dossier=dossier)

    def act() -> None:
        actions.post_papers(
            dossier_id=dossier.pk,
            actor=request.user,
            seen=form.cleaned_data["seen"],
            posting=form.posting,
            at=timezone.now(),
        )

    status = _sent(request, form, act)
    if status == DONE:
        messages.success(request, _("Đã chuyển yêu cầu đến bưu điện. Bưu tá gọi trước khi đến."))
        return redirect("dossiers:detail", dossier.shown_code)
    return render_page(request, "dossiers/citizen/post_papers.html", {"dossier": dossier, "form": form}, status=status)
