"""Convert the results of matching to the input of the writers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from luoshi.figures.rounding import round_to_places
from luoshi.matching.model import AnswerReason, Compared, Matched, MatchingPaper, PrintedFigure, QuotedPlace
from luoshi.matching.reasons import REASONS
from luoshi.reading.model import LoadedDocument, ReaderNote, Reading
from luoshi.writing.model import LedgerHeading
from luoshi.writing.pair_model import DocumentPair, PairAnswer, PairSource, PlanFigure, Quote, Values

AROUND = 240  # code points of context on each side: with whole sentences output would be quadratic
DIGITS = 12  # decimals of a value that does not terminate; values printed in documents do


@dataclass(frozen=True, slots=True)
class PairedDocument:
    """A document of the pair: as loaded, as read, and the notes for the user."""

    document: LoadedDocument
    reading: Reading
    notes: tuple[ReaderNote, ...] = ()

    @property
    def paper(self) -> MatchingPaper:
        """Return the document as the input of matching."""
        return MatchingPaper(self.document.name, self.document.text, self.reading)


def matched_pair(matched: Matched, opened: Sequence[PairedDocument]) -> DocumentPair:
    """Return a plan (the first of ``opened``) and its reports; targets and tasks are in the plan's text order."""
    make = _PairMaker(opened)
    rows: list[tuple[int, bool, PairAnswer]] = []
    for target in matched.targets:
        asked = make.figure(0, target.target)
        found = tuple(make.figure(make.report(figure.place.source), figure) for figure in target.actuals)
        answer = PairAnswer(
            0, "figure", asked, target.indicator, target.period, target.status, target.certain, target.reached, found,
            _reasons(target.reasons),
        )  # fmt: skip
        rows.append((asked.start, False, answer))
    for task in matched.tasks:
        asked = make.quote(0, task.task)
        found = tuple(make.quote(make.report(place.source), place) for place in task.evidence)
        answer = PairAnswer(
            0, "task", asked, "", None, task.status, task.certain, None, found, _reasons(task.reasons)
        )  # fmt: skip
        rows.append((asked.start, True, answer))
    loose = tuple(make.figure(make.report(figure.place.source), figure) for figure in matched.unmatched)
    left = tuple(PlanFigure(make.figure(0, figure.figure), figure.role) for figure in matched.left)
    return DocumentPair("match", make.sources, _numbered(rows), loose, left)


def compared_pair(compared: Compared, opened: Sequence[PairedDocument]) -> DocumentPair:
    """Return an upper level's document (the first of ``opened``) and the unit's own plan."""
    make = _PairMaker(opened)
    rows: list[tuple[int, bool, PairAnswer]] = []
    for commitment in compared.commitments:
        figure = commitment.figure is not None
        asked = make.figure(0, commitment.figure) if commitment.figure is not None else make.quote(0, commitment.upper)
        answer = PairAnswer(
            0, "figure" if figure else "task", asked, "", None, commitment.status, commitment.certain, None,
            tuple(make.quote(1, place) for place in commitment.own), _reasons(commitment.reasons),
        )  # fmt: skip
        rows.append((commitment.upper.start, not figure, answer))
    return DocumentPair("compare", make.sources, _numbered(rows))


def _numbered(rows: list[tuple[int, bool, PairAnswer]]) -> tuple[PairAnswer, ...]:
    return tuple(
        replace(answer, number=number) for number, (*_, answer) in enumerate(sorted(rows, key=lambda row: row[:2]), 1)
    )


def _reasons(reasons: Sequence[AnswerReason]) -> tuple[tuple[str, Values], ...]:
    """Return reasons with all values of their sentences; a missing value is empty."""
    return tuple(
        (reason.code, tuple((dict.fromkeys(REASONS.get(reason.code, ()), "") | reason.values).items()))
        for reason in reasons
    )


class _PairMaker:
    def __init__(self, opened: Sequence[PairedDocument]) -> None:
        self.opened = opened
        self.names = {document.document.name: at for at, document in enumerate(opened) if at}
        self.starts = [[statement.start for statement in document.reading.statements] for document in opened]
        self.sources = tuple(_source(document) for document in opened)

    def report(self, name: str) -> int:
        return self.names[name]

    def quote(self, source: int, place: QuotedPlace) -> Quote:
        return Quote(
            source, place.start, place.end, place.quote, self.around(source, place.start, place.end),
            page=page_of(self.opened[source].document, place.start),
        )  # fmt: skip

    def figure(self, source: int, one: PrintedFigure) -> Quote:
        place = one.place
        return Quote(
            source, place.start, place.end, place.quote, self.around(source, place.start, place.end),
            exact_number(one.value), None if one.upper is None else exact_number(one.upper), one.unit, one.bound,
            page_of(self.opened[source].document, place.start),
        )  # fmt: skip

    def around(self, source: int, start: int, end: int) -> tuple[int, int]:
        """Return the statement that contains a place, else its line; a very long one is cut around the place."""
        text, statements = self.opened[source].document.text, self.opened[source].reading.statements
        at = bisect_right(self.starts[source], start) - 1
        if at >= 0 and end <= statements[at].end:
            first, last = statements[at].start, statements[at].end
        else:
            first = text.rfind("\n", max(start - AROUND, 0), start) + 1 or max(start - AROUND, 0)
            line = text.find("\n", end, end + AROUND)
            last = line if line >= 0 else min(end + AROUND, len(text))
        return max(first, start - AROUND), min(last, max(end, start) + AROUND)


def _source(one: PairedDocument) -> PairSource:
    document, reading = one.document, one.reading
    return PairSource(
        document.name, document.sha256, document.format, reading.kind, reading.title, reading.year, document.text,
        document.pages, tuple((note.code, tuple(note.values.items())) for note in (*document.notes, *one.notes)),
        parts_of(reading),
    )  # fmt: skip


def page_of(document: LoadedDocument, start: int) -> int | None:
    """Return the page, from 1, of a position; None for formats without pages."""
    return max(bisect_right(document.pages, start), 1) if document.pages else None


def parts_of(reading: Reading) -> tuple[LedgerHeading, ...]:
    """Return the headings in the form of the writers."""
    return tuple(
        LedgerHeading(
            heading.start,
            heading.end,
            heading.level,
            " ".join((heading.marker + heading.title).split()),
            heading.rule,
            tuple(heading.doubts),
        )
        for heading in reading.headings
    )


def exact_number(value: Fraction) -> Decimal | int:
    """Return a number without rounding; one that does not terminate (none is printed) is cut to ``DIGITS``."""
    if value.denominator == 1:
        return int(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return round_to_places(value, DIGITS)
    digits = value.denominator.bit_length()  # more digits than needed; ``format_plain_exact`` strips the zeros
    return Decimal(f"{value.numerator * 10**digits // value.denominator}e-{digits}")  # scaleb would round
