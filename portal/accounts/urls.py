from django.urls import path

from portal.accounts.views import agencies, delegations, password, people, profile, session

app_name = "accounts"

urlpatterns = [
    path("dang-nhap/", session.sign_in, name="sign_in"),
    path("dang-ky/", session.sign_up, name="sign_up"),
    path("dang-xuat/", session.sign_out, name="sign_out"),
    path("can-bo/dang-nhap/", session.officer_sign_in, name="officer_sign_in"),
    path("quen-mat-khau/", password.ask_password_reset, name="ask_password_reset"),
    path("dat-lai-mat-khau/<slug:key>/<slug:token>/", password.reset_password, name="reset_password"),
    path("tai-khoan/", profile.profile, name="profile"),
    path("tai-khoan/sua/", profile.change_profile, name="change_profile"),
    path("tai-khoan/mat-khau/", password.change_password, name="change_password"),
    path("tai-khoan/du-lieu.json", profile.own_facts, name="own_facts"),
    path("can-bo/uy-quyen/", delegations.delegations, name="delegations"),
    path("can-bo/uy-quyen/<int:number>/thu-hoi/", delegations.revoke_delegation, name="revoke_delegation"),
    path("quan-tri/nguoi-dung/", people.people, name="people"),
    path("quan-tri/nguoi-dung/moi/", people.register_officer, name="register_officer"),
    path("quan-tri/nguoi-dung/<slug:key>/", people.person, name="person"),
    path("quan-tri/nguoi-dung/<slug:key>/giao-vai-tro/", people.appoint, name="appoint"),
    path("quan-tri/nguoi-dung/<slug:key>/vai-tro/<int:number>/", people.end_membership, name="end_membership"),
    path("quan-tri/nguoi-dung/<slug:key>/uy-quyen/", people.lend, name="lend"),
    path("quan-tri/nguoi-dung/<slug:key>/khoa/", people.close_or_open, name="close_or_open"),
    path("quan-tri/co-quan/", agencies.agencies, name="agencies"),
    path("quan-tri/co-quan/<str:key>/", agencies.agency, name="agency"),
    path("quan-tri/co-quan/<str:key>/lien-he/", agencies.add_contact_point, name="add_contact_point"),
    path(
        "quan-tri/co-quan/<str:key>/lien-he/<int:number>/bo/",
        agencies.remove_contact_point,
        name="remove_contact_point",
    ),
    path("quan-tri/co-quan/<str:key>/gio-lam-viec/", agencies.set_office_hours, name="set_office_hours"),
    path("quan-tri/lich-nghi/", agencies.calendar, name="calendar"),
    path("quan-tri/lich-nghi/them/", agencies.mark_day, name="mark_day"),
    path("quan-tri/lich-nghi/<int:number>/bo/", agencies.unmark_day, name="unmark_day"),
]
