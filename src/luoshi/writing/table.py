"""Write the ledger as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.writing import terms
from luoshi.writing.model import DocumentReport, LedgerItem, LedgerUnread
from luoshi.writing.terms import Say
from luoshi.writing.width import cut_to_columns, display_width, pad_to_columns, terminal_safe_text, wrap_to_columns

GAP = "  "
TASK = 1  # the index of the task column
LINES = 4  # maximum lines of a cell on a terminal; a longer text ends in …


def render_ledger_table(report: DocumentReport, say: Say, *, width: int | None = None) -> str:
    """Render the ledger of one document.

    Args:
        width: columns to fit in, at least 40; None writes every cell in full on one line.
    """
    title = terminal_safe_text(report.title or "") or say("text.no_title")
    counts = say("text.ledger", **report.counts)
    if report.unread:
        counts += f" ⚠ {say('text.count_unread', count=len(report.unread))}"
    head = [title, say("text.origin", source=terminal_safe_text(report.source), sha256=report.sha256[:16]), counts]
    if width is not None:
        head = [line for words in head for line in wrap_to_columns(words, width)]
    names = ["number", "task", "indicator", "target", "lead", "support", "due", "doubts"]
    rows = [
        _unread_cells(line, say) if isinstance(line, LedgerUnread) else _cells(line, report, say)
        for line in report.lines
    ]
    if width is not None:  # for a person; piped output keeps every row whole
        _blank_repetitions(rows, [line.matter if isinstance(line, LedgerItem) else 0 for line in report.lines])
    if not rows:
        return "\n".join([*head, "", say("text.no_rows")])
    body = align_table_columns([say(f"column.{name}") for name in names], rows, width, numeric={0})
    return "\n".join([*head, "", *body])


def _blank_repetitions(rows: list[list[str]], matters: list[int]) -> None:
    """Keep task, units and dates only on the first row of a matter."""
    for at in range(1, len(rows)):
        if matters[at] and matters[at] == matters[at - 1]:
            rows[at] = [cell if column in (0, 2, 3, 7) else "" for column, cell in enumerate(rows[at])]


def _cells(item: LedgerItem, report: DocumentReport, say: Say) -> list[str]:
    figure = report.figures[item.figure] if item.figure is not None else None
    when = "；".join(
        words for words in (terms.format_row_due_dates(item), terms.format_row_recurrences(item, say)) if words
    )
    return [
        str(item.number),
        terminal_safe_text(item.task),
        terminal_safe_text(figure.indicator) if figure else "",
        terminal_safe_text(figure.quote) if figure else "",
        terminal_safe_text("、".join(item.lead)),
        terminal_safe_text("、".join(item.support)),
        when,
        terms.format_named_doubts(item.doubts, say),
    ]


def _unread_cells(passage: LedgerUnread, say: Say) -> list[str]:
    return ["", terminal_safe_text(passage.words), "", "", "", "", "", f"⚠ {say('text.unread')}"]


def render_summary_table(rows: Sequence[tuple[str, str, str, dict[str, int]]], say: Say, *, width: int) -> list[str]:
    """Return the lines of a table of documents: source, kind, title and counts of each, and the sums."""
    names = ["document", "kind", "title", "matters", "figures", "doubtful"]
    counted = ("matters", "figures", "doubts")
    cells = [
        [
            terminal_safe_text(source),
            terms.translate_known_code(say, "kind", kind),
            terminal_safe_text(title),
            *(str(counts.get(count_name, 0)) for count_name in counted),
        ]
        for source, kind, title, counts in rows
    ]
    sums = [str(sum(counts.get(count_name, 0) for *_, counts in rows)) for count_name in counted]
    cells.append([say("text.total"), "", "", *sums])
    return align_table_columns([say(f"column.{name}") for name in names], cells, width, numeric={3, 4, 5}, lines=1)


def align_table_columns(
    head: list[str],
    rows: list[list[str]],
    width: int | None,
    *,
    numeric: set[int],
    lines: int = LINES,
    wide: frozenset[int] = frozenset((TASK,)),
) -> list[str]:
    """Return a head, a rule and the rows in aligned columns; empty columns are left out.

    Args:
        width: columns of the terminal; None writes every cell in full on one line.
        numeric: the columns that are flush right and keep their width.
        lines: maximum lines of a cell.
        wide: columns that may be twice as wide as any other.
    """
    used = [at for at in range(len(head)) if any(row[at] for row in rows)]
    widths = {at: max(display_width(head[at]), *(display_width(row[at]) for row in rows)) for at in used}
    if width is not None:
        _shrink(widths, {at: display_width(head[at]) for at in used}, width - len(GAP) * (len(used) - 1), numeric, wide)
    made = []
    for row in [head, *rows]:
        cells = {at: _cell(row[at], widths[at], lines) if width is not None else [row[at]] for at in used}
        for line in range(max(len(cell) for cell in cells.values())):
            parts = [
                pad_to_columns(cells[at][line] if line < len(cells[at]) else "", widths[at], right=at in numeric)
                for at in used
            ]
            made.append(GAP.join(parts).rstrip())
        if row is head:
            made.append(GAP.join("─" * widths[at] for at in used))
    return made


def _shrink(widths: dict[int, int], heads: dict[int, int], room: int, fixed: set[int], wide: frozenset[int]) -> None:
    """Narrow the widest column until all fit; those in ``wide`` may be twice as wide as any other.

    No column gets narrower than its head or six columns.
    """
    for at in widths:
        widths[at] = min(widths[at], max(room, 6))
    while sum(widths.values()) > room:
        can = [at for at in widths if at not in fixed and widths[at] > max(heads[at], 6)]
        if not can:
            return
        widths[max(can, key=lambda at: widths[at] / (2 if at in wide else 1))] -= 1


def _cell(words: str, width: int, lines: int) -> list[str]:
    if lines == 1:
        return [cut_to_columns(words, width)]
    wrapped = wrap_to_columns(words, width)
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], cut_to_columns(wrapped[lines - 1], width - 1).rstrip("…") + "…"]
    return wrapped
