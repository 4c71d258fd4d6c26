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
