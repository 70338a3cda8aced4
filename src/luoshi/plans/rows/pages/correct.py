"""The page where rows are corrected beside their source, and the changes sent from it."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.template import Engine, RequestContext
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.errors import Refusal
from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.kernel.rights.pages import error_status, render_problem
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import Edit, PlanRow, RowFigure, RowUnit
from luoshi.plans.base.notes import by_key
from luoshi.plans.base.pages import plan_crumbs, plan_or_404, plan_to_change_or_404
from luoshi.plans.base.queries import edit_of, part_of, plan_row_counts, row_by_row
from luoshi.plans.columns import words as sheet_words
from luoshi.plans.editions.queries.sources import load_source
from luoshi.plans.names.rules.aliases import Called
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import OPEN, By, Editing
from luoshi.plans.rows.actions.name_resolution import forget_name_meaning
from luoshi.plans.rows.pages.answers import answer_in
from luoshi.plans.rows.pages.bulk_edit import NO_RECURRENCE, lead_in, names_in, set_in
from luoshi.plans.rows.pages.form_data import one_in, seen_in, values_in, whole_in
from luoshi.plans.rows.queries import correction_page, name_resolution, page_changes, source_pieces
from luoshi.plans.rows.queries.row_answers import names_of_plan
from luoshi.plans.rows.rules.choices import OF_NAMES, plain_sentence
from luoshi.plans.rows.rules.row_filters import FILTERS


@require_safe
@login_required
def row_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Show source and ledger side by side."""
    plan = plan_or_404(request, pk)
    if request.headers.get("X-Part") == "1":
        return _piece(request, plan)
    return render(request, "ledger/correct.html", _context(request, plan))


