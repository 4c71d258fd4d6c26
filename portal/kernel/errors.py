"""Errors a person can act on. Anything else is a bug and must reach the error tracker."""


class RuleViolation(Exception):
    """A lawful refusal: the message is shown to the user, the source names the rule."""

    def __init__(self, message: str, *, source: str) -> None:
        super().__init__(message)
        self.source = source


class SomeoneActedFirst(Exception):
    """The row changed since the person saw it; the page tells what happened since (HTTP 409)."""

    def __init__(self, message: str, *, seen: int, now: int) -> None:
        super().__init__(message)
        self.seen = seen
        self.now = now
