"""Write the ledger as Markdown (GitHub tables)."""

from __future__ import annotations

import re

from luoshi.writing import terms
from luoshi.writing.exact_json import format_plain_exact
from luoshi.writing.model import DocumentReport, LedgerUnread
from luoshi.writing.terms import Say
from luoshi.writing.width import terminal_safe_text

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&!])")
LIST_LIKE = re.compile(r"^(\d*)([-+=]|(?<=\d)[.)](?=\s|$))")  # a backslash before a digit would stay visible


def render_ledger_markdown(report: DocumentReport, say: Say) -> str:
    """Return one document's ledger, all quantities, and the omitted statements with the reason."""
    title = escape_marks(report.title or "") or say("text.no_title")
    lines = [f"# {title}", "", escape_marks(say("text.origin", source=report.source, sha256=report.sha256)), ""]
    lines += [escape_marks(say("text.ledger", **report.counts)), ""]
    if report.unread:
        lines += [f"**⚠ {say('text.count_unread', count=len(report.unread))}**", ""]
    lines += [f"## {say('sheet.ledger')}", ""]
    names = ["number", "path", "task", "indicator", "target", "value", "unit", "lead", "support", "due", "every",
             "doubts"]  # fmt: skip
    rows = []
    for item in report.lines:
        if isinstance(item, LedgerUnread):
            rows.append(["", "", item.words, *[""] * (len(names) - 4), f"⚠ {say('text.unread')}"])
            continue
        figure = report.figures[item.figure] if item.figure is not None else None
        rows.append([
            str(item.number), item.path, item.task, figure.indicator if figure else "", figure.quote if figure else "",
            format_plain_exact(figure.value) if figure else "", (figure.unit or "") if figure else "",
            "、".join(item.lead),
            "、".join(item.support), terms.format_row_due_dates(item), terms.format_row_recurrences(item, say),
            terms.format_named_doubts(item.doubts, say),
        ])  # fmt: skip
    lines += markdown_table_lines(names, rows, say) if rows else [say("text.no_rows")]
    lines += ["", f"## {say('sheet.figures')}", ""]
    lines += markdown_table_lines(
        ["quote", "value", "upper", "unit", "indicator", "role", "period", "row", "doubts"],
        [
            [
                figure.quote, format_plain_exact(figure.value),
                "" if figure.upper is None else format_plain_exact(figure.upper),
                figure.unit or "",
                figure.indicator, terms.translate_known_code(say, "role", figure.role),
                terms.format_figure_period(figure, say),
                str(figure.row or ""),
                terms.format_named_doubts(figure.doubts, say),
            ]
            for figure in report.figures
        ],
        say,
    )  # fmt: skip
    lines += ["", f"## {say('sheet.left')}", ""]
    lines += markdown_table_lines(
        ["words", "role", "reason"],
        [
            [
                omission.words,
                terms.translate_known_code(say, "role", report.passages[omission.statement].role),
                say(f"reason.{omission.reason}"),
            ]
            for omission in report.left
        ],
        say,
    )
    return "\n".join(lines)


def markdown_table_lines(names: list[str], rows: list[list[str]], say: Say) -> list[str]:
    """Return the lines of a table; ``names`` are its columns, message ids under ``column.``."""
    head = [say(f"column.{name}") for name in names]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(escape_marks(cell) for cell in row) + " |" for row in rows]


def escape_marks(words: str) -> str:
    """Escape words so that no Markdown reader takes them for markup."""
    return LIST_LIKE.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", terminal_safe_text(words)))
