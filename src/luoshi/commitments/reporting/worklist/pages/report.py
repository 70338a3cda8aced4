"""The monthly reports: a folded card for each item, each submitted separately."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.forms.shapes import LabelledFact, Light
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.pages import lights_of
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.queries import ReportRequest, asked_of, last_told
from luoshi.commitments.progress.rules import BOTH, NOTHING, REPORT, ReportCells, build_report_cells, sent_for
from luoshi.commitments.reporting.forms.monthly_report import RowReport
from luoshi.commitments.reporting.forms.reporting import VALUE
from luoshi.commitments.reporting.worklist import queries as mine
from luoshi.commitments.reporting.worklist.rules import reporting_month_span
from luoshi.dates.time_limits import shift_months
from luoshi.desk.lists.pages.record_fragments import timeline_rows
from luoshi.figures.written_units import own_unit
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.forms.weighing import WEIGH, weigh_form
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.code_labels import format_target_value
from luoshi.plans.base.models.commitment import Commitment

TAKEN = "X-Taken"  # tells drafts.js that the server has stored the input


@dataclass(frozen=True)
class ReportRefusal:
    """Why a card was refused, and whether it was sent as “nothing new”."""

    error: RecordError
    nothing: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def monthly_report_edit(request: HttpRequest) -> HttpResponse:
    """Show this month's items, or those chosen with ?row=….

    A submission holds one of them, as a fragment or the whole page.

    ``open`` names the card to unfold, ``as_last`` the one prefilled with the words of its last report.
    """
    actor, day = request_actor(request), timezone.localdate()
    chosen = _numbers(request.GET.getlist("row"))
    if request.method != "POST":
        return _page(request, actor, day, chosen)
    sent = _numbers(request.POST.getlist("row"))[:1]
    rows = mine.readable_commitments(actor, day, sent)
    if not rows:
        return _gone(request, actor, day, chosen, sent)
    (one,) = rows
    if WEIGH in request.POST:
        form = RowReport(request.POST, None, record=one, actor=actor, at=timezone.now(), nothing=True)
        return render(request, "luoshi/_doubts.html", {"weighed": weigh_form(form)})
    refused = _taken(request, one, actor)
    part = bool(request.headers.get("HX-Request"))
    if refused is None:
        _say_doubts(request, one)
        return _card_of(request, one, actor, day) if part else _on(request, one, actor, day, chosen)
    if part:
        context = cards_of(request, rows, [], actor, day, {one.pk: refused}, {one.pk})
        return render(request, "ledger/_report_card.html", {"one": context["cards"][0]}, status=422)
    return _page(request, actor, day, chosen, {one.pk: refused}, also=rows)


def _say_doubts(request: HttpRequest, one: Commitment) -> None:
    """Warn about doubtful values just reported: they are stored, and another report may correct them. One query."""
    doubted = Progress.objects.filter(commitment=one.pk).order_by("-pk").values_list("doubted", flat=True).first()
    if doubted:
        messages.warning(request, _("Doubtful: %(words)s") % {"words": doubted})


def _numbers(sent: list[str]) -> list[int]:
    return [int(number) for number in sent if number.isdecimal() and len(number) < 19]


def _taken(request: HttpRequest, one: Commitment, actor: Actor) -> ReportRefusal | None:
    """Take the step submitted by a card; None: success."""
    prefix = f"r{one.pk}-"
    given = {name[len(prefix) :]: str(value) for name, value in request.POST.items() if name.startswith(prefix)}
    files = request.FILES.getlist(f"{prefix}evidence")
    once, seen = given.pop("once", ""), given.pop("seen", "")
    if given.get("nothing", "").strip():  # prefilled values are not new
        known = _filled_in(one)
        given = {name: value for name, value in given.items() if value != known.get(name)}
    step = sent_for(given, len(files)) or REPORT
    reason = given.pop("nothing", "")
    try:
        if step == BOTH:
            raise RecordError("incomplete", _("Either report, or say why there is nothing new: not both."))
        done_with = {"reason": reason} if step == NOTHING else given
        with_files = MultiValueDict({"evidence": files} if files and step != NOTHING else {})
        version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
        take(one, step, actor, done_with, at=timezone.now(), once=_key(once), seen=version, files=with_files)
    except RecordError as error:
        return ReportRefusal(error, step == NOTHING)
    return None


def _filled_in(one: Commitment) -> dict[str, str]:
    """Return the known values of its targets, as a card shows them. Seven queries."""
    asked = asked_of([one], timezone.localdate())[one.pk]
    return {
        f"{VALUE}{pk}": own_unit(known.target.quote, known.target.unit).number(known.value)
        for pk, known in asked.known.items()
    }


def _key(sent: str) -> UUID | None:
    try:
        return UUID(sent)
    except ValueError:
        return None


def _on(request: HttpRequest, one: Commitment, actor: Actor, day: date, chosen: list[int]) -> HttpResponse:
    """Without scripts: redirect to the page with the next card open."""
    messages.success(request, _("Reported: %(title)s") % {"title": f"{one.number} {one.title}"})
    rest = [("row", str(pk)) for pk in chosen if pk != one.pk]
    after = mine.this_month(actor, day, [pk for pk in chosen if pk != one.pk]).rows
    following = _next(after, one)
    where = reverse("ledger:report") + "?" + urlencode([*rest, *([("open", str(following.pk))] if following else [])])
    return HttpResponseRedirect(where.rstrip("?") + (f"#card-{following.pk}" if following else ""))


def _next(rows: list[Commitment], one: Commitment) -> Commitment | None:
    """Return the next one in page order, else the first."""

    def place(row: Commitment) -> tuple[date, int, int]:
        return row.due or date.max, row.place, row.pk

    others = [row for row in rows if row.pk != one.pk]
    return next((row for row in others if place(row) > place(one)), others[0] if others else None)


def _card_of(request: HttpRequest, one: Commitment, actor: Actor, day: date) -> HttpResponse:
    """Return the updated card, folded, and the page's counts."""
    found = mine.this_month(actor, day)
    (now,) = mine.readable_commitments(actor, day, [one.pk])
    told = mine.is_told(now, day)
    context = cards_of(request, [] if told else [now], [now] if told else [], actor, day)
    context = {"one": context["cards"][0], "left": found.count, "told": len(found.told), "saved": True}
    answer = render(request, "ledger/_report_card.html", context)
    answer[TAKEN] = "1"
    return answer


