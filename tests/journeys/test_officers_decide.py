"""The officer receives, the specialist examines, the head and the leader decide, the result goes back."""

import pytest
import time_machine

from dossiers.enums import Outcome, Stage, Status
from dossiers.models import Dossier, DossierEvent
from tests.journeys import office as offices
from tests.journeys.office import DAY, HOUR, MONDAY, Screen
from tests.support.pdf import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(clock):
    return offices.opened()


def now(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def examined(office, clock):
    """Receive a person and bring the dossier before the specialist."""
    dossier = Screen(office.officer).receives(office, "Nguyễn Thị Hồng Nhung")
    clock.shift(HOUR)
    Screen(office.head).act(dossier, "phan-cong", officer=office.specialist.key)
    clock.shift(DAY)
    return dossier


def test_a_person_at_the_counter_gets_a_receipt_and_later_the_result(office, clock):
    dossier = examined(office, clock)
    assert says(Screen(office.officer).paper(dossier, "giay-tiep-nhan"), "Nguyễn Thị Hồng Nhung")

    Screen(office.specialist).act(dossier, "de-xuat", proposal="grant", text="Không có án tích")
    assert dossier.applicant_name in Screen(office.head).reads("/can-bo/ho-so/?tt=xem-xet")
    Screen(office.head).act(dossier, "trinh-lanh-dao")
    assert dossier.applicant_name in Screen(office.leader).reads("/can-bo/ky/")
    Screen(office.leader).act(dossier, "ky-duyet")
    assert now(dossier).outcome == Outcome.GRANTED
    assert dossier.applicant_name in Screen(office.officer).reads("/can-bo/tra-ket-qua/")
    Screen(office.officer).act(
        dossier,
        "tra-ket-qua",
        method="truc_tiep",
        receiver_name="Nguyễn Thị Hồng Nhung",
        receiver_national_id="044194002318",
    )

    acts = DossierEvent.objects.filter(dossier=dossier).order_by("seq").values_list("act", flat=True)
    assert list(acts) == [
        "receive_direct", "forward", "assign", "propose", "endorse", "grant", "return_result",
    ]  # fmt: skip
    assert now(dossier).status == Status.RETURNED
    assert says(Screen(office.officer).paper(dossier, "bien-nhan"), "Nguyễn Thị Hồng Nhung")


def test_a_supplement_is_asked_once_answered_at_the_desk_and_the_clock_starts_anew(office, clock):
    dossier = examined(office, clock)
    promised = now(dossier).due_at

    Screen(office.specialist).act(dossier, "de-xuat", proposal="supplement", text="Thiếu bản sao căn cước")
    Screen(office.head).act(
        dossier, "gui-yeu-cau-bo-sung", other="Bản sao căn cước", other_reason="Chưa nộp", buoc="gui"
    )
    assert (now(dossier).status, now(dossier).due_at) == (Status.SUPPLEMENT, None)
    assert says(Screen(office.officer).paper(dossier, "phieu-bo-sung"), "Bản sao căn cước")
    clock.shift(3 * DAY)
    Screen(office.officer).act(dossier, "nhan-bo-sung", text="Đã nhận 01 bản sao căn cước", channel="truc_tiep")
    Screen(office.officer).act(dossier, "xac-nhan-bo-sung")

    assert (now(dossier).status, now(dossier).stage) == (Status.PROCESSING, Stage.EXAMINING)
    assert now(dossier).due_at > promised
    Screen(office.specialist).act(dossier, "de-xuat", proposal="grant")


def test_a_late_agency_apologises_once_and_still_counts_as_late(office, clock):
    dossier = examined(office, clock)
    promised = now(dossier).due_at
    clock.move_to(promised + DAY)

    assert dossier.applicant_name in Screen(office.leader).reads("/can-bo/ho-so/?tt=qua-han")
    Screen(office.leader).act(
        dossier, "xin-loi", reason="Chờ xác minh của Công an tỉnh",
        **{"new_due_on": "20", "new_due_on-m": "8", "new_due_on-y": "2021"},
    )  # fmt: skip

    late = now(dossier)
    assert (late.due_original_at, late.due_at.date().isoformat()) == (promised, "2021-08-20")
    assert says(Screen(office.leader).paper(dossier, "phieu-xin-loi"), "Chờ xác minh của Công an tỉnh")
    page = Screen(office.leader).reads(f"/can-bo/ho-so/{dossier.reference}/")
    assert "xin-loi/" not in page
    assert "Xin lỗi và hẹn lại ngày trả" in page


def test_a_proposal_that_the_leader_doubts_goes_back_and_is_refused_in_the_end(office, clock):
    dossier = examined(office, clock)

    Screen(office.specialist).act(dossier, "de-xuat", proposal="grant")
    Screen(office.head).act(dossier, "trinh-lanh-dao")
    Screen(office.leader).act(dossier, "tra-lai", reason="Chưa có kết quả xác minh")
    assert "Chưa có kết quả xác minh" in Screen(office.specialist).reads(f"/can-bo/ho-so/{dossier.reference}/")
    Screen(office.specialist).act(dossier, "de-xuat", proposal="refuse", text="Không đủ điều kiện")
    Screen(office.head).act(dossier, "trinh-lanh-dao")
    Screen(office.leader).act(dossier, "ky-tu-choi", reason="Không đủ điều kiện")

    assert (now(dossier).status, now(dossier).outcome) == (Status.DECIDED, Outcome.REFUSED)
    assert says(Screen(office.leader).paper(dossier, "ket-qua"), "Không đủ điều kiện")
