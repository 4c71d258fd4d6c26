"""Which law holds on a day: the set of articles, forms and figures, chosen by date and never by `if`.

Sources: `docs/law`. Figures that are a province's or our own are marked so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final

OWN_RULE: Final = "quy ước của hệ thống"


@dataclass(frozen=True, slots=True)
class FormTitle:
    """A statutory form by its number in the set."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One body of law that holds from `valid_from` on."""

    key: str
    name: str
    valid_from: date
    articles: Mapping[str, str]
    forms: Mapping[str, FormTitle]
    forms_source: str
    #: Working hours within which an online dossier is answered (R5).
    answer_working_hours: int
    #: Times a supplement may be asked for (R3).
    supplements_allowed: int
    #: Days after which an unanswered supplement closes the dossier (R10).
    supplement_timeout_days: int
    #: Working days from intake within which the agency may ask for a supplement (R9).
    supplement_notice_working_days: int
    #: Times a result may be promised anew (R12).
    apologies_allowed: int
    #: After this hour an intake is forwarded at the beginning of the next working day (R8).
    forward_cutoff: time
    service_labels: Mapping[str, str]

    def source(self, rule: str) -> str:
        """Return the article that states `rule` (R1 … R28), or that the rule is our own."""
        return self.articles.get(rule, OWN_RULE)


_ND118: Final = {
    "R1": "Điều 15 Nghị định 118/2025/NĐ-CP",
    "R2": "Điều 5.1e Nghị định 118/2025/NĐ-CP",
    "R3": "Điều 17.2a Nghị định 118/2025/NĐ-CP",
    "R4": "Điều 17.1c Nghị định 118/2025/NĐ-CP",
    "R5": "Điều 17.2 Nghị định 118/2025/NĐ-CP",
    "R6": "Điều 17.3 Nghị định 118/2025/NĐ-CP",
    "R7": "Điều 17.4 Nghị định 118/2025/NĐ-CP",
    "R8": "Điều 18.2 Nghị định 118/2025/NĐ-CP",
    "R9": "Điều 19.5 Nghị định 118/2025/NĐ-CP",
    "R10": "Điều 19.5 Nghị định 118/2025/NĐ-CP",
    "R11": "Điều 19.3 Nghị định 118/2025/NĐ-CP",
    "R12": "Điều 19.6 Nghị định 118/2025/NĐ-CP",
    "R15": "Điều 21 Nghị định 118/2025/NĐ-CP",
    "R16": "Điều 22 Nghị định 118/2025/NĐ-CP",
    "R17": "Điều 6.2 Nghị định 118/2025/NĐ-CP",
    "R18": "Điều 23.1 Nghị định 118/2025/NĐ-CP",
    "R20": "Điều 24 Nghị định 118/2025/NĐ-CP",
}
# Topics of the articles of 2018 are known with confidence, their clauses are not: no clause is written.
_ND61: Final = {
    **dict.fromkeys(("R1", "R3", "R4", "R5", "R6", "R7"), "Điều 17 Nghị định 61/2018/NĐ-CP"),
    "R8": "Điều 18 Nghị định 61/2018/NĐ-CP",
    **dict.fromkeys(("R9", "R11", "R12"), "Điều 19 Nghị định 61/2018/NĐ-CP"),
    "R16": "Điều 20 Nghị định 61/2018/NĐ-CP",
    **dict.fromkeys(("R2", "R15", "R17", "R18", "R20"), "Nghị định 61/2018/NĐ-CP"),
}
_FORMS_2018: Final = {
    "receipt": FormTitle("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "supplement": FormTitle("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "refusal": FormTitle("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    "apology": FormTitle("04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
    "control": FormTitle("05", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    "register": FormTitle("06", "Sổ theo dõi hồ sơ"),
}
_FORMS_2025: Final = {
    "receipt": FormTitle("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "supplement": FormTitle("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "refusal": FormTitle("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    "apology": FormTitle("04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    "stop": FormTitle("05", "Thông báo dừng giải quyết hồ sơ"),
    "control": FormTitle("06", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    "register": FormTitle("07", "Sổ theo dõi hồ sơ"),
}
_LEVELS: Final = {"toan_trinh": "Mức độ 4", "mot_phan": "Mức độ 3", "cung_cap_thong_tin": "Mức độ 2"}
_LABELS: Final = {
    "toan_trinh": "Toàn trình",
    "mot_phan": "Một phần",
    "cung_cap_thong_tin": "Cung cấp thông tin",
}

ND61: Final = RuleSet(
    key="nd61_2018",
    name="Nghị định 61/2018/NĐ-CP",
    valid_from=date(2018, 6, 21),
    articles=_ND61,
    forms=_FORMS_2018,
    forms_source="Thông tư 01/2018/TT-VPCP",
    answer_working_hours=8,
    supplements_allowed=1,
    supplement_timeout_days=15,  # a province's figure in 2021; the same as the law of 2025
    supplement_notice_working_days=3,
    apologies_allowed=1,
    forward_cutoff=time(15, 0),
    service_labels=_LEVELS,
)
ND118: Final = RuleSet(
    key="nd118_2025",
    name="Nghị định 118/2025/NĐ-CP",
    valid_from=date(2025, 7, 1),
    articles=_ND118,
    forms=_FORMS_2025,
    forms_source="Thông tư 03/2025/TT-VPCP",
    answer_working_hours=8,
    supplements_allowed=1,
    supplement_timeout_days=15,
    supplement_notice_working_days=3,
    apologies_allowed=1,
    forward_cutoff=time(15, 0),
    service_labels=_LABELS,
)
RULE_SETS: Final = (ND61, ND118)
RULE_SET: Final = {rule_set.key: rule_set for rule_set in RULE_SETS}


def in_force_on(day: date) -> RuleSet:
    """Return the set of rules in force on `day`; days before the first set are under the first."""
    return max((r for r in RULE_SETS if r.valid_from <= day), key=lambda r: r.valid_from, default=RULE_SETS[0])
