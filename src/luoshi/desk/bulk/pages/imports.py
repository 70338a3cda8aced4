"""Import of records from a sheet: the template, a trial of each row, questions about names, then the rows chosen."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.bulk import in_steps, most_rows
from luoshi.desk.bulk.actions.checking import sheet_names
from luoshi.desk.bulk.actions.imports import (
    begins_by,
    drop_import,
    import_rows,
    left_lines,
)
from luoshi.desk.bulk.actions.receiving import SentSheet, UnknownLayout, take_sheet
from luoshi.desk.bulk.actions.staged import begin_import, cancel_import
from luoshi.desk.bulk.actions.step_lines import take_lines
from luoshi.desk.bulk.actions.trial import keep_rechecked_lines, recheck_lines, try_again
from luoshi.desk.bulk.actions.updates import take_updates
from luoshi.desk.bulk.attachments.actions import FIELD, receive_zip
from luoshi.desk.bulk.attachments.pages import describe_files
from luoshi.desk.bulk.attachments.rules import MOST_FILES
from luoshi.desk.bulk.attachments.zipped_files import list_file_fields
from luoshi.desk.bulk.exported_sheets import find_update_step, is_exported, write_refused_updates
from luoshi.desk.bulk.import_sheets import (
    write_refused,
    write_template,
)
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.bulk.names.actions import remember_names
from luoshi.desk.bulk.names.queries import (
    NameQuestion,
    find_named_row,
    find_one_name,
    list_name_questions,
    unclear_words,
)
from luoshi.desk.bulk.pages.columns import describe_layout
from luoshi.desk.bulk.pages.import_frame import (
    import_frame,
    list_openings,
    may_enter_earlier,
    open_kind_or_404,
)
from luoshi.desk.bulk.pages.import_tables import SHOWN, NamesForm, columns_table, count_fates, lines_table
from luoshi.desk.bulk.pages.new_names import list_new_names
from luoshi.desk.bulk.pages.taking_back import recent_imports_table
from luoshi.desk.lists.pages.lists import kind_url
from luoshi.desk.lists.views.models import ImportRun
from luoshi.desk.lists.views.queries import brought_in_before, import_of
from luoshi.evidence.journal.actions.uploads import received_sheet
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.counts import format_record_count
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.rights.pages import kind_or_404, moment_of_step, render_problem
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.search.links.queries import linked_records_by_id
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.base.sheet_trials import SheetUploadForm, show_import_progress
from luoshi.org.units.queries import own_units

AT_ONCE = 200  # rows that the request itself writes, in a fifth of a second; the worker writes larger imports
ASKED_AT_ONCE = 50  # names asked about on one page


class RecordSheetForm(SheetUploadForm):
    """The upload of a sheet of records, also one of an older program."""

    file = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx, .xls, .et or .ods)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.ods"}),
    )
    earlier = forms.BooleanField(
        label=gettext_lazy("These are matters of earlier years"),
        help_text=gettext_lazy(
            "They are marked as entered late. Nobody is notified, and nothing is owed from before today. The limit for "
            "late entry does not apply."
        ),
        required=False,
    )
    zip = forms.FileField(
        label=gettext_lazy("Zip with the files that the sheet names"),
        help_text=gettext_lazy("Unclassified files only, at most %(most)d. Each is checked as if it came alone."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        required=False,
    )
    field_order = ("file", FIELD, "earlier")

    def __init__(self, request: HttpRequest, *, earlier: bool, files: bool) -> None:
        super().__init__(request)
        self.fields[FIELD].help_text %= {"most": MOST_FILES}
        for name, offered in (("earlier", earlier), (FIELD, files)):
            if not offered:
                del self.fields[name]


class BringInForm(ScreenedForm):
    """The form that chooses the lines to import, if not all of them are valid and new, and asks why lines change."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of the changes"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
    partly = forms.BooleanField(label=gettext_lazy("Leave out the refused rows"))
    again = forms.BooleanField(label=gettext_lazy("Import again what was imported before"), required=False)

    def __init__(self, lines: list[KeptLine], data: QueryDict | None = None) -> None:
        super().__init__(data)
        fates = {line.fate for line in lines}
        if "refused" not in fates:
            del self.fields["partly"]
        if not is_exported(lines):
            del self.fields["reason"]
        if "there" not in fates or is_exported(lines):
            del self.fields["again"]
        elif not fates & {"new", "doubt"}:
            self.fields["again"].required = True


