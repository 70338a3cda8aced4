"""Where each statement of a plan's documents is, followed by span from what the reader said, never from the counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.base.queries import plan_row_counts
from luoshi.plans.receiving.queries import book_of
from luoshi.plans.rows.actions.editing import Editing
from luoshi.reading.read import read_text_document

LIVE = {PlanRow.WAITING, PlanRow.KEPT, PlanRow.DROPPED, PlanRow.OUTSIDE}
BETWEEN = " ；;，,、。\n"  # what a split leaves between two rows
Place = tuple[int, int, int]  # source, start and end of a statement, in code points


class Whereabouts:
    """The statements of a plan, each with the rows that hold it, kept up by what changes report of themselves.

    It is begun with a plan that nobody has changed yet: each statement of each document is one row there, and the only
    other rows are headings with figures.
    """

    def __init__(self, plan: Plan, of: Iterable[Source] | None = None) -> None:
        self.plan = plan
        self.texts: dict[int, str] = {}
        self.holders: dict[Place, set[int]] = {}
        self.rows = self.figures = 0  # how many there should be
        self.behind: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)  # what takes back a person's last
        for source in plan.sources.select_related("document") if of is None else of:
            self.received(source)

    def received(self, source: Source) -> None:
        """A document more: its statements, as the reader gives them, against the rows made of them."""
        document, book = source.document, book_of(source)
        reading = read_text_document(document.text, year=self.plan.year, joined=document.pure.joined)
        rows = list(source.rows.select_related("span"))
        by_span = {(row.span.start, row.span.end): row.pk for row in rows if row.span and row.role != "heading"}
        stated = Counter((statement.start, statement.end) for statement in reading.statements)
        figures = len(reading.quantities)
        if book and book.tables:
            # Read by its columns: what the reader takes for several statements of a line is one row.
            lines = {document.text.count("\n", 0, start) for start, _end in by_span}
            assert {document.text.count("\n", 0, start) for start, _end in stated} <= lines, "a line without a row"
            stated = Counter(by_span.keys())
            figures = RowFigure.objects.filter(row__in=rows).count()
        headings = sum(row.role == "heading" for row in rows)
        assert stated == Counter(by_span.keys()), "a statement is not one row, or a row is no statement"
        assert len(rows) == stated.total() + headings
        self.texts[source.pk] = document.text
        self.holders |= {(source.pk, start, end): {by_span[start, end]} for start, end in stated}
        self.rows += len(rows)
        self.figures += figures

    def done(self, name: str, work: Editing, who: str = "") -> None:
        """A change was made, by a person. Of an undo: their last change that was not taken back is."""
        if name == "undo":
            self.behind[who].pop()()
            return
        before, rows, figures = {place: set(held) for place, held in self.holders.items()}, self.rows, self.figures

        made = {row.pk for row in work.made}
        if name == "split":
            for held in self.holders.values():
                held |= made if held & set(work.rows) else set()
        if name == "merge":
            first = min(work.rows.values(), key=lambda row: (row.place, row.pk)).pk
            for held in self.holders.values():
                if held & set(work.rows):
                    held -= set(work.rows)
                    held.add(first)
            self.rows -= len(work.rows) - 1
        self.rows += len(made)
        self.figures += name == "overlooked"
        more_rows, more_figures = self.rows - rows, self.figures - figures
        moved = [(place, held - before[place], before[place] - held) for place, held in self.holders.items()]

        def back() -> None:  # what others did since stays
            for place, come, gone in moved:
                self.holders[place] = (self.holders[place] - come) | gone
            self.rows -= more_rows
            self.figures -= more_figures

        self.behind[who].append(back)

    def check(self) -> None:
        """Each statement is in exactly one place, whole; counted, the places are what the page's head says."""
        rows = {row.pk: row for row in PlanRow.objects.filter(plan=self.plan).select_related("span")}
        places = Counter(self._place(name, held, rows) for name, held in self.holders.items())
        assert places["ledger"] + places["dropped"] + places["undecided"] + places["no task"] == len(self.holders)
        live = [row for row in rows.values() if row.state in LIVE]
        assert len(live) == self.rows
        left = [row for row in live if row.state in (PlanRow.DROPPED, PlanRow.OUTSIDE)]
        assert [row.words for row in left if not row.reason] == [], "left out without a reason"
        figures = RowFigure.objects.filter(row__plan=self.plan).exclude(row__state=PlanRow.GONE)
        assert figures.count() == self.figures
        now = plan_row_counts(self.plan)
        states = Counter(row.state for row in live)
        assert (now.rows, now.figures) == (self.rows, self.figures)
        assert (now.kept, now.dropped, now.waiting, now.outside) == tuple(
            states[row_state] for row_state in (PlanRow.KEPT, PlanRow.DROPPED, PlanRow.WAITING, PlanRow.OUTSIDE)
        )
        assert now.asked + now.background + now.undecided == self.figures
        if not now.open_count:
            assert not places["undecided"]

    def _place(self, statement: Place, held: set[int], rows: dict[int, PlanRow]) -> str:
        """Where a statement is, by the rows that hold it; they have all of its words between them."""
        source, start, end = statement
        text, its = self.texts[source], [rows[pk] for pk in held]
        assert its and all(row.state in LIVE for row in its), f"lost: {text[start:end]}"
        spans = [(row.span.start, row.span.end) for row in its if row.span and row.source_id == source]
        bare = [at for at in range(start, end) if text[at] not in BETWEEN and not text[at].isspace()]
        assert all(any(first <= at < last for first, last in spans) for at in bare), f"cut short: {text[start:end]}"
        if any(row.state == PlanRow.WAITING or row.look for row in its):
            return "undecided"
        states = {row.state for row in its}
        return "ledger" if PlanRow.KEPT in states else "dropped" if PlanRow.DROPPED in states else "no task"


def whereabouts(plan: Any) -> Whereabouts:
    """A plan as it was received, every statement of it found and the counts right."""
    found = Whereabouts(plan)
    found.check()
    return found
