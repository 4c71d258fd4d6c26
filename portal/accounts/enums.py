from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    """Citizens and staff never share an account."""

    CITIZEN = "citizen", _("Công dân")
    STAFF = "staff", _("Cán bộ")


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class Role(models.TextChoices):
    """What a member of staff is at an agency."""

    ONE_STOP_OFFICER = "one_stop_officer", _("Cán bộ Một cửa")
    SPECIALIST = "specialist", _("Chuyên viên")
    HEAD_OF_DIVISION = "head_of_division", _("Trưởng phòng")
    LEADER = "leader", _("Lãnh đạo ký duyệt")
    CLERK = "clerk", _("Văn thư")
    POSTAL_PARTNER = "postal_partner", _("Nhân viên bưu điện")
    MEETING_SECRETARY = "meeting_secretary", _("Thư ký cuộc họp")
    AGENCY_ADMIN = "agency_admin", _("Quản trị cơ quan")
    PROVINCE_ADMIN = "province_admin", _("Quản trị tỉnh")
    AUDITOR = "auditor", _("Giám sát")
