import pytest

from portal.agencies.models import Agency, ContactPoint, Desk
from tests.support import catalogue

pytestmark = pytest.mark.django_db


def desk_of(key):
    agency = Agency.objects.select_related("served_by__agency").get(key=key)
    return agency.served_by and agency.served_by.agency.key


@pytest.fixture(autouse=True)
def loaded(db):
    return catalogue.load()


@pytest.mark.parametrize(
    ("agency", "desk"),
    [
        ("SO_TU_PHAP", "TTHCC"),
        ("CONG_AN_TINH", "TTHCC"),
        ("UBND_DONG_HOI.PHONG_TU_PHAP", "UBND_DONG_HOI"),
        ("UBND_DONG_HOI.CN_VPDKDD", "UBND_DONG_HOI"),
        ("UBND_DONG_HOI.XA_18853", "UBND_DONG_HOI.XA_18853"),
        ("BAO_QB", None),
    ],
)
def test_each_agency_is_served_by_the_desk_that_receives_for_it(agency, desk):
    assert desk_of(agency) == desk


def test_paths_hold_the_tree():
    ward = Agency.objects.get(key="UBND_DONG_HOI.XA_18853")

    assert ward.path == "UBND_TINH/UBND_DONG_HOI/UBND_DONG_HOI.XA_18853/"
    assert ward.parent is not None
    assert ward.parent.key == "UBND_DONG_HOI"
    assert Agency.objects.within(ward.parent).count() == 30


def test_documents_are_dated_from_the_agencys_own_territory():
    places = Agency.objects.in_bulk(
        ["SO_TU_PHAP", "UBND_DONG_HOI.PHONG_TU_PHAP", "UBND_DONG_HOI.XA_18853"], field_name="key"
    )

    assert {key: agency.place_name for key, agency in places.items()} == {
        "SO_TU_PHAP": "Quảng Bình",
        "UBND_DONG_HOI.PHONG_TU_PHAP": "Đồng Hới",
        "UBND_DONG_HOI.XA_18853": "Hải Thành",
    }


def test_every_way_to_reach_an_agency_is_plainly_for_show():
    assert ContactPoint.objects.filter(is_demo=False).count() == 0
    assert ContactPoint.objects.filter(kind="phone").exclude(value__startswith="0232 000 00").count() == 0


def test_what_an_administrator_changed_survives_the_next_loading():
    agency = Agency.objects.get(key="TTHCC")
    point = agency.contact_points.get(kind="phone")
    point.value, point.is_demo = "0232 3 888 999", False
    point.save()
    Desk.objects.filter(agency=agency).update(name="Trung tâm mới")

    catalogue.load()

    assert list(agency.contact_points.filter(kind="phone").values_list("value", flat=True)) == ["0232 3 888 999"]
    assert Desk.objects.get(agency=agency).name == "Trung tâm mới"
