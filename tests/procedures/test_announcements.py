from dataclasses import replace
from datetime import date, datetime

import pytest

from procedures import announcements
from procedures.announcements import Announced, Contact, Place
from procedures.enums import CounterAct
from procedures.suspension import OPENS_BY_DEFAULT, ZONE

FIRST = datetime(2021, 7, 22, tzinfo=ZONE)
LAST = date(2021, 8, 4)
FACTS = Announced(
    reference="TTN-2021-0001",
    title="Tạm ngừng tiếp nhận hồ sơ và trả kết quả trực tiếp",
    version=2,
    dated=date(2021, 7, 22),
    responsible="Trần Bình",
    acts=OPENS_BY_DEFAULT,
    places=(Place("Thành phố Đồng Hới", FIRST, LAST), Place("Huyện Minh Hóa", FIRST, LAST)),
    starts_at=FIRST,
    last_day=LAST,
    basis="1318/UBND-KSTT ngày 22/7/2021",
    basis_signer="Phó Chủ tịch Hồ An Phong",
    basis_abstract="về giải quyết công việc",
    portal_url="https://dichvucong.example.vn",
    notice_url="https://dichvucong.example.vn/tam-ngung/TTN-2021-0001/",
    hotline="(0232) 000 0000",
    urgent=("Đăng ký khai tử",),
    contacts=(Contact("Sở Tư pháp", "Hộ tịch", "Hoàng Thị Lan", "0232 3684 123", "motcua@vi-du.vn", "7:00–11:30"),),
)


@pytest.mark.parametrize(
    "words",
    [
        "THÔNG BÁO Về việc tạm ngừng tiếp nhận hồ sơ trực tiếp, trả kết quả trực tiếp",
        "Thành phố Đồng Hới",
        "từ ngày 22/7/2021 đến hết ngày 04/8/2021",
        "1318/UBND-KSTT ngày 22/7/2021 về giải quyết công việc, Phó Chủ tịch Hồ An Phong ký.",
        "Giám đốc sở, Thủ trưởng ban, ngành, Chủ tịch UBND cấp huyện, cấp xã",
        "https://dichvucong.example.vn/cap-thiet/",
        "– Đăng ký khai tử",
        "– Trực tuyến tại https://dichvucong.example.vn",
        "bưu chính công ích",
        "Cách nhận kết quả",
        "– Sở Tư pháp | Hộ tịch | Hoàng Thị Lan | 0232 3684 123 | motcua@vi-du.vn | 7:00–11:30",
        "Không tập trung quá 02 người",
        "Trân trọng cảm ơn",
        "Nơi nhận:",
        "TTN-2021-0001, bản 2, 22/7/2021. Người ban hành: Trần Bình.",
    ],
)
def test_the_notice_holds_all_that_has_to_be_posted(words):
    assert words in announcements.notice(FACTS)


def test_the_english_notice_has_the_same_parts():
    vietnamese, english = announcements.sections(FACTS), announcements.sections(FACTS, "en")

    assert len(english) == len(vietnamese)
    assert "from 22 July 2021 through 4 August 2021" in announcements.notice(FACTS, "en")


def test_a_place_that_joined_is_told_with_its_own_days_and_basis():
    joined = Place("Huyện Lệ Thủy", datetime(2021, 7, 25, tzinfo=ZONE), date(2021, 8, 7), "Chỉ thị 16")

    told = announcements.notice(replace(FACTS, places=(*FACTS.places, joined)))

    assert "– Huyện Lệ Thủy, từ ngày 25/7/2021 đến hết ngày 07/8/2021, Chỉ thị 16" in told


def test_an_order_of_some_procedures_says_which():
    told = announcements.notice(replace(FACTS, procedures=("Đăng ký kết hôn",)))

    assert "Chỉ áp dụng với các thủ tục\n– Đăng ký kết hôn" in told


def test_an_order_that_begins_within_a_day_says_the_hour():
    assert announcements.period(datetime(2021, 7, 22, 9, 31, tzinfo=ZONE), LAST) == (
        "từ 09:31 ngày 22/7/2021 đến hết ngày 04/8/2021"
    )


def test_an_order_that_ended_early_says_so_first():
    lifted = replace(FACTS, lifted_at=datetime(2021, 7, 30, 16, 0, tzinfo=ZONE))

    assert announcements.sections(lifted)[0].lines == ("Các quầy mở lại từ 16:00 ngày 30/7/2021.",)
    assert announcements.sections(lifted, "en")[0].lines == ("Counters are open again from 16:00 on 30 July 2021.",)
    assert "Các quầy mở lại từ 16:00." in announcements.press_release(lifted)


@pytest.mark.parametrize("places", [1, 2, 3, 40])
@pytest.mark.parametrize("url", ["", "https://dichvucong.example.vn/tam-ngung/TTN-2021-0001/", "https://" + "x" * 140])
def test_the_short_text_fits_one_message_without_diacritics(places, url):
    many = tuple(Place(f"Thị trấn Nông trường Việt Trung {n}", FIRST, LAST) for n in range(places))

    told = announcements.short_text(replace(FACTS, places=many, notice_url=url))

    assert len(told) <= announcements.SMS_MAX
    assert told.isascii()
    assert "den het 04/8/2021" in told


def test_the_short_text_of_the_order_of_2021():
    assert announcements.short_text(replace(FACTS, notice_url="https://dvc.vn/tn")) == (
        "Thanh pho Dong Hoi, Huyen Minh Hoa: Tam ngung nhan va tra ho so tai quay tu 22/7 den het 04/8/2021. "
        "Nop truc tuyen hoac buu dien. https://dvc.vn/tn"
    )


def test_the_plain_alphabet_keeps_out_what_costs_a_longer_coding():
    assert announcements.gsm("Đồng Hới – “một cửa” €{}📢") == 'Dong Hoi - "mot cua" '


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ({CounterAct.INTAKE}, "Tạm ngừng nhận hồ sơ tại quầy đến hết 04/8/2021"),
        ({CounterAct.INTAKE, CounterAct.RETURN}, "Tạm ngừng nhận và trả hồ sơ tại quầy đến hết 04/8/2021"),
        ({CounterAct.APPOINTMENT}, "Tạm ngừng lịch hẹn tại quầy đến hết 04/8/2021"),
    ],
)
def test_the_banner_names_what_is_closed(acts, words):
    assert announcements.banner(replace(FACTS, acts=frozenset(acts))).startswith(words)


def test_the_banner_ahead_says_from_when_in_both_languages():
    assert "từ ngày 22/7/2021 đến hết 04/8/2021" in announcements.banner(FACTS, is_ahead=True)
    assert announcements.banner(FACTS, "en", is_ahead=True).startswith("From 22 July 2021, counters are closed through")


def test_many_places_are_told_by_their_number():
    many = replace(FACTS, places=tuple(Place(f"Xã {n}", FIRST, LAST) for n in range(4)))

    assert (announcements.places_words(many), announcements.places_words(many, "en")) == ("4 nơi", "4 places")


def test_the_radio_script_is_read_without_a_screen():
    script = announcements.radio_script(FACTS)

    assert "Từ ngày 22 tháng 7 năm 2021 đến hết ngày 4 tháng 8 năm 2021" in script
    assert "http" not in script


def test_press_and_social_texts_name_basis_and_place_to_ask():
    for told in (announcements.press_release(FACTS), announcements.social_text(FACTS)):
        assert FACTS.basis in told
        assert FACTS.hotline in told
        assert FACTS.notice_url in told
