"""The question about a document's tables: which column holds the tasks, or that there are none in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.forms.form_types import FormData
from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.kernel.rights.pages import render_problem
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.columns.queries import known_task_columns
from luoshi.plans.columns.rules import SAMPLES, GuessedTable
from luoshi.plans.receiving.actions.rereading import RereadResult
from luoshi.plans.receiving.actions.task_columns import answer_task_columns
from luoshi.plans.receiving.queries import guessed_tables_of, has_question
from luoshi.plans.rows.actions.editing import OPEN, By
from luoshi.plans.sheets.pages.sheet_progress import sheet_page_context

NONE = "none"  # the answer “no tasks in this table”


@dataclass(frozen=True)
class ColumnChoice:
    """A column of a table to choose from: the value sent, its head, and a cell of each sample row."""

    value: str
    head: str
    cells: Sequence[str]
    chosen: bool


@dataclass(frozen=True)
class TableQuestion:
    """The question about one table; ``open``: nobody has answered it."""

    name: str
    open: bool
    columns: Sequence[ColumnChoice]
    none_chosen: bool
    errors: Sequence[str]


class TaskColumnsForm(forms.Form):
    """A choice of one column for each table, with the reader's proposal or the answer in force chosen."""

    def __init__(
        self, data: FormData, tables: Iterable[GuessedTable], known: Mapping[tuple[str, ...], int | None] = {}
    ) -> None:
        super().__init__(data)
        self.tables = {f"table_{table.head.digest[:12]}": table for table in tables}
        for name, table in self.tables.items():
            proposed = table.task if table.answered else known.get(table.columns, table.task)
            values = [*map(str, range(len(table.columns))), NONE]
            self.fields[name] = forms.ChoiceField(
                choices=[(value, value) for value in values],
                initial=_value(proposed),
                error_messages={"required": _("Choose a column, or that there are no tasks in this table.")},
            )

    @property
    def questions(self) -> list[TableQuestion]:
        return [self._question(name, table) for name, table in self.tables.items()]

    def _question(self, name: str, table: GuessedTable) -> TableQuestion:
        chosen = str(self[name].value())
        rows = [*table.rows, *[("",) * len(table.columns)] * (SAMPLES - len(table.rows))]
        columns = [
            ColumnChoice(str(at), head or _("(no head)"), [row[at] for row in rows], chosen == str(at))
            for at, head in enumerate(table.columns)
        ]
        return TableQuestion(
            name, not table.answered, columns, chosen == NONE, [str(words) for words in self.errors.get(name, ())]
        )

    @property
    def answers(self) -> dict[tuple[str, ...], int | None]:
        given = {table.columns: self.cleaned_data[name] for name, table in self.tables.items()}
        return {columns: None if value == NONE else int(value) for columns, value in given.items()}

    @property
    def open_heads(self) -> list[tuple[str, ...]]:
        """The heads whose question was open when the page was shown, as the page sends them back."""
        return [table.columns for name, table in self.tables.items() if f"asked_{name}" in self.data]


def _value(task: int | None) -> str:
    return NONE if task is None else str(task)


def ask_task_columns(request: HttpRequest, plan: Plan, source: Source) -> HttpResponse:
    """Ask about the tables of a document that was read, or read it again by the answer."""
    there = reverse("ledger:correct", args=[plan.pk])
    tables = guessed_tables_of(source)
    if not tables:
        return HttpResponseRedirect(there)
    form = TaskColumnsForm(request.POST if request.method == "POST" else None, tables, _known(plan, tables))
    if request.method == "POST" and form.is_valid():
        try:
            by = By(request_actor(request), timezone.now())
            done = answer_task_columns(plan, source.place, form.answers, by, asked=form.open_heads)
        except RecordError as error:
            return render_problem(request, error, home_url=plan.get_absolute_url())
        for result in done:
            messages.success(request, _format_result(result))
        return HttpResponseRedirect(there)
    context = sheet_page_context(plan, _("Which column holds the tasks?"))
    context |= question_context(plan, source, form) | {"correct_url": there, "open": plan.state in OPEN}
    return render(request, "ledger/task_columns.html", context, status=422 if form.errors else 200)


def open_question_cards(plan: Plan, sources: Iterable[Source]) -> list[dict[str, object]]:
    """Return the context of ``ledger/_task_columns.html`` for each document with a question. At most one query."""
    asking = [source for source in sources if source.state == Source.READ and has_question(source.guessed_tables)]
    known = _known(plan, [table for source in asking for table in guessed_tables_of(source)]) if asking else {}
    return [
        question_context(plan, source, TaskColumnsForm(None, guessed_tables_of(source), known)) for source in asking
    ]


def question_context(plan: Plan, source: Source, form: TaskColumnsForm) -> dict[str, object]:
    """Return the context of ``ledger/_task_columns.html``."""
    return {
        "file": source.document.name,
        "place": source.place,
        "unit": plan.unit,
        "questions": form.questions,
        "asked": has_question(source.guessed_tables),
        "url": reverse("ledger:columns", args=[plan.pk, source.place]),
        "none": NONE,
    }


def _known(plan: Plan, tables: Iterable[GuessedTable]) -> dict[tuple[str, ...], int | None]:
    """Return what the unit has answered of these heads since the document was read. One query."""
    return known_task_columns(plan.unit_id, [table for table in tables if not table.answered])


def _format_result(result: RereadResult) -> str:
    changed = ngettext("%(count)d row changed", "%(count)d rows are different now", result.changed)
    stayed = ngettext(
        "%(count)d row changed by hand was kept", "%(count)d that people changed were left alone", result.stayed
    )
    return _("“%(name)s” was read by your answer: %(changed)s, %(stayed)s.") % {
        "name": result.source.document.name,
        "changed": changed % {"count": result.changed},
        "stayed": stayed % {"count": result.stayed},
    }
