"""Lives of dossiers, each a generator: it yields the instant of its next act, and acts when it is resumed.

All lives are resumed in the order of time, so that official codes and register numbers grow with their dates.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from dossiers import actions
from dossiers.enums import Proposal, ReturnMethod, Verdict
from dossiers.models import Dossier
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.kernel.models import StoredFile
from portal.kernel.workdays import local
from portal.web.demo import words
from portal.web.demo.cast import Cast
from portal.web.demo.times import MINUTE, Office
from procedures.enums import Workflow

WITHOUT_HEAD: Final = frozenset({Workflow.SAME_DAY, Workflow.COMMUNE})


@dataclass(slots=True)
class Life:
    """One dossier on its way: where, with whom, and what is to happen."""

    place: str
    desk: str
    office: Office
    cast: Cast
    open: Callable[[datetime], Dossier]
    starts_at: datetime
    steps: tuple[tuple[str, int], ...]
    result: StoredFile
    given: list[StoredFile]
    looked: list[tuple[Dossier, User, datetime]] = field(default_factory=list)
    dossier: Dossier | None = None

    def lived(self, now: datetime) -> Iterator[datetime]:
        """Yield when each act is due; the act is done on resumption. Nothing happens after `now`."""
        at = min(self.starts_at, now)
        yield at
        self.dossier = self.open(at)
        left = len(self.steps)
        for name, gap in self.steps:
            wanted = self.office.after(at, gap)
            at = max(at + MINUTE, min(wanted, now - left * MINUTE))
            left -= 1
            yield at
            self.dossier = ACTS[name](self, self.dossier, at)

    def by(self, dossier: Dossier, actor: User, at: datetime) -> dict[str, Any]:
        """Return what every act of a member of staff is told; that they looked is noted."""
        self.looked.append((dossier, actor, at))
        return {"dossier_id": dossier.pk, "actor": actor, "seen": dossier.event_seq, "at": at}

    def officer(self, dossier: Dossier) -> User:
        """Return who serves this dossier at the desk."""
        officers = self.cast.staff(Role.ONE_STOP_OFFICER, self.desk)
        return officers[dossier.pk % 3 == 0 and len(officers) > 1]

    def specialist(self, dossier: Dossier) -> User:
        """Return who examines it."""
        if dossier.case_officer is not None:
            return dossier.case_officer
        specialists = self.cast.staff(Role.SPECIALIST, self.place)
        return specialists[dossier.pk % 3 == 0 and len(specialists) > 1]

    def head(self) -> User:
        """Return the head of division."""
        return self.cast.staff(Role.HEAD_OF_DIVISION, self.place)[0]

    def signer(self, at: datetime) -> User:
        """Return who signs on that day."""
        return self.cast.signer(self.place, on=local(at).date())

    def applicant(self, dossier: Dossier) -> User:
        """Return the citizen, who filed online."""
        assert dossier.applicant is not None  # noqa: S101 -- only plans of online dossiers have acts of applicants
        return dossier.applicant


def live(lives: Iterable[Life], *, now: datetime) -> None:
    """Let all lives happen in the order of time."""
    queue: list[tuple[datetime, int, Iterator[datetime]]] = []
    for number, life in enumerate(lives):
        lived = life.lived(now)
        heapq.heappush(queue, (next(lived), number, lived))
    while queue:
        _at, number, lived = heapq.heappop(queue)
        later = next(lived, None)
        if later is not None and later <= now:
            heapq.heappush(queue, (later, number, lived))


def _pick(texts: tuple[str, ...], dossier: Dossier) -> str:
    return texts[dossier.pk % len(texts)]


def _judged(life: Life, dossier: Dossier, at: datetime, *, wrong: str = "") -> list[actions.Missing]:
    """Let the desk look at every paper; the first is found wrong if `wrong` says why."""
    papers = list(dossier.papers.select_related("requirement").order_by("pk"))
    verdicts = {paper.pk: (Verdict.GOOD, "") for paper in papers}
    missing = [actions.Missing("Tờ khai", wrong)]
    if wrong and papers:
        verdicts[papers[0].pk] = (Verdict.WRONG, wrong)
        missing = [actions.Missing(papers[0].requirement.name, wrong, papers[0].requirement_id)]
    if verdicts:
        actions.judge_papers(dossier_id=dossier.pk, actor=life.officer(dossier), verdicts=verdicts, at=at)
    return missing


def _accept(life: Life, dossier: Dossier, at: datetime) -> Dossier:
    if dossier.received_at is not None:
        return dossier
    _judged(life, dossier, at)
    return actions.accept(**life.by(dossier, life.officer(dossier), at))


def _ask_correction(life: Life, dossier: Dossier, at: datetime) -> Dossier:
    items = _judged(life, dossier, at, wrong=_pick(words.CORRECTIONS, dossier))
    return actions.ask_correction(**life.by(dossier, life.officer(dossier), at), items=items)


def _answers(life: Life, dossier: Dossier) -> dict[int, list[int]]:
    latest = dossier.supplements.order_by("-number").first()
    asked = [item["requirement"] for item in latest.items if item["requirement"]] if latest else []
    given = set(dossier.papers.filter(requirement_id__in=asked).values_list("requirement_id", "files__file_id"))
    return {one: [next(file.pk for file in life.given if (one, file.pk) not in given)] for one in asked}


def _answer(act: Callable[..., Dossier]) -> Callable[[Life, Dossier, datetime], Dossier]:
    def do(life: Life, dossier: Dossier, at: datetime) -> Dossier:
        return act(
            dossier_id=dossier.pk,
            actor=life.applicant(dossier),
            seen=dossier.event_seq,
            files=_answers(life, dossier),
            text=words.ANSWERED,
            at=at,
        )

    return do


def _propose(proposal: Proposal, texts: tuple[str, ...]) -> Callable[[Life, Dossier, datetime], Dossier]:
    def do(life: Life, dossier: Dossier, at: datetime) -> Dossier:
        return actions.propose(
            **life.by(dossier, life.specialist(dossier), at),
            proposal=proposal,
            text=_pick(texts, dossier),
            result_file_id=life.result.pk if proposal == Proposal.GRANT else None,
        )

    return do


def _endorse(life: Life, dossier: Dossier, at: datetime) -> Dossier:
    if dossier.revision.workflow in WITHOUT_HEAD:
        return dossier
    return actions.endorse(**life.by(dossier, life.head(), at))


def _ask_supplement(life: Life, dossier: Dossier, at: datetime) -> Dossier:
    actor = life.signer(at) if dossier.revision.workflow in WITHOUT_HEAD else life.head()
    papers = list(dossier.papers.select_related("requirement").order_by("pk")[:1])
    reason = _pick(words.SUPPLEMENTS, dossier)
    items = [actions.Missing(one.requirement.name, reason, one.requirement_id) for one in papers]
    return actions.ask_supplement(**life.by(dossier, actor, at), items=items or [actions.Missing("Tờ khai", reason)])


def _apologise(life: Life, dossier: Dossier, at: datetime) -> Dossier:
    promised = max(local(dossier.due_at or at), local(at)).date()
    return actions.apologise(
        **life.by(dossier, life.signer(at), at),
        reason=_pick(words.LATE_REASONS, dossier),
        new_due_on=life.office.calendar.add_working_days(promised, 5),
    )


def _return_result(life: Life, dossier: Dossier, at: datetime) -> Dossier:
    is_online = dossier.return_method == ReturnMethod.ONLINE and dossier.applicant is not None
    actor = life.applicant(dossier) if is_online else life.officer(dossier)
    seen = {"dossier_id": dossier.pk, "actor": actor, "seen": dossier.event_seq, "at": at}
    return actions.return_result(
        **(seen if is_online else life.by(dossier, actor, at)),
        method=ReturnMethod(dossier.return_method),
        receiver_name=dossier.applicant_name,
    )


def _staff(
    act: Callable[..., Dossier], who: Callable[[Life, Dossier, datetime], User], **said: Any
) -> Callable[[Life, Dossier, datetime], Dossier]:
    def do(life: Life, dossier: Dossier, at: datetime) -> Dossier:
        more = {key: _pick(value, dossier) if isinstance(value, tuple) else value for key, value in said.items()}
        return act(**life.by(dossier, who(life, dossier, at), at), **more)

    return do


def _desk(life: Life, dossier: Dossier, _at: datetime) -> User:
    return life.officer(dossier)


def _specialist(life: Life, dossier: Dossier, _at: datetime) -> User:
    return life.specialist(dossier)


def _signer(life: Life, _dossier: Dossier, at: datetime) -> User:
    return life.signer(at)


def _citizen(act: Callable[..., Dossier]) -> Callable[[Life, Dossier, datetime], Dossier]:
    return lambda life, dossier, at: act(
        dossier_id=dossier.pk, actor=life.applicant(dossier), seen=dossier.event_seq, at=at
    )


def _assign(life: Life, dossier: Dossier, at: datetime) -> Dossier:
    officer = life.specialist(dossier)
    return actions.assign(**life.by(dossier, life.head(), at), officer_id=officer.pk)


def _send_back(life: Life, dossier: Dossier, at: datetime) -> Dossier:
    actor = life.signer(at) if dossier.revision.workflow in WITHOUT_HEAD else life.head()
    return actions.send_back(**life.by(dossier, actor, at), reason=words.SENT_BACK)


#: What each word of a plan does.
ACTS: Final[Mapping[str, Callable[[Life, Dossier, datetime], Dossier]]] = {
    "accept": _accept,
    "refuse_intake": _staff(actions.refuse_intake, _desk, reason=words.INTAKE_REFUSALS),
    "ask_correction": _ask_correction,
    "resubmit": _answer(actions.resubmit),
    "cancel": _citizen(actions.cancel),
    "forward": _staff(actions.forward, _desk),
    "assign": _assign,
    "take_up": _staff(actions.take_up, _specialist),
    "propose": _propose(Proposal.GRANT, (words.GRANTED,)),
    "propose_refuse": _propose(Proposal.REFUSE, words.REFUSALS),
    "propose_supplement": _propose(Proposal.SUPPLEMENT, words.SUPPLEMENTS),
    "endorse": _endorse,
    "send_back": _send_back,
    "ask_supplement": _ask_supplement,
    "answer_supplement": _answer(actions.answer_supplement),
    "confirm_supplement": _staff(actions.confirm_supplement, _desk),
    "close_unanswered": _staff(actions.close_unanswered, _desk),
    "fix_financial_duty": _staff(actions.fix_financial_duty, _specialist, amount_vnd=4_350_000, reason=words.DUTY),
    "confirm_payment": _staff(actions.confirm_payment, _desk),
    "apologise": _apologise,
    "request_withdrawal": _citizen(actions.request_withdrawal),
    "confirm_withdrawal": _staff(actions.confirm_withdrawal, _desk),
    "stop": _staff(actions.stop, _signer, reason=words.STOPPED),
    "grant": _staff(actions.grant, _signer),
    "refuse": _staff(actions.refuse, _signer, reason=words.REFUSALS),
    "reopen": _staff(actions.reopen, _signer, reason=words.WRONG_RESULT),
    "return_result": _return_result,
}
