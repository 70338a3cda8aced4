"""Pages for an office's light rules: those in force, presets, editing, trying on past months, activating."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, Empty, Light, build_pager, paginate_rows
from luoshi.base.forms.shapes import DataTable as Shown
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.light_tables.actions.tables import light_table_faults, set_table
from luoshi.commitments.light_tables.pages import form as light_form
from luoshi.commitments.light_tables.queries import tables as light_tables
from luoshi.commitments.lights import sentences as light_said
from luoshi.commitments.lights import words
from luoshi.commitments.lights.models import LightTable
from luoshi.commitments.lights.queries.current_lights import Used, tables_of
from luoshi.commitments.lights.rules.json import from_json, to_json
from luoshi.commitments.lights.rules.light_status import CODES
from luoshi.commitments.lights.rules.lights import LightRuleTable
from luoshi.commitments.lights.rules.presets import BY_DATE, BY_NAME, PRESETS
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.rights.pages import error_status
from luoshi.org.tree.models import Unit

ALL = "all"


@require_safe
@login_required
def light_table_list(request: HttpRequest) -> HttpResponse:
    """Show the tables in force for the actor's units, the presets, and the history."""
    actor, day = _looking(request), timezone.localdate()
    mine = light_tables.light_table_unit_choices(actor, day)
    used = tables_of([unit.pk for unit in mine], day)
    in_force = [_in_force(unit, used[unit.pk]) for unit in mine]
    page = paginate_rows(request, light_tables.ever_set())
    context = {
        "title": _("Light rules"),
        "crumbs": [(_("Light rules"), "")],
        "in_force": in_force,
        "presets": [_preset(table, bool(mine)) for table in (BY_DATE, *PRESETS)],
        "history": _history(page, day),
        "count": page.paginator.count,
        "pager": build_pager(request, page),
    }
    return render(request, "ledger/lights.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def light_table_edit(request: HttpRequest) -> HttpResponse:
    """Edit a table: rules are added and removed, faults are shown beside them, and it is tried before use."""
    actor, day = _setting(request), timezone.localdate()
    sent = request.POST if request.method == "POST" else request.GET
    choices = _choices(actor, day)
    unit, source = _unit(sent.get("unit", ""), choices), sent.get("source", "")
    wrong: list[str] = []
    if request.method == "POST" and "table" in sent:
        table = _of_json(sent["table"])
    elif request.method == "POST":
        draft = light_form.parse_light_table(sent)
        table, wrong = draft.table, draft.wrong
    else:
        table = _begun(sent.get("preset", ""), unit, day)
        source = table.source
        if table.asks:
            values = {name: _whole(sent.get(name, "")) for name in table.asks}
            if None in values.values():
                return _ask(request, table, unit)
            table = table.fill_values({name: value for name, value in values.items() if value is not None})
    faults, too_fine = [], ""
    try:
        faults = [] if wrong else list(light_table_faults(table))
    except RecordError as error:
        too_fine = error.what
    sound = not wrong and not too_fine and not any(fault.stops for fault in faults)
    if sound and sent.get("then") == "try":
        return _try(request, table, unit, source, actor, day)
    context = {
        **_head(_("Change the rules"), unit),
        "form": light_form.light_table_form_context(table),
        "units": [(str(choice.pk) if choice else ALL, str(choice) if choice else _for_all()) for choice in choices],
        "source": source,
        "wrong": wrong + ([too_fine] if too_fine else []),
        "stops": [light_said.format_table_fault(fault) for fault in faults if fault.stops],
        "notes": [light_said.format_table_fault(fault) for fault in faults if not fault.stops],
        "checked": sent.get("then") in ("check", "try"),
        "sound": sound,
        "sent": request.method == "POST",
        "back_url": reverse("ledger:lights"),
        "no_print": True,
    }
    refused = request.method == "POST" and sent.get("then") == "try"
    return render(request, "ledger/lights_edit.html", context, status=422 if refused else 200)


@require_POST
@login_required
def light_table_activate(request: HttpRequest) -> HttpResponse:
    """Put a tried table in force from a day on."""
    actor, at = _setting(request), timezone.now()
    day = timezone.localdate(at)
    unit, table = _unit(request.POST.get("unit", ""), _choices(actor, day)), _of_json(request.POST.get("table", ""))
    source = request.POST.get("source", "")
    try:
        start = date.fromisoformat(request.POST.get("start", ""))
    except ValueError:
        wrong = RecordError("incomplete", _("Enter the day from which the rules apply."))
        return _try(request, table, unit, source, actor, day, wrong)
    try:
        made = set_table(table, unit, start, source, actor, at=at)
    except RecordError as error:
        return _try(request, table, unit, source, actor, day, error)
    said = {"name": words.light_table_label(made.name), "n": made.version, "day": start}
    messages.success(request, _("“%(name)s”, version %(n)d, holds from %(day)s.") % said)
    return HttpResponseRedirect(reverse("ledger:lights"))


def _try(
    request: HttpRequest,
    table: LightRuleTable,
    unit: Unit | None,
    source: str,
    actor: Actor,
    day: date,
    wrong: RecordError | None = None,
) -> HttpResponse:
    years = [light_tables.try_light_table(table, unit, year, day) for year in (day.year, day.year - 1)]
    context = {
        **_head(_("Test the rules"), unit),
        "name": words.light_table_label(table.name),
        "rules": _rules(table),
        "otherwise": light_form.default_light_label(table),
        "years": [_year(year) for year in years if year.count],
        "table_json": json.dumps(to_json(table), ensure_ascii=False),
        "unit": str(unit.pk) if unit else ALL,
        "source": source,
        "start": (request.POST.get("start") or day.isoformat())[:10],
        "today": day.isoformat(),
        "wrong": wrong,
        "back_url": reverse("ledger:lights"),
    }
    return render(request, "ledger/lights_try.html", context, status=error_status(wrong))


def _year(one: light_tables.LightTableTrial) -> dict[str, object]:
    codes = [code for code in CODES if any(month.now[code] or month.then[code] for month in one.months)]
    columns = [DataColumn(_("End of"), "date"), *[DataColumn(str(words.CODES[code]), "number") for code in codes]]
    rows = []
    for month in one.months:
        cells = [DataCell(month.day.isoformat(), _("End of"), "date", head=True)]
        for code in codes:
            now, then = month.now[code], month.then[code]
            said = str(then) if now == then else f"{now} → {then}"
            cells.append(DataCell(said, str(words.CODES[code]), "number"))
        cells.append(DataCell(str(month.changed), _("Change"), "number"))
        rows.append(DataRow(month.day.isoformat(), month.day.isoformat(), cells))
    title = _("%(year)d: commitments by light at the end of each month, current rules → these rules") % {
        "year": one.year
    }
    counts = Shown(
        title, [*columns, DataColumn(_("Change"), "number")], rows, Empty(_("No month has ended yet.")), wide=True
    )
    return {
        "id": f"year-{one.year}",
        "title": title,
        "table": counts,
        "changed": one.changed,
        "list": _changes(one),
        "left_out": one.whole - one.count,
        "count": one.count,
    }


def _changes(one: light_tables.LightTableTrial) -> Shown:
    rows = []
    for change in one.changes:
        record, now, then = change.commitment, words.build_rule_light(change.now), words.build_rule_light(change.then)
        cells = [
            DataCell(record.number, _("Number"), "code"),
            DataCell(record.title, _("Title"), head=True, url=record.get_absolute_url()),
            DataCell(str(record.unit), _("Unit")),
            DataCell(change.day.isoformat(), _("On"), "date"),
            DataCell("", _("By the current rules"), light=now),
            DataCell("", _("By these rules"), light=then),
        ]
        rows.append(DataRow(str(record.pk), record.title, cells))
    heads = [(_("Number"), "code"), (_("Title"), "text"), (_("Unit"), "text"), (_("On"), "date")]
    heads += [(_("By the current rules"), "text"), (_("By these rules"), "text")]
    caption = _("Commitments whose light would change in %(year)d") % {"year": one.year}
    return Shown(caption, [DataColumn(*head) for head in heads], rows, Empty(_("No light would change.")))


def _ask(request: HttpRequest, table: LightRuleTable, unit: Unit | None) -> HttpResponse:
    context = {
        **_head(_("Set its values"), unit),
        "name": words.light_table_label(table.name),
        "preset": table.name,
        "unit": str(unit.pk) if unit else ALL,
        "rules": _rules(table),
        "asks": [(name, str(words.SET.get(name, name)), request.GET.get(name, "")) for name in table.asks],
        "tried": any(name in request.GET for name in table.asks),
        "back_url": reverse("ledger:lights"),
        "no_print": True,
    }
    return render(request, "ledger/lights_ask.html", context)


def _begun(preset: str, unit: Unit | None, day: date) -> LightRuleTable:
    """Return the table to start editing with: a preset, or the one in force for the unit."""
    if preset:
        if preset not in BY_NAME:
            raise Http404
        return (
            replace(BY_NAME[preset], name=words.light_table_label(preset))
            if not BY_NAME[preset].asks
            else BY_NAME[preset]
        )
    key = unit.pk if unit else 0
    return tables_of([key], day)[key].table


def _of_json(text: str) -> LightRuleTable:
    try:
        return from_json(json.loads(text[:100_000]))
    except ValueError:
        raise Http404 from None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def _looking(request: HttpRequest) -> Actor:
    actor = request_actor(request)
    if not light_tables.may_read_light_tables(actor):
        raise Http404
    return actor


def _setting(request: HttpRequest) -> Actor:
    actor = request_actor(request)
    if Role.SUPERVISOR not in actor.roles:
        raise Http404
    return actor


def _choices(actor: Actor, day: date) -> list[Unit | None]:
    """List the units for which the actor may set a table; supervisors of a top unit may set one for all, None."""
    mine: list[Unit | None] = [*light_tables.light_table_unit_choices(actor, day)]
    return [*mine, None] if light_tables.may_set(actor, None, day) else mine


def _unit(asked: str, choices: Sequence[Unit | None]) -> Unit | None:
    """Return the unit for which a table is set; None: all. Default: the first that the actor supervises."""
    if asked == ALL and None in choices:
        return None
    mine = [unit for unit in choices if unit is not None]
    found = [unit for unit in mine if str(unit.pk) == asked] or ([] if asked else mine)
    if not found:
        raise Http404
    return found[0]


def _for_all() -> str:
    return _("all units that have no rules of their own")


def _head(title: str, unit: Unit | None) -> dict[str, object]:
    return {
        "title": title,
        "crumbs": [(_("Light rules"), reverse("ledger:lights")), (title, "")],
        "whose": str(unit) if unit else _for_all(),
        "unit": str(unit.pk) if unit else ALL,
    }


def _rules(table: LightRuleTable) -> list[tuple[Light, str]]:
    return [
        (Light(rule.colour, str(words.CODES[rule.colour])), light_said.format_light_rule(rule)) for rule in table.rules
    ]


def _in_force(unit: Unit, used: Used) -> dict[str, object]:
    row = used.row
    return {
        "unit": str(unit),
        "name": words.light_table_version_label(used.table, row),
        "of": _from(row),
        "source": row.source if row else _("built in; no other rules have been put in force yet"),
        "rules": _rules(used.table),
        "otherwise": light_form.default_light_label(used.table) if used.table.otherwise else "",
        "edit_url": reverse("ledger:lights_edit") + f"?unit={unit.pk}",
    }


def _from(row: LightTable | None) -> str:
    if row is None:
        return ""
    whose = _("for %(unit)s") % {"unit": row.unit} if row.unit_id else _("for all")
    return _("%(whose)s, from %(day)s") % {"whose": whose, "day": row.start}


def _preset(table: LightRuleTable, may: bool) -> dict[str, object]:
    faults = list(light_table_faults(table))
    return {
        "name": words.light_table_label(table.name),
        "source": table.source or _("built in"),
        "rules": _rules(table),
        "otherwise": light_form.default_light_label(table) if table.otherwise else "",
        "faults": [light_said.format_table_fault(fault) for fault in faults],
        "url": reverse("ledger:lights_edit") + f"?preset={table.name}" if may else "",
    }


def _history(page: Page[LightTable], day: date) -> Shown:
    rows = []
    for table in page:
        who = f"{table.entry.person or ''} · {plain_text(table.entry.at)}"
        cells = [
            DataCell(str(table.version), _("Version"), "number"),
            DataCell(words.light_table_label(table.name), _("Name"), head=True),
            DataCell(str(table.unit) if table.unit_id else _("all"), _("For")),
            DataCell(table.start.isoformat(), _("Holds from"), "date", note=_("not yet") if table.start > day else ""),
            DataCell(table.source, _("Source")),
            DataCell(who, _("Set by")),
        ]
        rows.append(DataRow(str(table.pk), table.name, cells))
    heads = [(_("Version"), "number"), (_("Name"), "text"), (_("For"), "text"), (_("Holds from"), "date")]
    heads += [(_("Source"), "text"), (_("Set by"), "text")]
    empty = Empty(_("No rules have been put in force yet: lights follow the due date."))
    return Shown(_("All earlier settings"), [DataColumn(*head) for head in heads], rows, empty)
