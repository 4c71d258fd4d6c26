"""Addresses of officers. Included by `dossiers.urls`, which names the app."""

from django.urls import URLPattern, path, register_converter

from dossiers.views import acts, call_progress, calls, counter, department, officer, papers, returns, workbench
from dossiers.views.act_pages import ACT_PAGES


class DossierCode:
    """A reference (TN-…) or an official code."""

    regex = r"[0-9A-Z.\-]{10,48}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DossierCode, "dossier")

BENCH = "can-bo/ho-so/<dossier:reference>/"
urlpatterns: list[URLPattern] = [
    path("can-bo/ho-so/", officer.queue, name="queue"),
    path("can-bo/ho-so/lam/", officer.batch, name="batch"),
    path(BENCH, workbench.workbench, name="workbench"),
    path(f"{BENCH}hien-can-cuoc/", workbench.show_national_id, name="show_national_id"),
    path(f"{BENCH}kiem-tra/", workbench.check_papers, name="check_papers"),
    path(f"{BENCH}ghi-chu/", workbench.write_note, name="write_note"),
    path(f"{BENCH}giay/<slug:kind>.pdf", papers.paper, name="paper"),
    *(path(f"{BENCH}{page.slug}/", acts.act, {"slug": page.slug}, name=f"act_{page.name}") for page in ACT_PAGES),
    path("can-bo/quay/", counter.counter, name="counter"),
    path("can-bo/quay/xong/<dossier:reference>/", counter.received, name="received"),
    path("can-bo/quay/<str:code>/", counter.receive, name="receive"),
    path("can-bo/ky/", department.signing, name="signing"),
    path("can-bo/ky/duyet/", department.sign, name="sign"),
    path("can-bo/tra-ket-qua/", returns.returns, name="returns"),
    path("can-bo/goi-dien/", calls.calls, name="calls"),
    path("can-bo/goi-dien/tien-do/", call_progress.progress, name="call_progress"),
    path("can-bo/goi-dien/tien-do/<str:key>/", call_progress.agency_progress, name="call_progress_agency"),
    path("can-bo/goi-dien/<dossier:reference>/", calls.call, name="call"),
    path("can-bo/goi-dien/<dossier:reference>/huy-buu-dien/", calls.cancel_postal, name="cancel_postal"),
    path("can-bo/so-theo-doi/", returns.register, name="register"),
]
