"""The page that describes the API, drawn by a program that we serve ourselves."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    return render(request, "web/api_docs.html", {})
