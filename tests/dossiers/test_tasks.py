from datetime import UTC, date, datetime

import time_machine

from dossiers import tasks
from dossiers.models import Draft
from tests.support import filing

NOON = datetime(2021, 7, 26, 5, 0, tzinfo=UTC)


@time_machine.travel(NOON, tick=False)
def test_a_draft_is_thrown_away_the_day_after_its_last(revision, nhung):
    kept = filing.draft(revision, nhung, expires_on=date(2021, 7, 26))
    filing.draft(revision, nhung, expires_on=date(2021, 7, 25))

    tasks.delete_expired_drafts()

    assert list(Draft.objects.all()) == [kept]
