"""The ledger as Markdown (GitHub's tables)."""

from __future__ import annotations

import re

from luoshi.writing import terms
from luoshi.writing.exact import number
from luoshi.writing.model import Report
from luoshi.writing.terms import Say
from luoshi.writing.width import safe

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&!])")
LIST_LIKE = re.compile(r"^(\d*)([-+=]|(?<=\d)[.)](?=\s|$))")  # before a digit a backslash would stay in sight


def markdown(report: Report, say: Say) -> str:
    """The ledger, all quantities, and the statements left out with the reason, of one document."""
    title = escape_marks(report.title or "") or say("text.no_title")
    lines = [f"# {title}", "", escape_marks(say("text.origin", source=report.source, sha256=report.sha256)), ""]
    lines += [escape_marks(say("text.ledger", **report.counts)), "", f"## {say('sheet.ledger')}", ""]
    names = ["number", "path", "task", "indicator", "target", "value", "unit", "lead", "support", "due", "every",
             "doubts"]  # fmt: skip
    rows = []
    for item in report.items:
        figure = report.figures[item.figure] if item.figure is not None else None
        rows.append([
            str(item.number), item.path, item.task, figure.indicator if figure else "", figure.quote if figure else "",
            number(figure.value) if figure else "", (figure.unit or "") if figure else "", "、".join(item.lead),
            "、".join(item.support), terms.due(item), terms.recurrences(item, say), terms.doubts(item.doubts, say),
        ])  # fmt: skip
    lines += rows_of(names, rows, say) if rows else [say("text.no_rows")]
    lines += ["", f"## {say('sheet.figures')}", ""]
    lines += rows_of(
        ["quote", "value", "upper", "unit", "indicator", "role", "period", "row", "doubts"],
        [
            [
                one.quote, number(one.value), "" if one.upper is None else number(one.upper), one.unit or "",
                one.indicator, terms.known(say, "role", one.role), terms.period(one, say), str(one.row or ""),
                terms.doubts(one.doubts, say),
            ]
            for one in report.figures
        ],
        say,
    )  # fmt: skip
    lines += ["", f"## {say('sheet.left')}", ""]
    lines += rows_of(
        ["words", "role", "reason"],
        [
            [one.words, terms.known(say, "role", report.passages[one.statement].role), say(f"reason.{one.reason}")]
            for one in report.left
        ],
        say,
    )
    return "\n".join(lines)


def rows_of(names: list[str], rows: list[list[str]], say: Say) -> list[str]:
    """The lines of a table; ``names`` are those of its columns, message ids under ``column.``."""
    head = [say(f"column.{name}") for name in names]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(escape_marks(cell) for cell in row) + " |" for row in rows]


def escape_marks(words: str) -> str:
    """Words that no Markdown reader takes for a mark."""
    return LIST_LIKE.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", safe(words)))
