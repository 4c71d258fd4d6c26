"""Reading and sending pages of orders at an instant of 2021."""

import time_machine
from django.test import Client

from tests.support.suspending import EVE

LIST = "/quan-tri/tam-ngung/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def get(user, path, at=EVE, **more):
    with time_machine.travel(at, tick=False):
        return signed_in(user).get(path, **more)


def post(user, path, data, at=EVE, **more):
    with time_machine.travel(at, tick=False):
        return signed_in(user).post(path, data, **more)


def text(response):
    return " ".join(response.content.decode().split())


def page(order, act=""):
    return f"{LIST}{order.reference}/{act}"
