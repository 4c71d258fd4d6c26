"""Reading what mail servers send back: delivery reports (RFC 3464), complaints (RFC 5965); hostile until ours."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Part
from typing import Final

MAX_BYTES: Final = 512 * 1024
_PERMANENT: Final = re.compile(r"5\.\d{1,3}\.\d{1,3}")
_NAME: Final = re.compile(r"<[^<>\s]{5,200}>")


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail tells of one of ours: the name of our mail, a complaint or a bounce, the code of the server."""

    mail_name: str
    is_complaint: bool
    code: str


def read_report(raw: bytes) -> Report | None:
    """Return what a mail reports; None for anything else: answers, delays, reports without the name of our mail."""
    if len(raw) > MAX_BYTES:
        return None
    whole = email.message_from_bytes(raw, policy=email.policy.compat32)
    if whole.get_content_type() != "multipart/report":
        return None
    parts = {part.get_content_type(): part for part in whole.walk()}
    name = _name_of_ours(parts)
    if not name:
        return None
    if "message/feedback-report" in parts:
        return Report(name, is_complaint=True, code="complaint")
    for fields in _recipients(parts.get("message/delivery-status")):
        code = _PERMANENT.search(str(fields.get("Status", "")))
        if code and str(fields.get("Action", "")).strip().lower() == "failed":
            return Report(name, is_complaint=False, code=code[0])
    return None


def _recipients(status: Part | None) -> Iterator[Part]:
    content = status.get_payload() if status else None
    if isinstance(content, list):
        yield from (fields for fields in content if isinstance(fields, Part))


def _name_of_ours(parts: dict[str, Part]) -> str:
    """Return the Message-ID of the mail that came back: whole, or its headers alone."""
    if original := parts.get("message/rfc822"):
        content = original.get_payload()
        inner = content[0] if isinstance(content, list) and content else None
        found = str(inner.get("Message-ID", "")) if isinstance(inner, Part) else ""
    elif headers := parts.get("text/rfc822-headers"):
        inner = email.message_from_string(str(headers.get_payload()))
        found = str(inner.get("Message-ID", ""))
    else:
        return ""
    name = _NAME.search(found)
    return name[0] if name else ""
