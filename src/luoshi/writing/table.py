"""The ledger as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.writing import terms
from luoshi.writing.model import Item, Report
from luoshi.writing.terms import Say
from luoshi.writing.width import columns, cut, pad, safe, wrap

GAP = "  "
TASK = 1  # the column of the task in the ledger
LINES = 4  # of one cell on a terminal; what is longer ends in …


def table(report: Report, say: Say, *, width: int | None = None) -> str:
    """The ledger of one document.

    Args:
        width: columns to fit in, at least 40; None writes every cell whole on one line.
    """
    title = safe(report.title or "") or say("text.no_title")
    counts = say("text.ledger", **report.counts)
    head = [title, say("text.origin", source=safe(report.source), sha256=report.sha256[:16]), counts]
    if width is not None:
        head = [line for words in head for line in wrap(words, width)]
    names = ["number", "task", "indicator", "target", "lead", "support", "due", "doubts"]
    rows = [_cells(item, report, say) for item in report.items]
    if width is not None:  # for the eye; what goes into a pipe keeps every row whole
        _blank_repetitions(rows, [item.matter for item in report.items])
    if not rows:
        return "\n".join([*head, "", say("text.no_rows")])
    body = grid([say(f"column.{name}") for name in names], rows, width, numeric={0})
    return "\n".join([*head, "", *body])


def _blank_repetitions(rows: list[list[str]], matters: list[int]) -> None:
    """Leave task, units and dates only on the first row of a matter."""
    for at in range(1, len(rows)):
        if matters[at] == matters[at - 1]:
            rows[at] = [cell if column in (0, 2, 3, 7) else "" for column, cell in enumerate(rows[at])]


def _cells(item: Item, report: Report, say: Say) -> list[str]:
    figure = report.figures[item.figure] if item.figure is not None else None
    when = "；".join(words for words in (terms.due(item), terms.recurrences(item, say)) if words)
    return [
        str(item.number),
        safe(item.task),
        safe(figure.indicator) if figure else "",
        safe(figure.quote) if figure else "",
        safe("、".join(item.lead)),
        safe("、".join(item.support)),
        when,
        terms.doubts(item.doubts, say),
    ]


def summary(rows: Sequence[tuple[str, str, str, dict[str, int]]], say: Say, *, width: int) -> list[str]:
    """Lines of a table over documents: source, kind, title and counts of each, and the sums."""
    names = ["document", "kind", "title", "matters", "figures", "doubtful"]
    counted = ("matters", "figures", "doubts")
    cells = [
        [safe(source), terms.known(say, "kind", kind), safe(title), *(str(counts.get(one, 0)) for one in counted)]
        for source, kind, title, counts in rows
    ]
    sums = [str(sum(counts.get(one, 0) for *_, counts in rows)) for one in counted]
    cells.append([say("text.total"), "", "", *sums])
    return grid([say(f"column.{name}") for name in names], cells, width, numeric={3, 4, 5}, lines=1)


def grid(
    head: list[str],
    rows: list[list[str]],
    width: int | None,
    *,
    numeric: set[int],
    lines: int = LINES,
    wide: frozenset[int] = frozenset((TASK,)),
) -> list[str]:
    """A head, a rule and the rows in aligned columns; columns that are empty throughout are left out.

    Args:
        width: columns of the terminal; None writes every cell whole on one line.
        numeric: the columns that are flush right and keep their width.
        lines: of one cell, at most.
        wide: columns that may be twice as wide as any other.
    """
    used = [at for at in range(len(head)) if any(row[at] for row in rows)]
    widths = {at: max(columns(head[at]), *(columns(row[at]) for row in rows)) for at in used}
    if width is not None:
        _shrink(widths, {at: columns(head[at]) for at in used}, width - len(GAP) * (len(used) - 1), numeric, wide)
    made = []
    for row in [head, *rows]:
        cells = {at: _cell(row[at], widths[at], lines) if width is not None else [row[at]] for at in used}
        for line in range(max(len(cell) for cell in cells.values())):
            parts = [
                pad(cells[at][line] if line < len(cells[at]) else "", widths[at], right=at in numeric) for at in used
            ]
            made.append(GAP.join(parts).rstrip())
        if row is head:
            made.append(GAP.join("─" * widths[at] for at in used))
    return made


def _shrink(widths: dict[int, int], heads: dict[int, int], room: int, fixed: set[int], wide: frozenset[int]) -> None:
    """Take room from the widest column until all fit; those in ``wide`` may be twice as wide as any other.

    None gets narrower than its head or six columns.
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
        return [cut(words, width)]
    wrapped = wrap(words, width)
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], cut(wrapped[lines - 1], width - 1).rstrip("…") + "…"]
    return wrapped
