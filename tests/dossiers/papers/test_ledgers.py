from datetime import UTC, date, datetime, timedelta

import pytest

from dossiers.enums import Status
from dossiers.papers import ledgers
from tests.support import papers as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("done_at", "by_the_hour", "words"),
    [
        (make.FIVE - DAY, False, "Trước hạn"),
        (make.FIVE - timedelta(hours=3), False, "Đúng hạn"),
        (make.FIVE + timedelta(hours=3), False, "Đúng hạn"),
        (make.FIVE + DAY, False, "Quá hạn"),
        (make.FIVE - timedelta(minutes=1), True, "Trước hạn"),
        (make.FIVE, True, "Đúng hạn"),
        (make.FIVE + timedelta(minutes=1), True, "Quá hạn"),
    ],
)
def test_days_are_compared_by_the_day_and_hours_by_the_instant(done_at, by_the_hour, words):
    assert ledgers.punctuality(done_at, make.FIVE, by_the_hour=by_the_hour) == words


def test_what_was_never_promised_is_neither_early_nor_late():
    assert ledgers.punctuality(make.NINE, None, by_the_hour=False) == ""


def test_a_control_sheet_has_one_block_per_hand_over():
    dossier = make.travelled(make.dossier())

    rows = ledgers.control(dossier, at=make.NINE).rows

    assert [(row.giver_name, row.receiver_name, row.result) for row in rows] == [
        ("Trần Văn Bình", "Nguyễn Thị Thu Hà", ""),
        ("Nguyễn Thị Thu Hà", "Lê Văn Trưởng", "Trước hạn"),
        ("Lê Văn Trưởng", "Phạm Thị Thụ Lý", "Trước hạn"),
        ("Phạm Thị Thụ Lý", "Lê Văn Trưởng", "Trước hạn"),
        ("Lê Văn Trưởng", "Hoàng Minh Đức", "Đúng hạn"),
        ("Hoàng Minh Đức", "", "Quá hạn"),
    ]


def test_an_assigned_dossier_is_received_by_whom_it_was_assigned_to():
    dossier = make.dossier()
    make.event(
        dossier,
        "assign",
        frm=Status.PROCESSING,
        to=Status.PROCESSING,
        stages=("assigning", "examining"),
        payload={"case_officer": "Phạm Thị Thụ Lý"},
    )

    assert [row.receiver_name for row in ledgers.control(dossier, at=make.NINE).rows] == ["Phạm Thị Thụ Lý"]


def test_a_dossier_goes_from_the_applicant_through_the_desk_into_the_agency():
    dossier = make.travelled(make.dossier())

    rows = ledgers.control(dossier, at=make.NINE).rows

    desk = "Bộ phận Tiếp nhận và Trả kết quả Ủy ban nhân dân xã Thuận Hóa"
    assert [(row.giver, row.receiver) for row in rows[:2]] == [
        ("Người nộp hồ sơ", desk),
        (desk, "Ủy ban nhân dân xã Thuận Hóa (Chờ phân công)"),
    ]


def test_an_act_that_hands_nothing_over_is_no_block():
    dossier = make.dossier()
    make.event(dossier, "apologise", frm=Status.RECEIVED, to=Status.RECEIVED, reason="chậm")

    assert ledgers.control(dossier, at=make.NINE).rows == ()


def test_the_book_holds_what_one_desk_received_in_vietnamese_days_of_the_span():
    desk = make.desk()
    revision = make.revision()
    last_minute = datetime(2026, 2, 5, 16, 59, tzinfo=UTC)
    inside = make.dossier(of=revision, at_desk=desk)
    at_night = make.dossier(of=revision, at_desk=desk, received_at=last_minute)
    make.dossier(of=revision, at_desk=desk, received_at=last_minute + timedelta(minutes=1))
    make.dossier(of=revision, at_desk=make.desk(make.agency("UBND xã Phú Định, Huyện Bố Trạch")))

    book = ledgers.register(desk, first_day=date(2026, 2, 5), last_day=date(2026, 2, 5), at=make.NINE)

    assert [row[0] for row in book.rows] == [inside.code, at_night.code]
    assert book.period == "Từ ngày 05/02/2026 đến ngày 05/02/2026"


def test_a_line_of_the_book_says_who_took_the_result_and_that_it_was_late():
    dossier = make.handed_over()
    dossier.decided_at = make.FIVE + DAY
    dossier.apologies_made = 1
    dossier.save()

    book = ledgers.register(dossier.desk, first_day=date(2026, 2, 1), last_day=date(2026, 2, 28), at=make.FIVE)

    assert book.rows[0][5:] == (
        "Ủy ban nhân dân xã Thuận Hóa",
        "09:00 05/02/2026",
        "17:00 12/02/2026",
        "17:00 13/02/2026",
        "Nhận tại quầy",
        "Trần Văn Bình",
        "Đã xin lỗi, hẹn lại; Quá hạn",
    )


@pytest.mark.parametrize("status", [Status.SUPPLEMENT, Status.WITHDRAWN, Status.STOPPED])
def test_time_that_is_not_the_agencys_is_not_called_late(status):
    dossier = make.dossier(status=status)

    book = ledgers.register(dossier.desk, first_day=date(2026, 2, 1), last_day=date(2026, 2, 28), at=make.FIVE + DAY)

    assert book.rows[0][-1] == str(status.label)


def test_the_book_takes_two_queries_for_one_dossier_and_for_seven(django_assert_num_queries):
    for wanted in (1, 7):
        desk = make.desk(make.agency(f"UBND xã Số {wanted}"))
        revision = make.revision()
        for _ in range(wanted):
            make.dossier(of=revision, at_desk=desk)
        with django_assert_num_queries(2):
            book = ledgers.register(desk, first_day=date(2026, 2, 5), last_day=date(2026, 2, 5), at=make.NINE)
        assert len(book.rows) == wanted
