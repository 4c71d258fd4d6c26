"""Addresses of officers about urgent cases. Included by `procedures.urls`, which names the app."""

from django.urls import URLPattern, path

from procedures.views import urgent_asking, urgent_cases, urgent_lists

LISTS = "can-bo/danh-muc-cap-thiet/"
ONE = f"{LISTS}<str:key>/<int:version>/"
urlpatterns: list[URLPattern] = [
    path("can-bo/cap-thiet/", urgent_cases.exemptions, name="exemptions"),
    path("can-bo/cap-thiet/moi/", urgent_asking.type_exemption, name="type_exemption"),
    path("can-bo/cap-thiet/<exemption:reference>/", urgent_cases.decide_exemption, name="decide_exemption"),
    path(LISTS, urgent_lists.urgent_lists, name="urgent_lists"),
    path(f"{LISTS}soan/", urgent_lists.draft_urgent_list, name="draft_urgent_list"),
    path(f"{LISTS}cong-bo/", urgent_lists.publish_urgent_lists, name="publish_urgent_lists"),
    path(ONE, urgent_lists.urgent_list, name="urgent_list"),
    path(f"{ONE}bo/", urgent_lists.remove_urgent_entry, name="remove_urgent_entry"),
    path(f"{ONE}duyet/", urgent_lists.approve_urgent_list, name="approve_urgent_list"),
    path(f"{ONE}rut/", urgent_lists.withdraw_urgent_list, name="withdraw_urgent_list"),
]