@require_safe
@login_required
def import_template_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the template as an .xlsx file."""
    declared, step = open_kind_or_404(request, name)
    units = own_units(request_actor(request))[:1]
    file = io.BytesIO()
    write_template(file, declared, [str(unit) for unit in units], most_rows(declared, step), step)
    named = _("Template of %(kind)s") % {"kind": declared.label}
    return _sheet(file, named)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def import_run_new(request: HttpRequest, name: str) -> HttpResponse:
    """Show the instructions, and try an uploaded sheet row by row; keep it until the person decides."""
    (declared, step), actor, at = open_kind_or_404(request, name), request_actor(request), timezone.now()
    takes = bool(list_file_fields(declared, step))
    form = RecordSheetForm(request, earlier=may_enter_earlier(declared, actor), files=takes)

    def take(file: UploadedFile) -> str:
        data, beside = received_sheet(file, actor, at=at, old=True), form.cleaned_data.get(FIELD)
        files = receive_zip(beside, declared, step, actor, at=at) if beside else None
        earlier = bool(form.cleaned_data.get("earlier"))
        taken = take_sheet(declared, step, actor, SentSheet(file.name or "", data, earlier, files), at=at)
        if isinstance(taken, UnknownLayout):
            return kind_url(declared, "import_columns", taken.token)
        return kind_url(declared, "import_run", taken.pk)

    if url := form.receive(take):
        return HttpResponseRedirect(url)
    return _ask(request, declared, step, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_run_detail(request: HttpRequest, name: str, run: int) -> HttpResponse:
    """Show a checked sheet that waits for the person's decision, or the result of its import."""
    declared, actor, kept = _own_run(request, name, run)
    if kept.back_id is not None:
        return HttpResponseRedirect(kind_url(declared, "import_back", kept.pk))
    if kept.state in (*ImportRun.GOING, ImportRun.OUT):
        return _going(request, declared, kept)
    step = begins_by(kept, declared)
    at = moment_of_step(request, step)
    rechecked = keep_rechecked_lines if request.method == "POST" else recheck_lines
    lines, names = rechecked(kept, declared, actor, at=at), None
    if request.method == "POST" and "drop" in request.POST and not kept.entry_id:
        drop_import(kept, declared, actor)
        messages.success(request, _("Nothing of the sheet was imported."))
        return HttpResponseRedirect(kind_url(declared, "list"))
    questions = _questions(kept, declared, lines, actor)
    if request.method == "POST" and "names" in request.POST:
        names = NamesForm(questions, request.POST)
        if names.is_valid() and _take_answers(names, kept, declared, actor, timezone.now()):
            return HttpResponseRedirect(request.path)
    form = BringInForm(lines, request.POST if request.method == "POST" and names is None else None)
    if form.is_bound and form.is_valid() and is_exported(lines):
        return _updated(request, declared, kept, actor, form.cleaned_data["reason"])
    if form.is_bound and form.is_valid() and not step.begins:
        return _taken(request, declared, kept, actor, at)
    if form.is_bound and form.is_valid():
        again = bool(form.cleaned_data.get("again"))
        try:
            if len(lines) > AT_ONCE and in_steps(declared, step):
                begin_import(kept, declared, actor, at=at, again=again)
                return HttpResponseRedirect(request.path)
            records = import_rows(kept, declared, actor, at=at, again=again)
        except RecordError as error:
            return render_problem(request, error, home_url=kind_url(declared, "import"))
        if records:
            said = _("Imported: %(records)s.") % {"records": format_record_count(declared, len(records))}
            messages.success(request, said)
        return HttpResponseRedirect(request.path)
    context = import_frame(declared, step) | _decision(request, declared, kept, lines, actor, form)
    context |= {"names": names or (NamesForm(questions) if questions else None)}
    context |= {"new_names": list_new_names(declared, kept, unclear_words(lines), actor) if questions else []}
    return render(request, "records/import_run.html", context, status=422 if request.method == "POST" else 200)


