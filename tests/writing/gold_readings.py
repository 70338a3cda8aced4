"""Readings made of the labelled documents: the writers can be tried without the reader."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from luoshi.reading.load.sheet_values import read_workbook_values
from luoshi.reading.model import Assignment, LoadedDocument, Quantity, Reading, TextHeading, TextStatement

DOCS = Path(__file__).parents[2] / "gold" / "docs"
NAMES = sorted(path.stem for path in DOCS.glob("*.json"))


def gold(name: str) -> tuple[LoadedDocument, Reading]:
    """A labelled document as if it had just been read; every fifth figure doubtful."""
    data = (DOCS / f"{name}.txt").read_bytes()
    labels: dict[str, Any] = json.loads((DOCS / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    document = LoadedDocument(f"{name}.txt", "txt", hashlib.sha256(data).hexdigest(), data.decode("utf-8"))
    starts = [heading["start"] for heading in labels["headings"]]
    statements = [
        TextStatement(**statement, rule="label", heading=bisect_right(starts, statement["start"]) - 1 if starts and
                  statement["start"] > starts[0] else None)
        for statement in labels["statements"]
    ]  # fmt: skip

    def holder(start: int) -> int | None:
        return next((at for at, statement in enumerate(statements) if statement.start <= start < statement.end), None)

    quantities = []
    for at, quantity in enumerate(labels["quantities"]):
        fields = {key: value for key, value in quantity.items() if key != "quote"}
        fields |= {"value": Decimal(fields["value"])}
        fields |= {"upper": Decimal(fields["upper"]) if fields["upper"] is not None else None}
        doubts = ["no_indicator"] if at % 5 == 4 else []
        quantities.append(Quantity(**fields, rule="label", statement=holder(quantity["start"]), doubts=doubts))
    duties = []
    for duty in labels["duties"]:
        due = date.fromisoformat(duty["due"]) if duty["due"] else None
        duties.append(Assignment(**(duty | {"due": due}), rule="label"))
    return document, Reading(
        labels["kind"], labels["title"], labels["issuer"], labels["number"], labels["year"],
        [TextHeading(**heading, rule="label") for heading in labels["headings"]], statements, quantities, duties,
    )  # fmt: skip


def hostile() -> tuple[LoadedDocument, Reading]:
    """A document whose every word tries to become something else."""
    words = "=cmd()|'</script><script>alert(1)</script>_x0041_\x01\x1b[31m‮9个\"&<b>"
    text = f"{words}\n二、{words}\r\n+1+1 {words}；-2 {words}。@x {words}"
    parts, start = [], 0
    for end in (len(words), len(text)):
        parts.append(TextStatement(start, end, "task", "=rule()", heading=None, doubts=["=doubt()"]))
        start = end
    at = text.index("9个")
    figure = Quantity(
        at, at + 2, Decimal(9), None, "=unit()", "eq", "target", "level", words, "=1", words, "=r()", statement=0
    )
    given = Assignment(0, len(words), [words], [words], date(2025, 12, 31), "P1Y", 2, "=r()", phrase=words)
    document = LoadedDocument("=evil()<b>.txt", "txt", "0" * 64, text)
    return document, Reading("plan", words, words, words, 2025, [], parts, [figure], [given])


def values_of(data: bytes, name: str) -> list[list[Any]]:
    """The rows of a sheet of a workbook, as the reader of imports takes them."""
    sheet = next(sheet for sheet in read_workbook_values(data) if sheet.name == name)
    return [cells for _number, cells in sheet.lines]
