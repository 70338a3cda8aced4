"""A step on many records: its preview, one form for all, the results per record, and the joint undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    Light,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.runs import CHUNK, go_on, repeat_run, start_run
from luoshi.desk.bulk.queries import bulk_guard, plan_bulk_step
from luoshi.desk.bulk.rules import MOST, BulkPlan, group_skipped, pack_versions, unpack_versions
from luoshi.desk.lists.pages.columns import usual_layout
from luoshi.desk.lists.pages.lists import empty_list_message, kind_url, list_return_url
from luoshi.desk.lists.pages.record_tables import record_table
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.desk.lists.views.models import BulkRow, BulkRun
from luoshi.desk.lists.views.queries import count_run_results, results_of, runs_of, takes_back
from luoshi.evidence.received.files import each_sent
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.counts import format_record_count
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.pages import kind_or_404, moment_of_step, render_problem, request_key
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.actors.view_dates import parse_view_dates

SHOWN = 50  # rows of the preview
LONGEST = 6_000  # characters of a URL; that of a thousand rows would be longer: they are chosen again
OURS = ("bulk_rows", "bulk_step", "bulk_will", "bulk_undoes")  # hidden fields beside the step's own
LEFT_OUT = (
    "csrfmiddlewaretoken",
    "once",
    "seen",
    "come_back",
    *OURS,
)  # not passed to the step


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bulk_step_edit(request: HttpRequest, name: str) -> HttpResponse:
    """Preview a step on the chosen rows, and take it once confirmed. With GET the rows are in the URL."""
    declared = kind_or_404(name)
    asks = request.POST if request.method == "POST" else request.GET
    named = "bulk_rows" in asks
    if request.method != "POST" and not named:
        return HttpResponseRedirect(list_return_url(request, declared))
    sent = named and request.method == "POST"
    undoes = _undoes(asks, request, declared)
    step = _step_or_404(declared, asks.get("bulk_step" if named else "step", ""), undoes)
    try:
        rows = unpack_versions(asks["bulk_rows"]) if named else chosen_versions(request, declared)
        if not rows:
            messages.warning(request, _("Choose at least one row first."))
            return HttpResponseRedirect(list_return_url(request, declared))
        return (_confirm if sent else _preview)(request, declared, step, rows, undoes)
    except ValueError:
        many = _("At most %(most)d rows can be changed at once.") % {"most": MOST}
        error = RecordError("incomplete", many, remedy=_("Set a filter, or choose fewer rows."))
    except RecordError as refused:
        error = refused
    return render_problem(request, error, home_url=list_return_url(request, declared))


@require_POST
@login_required
def bulk_run_undo(request: HttpRequest, name: str, run: int) -> HttpResponse:
    """Preview the undo of a run: it applies only to records that are still as the run left them."""
    declared = kind_or_404(name)
    kept = _run_or_404(request, declared, run)
    step = declared.cycle.by_name.get(declared.cycle.by_name[kept.step].undo)
    if step is None or not kept.finished:
        raise Http404
    return _preview(request, declared, step, takes_back(kept), kept)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bulk_run_detail(request: HttpRequest, name: str, run: int) -> HttpResponse:
    """Show the results of a run per row; continue a long run, with scripts automatically."""
    declared, actor = kind_or_404(name), request_actor(request)
    kept = _run_or_404(request, declared, run)
    if request.method == "POST":
        go_on(kept, actor, at=timezone.now())
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": request.path})
        return HttpResponseRedirect(request.path)
    return render(request, "records/bulk_done.html", _result(request, declared, kept))


def _undoes(asks: QueryDict, request: HttpRequest, declared: CompiledKind) -> BulkRun | None:
    key = asks.get("bulk_undoes", "")
    return _run_or_404(request, declared, int(key)) if key.isdecimal() and len(key) < 19 else None


def _run_or_404(request: HttpRequest, declared: CompiledKind, pk: int) -> BulkRun:
    found = runs_of(declared, request_actor(request)).filter(pk=pk).first()
    if found is None or found.step not in declared.cycle.by_name:
        raise Http404
    return found


def _step_or_404(declared: CompiledKind, name: str, undoes: BulkRun | None) -> Step:
    """Return a step that allows bulk use, or the step that undoes a run; raise 404 otherwise."""
    step = declared.cycle.by_name.get(name)
    fits = step and step.before and (step.bulk or (undoes and declared.cycle.by_name[undoes.step].undo == name))
    if step is None or not fits:
        raise Http404
    return step


def chosen_versions(request: HttpRequest, declared: CompiledKind) -> dict[int, int]:
    """Return the rows chosen in a list with their current versions; ``every``: all rows that its filter finds.

    Raises:
        ValueError: There are more than a run may take.
    """
    actor, day = request_actor(request), timezone.localdate()
    if request.POST.get("every"):
        # the same rows as the list showed
        rows = filter_records(declared, actor, day, request.GET, units_day=parse_view_dates(request).day).qs
        found = dict(rows.values_list("pk", "version")[: MOST + 1])
        if len(found) > MOST:
            raise ValueError("more than a run takes")
        return found
    keys = [int(pk) for pk in request.POST.getlist("row") if pk.isdecimal() and len(pk) < 19]
    there = (
        filter_records(declared, actor, day, {}).qs.filter(pk__in=keys[:MOST]).order_by().values_list("pk", "version")
    )
    versions = dict(there)
    return {key: versions.get(key, 0) for key in keys[:MOST]}


def _preview(
    request: HttpRequest, declared: CompiledKind, step: Step, rows: Mapping[int, int], undoes: BulkRun | None
) -> HttpResponse:
    """Preview the step before anything is done. An undo compares versions, a first choice does not."""
    at = timezone.now()
    form = _form(request, declared, step, None, None, at)
    if request_actor(request).behalf:
        raise RecordError("refused", _("What a leader decided is recorded row by row, each with its signed sheet."))
    if form.is_multipart():
        raise RecordError("refused", _("“%(step)s” needs a file: take it row by row.") % {"step": step.label})
    values: dict[str, object] | None = None if step_form(declared, step) else {}
    day = timezone.localdate(at)
    holding = rows if undoes else None
    plan, records = plan_bulk_step(
        declared, step, list(rows), request_actor(request), day, bulk_guard(step, values, at), holding
    )
    versions = {pk: records[pk].version for pk in plan.will}
    return _show(request, declared, step, plan, records, versions, len(rows), form, undoes)


def _confirm(
    request: HttpRequest, declared: CompiledKind, step: Step, rows: Mapping[int, int], undoes: BulkRun | None
) -> HttpResponse:
    """Take the step as previewed; show the preview again if the form or a guard objects.

    A row that has changed meanwhile goes into the run: there ``take`` says who changed it.
    """
    actor, at, key = request_actor(request), moment_of_step(request, step), request_key(request) or uuid4()
    if kept := repeat_run(declared, actor, key, at=at):
        return HttpResponseRedirect(kind_url(declared, "run", kept.pk))
    first = readable_records(declared, actor, timezone.localdate(at)).filter(pk=next(iter(rows))).first()
    form = _form(request, declared, step, request.POST.copy(), first, at)
    values = form.cleaned_data if form.is_valid() else None
    plan, records = plan_bulk_step(
        declared, step, list(rows), actor, timezone.localdate(at), bulk_guard(step, values, at)
    )
    guarded_off = {record.key for record in plan.skipped if record.why == "guarded"}
    agreed = request.POST.get("bulk_will") == str(len(rows) - len(guarded_off))
    if values is not None and agreed and len(guarded_off) < len(rows):
        going = {pk: version for pk, version in rows.items() if pk not in guarded_off}
        given = {name: value for name, value in each_sent(request.POST) if name not in LEFT_OUT}
        kept = start_run(declared, step, actor, going, given, key, at=at, undoes=undoes)
        if len(going) <= CHUNK:
            go_on(kept, actor, at=at)
        return HttpResponseRedirect(kind_url(declared, "run", kept.pk))
    if guarded_off:
        form.add_error(
            None, _("With these values some rows would be left unchanged. Look at the reasons, and send it again.")
        )
    return _show(request, declared, step, plan, records, rows, len(rows), form, undoes)


def _form(
    request: HttpRequest,
    declared: CompiledKind,
    step: Step,
    data: QueryDict | None,
    record: Record | None,
    at: datetime,
) -> StepForm:
    about = record or declared.record(kind=declared.name)
    form = (step_form(declared, step) or StepForm)(data, None, record=about, actor=request_actor(request), at=at)
    form.for_many()
    for field_name in OURS:
        form.fields[field_name] = forms.CharField(widget=forms.HiddenInput, required=False)
    return form


def _show(
    request: HttpRequest,
    declared: CompiledKind,
    step: Step,
    plan: BulkPlan,
    records: Mapping[int, Record],
    rows: Mapping[int, int],
    chosen: int,
    form: Any,
    undoes: BulkRun | None,
) -> HttpResponse:
    will, sent = len(plan.will), form.is_bound
    carried = (pack_versions(rows), step.name, str(will), str(undoes.pk) if undoes else "")
    for name, value in zip(OURS, carried, strict=True):
        form.initial[name] = value
        if sent:
            form.data[name] = value
    shown = [records[pk] for pk in plan.will[:SHOWN]]
    label = _("%(label)s: %(value)s") % {"label": step.label, "value": format_record_count(declared, will)}
    leave = kind_url(declared, "run", undoes.pk) if undoes else list_return_url(request, declared)
    context = {
        "title": str(step.label),
        "crumbs": [(str(declared.label), list_return_url(request, declared)), (str(step.label), "")],
        "will": will,
        "chosen": chosen,
        "ask": bool(will or sent),
        "more": will - len(shown),
        "stand": _stand(declared, [records[pk] for pk in plan.will]),
        "effects": _effects(declared, step),
        "table": record_table(
            request,
            usual_layout(declared),
            shown,
            parse_view_dates(request),
            empty_list_message(request, declared, ()),
            plain=True,
        ),
        "skipped": _skipped(declared, plan),
        "form": form,
        "to": {
            "url": kind_url(declared, "bulk") + list_query_string(request, page=None, **dict.fromkeys(OURS)),
            "label": label if will else str(step.label),
            "danger": step.tone == "careful",
            "back_url": leave,
            "once": str(request_key(request) or uuid4()),
            "draft": f"bulk:{declared.name}:{step.name}",
            "come_back": _found_again(request, declared, carried),
        },
        "back_url": leave,
        "no_print": True,
    }
    return render(request, "records/bulk.html", context, status=422 if sent else 200)


def _found_again(request: HttpRequest, declared: CompiledKind, carried: tuple[str, ...]) -> str:
    """Return the URL of this preview for GET; "" if too many rows are chosen for a URL."""
    asks = list_query_string(request, page=None, **dict(zip(OURS, carried, strict=True)))
    return kind_url(declared, "bulk") + asks if len(asks) < LONGEST else ""


def _stand(declared: CompiledKind, records: Iterable[Record]) -> str:
    """Return in one sentence how many of the rows to be changed are in which state, and what comes next there."""
    counts = Counter(record.state for record in records)
    said = []
    for state, label in declared.cycle.states.items():
        if counts[state]:
            following = declared.cycle.comes_next(state)
            words = _("%(state)s %(records)s (next: %(steps)s)") if following else _("%(state)s %(records)s")
            records_told = format_record_count(declared, counts[state])
            steps = " / ".join(map(str, following))
            said.append(words % {"state": label, "records": records_told, "steps": steps})
    return _("; ").join(said)


def _effects(declared: CompiledKind, step: Step) -> list[str]:
    """Describe in sentences what the step does to each row."""
    cycle, owed = declared.cycle, declared.duties_by_name
    found = []
    if step.after:
        found.append(_("Each moves to the state “%(state)s”.") % {"state": cycle.states[step.after]})
    found += [
        _("“%(duty)s” is owed from now on, with its due date.") % {"duty": owed[start].label} for start in step.starts
    ]
    found += [_("“%(duty)s” is no longer owed.") % {"duty": owed[duty].label} for duty in step.drops]
    found.append(_("Each row is written separately, with its own journal entry."))
    if step.undo:
        found.append(_("It can be taken back in one step, for rows without later steps."))
    return found


def _skipped(declared: CompiledKind, plan: BulkPlan) -> list[dict[str, object]]:
    words = {
        "missing": _("It does not exist, or you may not see it"),
        "not_yours": _("You may not do this"),
        "changed": _("Later steps taken"),
    }
    found = []
    for group in group_skipped(plan.skipped):
        if group.why == "state":
            reason = _("Not possible in the state “%(state)s”") % {"state": declared.cycle.states[group.of]}
        else:
            reason = words.get(group.why, group.of)
        more = group.count - len(group.names) if group.names else 0
        found.append({"reason": reason, "count": group.count, "names": group.names, "more": more})
    return found


def _result(request: HttpRequest, declared: CompiledKind, kept: BulkRun) -> dict[str, object]:
    step = declared.cycle.by_name[kept.step]
    counts = count_run_results(kept)
    labels = {
        BulkRow.DONE: (_("done"), Light("done", _("done")), None),
        BulkRow.SKIPPED: (_("left as they were"), Light("none", _("left as it was")), None),
        BulkRow.CHANGED: (_("changed in the meantime"), Light("late", _("changed in the meantime")), "late"),
        BulkRow.WAITING: (_("still waiting"), Light("waiting", _("waiting")), None),
    }
    asked = request.GET.get("result", "")
    rows = kept.rows.select_related("record__unit").order_by("pk")
    page = paginate_rows(request, rows.filter(result=asked) if asked in labels else rows)
    shown = []
    for row_result in results_of(list(page), declared, request_actor(request), timezone.localdate()):
        record, light = row_result.row.record, labels[row_result.row.result][1]
        title = record.title if row_result.readable else _("you may no longer see it")
        link = record.get_absolute_url() if row_result.readable else ""
        shown.append(
            DataRow(
                str(record.pk),
                title,
                [
                    DataCell(record.number, _("Number"), "code"),
                    DataCell(title, fields.field_label(declared, "title"), head=True, url=link),
                    DataCell("", _("Result"), "light", light=light),
                    DataCell(row_result.row.said, _("Why")),
                ],
            )
        )
    heads = [
        DataColumn(_("Number"), "code"),
        DataColumn(fields.field_label(declared, "title")),
        DataColumn(_("Result"), "light"),
        DataColumn(_("Why")),
    ]
    total = sum(counts.values())
    takes = step.undo and kept.finished and counts[BulkRow.DONE] and not kept.undone_by.exists()
    return {
        "title": str(step.label),
        "crumbs": [(str(declared.label), kind_url(declared, "list")), (str(step.label), "")],
        "kept": kept,
        "total": total,
        "counted": format_record_count(declared, total),
        "finished": total - counts[BulkRow.WAITING],
        "to_url": request.path,
        "counts": [
            {"label": label, "count": counts[result], "url": f"?result={result}", "tone": tone}
            for result, (label, _light, tone) in labels.items()
            if counts[result] or result == BulkRow.DONE
        ],
        "table": DataTable(str(step.label), heads, shown, Empty(_("No such rows."))),
        "pager": build_pager(request, page),
        "undo": {
            "url": kind_url(declared, "undo", kept.pk),
            "label": _("Take back in one step"),
            "until": _("Only rows without later steps are taken back. You see them first."),
        }
        if takes
        else None,
        "back_url": kind_url(declared, "list"),
    }
