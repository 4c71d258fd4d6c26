"""The carrier of an office without a line to one: parcels are handed over with a printed list."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from portal.kernel.doors import Capability, Receipt
from postal.gateways.types import CarrierOrder, Quote, QuoteQuestion, TrackingEvent

#: What the post of a province commonly asks for a parcel of papers, in đồng; the invoice of the post is what counts.
USUAL_FEE_DONG: Final = 30_000
USUAL_DAYS: Final = 3


class Paper:
    """Nothing leaves by wire: an order is done as soon as it stands in our own list, for the next hand-over."""

    code = "paper"
    capability = Capability.IDEMPOTENT
    timeout_seconds = 0.0
    settle = timedelta(0)
    concurrency = 32

    @property
    def name(self) -> str:
        """Name the way to officers."""
        return _("Bàn giao trực tiếp theo phiếu")

    def quote(self, question: QuoteQuestion) -> Quote:  # noqa: ARG002 -- paper does not reckon
        """Tell the usual price; the real one stands on the invoice."""
        return Quote(fee_dong=USUAL_FEE_DONG, days=USUAL_DAYS, text=_("Giá tham khảo; bưu điện thu theo hóa đơn."))

    def order(self, order: CarrierOrder, *, key: str) -> Receipt:  # noqa: ARG002 -- the list is keyed by the number
        """Take note that the parcel is on the list of the next hand-over."""
        return Receipt(reference=order.item_code or order.order_number, note="paper")

    def look_up(self, order_number: str) -> Receipt | None:
        """Return the number itself: what is in our list is in our list."""
        return Receipt(reference=order_number, note="paper")

    def cancel(self, order_number: str, *, key: str) -> None:
        """Do nothing: a parcel that is not handed over stays with the desk."""

    def track(self, *, after: str, size: int) -> tuple[list[TrackingEvent], str]:  # noqa: ARG002 -- nobody reports
        """Report nothing: officers enter what the postal worker tells them."""
        return [], after

    def read_webhook(self, body: bytes) -> list[TrackingEvent]:  # noqa: ARG002 -- nobody sends any
        """Refuse: nobody sends messages here.

        :raises ValueError: always.
        """
        msg = "paper sends no messages"
        raise ValueError(msg)
