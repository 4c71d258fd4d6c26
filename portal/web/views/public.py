"""Pages that anybody may read."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html", {})


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's signature
    """Say whether the portal and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
