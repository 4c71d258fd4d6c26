import pytest

from notifications.channels import smtp
from portal.accounts.enums import AccountKind
from portal.accounts.models import User
from tests.support.mailserver import mail_server
from tests.support.partners import sandbox

#: 32 bytes in base64url; the public key follows from it.
PUSH_KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"


@pytest.fixture
def post(settings):
    """A real mail server, which the portal writes through."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5
        yield server
        smtp.close_lines()


@pytest.fixture
def citizen(db):
    return User.objects.create_user(
        password=None, kind=AccountKind.CITIZEN, full_name="Lê Thị Bình An", phone="+84900000001", email="an@example.vn"
    )


@pytest.fixture
def officer(db):
    return User.objects.create_user(
        password=None, kind=AccountKind.STAFF, full_name="Võ Thị Hoa", phone="+84900000002", email="hoa@example.vn"
    )


@pytest.fixture
def partners(settings):
    """The sandbox's SMS gateway, messenger and push service, to which the portal has access."""
    with sandbox() as running:
        host = running.url.removeprefix("http://")
        settings.SMS_URL = f"http://portal:{running.secret}@{host}/sms"
        settings.ZALO_URL = f"http://app:{running.secret}@{host}/zalo"
        settings.ZALO_REFRESH_TOKEN = running.secret
        settings.SMS_HOOK_SECRETS = settings.ZALO_HOOK_SECRETS = ("hook-secret",)
        settings.PUSH_PRIVATE_KEY = PUSH_KEY
        settings.PUSH_HOSTS = (running.url,)
        yield running
