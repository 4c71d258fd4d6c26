from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy


class Channel(models.TextChoices):
    """How a dossier reaches the desk (NĐ 118/2025/NĐ-CP Điều 15). National codes 1, 2, 3."""

    IN_PERSON = "truc_tiep", _("Tại quầy")
    ONLINE = "truc_tuyen", _("Trực tuyến")
    POST = "buu_chinh", _("Bưu điện")


class LimitUnit(models.TextChoices):
    """The unit in which a time limit is stated."""

    SAME_DAY = "same_day", _("trong ngày")
    HOUR = "hour", _("giờ làm việc")
    DAY = "day", pgettext_lazy("thời hạn", "ngày")
    WORKING_DAY = "working_day", _("ngày làm việc")
    SEASONAL = "seasonal", _("theo đợt")

    def words(self, value: int | None) -> str:
        """Return a time limit as people read it: 10 ngày làm việc, trong ngày, theo đợt."""
        if self in {LimitUnit.SAME_DAY, LimitUnit.SEASONAL} or value is None:
            return str(self.label)
        if self == LimitUnit.HOUR:
            counted = ngettext("%(n)d giờ làm việc", "%(n)d giờ làm việc", value)
        elif self == LimitUnit.DAY:
            counted = ngettext("%(n)d ngày", "%(n)d ngày", value)
        else:
            counted = ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", value)
        return counted % {"n": value}


class PaperKind(models.TextChoices):
    """What a paper is to the law."""

    DECLARATION = "to_khai", _("Tờ khai")
    TO_SUBMIT = "nop", _("Phải nộp")
    TO_SHOW = "xuat_trinh", _("Xuất trình")


class ServiceType(models.TextChoices):
    """How much of a procedure can be done on the network (labels since 2022; levels before)."""

    FULL = "toan_trinh", _("Toàn trình")
    PARTIAL = "mot_phan", _("Một phần")
    INFORMATION = "cung_cap_thong_tin", _("Cung cấp thông tin")


class Workflow(models.TextChoices):
    """The internal path of a dossier (quy trình nội bộ)."""

    SAME_DAY = "trong_ngay", _("Trong ngày")
    COMMUNE = "xa_chuan", _("Cấp xã")
    DISTRICT = "huyen_chuan", _("Cấp huyện")
    PROVINCE = "tinh_chuan", _("Cấp tỉnh")
    LINKED_COMMUNE_DISTRICT = "lien_thong_xa_huyen", _("Liên thông xã – huyện")
    LINKED_ALL = "lien_thong_xa_huyen_tinh", _("Liên thông xã – huyện – tỉnh")


class RevisionState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    PUBLISHED = "published", _("Đang áp dụng")
    RETIRED = "retired", _("Đã thay thế")


class SupplementPolicy(models.TextChoices):
    """What a supplement does to the time limit."""

    RESTART = "restart", _("Tính lại từ đầu")
    RESUME = "resume", _("Tính tiếp")


class CounterAct(models.TextChoices):
    """What is done face to face at a counter, and can be closed by an order."""

    INTAKE = "intake", _("Nhận hồ sơ tại quầy")
    RETURN = "return", _("Trả kết quả tại quầy")
    APPOINTMENT = "appointment", _("Lịch hẹn tại quầy")


class OrderState(models.TextChoices):
    """What was decided about an order. Whether it is in force follows from its instants."""

    DRAFT = "draft", _("Bản nháp")
    ISSUED = "issued", _("Đã ban hành")
    LIFTED = "lifted", _("Kết thúc sớm")
    DROPPED = "dropped", _("Đã bỏ")


class Phase(models.TextChoices):
    """Where an order stands at an instant."""

    DRAFT = "draft", _("Bản nháp")
    SCHEDULED = "scheduled", _("Sắp áp dụng")
    IN_FORCE = "in_force", _("Đang áp dụng")
    ENDED = "ended", _("Đã kết thúc")
    LIFTED = "lifted", _("Kết thúc sớm")
    DROPPED = "dropped", _("Đã bỏ")


