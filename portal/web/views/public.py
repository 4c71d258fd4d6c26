"""Pages that anybody may read."""

import math
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from portal.web import queries

RAYS: Final = 14


def _star() -> str:
    """Return the path of the star in the middle of the drum: 14 rays, drawn by a formula."""
    points = []
    for step in range(2 * RAYS):
        angle = math.pi * step / RAYS - math.pi / 2
        radius = 44 if step % 2 else 98
        points.append(f"{200 + radius * math.cos(angle):.0f} {200 + radius * math.sin(angle):.0f}")
    return "M" + "L".join(points) + "z"


DRUM_STAR: Final = _star()


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "popular": queries.popular_procedures(),
        "life_events": queries.life_events(),
        "figures": queries.month_figures(at=now),
        "month": timezone.localtime(now),
        "drum": DRUM_STAR,
    }
    return render(request, "web/home.html", context)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's signature
    """Say whether the portal and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
