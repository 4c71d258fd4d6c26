"""Every address of the portal, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One named address, the view behind it, the names of its parameters."""

    name: str
    view: Any = field(compare=False)
    parameters: tuple[str, ...] = field(compare=False)

    @property
    def is_public(self) -> bool:
        return getattr(self.view, "login_required", True) is False


def addresses() -> list[Address]:
    """Return all of them, in the order of their names; an address without a name cannot be led to."""
    found = {address.name: address for address in _walk(get_resolver().url_patterns, "", ())}
    return [found[name] for name in sorted(found)]


def _walk(patterns: list[Any], prefix: str, above: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        parameters = (*above, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, namespace, parameters)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{prefix}{pattern.name or pattern.pattern}", pattern.callback, parameters)