def _gone(request: HttpRequest, actor: Actor, day: date, chosen: list[int], sent: list[int]) -> HttpResponse:
    """Show the typed words again when the item is no longer theirs."""
    words = [request.POST.get(f"r{pk}-words", "").strip() for pk in sent]
    context = {"gone": [word for word in words if word]}
    if request.headers.get("HX-Request"):
        return render(request, "ledger/_report_gone.html", context, status=422)
    return _page(request, actor, day, chosen, gone=context["gone"])


def _page(
    request: HttpRequest,
    actor: Actor,
    day: date,
    chosen: list[int],
    refused: dict[int, ReportRefusal] | None = None,
    also: Collection[Commitment] = (),
    gone: Collection[str] = (),
) -> HttpResponse:
    """Render the whole page. ``also``: submitted rows that are no longer due."""
    found = mine.this_month(actor, day, chosen)
    known = {row.pk for row in found.rows}
    rows = [*(row for row in also if row.pk not in known), *found.rows]
    told = [row for row in found.told if row not in rows]
    opened = {*_numbers(request.GET.getlist("open")), *(refused or {}), *(chosen if len(chosen) == 1 else ())}
    title = _("Report this month")
    context = {
        "title": title,
        "crumbs": [(_("Home"), reverse("home")), (_("My commitments"), reverse("ledger:mine")), (title, "")],
        **cards_of(request, rows, told, actor, day, refused, opened),
        "left": found.count,
        "told": len(told),
        "further": found.count - len(found.rows),
        "until": reporting_month_span(day)[1],
        "back_url": reverse("ledger:mine"),
        "gone": gone,
        "no_print": True,
    }
    return render(request, "ledger/report.html", context, status=422 if refused or gone else 200)


def cards_of(
    request: HttpRequest,
    rows: Collection[Commitment],
    told: Collection[Commitment],
    actor: Actor,
    day: date,
    refused: dict[int, ReportRefusal] | None = None,
    opened: Collection[int] = (),
) -> dict[str, Any]:
    """Return a card for each row, and one without a form for each already reported.

    The number of queries is constant.
    """
    every = [*rows, *told]
    lights, asked, last = lights_of(every, day), asked_of(every, day, shown=True), last_told(every)
    shown = []
    for row in every:
        card = _card(row, asked[row.pk], lights[row.pk], last.get(row.pk), actor, day)
        card |= {"done": row in told, "open": row.pk in opened}
        if not card["done"]:
            card |= _form(request, row, asked[row.pk], card, (refused or {}).get(row.pk), actor)
        shown.append(card)
    return {
        "cards": shown,
        "cells": sum((shown_card["cells"] for shown_card in shown if "cells" in shown_card), ReportCells()),
    }


