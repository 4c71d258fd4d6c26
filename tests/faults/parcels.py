"""Parcels to be handed to a carrier, requested as desks request them."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection, transaction

from postal import actions, gateways
from tests.support import parcels

BATCH = 100
BUILDERS = 2


def build(count: int) -> None:
    """Request `count` parcels: waybills are reserved, custody begun and orders owed by the act itself."""
    at = datetime.now(UTC)
    post = parcels.post()
    code = gateways.carrier().code
    actions.add_waybills(carrier=code, codes=[f"EV{number:09d}VN" for number in range(count)], at=at)
    connection.close()
    builders = [os.fork() or _request(post, range(which, count, BUILDERS)) for which in range(BUILDERS)]
    for builder in builders:
        _pid, status = os.waitpid(builder, 0)
        if status:
            msg = "the parcels could not be requested"
            raise RuntimeError(msg)


def _request(post: parcels.Post, numbers: Sequence[int]) -> int:
    """Request some of them in a process of its own."""
    failed = 1
    try:
        for start in range(0, len(numbers), BATCH):
            with transaction.atomic():
                for number in numbers[start : start + BATCH]:
                    terms = parcels.terms(
                        post, dossier_code=f"000.01.32.H46-210726-{number:06d}", carrier=gateways.carrier().code
                    )
                    actions.request_parcel(terms, actor=post.officer, at=datetime.now(UTC))
        failed = 0
    finally:
        os._exit(failed)
