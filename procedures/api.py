"""The catalogue for programs: list, one procedure, what is open now."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.api import INVALID, NOT_FOUND, THROTTLED, KeysetPagination
from procedures import queries
from procedures.availability import instead_of_counter, likely_due
from procedures.models import Procedure, ProcedureRevision
from procedures.serializers import (
    AvailabilityFields,
    AvailabilityParameters,
    CatalogueParameters,
    ProcedureDetail,
    ProcedureLine,
)


def _found(code: str) -> ProcedureRevision:
    try:
        procedure = queries.procedure_by_code(code)
        revision = queries.current_revision(procedure)
    except (Procedure.DoesNotExist, ProcedureRevision.DoesNotExist):
        raise Http404 from None
    revision.procedure = procedure
    return revision


class ProcedureList(ListAPIView[Procedure]):
    """All published procedures, best match first."""

    serializer_class = ProcedureLine
    pagination_class = KeysetPagination
    ordering = ("rank", "short_name", "pk")
    queryset = Procedure.objects.none()

    def get_queryset(self) -> QuerySet[Procedure]:
        parameters = CatalogueParameters(data=self.request.query_params)
        parameters.is_valid(raise_exception=True)
        asked: dict[str, Any] = parameters.validated_data
        filters = queries.Filters(
            field=asked["field"],
            agency=asked["agency"],
            level=asked["level"],
            life_event=asked["life_event"],
            channel=asked["channel"],
            audience=asked["applicant"],
        )
        return queries.search(asked["q"], filters)

    @extend_schema(
        tags=["Thủ tục"],
        operation_id="procedures_list",
        summary="Danh mục thủ tục",
        parameters=[CatalogueParameters],
        responses={200: ProcedureLine(many=True), 400: INVALID, 429: THROTTLED},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List procedures: search by words, narrow by field, agency, level, life event, channel, applicant."""
        return super().get(request, *args, **kwargs)


class ProcedureView(APIView):
    """One procedure."""

    @extend_schema(
        tags=["Thủ tục"],
        operation_id="procedures_get",
        summary="Một thủ tục",
        responses={200: ProcedureDetail, 404: NOT_FOUND, 429: THROTTLED},
    )
    def get(self, request: Request, code: str, **_rest: Any) -> Response:
        """Tell all of one procedure: time and fee by channel, papers, fees, legal basis."""
        return Response(ProcedureDetail(_found(code), context={"request": request}).data)


class AvailabilityView(APIView):
    """Which ways of filing are open now."""

    @extend_schema(
        tags=["Thủ tục"],
        operation_id="procedures_availability",
        summary="Cách nộp nào đang mở",
        parameters=[AvailabilityParameters],
        responses={200: AvailabilityFields, 400: INVALID, 404: NOT_FOUND, 429: THROTTLED},
    )
    def get(self, request: Request, code: str, **_rest: Any) -> Response:
        """Tell which channels are open at this instant, why not, and when they open."""
        parameters = AvailabilityParameters(data=request.query_params)
        parameters.is_valid(raise_exception=True)
        revision = _found(code)
        procedure, key = revision.procedure, parameters.validated_data["agency"]
        competent = queries.agencies_for(procedure)
        chosen = competent.filter(key=key).first() if key else None
        if key and chosen is None:
            raise Http404
        agency = chosen or queries.reference_agency(procedure)
        calendar, hours, now = working_calendar(agency), seasonal_hours(agency), timezone.now()
        place = competent.first() if chosen is None and procedure.responsible_id else chosen
        offered = {offer.channel for offer in revision.offers.all()}
        states = queries.channel_states(procedure, offered, agency=place, calendar=calendar, hours=hours, at=now)
        due = likely_due(revision.limit_value, revision.limit_unit, instant=now, calendar=calendar, hours=hours)
        body = {"at": now, "agency": agency.key, "channels": states, "likely_due": due}
        instead = instead_of_counter(states)
        return Response(AvailabilityFields(body, context={"request": request, "instead": instead}).data)
