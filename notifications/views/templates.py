"""The words of messages: which are in force, writing others, seeing them with sample values before they are."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notifications import actions, queries
from notifications.channels.composing import fill_in, own_words, samples_of
from notifications.enums import Channel, Group, Kind, Language
from notifications.forms import WordTemplate
from notifications.models import Template
from notifications.routing import GROUP_OF, channels_of
from notifications.wording.parts import count_parts
from notifications.wording.variables import variables_of
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import posted, render_page

HISTORY_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Key:
    """Whose words: one kind on one channel in one language."""

    kind: Kind
    channel: Channel
    language: Language


of_the_province = roles_required(Role.PROVINCE_ADMIN)


@of_the_province
@require_safe
def templates(request: SignedInRequest) -> HttpResponse:
    """Show all kinds by group; each channel leads to its words."""
    written = {(one.kind, one.channel, one.language): one.version for one in queries.published_in_all()}
    groups = [
        {
            "words": group.label,
            "kinds": [
                {"words": kind.label, "links": _links(kind, written)} for kind in Kind if GROUP_OF[kind] == group
            ],
        }
        for group in Group
    ]
    return render_page(request, "notifications/templates.html", {"groups": groups})


@of_the_province
@require_http_methods(["GET", "POST"])
def template(request: SignedInRequest, kind: str, channel: str, language: str) -> HttpResponse:
    """Show the words in force and write others: `lam` says what is to be done with them."""
    if kind not in Kind.values or channel not in channels_of(kind) or language not in Language.values:
        raise Http404
    key = Key(Kind(kind), Channel(channel), Language(language))
    current = queries.published(kind, channel, language)
    form = WordTemplate(posted(request), kind=key.kind, channel=key.channel, initial=_words(key, current))
    act = request.POST.get("lam", "")
    status = 200
    if act == "goc" or (request.method == "POST" and form.is_valid() and act == "ban-hanh"):
        try:
            return _do(request, act, form, key)
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
    if request.method == "POST" and form.errors:
        status = 422
    context = {
        "form": form,
        "key": key,
        "current": current,
        "variables": list(variables_of(kind).values()),
        "shown": _preview(form, key, current),
        "history": list(queries.versions(kind, channel, language)[:HISTORY_SHOWN]),
    }
    return render_page(request, "notifications/template.html", context, status=status)


def _do(request: SignedInRequest, act: str, form: WordTemplate, key: Key) -> HttpResponse:
    now = timezone.now()
    if act == "goc":
        seen = request.POST.get("seen", "")
        actions.restore_own(
            kind=key.kind, channel=key.channel, language=key.language, seen=int(seen) if seen.isdecimal() else -1,
            actor=request.user, at=now,
        )  # fmt: skip
        notes.success(request, _("Đã dùng lại mẫu gốc."))
    else:
        typed = form.cleaned_data
        made = actions.publish(
            kind=key.kind, channel=key.channel, language=key.language, subject=typed["subject"], body=typed["body"],
            is_unaccented=typed["is_unaccented"], seen=typed["seen"] or 0, actor=request.user, at=now,
        )  # fmt: skip
        notes.success(request, _("Đã ban hành bản %(version)s.") % {"version": made.version})
    return redirect("notifications:template", key.kind, key.channel, key.language)


def _words(key: Key, current: Template | None) -> dict[str, Any]:
    if current:
        words = current.subject, current.body, current.is_unaccented
    else:
        with translation.override(key.language):
            words = own_words(key.kind, key.channel)
    return {"subject": words[0], "body": words[1], "is_unaccented": words[2], "seen": current.version if current else 0}


def _preview(form: WordTemplate, key: Key, current: Template | None) -> dict[str, Any] | None:
    """Return the words as their reader will see them, with sample values; None while they cannot be filled."""
    words = form.cleaned_data if form.is_bound and not form.errors else None
    if words is None:
        if form.is_bound:
            return None
        words = _words(key, current)
    with translation.override(key.language):
        text = fill_in(
            words["subject"], words["body"], samples_of(key.kind), version=0, is_unaccented=words["is_unaccented"]
        )
    parts = count_parts(text.body) if key.channel == Channel.SMS else None
    return {"text": text, "parts": parts, "is_gsm": bool(parts and parts.alphabet == "gsm7")}


def _links(kind: Kind, written: dict[tuple[str, str, str], int]) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "channel": channel,
            "language": language,
            "words": f"{channel.label}, {language.label}",
            "version": written.get((kind.value, channel.value, language.value), 0),
        }
        for channel in channels_of(kind)
        for language in Language
    ]
