"""Hand-over records between a desk and the post: one side scans out and signs, the other scans in and signs."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.roles import roles_held
from portal.agencies.models import Desk
from portal.kernel.counters import next_number
from portal.kernel.text import clean_line
from portal.kernel.workdays import local
from postal import law, permissions, tracking
from postal.actions.ground import enter, locked, open_task, pass_to, refold, refusal
from postal.actions.receiving import at_desk
from postal.enums import (
    Direction,
    EventSource,
    Holder,
    ManifestState,
    ParcelState,
    PostalAct,
    TaskKind,
)
from postal.models import Manifest, ManifestLine, Parcel


@transaction.atomic
def open_manifest(*, desk_id: int, direction: Direction, carrier: str, actor: User, at: datetime) -> Manifest:
    """Begin a hand-over record; its number is the next of the desk's year, without a gap.

    :raises RuleViolation: the actor is not of the side that gives.
    """
    desk = Desk.objects.select_related("agency").get(pk=desk_id)
    manifest = Manifest(desk=desk, direction=direction, carrier=carrier)
    _check_side(manifest, actor, gives=True, at=at)
    manifest.year = local(at).year
    manifest.number = next_number(f"postal:manifest:{desk.pk}:{manifest.year}")
    manifest.code = f"{desk.agency.code}-GN{manifest.year % 100:02d}-{manifest.number:04d}"
    manifest.opened_by, manifest.opened_at = actor, at
    manifest.save()
    return manifest


@transaction.atomic
def add_parcel(*, manifest_id: int, code: str, actor: User, at: datetime) -> ManifestLine:
    """Put a parcel on a record by one of its codes, as a scanner reads them.

    :raises RuleViolation: the record is signed, the actor is not of the giving side, no such parcel is there to be
        handed over, or it stands on a record already.
    """
    manifest = _locked(manifest_id)
    _check_state(manifest, ManifestState.OPEN)
    _check_side(manifest, actor, gives=True, at=at)
    parcel = locked(_by_code(manifest, code).pk)
    _check_fits(manifest, parcel)
    latest = manifest.lines.aggregate(latest=Max("seq"))["latest"] or 0
    return ManifestLine.objects.create(
        manifest=manifest, parcel=parcel, seq=latest + 1, scanned_out_at=at, scanned_out_by=actor
    )


@transaction.atomic
def take_off(*, manifest_id: int, line_id: int, actor: User, at: datetime) -> None:
    """Take a parcel off a record that nobody signed yet.

    :raises RuleViolation: the record is signed, or the actor is not of the giving side.
    """
    manifest = _locked(manifest_id)
    _check_state(manifest, ManifestState.OPEN)
    _check_side(manifest, actor, gives=True, at=at)
    manifest.lines.filter(pk=line_id).delete()


@transaction.atomic
def hand_over(*, manifest_id: int, seal_note: str, actor: User, at: datetime) -> Manifest:
    """Sign as the side that gives. Nothing moves before the other side confirms.

    :raises RuleViolation: the record is signed or empty, or the actor is not of the giving side.
    """
    manifest = _locked(manifest_id)
    _check_state(manifest, ManifestState.OPEN)
    _check_side(manifest, actor, gives=True, at=at)
    if not manifest.lines.exists():
        raise refusal(_("Phiếu chưa có bưu gửi nào. Quét ít nhất một bưu gửi."))
    manifest.state, manifest.handed_by, manifest.handed_over_at = ManifestState.HANDED_OVER, actor, at
    manifest.seal_note = clean_line(seal_note)[:200]
    manifest.save(update_fields=["state", "handed_by", "handed_over_at", "seal_note"])
    return manifest


@transaction.atomic
def take_back(*, manifest_id: int, actor: User, at: datetime) -> Manifest:
    """Withdraw one's signature because the other side did not come; the record can be changed again.

    :raises RuleViolation: the record does not wait for the other side, or the actor is not of the giving side.
    """
    manifest = _locked(manifest_id)
    _check_state(manifest, ManifestState.HANDED_OVER)
    _check_side(manifest, actor, gives=True, at=at)
    manifest.lines.update(scanned_in_at=None, scanned_in_by=None)
    manifest.state, manifest.handed_by, manifest.handed_over_at = ManifestState.OPEN, None, None
    manifest.save(update_fields=["state", "handed_by", "handed_over_at"])
    return manifest


@transaction.atomic
def cancel_manifest(*, manifest_id: int, actor: User, at: datetime) -> Manifest:
    """Give up a record that nobody signed; its parcels can go on another one, its number stays used.

    :raises RuleViolation: the record is signed, or the actor is not of the giving side.
    """
    manifest = _locked(manifest_id)
    _check_state(manifest, ManifestState.OPEN)
    _check_side(manifest, actor, gives=True, at=at)
    manifest.lines.update(is_open=False)
    manifest.state = ManifestState.CANCELLED
    manifest.save(update_fields=["state"])
    return manifest


@transaction.atomic
def scan_in(*, manifest_id: int, code: str, actor: User, at: datetime) -> ManifestLine:
    """Note as the side that takes that a parcel is there. Scanning it again changes nothing.

    :raises RuleViolation: the record does not wait for this side, or the parcel does not stand on it.
    """
    manifest = _locked(manifest_id)
    _check_state(manifest, ManifestState.HANDED_OVER)
    _check_side(manifest, actor, gives=False, at=at)
    rows = manifest.lines.select_related("parcel").filter(_codes(code, "parcel__"))
    line = rows.order_by("seq").first() if clean_line(code) else None
    if line is None:
        raise refusal(_("Mã này không có trên phiếu. Kiểm tra lại bưu gửi."), law.HAND_OVER_RECORD)
    if line.scanned_in_at is None:
        line.scanned_in_at, line.scanned_in_by = at, actor
        line.save(update_fields=["scanned_in_at", "scanned_in_by"])
    return line


@transaction.atomic
def confirm(*, manifest_id: int, differences: Mapping[int, str], actor: User, at: datetime) -> Manifest:
    """Sign as the side that takes: what was scanned in changes hands now, what is missing stays where it was.

    `differences` says by line what was not as written; a line that was not scanned in needs words.

    :raises RuleViolation: the record does not wait for this side, nothing was scanned in, or words are missing.
    """
    manifest = _locked(manifest_id)
    _check_state(manifest, ManifestState.HANDED_OVER)
    _check_side(manifest, actor, gives=False, at=at)
    lines = list(manifest.lines.order_by("parcel_id", "seq"))
    words = {line.pk: clean_line(differences.get(line.pk, ""))[:200] for line in lines}
    if any(line.scanned_in_at is None and not words[line.pk] for line in lines):
        raise refusal(_("Ghi chênh lệch của từng bưu gửi chưa quét."), law.HAND_OVER_RECORD)
    manifest.state, manifest.confirmed_by, manifest.confirmed_at = ManifestState.CONFIRMED, actor, at
    manifest.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    for line in lines:
        _settle(manifest, line, words[line.pk], actor=actor, at=at)
    return manifest


def _settle(manifest: Manifest, line: ManifestLine, difference: str, *, actor: User, at: datetime) -> None:
    line.is_open, line.difference = False, difference
    line.save(update_fields=["is_open", "difference"])
    parcel = locked(line.parcel_id)
    if difference:
        open_task(parcel, TaskKind.DIFFERENCE, reason=f"{manifest.code}: {difference}", at=at, actor=actor)
    if line.scanned_in_at is None:
        return
    if manifest.direction == Direction.OUT:
        _to_the_post(manifest, parcel, actor=actor, at=at)
    else:
        at_desk(parcel, actor=actor, at=at, manifest=manifest)


def _to_the_post(manifest: Manifest, parcel: Parcel, *, actor: User, at: datetime) -> None:
    """Put a parcel into the worker's hands; where the carrier told of it first, it is there already.

    One whose way is over by then stays where it went: it must not keep the rest of the record from being signed.
    """
    if parcel.state in tracking.FINAL and parcel.holder != Holder.DESK:
        return
    law.check(PostalAct.HAND_OVER, parcel.state)
    if parcel.holder == Holder.DESK:
        pass_to(parcel, Holder.POSTAL_WORKER, person=actor, actor=actor, manifest=manifest, at=at)
    enter(parcel, ParcelState.ACCEPTED, source=EventSource.POSTAL, actor=actor, at=at)
    refold(parcel, at=at)


def _locked(manifest_id: int) -> Manifest:
    rows = Manifest.objects.select_related("desk__agency")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=manifest_id)


def _check_state(manifest: Manifest, state: ManifestState) -> None:
    if manifest.state != state:
        raise refusal(
            _("Phiếu giao nhận này đang ở trạng thái “%(state)s”.") % {"state": ManifestState(manifest.state).label}
        )


def _check_side(manifest: Manifest, actor: User, *, gives: bool, at: datetime) -> None:
    """Test on which side of a record somebody stands: the desk gives what goes out, the post what comes in."""
    held = roles_held(actor, on=local(at).date())
    if (manifest.direction == Direction.OUT) == gives:
        if not permissions.works_at(held, manifest.desk_id):
            raise refusal(_("Việc này do cán bộ của bộ phận Một cửa làm."), law.HAND_OVER_RECORD)
    elif not permissions.works_for(held, manifest.carrier):
        raise refusal(_("Việc này do nhân viên bưu điện làm."), law.HAND_OVER_RECORD)


def _codes(code: str, prefix: str = "") -> Q:
    """Find a parcel by whatever a scanner reads on it: our number, the waybill, the carrier's number."""
    code = clean_line(code).upper()
    return (
        Q(**{f"{prefix}order_number": code}) | Q(**{f"{prefix}item_code": code})
        | Q(**{f"{prefix}carrier_reference": code})
    )  # fmt: skip