def _card(
    one: Commitment, asked: ReportRequest, light: Light, last: Progress | None, actor: Actor, day: date
) -> dict[str, Any]:
    facts = _known(one, asked, actor, day)
    figures = [
        LabelledFact(target.words or target.quote, format_target_value(target, value.value), note=f"({value.day})")
        for target in asked.targets
        if (value := asked.known.get(target.pk))
    ]
    before = shift_months(reporting_month_span(day)[0], -1)
    return {
        "pk": one.pk,
        "number": one.number,
        "title": one.title,
        "words": one.words,
        "url": one.get_absolute_url(),
        "again_url": reverse("records:step", args=[one.kind, one.pk, "report"]) if one.state in mine.REPORTS else "",
        "light": light,
        "due": plain_text(one.due),
        "facts": facts,
        "figures": figures,
        "last": last,
        "as_last": _("As last month") if last and last.day.replace(day=1) == before else _("As last time"),
    }


def _form(
    request: HttpRequest,
    one: Commitment,
    asked: ReportRequest,
    card: dict[str, Any],
    refused: ReportRefusal | None,
    actor: Actor,
) -> dict[str, object]:
    """Return a card's form and its context."""
    error = refused.error if refused else None
    sent = (request.POST, request.FILES) if error else (None, None)
    light = refused is not None and (refused.nothing or not _at_fields(refused.error))
    form = RowReport(*sent, record=one, actor=actor, at=timezone.now(), asked=asked, nothing=light)
    if error and (error.code != "incomplete" or not form.errors):
        form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    last = card["last"]
    if last and request.GET.get("as_last") == str(one.pk):
        form.initial["words"] = last.words
        card["open"] = True
    chosen = [form.initial.get(name) for name in ("period", *form.targets) if name in form.fields]
    texts = [one.number, plain_text(one.due), *(fact.text for fact in card["facts"])]
    asks = len(form.fields) - len([name for name in form.collapsed_fields if not form.initial.get(name)])
    return {
        "form": form,
        "cells": build_report_cells(texts, chosen, asks),
        "changes": timeline_rows(error.changes) if error else [],
        "once": str(uuid4()),  # a refused request did not use its key
        "seen": one.version,
        "to": _address(request),
        "as_last_url": _address(request, as_last=one.pk),
        # The draft of one report is never restored for the next one.
        "draft": f"report:{one.pk}:{last.pk if last else 0}",
        "files": bool(error and request.FILES),
        "side": form.side(),
    }


def _address(request: HttpRequest, **more: int) -> str:
    """Return the page's URL with the same rows chosen."""
    asked = [("row", row) for row in request.GET.getlist("row")] + [(name, str(value)) for name, value in more.items()]
    return reverse("ledger:report") + (f"?{urlencode(asked)}" if asked else "")


def _at_fields(error: RecordError) -> bool:
    """Check whether the errors belong to fields."""
    return error.code in ("incomplete", "marked") and bool(error.fields)


def _known(one: Commitment, asked: ReportRequest, actor: Actor, day: date) -> list[LabelledFact]:
    """List the facts that are known and need not be asked: each is a cell that would otherwise be typed."""
    found = [
        LabelledFact(_("Task"), one.words, long=True),
        LabelledFact(_("Plan"), one.plan.title),
        LabelledFact(_("Unit"), str(one.unit)),
        LabelledFact(_("Who reports"), actor.name),
        LabelledFact(_("Day"), day.isoformat()),
        LabelledFact(_("To be done by"), plain_text(one.until)),
        LabelledFact(_("Supporting units"), one.supports),
        LabelledFact(_("Last report"), plain_text(one.reported)),
    ]
    for target in asked.targets:
        last = asked.known.get(target.pk)
        name = target.words or target.quote
        found.append(LabelledFact(_("Target: %(name)s") % {"name": name}, target.quote))
        if last:
            said = _("on %(day)s") % {"day": last.day}
            found.append(
                LabelledFact(
                    _("Last value: %(name)s") % {"name": name}, format_target_value(target, last.value), note=said
                )
            )
    return [fact for fact in found if fact.text]
