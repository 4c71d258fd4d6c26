import pytest
from django.test import override_settings

from portal.kernel.doors import Capability
from postal import gateways
from postal.gateways.types import QuoteQuestion
from tests.postal.gateways.conftest import NUMBER, an_order, facts_of


def test_without_a_line_parcels_are_handed_over_on_paper():
    with override_settings(CARRIERS={"paper": {"kind": "paper"}}):
        paper = gateways.carrier()

    assert (paper.code, paper.capability) == ("paper", Capability.IDEMPOTENT)
    assert paper.order(an_order(), key="k").reference == "EX000000017VN"
    assert paper.order(an_order(item_code=""), key="k").reference == NUMBER
    assert paper.look_up(NUMBER).reference == NUMBER
    assert paper.cancel(NUMBER, key="c") is None
    assert paper.track(after="7", size=5) == ([], "7")


def test_paper_tells_the_usual_price_as_such():
    price = gateways.Paper().quote(QuoteQuestion(weight_grams=1, from_commune="", to_commune="", to_province=""))

    assert (price.fee_dong, price.days) == (30_000, 3)
    assert "tham khảo" in price.text


def test_paper_hears_no_messages():
    with pytest.raises(ValueError, match="no messages"):
        gateways.Paper().read_webhook(b"{}")


def test_a_process_keeps_one_line_to_each_carrier():
    line = facts_of("vnpost", "http://127.0.0.1:1")
    with override_settings(CARRIERS={"vnpost": line, "paper": {"kind": "paper"}}):
        assert gateways.carrier() is gateways.carrier("vnpost")
        assert gateways.carrier("paper").code == "paper"
        before = gateways.carrier()
    with override_settings(CARRIERS={"vnpost": {**line, "secret": "another"}}):
        assert gateways.carrier() is not before


def test_a_carrier_nobody_set_up_is_a_fault():
    with override_settings(CARRIERS={"paper": {"kind": "paper"}}), pytest.raises(KeyError):
        gateways.carrier("dhl")
