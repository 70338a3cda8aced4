"""The one path from a form to an action of this room: as a page or a dialog; refused with sentences, or done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import Refusal
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact
from luoshi.base.texts.error_numbers import over_the_form
from luoshi.org.base.actions import journal_if_marked

STATUS = {"refused": 403, "missing": 404}


@dataclass(frozen=True)
class FormAct:
    """What a form asks for and what it does.

    Attributes:
        form: makes the form from the submitted data, or from None.
        do: carries it out with the form's cleaned values. Returns the message, with or without the URL to go on to; or
            a response, for what is shown only once.
        to: the URL for going back, and for going on if ``do`` names no other.
        of: what it is about; ``effects``: what will happen, as sentences.
        draft: the browser may keep what was typed until it is sent; False for a telephone number.
    """

    title: str
    form: Callable[[QueryDict | None], forms.Form]
    do: Callable[[dict[str, Any]], str | tuple[str, str] | HttpResponse]
    to: str
    of: str = ""
    crumbs: Sequence[tuple[str, str]] = ()
    label: str = ""
    effects: Sequence[str] = ()
    facts: Sequence[LabelledFact] = ()
    danger: bool = False
    draft: bool = True
    extra: Mapping[str, object] = field(default_factory=dict)


def perform_act(request: HttpRequest, act: FormAct, template: str = "luoshi/step.html") -> HttpResponse:
    """Show the form, or carry out what was submitted."""
    if request.method != "POST":
        return _ask(request, act, act.form(None), template, 200)
    form = act.form(request.POST)
    status = 422
    if form.is_valid():
        try:
            done = act.do(form.cleaned_data)
        except Refusal as error:
            status = STATUS.get(error.code, 422)
            form.marked = error.code == "marked"  # type: ignore[attr-defined]
            _tell(request, form, error, status)
        else:
            if isinstance(done, HttpResponse):
                return done
            said, to = done if isinstance(done, tuple) else (done, act.to)
            messages.success(request, said)
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Redirect": to})
            return HttpResponseRedirect(to)
    journal_if_marked(form, request.POST, request_actor(request), at=timezone.now())
    return _ask(request, act, form, template, status)


def _tell(request: HttpRequest, form: forms.Form, error: Refusal, status: int) -> None:
    """Add an error's sentences to the fields they concern, or to the form as a whole."""
    if not error.fields:
        form.add_error(None, over_the_form(request, error, status))
    for name, said in error.fields.items():
        form.add_error(name if name in form.fields else None, said)


def _ask(request: HttpRequest, act: FormAct, form: forms.Form, template: str, status: int) -> HttpResponse:
    dialog = bool(request.headers.get("HX-Request"))
    context = {
        "title": act.title,
        "of": act.of,
        "crumbs": [*act.crumbs, (act.title, "")],
        "effects": act.effects,
        "facts": act.facts,
        "form": form,
        "to": {
            "url": request.get_full_path(),
            "label": act.label or act.title,
            "danger": act.danger,
            "dialog": dialog,
            "back_url": act.to,
            "draft": request.path if act.draft else None,
        },
        "no_print": True,
        **act.extra,
    }
    return render(request, "luoshi/_dialog.html" if dialog else template, context, status=status)


def outcome_message(proposed: object, done: str) -> str:
    """Return the message after a change of rights: it is done, or another person must confirm it first."""
    return _("Proposed. It takes effect when a second person confirms it.") if proposed else done
