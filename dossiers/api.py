"""Dossiers for programs: tracking by the two facts on the slip."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers.actions.look_up import NothingMatches, TooManyTries, look_up
from dossiers.models import Dossier
from dossiers.queries import tracking
from dossiers.serializers import TrackedDossier, TrackFields
from portal.kernel.api import INVALID, NOT_FOUND, THROTTLED
from portal.kernel.text import mask_name
from portal.kernel.tries import PAUSE


class TrackView(APIView):
    """Where a dossier stands."""

    @extend_schema(
        operation_id="dossiers_track",
        summary="Tra cứu hồ sơ",
        request=TrackFields,
        responses={200: TrackedDossier, 400: INVALID, 404: NOT_FOUND, 429: THROTTLED},
    )
    @method_decorator(sensitive_variables("request"))
    def post(self, request: Request, **_rest: Any) -> Response:
        """Tell status and dates to who gives the code and the secret of a slip.

        An unknown code and a wrong secret are answered alike (404). After five tries at one code, or thirty from one
        address, there is a pause of fifteen minutes (429).
        """
        given = TrackFields(data=request.data)
        given.is_valid(raise_exception=True)
        bare = request._request  # noqa: SLF001 -- the library's own name for Django's request
        address = get_adapter(bare).get_client_ip(bare)
        try:
            dossier = look_up(**given.validated_data, address=address, at=timezone.now())
        except NothingMatches:
            raise Http404 from None
        except TooManyTries:
            raise Throttled(PAUSE.total_seconds()) from None
        answer = Response(TrackedDossier(_shown(dossier)).data)
        answer["Cache-Control"] = "no-store"
        return answer


def _shown(dossier: Dossier) -> dict[str, Any]:
    return {
        "code": dossier.shown_code,
        "procedure": dossier.procedure.name,
        "applicant": mask_name(dossier.applicant_name),
        "agency": dossier.agency.name,
        "desk": dossier.desk.name,
        "status": {
            "code": dossier.national_code,
            "key": dossier.status,
            "words": str(tracking.status_tag(dossier)["words"]),
        },
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at if dossier.is_running else None,
        "waits_for_applicant": dossier.waits_for_applicant,
        "steps": [{"title": step.title, "at": step.at} for step in tracking.timeline(dossier, with_reasons=False)],
    }
