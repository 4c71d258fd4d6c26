"""All addresses of the portal. Each app names its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.web.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("procedures.urls")),
    path("", include("documents.urls")),
    path("", include("dossiers.urls")),
]

handler400 = "portal.web.views.errors.bad_request"
handler403 = "portal.web.views.errors.forbidden"
handler404 = "portal.web.views.errors.not_found"
handler500 = "portal.web.views.errors.server_error"
