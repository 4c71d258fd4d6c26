"""One act of administration on a page of its own: what, why, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import render_page


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says: on whom or what, the act, its button, that it is done."""

    subject: str
    title: str
    button: str
    done: str


def answer(
    request: SignedInRequest, form: forms.Form, act: Callable[[dict[str, Any]], None], words: Words, *, back: str
) -> HttpResponse:
    """Show the form; do the act once it is complete; a refusal is shown with its source and loses nothing typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            messages.success(request, words.done)
            return redirect(back)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/act.html", {"form": form, "words": words, "back": back}, status=status)
