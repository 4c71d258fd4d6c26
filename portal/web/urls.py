from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from portal.web.views import (
    history,
    metrics,
    outgoing,
    public,
    styleguide,
    suspension,
    suspension_acts,
    suspension_correct,
    suspension_desk,
    suspension_editor,
    suspension_lists,
)

app_name = "web"
ORDER: Final = "quan-tri/tam-ngung/<slug:order_reference>"

urlpatterns = [
    path("", public.home, name="home"),
    path("healthz", public.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("quan-tri/lich-su/", history.history, name="history"),
    path("quan-tri/gui-ra-ngoai/", outgoing.outgoing, name="outgoing"),
    path("quan-tri/gui-ra-ngoai/<int:effect_id>/", outgoing.outgoing_effect, name="outgoing_effect"),
    path("quan-tri/tam-ngung/", suspension.orders, name="orders"),
    path("quan-tri/tam-ngung/moi/", suspension_editor.draft_order, name="draft_order"),
    path(f"{ORDER}/", suspension.order, name="order"),
    path(f"{ORDER}/sua/", suspension_editor.change_draft, name="change_draft"),
    path(f"{ORDER}/bo/", suspension_acts.drop_draft, name="drop_draft"),
    path(f"{ORDER}/ban-hanh/", suspension.issue_order, name="issue_order"),
    path(f"{ORDER}/keo-dai/", suspension_acts.extend_order, name="extend_order"),
    path(f"{ORDER}/ket-thuc/", suspension_acts.lift_order, name="lift_order"),
    path(f"{ORDER}/dinh-chinh/", suspension_correct.correct_order, name="correct_order"),
    path(f"{ORDER}/them-dia-ban/", suspension_acts.join_place, name="join_place"),
    path(f"{ORDER}/anh-huong/", suspension_lists.order_impact, name="order_impact"),
    path(f"{ORDER}/anh-huong/<slug:kind>/<str:desk_key>/", suspension_lists.affected, name="affected"),
    path("can-bo/tam-ngung/", suspension_desk.closed_counters, name="closed_counters"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/ban-lam-viec/", styleguide.desk_styleguide, name="desk_styleguide"),
]