def _updated(request: HttpRequest, declared: CompiledKind, kept: ImportRun, actor: Actor, reason: str) -> HttpResponse:
    """Change the records of the changed lines, all at once."""
    try:
        count = take_updates(kept, declared, actor, reason, at=timezone.now())
    except RecordError as error:
        return _checked_again(request, declared, kept, actor, error)
    if count:
        messages.success(request, _("Changed: %(records)s.") % {"records": format_record_count(declared, count)})
    return HttpResponseRedirect(request.path)


def _checked_again(
    request: HttpRequest, declared: CompiledKind, kept: ImportRun, actor: Actor, error: RecordError
) -> HttpResponse:
    """Say why nothing was saved; the page that it leads back to shows the rows checked once more."""
    if error.code in ("changed", "incomplete", "guarded"):
        try_again(kept, declared, actor, at=timezone.now())
    return render_problem(request, error, home_url=request.path)


def _taken(request: HttpRequest, declared: CompiledKind, kept: ImportRun, actor: Actor, at: datetime) -> HttpResponse:
    """Take the step on the records of the right lines, all at once, and show what became of each."""
    try:
        run = take_lines(kept, declared, actor, uuid4(), at=at)
    except RecordError as error:
        return _checked_again(request, declared, kept, actor, error)
    if run is None:
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(kind_url(declared, "run", run.pk))


@require_safe
@login_required
def import_refused_export(request: HttpRequest, name: str, run: int) -> HttpResponseBase:
    """Send the refused lines as an .xlsx file, each with its reason, so that they can be corrected and uploaded."""
    declared, _actor, kept = _own_run(request, name, run)
    if not (lines := left_lines(kept)):
        raise Http404
    file = io.BytesIO()
    if is_exported(lines):
        write_refused_updates(file, declared, lines)
    else:
        write_refused(file, declared, lines, begins_by(kept, declared))
    return _sheet(file, _("Refused rows of %(kind)s") % {"kind": declared.label})


def _decision(
    request: HttpRequest,
    declared: CompiledKind,
    kept: ImportRun,
    lines: list[KeptLine],
    actor: Actor,
    form: BringInForm,
) -> dict[str, object]:
    """Return what the page shows about a waiting sheet and about imported lines."""
    right = sum(line.fate in ("new", "doubt", "changed") for line in lines)
    like = {line.there or line.record or next(iter(line.like), 0) for line in lines} - {0}
    linked = linked_records_by_id(like, actor, timezone.localdate())
    step = begins_by(kept, declared)
    return {
        "kept": kept,
        "counted": count_fates(lines),
        "imported": format_record_count(declared, kept.count),
        "before": None if kept.entry_id else brought_in_before(declared, actor, kept.sha256),
        "rows": None if kept.entry_id else lines_table(declared, step, lines, linked),
        "more": max(len(lines) - SHOWN, 0),
        "refused": sum(bool(line.wrong) for line in left_lines(kept)),
        "refused_url": kind_url(declared, "import_refused", kept.pk),
        "form": form if right or (any(line.there for line in lines) and not is_exported(lines)) else None,
        "updates": is_exported(lines) or (bool(kept.entry_id) and not step.begins),
        "to": {
            "url": request.path,
            "label": _import_label(declared, step, right, is_exported(lines)),
            "draft": request.path if is_exported(lines) else None,  # then a reason is asked for
        },
        "names_to": {"url": request.path, "label": _("Remember and check again")},
        "drop_url": request.path,
        "layout": describe_layout(declared, step, kept),
        "files": describe_files(kept, declared, step, lines),
        "undo_url": kind_url(declared, "import_back", kept.pk) if kept.entry_id and kept.lines.exists() else "",
        "said": plain_text(kept.entry.at) if kept.entry else "",
    }


