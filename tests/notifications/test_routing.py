"""Which ways a message goes, without a database."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.enums import Channel, DeliveryState
from notifications.routing import House, Reach, next_way, quiet_until, ways

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
OUTSIDE = [Channel.EMAIL, Channel.SMS, Channel.ZALO, Channel.PUSH]
HOUSE = House(channels=frozenset(OUTSIDE), quiet_from=time(22), quiet_until=time(6))
some_channels = st.frozensets(st.sampled_from(OUTSIDE))
some_reach = st.builds(
    Reach,
    has_account=st.booleans(),
    channels=some_channels,
    wishes=st.dictionaries(st.sampled_from(OUTSIDE), st.booleans()),
    wants_digest=st.booleans(),
)


def _channels(reach, **more):
    return [way.channel for way in ways(reach, HOUSE, **{"is_urgent": False, "at": NOON, **more})]


def test_mail_is_the_habit():
    reach = Reach(has_account=True, channels=frozenset({Channel.EMAIL, Channel.SMS}))

    assert _channels(reach) == [Channel.PORTAL, Channel.EMAIL]


def test_a_text_is_written_where_there_is_no_mail():
    assert _channels(Reach(has_account=True, channels=frozenset({Channel.SMS}))) == [Channel.PORTAL, Channel.SMS]


def test_zalo_is_for_who_asked_for_it():
    reach = Reach(has_account=True, channels=frozenset({Channel.ZALO}))
    asked = Reach(has_account=True, channels=frozenset({Channel.ZALO}), wishes={Channel.ZALO: True})

    assert _channels(reach) == [Channel.PORTAL]
    assert _channels(asked) == [Channel.PORTAL, Channel.ZALO]


@pytest.mark.parametrize(
    ("hour", "minute", "ends"),
    [(21, 59, None), (22, 0, (3, 6)), (23, 59, (3, 6)), (0, 0, (2, 6)), (5, 59, (2, 6)), (6, 0, None), (12, 0, None)],
)
def test_quiet_hours_pass_midnight(hour, minute, ends):
    at = datetime(2026, 3, 2, hour, minute, tzinfo=ZONE)

    expected = datetime(2026, 3, ends[0], ends[1], tzinfo=ZONE) if ends else None
    assert quiet_until(HOUSE, at) == expected


def test_no_hours_are_quiet_where_none_are_set():
    house = House(channels=frozenset(), quiet_from=time(0), quiet_until=time(0))

    assert quiet_until(house, NOON.replace(hour=0)) is None


@given(some_reach, st.booleans(), st.integers(0, 23))
def test_nobody_is_told_where_they_said_no_nor_rung_at_night(reach, is_urgent, hour):
    at = NOON.replace(hour=hour)

    planned = ways(reach, HOUSE, is_urgent=is_urgent, at=at)

    outside = [way for way in planned if way.channel != Channel.PORTAL]
    assert len({way.channel for way in planned}) == len(planned)
    assert all(reach.wishes.get(way.channel, True) and way.channel in reach.channels for way in outside)
    for way in outside:
        if not is_urgent and (hour >= 22 or hour < 6) and way.channel != Channel.EMAIL:
            assert way.state == DeliveryState.HELD
            assert way.deliver_by > way.held_until > at
        elif way.state != DeliveryState.DIGEST:
            assert way.deliver_by > at
    if is_urgent:
        assert all(way.state in {DeliveryState.OWED, DeliveryState.DELIVERED} for way in planned)


@given(some_reach)
def test_failing_over_comes_to_an_end_without_taking_a_way_twice(reach):
    used = [way.channel for way in ways(reach, HOUSE, is_urgent=False, at=NOON)]
    while way := next_way(reach, HOUSE, used=used, is_urgent=False, at=NOON + timedelta(hours=len(used))):
        assert way.channel not in used
        assert way.state != DeliveryState.DIGEST
        used.append(way.channel)

    assert len(used) <= len(OUTSIDE) + 1
