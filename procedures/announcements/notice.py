"""The notice that is posted: every content of law.md §7.7, in Vietnamese and in English."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from procedures.announcements.facts import (
    Announced,
    Contact,
    Language,
    acts_words,
    day_words,
    english_day,
    period,
    places_words,
)
from procedures.suspension import ZONE

#: The part that pages and posters draw as a table instead.
CONTACTS: Final[dict[Language, str]] = {"vi": "Đầu mối liên hệ", "en": "Contacts"}

#: The part that only issuing decides: number, version, by whom.
RESPONSIBILITY: Final[dict[Language, str]] = {
    "vi": "Nơi nhận và trách nhiệm",
    "en": "Recipients and responsibility",
}
_BASIS: Final[dict[Language, str]] = {"vi": "Căn cứ", "en": "Basis"}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a notice: its heading and its lines."""

    heading: str
    lines: tuple[str, ...]


def title(facts: Announced, language: Language = "vi") -> str:
    """Write the title of the notice."""
    where = places_words(facts, language)
    if language == "en":
        return f"NOTICE: suspension of {acts_words(facts.acts, 'en')} – {where}"
    return f"THÔNG BÁO Về việc tạm ngừng {acts_words(facts.acts)} tại {where}"


def sections(facts: Announced, language: Language = "vi") -> tuple[Section, ...]:
    """Return the parts of the notice in the order in which they are posted."""
    parts = (_english, _english_ways) if language == "en" else (_vietnamese, _vietnamese_ways)
    return tuple(one for part in parts for one in part(facts) if one.lines)


def without_contacts(facts: Announced, language: Language = "vi") -> tuple[Section, ...]:
    """Return the parts of the notice for a page or a poster that shows the contacts as a table."""
    return tuple(one for one in sections(facts, language) if one.heading != CONTACTS[language])


def notice(facts: Announced, language: Language = "vi") -> str:
    """Write the whole notice as plain text: one paragraph per part."""
    parts = [title(facts, language)]
    parts += ["\n".join([one.heading, *one.lines]) for one in sections(facts, language)]
    return "\n\n".join(parts)


def to_edit(facts: Announced, language: Language = "vi") -> str:
    """Write the notice for an administrator to change: without contacts, and without what only issuing decides."""
    left_out = {RESPONSIBILITY[language], *([] if facts.basis else [_BASIS[language]])}
    parts = [one for one in without_contacts(facts, language) if one.heading not in left_out]
    return "\n\n".join("\n".join([one.heading, *one.lines]) for one in parts)


def _places(facts: Announced, language: Language) -> tuple[str, ...]:
    """Name each place; one with dates or a basis of its own is told with them."""
    lines = []
    for place in facts.places:
        own = (place.starts_at, place.last_day) != (facts.starts_at, facts.last_day)
        told = [place.name, *([period(place.starts_at, place.last_day, language)] if own else []), place.basis]
        lines.append(f"– {', '.join(part for part in told if part)}")
    return tuple(lines)


def _contacts(facts: Announced) -> tuple[str, ...]:
    return tuple(f"– {_contact(one)}" for one in facts.contacts)


def _contact(one: Contact) -> str:
    return " | ".join(part for part in (one.agency, one.fields, one.name, one.phone, one.email, one.hours) if part)


def _vietnamese(facts: Announced) -> Iterator[Section]:
    if facts.lifted_at is not None:
        local = facts.lifted_at.astimezone(ZONE)
        yield Section("Kết thúc sớm", (f"Các quầy mở lại từ {local:%H:%M} ngày {day_words(local.date())}.",))
    basis = f"{facts.basis}{f' {facts.basis_abstract}' if facts.basis_abstract else ''}, {facts.basis_signer} ký."
    yield Section(_BASIS["vi"], (basis,))
    yield Section(
        "Thời gian và nội dung tạm ngừng",
        (f"Tạm ngừng {acts_words(facts.acts)} {period(facts.starts_at, facts.last_day)}.",),
    )
    yield Section("Nơi áp dụng", _places(facts, "vi"))
    yield Section("Chỉ áp dụng với các thủ tục", tuple(f"– {one}" for one in facts.procedures))
    yield Section(
        "Trường hợp vẫn được tiếp trực tiếp",
        (
            (
                "Hồ sơ đặc biệt, thực sự cấp thiết: thời gian giải quyết ảnh hưởng nghiêm trọng đến sức khỏe, tài sản, "
                "quyền và lợi ích hợp pháp của công dân, hoặc đến sản xuất, kinh doanh."
            ),
            (
                "Người quyết định: Giám đốc sở, Thủ trưởng ban, ngành, Chủ tịch UBND cấp huyện, cấp xã, Thủ trưởng "
                "cơ quan được pháp luật giao thẩm quyền."
            ),
            f"Cách đề nghị: mở {facts.portal_url}/cap-thiet/ hoặc gọi cơ quan giải quyết.",
        ),
    )


