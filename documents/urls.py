from django.urls import path

from documents.views import clerk

app_name = "documents"

urlpatterns = [
    path("can-bo/van-ban/di/", clerk.register, name="register"),
]
