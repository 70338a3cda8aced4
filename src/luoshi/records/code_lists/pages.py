"""The pages of a list: as it holds today and held before, a new version as a table, and workbooks."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.org.base.requests import acting, takes_files
from luoshi.org.base.shapes import Cell, Column, Empty, Fact, Row, Table, paged, pager
from luoshi.org.base.typed import refused
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import standing_on
from luoshi.records.base.errors import RecordError
from luoshi.records.code_lists import queries, said
from luoshi.records.code_lists.actions import Wanted, checked, set_version
from luoshi.records.code_lists.declared import List
from luoshi.records.code_lists.forms import Upload, VersionForm, Whose, beginning
from luoshi.records.code_lists.models import ListVersion
from luoshi.records.code_lists.queries import Listing
from luoshi.records.code_lists.rules import changes
from luoshi.records.code_lists.sheets import CODE, WORD, read_sheet, write_sheet
from luoshi.records.journal.actions.uploads import received_sheet
from luoshi.records.kinds import fields
from luoshi.records.rights.pages import status

Begun = tuple[str, str, Mapping[str, str], bool]  # code, word, columns, taken out
MAY_LOOK = {Role.ADMINISTRATOR, Role.AUDITOR}


@require_safe
@login_required
def detail(request: HttpRequest, name: str) -> HttpResponse:
    """One list: the items in force for all or for a unit, or of one version; all that was ever set of it."""
    actor, of, day = _looking(request), list_or_404(name), timezone.localdate()
    whose = _whose(request, day)
    unit = whose.cleaned_data.get("unit") if whose.is_valid() else None
    version = _version(request, of)
    items, row = (_items(of, version), version) if version else queries.standing(of, unit, day)
    unit = version.unit if version else unit
    page = paged(request, queries.history(of))
    may = Role.ADMINISTRATOR in actor.roles
    context = {
        "title": str(of.label),
        "crumbs": _crumbs(of),
        "actions": _actions(of, unit, version, day) if may else [],
        "facts": _facts(of, unit, row, version, day),
        "items": _table(of, items),
        "count": len(items),
        "sheet_url": url(of, "sheet", unit, version),
        "whose": whose,
        "now_url": url(of) if version or unit else "",
        "history": _history(of, page, day, may),
        "pager": pager(request, page),
    }
    return render(request, "records/code_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_one(request: HttpRequest, name: str) -> HttpResponse:
    """A version as a table: it is tried first where that is asked for, and set with its day and source."""
    actor, of, at = _setting(request), list_or_404(name), timezone.now()
    day = timezone.localdate(at)
    version, unit = _version(request, of), _unit(request, day)
    if version is not None:
        unit = version.unit
    if request.method != "POST":
        begins = _begins(of, unit, version, day)
        return _edit(request, of, unit, VersionForm(None, of, begins))
    form = VersionForm(request.POST, of)
    changed: list[str] | None = None
    answer = 422
    if form.is_valid():
        wanted = form.wanted()
        given = form.cleaned_data
        try:
            if request.POST.get("then") == "try":
                changed, answer = _tried(of, unit, [one for _at, one in wanted], given["start"]), 200
            else:
                rows = [one for _at, one in wanted]
                set_version(of, unit, rows, given["start"], given["source"], actor, at=at, seen=given["seen"])
        except RecordError as error:
            form.refuse(error, wanted)
            answer = status(error)
        else:
            if changed is None:
                messages.success(request, _("The list is set."))
                return HttpResponseRedirect(url(of, unit=unit))
    refused(form, request.POST, actor, at=at)
    return _edit(request, of, unit, form, changed, answer)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def bring_in(request: HttpRequest, name: str) -> HttpResponse:
    """A workbook read into the table of a new version, with what it would change; nothing is set yet."""
    actor, of, at = _setting(request), list_or_404(name), timezone.now()
    day = timezone.localdate(at)
    unit = _unit(request, day)
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            rows = read_sheet(received_sheet(form.cleaned_data["file"], actor, at=at), of)
            return _brought(request, of, unit, rows, day)
        except RecordError as error:
            form.add_error("file", " ".join(filter(None, [error.what, error.remedy])))
    title = _("Bring in from a workbook")
    context = {
        "title": title,
        "of": str(of.label),
        "crumbs": [*_crumbs(of, unit), (title, "")],
        "form": form,
        "to": {
            "url": request.get_full_path(),
            "label": _("Look at it"),
            "files": True,
            "back_url": url(of, unit=unit),
            "draft": None,
            "seen": None,
        },
        "effects": [
            _("The workbook's rows are shown as a new version, with what they change; nothing is set yet."),
            _("An item that is not in the workbook is taken out. A row without a code is a new item."),
        ],
        "no_print": True,
    }
    return render(request, "luoshi/step.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def sheet(request: HttpRequest, name: str) -> HttpResponseBase:
    """The items in force, or of one version, as an .xlsx file."""
    of, day = list_or_404(name), timezone.localdate()
    _looking(request)
    version, unit = _version(request, of), _unit(request, day)
    items = _items(of, version) if version else queries.items(of, unit.pk if unit else None, day)
    file = io.BytesIO()
    write_sheet(file, of, items, _("As of %(at)s") % {"at": (version.start if version else day).isoformat()})
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{of.label} {day.isoformat()}.xlsx")


def list_or_404(name: str) -> List:
    """The list of an address."""
    try:
        return queries.declared()[name]
    except KeyError:
        raise Http404 from None


def url(of: List, page: str = "", unit: Unit | None = None, version: ListVersion | None = None) -> str:
    """The address of a page about a list."""
    named = {"": "code_list", "set": "set_code_list", "bring": "bring_code_list", "sheet": "code_list_sheet"}[page]
    asked = f"?version={version.pk}" if version else f"?unit={unit.pk}" if unit else ""
    return reverse(f"records:{named}", args=[of.name]) + asked


def _looking(request: HttpRequest) -> Actor:
    actor = acting(request)
    if MAY_LOOK.isdisjoint(actor.roles):
        raise Http404
    return actor


def _setting(request: HttpRequest) -> Actor:
    actor = acting(request)
    if Role.ADMINISTRATOR not in actor.roles:
        raise Http404
    return actor


def _whose(request: HttpRequest, day: date) -> Whose:
    form = Whose({"unit": request.GET.get("unit", ""), "unit_key": request.GET.get("unit_key", "")})
    form.fields["unit"].queryset = standing_on(day)  # type: ignore[attr-defined]
    return form


def _unit(request: HttpRequest, day: date) -> Unit | None:
    whose = _whose(request, day)
    if not whose.is_valid():
        raise Http404
    found: Unit | None = whose.cleaned_data["unit"]
    return found


def _version(request: HttpRequest, of: List) -> ListVersion | None:
    asked = request.GET.get("version", "")
    if not asked:
        return None
    known = asked.isascii() and asked.isdecimal() and len(asked) < 18
    found = queries.version_of(of, int(asked)) if known else None
    if found is None:
        raise Http404
    return found


def _items(of: List, version: ListVersion) -> tuple[Listing, ...]:
    rows = enumerate(queries.words_of(of, version), 1)
    return tuple(Listing(row.code, word, place, row.values) for place, (row, word) in rows)


def _crumbs(of: List, unit: Unit | None = None) -> list[tuple[str, str]]:
    return [(_("Parameters"), reverse("records:values")), (str(of.label), url(of, unit=unit))]


def _actions(of: List, unit: Unit | None, version: ListVersion | None, day: date) -> list[dict[str, Any]]:
    if version is not None:
        coming = version.start > day
        return [{"label": _("Correct it"), "url": url(of, "set", None, version), "main": True}] if coming else []
    return [
        {"label": _("New version from a day on"), "url": url(of, "set", unit), "main": True},
        {"label": _("Bring in from a workbook"), "url": url(of, "bring", unit)},
    ]


def _facts(of: List, unit: Unit | None, row: ListVersion | None, version: ListVersion | None, day: date) -> list[Fact]:
    asked = str(unit) if unit else _("all")
    since = fields.text(row.start) if row else _("from the beginning")
    found = [Fact(_("For"), asked), Fact(_("Holds from"), since, note=_("not yet") if row and row.start > day else "")]
    if version is None and unit and row and row.unit_id != unit.pk:
        found.append(Fact(_("Set for"), str(row.unit) if row.unit else _("all")))
    found.append(Fact(_("Source"), row.source if row else _("the program's own; nothing was set yet")))
    if row:
        found.append(Fact(_("Set by"), _who(row)))
    read_by = "、".join(str(kind.label) for kind in queries.readers(of))
    return [*found, Fact(_("Read by"), read_by)]


def _who(row: ListVersion) -> str:
    return f"{row.entry.person or ''} · {fields.text(row.entry.at)}"


def _table(of: List, items: Sequence[Listing]) -> Table:
    heads = [Column(_("Place"), "code"), Column(str(WORD)), Column(str(CODE), "hash")]
    heads += [Column(str(one.label), "number" if one.kind == "number" else "text") for one in of.columns.values()]
    rows = []
    for one in items:
        note = _("needed by the program") if one.code in of.fixed.split() else ""
        cells = [
            Cell(str(one.place), _("Place"), "code"),
            Cell(one.word, str(WORD), head=True, note=note),
            Cell(one.code, str(CODE), "hash"),
        ]
        for name, column in of.columns.items():
            text = said.value(column, one.values.get(name, ""))
            cells.append(Cell(text, str(column.label), "number" if column.kind == "number" else "text"))
        rows.append(Row(one.code, one.word, cells))
    empty = Empty(_("The list holds nothing yet."), _("Forms that take from it offer nothing until then."))
    return Table(_("Items in their order"), heads, rows, empty)


def _history(of: List, page: Any, day: date, may: bool) -> Table:
    rows = []
    for one in page:
        coming = one.start > day
        note = _("not yet") if coming else ""
        correct = Cell(_("Correct it"), url=url(of, "set", None, one)) if coming else Cell()
        cells = [
            Cell(fields.text(one.start), _("Holds from"), "date", True, url(of, version=one), note=note),
            Cell(str(one.unit) if one.unit else _("all"), _("For")),
            Cell(str(len(one.items)), _("Items"), "number"),
            Cell(one.source, _("Source")),
            Cell(_who(one), _("Set by")),
            *([correct] if may else []),
        ]
        rows.append(Row(str(one.pk), fields.text(one.start), cells))
    heads = [Column(_("Holds from"), "date"), Column(_("For")), Column(_("Items"), "number"), Column(_("Source"))]
    heads += [Column(_("Set by")), *([Column("")] if may else [])]
    empty = Empty(_("It was never set."), _("The program's own items hold until then."))
    return Table(_("All that was set"), heads, rows, empty)


def _begins(of: List, unit: Unit | None, version: ListVersion | None, day: date) -> dict[str, Any]:
    """What the form of a new version begins with: what holds today, or what is to be corrected."""
    items = _items(of, version) if version else queries.items(of, unit.pk if unit else None, day)
    rows: list[Begun] = [(one.code, one.word, one.values, False) for one in items]
    return beginning(
        of,
        [*rows, *_taken_out(of, unit, [one.code for one in items], day)],
        version.start if version else day,
        version.source if version else "",
        queries.newest(of, unit, day),
    )


def _taken_out(
    of: List, unit: Unit | None, there: Sequence[str], day: date
) -> list[tuple[str, str, dict[str, str], bool]]:
    gone = sorted(queries.codes(of) - {*there})
    return [(code, queries.word(of, code, unit.pk if unit else None, day), {}, True) for code in gone]


def _brought(
    request: HttpRequest,
    of: List,
    unit: Unit | None,
    rows: Sequence[tuple[str, str, Mapping[str, str]]],
    day: date,
) -> HttpResponse:
    """The table of a new version with what a workbook holds, or what is wrong with it."""
    known = queries.codes(of)
    wanted = [Wanted(code, word, values, new=code not in known) for code, word, values in rows]
    out = _taken_out(of, unit, [code for code, _word, _values in rows], day)
    changed = _tried(of, unit, wanted, day)
    made: list[Begun] = [(code, word, values, False) for code, word, values in rows]
    begins = beginning(of, [*made, *out], day, "", queries.newest(of, unit, day))
    return _edit(request, of, unit, VersionForm(None, of, begins), changed)


def _tried(of: List, unit: Unit | None, wanted: Sequence[Wanted], day: date) -> list[str]:
    """What these items would change of what holds on a day, in sentences."""
    after = [(row, queries.word_of(of, row)) for row in checked(of, wanted)]
    before = said.rows_of(queries.items(of, unit.pk if unit else None, day))
    found = said.changed(of, changes(before, after, tuple(of.columns)))
    return found or [_("Nothing is different from what holds then.")]


def _edit(
    request: HttpRequest,
    of: List,
    unit: Unit | None,
    form: VersionForm,
    changed: list[str] | None = None,
    answer: int = 200,
) -> HttpResponse:
    title = _("New version from a day on")
    context = {
        "title": title,
        "of": str(of.label),
        "crumbs": [*_crumbs(of, unit), (title, "")],
        "form": form,
        "lines": list(form.lines()),
        "columns": [str(one.label) for one in of.columns.values()],
        "changed": changed,
        "whose": str(unit) if unit else _("all that have no list of their own"),
        "to_url": url(of, "set", unit),
        "back_url": url(of, unit=unit),
        "no_print": True,
    }
    return render(request, "records/code_list_set.html", context, status=answer)