def _by_code(manifest: Manifest, code: str) -> Parcel:
    rows = Parcel.objects.filter(_codes(code), desk=manifest.desk_id, carrier=manifest.carrier)
    parcel = rows.order_by("closed_at", "-pk").first() if clean_line(code) else None
    if parcel is None:
        raise refusal(_("Không có bưu gửi nào của quầy mang mã này."), law.HAND_OVER_RECORD)
    return parcel


def _check_fits(manifest: Manifest, parcel: Parcel) -> None:
    """Test that a parcel can be handed over in the direction of the record."""
    if manifest.direction == Direction.OUT:
        law.check(PostalAct.HAND_OVER, parcel.state)
        if parcel.holder != Holder.DESK:
            raise refusal(_("Bưu gửi này không còn ở quầy."), law.HAND_OVER_RECORD)
    else:
        law.check(PostalAct.RECEIVE_RETURNED if parcel.is_to_citizen else PostalAct.RECEIVE_PAPERS, parcel.state)
        if parcel.holder == Holder.DESK:
            raise refusal(_("Bưu gửi này đã ở quầy."), law.HAND_OVER_RECORD)
    if parcel.manifest_lines.filter(is_open=True).exists():
        raise refusal(_("Bưu gửi này đã có trên một phiếu giao nhận."), law.HAND_OVER_RECORD)
