"""All addresses of the portal. Each app names its own."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from dossiers import api as dossiers_api
from portal.web.views.api_docs import api_docs
from procedures import api as procedures_api

api = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", api_docs, name="docs"),
    path("<str:version>/procedures/", procedures_api.ProcedureList.as_view(), name="procedures"),
    path("<str:version>/procedures/<str:code>/", procedures_api.ProcedureView.as_view(), name="procedure"),
    path(
        "<str:version>/procedures/<str:code>/availability/",
        procedures_api.AvailabilityView.as_view(),
        name="availability",
    ),
    path("<str:version>/dossiers/track/", dossiers_api.TrackView.as_view(), name="track"),
]

urlpatterns = [
    path("", include("portal.web.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("procedures.urls")),
    path("", include("counters.urls")),
    path("", include("documents.urls")),
    path("", include("postal.urls")),
    path("", include("dossiers.urls")),
    path("api/", include((api, "api"))),
]

handler400 = "portal.web.views.errors.bad_request"
handler403 = "portal.web.views.errors.forbidden"
handler404 = "portal.web.views.errors.not_found"
handler500 = "portal.web.views.errors.server_error"
