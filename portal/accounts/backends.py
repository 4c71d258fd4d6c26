"""Who a phone number or an e-mail address and a password are."""

from allauth.account.auth_backends import AuthenticationBackend


class PhoneOrEmailBackend(AuthenticationBackend):
    """allauth's own; here so that the settings name ours."""
