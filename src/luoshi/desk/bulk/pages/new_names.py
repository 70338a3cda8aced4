"""Names in a sheet that no list has yet: entered as new, all of them by one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.errors import OrgError
from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.desk.bulk.actions.checking import sheet_names
from luoshi.desk.bulk.actions.imports import begins_by, kept_lines
from luoshi.desk.bulk.actions.new_names import enter_names
from luoshi.desk.bulk.actions.new_units import ask_for_units, enter_units
from luoshi.desk.bulk.actions.trial import try_again
from luoshi.desk.bulk.columns.proposals import list_import_fields
from luoshi.desk.bulk.import_sheets import MOST_AT_ONCE, asked_columns
from luoshi.desk.bulk.names.queries import (
    LookupField,
    NameQuestion,
    enterable_kind,
    list_name_questions,
    unclear_words,
)
from luoshi.desk.bulk.pages.column_forms import SameForm, list_lacking
from luoshi.desk.bulk.pages.import_frame import import_frame, list_openings
from luoshi.desk.lists.pages.lists import kind_url
from luoshi.desk.lists.views.models import ImportRun
from luoshi.desk.lists.views.queries import import_of
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.counts import format_record_count
from luoshi.kernel.rights.pages import kind_or_404
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.units.choosers import UnitField
from luoshi.org.units.queries import own_units, standing_on


class NewNamesForm(ScreenedForm):
    """Which of the unknown names are entered as new; those that are like nothing known are ticked."""

    def __init__(self, questions: Sequence[NameQuestion], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["words"] = forms.MultipleChoiceField(
            label=_("Names"),
            choices=[(question.word, _describe_question(question)) for question in questions],
            initial=[question.word for question in questions if not question.choices],
            widget=forms.CheckboxSelectMultiple,
        )


class NewUnitsForm(NewNamesForm):
    """Which of the unknown units are entered, and under which unit, or which are asked for."""

    def __init__(
        self, questions: Sequence[NameQuestion], data: QueryDict | None = None, *, enters: bool, day: date
    ) -> None:
        super().__init__(questions, data)
        if enters:
            parent = UnitField(
                label=_("They stand under"), required=False, help_text=_("If empty, at the top of the tree.")
            )
            parent.queryset = standing_on(day)
            self.fields["parent"] = parent


def may_enter_units(actor: Actor) -> bool:
    """Whether the actor may enter units; all others ask for them."""
    return Role.ADMINISTRATOR in actor.roles


def _describe_question(question: NameQuestion) -> str:
    """Return a name with the number of its rows, and what it is like."""
    count = len(question.lines)
    rows = ngettext("%(n)d row", "%(n)d rows", count) % {"n": count}
    if not question.choices:
        return _("%(word)s (%(rows)s)") % {"word": question.word, "rows": rows}
    words = {"word": question.word, "rows": rows, "label": question.choices[0][1]}
    return _("%(word)s (%(rows)s; perhaps %(label)s)") % words


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_names_edit(request: HttpRequest, name: str, run: int) -> HttpResponse:
    """Show the names of one column that no list has, and enter those that are ticked, all at once or none."""
    declared, actor, at = kind_or_404(name), request_actor(request), timezone.now()
    kept = import_of(declared, actor, run)
    if kept is None or kept.entry_id or kept.state != ImportRun.ASKED:
        raise Http404
    step, field = begins_by(kept, declared), request.GET.get("field", "")
    named = sheet_names(declared, step).get(field)
    if isinstance(named, UnitField) and step in list_openings(declared, actor):
        return _answer_units(request, declared, kept, field, named)
    target = enterable_kind(named, actor) if named is not None and step in list_openings(declared, actor) else None
    questions = _questions_of(declared, kept, field, named, actor) if named is not None and target is not None else []
    if named is None or target is None or not questions:
        raise Http404
    sending = request.POST if request.method == "POST" else None
    columns = asked_columns(target, target.cycle.first)
    units = own_units(actor)
    lacking = list_lacking(list_import_fields(columns), {0: "title"})
    form = NewNamesForm(questions, sending)
    same = SameForm(lacking, str(units[0]) if len(units) == 1 else "", sending)
    if sending is not None and form.is_valid() and same.is_valid():
        values = same.values({column.name: column for column in columns})
        words = form.cleaned_data["words"]
        try:
            made = enter_names(declared, field, named, target, actor, words, values, at=at)
        except RecordError as error:
            form.add_error(None, _explain(error, words))
        else:
            try_again(kept, declared, actor, at=at)
            messages.success(request, _("Entered: %(records)s.") % {"records": format_record_count(target, len(made))})
            return HttpResponseRedirect(kind_url(declared, "import_run", kept.pk))
    back = kind_url(declared, "import_run", kept.pk)
    context = import_frame(declared, step) | {
        "title": _("Enter unknown names as new"),
        "crumbs": [(str(declared.label), kind_url(declared, "list")), (kept.name, back), (_("New names"), "")],
        "list": str(target.label),
        "field": str(questions[0].label),
        "form": form,
        "same": same if same.fields else None,
        "to": {"url": request.get_full_path(), "label": _("Enter and check the rows again"), "back_url": back},
    }
    return render(request, "records/new_names.html", context, status=422 if sending is not None else 200)


def _answer_units(
    request: HttpRequest, declared: CompiledKind, kept: ImportRun, field: str, named: UnitField
) -> HttpResponse:
    """Show the units of one column that the tree lacks; enter the ticked ones or, by who may not, ask for them."""
    actor, at, step = request_actor(request), timezone.now(), begins_by(kept, declared)
    questions = _questions_of(declared, kept, field, named, actor)
    if not questions:
        raise Http404
    sending, enters = request.POST if request.method == "POST" else None, may_enter_units(actor)
    form = NewUnitsForm(questions, sending, enters=enters, day=timezone.localdate(at))
    back = kind_url(declared, "import_run", kept.pk)
    if sending is not None and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            if enters:
                made = enter_units(declared, field, actor, words, form.cleaned_data["parent"], at=at)
                try_again(kept, declared, actor, at=at)
                said = ngettext("%(n)d unit entered.", "%(n)d units entered.", len(made)) % {"n": len(made)}
            else:
                ask_for_units(declared, field, actor, words, at=at)
                said = _("The administrators are asked. This sheet waits here, and is checked again by itself.")
            messages.success(request, said)
            return HttpResponseRedirect(back)
        except OrgError as error:
            form.add_error(None, error.sentence)
    context = import_frame(declared, step) | {
        "title": _("Enter unknown units") if enters else _("Ask for unknown units"),
        "crumbs": [(str(declared.label), kind_url(declared, "list")), (kept.name, back), (_("Unknown units"), "")],
        "field": str(named.label),
        "units": "enter" if enters else "ask",
        "form": form,
        "to": {
            "url": request.get_full_path(),
            "label": _("Enter and check the rows again") if enters else _("Ask the administrators"),
            "back_url": back,
        },
    }
    return render(request, "records/new_names.html", context, status=422 if sending is not None else 200)


def _describe_units(count: int, field: str, enters: bool) -> str:
    """Return the words of the link to the page of a column's unknown units."""
    words = {"n": count, "field": field}
    if enters:
        return ngettext("Enter %(n)d unit of “%(field)s”", "Enter %(n)d units of “%(field)s”", count) % words
    return ngettext("Ask for %(n)d unit of “%(field)s”", "Ask for %(n)d units of “%(field)s”", count) % words


