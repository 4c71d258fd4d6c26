"""The portal's logger: words with fields, never personal data."""

from typing import Any, Final

import structlog

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger("portal")

_SHARED: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def configuration(level: str) -> dict[str, Any]:
    """Return Django's logging settings: JSON lines on standard error, ours from `level` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "portal": {"handlers": ["stderr"], "level": level, "propagate": False},
            # Request lines carry paths and queries: the proxy keeps those, with its own retention.
            "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
    }