def _import_label(declared: CompiledKind, step: Step, right: int, updates: bool) -> str:
    """Return the words of the button: what becomes of the right and new lines, or of those imported before."""
    if updates:
        return _("Change %(records)s") % {"records": format_record_count(declared, right)}
    if not right:
        return _("Import once more")
    if step.begins:
        return _("Import %(records)s") % {"records": format_record_count(declared, right)}
    return ngettext("%(step)s: %(n)d row", "%(step)s: %(n)d rows", right) % {"step": step.label, "n": right}


def _questions(kept: ImportRun, declared: CompiledKind, lines: list[KeptLine], actor: Actor) -> list[NameQuestion]:
    unclear = unclear_words(lines)
    if not unclear:
        return []
    fields = sheet_names(declared, begins_by(kept, declared))
    return list_name_questions(declared, fields, unclear, actor, timezone.localdate())[:ASKED_AT_ONCE]


def _take_answers(names: NamesForm, kept: ImportRun, declared: CompiledKind, actor: Actor, at: datetime) -> bool:
    """Store the person's answers and check the sheet again; return False if an answer names nothing."""
    fields = sheet_names(declared, begins_by(kept, declared))
    day, found = timezone.localdate(at), {}
    for question, pk, typed in names.read_answers():
        form_field = fields[question.field]
        meant = (
            find_one_name(form_field, typed, actor, day) if pk is None else find_named_row(form_field, pk, actor, day)
        )
        if meant is None:
            names.refuse_answer(question)
        else:
            found[question.field, question.word] = meant.pk
    if names.errors:
        return False
    remember_names(declared, actor, found)
    try_again(kept, declared, actor, at=at)
    return True


def _going(request: HttpRequest, declared: CompiledKind, kept: ImportRun) -> HttpResponse:
    """Show the progress of a long import. It can be cancelled as long as its rows are not valid."""
    return show_import_progress(
        request,
        kept,
        lambda: cancel_import(kept, declared, request_actor(request)),
        {False: (_("Upload a sheet"), kind_url(declared, "import"))},
        **import_frame(declared, begins_by(kept, declared)),
    )


def _own_run(request: HttpRequest, name: str, run: int) -> tuple[CompiledKind, Actor, ImportRun]:
    """Return the person's own sheet; raise 404 otherwise."""
    declared, actor = kind_or_404(name), request_actor(request)
    kept = import_of(declared, actor, run)
    if kept is None or begins_by(kept, declared) not in list_openings(declared, actor):
        raise Http404
    return declared, actor, kept


def _sheet(file: io.BytesIO, name: str) -> FileResponse:
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def _ask(request: HttpRequest, declared: CompiledKind, step: Step, form: RecordSheetForm) -> HttpResponse:
    others = [other for other in list_openings(declared, request_actor(request)) if other is not step]
    context = import_frame(declared, step) | {
        "form": form,
        "most": most_rows(declared, step),
        "others": [(str(other.label), f"{kind_url(declared, 'import')}?step={other.name}") for other in others],
        "columns": columns_table(declared, step),
        "files": bool(list_file_fields(declared, step)),
        "recent": recent_imports_table(declared, request),
        "updates": find_update_step(declared) in rights.steps_to_take(declared, request_actor(request)),
        "to": {
            "url": request.get_full_path(),
            "label": _("Check the sheet"),
            "files": True,
            "back_url": kind_url(declared, "list"),
        },
    }
    return render(request, "records/import.html", context, status=form.status)
