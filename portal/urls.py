"""All addresses of the portal. Each app names its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.web.urls")),
    path("", include("portal.accounts.urls")),
]
