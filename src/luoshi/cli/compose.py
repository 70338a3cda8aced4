"""Convert the reader's results into the writers' input."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from luoshi.cli.columns import explain_guess
from luoshi.matching.pair_builder import page_of, parts_of
from luoshi.reading.heading_tree import heading_paths
from luoshi.reading.ledger import TextLedger, TextLedgerRow, build_ledger
from luoshi.reading.model import Assignment, LoadedDocument, Quantity, Reading, TextHeading, TextStatement
from luoshi.reading.paper_doubts import KIND
from luoshi.writing.model import DocumentReport, LedgerFigure, LedgerItem, LedgerOmission, LedgerPassage, LedgerUnread

Record = dict[str, object]
Span = TextHeading | TextStatement | Quantity | Assignment


def reading_as_json(document: LoadedDocument, reading: Reading, *, with_text: bool = False) -> Record:
    """Return the JSON form of gold/GUIDE.md with the command's additions; schema/reading.schema.json describes it."""
    text = document.text
    found = build_ledger(reading, text)

    def record(one: Span, fields: Record) -> Record:
        page = {"page": page_of(document, one.start)} if document.pages else {}
        span = {"start": one.start, "end": one.end, "quote": text[one.start : one.end]}
        return span | fields | page | {"rule": one.rule, "doubts": list(one.doubts)}

    made: Record = {
        "source": document.name,
        "sha256": document.sha256,
        "format": document.format,
        "kind": reading.kind,
        "kind_guessed": reading.kind_guessed,
        "title": reading.title,
        "issuer": reading.issuer,
        "number": reading.number,
        "year": reading.year,
        "notes": [{"code": note.code, "values": dict(note.values)} for note in document.notes],
        "guesses": [
            {
                "start": guess.start,
                "end": guess.end,
                "columns": list(guess.columns),
                "task": guess.task,
                "answered": guess.answered,
            }
            for guess in reading.guesses
        ],
        "headings": [
            record(heading, {"marker": heading.marker, "level": heading.level, "title": heading.title})
            for heading in reading.headings
        ],
        "statements": [
            record(statement, {"role": statement.role, "heading": statement.heading})
            for statement in reading.statements
        ],
        "quantities": [
            record(
                quantity,
                {
                    "value": _exact(quantity.value),
                    "upper": None if quantity.upper is None else _exact(quantity.upper),
                    "unit": quantity.unit,
                    "bound": quantity.bound,
                    "role": quantity.role,
                    "aspect": quantity.aspect,
                    "indicator": quantity.indicator,
                    "period": quantity.period,
                    "scope": quantity.scope,
                    "statement": quantity.statement,
                },
            )
            for quantity in reading.quantities
        ],
        "duties": [
            record(
                assignment,
                {
                    "lead": list(assignment.lead),
                    "support": list(assignment.support),
                    "due": assignment.due.isoformat() if assignment.due else None,
                    "every": assignment.every,
                    "times": assignment.times,
                    "phrase": assignment.phrase,
                },
            )
            for assignment in reading.assignments
        ],
        "rows": compose_ledger_rows(reading, found, text),
        "unread": [
            {"start": passage.start, "end": passage.end, "quote": text[passage.start : passage.end]}
            | ({"page": page_of(document, passage.start)} if document.pages else {})
            | {"kind": passage.kind}
            for passage in reading.unread
        ],
        "beside": [
            {"statement": cell.statement, "start": cell.start, "end": cell.end, "head": cell.head}
            | {"quote": text[cell.start : cell.end]}
            for cell in reading.beside
        ],
        "doubts": list(found.doubts),
    }
    if document.places:  # recognised from pictures
        made["unsure"] = [
            {"start": place.start, "end": place.end, "quote": text[place.start : place.end], "page": place.page + 1}
            | {"code": place.code, "box": [place.left, place.top, place.right, place.bottom]}
            for place in document.unsure
        ]
    return made | ({"text": text} if with_text else {})


