"""People and the roles they hold, with boring defaults."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Citizen, Delegation, Membership, User
from portal.agencies.enums import Level
from portal.agencies.models import Agency, Desk
from portal.kernel.text import fold

PASSWORD = "bánh bột lọc Đồng Hới"
NOON = datetime(2021, 7, 26, 5, 0, tzinfo=UTC)
MONDAY = date(2021, 7, 26)
LONG_AGO = date(2020, 1, 1)

_numbers = count(1)


def agency(key: str = "UBND_TINH", *, parent: Agency | None = None, **fields: Any) -> Agency:
    """Make an agency; its code and name follow from its key."""
    above = parent.path if parent else ""
    name = fields.pop("name", f"Cơ quan {key}")
    return Agency.objects.create(
        **{
            "key": key,
            "code": f"M.{key}"[:35],
            "name": name,
            "name_folded": fold(name),
            "level": Level.PROVINCE,
            "parent": parent,
            "path": f"{above}{key}/",
            **fields,
        }
    )


def with_desk(served: Agency) -> Agency:
    """Give an agency a one-stop desk of its own."""
    served.served_by = Desk.objects.create(agency=served, name=f"Một cửa {served.key}")
    served.save(update_fields=["served_by"])
    return served


def user(*, kind: AccountKind, password: str | None = PASSWORD, **fields: Any) -> User:
    """Make an account."""
    number = next(_numbers)
    name = fields.pop("full_name", f"Người Thứ {number}")
    return User.objects.create_user(
        password=password,
        **{
            "kind": kind,
            "full_name": name,
            "full_name_folded": fold(name),
            "phone": f"+8491{number:07d}",
            "email": f"nguoi{number}@vi-du.vn",
            **fields,
        },
    )


def citizen(**fields: Any) -> User:
    """Make a citizen who told nothing more yet."""
    made = user(kind=AccountKind.CITIZEN, **fields)
    Citizen.objects.create(user=made)
    return made


def staff(role: Role | None = None, at: Agency | None = None, **fields: Any) -> User:
    """Make a member of staff, with a role since long ago where one is given."""
    made = user(kind=AccountKind.STAFF, **fields)
    if role is not None and at is not None:
        member(made, role, at)
    return made


def member(holder: User, role: Role, at: Agency, **fields: Any) -> Membership:
    """Give a role."""
    desk = at.served_by if role == Role.ONE_STOP_OFFICER else None
    return Membership.objects.create(
        **{"user": holder, "role": role, "agency": at, "desk": desk, "valid_from": LONG_AGO, **fields}
    )


def lent(membership: Membership, deputy: User, *, starts_on: date, ends_on: date) -> Delegation:
    """Lend a role."""
    return Delegation.objects.create(
        membership=membership, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason="Đi công tác"
    )
