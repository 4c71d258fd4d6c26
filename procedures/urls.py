from django.urls import path, register_converter

from procedures.views import admin, public


class ProcedureCode:
    """National code of a procedure, or our own key where none is known."""

    regex = r"[0-9A-Za-z._\-]{3,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProcedureCode, "procedure_code")

app_name = "procedures"

urlpatterns = [
    path("tim/", public.find, name="find"),
    path("thu-tuc/", public.catalogue, name="catalogue"),
    path("thu-tuc/<procedure_code:code>/", public.procedure, {"slug": ""}, name="procedure_by_code"),
    path("thu-tuc/<procedure_code:code>/<slug:slug>/", public.procedure, name="procedure"),
    path("quan-tri/thu-tuc/", admin.admin_list, name="admin_list"),
    path("quan-tri/thu-tuc/<procedure_code:code>/", admin.admin_procedure, name="admin_procedure"),
    path("su-kien/<slug:slug>/", public.life_event, name="life_event"),
]
