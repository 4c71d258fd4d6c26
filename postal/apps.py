from django.apps import AppConfig


class PostalConfig(AppConfig):
    name = "postal"
    label = "postal"
