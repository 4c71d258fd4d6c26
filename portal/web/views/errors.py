"""Pages for what went wrong. Each says what to do and bears the number of the request."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from portal.web.context import HELP


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return render(request, "errors/400.html", {}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return render(request, "errors/403.html", {}, status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return render(request, "errors/csrf.html", {}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return render(request, "errors/404.html", {}, status=404)


def conflict(request: HttpRequest, words: str, back: str) -> HttpResponse:
    """Tell that somebody acted first, and lead back to the page as it is now (HTTP 409)."""
    return render(request, "errors/409.html", {"words": words, "back": back}, status=409)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without session, database or context processors: any of them may be what broke."""
    number = getattr(request, "request_id", "")
    page = loader.render_to_string("errors/500.html", {"request_id": number, **HELP})
    return HttpResponse(page, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the portal rests for a while, without touching the database (HTTP 503)."""
    number = getattr(request, "request_id", "")
    page = loader.render_to_string("errors/503.html", {"request_id": number, **HELP})
    return HttpResponse(page, status=503, headers={"Retry-After": "300"})
