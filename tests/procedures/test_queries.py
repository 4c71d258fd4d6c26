import pytest

from portal.agencies.queries import communes
from procedures import queries
from procedures.models import Procedure
from procedures.queries import Filters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counts")]


def names(q, **filters):
    found = queries.search(q, Filters(**filters)).order_by("rank", "short_name", "pk")
    return [procedure.short_name for procedure in found]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("ly lich", "Cấp Phiếu lý lịch tư pháp"),
        ("lý lịch", "Cấp Phiếu lý lịch tư pháp"),
        ("LÝ LỊCH tư pháp", "Cấp Phiếu lý lịch tư pháp"),
        ("lltp", "Cấp Phiếu lý lịch tư pháp"),
        ("2.000488", "Cấp Phiếu lý lịch tư pháp"),
        ("khai sinh", "Đăng ký khai sinh"),
        ("bằng lái", "Đổi giấy phép lái xe"),
        ("bang lai xe", "Đổi giấy phép lái xe"),
        ("mất sổ đỏ", "Cấp lại giấy chứng nhận bị mất"),
        ("giấy độc thân", "Xác nhận tình trạng hôn nhân"),
        ("CCCD", "Cấp thẻ căn cước"),
        ("làm hộ khẩu", "Đăng ký thường trú"),
        ("xin phép xây nhà", "Cấp giấy phép xây dựng nhà ở"),
    ],
)
def test_people_find_it_by_the_words_they_use(q, first):
    assert first in names(q)[:4]


@pytest.mark.parametrize(
    ("composed", "other"),
    [("lý lịch", "lý lịch"), ("hòa giải", "hoà giải"), ("đất", "dat")],
)
def test_the_way_it_is_typed_does_not_matter(composed, other):
    assert names(composed) == names(other) != []


def test_all_words_must_be_found_before_any_will_do():
    assert names("tư pháp lý lịch phiếu") == ["Cấp Phiếu lý lịch tư pháp"]
    assert "Cấp Phiếu lý lịch tư pháp" in names("lý lịch qwerty")
    assert names("qwerty") == []


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({"agency": "SO_TU_PHAP"}, 1),
        ({"agency": "UBND_XA"}, 28),
        ({"agency": "UBND_DONG_HOI.XA_18853"}, 28),
        ({"field": "ho-tich"}, 12),
        ({"level": "xa"}, 28),
        ({"channel": "truc_tuyen"}, 55),
        ({"life_event": "nguoi-than-qua-doi"}, 5),
        ({"audience": "doanh_nghiep"}, 29),
        ({"field": "khong-co"}, 0),
        ({"level": "xa", "channel": "truc_tuyen"}, 17),
    ],
)
def test_the_list_is_narrowed(filters, number):
    assert len(names("", **filters)) == number


def test_the_reader_is_told_how_the_words_were_understood():
    def said(q):
        return queries.understood(q, queries.search(q, Filters()).order_by("rank", "short_name", "pk")[:5])

    assert said("ly lich") == "lý lịch"
    assert said("bang lai") == "giấy phép lái xe"
    assert said("lý lịch") == ""
    assert said("qwerty") == ""


def test_the_competent_agencies_of_a_role_are_one_in_each_commune_or_district():
    def number(key):
        return queries.agencies_for(Procedure.objects.get(key=key)).count()

    assert {key: number(key) for key in ("lltp", "tam_tru", "hkd_thanh_lap", "bhxh_so")} == {
        "lltp": 1,
        "tam_tru": 151,
        "hkd_thanh_lap": 8,
        "bhxh_so": 1,
    }


def test_communes_are_listed_by_district():
    groups = dict(communes())

    assert len(groups) == 8
    assert sum(len(options) for options in groups.values()) == 151
    assert ("UBND_DONG_HOI.XA_18853", "phường Hải Thành, Thành phố Đồng Hới") in groups["thành phố Đồng Hới"]


def test_the_revision_in_force_comes_with_all_its_parts(django_assert_num_queries):
    procedure = Procedure.objects.get(key="dn_cp")

    with django_assert_num_queries(4):
        revision = queries.current_revision(procedure)
        parts = [len(revision.offers.all()), len(revision.fee_items.all()), len(revision.requirements.all())]

    assert parts == [3, 2, 5]


def test_the_stamp_changes_with_the_catalogue():
    before = queries.stamp()
    Procedure.objects.get(key="lltp").save()

    assert queries.stamp() != before


@pytest.mark.parametrize("keep", [1, 7])
def test_a_list_takes_as_many_queries_whatever_its_length(keep, django_assert_num_queries):
    Procedure.objects.exclude(pk__in=Procedure.objects.order_by("pk").values("pk")[:keep]).update(is_published=False)

    with django_assert_num_queries(3):
        rows = list(queries.search("", Filters()).order_by("rank", "short_name", "pk"))
        shown = [(queries.owner_of(row), row.field.name, row.in_force[0].offers.all()) for row in rows]

    assert len(shown) == keep
