"""Shared pages for imported workbooks: upload, trial, review row by row, confirm or discard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.errors import Refusal
from luoshi.base.forms.fields import decrypt_bytes, encrypt_bytes
from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.json_values import JSON
from luoshi.base.sheets import trials
from luoshi.base.sheets.staged_imports import StagedRun
from luoshi.codes.model import CodeRemark
from luoshi.evidence.journal.actions.uploads import received_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {"wrong": "late", "doubtful": "soon"}
R = TypeVar("R")


class SheetUploadForm(forms.Form):
    """The upload of a workbook."""

    required_css_class = "required"
    file = forms.FileField(label=gettext_lazy("Workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))

    def __init__(self, request: HttpRequest, **options: Any) -> None:
        sent = request.method == "POST"
        super().__init__(request.POST if sent else None, request.FILES if sent else None, **options)

    def receive(self, take: Callable[[UploadedFile], R]) -> R | None:
        """Return what ``take`` makes of the file; None if none was sent, or it is refused: the form then says why."""
        if not (self.is_bound and self.is_valid()):
            return None
        try:
            return take(self.cleaned_data["file"])
        except Refusal as error:
            named = next((name for name in error.fields if name in self.fields), "file")
            self.add_error(named, ValidationError(" ".join(filter(None, [error.what, error.remedy])), error.code))
            return None

    @property
    def status(self) -> int:
        """The status of a page with this form."""
        return 503 if any(self.has_error(name, "busy") for name in self.errors) else 422 if self.errors else 200


@dataclass(frozen=True, slots=True)
class TriedSheet:
    """The pages for one type of sheet.

    A report is the stored result of a trial. It holds sentences by id, so that it reads in any language. Its ``lines``
    are [row number, kinds, remarks, doubts, and the row's own cells].

    Attributes:
        above: the name of the list that receives the rows, and its URL name.
        give, trial: the URL names.
        kinds: the possible outcomes of a row, ``doubtful`` and ``unchanged`` among them; the first that occurs is shown
            first.
        columns: the row's own: label, type, and how its stored value is shown; the second names a row.
        sentence: of a remark.
        template: of the page with the result.
        sealed: the file is encrypted in the data folder, because the database encrypts its content too.
    """

    above: tuple[StrOrPromise, str]
    give: str
    trial: str
    kinds: Mapping[str, StrOrPromise]
    columns: Sequence[tuple[StrOrPromise, str, Callable[[Any], str]]]
    sentence: Callable[[CodeRemark], str]
    template: str
    sealed: bool = False

    def crumbs(self) -> list[tuple[str, str]]:
        """The breadcrumbs of these pages."""
        return [(str(self.above[0]), reverse(self.above[1])), (_("Import"), "")]

    def ask(
        self,
        request: HttpRequest,
        form: SheetUploadForm,
        report: Callable[[str, bytes], Mapping[str, JSON]],
        at: datetime,
        **context: object,
    ) -> HttpResponse:
        """Ask for the workbook; once uploaded, try it and show the report.

        Args:
            report: tries a file of this name and returns its report; its refusals are shown.
            context: what the page takes besides the form.
        """

        def take(file: UploadedFile) -> str:
            sent = received_file(file, request_actor(request), at=at)
            kept = encrypt_bytes(sent.data) if self.sealed else sent.data
            return trials.save_trial(kept, report(sent.name, sent.data), at)

        if token := form.receive(take):
            return HttpResponseRedirect(reverse(self.trial, args=[token]))
        context |= {
            "crumbs": self.crumbs(),
            "form": form,
            "to": {
                "url": request.path,
                "label": _("Preview the import"),
                "files": True,
                "back_url": reverse(self.above[1]),
                "draft": request.path,
            },
            "no_print": True,
        }
        return render(request, "org/sheet_given.html", context, status=form.status)

    def find_trial(self, request: HttpRequest, token: str) -> tuple[trials.FileTrial, bytes] | HttpResponse:
        """Return this person's trial and its file; or a redirect, also if it is discarded by this request."""
        return open_trial(request, token, reverse(self.give), decrypt_bytes if self.sealed else bytes)

    def show_refusal(
        self, request: HttpRequest, found: trials.FileTrial, report: Mapping[str, JSON], error: Refusal
    ) -> HttpResponse:
        """Show a refusal and the report of a new trial."""
        trials.replace_trial_report(found.token, {**found.report, **report})
        messages.warning(request, " ".join(filter(None, [error.what, error.remedy])))
        return HttpResponseRedirect(request.path)

    def show(
        self, request: HttpRequest, found: trials.FileTrial, changes: int, *, status: int = 200, **context: object
    ) -> HttpResponse:
        """Show the report, rows of one kind at a time; ``changes``: how many rows would change something."""
        report, counts, which = found.report, found.report["counts"], request.GET.get("show", "")
        if which not in self.kinds:
            which = next((kind for kind in self.kinds if counts[kind]), "unchanged")
        page = paginate_rows(
            request, [row for row in report["lines"] if which in row[1] or (which == "doubtful" and row[3])]
        )
        shown = {
            "crumbs": self.crumbs(),
            "counts": count_outcomes(
                request, {kind: (label, counts[kind]) for kind, label in self.kinds.items()}, which
            ),
            "file": report["name"],
            "unread": "、".join(report["unread"]),
            "wrong": counts["wrong"],
            "changes": changes,
            "agreed": report["digest"],
            "table": self._table(page, str(self.kinds[which])),
            "pager": build_pager(request, page),
        }
        return render(request, self.template, shown | context, status=status)

    def _cell(self, place: int, value: JSON) -> DataCell:
        label, sort, reads = self.columns[place]
        return DataCell(reads(value), str(label), sort, head=place == 1)

    def _table(self, page: Page[list[Any]], caption: str) -> DataTable:
        rows = []
        for number, kinds, said, doubts, *own in page:
            words, note = (" ".join(self.sentence(CodeRemark(*remark)) for remark in some) for some in (said, doubts))
            cells = [
                DataCell(str(number), _("Row"), "number"),
                *(self._cell(place, value) for place, value in enumerate(own)),
                DataCell("、".join(str(self.kinds[kind]) for kind in kinds), _("Change")),
                DataCell(words, _("In particular"), note=note),
            ]
            rows.append(DataRow(str(number), own[1], cells))
        columns = [
            DataColumn(_("Row"), "number"),
            *(DataColumn(str(label), sort) for label, sort, _reads in self.columns),
        ]
        columns += [DataColumn(_("Change")), DataColumn(_("In particular"))]
        return DataTable(caption, columns, rows, Empty(_("No such rows.")))


def open_trial(
    request: HttpRequest,
    token: str,
    give_url: str,
    unseal: Callable[[bytes], bytes | None] = bytes,
    **about: JSON,
) -> tuple[trials.FileTrial, bytes] | HttpResponse:
    """Return this person's trial and its file; or a redirect to ``give_url``, also if this request discards it.

    Args:
        unseal: decrypts the file; None if it cannot.
        about: what the report of the trial must say, such as what it is about; otherwise there is no such trial.
    """
    found = trials.find_trial(token, request_actor(request).person)
    if found and any(found.report.get(name) != value for name, value in about.items()):
        found = None
    data = trials.data_of(found) if found else None
    data = unseal(data) if data else None
    if found is None and request.method != "POST":
        raise Http404
    if found and data and "drop" not in request.POST:
        return found, data
    if found is None:
        messages.warning(request, _("This preview has ended: it was imported or cancelled, or is older than a day."))
    elif "drop" in request.POST:
        messages.success(request, _("Cancelled. Nothing was imported."))
    else:
        messages.warning(request, _("The previewed file no longer exists. Upload it again."))
    if found:  # never another person's trial
        trials.drop_trial(token)
    return HttpResponseRedirect(give_url)


def count_outcomes(
    request: HttpRequest, outcomes: Mapping[str, tuple[StrOrPromise, int]], shown: str
) -> list[dict[str, object]]:
    """Return how many rows have each outcome, for ``luoshi/_counts.html``; each leads to its rows."""
    return [
        {
            "label": label,
            "count": count,
            "url": list_query_string(request, show=name, page=None),
            "here": name == shown,
            "tone": TONES.get(name),
        }
        for name, (label, count) in outcomes.items()
    ]


def show_import_progress(
    request: HttpRequest,
    kept: StagedRun,
    cancel: Callable[[], bool],
    again: Mapping[bool, tuple[str, str]],
    **context: object,
) -> HttpResponse:
    """Show the progress of a long import. It can be cancelled as long as none of its rows is in effect.

    Args:
        cancel: cancels it; False if that is too late.
        again: label and address of the page for what comes next, if it is done and if not.
        context: what the page takes besides: title and crumbs.
    """
    if request.method == "POST":
        if "drop" in request.POST and not cancel():
            messages.warning(request, _("It had already taken effect and cannot be cancelled."))
        return HttpResponseRedirect(request.path)
    words = {
        StagedRun.WRITING: _("%(written)d of %(count)d rows are written. None is visible yet."),
        StagedRun.TELLING: _("All %(count)d rows are in effect. The people concerned are being notified."),
        StagedRun.DONE: _("All %(count)d rows are in effect."),
        StagedRun.LEAVING: _("It is being removed completely."),
        StagedRun.OUT: _("It was not imported. Everything written so far was removed."),
    }
    done = kept.state == StagedRun.DONE
    context |= {
        "kept": kept,
        "words": words[kept.state] % {"written": kept.written, "count": kept.count},
        "going": kept.state in StagedRun.GOING,
        "done": done,
        "may_drop": kept.state == StagedRun.WRITING,
        "to_url": request.path,
        "again_label": again[done][0],
        "again_url": again[done][1],
        "no_print": True,
    }
    return render(request, "org/import_going.html", context)


def serialize_remarks(remarks: Sequence[CodeRemark]) -> list[list[str | Mapping[str, str | int]]]:
    """Return remarks in the form that a report stores."""
    return [[remark.code, remark.values] for remark in remarks]


def workbook_response(data: bytes, name: str) -> HttpResponse:
    """Return a workbook as a download under this name."""
    return HttpResponse(data, XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
