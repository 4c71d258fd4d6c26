"""Addresses of dossiers: the applicant's, the visitor's, the desk's."""

from django.urls import path, register_converter

from dossiers import urls_officer
from dossiers.views import citizen, citizen_answers, citizen_check, citizen_draft, citizen_post, files, public


class ReferenceConverter:
    """A reference (TN-…) or an official code."""

    regex = r"[0-9A-Z.\-]{10,48}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TokenConverter(ReferenceConverter):
    """128 random bits as hexadecimal digits."""

    regex = "[0-9a-f]{32}"


class CodeConverter(ReferenceConverter):
    """The code of a procedure."""

    regex = r"[0-9A-Za-z._\-]{1,40}"


register_converter(CodeConverter, "code")
register_converter(ReferenceConverter, "ref")
register_converter(TokenConverter, "token")

app_name = "dossiers"

urlpatterns = [
    path("ho-so/", citizen.mine, name="mine"),
    path("ho-so/moi/<code:code>/", citizen_draft.start, name="start"),
    path("ho-so/nhap/<token:token>/", citizen_draft.draft_tasks, name="draft"),
    path("ho-so/nhap/<token:token>/noi-nop/", citizen_draft.draft_agency, name="draft_agency"),
    path("ho-so/nhap/<token:token>/giay-to/", citizen_answers.draft_papers, name="draft_papers"),
    path("ho-so/nhap/<token:token>/nhan-ket-qua/", citizen_draft.draft_return, name="draft_return"),
    path("ho-so/nhap/<token:token>/kiem-tra/", citizen_check.draft_check, name="draft_check"),
    path("ho-so/nhap/<token:token>/xoa-nhap/", citizen_draft.discard, name="discard"),
    path("ho-so/nhap/<token:token>/<slug:section>/", citizen_answers.draft_section, name="draft_section"),
    path("ho-so/nhap/<token:token>/<slug:section>/luu-nhap/", citizen_answers.autosave_section, name="autosave"),
    path("ho-so/<ref:reference>/", citizen.detail, name="detail"),
    path("ho-so/<ref:reference>/da-nop/", citizen.submitted, name="submitted"),
    path("ho-so/<ref:reference>/bo-sung/", citizen.supplement, name="supplement"),
    path("ho-so/<ref:reference>/rut/", citizen.withdraw, name="withdraw"),
    path("ho-so/<ref:reference>/nhan-ket-qua/", citizen.take_result, name="take_result"),
    path("ho-so/<ref:reference>/nhan-qua-buu-dien/", citizen_post.choose_post, name="choose_post"),
    path("ho-so/<ref:reference>/gui-giay-to/", citizen_post.post_papers, name="post_papers"),
    path("ho-so/<ref:reference>/huy-buu-dien/", citizen_post.take_back_post, name="take_back_post"),
    path("ho-so/<ref:reference>/<slug:kind>.pdf", citizen.paper_pdf, name="paper_pdf"),
    path("tep/<str:signed>/", files.file, name="file"),
    path("tra-cuu/", public.track, name="track"),
    path("h/<token:token>/", public.track_token, name="track_token"),
    *urls_officer.urlpatterns,
]
