"""What newspapers, stations and social networks carry."""

from procedures.announcements.facts import Announced, acts_words, day_words, period, places_words
from procedures.suspension import ZONE


def social_text(facts: Announced) -> str:
    """Write a post for Zalo and other social networks."""
    return (
        f"📢 Tạm ngừng {acts_words(facts.acts)} {period(facts.starts_at, facts.last_day)}\n"
        f"📍 {places_words(facts)}\n"
        f"✅ Ông/Bà vẫn nộp hồ sơ trực tuyến tại {facts.portal_url} hoặc gửi qua bưu điện, nhận kết quả tận nơi.\n"
        f"❗ Việc thực sự cấp thiết: gửi đề nghị tại {facts.portal_url}/cap-thiet/\n"
        f"☎️ {facts.hotline}\n"
        f"Căn cứ: {facts.basis}. Chi tiết: {facts.notice_url}"
    )


def radio_script(facts: Announced) -> str:
    """Write what is read out: whole sentences, dates in words, nothing that only an eye can follow."""
    where = " và ".join(dict.fromkeys(place.name for place in facts.places))
    begins = facts.starts_at.astimezone(ZONE)
    hour = "" if (begins.hour, begins.minute) == (0, 0) else f"{begins.hour} giờ {begins.minute} phút, "
    return "\n".join(
        (
            "Thông báo của Ủy ban nhân dân tỉnh Quảng Bình.",
            (
                f"Từ {hour}{_spoken(begins.day, begins.month, begins.year)} đến hết "
                f"{_spoken(facts.last_day.day, facts.last_day.month, facts.last_day.year)}, "
                f"tạm ngừng {acts_words(facts.acts)} tại {where}."
            ),
            (
                "Trong thời gian này, bà con nộp hồ sơ trực tuyến trên Cổng dịch vụ công của tỉnh, "
                "hoặc gửi hồ sơ tại bưu cục gần nhất. Kết quả được gửi qua bưu điện hoặc trả bằng bản điện tử."
            ),
            (
                "Hồ sơ đặc biệt, thực sự cấp thiết vẫn được xem xét tiếp trực tiếp, "
                "do thủ trưởng cơ quan giải quyết quyết định. Mỗi quầy không tập trung quá hai người."
            ),
            f"Cần hướng dẫn, mời bà con gọi số {facts.hotline}.",
            "Xin nhắc lại: đeo khẩu trang, khử khuẩn, giữ khoảng cách. Trân trọng cảm ơn bà con.",
        )
    )


def _spoken(day: int, month: int, year: int) -> str:
    return f"ngày {day} tháng {month} năm {year}"


def press_release(facts: Announced) -> str:
    """Write the release for the press: what, where, when, on what basis, what people do instead, whom to ask."""
    contacts = [
        f"– {one.agency}: {', '.join(part for part in (one.name, one.phone, one.email) if part)}"
        for one in facts.contacts
    ]
    again = [f"Các quầy mở lại từ {facts.lifted_at.astimezone(ZONE):%H:%M}."] if facts.lifted_at else []
    return "\n\n".join(
        (
            "THÔNG CÁO BÁO CHÍ",
            f"Quảng Bình, ngày {day_words(facts.dated)} – {facts.title}",
            *again,
            (
                f"Căn cứ {facts.basis}, tạm ngừng {acts_words(facts.acts)} tại {places_words(facts)} "
                f"{period(facts.starts_at, facts.last_day)}."
            ),
            (
                "Việc giải quyết hồ sơ bên trong các cơ quan vẫn tiếp tục. Người dân, doanh nghiệp nộp hồ sơ "
                f"trực tuyến tại {facts.portal_url} hoặc qua bưu chính công ích; "
                "nhận kết quả bằng bản điện tử hoặc qua bưu điện."
            ),
            (
                "Hồ sơ đặc biệt, thực sự cấp thiết được xem xét tiếp trực tiếp theo quyết định của thủ trưởng "
                "cơ quan có thẩm quyền; không tập trung quá 02 người tại một quầy."
            ),
            "\n".join(["Đầu mối liên hệ:", f"– Tổng đài hướng dẫn: {facts.hotline}", *contacts]),
            f"Toàn văn thông báo: {facts.notice_url}\nSố hiệu: {facts.reference}, bản {facts.version}.",
        )
    )
