"""Pages for what went wrong. Each says what to do and bears the number of the request."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return render(request, "403.html", {}, status=403)
