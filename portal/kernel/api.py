"""What all of the API shares: one shape of error, one way of paging, its description and its docs page."""

from typing import Any, Final

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import exception_handler

from portal.kernel.pages import KeysetPage, keyset_page

PAGE_SIZE: Final = 20
PAGE_SIZE_MAX: Final = 100


class ErrorBody(serializers.Serializer[Any]):
    """What went wrong."""

    code = serializers.CharField(help_text="not_found, invalid, throttled, method_not_allowed, not_acceptable, error")
    message = serializers.CharField(help_text="in words, in the language of the request")
    fields = serializers.DictField(  # type: ignore[assignment]  # a name of the contract, not of the library
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="for code invalid"
    )


class Error(serializers.Serializer[Any]):
    """The body of every answer that is not a success."""

    error = ErrorBody()


INVALID: Final = OpenApiResponse(Error, description="A parameter is wrong; `fields` says which and why.")
NOT_FOUND: Final = OpenApiResponse(Error, description="There is no such thing, or it is not public.")
THROTTLED: Final = OpenApiResponse(Error, description="Too many requests; `Retry-After` says when to ask again.")


def explain(refusal: Exception, context: dict[str, Any]) -> Response | None:
    """Give every refusal of the API one shape. Anything unforeseen stays an error of ours."""
    response = exception_handler(refusal, context)
    if response is None:
        return None
    body: dict[str, Any] = {"code": "error", "message": str(_("Không làm được việc này"))}
    if isinstance(refusal, exceptions.ValidationError):
        detail = refusal.detail if isinstance(refusal.detail, dict) else {"": refusal.detail}
        fields = {name: [str(word) for word in words] for name, words in detail.items()}
        body = {"code": "invalid", "message": str(_("Có tham số cần sửa")), "fields": fields}
    elif isinstance(refusal, Http404 | exceptions.NotFound):
        body = {"code": "not_found", "message": str(_("Không tìm thấy"))}
    elif isinstance(refusal, exceptions.Throttled):
        wait = {"seconds": int(getattr(refusal, "wait", None) or 1)}
        body = {"code": "throttled", "message": str(_("Gọi quá nhiều. Thử lại sau %(seconds)d giây") % wait)}
    elif isinstance(refusal, exceptions.APIException):
        body = {"code": str(refusal.default_code), "message": str(refusal.detail)}
    response.data = {"error": body}
    return response


class _PageParameters(serializers.Serializer[Any]):
    page_size = serializers.IntegerField(min_value=1, max_value=PAGE_SIZE_MAX, required=False, default=PAGE_SIZE)


class KeysetPagination(BasePagination):
    """Pages by an opaque cursor; set `ordering` on the view, ending with `pk`."""

    page: KeysetPage[Any]
    base_url: str

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return one page in the order of the view."""
        parameters = _PageParameters(data=request.query_params)
        parameters.is_valid(raise_exception=True)
        self.base_url = request.build_absolute_uri()
        self.page = keyset_page(
            queryset,
            order=view.ordering,
            cursor=request.query_params.get("cursor", ""),
            size=parameters.validated_data["page_size"],
        )
        return list(self.page.rows)

    def get_paginated_response(self, data: Any) -> Response:
        """Return the rows between the links to the pages around them."""
        return Response(
            {
                "next": self._link(self.page.next_cursor),
                "previous": self._link(self.page.previous_cursor),
                "results": data,
            }
        )

    def _link(self, cursor: str) -> str | None:
        bare = remove_query_param(self.base_url, "cursor")
        return replace_query_param(bare, "cursor", cursor) if cursor else None

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """Describe a page."""
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:  # noqa: ARG002 -- the library's signature
        """Describe what a page can be asked for by."""
        size = {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_MAX, "default": PAGE_SIZE}
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
            {"name": "page_size", "in": "query", "required": False, "schema": size},
        ]