class Relation(models.TextChoices):
    """What a second order over the same counters is to the first: without one it is refused (decision 7)."""

    NONE = "", _("Không liên quan")
    EXTENDS = "extends", _("Kéo dài")
    REPLACES = "replaces", _("Thay thế")
    ADDS_TO = "adds_to", _("Bổ sung")


class Counting(models.TextChoices):
    """Whether the first day is one of the counted days. The last day that follows is always shown."""

    WITH_FIRST = "with_first", _("Tính cả ngày bắt đầu")
    AFTER_FIRST = "after_first", _("Không tính ngày bắt đầu")


class ClockEffect(models.TextChoices):
    """What an order does to legal time limits. The order of 2021 extended none."""

    NONE = "none", _("Giữ nguyên thời hạn giải quyết")
    PAUSE = "pause", _("Không tính thời gian tạm ngừng vào thời hạn")


class AppointmentEffect(models.TextChoices):
    """What happens to appointments inside the period."""

    MOVE = "move", _("Chuyển sang khung giờ trống sau khi mở lại; hết chỗ thì hủy và mời chọn lại")
    CANCEL = "cancel", _("Hủy và mời chọn lại")


class ScopeKind(models.TextChoices):
    """How a scope names the counters it closes."""

    AGENCY = "agency", _("Cơ quan và các đơn vị trực thuộc")
    PLACE = "place", _("Địa bàn: mọi quầy đặt tại đó")
    DESK = "desk", _("Một bộ phận Một cửa")


class OrderAct(models.TextChoices):
    """What happened to an order."""

    DRAFTED = "drafted", _("Soạn")
    CHANGED = "changed", _("Sửa bản nháp")
    DROPPED = "dropped", _("Bỏ bản nháp")
    ISSUED = "issued", _("Ban hành")
    JOINED = "joined", _("Thêm địa bàn")
    EXTENDED = "extended", _("Kéo dài")
    CORRECTED = "corrected", _("Đính chính")
    LIFTED = "lifted", _("Kết thúc sớm")
    OPENED = "opened", _("Bắt đầu áp dụng")
    ENDED = "ended", _("Hết thời gian áp dụng")
    APPLIED = "applied", _("Đã xử lý hồ sơ và lịch hẹn")


class ListState(models.TextChoices):
    """Where an agency's list of urgent procedures and cases stands."""

    DRAFT = "draft", _("Đang soạn")
    APPROVED = "approved", _("Thủ trưởng đã duyệt")
    PUBLISHED = "published", _("Đang công bố")
    SUPERSEDED = "superseded", _("Đã thay thế")


class Ground(models.TextChoices):
    """Why a matter cannot wait (official letter 1318/UBND-KSTT, item 5b)."""

    HEALTH = "health", _("Sức khỏe")
    PROPERTY = "property", _("Tài sản")
    RIGHTS = "rights", _("Quyền, lợi ích hợp pháp của công dân")
    PRODUCTION = "production", _("Sản xuất, kinh doanh")
    DUTIES = "duties", _("Quyền, nghĩa vụ của doanh nghiệp, tổ chức")


class ExemptionKind(models.TextChoices):
    """An exemption is an entry of a published list, or a decision on one case."""

    LISTED = "listed", _("Theo danh mục cấp thiết")
    CASE = "case", _("Quyết định từng trường hợp")


class ExemptionState(models.TextChoices):
    """What became of a request; an entry of a published list is granted from the start."""

    REQUESTED = "requested", _("Chờ quyết định")
    GRANTED = "granted", _("Đồng ý tiếp trực tiếp")
    REFUSED = "refused", _("Không đồng ý")
    WITHDRAWN = "withdrawn", _("Người đề nghị đã rút")
    ENDED = "ended", _("Hết hiệu lực")
