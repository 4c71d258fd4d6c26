"""Find a procedure by the words people use: with diacritics or without, by the name on the street or in the law."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Final

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Length, StrIndex
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from portal.agencies.models import Agency
from portal.kernel.text import fold
from procedures.enums import RevisionState
from procedures.models import ChannelOffer, Procedure, ProcedureRevision

MAX_WORDS: Final = 12
#: What people say → what the catalogue says (ux.md §7.2). Keys are folded.
SYNONYMS: Final = {
    "bang lai xe": "giấy phép lái xe",
    "bang lai": "giấy phép lái xe",
    "gplx": "giấy phép lái xe",
    "so do": "giấy chứng nhận quyền sử dụng đất",
    "so hong": "giấy chứng nhận quyền sử dụng đất",
    "giay doc than": "xác nhận tình trạng hôn nhân",
    "ho khau": "cư trú",
    "nhap khau": "đăng ký thường trú",
    "muc do 4": "toàn trình",
    "muc do 3": "một phần",
    "cccd": "căn cước",
    "cmnd": "căn cước",
    "chung minh thu": "căn cước",
    "lltp": "lý lịch tư pháp",
    "hkd": "hộ kinh doanh",
    "bhxh": "bảo hiểm xã hội",
    "bhyt": "bảo hiểm y tế",
    "gcn": "giấy chứng nhận",
    "chung tu": "khai tử",
    "passport": "hộ chiếu",
}
#: Words that say nothing about which procedure is meant.
FILLERS: Final = frozenset({"thu", "tuc", "lam", "xin", "can", "toi", "muon", "cho", "de", "o", "tai", "va", "cua"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; an empty one narrows nothing."""

    field: str = ""
    agency: str = ""  # key of an agency, or the role that one plays in every commune or district
    level: str = ""
    life_event: str = ""
    channel: str = ""
    audience: str = ""


def phrases_of(q: str) -> tuple[str, ...]:
    """Return the folded phrases to look for: as typed, and in the catalogue's own words where they differ."""
    typed = f" {fold(q)} "
    meant = typed
    for said, words in SYNONYMS.items():
        meant = meant.replace(f" {said} ", f" {fold(words)} ")
    return tuple(dict.fromkeys(_core(text) for text in (typed, meant) if text.strip()))


def _core(text: str) -> str:
    words = text.split()[:MAX_WORDS]
    begins = next((place for place, word in enumerate(words) if word not in FILLERS), 0)
    return " ".join(words[begins:])


def search(q: str, filters: Filters, *, published_only: bool = True) -> QuerySet[Procedure]:
    """Return procedures, best first by `rank`; order by `rank`, `short_name`, `pk`.

    All words must be found; if no procedure has them all, those that have any of them are returned.
    """
    haystack = Concat(Value(" "), F("search_text"), output_field=TextField())
    found = _narrowed(filters, published_only=published_only).annotate(haystack=haystack)
    phrases = phrases_of(q)
    if not phrases:
        return _for_list(found.annotate(rank=_popular_first(0)))
    every = found.filter(reduce(or_, (_all_of(phrase) for phrase in phrases)))
    chosen = every if every.exists() else found.filter(reduce(or_, (_any_of(phrase) for phrase in phrases)))
    return _for_list(chosen.annotate(rank=_rank(q, phrases)))


def _words(phrase: str) -> list[str]:
    return [word for word in phrase.split() if word not in FILLERS] or phrase.split()


def _all_of(phrase: str) -> Q:
    return reduce(and_, (Q(haystack__contains=f" {word}") for word in _words(phrase)))


def _any_of(phrase: str) -> Q:
    return reduce(or_, (Q(haystack__contains=f" {word}") for word in _words(phrase)))


def _rank(q: str, phrases: Sequence[str]) -> Case:
    """Rank: the code itself; the phrase in the short name (the text begins with it); anywhere; single words."""
    cases = [When(code=q.strip(), then=Value(0))]
    for number, phrase in enumerate(phrases):
        place = StrIndex(F("haystack"), Value(f" {phrase}"))
        in_short_name = GreaterThan(place, 0) & LessThanOrEqual(place, Length("short_name"))
        cases.append(When(in_short_name, then=_popular_first(2 + 4 * number)))
        cases.append(When(haystack__contains=f" {phrase}", then=_popular_first(4 + 4 * number)))
    for number, word in enumerate(_words(phrases[-1])):
        cases.append(When(haystack__contains=f" {word}", then=_popular_first(12 + 2 * number)))
    return Case(*cases, default=_popular_first(12 + 2 * MAX_WORDS), output_field=IntegerField())


def _popular_first(rank: int) -> Case:
    return Case(When(is_popular=True, then=rank), default=rank + 1, output_field=IntegerField())


def _narrowed(filters: Filters, *, published_only: bool) -> QuerySet[Procedure]:
    everything: QuerySet[Procedure] = Procedure.objects.all()
    procedures = everything.filter(is_published=True) if published_only else everything
    if filters.field:
        procedures = procedures.filter(field__slug=filters.field)
    if filters.level:
        procedures = procedures.filter(level=filters.level)
    if filters.life_event:
        procedures = procedures.filter(life_events__slug=filters.life_event)
    if filters.agency:
        role = Agency.objects.filter(key=filters.agency).exclude(template="").values("template")
        competent = Q(responsible__key=filters.agency) | Q(responsible_template=filters.agency)
        procedures = procedures.filter(competent | Q(responsible_template__in=role))
    current = ProcedureRevision.objects.filter(procedure=OuterRef("pk"), state=RevisionState.PUBLISHED)
    if filters.channel:
        offers = ChannelOffer.objects.filter(
            revision__procedure=OuterRef("pk"), revision__state=RevisionState.PUBLISHED, channel=filters.channel
        )
        procedures = procedures.filter(Exists(offers))
    if filters.audience:
        for_them = current.annotate(who=Cast("applicant_types", TextField()))
        procedures = procedures.filter(Exists(for_them.filter(who__contains=f'"{filters.audience}"')))
    return procedures


def _for_list(procedures: QuerySet[Procedure]) -> QuerySet[Procedure]:
    """Fetch all that a line of a list shows: two queries beside the list's own."""
    published = ProcedureRevision.objects.filter(state=RevisionState.PUBLISHED)
    return procedures.select_related("field", "responsible").prefetch_related(
        Prefetch("revisions", queryset=published.prefetch_related("offers"), to_attr="in_force")
    )


def understood(q: str, procedures: Iterable[Procedure]) -> str:
    """Return how the words were understood, with diacritics; empty where they were taken as written."""
    written: dict[str, str] = {}
    for procedure in procedures:
        for word in f"{procedure.short_name} {procedure.name}".split():
            bare = word.strip(",.;:()“”").lower()
            written.setdefault(fold(bare), bare)
    for meant in SYNONYMS.values():
        for word in meant.split():
            written.setdefault(fold(word), word)
    words = phrases_of(q)[-1].split() if fold(q) else []
    if not words or any(word not in written for word in words):
        return ""
    meant = " ".join(written[word] for word in words)
    return "" if meant.casefold() == " ".join(q.split()).casefold() else meant
