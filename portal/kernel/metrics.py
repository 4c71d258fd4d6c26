"""Figures of what leaves and enters the house, in the text format that Prometheus reads."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count

from portal.kernel import stuck
from portal.kernel.enums import InboundState
from portal.kernel.models import InboundEvent


def exposition(*, at: datetime) -> str:
    """Return all figures: lanes with age of the oldest, attempts and failures; partners; messages that wait."""
    lanes = stuck.figures(at=at)
    partners = list(stuck.partners())
    waiting = (
        InboundEvent.objects.filter(state__in=[InboundState.STORED, InboundState.PARKED, InboundState.FAILED])
        .order_by()
        .values_list("partner", "state")
        .annotate(n=Count("pk"))
    )
    return "\n".join(
        [
            *_metric("outbox_waiting", "Effects that wait to be sent.", [({"lane": x.lane}, x.waiting) for x in lanes]),
            *_metric("outbox_sending", "Effects being sent.", [({"lane": x.lane}, x.sending) for x in lanes]),
            *_metric(
                "outbox_oldest_seconds",
                "Age of the oldest effect that is due.",
                [({"lane": x.lane}, x.oldest_seconds) for x in lanes],
            ),
            *_metric(
                "outbox_attempts", "Attempts made for what waits.", [({"lane": x.lane}, x.attempts) for x in lanes]
            ),
            *_metric(
                "outbox_stuck",
                "Effects that wait for a person.",
                [({"lane": x.lane, "state": "failed"}, x.failed) for x in lanes]
                + [({"lane": x.lane, "state": "human"}, x.human) for x in lanes],
            ),
            *_metric(
                "partner_open",
                "1 while nobody calls a partner that fails.",
                [({"partner": x.name}, int(bool(x.open_until and x.open_until > at))) for x in partners],
            ),
            *_metric(
                "partner_refused_messages",
                "Forged, stale or oversized messages.",
                [({"partner": x.name}, x.refused_messages) for x in partners],
            ),
            *_metric(
                "inbox_waiting",
                "Messages of partners that are not settled, or could not be.",
                [({"partner": partner, "state": state}, number) for partner, state, number in waiting],
            ),
            "",
        ]
    )


def _metric(name: str, words: str, rows: Iterable[tuple[Mapping[str, str], int]]) -> list[str]:
    lines = [f"# HELP mot_cua_{name} {words}", f"# TYPE mot_cua_{name} gauge"]
    for labels, value in rows:
        inside = ",".join(f'{label}="{text}"' for label, text in labels.items())
        lines.append(f"mot_cua_{name}{{{inside}}} {value}")
    return lines
