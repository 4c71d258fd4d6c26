"""What an applicant does to a dossier that is still being written. Each act touches the owner's own draft only."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.enums import ReturnMethod
from dossiers.models import Draft, DraftPaper
from dossiers.rulesets import OWN_RULE
from portal.accounts.models import User
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.files import store_upload
from portal.kernel.models import StoredFile
from procedures import queries as catalogue
from procedures.models import ProcedureRevision, Requirement

if TYPE_CHECKING:
    from django.core.files.base import File

#: How long a draft waits for its owner, counted anew at each saving (our own rule).
DRAFT_DAYS: Final = 100
#: Pages of one paper given as single photos.
MAX_FILES_PER_PAPER: Final = 20


@transaction.atomic
def start_draft(*, owner: User, revision: ProcedureRevision, at: datetime) -> Draft:
    """Begin a dossier under the published revision; a single competent agency is chosen at once."""
    competent = list(catalogue.agencies_for(revision.procedure).order_by("pk")[:2])
    return Draft.objects.create(
        owner=owner,
        revision=revision,
        agency=competent[0] if len(competent) == 1 else None,
        started_at=at,
        saved_at=at,
        expires_on=_expires_on(at),
    )


@transaction.atomic
def save_section(
    *, draft_id: int, owner: User, section: str, answers: Mapping[str, Any], is_done: bool, seen: int, at: datetime
) -> Draft:
    """Keep the answers to one section: cleaned where they passed, as typed where they did not.

    :raises SomeoneActedFirst: the draft was saved elsewhere since `seen`.
    """
    draft = _locked(draft_id, owner, seen=seen)
    done = [key for key in draft.sections_done if key != section]
    draft.answers = {**draft.answers, section: _storable(answers)}
    draft.sections_done = [*done, section] if is_done else done
    return _saved(draft, at=at, fields=("answers", "sections_done"))


@transaction.atomic
def keep_typed(
    *, draft_id: int, owner: User, section: str, answers: Mapping[str, Any], seen: int, at: datetime
) -> Draft:
    """Keep what is being typed, unchecked. It is no saving of its own: the tab that typed it may still save.

    :raises SomeoneActedFirst: the draft was saved elsewhere since `seen`.
    """
    draft = _locked(draft_id, owner, seen=seen)
    draft.answers = {**draft.answers, section: _storable(answers)}
    return _saved(draft, at=at, fields=("answers",), counts=False)


@transaction.atomic
def choose_agency(*, draft_id: int, owner: User, agency_id: int, at: datetime) -> Draft:
    """Say which of the competent agencies is to decide.

    :raises RuleViolation: the agency is not competent for the procedure.
    """
    draft = _locked(draft_id, owner)
    if not catalogue.agencies_for(draft.revision.procedure).filter(pk=agency_id).exists():
        raise RuleViolation(_("Chọn cơ quan có thẩm quyền giải quyết thủ tục này."), source=OWN_RULE)
    draft.agency_id = agency_id
    return _saved(draft, at=at, fields=("agency_id",))


def add_paper(*, draft_id: int, owner: User, requirement_id: int, upload: "File[bytes]", at: datetime) -> DraftPaper:
    """Take one file for one paper. The same bytes given twice for a paper are kept once.

    :raises UploadRefused: the file cannot be taken; the message says what to do.
    :raises RuleViolation: the procedure does not ask for that paper, or has enough files of it.
    """
    _locate(draft_id, owner, requirement_id)
    # Opening and scanning take time: no lock is held meanwhile.
    file = store_upload(upload, by=owner, at=at)
    try:
        return _attached(draft_id, owner, requirement_id, file, at)
    except (RuleViolation, Draft.DoesNotExist):
        file.delete()
        raise


@transaction.atomic
def _attached(draft_id: int, owner: User, requirement_id: int, file: StoredFile, at: datetime) -> DraftPaper:
    draft = _locked(draft_id, owner)
    given = DraftPaper.objects.filter(draft=draft, requirement_id=requirement_id)
    same = given.filter(file__sha256=file.sha256).order_by("pk").first()
    if same is not None:
        file.delete()
        return same
    if given.count() >= MAX_FILES_PER_PAPER:
        raise RuleViolation(
            _("Mỗi giấy tờ nhận tối đa %(n)d tệp. Xóa bớt hoặc gộp vào một tệp PDF") % {"n": MAX_FILES_PER_PAPER},
            source=OWN_RULE,
        )
    last = given.aggregate(last=Max("position"))["last"]
    paper = DraftPaper.objects.create(
        draft=draft, requirement_id=requirement_id, file=file, position=0 if last is None else last + 1
    )
    _saved(draft, at=at)
    return paper


@transaction.atomic
def remove_paper(*, draft_id: int, owner: User, paper_id: int, at: datetime) -> Draft:
    """Take a file back; one that was taken back before stays so."""
    draft = _locked(draft_id, owner)
    papers = DraftPaper.objects.filter(draft=draft, pk=paper_id)
    file_ids = list(papers.values_list("file_id", flat=True))
    papers.delete()
    _forget(file_ids)
    return _saved(draft, at=at)


@transaction.atomic
def choose_return(*, draft_id: int, owner: User, method: ReturnMethod, address: str, at: datetime) -> Draft:
    """Say how the result is to come.

    :raises RuleViolation: by post without an address.
    """
    draft = _locked(draft_id, owner)
    if method == ReturnMethod.POST and not address:
        raise RuleViolation(_("Nhập địa chỉ nhận kết quả"), source=OWN_RULE)
    draft.return_method = method
    draft.return_address = address if method == ReturnMethod.POST else ""
    return _saved(draft, at=at, fields=("return_method", "return_address"))


@transaction.atomic
def discard_draft(*, draft_id: int, owner: User) -> None:
    """Throw a draft away, with the files given for it."""
    _delete(_locked(draft_id, owner))


def delete_expired(*, on: date, limit: int = 500) -> int:
    """Throw away the drafts whose time is over; return how many. Safe to run again."""
    expired = Draft.objects.filter(expires_on__lt=on, submitted_at__isnull=True).order_by("pk")
    ids = list(expired.values_list("pk", flat=True)[:limit])
    for draft_id in ids:
        with transaction.atomic():
            draft = expired.select_for_update(of=("self",), no_key=True).filter(pk=draft_id).first()
            if draft is not None:
                _delete(draft)
    return len(ids)


def _storable(value: Any) -> Any:
    """Return what was typed as the database can hold it: as it is, but without null characters."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, Mapping):
        return {key: _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list | tuple) else value


