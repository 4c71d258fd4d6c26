"""Orders of the demo: one that is over, one still being drafted, and a published list of what is urgent."""

from datetime import date, datetime, timedelta
from typing import Final

from dossiers import suspension_impact
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.agencies.models import Agency
from portal.kernel.workdays import local
from portal.web.demo.people import BAC_LY, PERSONAS
from procedures import actions
from procedures.actions import Basis, OrderDraft, ScopeChoice
from procedures.enums import Ground, ScopeKind
from procedures.models import PressContact, Procedure

#: Where no dossier of the demo lies: an order there left no trace on any.
FAR_AWAY: Final = "UBND_MINH_HOA"
TOWN: Final = "UBND_DONG_HOI"
DAYS: Final = 14
OUTLETS: Final = (("Báo Quảng Bình (minh họa)", "bao"), ("Đài Phát thanh – Truyền hình (minh họa)", "dai"))


def lay_down(*, now: datetime) -> None:
    """Put the orders down as if they had been made on their days: the past one, then the draft of this week."""
    admin = User.objects.get(email=next(one.email for one in PERSONAS if one.key == "quan_tri_tinh"))
    _list_of_the_ward(admin, now)
    today = local(now).date()
    _past_order(admin, now - timedelta(days=62), today - timedelta(days=61))
    draft = _draft(TOWN, today + timedelta(days=7), "07/UBND-KSTT", today)
    actions.draft_order(draft=draft, actor=admin, at=now - timedelta(hours=1))
    for outlet, name in OUTLETS:
        PressContact.objects.create(outlet=outlet, email=f"{name}@bao-chi.example")


def _past_order(admin: User, at: datetime, first_day: date) -> None:
    order = actions.draft_order(draft=_draft(FAR_AWAY, first_day, "06/UBND-KSTT", local(at).date()), actor=admin, at=at)
    run = suspension_impact.issue(order_id=order.pk, actor=admin, shown=None, at=at + timedelta(hours=1))
    suspension_impact.apply_run(run.pk, at=at + timedelta(hours=1))
    suspension_impact.tell_people(run.pk, at=at + timedelta(hours=1))
    actions.note_opened(order_id=order.pk, at=at + timedelta(days=DAYS + 3))


def _draft(key: str, first_day: date, number: str, signed_on: date) -> OrderDraft:
    place = Agency.objects.get(key=key)
    return OrderDraft(
        title=f"Tạm ngừng tiếp nhận và trả kết quả trực tiếp tại {place.name.removeprefix('UBND ')}",
        first_day=first_day,
        last_day=first_day + timedelta(days=DAYS - 1),
        scopes=(ScopeChoice(kind=ScopeKind.PLACE, agency_id=place.pk),),
        basis=Basis(
            number=number,
            signed_on=signed_on,
            signer="Phó Chủ tịch UBND tỉnh",
            abstract="về tạm ngừng tiếp nhận hồ sơ, trả kết quả trực tiếp (dữ liệu minh họa)",
        ),
    )


def _list_of_the_ward(admin: User, now: datetime) -> None:
    ward, at = Agency.objects.get(key=BAC_LY), now - timedelta(days=80)
    held = Membership.objects.filter(agency=ward).select_related("user").order_by("pk")
    writer, head = (held.filter(role=role).first() for role in (Role.SPECIALIST, Role.LEADER))
    assert writer is not None and head is not None  # noqa: S101, PT018 -- personas of the demo
    listed = actions.draft_list(agency_id=ward.pk, actor=writer.user, at=at)
    for procedure in Procedure.objects.filter(urgent_candidate=True, responsible_template=ward.template).order_by("pk"):
        actions.add_entry(
            list_id=listed.pk, actor=writer.user, ground=Ground.RIGHTS, procedure_id=procedure.pk, at=at,
            reason=procedure.urgent_reason or "Không thể chờ đến khi quầy mở lại",
        )  # fmt: skip
    actions.approve_list(list_id=listed.pk, actor=head.user, at=at + timedelta(hours=2))
    actions.publish_lists(actor=admin, at=at + timedelta(hours=3))
