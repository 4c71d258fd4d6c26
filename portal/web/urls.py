from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from portal.web.views import history, public, styleguide

app_name = "web"

urlpatterns = [
    path("", public.home, name="home"),
    path("healthz", public.healthz, name="healthz"),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("quan-tri/lich-su/", history.history, name="history"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/ban-lam-viec/", styleguide.desk_styleguide, name="desk_styleguide"),
]
