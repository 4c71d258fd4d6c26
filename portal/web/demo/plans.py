"""What happens to the dossiers of the demo: one line per kind of life, in the words of the law's acts.

A step is the act and when it comes after the one before: `+2` two working days later, `+0` the same day,
`@0.5` after half of the time limit of the procedure. A life that is still open ends close to today; with `late`
its promised day has passed.
"""

from dataclasses import dataclass
from typing import Final

from dossiers.enums import Stage, Status
from portal.web.demo.people import BAC_LY, KTHT, LAND, QUANG_PHU, TCKH

S, G = Status, Stage


@dataclass(frozen=True, slots=True)
class Plan:
    """One kind of life: how many dossiers, their steps after the opening, and where they stand at the end."""

    name: str
    count: int
    steps: str
    ends: Status
    stage: Stage = Stage.NONE
    online_only: bool = False
    late: bool = False
    #: Only at these agencies; everywhere if empty.
    only: tuple[str, ...] = ()
    #: How many of the count are the citizen persona's.
    mine: int = 0


_IN: Final = "accept+0 forward+0 "
_EXAMINED: Final = _IN + "take_up@0.1 "
_PROPOSED: Final = _EXAMINED + "propose@0.4 "
_DECIDED: Final = _PROPOSED + "endorse@0.1 grant@0.1 "
_ASKED: Final = _EXAMINED + "propose_supplement@0.2 ask_supplement@0.1 "
_HEADED: Final = ("SO_TU_PHAP", "SO_GTVT", KTHT, TCKH, LAND)

# fmt: off
PLANS: Final = (
    Plan("waits for the desk",            22, "",                                                          S.REGISTERED, online_only=True, mine=1),
    Plan("waits for the desk too long",    3, "",                                                          S.REGISTERED, online_only=True, late=True),
    Plan("refused at intake",              9, "refuse_intake+0",                                           S.REFUSED_INTAKE, online_only=True),
    Plan("taken back",                     5, "cancel+0",                                                  S.WITHDRAWN, online_only=True),
    Plan("to be corrected",                7, "ask_correction+0",                                          S.SUPPLEMENT, online_only=True, mine=1),
    Plan("never corrected",                4, "ask_correction+0 close_unanswered+16",                      S.STOPPED, online_only=True),
    Plan("corrected, waits again",         4, "ask_correction+0 resubmit+1",                               S.REGISTERED, online_only=True),
    Plan("corrected and granted",          6, "ask_correction+0 resubmit+2 " + _DECIDED + "return_result+1", S.RETURNED, online_only=True),
    Plan("received",                      10, "accept+0",                                                  S.RECEIVED, mine=1),
    Plan("waits for assignment",          14, _IN,                                                         S.PROCESSING, G.ASSIGNING),
    Plan("assigned by the head",           8, _IN + "assign+0",                                            S.PROCESSING, G.EXAMINING, only=_HEADED),
    Plan("examined",                      22, _EXAMINED,                                                   S.PROCESSING, G.EXAMINING, mine=1),
    Plan("examined too long",              5, _EXAMINED,                                                   S.PROCESSING, G.EXAMINING, late=True),
    Plan("sent back",                      3, _PROPOSED + "send_back@0.1",                                 S.PROCESSING, G.EXAMINING),
    Plan("before the head",               12, _PROPOSED,                                                   S.PROCESSING, G.REVIEWING, only=_HEADED),
    Plan("before the head too long",       2, _PROPOSED,                                                   S.PROCESSING, G.REVIEWING, only=_HEADED, late=True),
    Plan("before the signatory",          12, _PROPOSED + "endorse@0.1",                                   S.PROCESSING, G.SIGNING),
    Plan("before the signatory too long",  2, _PROPOSED + "endorse@0.1",                                   S.PROCESSING, G.SIGNING, late=True),
    Plan("apologised, still open",         4, _EXAMINED + "apologise@0.8",                                 S.PROCESSING, G.EXAMINING, only=_HEADED, mine=1),
    Plan("supplement awaited",            10, _ASKED,                                                      S.SUPPLEMENT, online_only=True, mine=1),
    Plan("supplement to confirm",          4, _ASKED + "answer_supplement+2",                              S.SUPPLEMENT, online_only=True),
    Plan("supplement never came",          4, _ASKED + "close_unanswered+16",                              S.STOPPED, online_only=True),
    Plan("supplement came, granted",       8, _ASKED + "answer_supplement+4 confirm_supplement+0 propose@0.3 endorse@0.1 grant@0.1 return_result+1", S.RETURNED, online_only=True),
    Plan("duty awaited",                   7, _EXAMINED + "fix_financial_duty@0.3",                        S.FINANCIAL_DUTY, only=(LAND,), mine=1),
    Plan("duty met, granted",              5, _EXAMINED + "fix_financial_duty@0.3 confirm_payment+5 propose@0.3 endorse@0.1 grant@0.1 return_result+1", S.RETURNED, only=(LAND,)),
    Plan("withdrawn",                      6, _EXAMINED + "request_withdrawal+0 confirm_withdrawal+1",     S.WITHDRAWN, online_only=True, mine=1),
    Plan("withdrawal asked",               3, _EXAMINED + "request_withdrawal+0",                          S.PROCESSING, G.EXAMINING, online_only=True),
    Plan("stopped",                        3, _EXAMINED + "stop@0.3",                                      S.STOPPED, only=(LAND, KTHT)),
    Plan("result waits",                  18, _DECIDED,                                                    S.DECIDED, mine=1),
    Plan("refusal waits",                  6, _EXAMINED + "propose_refuse@0.4 endorse@0.1 refuse@0.1",     S.DECIDED, mine=1),
    Plan("result reopened",                3, _DECIDED + "reopen+1",                                       S.PROCESSING, G.EXAMINING),
    Plan("result corrected",               3, _DECIDED + "reopen+0 propose+1 endorse+0 grant+0 return_result+1", S.RETURNED),
    Plan("returned late, apologised",      6, _EXAMINED + "apologise@0.8 propose@0.6 endorse+0 grant+0 return_result+1", S.RETURNED, only=_HEADED),
    Plan("returned late",                  4, _EXAMINED + "propose@1.3 endorse+0 grant+0 return_result+1", S.RETURNED, only=_HEADED),
    Plan("refused and returned",           5, _EXAMINED + "propose_refuse@0.4 endorse@0.1 refuse@0.1 return_result+1", S.RETURNED),
    Plan("returned",                      51, _DECIDED + "return_result+1",                                S.RETURNED, mine=2),
)
# fmt: on
#: Which procedures are filed where.
PLACES: Final = {
    BAC_LY: ("khai_sinh", "xn_tthn", "tam_tru", "trich_luc", "thuong_tru", "khai_tu"),
    QUANG_PHU: ("xn_tthn", "tam_tru", "khai_sinh"),
    "SO_TU_PHAP": ("lltp",),
    "SO_GTVT": ("doi_gplx", "phu_hieu"),
    KTHT: ("gpxd_nha_o", "gpxd_gia_han"),
    TCKH: ("hkd_thanh_lap", "hkd_thay_doi"),
    LAND: ("dd_chuyen_nhuong", "dd_cap_doi"),
}
#: How often each place is drawn.
WEIGHTS: Final = {BAC_LY: 5, QUANG_PHU: 2, "SO_TU_PHAP": 6, "SO_GTVT": 3, KTHT: 4, TCKH: 3, LAND: 3}
