"""Words of the templates: icons, official dates, money, masks, links of lists."""

from datetime import date, datetime
from typing import Any, Final

from django import forms, template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.kernel.money import dong
from portal.kernel.text import mask_name, mask_number

register = template.Library()
SAY_KINDS: Final = {"success": "ok", "error": "bad", "warning": "warn", "info": "info", "debug": "info"}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Draw one symbol of the sprite. It is never the only bearer of a meaning."""
    css = f"i {extra}".strip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static("icons.svg"), name)


@register.filter
def ngay(value: date | datetime | None) -> str:
    """Write a date as offices do: day in two digits, month with a leading zero only for 1 and 2."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)  # noqa: PLR2004 -- January and February
    return f"{day.day:02d}/{month}/{day.year}"


@register.filter
def gio(value: datetime | None) -> str:
    """Write an instant: 14:41 ngày 26/7/2021."""
    if value is None:
        return ""
    return _("%(time)s ngày %(day)s") % {"time": timezone.localtime(value).strftime("%H:%M"), "day": ngay(value)}


@register.filter
def may(value: date | datetime | None) -> str:
    """Write a date or an instant for the `datetime` attribute of `<time>`."""
    if value is None:
        return ""
    return timezone.localtime(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


@register.filter
def tien(value: int | None) -> str:
    """Write an amount: 226.000 đồng."""
    return "" if value is None else dong(value)


@register.filter
def so(value: int | None) -> str:
    """Write a number: 1.284."""
    return "" if value is None else f"{value:,}".replace(",", ".")


@register.filter
def dung_luong(value: int | None) -> str:
    """Write a size in bytes: 412 kB, 1,8 MB."""
    if value is None:
        return ""
    if value < 1_000_000:  # noqa: PLR2004 -- a megabyte
        return f"{max(1, round(value / 1000))} kB"
    return f"{value / 1_000_000:.1f} MB".replace(".", ",")


@register.filter
def che(value: str | None) -> str:
    """Mask a name or a personal number for a page that anybody may read."""
    if not value:
        return ""
    return mask_number(value) if any(letter.isdigit() for letter in value) else mask_name(value)


@register.filter
def say_kind(level: str) -> str:
    """Return the colour of a message of Django's message framework."""
    return SAY_KINDS.get(level, "info")


@register.simple_tag
def title_error_prefix(*forms_shown: forms.BaseForm) -> str:
    """Begin the title of a page with “Lỗi: ” when a form on it was refused."""
    wrong = any(form.is_bound and form.errors for form in forms_shown if form)
    return _("Lỗi: ") if wrong else ""


@register.simple_tag
def url_with(request: HttpRequest, **changes: Any) -> str:
    """Return the address of this page with some parts of its query changed; an empty one is dropped."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_shown: forms.BaseForm) -> dict[str, Any]:
    """List what has to be corrected, each with a link to its first wrong input."""
    problems: list[dict[str, str]] = []
    for form in forms_shown:
        if not form or not form.is_bound:
            continue
        for name, errors in form.errors.items():
            field = form[name] if name in form.fields else None
            target = getattr(field, "first_input_id", "") if field is not None else ""
            problems.extend({"words": str(words), "target": target} for words in errors)
    return {"problems": problems}


@register.filter
def choice_hint(field: forms.BoundField, value: Any) -> str:
    """Return the line below one choice (`choice_hints` of the field: value → words)."""
    hints: dict[str, str] = getattr(field.field, "choice_hints", {})
    return hints.get(str(value), "")
