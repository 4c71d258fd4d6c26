"""The letter with the link by which an account gets a new password. The outbox sends it (kind `password_reset`)."""

from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.kernel.doors import TemporaryFailure


def send_reset_link(payload: Mapping[str, Any]) -> None:
    """Write to the account `user_id`; the link is made now and holds until it is used or three days have passed.

    :raises TemporaryFailure: the mail server does not answer.
    """
    user = User.objects.filter(pk=payload["user_id"], is_active=True, email__isnull=False).first()
    if user is None:
        return
    path = reverse("accounts:reset_password", args=[user.key, default_token_generator.make_token(user)])
    text = render_to_string(
        "accounts/mail/password_reset.txt", {"full_name": user.full_name, "link": settings.PUBLIC_URL + path}
    )
    letter = EmailMessage(subject=_("Đặt lại mật khẩu"), body=text, to=[str(user.email)])
    try:
        letter.send()
    except (SMTPException, OSError) as failure:
        raise TemporaryFailure from failure
