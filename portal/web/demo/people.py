"""Who plays in the demo: personas that visitors sign in as, and the colleagues who stand beside them."""

from dataclasses import dataclass
from typing import Final

from portal.accounts.enums import Role

PASSWORD: Final = "mot-cua-minh-hoa"  # noqa: S105 -- printed for everybody: it opens illustrative data only
BAC_LY: Final = "UBND_DONG_HOI.XA_18859"
QUANG_PHU: Final = "UBND_DONG_HOI.XA_18883"
KTHT: Final = "UBND_DONG_HOI.PHONG_KTHT"
TCKH: Final = "UBND_DONG_HOI.PHONG_TCKH"
LAND: Final = "UBND_DONG_HOI.CN_VPDKDD"


@dataclass(frozen=True, slots=True)
class Person:
    """One fictitious person. `place` is an agency key for staff and a commune for citizens."""

    key: str
    name: str
    number: int
    place: str
    role: Role | None = None
    title: str = ""
    story: str = ""
    national_id: str = ""
    is_woman: bool = False

    @property
    def phone(self) -> str:
        return f"+849000000{self.number:02d}"

    @property
    def email(self) -> str:
        return f"{self.key.replace('_', '-')}@mot-cua.example"


R = Role
#: Printed by `load_demo --personas`.
PERSONAS: Final = (
    Person("cong_dan", "Nguyễn Thị Hồng Nhung", 1, BAC_LY, story="12 hồ sơ ở nhiều bước, 2 bản nháp",
           national_id="044194002311", is_woman=True),
    Person("cong_dan_2", "Trần Quang Khánh", 2, QUANG_PHU, story="Vài hồ sơ, một hồ sơ chờ bổ sung",
           national_id="044088001207"),
    Person("mot_cua_tinh", "Lê Thị Thu Hạnh", 3, "TTHCC", R.ONE_STOP_OFFICER, "Cán bộ Một cửa",
           "Quầy của các sở"),
    Person("mot_cua_xa", "Phan Thị Mỹ Duyên", 4, BAC_LY, R.ONE_STOP_OFFICER, "Công chức Một cửa",
           "Quầy của phường"),
    Person("chuyen_vien", "Hoàng Minh Tuấn", 5, "SO_TU_PHAP", R.SPECIALIST, "Chuyên viên", "Thụ lý lý lịch tư pháp"),
    Person("truong_phong", "Võ Thị Kim Oanh", 6, "SO_TU_PHAP", R.HEAD_OF_DIVISION, "Trưởng phòng Hành chính tư pháp",
           "Phân công, xem xét, được ủy quyền ký có thời hạn"),
    Person("lanh_dao", "Đặng Hữu Phước", 7, "SO_TU_PHAP", R.LEADER, "Phó Giám đốc", "Ký kết quả, ký thư xin lỗi"),
    Person("chuyen_vien_xa", "Bùi Văn Hiếu", 8, BAC_LY, R.SPECIALIST, "Công chức Tư pháp – Hộ tịch", "Thụ lý hộ tịch"),
    Person("chu_tich_xa", "Cao Xuân Trung", 9, BAC_LY, R.LEADER, "Chủ tịch UBND phường", "Ký kết quả của phường"),
    Person("chuyen_vien_huyen", "Đỗ Ngọc Vân", 10, KTHT, R.SPECIALIST, "Chuyên viên Quản lý đô thị",
           "Thụ lý giấy phép xây dựng"),
    Person("van_thu", "Trương Thị Ngân", 11, "SO_TU_PHAP", R.CLERK, "Văn thư", "Sổ văn bản của Sở"),
    Person("buu_dien", "Phạm Văn Long", 12, "BUU_DIEN", R.POSTAL_PARTNER, "Nhân viên bưu điện", "Bưu chính công ích"),
    Person("thu_ky", "Nguyễn Ngọc Thảo", 13, "VP_UBND", R.MEETING_SECRETARY, "Thư ký cuộc họp", "Văn phòng UBND tỉnh"),
    Person("quan_tri_so", "Lê Đức Vinh", 14, "SO_TU_PHAP", R.AGENCY_ADMIN, "Quản trị cơ quan", "Vai trò, ngày nghỉ"),
    Person("quan_tri_tinh", "Trần Minh Sơn", 15, "UBND_TINH", R.PROVINCE_ADMIN, "Quản trị tỉnh", "Toàn tỉnh"),
    Person("giam_sat", "Hoàng Thị Diệu", 16, "UBND_TINH", R.AUDITOR, "Giám sát", "Đọc nhật ký, không sửa"),
)  # fmt: skip
#: Colleagues without whom the personas' dossiers would not move.
COLLEAGUES: Final = (
    Person("mot_cua_tinh_2", "Phạm Hữu Bảo", 20, "TTHCC", R.ONE_STOP_OFFICER, "Cán bộ Một cửa"),
    Person("mot_cua_dong_hoi", "Cao Thị Hiền", 21, "UBND_DONG_HOI", R.ONE_STOP_OFFICER, "Cán bộ Một cửa"),
    Person("mot_cua_quang_phu", "Võ Văn Thành", 22, QUANG_PHU, R.ONE_STOP_OFFICER, "Công chức Một cửa"),
    Person("chuyen_vien_2", "Bùi Thị Trinh", 23, "SO_TU_PHAP", R.SPECIALIST, "Chuyên viên"),
    Person("lanh_dao_dong_hoi", "Phan Quang Dũng", 24, "UBND_DONG_HOI", R.LEADER, "Phó Chủ tịch UBND thành phố"),
    Person("truong_phong_ktht", "Đỗ Xuân Cường", 25, KTHT, R.HEAD_OF_DIVISION, "Trưởng phòng"),
    Person("truong_phong_tckh", "Trương Ngọc Loan", 26, TCKH, R.HEAD_OF_DIVISION, "Trưởng phòng"),
    Person("chuyen_vien_tckh", "Lê Minh Hiếu", 27, TCKH, R.SPECIALIST, "Chuyên viên"),
    Person("giam_doc_dat_dai", "Nguyễn Hữu Long", 28, LAND, R.LEADER, "Giám đốc Chi nhánh"),
    Person("to_truong_dat_dai", "Hoàng Thị Thủy", 29, LAND, R.HEAD_OF_DIVISION, "Tổ trưởng"),
    Person("chuyen_vien_dat_dai", "Trần Văn Khánh", 30, LAND, R.SPECIALIST, "Viên chức thụ lý"),
    Person("chuyen_vien_quang_phu", "Đặng Thị Loan", 31, QUANG_PHU, R.SPECIALIST, "Công chức Tư pháp – Hộ tịch"),
    Person("chu_tich_quang_phu", "Phạm Xuân Sơn", 32, QUANG_PHU, R.LEADER, "Chủ tịch UBND xã"),
    Person("lanh_dao_gtvt", "Bùi Quang Trung", 33, "SO_GTVT", R.LEADER, "Phó Giám đốc"),
    Person("truong_phong_gtvt", "Cao Hữu Thành", 34, "SO_GTVT", R.HEAD_OF_DIVISION, "Trưởng phòng Quản lý phương tiện"),
    Person("chuyen_vien_gtvt", "Võ Ngọc Duyên", 35, "SO_GTVT", R.SPECIALIST, "Chuyên viên"),
)
#: Citizens who only fill the queues get the numbers from here on.
FIRST_CROWD_NUMBER: Final = 40
CROWD: Final = 24
