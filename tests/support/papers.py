"""Dossiers to print papers of."""

from datetime import UTC, date, datetime, timedelta

from documents.models import OfficialDocument, RegisterBook, RegisterEntry
from dossiers.enums import Capacity, Outcome, ReturnMethod, Stage, Status
from dossiers.models import Dossier, DossierEvent, DossierPaper, Result, ResultReturn, Supplement
from dossiers.papers import Signed
from dossiers.rulesets import ND118
from portal.accounts.models import User
from portal.agencies.models import Agency, ContactPoint, Desk
from portal.kernel.text import fold
from procedures.models import ChannelOffer, Field, Procedure, ProcedureRevision, Requirement

NINE = datetime(2026, 2, 5, 2, 0, tzinfo=UTC)
FIVE = datetime(2026, 2, 12, 10, 0, tzinfo=UTC)
SIGNED = Signed(
    number_sign="05/PXL-UBND",
    issued_at=NINE + timedelta(days=6),
    signer_name="Hoàng Minh Đức",
    signer_title="Chủ tịch",
)


def agency(name="UBND xã Thuận Hóa, Huyện Tuyên Hóa", *, parent=None) -> Agency:
    key = fold(name).replace(" ", "_")
    return Agency.objects.create(
        key=key,
        code=f"000.{Agency.objects.count():02d}.32.H46",
        name=name,
        name_folded=fold(name),
        level="xa",
        path=f"{key}/",
        parent=parent,
        place_name="Thuận Hóa",
    )


def desk(of=None) -> Desk:
    of = of or agency()
    ContactPoint.objects.create(agency=of, kind="phone", value="0232 3684 123")
    return Desk.objects.create(agency=of, name=f"Bộ phận Một cửa {of.name}")


def revision(*, names=("Giấy chứng sinh", "Giấy chứng nhận kết hôn"), name="Đăng ký khai sinh") -> ProcedureRevision:
    field, _ = Field.objects.get_or_create(slug="ho-tich", name="Hộ tịch")
    count = Procedure.objects.count()
    procedure = Procedure.objects.create(
        key=f"khai-sinh-{count}",
        code=f"1.00119{count}",
        name=name,
        short_name=name[:60],
        name_folded=fold(name),
        search_text="",
        field=field,
        level="xa",
        responsible_template="UBND_XA",
    )
    made = ProcedureRevision.objects.create(
        procedure=procedure,
        number=1,
        state="published",
        valid_from=date(2025, 7, 1),
        service_level=4,
        service_type="toan_trinh",
        limit_value=5,
        limit_unit="working_day",
        workflow="xa_chuan",
        result_name="Giấy khai sinh",
    )
    ChannelOffer.objects.create(revision=made, channel="truc_tuyen", limit_value=5, limit_unit="working_day")
    for position, paper in enumerate(names):
        Requirement.objects.create(revision=made, position=position, name=paper, kind="nop", is_required=True)
    return made


def officer(name="Nguyễn Thị Thu Hà") -> User:
    return User.objects.create(kind="staff", full_name=name, email=f"canbo{User.objects.count()}@quangbinh.example")


def dossier(*, of=None, at_desk=None, **fields) -> Dossier:
    """Return a dossier that was received at nine in the morning and is promised for five o'clock a week later."""
    of = of or revision()
    at_desk = at_desk or desk()
    ordinal = Dossier.objects.count() + 1
    values = {
        "reference": f"TN-{ordinal}",
        "code": f"000.06.32.H46-260205-{ordinal:04d}",
        "track_token": f"{ordinal:032x}",
        "track_secret": "K7M4-P2XQ",
        "procedure": of.procedure,
        "revision": of,
        "agency": at_desk.agency,
        "desk": at_desk,
        "channel": "truc_tiep",
        "rule_set": ND118.key,
        "status": Status.RECEIVED,
        "applicant_name": "Trần Văn Bình",
        "applicant_folded": "tran van binh",
        "applicant_phone": "+84912345678",
        "applicant_email": "binh@example.vn",
        "applicant_national_id": "044090001234",
        "applicant_address": "Thôn 3, xã Thuận Hóa, huyện Tuyên Hóa, tỉnh Quảng Bình",
        "return_method": ReturnMethod.IN_PERSON,
        "fee_vnd": 8000,
        "submitted_at": NINE,
        "received_at": NINE,
        "clock_started_at": NINE,
        "due_original_at": FIVE,
        "due_at": FIVE,
    }
    made = Dossier.objects.create(**(values | fields))
    for requirement in of.requirements.order_by("position"):
        DossierPaper.objects.create(dossier=made, requirement=requirement, originals=1, copies=2)
    return made