def _vietnamese_ways(facts: Announced) -> Iterator[Section]:
    yield Section("Danh mục thủ tục cấp thiết", tuple(f"– {one}" for one in facts.urgent))
    yield Section(
        "Cách nộp hồ sơ",
        (
            f"– Trực tuyến tại {facts.portal_url}, 24 giờ mỗi ngày.",
            "– Qua dịch vụ bưu chính công ích: gửi tại bưu cục gần nhất.",
            f"– Cần hướng dẫn: gọi {facts.hotline}.",
        ),
    )
    yield Section(
        "Cách nhận kết quả",
        (
            "– Bản điện tử trên cổng này.",
            "– Bưu điện giao tận nơi.",
            "– Nhận tại quầy sau khi mở lại, theo lịch hẹn mới.",
        ),
    )
    yield Section("Hướng dẫn thêm", tuple(facts.instructions_vi.splitlines()))
    yield Section(CONTACTS["vi"], _contacts(facts))
    yield Section(
        "Khi được tiếp trực tiếp",
        (
            (
                "Không tập trung quá 02 người tại một quầy, gồm người làm thủ tục và cán bộ. "
                "Đeo khẩu trang, khử khuẩn tay, giữ khoảng cách, khai báo y tế."
            ),
            "Trân trọng cảm ơn Ông/Bà đã phối hợp.",
        ),
    )
    yield Section(
        RESPONSIBILITY["vi"],
        (
            "Nơi nhận: các cơ quan có quầy nêu trên; niêm yết tại quầy; cổng dịch vụ công; cơ quan báo chí.",
            f"{facts.reference}, bản {facts.version}, {day_words(facts.dated)}. Người ban hành: {facts.responsible}.",
        ),
    )


def _english(facts: Announced) -> Iterator[Section]:
    if facts.lifted_at is not None:
        local = facts.lifted_at.astimezone(ZONE)
        yield Section("Ended early", (f"Counters are open again from {local:%H:%M} on {english_day(local.date())}.",))
    yield Section(_BASIS["en"], (f"{facts.basis}, signed by {facts.basis_signer}.",))
    yield Section(
        "What is suspended, and when",
        (f"Suspended: {acts_words(facts.acts, 'en')}, {period(facts.starts_at, facts.last_day, 'en')}.",),
    )
    yield Section("Where", _places(facts, "en"))
    yield Section("Only for these procedures", tuple(f"– {one}" for one in facts.procedures))
    yield Section(
        "Who is still received in person",
        (
            (
                "Special and truly urgent matters, whose timing seriously affects health, property, lawful rights and "
                "interests, or production and business."
            ),
            (
                "Decided by the director of the department, the head of the agency, or the chairperson of the district "
                "or commune People's Committee."
            ),
            f"To ask: open {facts.portal_url}/cap-thiet/ or call the competent agency.",
        ),
    )


def _english_ways(facts: Announced) -> Iterator[Section]:
    yield Section("List of urgent procedures", tuple(f"– {one}" for one in facts.urgent))
    yield Section(
        "How to file",
        (
            f"– Online at {facts.portal_url}, 24 hours a day.",
            "– By the public postal service, at the nearest post office.",
            f"– For guidance call {facts.hotline}.",
        ),
    )
    yield Section(
        "How to receive your result",
        (
            "– Electronically on this portal.",
            "– By post to your address.",
            "– At the counter once it is open again, by a new appointment.",
        ),
    )
    yield Section("Further guidance", tuple((facts.instructions_en or facts.instructions_vi).splitlines()))
    yield Section(CONTACTS["en"], _contacts(facts))
    yield Section(
        "When you are received in person",
        (
            (
                "Not more than 2 persons at one counter, the officer included. "
                "Wear a mask, clean your hands, keep your distance, make the health declaration."
            ),
            "Thank you for your cooperation.",
        ),
    )
    yield Section(
        RESPONSIBILITY["en"],
        (
            "Sent to: the agencies whose counters are named above; posted at the counters; this portal; the press.",
            f"{facts.reference}, version {facts.version}, {english_day(facts.dated)}. Issued by: {facts.responsible}.",
        ),
    )
