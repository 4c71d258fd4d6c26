"""The clerk's registers."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from documents import forms, permissions, queries
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.pages import capped_count, keyset_page, render_page


@require_GET
@roles_required(*permissions.READS_OWN, *permissions.READS_SUBTREE)
def register(request: SignedInRequest) -> HttpResponse:
    """Show the register of outgoing documents in the columns of NĐ 30/2020/NĐ-CP Phụ lục IV."""
    form = forms.FindInRegister(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    lines = queries.outgoing(
        permissions.visible_to(request.user, on=timezone.localdate()),
        text=asked.get("q", ""),
        first_day=asked.get("tu"),
        last_day=asked.get("den"),
    )
    context = {
        "form": form,
        "page": keyset_page(lines, order=["-entered_at", "-pk"], cursor=request.GET.get("trang", "")),
        "count": capped_count(lines),
    }
    return render_page(request, "documents/register.html", context, part="rows")