def compose_ledger_rows(reading: Reading, found: TextLedger, text: str) -> list[Record]:
    """Return the rows of the ledger, one per matter with all its targets: the source of workbook and web page."""
    matters: dict[int, list[TextLedgerRow]] = {}
    for row in found.rows:
        matters.setdefault(row.matter, []).append(row)
    return [
        {
            "start": first_row.start,
            "end": first_row.end,
            "quote": text[first_row.start : first_row.end],
            "statement": first_row.statement,
            "path": list(first_row.path),
            "targets": [row.quantity for row in some if row.quantity is not None],
            "lead": list(first_row.lead),
            "support": list(first_row.support),
            "due": [day.isoformat() for day in first_row.due],
            "every": [{"every": every, "times": times} for every, times in first_row.every],
            "duties": list(first_row.assignments),
            "inherited": list(first_row.inherited),
            "doubts": list(dict.fromkeys(code for row in some for code in row.doubts)),
        }
        for some in matters.values()
        for first_row in some[:1]
    ]


def _exact(value: Decimal) -> Decimal | int:
    return int(value) if value == value.to_integral_value() else value


def compose_ledger_report(document: LoadedDocument, reading: Reading) -> DocumentReport:
    """Return the ledger of a document, with everything left out of it, in the form that the writers need."""
    text = document.text
    made = build_ledger(reading, text)
    words = [part.words for part in parts_of(reading)]
    above = heading_paths(reading.headings)
    lost = {(passage.start, passage.end) for passage in reading.unread}
    row_of = {row.quantity: row.number for row in made.rows if row.quantity is not None}

    def path(indices: Iterable[int]) -> str:
        return " › ".join(words[index] for index in indices)

    def rule(statement: int | None, heading: int | None) -> str:
        return reading.statements[statement].rule if statement is not None else reading.headings[heading or 0].rule

    return DocumentReport(
        source=document.name,
        sha256=document.sha256,
        format=document.format,
        kind=reading.kind,
        title=reading.title,
        issuer=reading.issuer,
        number=reading.number,
        year=reading.year,
        text=text,
        pages=document.pages,
        notes=(
            *((note.code, tuple(note.values.items())) for note in document.notes),
            *((("paper.unread", (("count", len(reading.unread)),)),) if reading.unread else ()),
            *((f"paper.{code}", ()) for code in made.doubts if code != KIND),  # reported beside the kind
            *map(explain_guess, (guess for guess in reading.guesses if not guess.answered)),
        ),
        parts=parts_of(reading),
        passages=tuple(
            LedgerPassage(
                statement.start, statement.end, statement.role,
                path(above[statement.heading] if statement.heading is not None else ()),
                statement.rule, tuple(statement.doubts), page_of(document, statement.start),
            )
            for statement in reading.statements
        ),
        figures=tuple(
            LedgerFigure(
                quantity.start, quantity.end, _one_line(text[quantity.start : quantity.end]), quantity.value,
                quantity.upper, quantity.unit, quantity.bound,
                quantity.role, quantity.aspect, quantity.indicator, quantity.period, quantity.scope,
                quantity.statement, row_of.get(index),
                quantity.rule, tuple(quantity.doubts), page_of(document, quantity.start),
            )
            for index, quantity in enumerate(reading.quantities)
        ),
        items=tuple(
            LedgerItem(
                row.number, row.matter, path(row.path if row.statement is not None else row.path[:-1]),
                row.start, row.end, _one_line(text[row.start : row.end]), row.statement,
                row.path[-1] if row.statement is None else None, row.quantity, row.lead, row.support, row.due,
                row.every, row.phrases, bool(row.inherited), rule(row.statement, row.path[-1] if row.path else None),
                row.doubts, page_of(document, row.start),
            )
            for row in made.rows
        ),
        kind_guessed=reading.kind_guessed,
        left=tuple(
            LedgerOmission(
                omission.start, omission.end, _one_line(text[omission.start : omission.end]), omission.statement,
                omission.reason, path(omission.path),
                reading.statements[omission.statement].rule, omission.doubts, page_of(document, omission.start),
            )
            for omission in made.left
            if (omission.start, omission.end) not in lost
        ),
        unread=tuple(
            LedgerUnread(
                passage.start, passage.end, _one_line(text[passage.start : passage.end]), passage.kind,
                page_of(document, passage.start),
            )
            for passage in reading.unread
        ),
    )  # fmt: skip


def _one_line(words: str) -> str:
    return " ".join(words.split())
