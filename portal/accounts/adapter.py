"""Where allauth asks about our accounts."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Our accounts have a phone number of their own."""
