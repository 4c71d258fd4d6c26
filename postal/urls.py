"""Addresses of the postal lane: the desk's, the postal workers', the administrator's, the carriers'."""

from django.urls import path, register_converter

from postal.views import admin, desk, manifests, partner, partners


class NumberConverter:
    """The order number of a parcel, or the code of a hand-over record."""

    regex = r"[0-9A-Za-z._\-]{3,60}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "parcel")

app_name = "postal"

urlpatterns = [
    path("can-bo/buu-chinh/", desk.parcels, name="parcels"),
    path("can-bo/buu-chinh/phieu/", manifests.manifests, name="manifests"),
    path("can-bo/buu-chinh/phieu/moi/", manifests.open_manifest, name="open_manifest"),
    path("can-bo/buu-chinh/phieu/<parcel:code>/", manifests.manifest, name="manifest"),
    path("can-bo/buu-chinh/phieu/<parcel:code>/in.pdf", manifests.manifest_print, name="manifest_pdf"),
    path("can-bo/buu-chinh/viec/<int:task>/", desk.settle_task, name="settle_task"),
    path("can-bo/buu-chinh/khieu-nai/<int:claim>/", desk.answer_claim, name="answer_claim"),
    path("can-bo/buu-chinh/gui/<parcel:number>/", desk.parcel, name="parcel"),
    path("can-bo/buu-chinh/gui/<parcel:number>/huy/", desk.cancel, name="cancel"),
    path("can-bo/buu-chinh/gui/<parcel:number>/nhan/", desk.receive, name="receive"),
    path("can-bo/buu-chinh/gui/<parcel:number>/xac-minh/", desk.settle_order, name="settle_order"),
    path("can-bo/buu-chinh/gui/<parcel:number>/khieu-nai/", desk.open_claim, name="open_claim"),
    path("can-bo/buu-chinh/gui/<parcel:number>/that-lac/", desk.declare_lost, name="declare_lost"),
    path("buu-dien/", partner.today, name="today"),
    path("buu-dien/kiem-tra/", partner.safety_checks, name="safety_checks"),
    path("buu-dien/kiem-tra/moi/", partner.declare_safety, name="declare_safety"),
    path("buu-dien/gui/<parcel:number>/thu-gom/", partner.collect, name="collect"),
    path("buu-dien/gui/<parcel:number>/da-phat/", partner.deliver, name="deliver"),
    path("buu-dien/gui/<parcel:number>/khong-phat-duoc/", partner.fail, name="fail"),
    path("quan-tri/buu-chinh/", admin.carriers, name="carriers"),
    path("quan-tri/buu-chinh/<slug:carrier>/don-vi/", admin.staff_carrier, name="staff_carrier"),
    path("quan-tri/buu-chinh/<slug:carrier>/ma-van-don/", admin.add_waybills, name="add_waybills"),
    path("doi-tac/buu-chinh/<slug:carrier>/", partners.webhook, name="webhook"),
]