def event(
    of, act, *, to, frm="", stages=("", ""), capacity=Capacity.RECEPTION, actor=None, at=NINE, reason="", payload=None
):
    seq = of.events.count() + 1
    actor = actor or officer()
    return DossierEvent.objects.create(
        dossier=of,
        seq=seq,
        act=act,
        actor=actor,
        actor_name=actor.full_name,
        capacity=capacity,
        from_status=frm,
        to_status=to,
        from_stage=stages[0],
        to_stage=stages[1],
        reason=reason,
        payload=payload or {},
        legal_basis="Điều 17",
        happened_at=at,
        hash=str(seq),
    )


def travelled(of) -> Dossier:
    """Let a dossier pass from the desk through the agency back to the desk, a day late."""
    head, specialist, leader = officer("Lê Văn Trưởng"), officer("Phạm Thị Thụ Lý"), officer("Hoàng Minh Đức")
    day = timedelta(days=1)
    event(of, "receive_direct", to=Status.RECEIVED)
    event(of, "forward", frm=Status.RECEIVED, to=Status.PROCESSING, stages=("", Stage.ASSIGNING), at=NINE + day / 24)
    moves = (
        ("assign", Stage.ASSIGNING, Stage.EXAMINING, Capacity.HEAD, head, 1),
        ("propose", Stage.EXAMINING, Stage.REVIEWING, Capacity.CASE_OFFICER, specialist, 4),
        ("submit_up", Stage.REVIEWING, Stage.SIGNING, Capacity.HEAD, head, 7),
    )
    for act, frm, to, capacity, actor, days in moves:
        event(
            of,
            act,
            frm=Status.PROCESSING,
            to=Status.PROCESSING,
            stages=(frm, to),
            capacity=capacity,
            actor=actor,
            at=NINE + days * day,
        )
    event(
        of,
        "grant",
        frm=Status.PROCESSING,
        to=Status.DECIDED,
        stages=(Stage.SIGNING, ""),
        capacity=Capacity.SIGNATORY,
        actor=leader,
        at=NINE + 8 * day,
    )
    return of


def supplement(of, *, count=3) -> Supplement:
    event(of, "ask_supplement", frm=Status.RECEIVED, to=Status.SUPPLEMENT, reason="Hồ sơ thiếu giấy tờ theo quy định")
    return Supplement.objects.create(
        dossier=of,
        number=1,
        items=[
            {"subject": f"Giấy tờ thứ {n}", "requirement": None, "reason": "bản chụp bị mờ, không đọc được số"}
            for n in range(count)
        ],
        is_before_intake=False,
        asked_at=NINE,
        answer_until=date(2026, 2, 20),
    )


def handed_over(**fields) -> Dossier:
    """Return a dossier whose result is in the applicant's hands."""
    leader = officer("Hoàng Minh Đức")
    of = dossier(
        status=Status.RETURNED, outcome=Outcome.GRANTED, decided_at=FIVE, returned_at=FIVE + timedelta(days=1), **fields
    )
    document = OfficialDocument.objects.create(
        agency=of.agency,
        document_type="KQ",
        notation="KQ-UBND",
        abstract="Giấy khai sinh của Trần Văn An",
        abstract_folded="",
        signer=leader,
        signer_name=leader.full_name,
        signer_title="Chủ tịch",
        issued_on=date(2026, 2, 12),
        issued_at=FIVE,
        recipients=["Trần Văn Bình"],
    )
    book = RegisterBook.objects.create(agency=of.agency, year=2026, direction="outgoing")
    RegisterEntry.objects.create(book=book, number=7, document=document, entered_at=FIVE)
    Result.objects.create(dossier=of, document=document, made_at=FIVE)
    ResultReturn.objects.create(
        dossier=of,
        method=ReturnMethod.IN_PERSON,
        receiver_name="Trần Văn Bình",
        receiver_national_id="044090001234",
        returned_by=officer(),
        returned_at=FIVE + timedelta(days=1),
    )
    return of
