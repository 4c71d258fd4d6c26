"""Where allauth asks about our accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from portal.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth bears no types
    """Our accounts have a phone number of their own; citizens and staff sign in apart."""

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """Return the phone number of the account. None is verified: no message can be sent to it yet."""
        return (user.phone, False) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: ARG002, FBT001 -- allauth's signature
        """Keep the phone number."""
        user.phone = phone
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Refuse: nothing of ours verifies phone numbers."""
        raise NotImplementedError

    def get_user_by_phone(self, phone: str) -> User | None:
        """Return the account of a phone number in E.164."""
        return User.objects.filter(phone=phone).first()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Refuse: nothing of ours verifies phone numbers."""
        raise NotImplementedError

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002 -- allauth's signature
        # allauth's own key leaves the phone out: all who sign in by phone would share one window of five tries.
        login = credentials.get("phone") or credentials.get("email", "")
        return f"{credentials.get('kind', '')}:{login}"
