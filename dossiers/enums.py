from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """The ten national statuses of a dossier, in the words officers use (law.md §2.3)."""

    REGISTERED = "registered", _("Mới đăng ký")
    RECEIVED = "received", _("Được tiếp nhận")
    REFUSED_INTAKE = "refused_intake", _("Không được tiếp nhận")
    PROCESSING = "processing", _("Đang xử lý")
    SUPPLEMENT = "supplement", _("Yêu cầu bổ sung giấy tờ")
    FINANCIAL_DUTY = "financial_duty", _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWN = "withdrawn", _("Công dân yêu cầu rút hồ sơ")
    STOPPED = "stopped", _("Dừng xử lý")
    DECIDED = "decided", _("Đã xử lý xong")
    RETURNED = "returned", _("Đã trả kết quả")


class Stage(models.TextChoices):
    """Where inside the competent agency a dossier under examination lies."""

    NONE = "", _("Ngoài cơ quan giải quyết")
    ASSIGNING = "assigning", _("Chờ phân công")
    EXAMINING = "examining", _("Chuyên viên thụ lý")
    REVIEWING = "reviewing", _("Trưởng phòng xem xét")
    SIGNING = "signing", _("Lãnh đạo ký duyệt")


class Capacity(models.TextChoices):
    """In what capacity a person acts on a dossier."""

    APPLICANT = "applicant", _("Người nộp")
    RECEPTION = "reception", _("Bộ phận Một cửa")
    SPECIALIST = "specialist", _("Chuyên viên của cơ quan")
    CASE_OFFICER = "case_officer", _("Chuyên viên thụ lý")
    HEAD = "head", _("Trưởng phòng")
    SIGNATORY = "signatory", _("Lãnh đạo ký duyệt")
    SYSTEM = "system", _("Hệ thống")


class Countdown(models.TextChoices):
    """What an act does to the legal time limit."""

    UNCHANGED = "unchanged", _("Không đổi")
    STARTS = "starts", _("Bắt đầu tính")
    STOPS = "stops", _("Ngừng tính")
    RESTARTS = "restarts", _("Tính lại hoặc tính tiếp")
    PAUSES = "pauses", _("Tạm dừng")
    RESUMES = "resumes", _("Tính tiếp")
    MOVES = "moves", _("Hẹn lại")


class Proposal(models.TextChoices):
    """What a case officer proposes."""

    NONE = "", _("Chưa đề xuất")
    GRANT = "grant", _("Đồng ý giải quyết")
    REFUSE = "refuse", _("Từ chối giải quyết")
    SUPPLEMENT = "supplement", _("Yêu cầu bổ sung")


class Outcome(models.TextChoices):
    """The legal outcome of a decided dossier."""

    NONE = "", _("Chưa có")
    GRANTED = "granted", _("Đồng ý giải quyết")
    REFUSED = "refused", _("Từ chối giải quyết")


class Verdict(models.TextChoices):
    """What the desk found of one paper."""

    UNSEEN = "", _("Chưa xem")
    GOOD = "good", _("Đạt")
    WRONG = "wrong", _("Chưa đạt")
    NOT_NEEDED = "not_needed", _("Không cần")


class ReturnMethod(models.TextChoices):
    """How the applicant wishes to get the result."""

    ONLINE = "truc_tuyen", _("Bản điện tử trên cổng")
    IN_PERSON = "truc_tiep", _("Nhận tại quầy")
    POST = "buu_chinh", _("Bưu điện giao tận nơi")


class ApplicantType(models.TextChoices):
    """National codes 1 and 2 … of LoaiDoiTuong (law.md §2.3)."""

    PERSON = "ca_nhan", _("Cá nhân")
    BUSINESS = "doanh_nghiep", _("Doanh nghiệp")
    ORGANISATION = "to_chuc", _("Tổ chức")


class ImpactKind(models.TextChoices):
    """What an order does to one dossier or appointment."""

    PICKUP = "pickup", _("Hẹn lại ngày nhận kết quả")
    SUPPLEMENT = "supplement", _("Thêm ngày bổ sung giấy tờ")
    DUE = "due", _("Đổi ngày hẹn trả")
    APPOINTMENT_MOVED = "moved", _("Chuyển lịch hẹn")
    APPOINTMENT_RESTORED = "restored", _("Khôi phục lịch hẹn")
    APPOINTMENT_CANCELLED = "cancelled", _("Hủy lịch hẹn, mời chọn lại")


class ImpactPurpose(models.TextChoices):
    """Why what an order does was counted and done."""

    ISSUE = "issue", _("Ban hành")
    JOIN = "join", _("Thêm địa bàn")
    EXTEND = "extend", _("Kéo dài")
    CORRECT = "correct", _("Đính chính")
    LIFT = "lift", _("Kết thúc sớm")
    SWEEP = "sweep", _("Phát sinh sau khi ban hành")


class ContactWay(models.TextChoices):
    """How an officer reaches the owner of a result (item 5đ)."""

    PHONE = "phone", _("Điện thoại")
    EMAIL = "email", _("Thư điện tử")
    ZALO = "zalo", _("Zalo")
    SMS = "sms", _("Tin nhắn")


class ContactOutcome(models.TextChoices):
    """What came of trying to reach the owner of a result."""

    AGREED_POST = "agreed_post", _("Đồng ý nhận qua bưu điện")
    AGREED_ONLINE = "agreed_online", _("Đồng ý nhận bản điện tử")
    WILL_WAIT = "will_wait", _("Chờ đến khi quầy mở lại")
    URGENT = "urgent", _("Xin nhận trực tiếp vì cấp thiết")
    UNREACHABLE = "unreachable", _("Không liên lạc được, gọi lại")
    WRONG_NUMBER = "wrong_number", _("Sai số điện thoại")


class PostalState(models.TextChoices):
    """Where a postal return stands: asked for here, dispatched by the postal lane."""

    REQUESTED = "requested", _("Chờ gửi bưu điện")
    DISPATCHED = "dispatched", _("Đã giao bưu điện")
    DELIVERED = "delivered", _("Đã phát")
    CAME_BACK = "came_back", _("Bưu gửi hoàn về")
    CANCELLED = "cancelled", _("Đã hủy")
