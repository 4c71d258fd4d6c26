"""Lay the demo down: people, 300 dossiers by their plans, drafts, who looked. One transaction; once."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F

from counters.models import Appointment
from dossiers import actions
from dossiers.clock import limit_of
from dossiers.enums import ReturnMethod, Status
from dossiers.models import Dossier, DossierEvent, DossierNote, DossierView, Draft, DraftPaper
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.enums import EffectState
from portal.kernel.models import OwedEffect, StoredFile
from portal.kernel.workdays import local
from portal.web.demo import words
from portal.web.demo.answers import fill, fill_section, some_name
from portal.web.demo.cast import Cast, enter
from portal.web.demo.desks import keep_desks
from portal.web.demo.halls import open_halls
from portal.web.demo.papers import store_papers
from portal.web.demo.parcels import send_parcels
from portal.web.demo.people import BAC_LY, PERSONAS
from portal.web.demo.plans import PLACES, PLANS, WEIGHTS, Plan
from portal.web.demo.stories import Life, live
from portal.web.demo.times import MINUTE, Office
from postal.models import Parcel
from procedures.enums import Channel, LimitUnit, RevisionState
from procedures.form_spec import FormSpec
from procedures.models import ProcedureRevision

SEED: Final = 13182021
DRAFT_DAYS: Final = 100
_STEP: Final = re.compile(r"([a-z_]+)([+@])([\d.]+)")


@dataclass(slots=True)
class _Stage:
    """What every life needs."""

    now: datetime
    dice: Random
    cast: Cast
    agencies: dict[str, Agency]
    revisions: dict[str, ProcedureRevision]
    given: list[StoredFile]
    result: StoredFile
    offices: dict[str, Office] = field(default_factory=dict)


def is_loaded() -> bool:
    """Tell whether the demo lies in the database."""
    return User.objects.filter(email=PERSONAS[0].email).exists()


def load(*, now: datetime) -> None:
    """Lay the demo down as if the portal had been used for months until `now`."""
    with transaction.atomic():
        dice = Random(SEED)  # noqa: S311 -- the same demo every time
        agencies = {one.key: one for one in Agency.objects.select_related("served_by__agency", "parent")}
        revisions = ProcedureRevision.objects.filter(state=RevisionState.PUBLISHED).select_related("procedure")
        given, result = store_papers(at=now - timedelta(days=200))
        stage = _Stage(
            now,
            dice,
            enter(agencies, now=local(now), dice=dice),
            agencies,
            {one.procedure.key: one for one in revisions.prefetch_related("offers", "requirements")},
            given,
            result,
        )
        lives = list(_lives(stage))
        live(lives, now=now)
        _drafts(stage)
        _trails(lives)
        open_halls(agencies=agencies, users=stage.cast.users, revisions=stage.revisions, now=now)
        keep_desks(agencies=agencies, users=stage.cast.users, now=now)
        send_parcels(agencies=stage.agencies, users=stage.cast.users, now=now)
        _settle_messages()


def counts(*, now: datetime) -> dict[str, Any]:
    """Return what lies there at `now`."""
    statuses = Counter(Dossier.objects.order_by().values_list("status", flat=True))
    return {
        "personas": len(PERSONAS),
        "accounts": User.objects.count(),
        "dossiers": Dossier.objects.count(),
        "events": DossierEvent.objects.count(),
        "drafts": Draft.objects.filter(submitted_at__isnull=True).count(),
        "statuses": {status.value: statuses[status.value] for status in Status},
        "parcels": Parcel.objects.count(),
        "appointments": Appointment.objects.count(),
        "overdue": Dossier.objects.overdue(now).count(),
    }


def _lives(stage: _Stage) -> Iterator[Life]:
    for plan in PLANS:
        for number in range(plan.count):
            yield _life(stage, plan, is_mine=number < plan.mine)


def _life(stage: _Stage, plan: Plan, *, is_mine: bool) -> Life:
    dice = stage.dice
    places = [place for place in PLACES if not plan.only or place in plan.only]
    place = dice.choices(places, [WEIGHTS[one] for one in places])[0]
    is_online = plan.online_only or is_mine or dice.random() < 0.6  # noqa: PLR2004 -- six in ten file online
    revision = stage.revisions[dice.choice(PLACES[place])]
    if any("fix_financial_duty" in step for step in plan.steps.split()):
        revision = stage.revisions["dd_chuyen_nhuong"]
    agency = stage.agencies[place]
    assert agency.served_by is not None  # noqa: S101 -- every place of the demo is served by a desk
    if place not in stage.offices:
        stage.offices[place] = Office(working_calendar(agency), seasonal_hours(agency.served_by.agency), dice)
    office = stage.offices[place]
    limit = _limit_days(revision)
    steps = tuple(_steps(plan.steps, limit))
    return Life(
        place=place,
        desk=agency.served_by.agency.key,
        office=office,
        cast=stage.cast,
        open=_opening(stage, revision, agency, is_mine=is_mine, is_online=is_online),
        starts_at=_start(stage, plan, office, limit, sum(gap for _name, gap in steps)),
        steps=steps,
        result=stage.result,
        given=stage.given,
    )


def _limit_days(revision: ProcedureRevision) -> int:
    limit = limit_of(revision, Channel.ONLINE)
    days = {LimitUnit.WORKING_DAY: limit.value or 0, LimitUnit.DAY: (limit.value or 0) * 5 // 7}
    return days.get(LimitUnit(limit.unit), 0)


def _steps(plan: str, limit: int) -> Iterator[tuple[str, int]]:
    for name, kind, number in _STEP.findall(plan):
        share = float(number)
        gap = int(share) if kind == "+" else round(share * limit)
        yield name, max(gap, 2) if kind == "@" and share > 1 else gap


def _start(stage: _Stage, plan: Plan, office: Office, limit: int, total: int) -> datetime:
    dice, today = stage.dice, local(stage.now).date()
    if plan.ends == Status.REGISTERED and not plan.steps and not plan.late:
        return stage.now - dice.randrange(9, 420) * MINUTE
    if plan.late:
        slack = max(limit + dice.randrange(2, 7) - total, 2)
    elif plan.ends in {Status.RETURNED, Status.WITHDRAWN, Status.STOPPED, Status.REFUSED_INTAKE}:
        slack = dice.randrange(1, 60)
    else:
        slack = dice.randrange(1, max(2, limit // 4 + 1))
    return office.some_time_on(office.days_before(today, total + slack))


def _opening(
    stage: _Stage, revision: ProcedureRevision, agency: Agency, *, is_mine: bool, is_online: bool
) -> Callable[[datetime], Dossier]:
    offers = {offer.channel for offer in revision.offers.all()}
    if is_online and Channel.ONLINE in offers:
        keys = [key for key in stage.cast.askers if key != PERSONAS[0].key]
        key = PERSONAS[0].key if is_mine else stage.dice.choice(keys)
        return partial(_submitted, stage, revision, agency, key)
    channel = Channel.POST if Channel.POST in offers and stage.dice.random() < 0.25 else Channel.IN_PERSON  # noqa: PLR2004 -- a quarter
    return partial(_received, stage, revision, agency, channel)


def _submitted(stage: _Stage, revision: ProcedureRevision, agency: Agency, key: str, at: datetime) -> Dossier:
    user, asker = stage.cast.users[key], stage.cast.askers[key]
    method = stage.dice.choice((ReturnMethod.ONLINE, ReturnMethod.ONLINE, ReturnMethod.IN_PERSON, ReturnMethod.POST))
    draft = Draft.objects.create(
        owner=user,
        revision=revision,
        agency=agency,
        answers=fill(FormSpec.model_validate(revision.form), asker, on=local(at).date(), dice=stage.dice),
        return_method=method,
        return_address=asker.line if method == ReturnMethod.POST else "",
        version=4,
        started_at=at - timedelta(minutes=stage.dice.randrange(8, 50)),
        saved_at=at,
        expires_on=local(at).date() + timedelta(days=DRAFT_DAYS),
    )
    DraftPaper.objects.bulk_create(
        DraftPaper(draft=draft, requirement=one, file=stage.dice.choice(stage.given))
        for one in revision.requirements.all()
        if one.must_be_uploaded
    )
    return actions.submit(draft_id=draft.pk, actor=user, at=at)


def _received(stage: _Stage, revision: ProcedureRevision, agency: Agency, channel: Channel, at: datetime) -> Dossier:
    assert agency.served_by is not None  # noqa: S101 -- see _life
    officers = stage.cast.staff(Role.ONE_STOP_OFFICER, agency.served_by.agency.key)
    name = some_name(stage.dice, is_woman=stage.dice.random() < 0.5)  # noqa: PLR2004 -- a coin
    number = stage.dice.randrange(65, 100)
    return actions.receive_direct(
        revision=revision,
        agency=agency,
        actor=stage.dice.choice(officers),
        facts=actions.ApplicantFacts(
            name=name,
            phone=f"+849000000{number}",
            address=f"{stage.dice.choice(words.STREETS)} ({words.MARK})",
        ),
        papers={
            one.pk: (one.originals, one.copies) for one in revision.requirements.all() if one.originals or one.copies
        },
        return_method=ReturnMethod.POST if channel == Channel.POST else ReturnMethod.IN_PERSON,
        return_address=words.STREETS[0] if channel == Channel.POST else "",
        channel=channel,
        at=at,
    )


def _drafts(stage: _Stage) -> None:
    """Leave two drafts of the citizen: one begun, one that lacks its papers only."""
    asker, today = stage.cast.askers[PERSONAS[0].key], local(stage.now).date()
    for key, agency, sections in (("khai_sinh", BAC_LY, 1), ("lltp", "SO_TU_PHAP", 99)):
        spec = FormSpec.model_validate(stage.revisions[key].form)
        answers: dict[str, dict[str, Any]] = {}
        for section in spec.sections[:sections]:
            fill_section(section, answers, asker, on=today, dice=stage.dice)
        Draft.objects.create(
            owner=stage.cast.users[PERSONAS[0].key],
            revision=stage.revisions[key],
            agency=stage.agencies[agency],
            answers=answers,
            sections_done=list(answers),
            version=len(answers),
            started_at=stage.now - timedelta(days=2, minutes=14),
            saved_at=stage.now - timedelta(days=2),
            expires_on=today + timedelta(days=DRAFT_DAYS - 2),
        )


def _trails(lives: Iterable[Life]) -> None:
    """Write who looked at each dossier and that it is illustrative."""
    lives = list(lives)
    DossierView.objects.bulk_create(
        DossierView(
            dossier=dossier, viewer=viewer, viewer_title=_title(viewer, life), what=words.LOOKED_AT, viewed_at=at
        )
        for life in lives
        for dossier, viewer, at in {(one.pk, who.pk): (one, who, at) for one, who, at in life.looked}.values()
    )
    DossierNote.objects.bulk_create(
        DossierNote(
            dossier=life.dossier,
            author=life.officer(life.dossier),
            text=f"Hồ sơ này là {words.MARK}: người và việc đều không có thật.",
            written_at=life.dossier.submitted_at,
        )
        for life in lives
        if life.dossier is not None
    )


def _title(viewer: User, life: Life) -> str:
    titles = {person.email: f"{person.title}" for person in PERSONAS}
    return titles.get(viewer.email or "", "") or f"Cán bộ, {life.place}"


def _settle_messages() -> None:
    """Mark old messages as sent: nobody is to get hundreds of letters about the past."""
    OwedEffect.objects.filter(state=EffectState.OWED).update(state=EffectState.DONE, done_at=F("owed_at"))
    # Their doorbells would ring for nothing.
    connection.run_on_commit.clear()
