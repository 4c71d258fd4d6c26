from django.urls import include, path, register_converter

from procedures.views import admin, guidance, press, public, suspension, urgent, urgent_asking, urgent_words


class ProcedureCode:
    """National code of a procedure, or our own key where none is known."""

    regex = r"[0-9A-Za-z._\-]{3,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ExemptionReference:
    """Reference of an urgent case: CT-210726-0001."""

    regex = r"CT-[0-9]{6}-[0-9]{4,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class OrderReference:
    """Reference of an order that closes counters: TTN-2021-0001."""

    regex = r"TTN-[0-9]{4}-[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProcedureCode, "procedure_code")
register_converter(ExemptionReference, "exemption")
register_converter(OrderReference, "public_order")

app_name = "procedures"

urlpatterns = [
    path("tim/", public.find, name="find"),
    path("thu-tuc/", public.catalogue, name="catalogue"),
    path("thu-tuc/<procedure_code:code>/", public.procedure, {"slug": ""}, name="procedure_by_code"),
    path("thu-tuc/<procedure_code:code>/<slug:slug>/", public.procedure, name="procedure"),
    path("quan-tri/thu-tuc/", admin.admin_list, name="admin_list"),
    path("quan-tri/thu-tuc/<procedure_code:code>/", admin.admin_procedure, name="admin_procedure"),
    path("tam-ngung/", suspension.suspensions, name="suspensions"),
    path("tam-ngung/tin.atom", suspension.feed, name="suspension_feed"),
    path("tam-ngung/an/", suspension.put_away, name="put_away_notice"),
    path("tam-ngung/<public_order:reference>/", suspension.notice, name="notice"),
    path("tam-ngung/<public_order:reference>/ban-in.pdf", suspension.poster_pdf, name="poster"),
    path("tam-ngung/<public_order:reference>/van-ban/", suspension.texts, name="notice_texts"),
    path("quan-tri/bao-chi/", press.press, name="press"),
    path("quan-tri/bao-chi/them/", press.add_press_contact, name="add_press_contact"),
    path("quan-tri/bao-chi/<int:number>/", press.change_press_contact, name="change_press_contact"),
    path("quan-tri/bao-chi/<public_order:reference>/", press.press_order, name="press_order"),
    path("quan-tri/bao-chi/<public_order:reference>/dua-tin/", press.press_carried, name="press_carried"),
    path("quan-tri/huong-dan/", guidance.guidance_agencies, name="guidance"),
    path("quan-tri/huong-dan/<str:key>/", guidance.guidance_of, name="guidance_of"),
    path("quan-tri/huong-dan/<str:key>/<slug:channel>/<slug:act>/", guidance.tell, name="tell_guidance"),
    path("tn/", suspension.short_address, name="short_address"),
    path("su-kien/<slug:slug>/", public.life_event, name="life_event"),
    path("cap-thiet/", urgent.urgent, name="urgent"),
    path("cap-thiet/da-dong-y/", urgent.cases, name="urgent_cases"),
    path("cap-thiet/moi/", urgent_asking.request_exemption, name="request_exemption"),
    path("cap-thiet/tep/<str:signed>/", urgent_words.evidence_file, name="exemption_file"),
    path("cap-thiet/<exemption:reference>/", urgent.exemption, name="exemption"),
    path("cap-thiet/<exemption:reference>/rut/", urgent.withdraw_exemption, name="withdraw_exemption"),
    path("", include("procedures.urls_officer")),
]
