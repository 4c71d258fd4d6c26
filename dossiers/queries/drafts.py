"""How far a draft has come, and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.enums import ReturnMethod
from dossiers.models import Draft, DraftPaper
from portal.accounts.models import User
from portal.kernel.files import has_bytes
from procedures.form_spec import FormSpec, active_sections
from procedures.forms import EMPTY, Checked, validate_answers
from procedures.models import Procedure, Requirement

AGENCY: Final = "noi-nop"
PAPERS: Final = "giay-to"
RETURN: Final = "nhan-ket-qua"
CHECK: Final = "kiem-tra"


class State(StrEnum):
    """How far one step of a draft has come."""

    DONE = "done"
    BEGUN = "begun"
    TO_DO = "to_do"
    TO_REPAIR = "to_repair"
    CLOSED = "closed"


STATE_WORDS: Final = {
    State.DONE: (gettext_lazy("Đã xong"), "plain"),
    State.BEGUN: (gettext_lazy("Đang làm"), "info"),
    State.TO_DO: (gettext_lazy("Chưa làm"), "info"),
    State.TO_REPAIR: (gettext_lazy("Cần sửa"), "bad"),
    State.CLOSED: (gettext_lazy("Chưa mở"), "plain"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a draft: its key is the last part of its address."""

    key: str
    title: str
    note: str
    state: State


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """One paper asked for, and the files given for it so far."""

    requirement: Requirement
    files: tuple[DraftPaper, ...]

    @property
    def is_needed(self) -> bool:
        return self.requirement.must_be_uploaded

    @property
    def is_given(self) -> bool:
        return bool(self.files)


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything about a draft that its pages show."""

    draft: Draft
    spec: FormSpec
    checked: Checked
    steps: tuple[Step, ...]
    papers: tuple[PaperBlock, ...]

    @property
    def total(self) -> int:
        return len(self.steps) - 1

    @property
    def done(self) -> int:
        return sum(step.state == State.DONE for step in self.steps[:-1])

    @property
    def is_ready(self) -> bool:
        return self.done == self.total

    def position(self, key: str) -> int:
        """Return which part the step `key` is, counted from one."""
        return 1 + next(index for index, step in enumerate(self.steps) if step.key == key)

    def after(self, key: str) -> str:
        """Return the key of the step that follows."""
        keys = [step.key for step in self.steps]
        return keys[min(keys.index(key) + 1, len(keys) - 1)] if key in keys else keys[0]


def drafts_of(user: User) -> QuerySet[Draft]:
    """Return the drafts that a person is still writing."""
    return Draft.objects.filter(owner=user, submitted_at__isnull=True).select_related("revision__procedure")


def draft_of(user: User, token: str) -> Draft | None:
    """Return one draft of a person, submitted or not, with all that its pages show: three queries."""
    papers = DraftPaper.objects.select_related("file").order_by("requirement_id", "position", "pk")
    return (
        Draft.objects.filter(owner=user, token=token)
        .select_related("revision__procedure", "agency__served_by__agency", "agency__served_by__place", "dossier")
        .prefetch_related(
            Prefetch("papers", queryset=papers),
            Prefetch("revision__requirements", queryset=Requirement.objects.order_by("position", "pk")),
        )
        .order_by("pk")
        .first()
    )


def latest_draft(user: User, procedure: Procedure) -> Draft | None:
    """Return the draft of this procedure that the person saved last."""
    return drafts_of(user).filter(revision__procedure=procedure).order_by("-saved_at", "-pk").first()


def paper_blocks(draft: Draft) -> tuple[PaperBlock, ...]:
    """Return the papers to be uploaded. The declaration is the online form itself."""
    given: dict[int, list[DraftPaper]] = {}
    for paper in draft.papers.all():
        given.setdefault(paper.requirement_id, []).append(paper)
    return tuple(
        PaperBlock(requirement, tuple(given.get(requirement.pk, ())))
        for requirement in draft.revision.requirements.all()
        if requirement.accepts_upload and not requirement.is_answered_by_form
    )


def papers_missing(draft: Draft) -> tuple[Requirement, ...]:
    """Return the papers always required of which no bytes lie in the store."""
    return tuple(
        block.requirement
        for block in paper_blocks(draft)
        if block.is_needed and not any(has_bytes(paper.file) for paper in block.files)
    )


def short_name(requirement: Requirement) -> str:
    """Return the name of a paper as it fits into a sentence."""
    head = requirement.name.split(";")[0].split("(")[0].strip() or requirement.name
    return Truncator(head).chars(90)


def progress(draft: Draft, *, today: date) -> Progress:
    """Check what was answered so far and say how far each step has come."""
    spec = FormSpec.model_validate(draft.revision.form)
    checked = validate_answers(spec, draft.answers, today=today)
    papers = paper_blocks(draft)
    steps: list[Step] = []
    if not draft.revision.procedure.responsible_id:
        chosen = draft.agency
        steps.append(
            Step(AGENCY, _("Chọn nơi nộp"), chosen.name if chosen else "", State.DONE if chosen else State.TO_DO)
        )
    for section in active_sections(spec, checked.answers):
        problems = checked.problems.get(section.key, {})
        own = draft.answers.get(section.key) or {}
        steps.append(
            _section_step(section.key, section.title, own, problems, is_done=section.key in draft.sections_done)
        )
    if papers:
        steps.append(_papers_step(papers))
    method = ReturnMethod(draft.return_method).label if draft.return_method else ""
    steps.append(
        Step(RETURN, _("Chọn cách nhận kết quả"), str(method), State.DONE if draft.return_method else State.TO_DO)
    )
    is_ready = all(step.state == State.DONE for step in steps)
    note = "" if is_ready else _("Mở khi các phần trên đã xong")
    steps.append(Step(CHECK, _("Kiểm tra và nộp hồ sơ"), note, State.TO_DO if is_ready else State.CLOSED))
    return Progress(draft, spec, checked, tuple(steps), papers)


def _section_step(
    key: str, title: str, own: Mapping[str, Any], problems: Mapping[str, list[str]], *, is_done: bool
) -> Step:
    wrong = [name for name in problems if own.get(name) not in EMPTY]
    if wrong or (is_done and problems):
        count = len(wrong) or len(problems)
        return Step(key, title, _("%(n)d câu cần sửa") % {"n": count}, State.TO_REPAIR)
    if is_done:
        return Step(key, title, "", State.DONE)
    return Step(key, title, "", State.BEGUN if own else State.TO_DO)


def _papers_step(papers: tuple[PaperBlock, ...]) -> Step:
    title = _("Tải giấy tờ lên")
    needed = [block for block in papers if block.is_needed]
    given = [block for block in needed if block.is_given]
    note = (
        _("%(given)d trong %(needed)d giấy bắt buộc") % {"given": len(given), "needed": len(needed)} if needed else ""
    )
    if len(given) == len(needed):
        return Step(PAPERS, title, note, State.DONE)
    any_given = any(block.is_given for block in papers)
    return Step(PAPERS, title, note, State.BEGUN if any_given else State.TO_DO)
