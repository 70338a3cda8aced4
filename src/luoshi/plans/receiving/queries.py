"""A received document as it is read, with what is known of its columns; and what was received before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.heads import SheetHead
from luoshi.evidence.received.rules.uploads import MEDIA
from luoshi.kernel.files.queries import kept_bytes, recognised_text_of
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base.guessed_tables import StoredTable
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.columns.queries import column_meanings, known_task_columns
from luoshi.plans.columns.rules import GuessedTable
from luoshi.plans.receiving.rules.guesses import guessed_tables
from luoshi.plans.receiving.rules.tables import TaskTable, tables_in, with_tables
from luoshi.plans.rows.queries.refused_sentences import refused_sentences
from luoshi.plans.rows.rules.drafting import Drafted, draft_rows
from luoshi.plans.rows.rules.refused_sentences import leave_out_refused, remembered_sentence
from luoshi.reading.errors import ReadError
from luoshi.reading.load import cells
from luoshi.reading.load.cells import locate_cells_in_text
from luoshi.reading.model import Reading
from luoshi.reading.recognised import FIGURE, mark_unsure_text

BOOKS = ("xlsx", "ods", "xls")


@dataclass(frozen=True)
class SourceWorkbook:
    """The visible sheets of a workbook, and the task tables among them."""

    sheets: tuple[cells.NamedSheet, ...]
    tables: tuple[TaskTable, ...]

    @property
    def unexplained_table(self) -> TaskTable | None:
        """The first table whose columns a person must explain."""
        return next((table for table in self.tables if table.doubt), None)

    def explained_spans(self, text: str, answers: Collection[str]) -> list[tuple[int, int]]:
        """Return where the sheets stand in ``text`` that are tables, or of which a person said what they are."""
        there = locate_cells_in_text([sheet.sheet for sheet in self.sheets], text)
        told = {table.sheet for table in self.tables} | {int(number) for number in answers}
        places = [there[number].values() for number in sorted(told) if there[number]]
        return [(min(start for start, _end in some), max(end for _start, end in some)) for some in places]


def book_of(source: Source) -> SourceWorkbook | None:
    """Return the workbook of a source; None for other documents and for a deleted file. At most four queries."""
    document = source.document
    kept = document.converted or document.evidence
    book = document.format in BOOKS or (document.converted and document.converted.media == MEDIA["xlsx"])
    data = kept_bytes(kept) if kept and book else None
    try:
        sheets = tuple(sheet for sheet in cells.read_workbook_sheets(data) if sheet.visible) if data else ()
    except ReadError:
        return None
    if not sheets:
        return None

    def taught(head: SheetHead) -> dict[int, str] | None:
        return column_meanings(source.plan.unit_id, head)

    return SourceWorkbook(sheets, tuple(tables_in([sheet.sheet for sheet in sheets], source.answers, taught)))


def read_document(source: Source, book: SourceWorkbook | None) -> tuple[Reading, Drafted, list[GuessedTable]]:
    """Read a source with what is known of its plan, and the kind of paper and the columns that a person named.

    At most four queries. A table with a head that the plan's unit has explained before is read by that: then the text
    is read twice, because only reading shows which heads no word explains. Sentences that the unit has refused before
    are left out.

    Returns:
        The reading, the rows drafted from it and from the tables of its workbook, and the tables that ask for a column.
    """
    from luoshi.reading.read import read_text_document

    document, plan = source.document, source.plan

    def read_by(columns: Mapping[tuple[str, ...], int | None]) -> Reading:
        return read_text_document(
            document.text,
            year=plan.year,
            issuer=plan.issuer or None,
            kind=source.kind_given,
            joined=document.pure.joined,
            columns=columns,
        )

    answered = source.columns_given
    found = read_by(answered)
    unknown = [GuessedTable(guess.columns, guess.task, False) for guess in found.guesses if not guess.answered]
    if unknown and (known := known_task_columns(plan.unit_id, unknown)):
        found = read_by({**known, **answered})
    found.year_guessed = source.year_guessed
    if recognised := recognised_text_of(document):
        mark_unsure_text(found, recognised.unsure_text)
    drafted = draft_rows(found, document.text)
    if book and book.tables:
        drafted = with_tables(drafted, document.text, [sheet.sheet for sheet in book.sheets], book.tables, plan.year)
    sentences = {remembered_sentence(row.words or document.text[row.start : row.end]) for row in drafted.rows} - {""}
    drafted = leave_out_refused(drafted, document.text, refused_sentences(plan.unit_id, sentences))
    explained = book.explained_spans(document.text, source.answers) if book else []
    return found, drafted, guessed_tables(found, explained)


def guessed_tables_of(source: Source) -> list[GuessedTable]:
    """Return the tables of a source whose task column no known word names, in the order of the text. No query."""
    return [GuessedTable.from_stored(kept) for kept in source.guessed_tables]


def first_asked(plan: Plan) -> int | None:
    """Return the place of the first document of a plan that has a question. One query."""
    rows = plan.sources.order_by("place").values_list("place", "state", "guessed_tables")
    return next((place for place, state, tables in rows if state == Source.ASKED or has_question(tables)), None)


def column_questions(plan: Plan) -> list[Source]:
    """List the documents of a plan of which nobody has said which column holds the tasks, in order. One query."""
    sources = plan.sources.filter(state=Source.READ).exclude(guessed_tables=[]).order_by("place")
    rows = sources.select_related("document").defer("document__text")
    return [source for source in rows if has_question(source.guessed_tables)]


def has_question(tables: Iterable[StoredTable]) -> bool:
    """Check whether nobody has said of one of a document's guessed tables which column holds its tasks."""
    return any(not table["answered"] for table in tables)


def rows_with_unsure_figures(source: Source) -> set[int]:
    """Return the rows of a scan that wait and have a figure that was hard to recognise. One query."""
    figures = RowFigure.objects.filter(row__source=source, row__state=PlanRow.WAITING)
    asked = figures.exclude(state=RowFigure.BACKGROUND).values_list("row", "doubts")
    return {row for row, doubts in asked if FIGURE in doubts}


def pending_conversions(plan: Plan) -> list[Conversion]:
    """List the files of a plan that are not converted yet, in the order received. One query."""
    rows = plan.conversions.exclude(state__in=(Conversion.DONE, Conversion.DROPPED))
    return list(rows.select_related("original", "person").order_by("pk"))


def rows_of_run(one: Conversion, *states: str) -> QuerySet[Conversion]:
    """Query the row of this run in these states, by default in progress; empty once another run or worker took over."""
    return Conversion.objects.filter(pk=one.pk, run=one.run, state__in=states or Conversion.GOING)


def conversion_of(plan: Plan, pk: int) -> Conversion | None:
    """Return one of a plan's files that had to be converted. One query."""
    return plan.conversions.select_related("original", "person").filter(pk=pk).first()


def received_before(
    hashes: Collection[str], papers: Collection[tuple[str, str]], actor: Actor, day: date
) -> list[Plan]:
    """List the plans readable by the actor that have one of these documents or papers, oldest first. One query.

    Args:
        hashes: SHA-256 of the files as received.
        papers: issuer and number, for each paper that states both.
    """
    same = Q(sources__document__sha256__in=hashes) | Q(conversions__original__sha256__in=hashes)
    for issuer, number in papers:
        same |= Q(issuer=issuer, mark=number)
    rows = readable_records(get_kind("plans"), actor, day).filter(same, erased=None).exclude(state="discarded")
    return list(rows.order_by("pk").distinct())  # type: ignore[arg-type]
