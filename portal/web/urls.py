from django.urls import path

from portal.web.views import public

app_name = "web"

urlpatterns = [
    path("", public.home, name="home"),
    path("healthz", public.healthz, name="healthz"),
]
