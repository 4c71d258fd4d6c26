"""Words of which fictitious people, places and reasons are put together. Nobody real is meant."""

from typing import Final

MARK: Final = "dữ liệu minh họa"
SURNAMES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Trương", "Cao")
WOMEN_MIDDLE: Final = ("Thị", "Thị Thu", "Thị Hồng", "Thị Mỹ", "Ngọc", "Thị Kim")
WOMEN: Final = ("Nhung", "Hạnh", "Loan", "Thủy", "Ngân", "Duyên", "Trinh", "Thảo", "Hiền", "Oanh", "Vân", "Diệu")
MEN_MIDDLE: Final = ("Văn", "Đức", "Quang", "Hữu", "Minh", "Xuân")
MEN: Final = ("Dũng", "Khánh", "Tuấn", "Phước", "Long", "Hiếu", "Trung", "Bảo", "Sơn", "Cường", "Thành", "Vinh")
STREETS: Final = (
    "Số 12 đường Nguyễn Hữu Cảnh",
    "Tổ dân phố 5",
    "Tổ dân phố 9",
    "Thôn Đơn Sa",
    "Số 7 ngõ 21 đường Trần Hưng Đạo",
    "Thôn Tây Phú",
    "Số 45 đường Lý Thường Kiệt",
    "Tổ dân phố Phú Vinh",
)
COMPANIES: Final = ("Công ty TNHH Nhật Lệ", "Công ty TNHH Gió Lào", "Công ty TNHH Bàu Tró")
CORRECTIONS: Final = (
    "Bản chụp mờ, không đọc được số và ngày cấp",
    "Thiếu trang có chữ ký và đóng dấu",
    "Giấy tờ đã hết thời hạn sử dụng",
)
SUPPLEMENTS: Final = (
    "Họ tên trên giấy tờ khác với tờ khai, cần giấy xác nhận là một người",
    "Thiếu trang thứ hai của giấy tờ",
    "Cần bản có chứng thực, bản đã gửi là bản chụp thường",
)
INTAKE_REFUSALS: Final = (
    "Việc này thuộc thẩm quyền của cơ quan nơi Ông/Bà thường trú, không thuộc cơ quan này",
    "Hồ sơ trùng với hồ sơ Ông/Bà đã nộp và đang được giải quyết",
)
REFUSALS: Final = (
    "Kết quả xác minh cho thấy chưa đủ điều kiện theo quy định của thủ tục",
    "Thông tin khai không khớp với hồ sơ gốc đang lưu giữ",
)
LATE_REASONS: Final = (
    "Cơ quan phối hợp chưa gửi kết quả xác minh",
    "Hồ sơ cần tra cứu sổ gốc lưu trữ nhiều năm",
)
WRONG_RESULT: Final = "Kết quả ghi sai ngày sinh của người nộp"
STOPPED: Final = "Đất đang có tranh chấp được tòa án thụ lý, dừng giải quyết cho đến khi có phán quyết"
SENT_BACK: Final = "Bổ sung căn cứ vào tờ trình trước khi trình lại"
DUTY: Final = "Lệ phí trước bạ và thuế thu nhập theo thông báo của cơ quan thuế"
ANSWERED: Final = "Tôi gửi lại giấy tờ theo yêu cầu."
LOOKED_AT: Final = "Hồ sơ và giấy tờ"
GRANTED: Final = "Hồ sơ đủ điều kiện, đề nghị giải quyết."
