"""Several due rows reported on one page: a short form a row, saved row by row in one press."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.base.said import reached
from luoshi.ledger.mine import queries as mine
from luoshi.ledger.mine.pages.standing import lights_in_list
from luoshi.ledger.progress.queries import Asked, asked_of
from luoshi.ledger.progress.rules import BOTH, LEFT, NOTHING, Cells, cells, sent_for
from luoshi.ledger.reporting.forms.several import RowReport
from luoshi.org.base.requests import acting, takes_files
from luoshi.org.base.shapes import Fact, Light
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.kinds import fields
from luoshi.records.lists.pages.shown import happened
from luoshi.records.steps.actions.steps import take


@dataclass
class Saved:
    """What one press did: the rows that were saved, those refused with the reason, those that nobody filled in."""

    saved: list[Commitment] = field(default_factory=list)
    refused: dict[int, tuple[RecordError, bool]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)  # words for rows that the actor may no longer read


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def page(request: HttpRequest) -> HttpResponse:
    """The rows to report on now, or those chosen with ?row=…"""
    actor, day = acting(request), timezone.localdate()
    chosen = _numbers(request.GET.getlist("row"))
    if request.method != "POST":
        rows, count = mine.to_report(actor, day, chosen)
        return _show(request, rows, count - len(rows), None, actor, day)
    sent = _numbers(request.POST.getlist("row"))[: mine.AT_ONCE]
    rows = mine.readable(actor, day, sent)
    done = _save(request, rows, set(sent), actor)
    if not done.refused and not done.gone and done.saved:
        said = ngettext("%(n)d row was reported on.", "%(n)d rows were reported on.", len(done.saved))
        messages.success(request, said % {"n": len(done.saved)})
        return HttpResponseRedirect(reverse("ledger:mine"))
    saved = {one.pk for one in done.saved}
    rest = mine.readable(actor, day, (one.pk for one in rows if one.pk not in saved)) if saved else rows
    return _show(request, rest, 0, done, actor, day)


def _numbers(sent: list[str]) -> list[int]:
    return [int(one) for one in sent if one.isdecimal() and len(one) < 19]


def _save(request: HttpRequest, rows: list[Commitment], sent: set[int], actor: Actor) -> Saved:
    """Take each row's step by itself: what one is refused for does not hold up the others."""
    done = Saved()
    for one in rows:
        prefix = f"r{one.pk}-"
        given = {name[len(prefix) :]: str(value) for name, value in request.POST.items() if name.startswith(prefix)}
        files = request.FILES.getlist(f"{prefix}evidence")
        once, seen = given.pop("once", ""), given.pop("seen", "")
        step = sent_for(given, len(files))
        if step == LEFT:
            continue
        reason = given.pop("nothing", "")
        try:
            if step == BOTH:
                raise RecordError("incomplete", _("Either report, or say why there is nothing new: not both."))
            done_with = {"reason": reason} if step == NOTHING else given
            with_files: Any = MultiValueDict({"evidence": files} if files and step != NOTHING else {})
            version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
            take(one, step, actor, done_with, at=timezone.now(), once=_key(once), seen=version, files=with_files)
            done.saved.append(one)
        except RecordError as error:
            done.refused[one.pk] = (error, step == NOTHING)
    known = {one.pk for one in rows}
    typed = [request.POST.get(f"r{pk}-words", "").strip() for pk in sorted(sent - known)]
    done.gone = [words for words in typed if words]
    return done


def _key(sent: str) -> UUID | None:
    try:
        return UUID(sent)
    except ValueError:
        return None


def _show(
    request: HttpRequest, rows: list[Commitment], further: int, done: Saved | None, actor: Actor, day: date
) -> HttpResponse:
    lights, asked = lights_in_list(rows, day), asked_of(rows, day)
    shown = [_row(request, one, asked[one.pk], lights[one.pk], done, actor, day) for one in rows]
    total = sum((one["cells"] for one in shown), Cells())
    title = _("Report on one page")
    nothing = done is not None and not done.saved and not done.refused and not done.gone
    context = {
        "title": title,
        "crumbs": [(_("Home"), reverse("home")), (_("My commitments"), reverse("ledger:mine")), (title, "")],
        "rows": shown,
        "further": further,
        "cells": total,
        "url": request.get_full_path(),
        "draft": reverse("ledger:report"),
        "back_url": reverse("ledger:mine"),
        "done": done,
        "forget": any(one["form"].marked for one in shown if one["form"].is_bound),
        "nothing": nothing,
        "no_print": True,
    }
    return render(request, "ledger/report.html", context, status=422 if done else 200)


def _row(
    request: HttpRequest, one: Commitment, asked: Asked, shown: Light, done: Saved | None, actor: Actor, day: date
) -> dict[str, Any]:
    error, nothing = done.refused.get(one.pk, (None, False)) if done else (None, False)
    sent = (request.POST, request.FILES) if error else (None, None)
    light = nothing or (error is not None and not _at_fields(error))
    form = RowReport(*sent, record=one, actor=actor, at=timezone.now(), asked=asked, nothing=light)
    if error and (error.code != "incomplete" or not form.errors):
        form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    facts = _known(one, asked, actor, day)
    chosen = [form.initial.get("period")] if "period" in form.fields else []
    return {
        "pk": one.pk,
        "number": one.number,
        "title": one.title,
        "url": one.get_absolute_url(),
        "light": shown,
        "due": fields.text(one.due),
        "facts": facts,
        "form": form,
        "cells": cells([one.number, fields.text(one.due), *(fact.text for fact in facts)], chosen, len(form.fields)),
        "changes": happened(error.changes) if error else [],
        "once": str(uuid4()),  # a refused request did nothing under its key
        "seen": one.version,
    }


def _at_fields(error: RecordError) -> bool:
    """Whether what is missing or wrong stands at the fields."""
    return error.code in ("incomplete", "marked") and bool(error.fields)


def _known(one: Commitment, asked: Asked, actor: Actor, day: date) -> list[Fact]:
    """What nobody is asked, for it is known: each a cell that elsewhere is typed."""
    found = [
        Fact(_("Task"), one.words, long=True),
        Fact(_("Plan"), one.plan.title),
        Fact(_("Unit"), str(one.unit)),
        Fact(_("Who reports"), actor.name),
        Fact(_("Day"), day.isoformat()),
        Fact(_("To be done by"), fields.text(one.until)),
        Fact(_("Supporting units"), one.supports),
        Fact(_("Last report"), fields.text(one.reported)),
    ]
    for target in asked.targets:
        last = asked.known.get(target.pk)
        name = target.indicator or target.quote
        found.append(Fact(_("Target: %(name)s") % {"name": name}, target.quote))
        if last:
            said = _("on %(day)s") % {"day": last.progress.day}
            found.append(Fact(_("Last value: %(name)s") % {"name": name}, reached(target, last.value), note=said))
    return [fact for fact in found if fact.text]
