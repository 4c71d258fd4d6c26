"""Who a phone number or an e-mail address and a password are."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from portal.accounts.models import User


class PhoneOrEmailBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth bears no types
    """Finds an account of one kind; of whatever else is asked it says nothing, in the same time."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # noqa: ARG002 -- allauth's signature
        accounts = User.objects.filter(kind=credentials.get("kind", ""))
        phone, email = credentials.get("phone"), credentials.get("email")
        if phone:
            user = accounts.filter(phone=phone).first()
        elif email:
            user = accounts.filter(email=email.lower()).first()
        else:
            return None
        return self._check_password(user, credentials["password"])

    def _check_password(self, user: User | None, password: str) -> User | None:
        # Not stashed as allauth does: a deactivated account answers like an unknown one.
        if user is None:
            return None
        self._did_check_password = True
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
