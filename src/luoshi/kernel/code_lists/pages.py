"""The pages of a code list: current and past versions, a new version as a table, and workbooks."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    build_pager,
    paginate_rows,
)
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.uploads import received_sheet
from luoshi.kernel.code_lists import queries, texts
from luoshi.kernel.code_lists.actions import ListItemInput, set_version, validate_list_rows
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.forms import VersionForm, Whose, initial_list_values
from luoshi.kernel.code_lists.models import ListVersion
from luoshi.kernel.code_lists.queries import Listing
from luoshi.kernel.code_lists.rules import version_changes
from luoshi.kernel.code_lists.sheets import CODE, WORD, read_sheet, write_sheet
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.rights.pages import error_status
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.base.sheet_trials import SheetUploadForm
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import standing_on

Begun = tuple[str, str, Mapping[str, str], bool]  # code, word, columns, removed
MAY_LOOK = {Role.ADMINISTRATOR, Role.AUDITOR}


@require_safe
@login_required
def code_list_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show a list: the items in force for all or for a unit, or those of one version; and all versions."""
    actor, of, day = _looking(request), list_or_404(name), timezone.localdate()
    whose = _whose(request, day)
    unit = whose.cleaned_data.get("unit") if whose.is_valid() else None
    version = _version(request, of)
    items, row = (_items(of, version), version) if version else queries.list_in_force(of, unit, day)
    unit = version.unit if version else unit
    page = paginate_rows(request, queries.list_versions(of))
    may = Role.ADMINISTRATOR in actor.roles
    context = {
        "title": str(of.label),
        "crumbs": _crumbs(of),
        "actions": _actions(of, unit, version, day) if may else [],
        "facts": _facts(of, unit, row, version, day),
        "items": _table(of, items),
        "count": len(items),
        "sheet_url": code_list_url(of, "sheet", unit, version),
        "whose": whose,
        "now_url": code_list_url(of) if version or unit else "",
        "history": _history(of, page, day, may),
        "pager": build_pager(request, page),
    }
    return render(request, "records/code_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_one(request: HttpRequest, name: str) -> HttpResponse:
    """Edit a version as a table: preview the changes if requested, or set it with day and source."""
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
        wanted = form.submitted_items()
        given = form.cleaned_data
        try:
            if request.POST.get("then") == "try":
                changed, answer = _tried(of, unit, [wanted_row for _at, wanted_row in wanted], given["start"]), 200
            else:
                rows = [wanted_row for _at, wanted_row in wanted]
                set_version(of, unit, rows, given["start"], given["source"], actor, at=at, seen=given["seen"])
        except RecordError as error:
            form.refuse(error, wanted)
            answer = error_status(error)
        else:
            if changed is None:
                messages.success(request, _("The list is set."))
                return HttpResponseRedirect(code_list_url(of, unit=unit))
    journal_if_marked(form, request.POST, actor, at=at)
    return _edit(request, of, unit, form, changed, answer)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def code_list_import(request: HttpRequest, name: str) -> HttpResponse:
    """Read a workbook into the table of a new version, and show what it would change; nothing is set yet."""
    actor, of, at = _setting(request), list_or_404(name), timezone.now()
    day = timezone.localdate(at)
    unit = _unit(request, day)
    form = SheetUploadForm(request)

    def take(file: UploadedFile) -> HttpResponse:
        return _brought(request, of, unit, read_sheet(received_sheet(file, actor, at=at), of), day)

    if page := form.receive(take):
        return page
    title = _("Import from a workbook")
    context = {
        "title": title,
        "of": str(of.label),
        "crumbs": [*_crumbs(of, unit), (title, "")],
        "form": form,
        "to": {
            "url": request.get_full_path(),
            "label": _("Look at it"),
            "files": True,
            "back_url": code_list_url(of, unit=unit),
            "draft": None,
            "seen": None,
        },
        "effects": [
            _("The workbook's rows are shown as a new version with their changes; nothing is set yet."),
            _("An item missing in the workbook is removed. A row without a code is a new item."),
        ],
        "no_print": True,
    }
    return render(request, "luoshi/step.html", context, status=form.status)


@require_safe
@login_required
def code_list_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the items in force, or those of one version, as an .xlsx file."""
    of, day = list_or_404(name), timezone.localdate()
    _looking(request)
    version, unit = _version(request, of), _unit(request, day)
    items = _items(of, version) if version else queries.items_in_force(of, unit.pk if unit else None, day)
    file = io.BytesIO()
    write_sheet(file, of, items, _("As of %(at)s") % {"at": (version.start if version else day).isoformat()})
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{of.label} {day.isoformat()}.xlsx")


def list_or_404(name: str) -> List:
    """Return the list in the URL, or raise 404."""
    try:
        return queries.declared_lists()[name]
    except KeyError:
        raise Http404 from None


def code_list_url(of: List, page: str = "", unit: Unit | None = None, version: ListVersion | None = None) -> str:
    """Return the URL of a page about a list."""
    named = {"": "code_list", "set": "set_code_list", "bring": "bring_code_list", "sheet": "code_list_sheet"}[page]
    asked = f"?version={version.pk}" if version else f"?unit={unit.pk}" if unit else ""
    return reverse(f"records:{named}", args=[of.name]) + asked


def _looking(request: HttpRequest) -> Actor:
    actor = request_actor(request)
    if MAY_LOOK.isdisjoint(actor.roles):
        raise Http404
    return actor


def _setting(request: HttpRequest) -> Actor:
    actor = request_actor(request)
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
    rows = enumerate(queries.version_words(of, version), 1)
    return tuple(Listing(row.code, word, place, row.values) for place, (row, word) in rows)


def _crumbs(of: List, unit: Unit | None = None) -> list[tuple[str, str]]:
    return [(_("Parameters"), reverse("records:values")), (str(of.label), code_list_url(of, unit=unit))]


def _actions(of: List, unit: Unit | None, version: ListVersion | None, day: date) -> list[dict[str, object]]:
    if version is not None:
        coming = version.start > day
        return (
            [{"label": _("Correct it"), "url": code_list_url(of, "set", None, version), "main": True}] if coming else []
        )
    return [
        {"label": _("New version from a day on"), "url": code_list_url(of, "set", unit), "main": True},
        {"label": _("Import from a workbook"), "url": code_list_url(of, "bring", unit)},
    ]


def _facts(
    of: List, unit: Unit | None, row: ListVersion | None, version: ListVersion | None, day: date
) -> list[LabelledFact]:
    asked = str(unit) if unit else _("all")
    since = plain_text(row.start) if row else _("from the beginning")
    found = [
        LabelledFact(_("For"), asked),
        LabelledFact(_("Holds from"), since, note=_("not yet") if row and row.start > day else ""),
    ]
    if version is None and unit and row and row.unit_id != unit.pk:
        found.append(LabelledFact(_("Set for"), str(row.unit) if row.unit else _("all")))
    found.append(LabelledFact(_("Source"), row.source if row else _("built in; nothing has been set yet")))
    if row:
        found.append(LabelledFact(_("Set by"), _who(row)))
    read_by = "、".join(str(kind.label) for kind in queries.kinds_using_list(of))
    return [*found, LabelledFact(_("Read by"), read_by)]


def _who(row: ListVersion) -> str:
    return f"{row.entry.person or ''} · {plain_text(row.entry.at)}"


def _table(of: List, items: Sequence[Listing]) -> DataTable:
    heads = [DataColumn(_("Place"), "code"), DataColumn(str(WORD)), DataColumn(str(CODE), "hash")]
    heads += [
        DataColumn(str(column.label), "number" if column.kind == "number" else "text") for column in of.columns.values()
    ]
    rows = []
    for listing in items:
        note = _("needed by the program") if listing.code in of.fixed.split() else ""
        cells = [
            DataCell(str(listing.place), _("Place"), "code"),
            DataCell(listing.word, str(WORD), head=True, note=note),
            DataCell(listing.code, str(CODE), "hash"),
        ]
        for name, column in of.columns.items():
            text = texts.format_column_value(column, listing.values.get(name, ""))
            cells.append(DataCell(text, str(column.label), "number" if column.kind == "number" else "text"))
        rows.append(DataRow(listing.code, listing.word, cells))
    empty = Empty(_("The list is still empty."), _("Until then, forms that use it offer no choices."))
    return DataTable(_("Items in their order"), heads, rows, empty)


def _history(of: List, page: Page, day: date, may: bool) -> DataTable:
    rows = []
    for version in page:
        coming = version.start > day
        note = _("not yet") if coming else ""
        correct = DataCell(_("Correct it"), url=code_list_url(of, "set", None, version)) if coming else DataCell()
        cells = [
            DataCell(
                plain_text(version.start),
                _("Holds from"),
                "date",
                True,
                code_list_url(of, version=version),
                note=note,
            ),
            DataCell(str(version.unit) if version.unit else _("all"), _("For")),
            DataCell(str(len(version.items)), _("Items"), "number"),
            DataCell(version.source, _("Source")),
            DataCell(_who(version), _("Set by")),
            *([correct] if may else []),
        ]
        rows.append(DataRow(str(version.pk), plain_text(version.start), cells))
    heads = [
        DataColumn(_("Holds from"), "date"),
        DataColumn(_("For")),
        DataColumn(_("Items"), "number"),
        DataColumn(_("Source")),
    ]
    heads += [DataColumn(_("Set by")), *([DataColumn("")] if may else [])]
    empty = Empty(_("It was never set."), _("The built-in items are in force until then."))
    return DataTable(_("All earlier settings"), heads, rows, empty)


def _begins(of: List, unit: Unit | None, version: ListVersion | None, day: date) -> dict[str, object]:
    """Return the initial values of a new version: what holds today, or the version to be corrected."""
    items = _items(of, version) if version else queries.items_in_force(of, unit.pk if unit else None, day)
    rows: list[Begun] = [(listing.code, listing.word, listing.values, False) for listing in items]
    return initial_list_values(
        of,
        [*rows, *_taken_out(of, unit, [listing.code for listing in items], day)],
        version.start if version else day,
        version.source if version else "",
        queries.newest_version_id(of, unit, day),
    )


def _taken_out(
    of: List, unit: Unit | None, there: Sequence[str], day: date
) -> list[tuple[str, str, dict[str, str], bool]]:
    gone = sorted(queries.known_list_codes(of) - {*there})
    return [(code, queries.code_word(of, code, unit.pk if unit else None, day), {}, True) for code in gone]


def _brought(
    request: HttpRequest,
    of: List,
    unit: Unit | None,
    rows: Sequence[tuple[str, str, Mapping[str, str]]],
    day: date,
) -> HttpResponse:
    """Show the table of a new version with the content of a workbook. Raise what is wrong with it."""
    known = queries.known_list_codes(of)
    wanted = [ListItemInput(code, word, values, new=code not in known) for code, word, values in rows]
    out = _taken_out(of, unit, [code for code, _word, _values in rows], day)
    changed = _tried(of, unit, wanted, day)
    made: list[Begun] = [(code, word, values, False) for code, word, values in rows]
    begins = initial_list_values(of, [*made, *out], day, "", queries.newest_version_id(of, unit, day))
    return _edit(request, of, unit, VersionForm(None, of, begins), changed)


def _tried(of: List, unit: Unit | None, wanted: Sequence[ListItemInput], day: date) -> list[str]:
    """Return what these items would change on a day, in sentences."""
    after = [(row, queries.word_of(of, row)) for row in validate_list_rows(of, wanted)]
    before = texts.listing_rows(queries.items_in_force(of, unit.pk if unit else None, day))
    found = texts.format_version_changes(of, version_changes(before, after, tuple(of.columns)))
    return found or [_("Nothing differs from what is in force then.")]


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
        "columns": [str(column.label) for column in of.columns.values()],
        "changed": changed,
        "whose": str(unit) if unit else _("all that have no list of their own"),
        "to_url": code_list_url(of, "set", unit),
        "back_url": code_list_url(of, unit=unit),
        "no_print": True,
    }
    return render(request, "records/code_list_set.html", context, status=answer)
