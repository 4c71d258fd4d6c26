"""A small province whose counters can be closed, and what is typed to close them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.agencies.models import Agency, Desk
from procedures.actions import Basis, ContactChoice, OrderDraft, ScopeChoice
from procedures.enums import ScopeKind
from procedures.suspension import ZONE
from tests.support import accounts

FIRST_DAY, LAST_DAY = date(2021, 7, 22), date(2021, 8, 4)
#: The evening before the first day.
EVE = datetime(2021, 7, 21, 21, 0, tzinfo=ZONE)
BASIS = Basis(
    number="1318/UBND-KSTT",
    signed_on=date(2021, 7, 22),
    signer="Hồ An Phong",
    abstract="về giải quyết thủ tục hành chính",
)


@dataclass(frozen=True)
class Province:
    """The province, its centre that stands in the capital, two districts and a commune, and who decides."""

    root: Agency
    centre: Desk
    capital: Agency
    ward: Agency
    mountains: Agency
    admin: User
    leader: User

    @property
    def desk_of_capital(self) -> Desk:
        return self.capital.desk

    def someone(self, role: Role, at: Agency | None = None) -> User:
        return accounts.staff(role, at or self.root, password=None)


def province() -> Province:
    """Lay down a province of four desks."""
    root = accounts.agency("UBND_TINH", name="UBND tỉnh")
    office = accounts.agency("VP_UBND", parent=root, name="Văn phòng UBND tỉnh")
    capital = accounts.with_desk(accounts.agency("DONG_HOI", parent=root, name="UBND thành phố Đồng Hới"))
    ward = accounts.with_desk(accounts.agency("HAI_DINH", parent=capital, name="UBND phường Hải Đình"))
    mountains = accounts.with_desk(accounts.agency("MINH_HOA", parent=root, name="UBND huyện Minh Hóa"))
    centre = Desk.objects.create(agency=office, name="Trung tâm Hành chính công", place=capital)
    admin = accounts.staff(Role.PROVINCE_ADMIN, root, password=None, full_name="Trần Minh Sơn")
    leader = accounts.staff(Role.LEADER, root, password=None, full_name="Lê Thị Hạnh")
    return Province(root, centre, capital, ward, mountains, admin, leader)


def place(agency: Agency) -> ScopeChoice:
    """Choose every counter that stands in a place."""
    return ScopeChoice(kind=ScopeKind.PLACE, agency_id=agency.pk)


def agency(chosen: Agency) -> ScopeChoice:
    """Choose the counters of an agency and of what is below it."""
    return ScopeChoice(kind=ScopeKind.AGENCY, agency_id=chosen.pk)


def desk(chosen: Desk) -> ScopeChoice:
    """Choose one counter."""
    return ScopeChoice(kind=ScopeKind.DESK, desk_id=chosen.pk)


def contact(at: Agency, **fields: Any) -> ContactChoice:
    """Name whom to call at an agency."""
    return ContactChoice(**{"agency_id": at.pk, "name": "Hoàng Thị Lan", "phone": "+842323684123", **fields})


def typed(*scopes: ScopeChoice, **fields: Any) -> OrderDraft:
    """Type the order of 2021: 14 days from 22-7 with the first day counted."""
    return OrderDraft(
        **{
            "title": "Tạm ngừng tiếp nhận và trả kết quả trực tiếp",
            "first_day": FIRST_DAY,
            "last_day": LAST_DAY,
            "scopes": scopes,
            "basis": BASIS,
            **fields,
        }
    )
