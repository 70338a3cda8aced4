"""What the reader promises of every text, whatever stands in it; tests of the whole reader hold it to this."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args

import jsonschema

from luoshi.cli.compose import reading_as_json
from luoshi.reading.model import Aspect, Bound, Kind, LoadedDocument, QuantityRole, Reading, StatementRole
from luoshi.reading.read import read_text_document
from luoshi.schema import reading_schema
from luoshi.writing.exact_json import dump_exact_json

SCHEMA = jsonschema.Draft202012Validator(
    json.loads(reading_schema()), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"


def kept(text: str, **given: Any) -> Reading:
    """The Reading of ``text``, after it was held to every promise."""
    reading = read_text_document(text, **given)
    assert read_text_document(text, **given) == reading, "the same text gave two readings"
    _spans(text, reading)
    _order(reading)
    _values(text, reading)
    _form(text, reading)
    return reading


def _spans(text: str, reading: Reading) -> None:
    for records in (reading.headings, reading.statements, reading.quantities, reading.assignments):
        for record in records:
            assert 0 <= record.start < record.end <= len(text), record
            assert text[record.start : record.end].strip(), record
            assert record.rule and all(record.doubts), record
    for statement in reading.statements:
        words = text[statement.start : statement.end]
        assert words == words.strip(), statement
        assert statement.row or not any(mark in words for mark in BREAKS), statement
        if statement.row:
            assert 0 <= statement.row[0] <= statement.start < statement.end <= statement.row[1] <= len(text), statement
    places = {(statement.start, statement.end) for statement in (*reading.statements, *reading.headings)}
    for duty in reading.assignments:
        assert (duty.start, duty.end) in places, duty


def _order(reading: Reading) -> None:
    for name, records in (("statements", reading.statements), ("headings", reading.headings)):
        for before, behind in pairwise(records):
            assert before.end <= behind.start, (name, before, behind)
    for before, behind in pairwise(reading.quantities):
        assert before.end <= behind.start, (before, behind)
    starts = [(duty.start, duty.end) for duty in reading.assignments]
    assert starts == sorted(starts)
    # No place is both heading and statement.
    edges = sorted((statement.start, statement.end) for statement in (*reading.statements, *reading.headings))
    assert all(first[1] <= second[0] for first, second in pairwise(edges)), edges


def _values(text: str, reading: Reading) -> None:
    plain = text + text.translate(WIDE)
    assert reading.kind in get_args(Kind)
    assert reading.year is None or 1 <= reading.year <= 9999
    assert reading.title is None or reading.title.strip()
    for heading in reading.headings:
        assert heading.level >= 1, heading
        printed = text[heading.start : heading.end].translate(WIDE)
        assert printed.startswith(heading.marker.translate(WIDE).rstrip("】")), heading  # 【】 stands around a title
        assert heading.title == heading.title.strip(), heading
    for index, statement in enumerate(reading.statements):
        assert statement.role in get_args(StatementRole), statement
        above = [place for place, heading in enumerate(reading.headings) if heading.start <= statement.start]
        if statement.heading is not None:
            assert above and 0 <= statement.heading <= above[-1], (index, statement)
    for quantity in reading.quantities:
        assert isinstance(quantity.value, Decimal) and quantity.value.is_finite(), quantity
        assert quantity.upper is None or (isinstance(quantity.upper, Decimal) and quantity.upper.is_finite()), quantity
        assert (quantity.upper is not None) == (quantity.bound == "range"), quantity
        assert quantity.bound in get_args(Bound) and quantity.role in get_args(QuantityRole), quantity
        assert quantity.aspect in get_args(Aspect), quantity
        assert quantity.unit is None or quantity.unit.strip(), quantity
        assert quantity.scope is None or quantity.scope.strip(), quantity
        if quantity.statement is not None:
            statement = reading.statements[quantity.statement]
            low, high = statement.row or (statement.start, statement.end)
            assert low <= quantity.start < quantity.end <= high, (quantity, statement)
    for duty in reading.assignments:
        assert duty.lead or duty.due or duty.every or duty.support, duty
        named = plain + "".join(plain.split())  # names are closed up: 县 科 协
        assert all(name.strip() and name in named for name in (*duty.lead, *duty.support)), duty
        assert duty.due is None or isinstance(duty.due, date), duty
        assert duty.times is None or duty.times >= 1, duty


def _form(text: str, reading: Reading) -> None:
    made = reading_as_json(LoadedDocument("a.txt", "txt", "0" * 64, text), reading, with_text=True)
    written = dump_exact_json(made)
    back = json.loads(written, parse_float=Decimal)
    SCHEMA.validate(back)
    pairs = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # JSON joins two halves
    assert back["text"] in (text, pairs)
    for read_back, quantity in zip(back["quantities"], reading.quantities, strict=True):
        assert read_back["value"] == quantity.value and read_back["upper"] == quantity.upper
        assert text[read_back["start"] : read_back["end"]] == read_back["quote"]
