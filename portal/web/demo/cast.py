"""The people of the demo, put into the accounts, each with one role since long ago."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password

from portal.accounts.enums import AccountKind, Role, Sex
from portal.accounts.models import Citizen, Delegation, Membership, User
from portal.agencies.models import Agency
from portal.kernel.sealed import fingerprint
from portal.kernel.text import fold
from portal.web.demo import words
from portal.web.demo.answers import Asker, some_name, some_national_id
from portal.web.demo.people import (
    BAC_LY,
    COLLEAGUES,
    CROWD,
    FIRST_CROWD_NUMBER,
    PASSWORD,
    PERSONAS,
    QUANG_PHU,
    Person,
)

SINCE: Final = date(2020, 1, 1)
PEOPLE: Final = (*PERSONAS, *COLLEAGUES)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody by key; the citizens who file online with what forms ask of them."""

    users: dict[str, User]
    askers: dict[str, Asker]
    delegation: Delegation

    def staff(self, role: Role, place: str) -> list[User]:
        """Return who holds a role at an agency, personas first."""
        return [self.users[one.key] for one in PEOPLE if (one.role, one.place) == (role, place)]

    def signer(self, place: str, *, on: date) -> User:
        """Return who signs at an agency, or above it where it has no leader; on some days that is a deputy."""
        lent = self.delegation
        if place == lent.membership.agency.key and lent.starts_on <= on <= lent.ends_on:
            return lent.deputy
        leaders = self.staff(Role.LEADER, place) or self.staff(Role.LEADER, place.partition(".")[0])
        return leaders[0]


def enter(agencies: dict[str, Agency], *, now: datetime, dice: Random) -> Cast:
    """Make the accounts, the citizens' data, the roles and one delegation with its dates."""
    crowd = [_passer_by(FIRST_CROWD_NUMBER + place, dice) for place in range(CROWD)]
    everybody = (*PEOPLE, *crowd)
    # Hashing is slow on purpose; one password is hashed once.
    secret = make_password(PASSWORD)
    User.objects.bulk_create(_account(one, secret, now) for one in everybody)
    users = {user.email: user for user in User.objects.filter(email__in=[one.email for one in everybody])}
    by_key = {one.key: users[one.email] for one in everybody}
    citizens = [one for one in everybody if one.role is None]
    askers = {one.key: _asker(one, agencies[one.place], dice) for one in citizens}
    for one in citizens:
        _citizen(by_key[one.key], askers[one.key], agencies)
    for one in PEOPLE:
        if one.role is not None:
            _member(by_key[one.key], one, agencies)
    return Cast(by_key, askers, _delegation(by_key, now))


def _passer_by(number: int, dice: Random) -> Person:
    is_woman = dice.random() < 0.5  # noqa: PLR2004 -- a coin
    year = dice.randrange(1962, 2000)
    return Person(
        f"nguoi_dan_{number}",
        some_name(dice, is_woman=is_woman),
        number,
        dice.choice((BAC_LY, QUANG_PHU)),
        national_id=some_national_id(dice, is_woman=is_woman, birth_year=year),
        is_woman=is_woman,
    )


def _account(one: Person, secret: str, now: datetime) -> User:
    return User(
        kind=AccountKind.STAFF if one.role else AccountKind.CITIZEN,
        full_name=one.name,
        full_name_folded=fold(one.name),
        phone=one.phone,
        email=one.email,
        password=secret,
        joined_at=now - timedelta(days=400),
    )


def _asker(one: Person, commune: Agency, dice: Random) -> Asker:
    year = 1900 + int(one.national_id[4:6])
    return Asker(
        name=one.name,
        national_id=one.national_id,
        phone=one.phone,
        email=one.email,
        birth_on=date(year, dice.randrange(1, 13), dice.randrange(1, 29)),
        sex=Sex.FEMALE if one.is_woman else Sex.MALE,
        commune=one.place,
        commune_name=commune.name.removeprefix("UBND "),
        line=dice.choice(words.STREETS),
    )


def _citizen(user: User, asker: Asker, agencies: dict[str, Agency]) -> None:
    Citizen.objects.create(
        user=user,
        national_id=asker.national_id,
        national_id_print=fingerprint(asker.national_id),
        national_id_issued_on=date(2021, 8, 16),
        birth_on=asker.birth_on,
        sex=asker.sex,
        address_line=asker.line,
        commune=agencies[asker.commune],
    )


def _member(user: User, one: Person, agencies: dict[str, Agency]) -> None:
    agency = agencies[one.place]
    Membership.objects.create(
        user=user,
        agency=agency,
        role=one.role or "",
        desk=agency.served_by if one.role == Role.ONE_STOP_OFFICER else None,
        title=one.title,
        valid_from=SINCE,
    )


def _delegation(users: dict[str, User], now: datetime) -> Delegation:
    """While the leader of the department was away, the head of division signed."""
    leader = Membership.objects.select_related("agency").get(user=users["lanh_dao"])
    return Delegation.objects.create(
        membership=leader,
        deputy=users["truong_phong"],
        starts_on=now.date() - timedelta(days=9),
        ends_on=now.date() - timedelta(days=5),
        reason=f"Đi công tác ({words.MARK})",
    )
