"""The two menus: what they hold, and who sees which entry. An entry whose page does not exist yet is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.enums import Role
from portal.accounts.guards import held_by
from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its words, the name of its page, the roles that can open it (empty: everybody)."""

    words: str | Promise
    page: str
    roles: frozenset[Role] = frozenset()
    for_applicants: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is drawn."""

    words: str | Promise
    url: str
    is_current: bool


CASE_ROLES: Final = frozenset({Role.ONE_STOP_OFFICER, Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER})
DESK_ROLES: Final = frozenset({Role.ONE_STOP_OFFICER})
ADMIN_ROLES: Final = frozenset({Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN})
URGENT_ROLES: Final = frozenset({Role.ONE_STOP_OFFICER, Role.LEADER, Role.AUDITOR}) | ADMIN_ROLES
LIST_ROLES: Final = frozenset({Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER, Role.AUDITOR}) | ADMIN_ROLES

CITIZEN_MENU: Final = (
    Entry(_("Trang chủ"), "web:home"),
    Entry(_("Thủ tục hành chính"), "procedures:catalogue"),
    Entry(_("Hồ sơ của tôi"), "dossiers:mine", for_applicants=True),
    Entry(_("Tra cứu hồ sơ"), "dossiers:track"),
    Entry(_("Lịch hẹn"), "counters:mine", for_applicants=True),
    Entry(_("Thông báo"), "notifications:inbox", for_applicants=True),
)
OFFICER_MENU: Final = (
    Entry(pgettext_lazy("danh mục", "Hồ sơ"), "dossiers:queue", CASE_ROLES | {Role.AUDITOR}),
    Entry(_("Tiếp nhận tại quầy"), "dossiers:counter", DESK_ROLES),
    Entry(_("Chờ ký"), "dossiers:signing", frozenset({Role.LEADER})),
    Entry(_("Trả kết quả"), "dossiers:returns", DESK_ROLES),
    Entry(_("Bưu gửi"), "postal:parcels", CASE_ROLES | ADMIN_ROLES | {Role.AUDITOR}),
    Entry(_("Bưu gửi hôm nay"), "postal:today", frozenset({Role.POSTAL_PARTNER})),
    Entry(_("Phiếu giao nhận"), "postal:manifests", DESK_ROLES | {Role.POSTAL_PARTNER}),
    Entry(_("Đề nghị cấp thiết"), "procedures:exemptions", URGENT_ROLES),
    Entry(_("Danh mục cấp thiết"), "procedures:urgent_lists", LIST_ROLES),
    Entry(_("Gọi người chờ kết quả"), "dossiers:calls", DESK_ROLES),
    Entry(_("Tiến độ gọi điện"), "dossiers:call_progress", ADMIN_ROLES | {Role.LEADER, Role.AUDITOR}),
    Entry(_("Lịch hẹn"), "counters:today", DESK_ROLES),
    Entry(_("Hàng chờ"), "counters:queue", DESK_ROLES),
    Entry(_("Quầy hôm nay"), "web:closed_counters", CASE_ROLES),
    Entry(_("Sổ văn bản"), "documents:register", frozenset({Role.CLERK, Role.LEADER, Role.AUDITOR})),
    Entry(_("Báo cáo"), "dossiers:report", frozenset({Role.LEADER, Role.PROVINCE_ADMIN, Role.AUDITOR})),
    Entry(_("Thủ tục"), "procedures:admin_list", ADMIN_ROLES),
    Entry(_("Tạm ngừng quầy"), "web:orders", ADMIN_ROLES | {Role.LEADER, Role.AUDITOR}),
    Entry(_("Cơ quan"), "accounts:agencies", ADMIN_ROLES | {Role.AUDITOR}),
    Entry(_("Trực quầy"), "counters:duty", DESK_ROLES | ADMIN_ROLES | {Role.LEADER, Role.AUDITOR}),
    Entry(_("Sảnh tiếp dân"), "counters:halls", ADMIN_ROLES | {Role.AUDITOR}),
    Entry(_("Bưu chính"), "postal:carriers", frozenset({Role.PROVINCE_ADMIN, Role.AUDITOR})),
    Entry(_("Ngày nghỉ"), "accounts:calendar", ADMIN_ROLES | {Role.AUDITOR}),
    Entry(_("Người dùng"), "accounts:people", ADMIN_ROLES | {Role.AUDITOR}),
    Entry(_("Hướng dẫn nộp và nhận"), "procedures:guidance", ADMIN_ROLES),
    Entry(_("Báo chí"), "procedures:press", frozenset({Role.PROVINCE_ADMIN})),
    Entry(_("Gửi ra ngoài"), "web:outgoing", frozenset({Role.PROVINCE_ADMIN, Role.AUDITOR})),
    Entry(_("Lịch sử cấu hình"), "web:history", ADMIN_ROLES | {Role.AUDITOR}),
    Entry(_("Mẫu tin"), "notifications:templates", frozenset({Role.PROVINCE_ADMIN})),
    Entry(_("Thông báo"), "notifications:inbox", frozenset(Role)),
    Entry(_("Ủy quyền"), "accounts:delegations", frozenset(Role)),
)


def citizen_menu(request: HttpRequest, menu: Sequence[Entry] = CITIZEN_MENU) -> list[Link]:
    """Return the menu of the public pages; staff apply with an account of their own and see no dossiers of theirs."""
    user = getattr(request, "user", None)
    is_open = settings.CITIZEN_FRONT and not (isinstance(user, User) and user.is_officer)
    entries = [entry for entry in menu if is_open or not entry.for_applicants]
    return _links(entries, request.path)


def officer_menu(request: HttpRequest, menu: Sequence[Entry] = OFFICER_MENU) -> list[Link]:
    """Return the menu of the desk: only what the person's roles of today can open."""
    user = request.user
    if not isinstance(user, User):
        return []
    held = {role.role for role in held_by(request)}
    return _links([entry for entry in menu if entry.roles & held], request.path)


def _links(entries: Sequence[Entry], path: str) -> list[Link]:
    links = []
    for entry in entries:
        try:
            url = reverse(entry.page)
        except NoReverseMatch:
            continue
        links.append(Link(entry.words, url, is_current=path == url or (url != "/" and path.startswith(url))))
    return links
