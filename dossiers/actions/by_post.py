"""What of a dossier goes by post: papers from home to the desk, the result from the desk home (QĐ 45/2016/QĐ-TTg).

The postal lane knows parcels and nothing of dossiers; here parcels become acts of a dossier.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers.actions.engine import Act, act
from dossiers.actions.pickup import set_return
from dossiers.enums import PostalState, ReturnMethod, Status
from dossiers.models import Dossier, ResultReturn
from dossiers.rulesets import OWN_RULE
from notifications.actions import tell
from notifications.enums import Kind
from portal.accounts.models import User
from portal.kernel.errors import RuleViolation
from portal.kernel.logs import log
from postal import actions as postal
from postal.actions import Contact, Paper, ParcelTerms
from postal.enums import Leg, ParcelState
from postal.models import Parcel
from postal.tracking import FINAL

#: One page and an envelope weigh that much; the officer writes what the scales say.
USUAL_GRAMS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """How something is to go by post. Grams and đồng."""

    party: Contact
    papers: tuple[Paper, ...]
    weight_grams: int = USUAL_GRAMS
    fee_dong: int | None = None
    cod_dong: int = 0
    party_pays: bool = True
    check_identity: bool = True
    contactless: bool = False


def post_result(*, dossier_id: int, actor: User, seen: int | None, posting: Posting, at: datetime) -> Dossier:
    """Make a parcel of a result that its owner wants by post; it goes with the next hand-over to the post.

    :raises SomeoneActedFirst: another act came in between.
    :raises RuleViolation: the owner chose another way, a parcel is on its way, the address is not complete, or the
        law does not permit it.
    """
    with act("post_result", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        dossier = doing.dossier
        if dossier.return_method != ReturnMethod.POST:
            raise RuleViolation(_("Người nộp không chọn nhận kết quả qua bưu điện."), source=OWN_RULE)
        parcel = _request(doing, Leg.RESULT, posting)
        # One that was dispatched before and did not leave (refused, cancelled, lost) goes by this parcel now.
        asked = dossier.postal_returns.filter(state__in=[PostalState.REQUESTED, PostalState.DISPATCHED])
        asked.update(state=PostalState.DISPATCHED, order_number=parcel.order_number)
    return doing.dossier


def post_papers(*, dossier_id: int, actor: User, seen: int | None, posting: Posting, at: datetime) -> Dossier:
    """Have the post fetch papers at the applicant's home and bring them to the desk.

    :raises SomeoneActedFirst: another act came in between.
    :raises RuleViolation: a parcel is on its way, the address is not complete, or the law does not permit it.
    """
    with act("post_papers", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        leg = Leg.SUPPLEMENT if doing.dossier.status == Status.SUPPLEMENT else Leg.PAPERS
        _request(doing, leg, posting)
    return doing.dossier


def _request(doing: Act, leg: Leg, posting: Posting) -> Parcel:
    dossier = doing.dossier
    # What was asked before the dossier had its code goes under the reference of then.
    if Parcel.objects.open().filter(leg=leg, dossier_code__in=[dossier.reference, dossier.shown_code]).exists():
        raise RuleViolation(_("Hồ sơ này đang có một bưu gửi chưa xong."), source=OWN_RULE)
    parcel = postal.request_parcel(
        ParcelTerms(
            dossier_code=dossier.shown_code,
            leg=leg,
            agency_id=dossier.agency_id,
            desk_id=dossier.desk_id,
            party=posting.party,
            contents=posting.papers,
            matter=dossier.procedure.name,
            weight_grams=posting.weight_grams,
            fee_dong=posting.fee_dong,
            cod_dong=posting.cod_dong,
            party_pays=posting.party_pays,
            check_identity=posting.check_identity,
            contactless=posting.contactless,
        ),
        actor=doing.actor,
        at=doing.at,
    )
    doing.payload["parcel"] = parcel.order_number
    return parcel


def delivered(*, parcel: Parcel, at: datetime) -> bool:
    """Return the result: the carrier proved its delivery (dossier status 9 to 10, law.md §4.5).

    Returns False, with a line in the log, when the dossier ended in another way meanwhile.
    """
    dossier_id = _dossier_of(parcel)
    if dossier_id is None:
        return False
    with act("return_result", dossier_id=dossier_id, actor=None, seen=None, at=at) as doing:
        # The carrier's clock may differ from ours: nobody gets a result before it exists, nor in the future.
        happened_at = min(max(parcel.state_since, doing.dossier.decided_at or at), at)
        ResultReturn.objects.create(
            dossier=doing.dossier,
            method=ReturnMethod.POST,
            receiver_name=(parcel.proof_name or parcel.party_name)[:200],
            returned_by=None,
            returned_at=happened_at,
        )
        doing.dossier.returned_at = happened_at
        doing.payload |= {"method": ReturnMethod.POST, "parcel": parcel.order_number}
        _end_request(doing.dossier, parcel, PostalState.DELIVERED)
    return True


def came_back(*, parcel: Parcel, at: datetime) -> bool:
    """Have a result that the post could not deliver wait at the desk again, so that its owner is called.

    Returns False when the dossier ended in another way meanwhile, or another parcel is on its way in place of one
    that was given up as lost.
    """
    dossier_id = _dossier_of(parcel)
    if dossier_id is None:
        return False
    if Parcel.objects.open().filter(dossier_code=parcel.dossier_code, leg=Leg.RESULT).exists():
        log.warning("parcel_came_back_beside_another", parcel=parcel.order_number)
        return False
    with override(settings.LANGUAGE_CODE):
        why = _("Bưu gửi %(number)s hoàn về bộ phận Một cửa") % {"number": parcel.order_number}
    with act("change_return", dossier_id=dossier_id, actor=None, seen=None, at=at, reason=why) as doing:
        _end_request(doing.dossier, parcel, PostalState.CAME_BACK)
        doing.payload["parcel"] = parcel.order_number
        set_return(doing, ReturnMethod.IN_PERSON)
    return _tell(Kind.PARCEL_RETURNED, parcel, at=at)


def on_the_way(*, parcel: Parcel, at: datetime) -> bool:
    """Tell the applicant that the postal worker is on the way with the result, unless that is over already."""
    if parcel.state != ParcelState.OUT_FOR_DELIVERY:
        return False
    return _tell(Kind.PARCEL_ON_THE_WAY, parcel, at=at)


def not_delivered(*, parcel: Parcel, at: datetime) -> bool:
    """Tell the applicant that the postal worker met nobody, unless the parcel arrived meanwhile."""
    if parcel.state in FINAL:
        return False
    return _tell(Kind.PARCEL_FAILED, parcel, at=at)


def _tell(kind: Kind, parcel: Parcel, *, at: datetime) -> bool:
    dossier = Dossier.objects.filter(_by_code(parcel)).first()
    if dossier is None:
        return False
    page = "dossiers:detail" if dossier.applicant_id else "dossiers:track_token"
    tell(
        kind=kind,
        recipient_id=dossier.applicant_id,
        email="" if dossier.applicant_id else dossier.applicant_email,
        phone="" if dossier.applicant_id else dossier.applicant_phone,
        reference=dossier.shown_code,
        link=reverse(page, args=[dossier.reference if dossier.applicant_id else dossier.track_token]),
        key=f"{kind}:{parcel.pk}:{parcel.failures}",
        at=at,
    )
    return True


def papers_by_post(
    *, dossier_id: int, actor: User | None, seen: int | None, order_number: str, at: datetime
) -> Dossier:
    """Note that papers sent by post are at the desk: the law's intake counts from here, not from posting (law.md §4.3).

    :raises RuleViolation: the dossier does not wait for papers any more.
    """
    with act("papers_by_post", dossier_id=dossier_id, actor=actor, seen=seen, at=at) as doing:
        doing.payload["parcel"] = order_number
    return doing.dossier


def papers_came(*, parcel: Parcel, at: datetime) -> bool:
    """Note in the dossier of a parcel that its papers are at the desk. Returns False when it is too late for them."""
    dossier = Dossier.objects.filter(_by_code(parcel)).first()
    if dossier is None:
        return False
    try:
        papers_by_post(dossier_id=dossier.pk, actor=None, seen=None, order_number=parcel.order_number, at=at)
    except RuleViolation:
        log.warning("papers_came_too_late", parcel=parcel.order_number)
        return False
    return True


def _by_code(parcel: Parcel) -> Q:
    return Q(code=parcel.dossier_code) | Q(reference=parcel.dossier_code)


def _dossier_of(parcel: Parcel) -> int | None:
    """Return the dossier whose result the parcel is, while it still waits to be returned by post."""
    found = Dossier.objects.filter(_by_code(parcel), status=Status.DECIDED, return_method=ReturnMethod.POST)
    dossier_id = found.values_list("pk", flat=True).first() if parcel.leg == Leg.RESULT else None
    if dossier_id is None:
        log.warning("parcel_of_no_waiting_result", parcel=parcel.order_number)
    return dossier_id


def _end_request(dossier: Dossier, parcel: Parcel, state: PostalState) -> None:
    dossier.postal_returns.filter(order_number=parcel.order_number).update(state=state)