def list_new_names(
    declared: CompiledKind, kept: ImportRun, unclear: Mapping[str, Mapping[str, object]], actor: Actor
) -> list[tuple[str, str]]:
    """Return for each column with unknown names that the person may enter: the words of a link, and its address.

    Args:
        unclear: the words whose meaning is unknown, by field.
    """
    fields = sheet_names(declared, begins_by(kept, declared))
    links = []
    for field, words in unclear.items():
        if field not in fields:
            continue
        count = len(words)
        url = f"{kind_url(declared, 'import_new', kept.pk)}?field={field}"
        if isinstance(fields[field], UnitField):
            links.append((_describe_units(count, str(fields[field].label), may_enter_units(actor)), url))
        elif (target := enterable_kind(fields[field], actor)) is not None:
            said = ngettext(
                "Enter %(n)d name of “%(field)s” as new in “%(list)s”",
                "Enter %(n)d names of “%(field)s” as new in “%(list)s”",
                count,
            ) % {"n": count, "field": fields[field].label, "list": target.label}
            links.append((said, url))
    return links


def _questions_of(
    declared: CompiledKind, kept: ImportRun, field: str, named: LookupField, actor: Actor
) -> list[NameQuestion]:
    unclear = unclear_words(kept_lines(kept))
    if field not in unclear:
        return []
    words = {field: unclear[field]}
    found = list_name_questions(declared, {field: named}, words, actor, timezone.localdate())
    return sorted(found, key=lambda question: bool(question.choices))[:MOST_AT_ONCE]


def _explain(error: RecordError, words: Sequence[str]) -> str:
    """Return why nothing was entered, with the names that are refused."""
    named = [
        _("“%(word)s”: %(why)s") % {"word": words[int(place)], "why": " ".join(said)}
        for place, said in error.fields.items()
        if place.isdigit()
    ]
    return " ".join([error.what, *named[:3]])
