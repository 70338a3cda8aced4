"""The page where rows are corrected beside their source, and the changes sent from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from luoshi.ledger import said, sheet_words
from luoshi.ledger.actions import correct
from luoshi.ledger.actions.editing import OPEN, By, Editing
from luoshi.ledger.models import Edit, Figure, Plan, Row, RowUnit, Source
from luoshi.ledger.pages.common import plan_or_404, plan_to_change_or_404
from luoshi.ledger.queries import desk
from luoshi.ledger.queries.rows import counts, edit_of, part_of, row_by_row
from luoshi.ledger.queries.sources import source_of
from luoshi.ledger.rules.notes import LONGEST, by_key
from luoshi.ledger.rules.typed import day_typed, names_typed
from luoshi.org.requests import acting
from luoshi.records.errors import RecordError
from luoshi.records.pages.common import problem, status
from luoshi.records.queries.rights import held


@require_safe
@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Source and ledger side by side."""
    plan = plan_or_404(request, pk)
    if request.headers.get("X-Part") == "1":
        return _piece(request, plan)
    return render(request, "ledger/correct.html", _context(request, plan))


def _piece(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A part of a long plan's page: the rows of one group, or the source round one row."""
    editable = _editable(request, plan)
    if request.GET.get("row"):
        sources = desk.sources(plan, _number_or_0(request.GET.get("row")))
        return render(request, "ledger/_sources.html", {"plan": plan, "sources": sources})
    group = desk.group(plan, request.GET.get("part", ""))
    if group is None:
        raise Http404
    context = {"plan": plan, "group": group, "editable": editable, "drops": said.drops(), "above": frozenset()}
    return render(request, "ledger/_group.html", context)


def _number_or_0(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdecimal() and len(words) < 16 else 0


def _editable(request: HttpRequest, plan: Plan) -> bool:
    """Whether rows may be changed now; whoever may not, sees them once they are published."""
    mine = "keeper" in held(plan, acting(request), timezone.localdate())
    if not mine and plan.state in OPEN:
        raise Http404
    return mine and plan.state in OPEN


def _context(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    editable, asked = _editable(request, plan), request.GET
    opened = desk.Opened(asked.get("part", ""), _number_or_0(asked.get("row")), _number_or_0(asked.get("outside")))
    found = desk.desk(plan, opened)
    return {
        "title": _("Correct: %(plan)s") % {"plan": plan.title},
        "crumbs": [
            (_("Plans"), reverse("records:list", args=["plans"])),
            (plan.title, plan.get_absolute_url()),
            (pgettext("rows", "Correct"), ""),
        ],
        "plan": plan,
        "desk": found,
        "counts": found.counts,
        "editable": editable,
        "reading": [one.source for one in found.sources if one.source.state != Source.READ],
        "drops": said.drops(),
        "no_print": True,
        "bare": True,
    }


@require_safe
@login_required
def form(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The form in which one row is put right: as a part of the page, or without scripts as a page."""
    plan = plan_or_404(request, pk)
    one = row_by_row(plan, [row]).get(row)
    if one is None or plan.state not in OPEN or "keeper" not in held(plan, acting(request), timezone.localdate()):
        raise Http404
    part = request.headers.get("X-Part") == "1"
    context = _form(plan, one) | {"title": _("Put a row right"), "part": part, "no_print": True}
    return render(request, "ledger/_row_form.html" if part else "ledger/row_form.html", context)


def _form(plan: Plan, row: Row) -> dict[str, Any]:
    units, one = list(row.units.all()), desk.shown(row)

    def names(role: str) -> str:
        return "、".join(dict.fromkeys(unit.name for unit in units if unit.role == role))

    return {
        "plan": plan,
        "row": row,
        "shown": one,
        "lead": names(RowUnit.LEAD),
        "support": names(RowUnit.SUPPORT),
        "every": said.periods(row.every),
        "first": one.first,
        "figures": list(row.figures.all()),
        "states": Figure.STATES[:2],
        "notes": [(name, sheet_words.column(name), words) for name, words in by_key(row.notes).items()],
    }


@require_POST
@login_required
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One change: to scripts the rows as they are now, else back to the page."""
    plan = plan_to_change_or_404(request, pk)
    if act not in ACTS:
        raise Http404
    try:
        by = By(acting(request), timezone.now(), _once(request))
    except RecordError as error:
        return _refused(request, plan, error)
    try:
        done, rows = edit_of(plan, by.actor.person, by.once), None
        if done is None:
            work = ACTS[act](plan, request.POST, by)
            done, rows = work.edit, work.after
    except (RecordError, IntegrityError) as error:
        # Sent twice at the same time: one of the two did it meanwhile, and its answer is that of both.
        done = edit_of(plan, by.actor.person, by.once)
        if done is None and isinstance(error, RecordError):
            return _refused(request, plan, error)
        if done is None:
            raise
    if request.headers.get("X-Part") != "1":
        messages.success(request, _("Done."))
        return HttpResponseRedirect(reverse("ledger:correct", args=[plan.pk]) + _anchor(plan, done))
    return JsonResponse(_parts(request, plan, done, rows, whole=act in WHOLE))


def _once(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST["once"]) if request.POST.get("once") else None
    except ValueError:
        raise RecordError("incomplete", _("This is no key of a request.")) from None


def _anchor(plan: Plan, edit: Edit) -> str:
    first = _chosen(edit)
    return f"{f'?row={first}' if desk.is_long(plan) else ''}#row-{first}" if first else ""


def _refused(request: HttpRequest, plan: Plan, error: RecordError) -> HttpResponse:
    if request.headers.get("X-Part") != "1":
        return problem(request, error, home_url=reverse("ledger:correct", args=[plan.pk]))
    said_so = " ".join(filter(None, [error.what, error.remedy]))
    rows = row_by_row(plan, list(_seen(request.POST))) if error.code == "changed" else {}
    return JsonResponse(
        {"error": said_so, "code": error.code, "fields": error.fields, "rows": _rows(request, plan, rows)},
        status=status(error),
    )


def _parts(request: HttpRequest, plan: Plan, edit: Edit, rows: dict[int, Row] | None, *, whole: bool) -> dict[str, Any]:
    """What changed, as fragments.

    Args:
        rows: as the change left them; None where it was made by an earlier request: then they are read.
        whole: rows came or went: the page's parts are loaded anew.
    """
    if rows is None:
        rows = row_by_row(plan, [] if whole else [int(pk) for pk in edit.after])
    head = render_to_string("ledger/_head.html", {"counts": counts(plan), "plan": plan}, request)
    return {"rows": {} if whole else _rows(request, plan, rows), "head": head, "whole": whole, "first": _chosen(edit)}


def _chosen(edit: Edit) -> str | None:
    """The row that is looked at after a change: what was added, else the first that is still there."""
    made = [pk for pk in edit.after if edit.name == "add" and edit.before.get(pk) is None]
    there = [pk for pk in sorted(edit.after, key=int) if edit.after[pk]["state"] != Row.GONE]
    return next(iter(made or there), None)


def _rows(request: HttpRequest, plan: Plan, rows: dict[int, Row]) -> dict[str, str]:
    context = {"plan": plan, "editable": True, "drops": said.drops()}
    return {
        str(pk): render_to_string("ledger/_row.html", {**context, "one": desk.shown(row)}, request)
        for pk, row in rows.items()
    }


def _seen(given: Any) -> dict[int, int]:
    """Rows and their versions, sent as ``rows=12:3,13:1``.

    Raises:
        RecordError: ``incomplete``.
    """
    found = {}
    for pair in filter(None, given.get("rows", "").split(",")):
        pk, _colon, version = pair.partition(":")
        if not (pk.isdecimal() and version.isdecimal() and len(pair) < 30):
            raise RecordError("incomplete", _("These are no rows."))
        found[int(pk)] = int(version)
    if not found:
        raise RecordError("incomplete", _("No row was chosen."))
    return found


def _one(given: Any) -> tuple[int, int]:
    seen = _seen(given)
    if len(seen) != 1:
        raise RecordError("incomplete", _("Choose one row."))
    return next(iter(seen.items()))


def _whole(given: Any, name: str) -> int:
    value = given.get(name, "").strip()
    if not value.isdecimal() or len(value) > 9:
        raise RecordError("incomplete", _("“%(value)s” is no whole number.") % {"value": value[:20]})
    return int(value)


def _confirm_part(plan: Plan, given: Any, by: By) -> Editing:
    part = None
    if given.get("part"):
        part = part_of(plan, _whole(given, "part"))
        if part is None:
            raise RecordError("missing", _("This heading is not in this plan."))
    seen = _seen(given)
    rows = row_by_row(plan, list(seen)).values()
    if any(
        one.part_id != (part.pk if part else None) or (one.version == seen[one.pk] and not _clear(one)) for one in rows
    ):
        raise RecordError("incomplete", _("Only rows of this heading that have no doubt are confirmed together."))
    return correct.confirm(plan, seen, by, part=part, together=True)


def _clear(row: Row) -> bool:
    return row.state == Row.WAITING and not desk.shown(row).doubtful


def _drop(plan: Plan, given: Any, by: By) -> Editing:
    ready = dict(said.drops())
    reason = given.get("reason", "")
    return correct.drop(plan, _seen(given), str(ready.get(reason, reason)), by)


def _change(plan: Plan, given: Any, by: By) -> Editing:
    row, version = _one(given)
    values = _values(plan, given)
    return correct.change(plan, row, version, values, by, keep=given.get("then") == "confirm")


def _values(plan: Plan, given: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "words" in given:
        values["words"] = given["words"].strip()
    for role in ("lead", "support"):
        if role in given:
            values[role] = names_typed(given[role])
    if "due" in given:
        values["due"] = _day(plan, given["due"])
    if "every" in given:
        every = given["every"].strip()
        if every and not said.PERIOD.fullmatch(every):
            raise RecordError("incomplete", _("“%(value)s” is no period.") % {"value": every[:20]})
        values["every"] = every
        values["times"] = _whole(given, "times") if given.get("times", "").strip() else None
    if "each_sent" in given:
        values["each"] = "each" in given
    values["figures"] = _figures(given)
    values["notes"] = {
        name.removeprefix("note-"): _short(words.strip(), LONGEST)
        for name, words in given.items()
        if name.startswith("note-")
    }
    if quote := given.get("overlooked-quote", "").strip():
        number = given.get("overlooked-value", "").strip()
        values["figure"] = {"quote": _short(quote, 120), "value": _number(number) if number else None}
        values["figure"] |= {
            name: _short(given.get(f"overlooked-{name}", "").strip(), most)
            for name, most in (("unit", 30), ("indicator", 200))
        }
    return values


def _short(words: str, most: int) -> str:
    if len(words) > most:
        raise RecordError(
            "incomplete", _("“%(words)s” has more than %(most)d characters.") % {"words": words[:20], "most": most}
        )
    return words


def _day(plan: Plan, words: str) -> date | None:
    try:
        return day_typed(words, plan.year)
    except ValueError:
        raise RecordError(
            "incomplete",
            _("“%(value)s” is no day.") % {"value": words[:20]},
            fields={"due": [_("Write the day as 2026-09-30.")]},
            remedy=_("Write the day as 2026-09-30, or shorter: 0930, 9.30, 9月底."),
        ) from None


def _figures(given: Any) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for name in given:
        head, _dash, rest = name.partition("-")
        pk, _dash, field = rest.partition("-")
        if head == "figure" and pk.isdecimal() and field in ("state", "value", "unit", "indicator"):
            words = given[name].strip()
            found.setdefault(int(pk), {})[field] = _number(words) if field == "value" else words
    for one in found.values():
        if one.get("state") not in (None, Figure.ASKED, Figure.BACKGROUND):
            raise RecordError("incomplete", _("A figure is a target or background."))
    return found


def _number(words: str) -> Decimal:
    try:
        value = Decimal(words.replace(",", "").replace("，", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value != value.quantize(Decimal("0.0001")) or abs(value) > Decimal(10) ** 14:
        raise RecordError(
            "incomplete", _("“%(value)s” is no figure with at most four decimal places.") % {"value": words[:20]}
        )
    return value


def _add(plan: Plan, given: Any, by: By) -> Editing:
    source = source_of(plan, _whole(given, "source"))
    if source is None:
        raise RecordError("missing", _("This document is not in this plan."))
    start, end = _whole(given, "start"), _whole(given, "end")
    return correct.add(plan, source.document.text[start:end], by, source=source, start=start, end=end)


def _split(plan: Plan, given: Any, by: By) -> Editing:
    return correct.split(plan, *_one(given), _whole(given, "at"), by)


ACTS = {
    "confirm": lambda plan, given, by: correct.confirm(plan, _seen(given), by),
    "confirm_part": _confirm_part,
    "drop": _drop,
    "pass": lambda plan, given, by: correct.pass_over(plan, _seen(given), by),
    "reconsider": lambda plan, given, by: correct.reconsider(plan, _seen(given), by),
    "change": _change,
    "split": _split,
    "merge": lambda plan, given, by: correct.merge(plan, _seen(given), by),
    "add": _add,
    "undo": lambda plan, given, by: correct.undo(plan, by),
}
WHOLE = frozenset({"split", "merge", "add", "undo", "reconsider"})  # rows come, go or change their place