def _expires_on(at: datetime) -> date:
    return timezone.localtime(at).date() + timedelta(days=DRAFT_DAYS)


def _locked(draft_id: int, owner: User, *, seen: int | None = None) -> Draft:
    """Lock the draft: two tabs of one person are two writers."""
    drafts = Draft.objects.select_for_update(of=("self",), no_key=True).select_related("revision__procedure")
    draft = drafts.get(pk=draft_id, owner=owner)
    if draft.submitted_at is not None:
        raise RuleViolation(_("Hồ sơ này đã nộp nên không sửa bản nháp được nữa."), source=OWN_RULE)
    if seen is not None and seen != draft.version:
        raise SomeoneActedFirst(
            _("Ông/Bà vừa lưu hồ sơ này ở cửa sổ khác. Xem lại các ô bên dưới rồi lưu lại."),
            seen=seen,
            now=draft.version,
        )
    return draft


def _locate(draft_id: int, owner: User, requirement_id: int) -> None:
    asked = Requirement.objects.filter(
        pk=requirement_id, accepts_upload=True, revision__drafts=draft_id, revision__drafts__owner=owner
    )
    if not asked.exists():
        raise RuleViolation(_("Thủ tục này không cần giấy tờ đó."), source=OWN_RULE)


def _saved(draft: Draft, *, at: datetime, fields: Iterable[str] = (), counts: bool = True) -> Draft:
    draft.saved_at = at
    draft.expires_on = _expires_on(at)
    draft.version += 1 if counts else 0
    draft.save(update_fields=[*fields, "saved_at", "expires_on", "version"])
    return draft


def _delete(draft: Draft) -> None:
    file_ids = list(draft.papers.values_list("file_id", flat=True))
    draft.papers.all().delete()
    draft.delete()
    _forget(file_ids)


def _forget(file_ids: Iterable[int]) -> None:
    """Drop the rows of files that nothing refers to any more; their bytes are swept afterwards."""
    StoredFile.objects.filter(pk__in=list(file_ids), draft_papers__isnull=True, paper_files__isnull=True).delete()
