import pytest

from postal.gateways.reading import refused_field


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("SenderAddress", "địa chỉ người gửi"),
        ("receiver.province", "địa chỉ người nhận"),
        ("SenderTel", "số điện thoại người gửi"),
        ("ReceiverName", "tên người gửi hoặc người nhận"),
        ("item_code", "mã vận đơn"),
        ("CODAmount", "số tiền thu hộ"),
        ("", "thông tin bưu gửi không hợp lệ"),
    ],
)
def test_a_refused_field_is_named_in_the_officers_words(field, words):
    assert words in refused_field(field).reason
