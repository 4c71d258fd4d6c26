"""What is owed to people, how it is worded, what they wished, and where nothing is sent."""

from notifications.models.figures import DayFigures
from notifications.models.message import WAITING, Delivery, DigestRun, Message
from notifications.models.people import ChannelToken, Preference, PushSubscription, Reader, Suppression
from notifications.models.template import Template

__all__ = [
    "WAITING",
    "ChannelToken",
    "DayFigures",
    "Delivery",
    "DigestRun",
    "Message",
    "Preference",
    "PushSubscription",
    "Reader",
    "Suppression",
    "Template",
]