def _piece(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Return a fragment of a long plan's page: the rows of one group, or the source around one row."""
    editable = may_correct(request, plan)
    if request.GET.get("row"):
        sources = source_pieces.source_excerpts(plan, _number_or_0(request.GET.get("row")))
        return render(request, "ledger/_sources.html", {"plan": plan, "sources": sources, "editable": editable})
    names = names_of_plan(plan, timezone.localdate()) if editable else None
    group = correction_page.correction_row_group(plan, request.GET.get("part", ""), names)
    if group is None:
        raise Http404
    context = {
        "plan": plan,
        "group": group,
        "editable": editable,
        "drops": code_labels.drop_reason_choices(),
        "above": frozenset(),
    }
    context["chosen"] = frozenset()
    return render(request, "ledger/_group.html", context)


def _number_or_0(words: str | None) -> int:
    return int(words) if words and words.isascii() and words.isdecimal() and len(words) < 16 else 0


def may_correct(request: HttpRequest, plan: Plan) -> bool:
    """Check whether rows may be changed now. Others than the keeper see them only once published: else 404."""
    mine = "keeper" in relations_to_record(plan, request_actor(request), timezone.localdate())
    if not mine and plan.state in OPEN:
        raise Http404
    return mine and plan.state in OPEN


def _context(request: HttpRequest, plan: Plan) -> dict[str, object]:
    editable, asked = may_correct(request, plan), request.GET
    opened = correction_page.OpenedPart(
        asked.get("part", ""), _number_or_0(asked.get("row")), _number_or_0(asked.get("outside"))
    )
    names = names_of_plan(plan, timezone.localdate()) if editable else None
    found = correction_page.load_correction_page(plan, opened, names)
    return {
        "title": _("Correct: %(plan)s") % {"plan": plan.title},
        "crumbs": plan_crumbs(plan, pgettext("rows", "Correct")),
        "plan": plan,
        "desk": found,
        "counts": found.counts,
        "editable": editable,
        **(_together(request, found, names) if names else {}),
        "reading": [source.source for source in found.sources if source.source.state != Source.READ],
        "drops": code_labels.drop_reason_choices(),
        "no_print": True,
        "bare": True,
    }


def _together(request: HttpRequest, found: correction_page.Desk, names: Called) -> dict[str, object]:
    """Return the controls for bulk edits: unclear names, filters with counts, and the current selection."""
    day, one = timezone.localdate(), found.choosing
    code, part = request.GET.get("choose", ""), _number_or_0(request.GET.get("in"))
    chosen = [pk for pk in one.by.get(code, ()) if not part or one.parts[pk] == part]
    there = {row.row.pk for row in found.loaded_rows}
    panel = name_resolution.unclear_names_panel(one, names)
    return {
        "panel": panel,
        "founders": name_resolution.who_enters_units(day) if panel.names else [],
        "filters": [(name, code_labels.FILTERS[name], len(one.by[name])) for name in FILTERS if one.by[name]],
        "choose": code,
        "within": part,
        "headings": [group.part for group in found.groups if group.part and group.number == 1],
        "chosen": frozenset(chosen),
        "folded": one.row_versions(pk for pk in chosen if pk not in there),
        "folded_count": sum(pk not in there for pk in chosen),
        "periods": [*code_labels.period_choices(""), (NO_RECURRENCE, _("no longer recurs"))],
    }


@require_safe
@login_required
def row_correction_form(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Return the form for one row: as a fragment, or without scripts as a page."""
    plan = plan_or_404(request, pk)
    one = row_by_row(plan, [row]).get(row)
    if (
        one is None
        or plan.state not in OPEN
        or "keeper" not in relations_to_record(plan, request_actor(request), timezone.localdate())
    ):
        raise Http404
    part = request.headers.get("X-Part") == "1"
    context = _form(plan, one) | {"title": _("Correct a row"), "part": part, "no_print": True}
    return render(request, "ledger/_row_form.html" if part else "ledger/row_form.html", context)


def _form(plan: Plan, row: PlanRow) -> dict[str, object]:
    units, one = list(row.units.all()), correction_page.row_in_words(row)

    def names(role: str) -> str:
        return "、".join(dict.fromkeys(unit.name for unit in units if unit.role == role))

    return {
        "plan": plan,
        "row": row,
        "shown": one,
        "lead": names(RowUnit.LEAD),
        "support": names(RowUnit.SUPPORT),
        "every": code_labels.period_choices(row.every),
        "first": one.first,
        "figures": [(figure, code_labels.period_of(figure.period)) for figure in row.figures.all()],
        "bounds": code_labels.BOUNDS.items(),
        "states": RowFigure.STATES[:2],
        "notes": [(name, sheet_words.format_column_name(name), words) for name, words in by_key(row.notes).items()],
    }


@require_POST
@login_required
def row_correction_edit(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Apply one edit; return the changed rows to scripts, otherwise redirect to the page."""
    plan = plan_to_change_or_404(request, pk)
    if act not in ACTS and act != "forget":
        raise Http404
    try:
        by = By(request_actor(request), timezone.now(), _once(request))
    except RecordError as error:
        return _refused(request, plan, error)
    if act == "forget":
        return _forgotten(request, plan, by)
    try:
        done, rows = edit_of(plan, by.actor.person, by.once), None
        if done is None:
            work = ACTS[act](plan, request.POST, by)
            done, rows = work.edit, work.after
    except (Refusal, IntegrityError) as error:
        # Sent twice at the same time: one of the two succeeded, and its result answers both.
        done = edit_of(plan, by.actor.person, by.once)
        if done is None and isinstance(error, Refusal):
            return _refused(request, plan, error)
        if done is None:
            raise
    if request.headers.get("X-Part") != "1":
        messages.success(request, _("Done."))
        return HttpResponseRedirect(reverse("ledger:correct", args=[plan.pk]) + _anchor(plan, done))
    return JsonResponse(_parts(request, plan, done, rows, moved=act in MOVES))


def _forgotten(request: HttpRequest, plan: Plan, by: By) -> HttpResponse:
    try:
        forget_name_meaning(plan, request.POST.get("name", ""), by)
    except Refusal as error:
        return _refused(request, plan, error)
    messages.success(request, _("Done."))
    return HttpResponseRedirect(reverse("ledger:correct", args=[plan.pk]) + "#names")


def _once(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST["once"]) if request.POST.get("once") else None
    except ValueError:
        raise RecordError("incomplete", _("The request key is not valid.")) from None


def _anchor(plan: Plan, edit: Edit) -> str:
    first = _chosen(edit)
    return f"{f'?row={first}' if correction_page.is_long(plan) else ''}#row-{first}" if first else ""


def _refused(request: HttpRequest, plan: Plan, error: Refusal) -> HttpResponse:
    if request.headers.get("X-Part") != "1":
        return render_problem(request, error, home_url=reverse("ledger:correct", args=[plan.pk]))
    said_so = " ".join(filter(None, [error.what, error.remedy]))
    rows = row_by_row(plan, list(seen_in(request.POST))) if error.code == "changed" else {}
    return JsonResponse(
        {"error": said_so, "code": error.code, "fields": error.fields, "rows": _rows(request, plan, rows)},
        status=error_status(error),
    )


def _parts(
    request: HttpRequest, plan: Plan, edit: Edit, rows: dict[int, PlanRow] | None, *, moved: bool
) -> dict[str, object]:
    """Return the changes as fragments.

    Args:
        rows: as the edit left them; None if an earlier request made it: then they are loaded.
        moved: rows may have been added, removed or moved: include removed ids and new pieces of the source.
    """
    if rows is None:
        rows = row_by_row(plan, [int(pk) for pk in edit.after])
    head = render_to_string("ledger/_head.html", {"counts": plan_row_counts(plan), "plan": plan}, request)
    many = edit.names or edit.name in MANY or request.POST.get("anew") or (edit.undone and len(edit.after) > FEW)
    many = (many and (edit.name != "set" or len(rows) > 1)) or _are_one_question(edit, rows)
    if edit.kinds or many:  # too many changes for fragments
        return {"anew": True, "rows": {}, "head": head, "moved": moved, "first": None}
    went = page_changes.hidden_row_ids(rows)
    there = {pk: row for pk, row in rows.items() if pk not in went}
    found = {"rows": _rows(request, plan, there), "head": head, "moved": moved, "first": _chosen(edit)}
    if moved:
        found |= {
            "gone": went,
            "sources": [asdict(part) for part in page_changes.changed_source_parts(plan, edit, rows)],
        }
    return found


def _are_one_question(edit: Edit, rows: dict[int, PlanRow]) -> bool:
    """Check whether an edit decided on equal sentences, of which the page shows only the first."""
    there = [plain_sentence(row.words) for row in rows.values() if row.state != PlanRow.GONE]
    return edit.name not in ("add", "split") and len(there) > 1 and len(set(there)) == 1


def _chosen(edit: Edit) -> str | None:
    """Return the row to focus after an edit: the added one, else the first that still exists."""
    made = [pk for pk in edit.after if edit.name == "add" and edit.before.get(pk) is None]
    there = [pk for pk in sorted(edit.after, key=int) if edit.after[pk]["state"] != PlanRow.GONE]
    return next(iter(made or there), None)


def _rows(request: HttpRequest, plan: Plan, rows: dict[int, PlanRow]) -> dict[str, str]:
    """Render rows as fragments, by id. The page context is built once, not for each row: it is half the work."""
    context = RequestContext(
        request, {"plan": plan, "editable": True, "drops": code_labels.drop_reason_choices(), "chosen": ()}
    )
    unclear = any(row.state == PlanRow.WAITING and OF_NAMES & set(row.doubts) for row in rows.values())
    names = names_of_plan(plan, timezone.localdate()) if unclear else None
    template, found = Engine.get_default().get_template("ledger/_row.html"), {}
    with context.bind_template(template):
        for pk, row in rows.items():
            with context.push(one=correction_page.row_in_words(row, names)):
                found[str(pk)] = str(template.render(context))
    return found


def _confirm_part(plan: Plan, given: QueryDict, by: By) -> Editing:
    part = None
    if given.get("part"):
        part = part_of(plan, whole_in(given, "part"))
        if part is None:
            raise RecordError("missing", _("This heading is not in this plan."))
    heading = part.pk if part else None
    return correct.confirm_rows(
        plan,
        seen_in(given),
        by,
        part=part,
        together=True,
        fits=lambda row: row.part_id == heading and _clear(row),
    )


def _confirm_clear(plan: Plan, given: QueryDict, by: By) -> Editing:
    return correct.confirm_rows(plan, seen_in(given), by, together=True, fits=_clear)


def _confirm(plan: Plan, given: QueryDict, by: By) -> Editing:
    return correct.confirm_rows(plan, seen_in(given), by, unseen=bool(given.get("anew")))


def _clear(row: PlanRow) -> bool:
    return row.state == PlanRow.WAITING and not correction_page.row_in_words(row).doubtful


def _drop(plan: Plan, given: QueryDict, by: By) -> Editing:
    ready = dict(code_labels.drop_reason_choices())
    reason = given.get("reason", "")
    return correct.drop_rows(plan, seen_in(given), str(ready.get(reason, reason)), by)


def _change(plan: Plan, given: QueryDict, by: By) -> Editing:
    row, version = one_in(given)
    values = values_in(plan, given)
    return correct.change_row(plan, row, version, values, by, keep=given.get("then") == "confirm")


def _add(plan: Plan, given: QueryDict, by: By) -> Editing:
    source = load_source(plan, whole_in(given, "source"))
    if source is None:
        raise RecordError("missing", _("This document is not in this plan."))
    start, end = whole_in(given, "start"), whole_in(given, "end")
    return correct.add_plan_row(plan, source.document.text[start:end], by, source=source, start=start, end=end)


def _split(plan: Plan, given: QueryDict, by: By) -> Editing:
    return correct.split_row(plan, *one_in(given), whole_in(given, "at"), by)


ACTS = {
    "answer": answer_in,
    "confirm": _confirm,
    "confirm_clear": _confirm_clear,
    "confirm_part": _confirm_part,
    "drop": _drop,
    "pass": lambda plan, given, by: correct.pass_over(plan, seen_in(given), by),
    "reconsider": lambda plan, given, by: correct.reopen_rows(plan, seen_in(given), by),
    "change": _change,
    "split": _split,
    "merge": lambda plan, given, by: correct.merge_rows(plan, seen_in(given), by),
    "add": _add,
    "undo": lambda plan, given, by: correct.undo_last_edit(plan, by),
    "set": set_in,
    "lead": lead_in,
    "names": names_in,
}
MANY = frozenset({"set", "default_lead", "names"})  # bulk edits: the page is reloaded
FEW = 20  # up to this many rows, an undo does not reload the page
MOVES = frozenset({"split", "merge", "add", "undo", "reconsider"})  # edits that add, remove or move rows
