"""The journal page: who did what and when, as sentences with seal numbers; and the export for verification."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    ActionLink,
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    Light,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.seals import export_sealed_journal as write_export
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.journal.queries.seals import ALARM, Back, UnsealedBacklog, journal_head, unsealed_backlog
from luoshi.evidence.journal.queries.verified import last_verified
from luoshi.kernel.history import sentences
from luoshi.kernel.history.finding_sentences import finding_sentence
from luoshi.kernel.history.offline_verifier import render_verifier_page as verify_page_text
from luoshi.kernel.history.queries.entries import (
    JournalFilter,
    in_clear,
    may_export,
    may_read,
    sealed_entries,
    step_choices,
    subject_names,
    visible_entries,
)

LINE = ("first", "last", "person", "step")  # the filters shown in one line


@require_safe
@login_required
def journal_list(request: HttpRequest) -> HttpResponse:
    """Show the entries that the actor may see, newest first. The number of queries is constant."""
    actor, at, day = request_actor(request), timezone.now(), timezone.localdate()
    if not may_read(actor):
        raise Http404
    narrowed = JournalFilter(request.GET or None, queryset=visible_entries(actor, day))
    page = paginate_rows(request, narrowed.qs)
    asked = any(value for name, value in request.GET.items() if name != "page")
    context = {
        "title": _("Journal"),
        "seldom": _actions(actor),
        "export_url": reverse("records:journal_export") if may_export(actor) else "",
        "alarm": seal_alarm_text(unsealed := unsealed_backlog(at)),
        "facts": _facts(unsealed),
        "verified": _verified(at, each=not {Role.AUDITOR, Role.ADMINISTRATOR}.isdisjoint(actor.roles)),
        "note": _("You see that a step was taken; its content is shown only if you may read the record.")
        if Role.AUDITOR not in actor.roles and Role.ADMINISTRATOR in actor.roles
        else "",
        "filters": {
            "action": request.path,
            "form": narrowed.form,
            "line": LINE,
            "open": bool(narrowed.form.errors.keys() - LINE),
            "hidden": [],
            "active": _active(request, narrowed),
            "clear_url": request.path if asked else "",
        },
        "table": _table(list(page), actor, day, asked),
        "pager": build_pager(request, page),
        "wide": True,
    }
    return render(request, "records/journal.html", context)


@require_POST
@login_required
def journal_lines_export(request: HttpRequest) -> HttpResponse | FileResponse:
    """Send the whole journal as JSON Lines to the auditor, and journal the export.

    While records are sealed, it ends before the first entry about one of them: a part from the beginning verifies.
    """
    actor, at = request_actor(request), timezone.now()
    if not may_export(actor):
        raise Http404
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_export(lambda text: file.write(text.encode()), actor, at=at, without=sealed_entries(timezone.localdate(at)))
    file.seek(0)
    name = _("journal") + timezone.localtime(at).strftime("-%Y%m%d-%H%M") + ".jsonl"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/jsonl")


@require_safe
@login_required
def verify_page(request: HttpRequest) -> HttpResponse:
    """Send the page that verifies an export without Luoshi, to be kept beside the export."""
    if not may_read(request_actor(request)):
        raise Http404
    response = HttpResponse(verify_page_text(), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify-journal.html"'
    return response


def seal_alarm_text(unsealed: UnsealedBacklog) -> str:
    """Return the warning that sealing has stopped; "" while it runs."""
    if not unsealed.is_alarming:
        return ""
    said = _(
        "Entries waiting for their seals: %(count)d, the oldest for %(time)s. More than %(most)d seconds mean that "
        "the background work (luoshi work) has stopped."
    )
    return said % {"count": unsealed.count, "time": _lasting(unsealed.seconds), "most": ALARM}


def _lasting(seconds: int) -> str:
    """Return a duration in words: whole days, hours or minutes from two of them on, otherwise seconds."""
    if seconds >= 2 * 86_400:
        return _("%(count)d days") % {"count": seconds // 86_400}
    if seconds >= 2 * 3_600:
        return _("%(count)d hours") % {"count": seconds // 3_600}
    if seconds >= 120:
        return _("%(count)d minutes") % {"count": seconds // 60}
    return _("%(count)d seconds") % {"count": seconds}


def back_in_time_words(found: Sequence[Back]) -> str:
    """Return a sentence about entries dated before their predecessors; "" if there are none."""
    if not found:
        return ""
    said = _("Entries dated earlier than the one before them: %(named)s. Was the computer's clock set back?")
    named = [
        _("number %(number)d by %(seconds)d seconds") % {"number": entry.number, "seconds": entry.seconds}
        for entry in found
    ]
    return said % {"named": ", ".join(named)}


def _actions(actor: Actor) -> list[ActionLink]:
    found: list[ActionLink] = [
        {"label": _("Page for verifying an export offline"), "url": reverse("records:journal_verify_page")}
    ]
    if not {Role.ADMINISTRATOR, Role.SUPERVISOR}.isdisjoint(actor.roles):
        found.append({"label": _("Erasures"), "url": reverse("records:erasures")})
    if may_read(actor):
        found.append({"label": _("Holds"), "url": reverse("records:holds")})
    return found


def _verified(at: datetime, *, each: bool) -> dict[str, object]:
    """Return how the last verification ended: words, light, findings, and whether another one is running.

    Args:
        each: List each finding: for readers who may see that entries of all records exist.
    """
    last, language = last_verified(at), "zh" if (get_language() or "").startswith("zh") else "en"
    words, light = _("It has not been verified from here yet."), Light("none", _("not verified"))
    if last.at:
        values = {"at": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M"), "size": last.size, "count": last.broken}
        words = _("%(at)s: all %(size)d entries match their seals, and the rows are as the program wrote them.")
        light = Light("done", _("intact"))
        if last.broken:
            words = _("%(at)s: problems found in %(size)d entries and the rows: %(count)d.")
            light = Light("late", _("not intact"))
        words = words % values
    if last.lost:
        words += " " + _(
            "The last verification has not finished: start it again, and check whether the worker is running."
        )
    found = [finding_sentence(*finding, language) for finding in last.found] if each else []
    return {
        "words": words,
        "light": light,
        "found": found,
        "more": last.broken - len(found) if each else 0,
        "going": last.going,
    }


def _active(request: HttpRequest, narrowed: JournalFilter) -> list[dict[str, str]]:
    """List the active filters in words, each with the URL that removes it."""
    if not narrowed.is_bound or narrowed.form.errors:
        return []
    fields, choices = narrowed.form.fields, dict[str, str]()
    for group, some in step_choices():
        choices |= {str(code): f"{group} · {label}" for code, label in some}
    found = []
    for name, value in narrowed.form.cleaned_data.items():
        if value:
            label, said = str(fields[name].label), choices.get(str(value), str(value))
            words = label if value is True else _("%(label)s: %(value)s") % {"label": label, "value": said}
            found.append({"label": words, "remove_url": list_query_string(request, page=None, **{name: None})})
    return found


def _facts(unsealed: UnsealedBacklog) -> list[LabelledFact]:
    last = journal_head()
    if last is None:
        return [LabelledFact(_("Sealed"), _("nothing yet"))]
    waits = _("%(count)d, the oldest for %(time)s") % {"count": unsealed.count, "time": _lasting(unsealed.seconds)}
    return [
        LabelledFact(_("Sealed up to number"), str(last.number)),
        LabelledFact(_("Waiting for seals"), waits if unsealed.count else _("none")),
        LabelledFact(_("Head"), last.short.partition(" ")[2], note=_("the first 32 of 64 digits")),
    ]


def _table(shown: list[Entry], actor: Actor, day: date, asked: bool) -> DataTable:
    known = in_clear(shown, actor, day)
    called = subject_names([entry.subject for entry in shown if entry.record_id is None])
    columns = [
        DataColumn(_("Seal"), "code"),
        DataColumn(_("When"), "date"),
        DataColumn(_("Entry")),
        DataColumn(_("Number"), "code"),
    ]
    nothing = (
        Empty(_("Nothing matches these filters."), _("Remove a filter."), reverse("records:journal"), _("Show all"))
        if asked
        else Empty(_("Nothing has happened yet."), _("Each step that is taken appears here."))
    )
    return DataTable(_("Journal"), columns, [*_rows(shown, known, called)], nothing)


def _rows(shown: Iterable[Entry], known: set[int], called: dict[str, str]) -> Iterable[DataRow]:
    for entry in shown:
        words = sentences.entry_sentence(entry, plain=entry.pk in known, names=called)
        seal = getattr(entry, "seal", None)
        number = DataCell(str(seal.number) if seal else _("waits"), _("Seal"), "code")
        when = DataCell(timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"), _("When"), "date")
        url = entry.record.get_absolute_url() if entry.record and entry.pk in known else ""
        record = DataCell(entry.record.number if entry.record else "", _("Number"), "code", url=url)
        yield DataRow(str(entry.pk), words, [number, when, DataCell(words, _("Entry"), head=True), record])
