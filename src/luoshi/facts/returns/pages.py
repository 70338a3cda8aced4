"""The page of all forms that a unit owes (一表通); each grid is saved and sent separately."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.returns import actions, queries
from luoshi.facts.returns.addresses import return_form_url
from luoshi.facts.returns.grids import build_form_grid, weigh_form_grid
from luoshi.facts.returns.models import Task
from luoshi.facts.returns.queries import OwedForm
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import request_key
from luoshi.kernel.rights.queries.rights import readable_records, relations_to_record

_ = words_now(__name__)

NOTE = "note-"
MOST_SEEN = 2_000  # on one page
OPEN_AT_ONCE = 1  # unfolded grids
# What rooms above show on the page of all forms, because the same people owe it: HTML, or "" where there is nothing.
BESIDE: list[Callable[[HttpRequest, Actor, date], str]] = []


@dataclass
class Posted:
    """A submitted grid, and why it was refused; ``seen``: the doubts that were shown on the page."""

    task: int
    first: date
    cells: dict[str, str]
    notes: dict[str, str]
    revision: int = 0
    told_by: str = ""
    seen: frozenset[str] = frozenset()
    error: RecordError | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def return_form_edit(request: HttpRequest) -> HttpResponse:
    """Show all forms that the actor's units owe, or one of any unit with ?task=…&period=…; save or send one of them."""
    actor, day = request_actor(request), timezone.localdate()
    if request.method != "POST":
        return _page(request, actor, day)
    posted = _posted(request)
    found = readable_form_task(actor, day, posted.task)
    if found is None:
        raise Http404
    doing = request.POST.get("do", "save")
    try:
        if doing == "send":
            return _sent(request, found, posted, actor)
        draft = actions.save_return_draft(
            found, posted.first, actor, posted.cells, posted.notes, revision=posted.revision, at=timezone.now()
        )
    except RecordError as error:
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"what": error.what, "remedy": error.remedy}, status=409)
        posted.error = error
        return _page(request, actor, day, posted)
    if "application/json" in request.headers.get("Accept", ""):
        owed = _owed_form(found, posted.first)
        cells = weigh_form_grid(owed, actor, day) if owed else []
        return JsonResponse({"revision": draft.revision, "cells": cells})
    messages.success(request, _("Saved, not sent yet."))
    return HttpResponseRedirect(return_form_url(found.pk, posted.first))


def _posted(request: HttpRequest) -> Posted:
    """Parse a submitted grid.

    Raises:
        Http404: it does not belong to this page.
    """
    given = request.POST
    task, first = parse_form_period(given)
    typed = given.get("revision", "0")
    revision = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    cells = {name: str(text)[:60] for name, text in given.items() if name[:1] in "ct" and name[1:2].isdecimal()}
    notes = {name.removeprefix(NOTE): str(text)[:500] for name, text in given.items() if name.startswith(NOTE)}
    seen = frozenset(given.getlist("seen")[:MOST_SEEN])
    return Posted(task, first, cells, notes, revision, given.get("told_by", "").strip()[:60], seen)


def parse_form_period(given: Mapping[str, str]) -> tuple[int, date]:
    """Parse task and period from a URL or a grid.

    Raises:
        Http404: either is missing or invalid.
    """
    pk = given.get("task", "")
    try:
        first = date.fromisoformat(given.get("period", ""))
    except ValueError:
        raise Http404 from None
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise Http404
    return int(pk), first


def readable_form_task(actor: Actor, day: date, pk: int) -> Task | None:
    """Return a unit's task if the actor may read it. One query."""
    rows: Any = readable_records(get_kind("form_tasks"), actor, day).filter(pk=pk)
    found: Task | None = rows.select_related("form__unit", "unit").first()
    return found


def _sent(request: HttpRequest, task: Task, posted: Posted, actor: Actor) -> HttpResponse:
    at = timezone.now()
    assert task.form is not None
    standing = relations_to_record(task, actor, timezone.localdate())
    own = actions.FILLS[0] in standing
    told_by = "" if own else posted.told_by
    if not own and not told_by:
        raise RecordError("incomplete", _("Enter who gave you the figures."))
    done = actions.send_return(
        task,
        posted.first,
        actor,
        posted.cells,
        posted.notes,
        at=at,
        told_by=told_by,
        once=request_key(request),
        standing=standing,
        seen=posted.seen,
    )
    record: Any = done.record
    span = queries.span_of(task.form, posted.first)
    said = _("Sent: %(form)s, %(period)s.") % {"form": task.form.title, "period": format_duty_period(span)}
    if changed := done.given.get("later"):
        said += _("It also changes what is shown of %(periods)s.") % {
            "periods": "、".join(map(format_duty_period, changed))
        }
    messages.success(request, said)
    return HttpResponseRedirect(reverse("returns:fill") if own else record.get_absolute_url())


def _page(request: HttpRequest, actor: Actor, day: date, posted: Posted | None = None) -> HttpResponse:
    asked = request.GET.get("task", "")
    chosen = posted.task if posted else int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    period = posted.first.isoformat() if posted else request.GET.get("period", "")
    mine = queries.owed_forms(actor, day)
    cards = [owed_form for owed_form in mine if not chosen or owed_form.task.pk == chosen]
    if period:
        cards = [card for card in cards if card.span.first.isoformat() == period]
    if chosen and not cards:
        cards = _of_another(actor, day, chosen, period)
        if not cards:
            raise Http404
    alone = bool(chosen)
    shown = [
        build_form_grid(owed_form, actor, day, opened=alone or place < OPEN_AT_ONCE, posted=posted if posted and (
            owed_form.task.pk, owed_form.span.first) == (posted.task, posted.first) else None)
        for place, owed_form in enumerate(cards)
    ]  # fmt: skip
    title = _("Fill in forms")
    crumbs = [(_("Home"), reverse("home"))]
    context: dict[str, object] = {
        "title": title,
        "crumbs": [*crumbs, (title, reverse("returns:fill") if alone else "")],
        "grids": shown,
        "alone": alone,
        "all_url": reverse("returns:fill"),
        "once": str(uuid4()),
        "back_url": reverse("returns:back"),
    }
    if not alone:
        context["beside"] = [part for render_part in BESIDE if (part := render_part(request, actor, day))]
    return render(request, "returns/fill.html", context, status=422 if posted and posted.error else 200)


def _of_another(actor: Actor, day: date, pk: int, period: str) -> list[OwedForm]:
    """Return a form that another unit fills in, or of a past period, as it is."""
    task = readable_form_task(actor, day, pk)
    if task is None or task.form is None:
        return []
    if not period:
        return queries.owed_of(task, day)[:1]
    try:
        first = date.fromisoformat(period)
    except ValueError:
        return []
    owed = _owed_form(task, first)
    return [owed] if owed else []


def _owed_form(task: Task, first: date) -> OwedForm | None:
    """Return a form of any period, with its return if begun; None if it is not owed. Two queries."""
    until = queries.due_of(task, first)
    if until is None or task.form is None:
        return None
    return OwedForm(task, queries.span_of(task.form, first), until, queries.return_of(task, first))
