"""Figures and coverages as tables, for pages and workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.desk.figures.queries.grids import FigureCell, FigureGrid
from luoshi.desk.figures.rules import FigureValue
from luoshi.figures.bounds import Bound
from luoshi.figures.rounding import round_to_places
from luoshi.figures.style import decimal_text, group_digits
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter

EXACT = 4  # decimals that every exact value has at most


def format_figure_value(figure: Figure, value: FigureValue | None) -> str:
    """Return a value as read by people, without its unit of measure."""
    if value is None:
        return _("none")
    if value.small:
        return _("not shown")
    if value.exact is None:
        return _("not computable")
    return group_digits(value.exact, _digits(figure, value.exact))


def _digits(figure: Figure, exact: Fraction) -> int | None:
    """Return the decimals to which a value is rounded; None: it is exact, also the difference of two such values."""
    endless = bool(figure.less or figure.more) and (exact * 10**EXACT).denominator != 1
    return figure.digits if figure.is_rounded or endless else None


def exact_figure_value(figure: Figure, value: FigureValue | None) -> Decimal | str:
    """Return the same for a workbook or an API client: a number, or the reason why there is none."""
    if value is None or value.exact is None:
        return format_figure_value(figure, value)
    digits = _digits(figure, value.exact)
    return round_to_places(value.exact, EXACT if digits is None else digits).normalize()


def format_known_share(figure: Figure, value: FigureValue | None) -> str:
    """Return how many rows have a known value, or what is missing to compute it; "" if there is nothing to say.

    A mean or a share always comes with its base: 5 from one row differs from 5 from a hundred.
    """
    if value is None:
        return ""
    if value.small:
        return ""  # the head of the page says why
    if value.unset:
        return _("not set: %(names)s") % {"names": "、".join(str(label) for label in value.unset)}
    if value.exact is None and not value.of:
        return _("there is nothing to count")
    said = [
        _days(value),
        _known(figure, value),
        _("as of %(day)s") % {"day": value.until.isoformat()} if value.until else "",
    ]
    return ", ".join(filter(None, [*said, *_behind(figure, value)]))


def _behind(figure: Figure, value: FigureValue) -> Iterator[str]:
    """Yield the numbers from which a quotient or a change is computed: without them it says little."""
    if figure.over and value.part is not None:
        part, whole = (group_digits(number, _digits(figure, number)) for number in value.part)
        yield _("%(part)s to %(whole)s") % {"part": part, "whole": whole}
    if figure.compared_figure and value.before is not None:
        yield _("before: %(n)s") % {"n": group_digits(value.before, _digits(figure, value.before))}
    elif figure.compared_figure and not value.unset:
        yield _("before: not computable")


def _days(value: FigureValue) -> str:
    """Return the days over which a value is cumulated; "": it counts the days that are asked for."""
    if value.days is None:
        return ""
    first, last = value.days
    words = {"first": first.isoformat(), "last": last.isoformat()}
    return _("begins on %(first)s") % words if last < first else _("together since %(first)s, up to %(last)s") % words


def _known(figure: Figure, value: FigureValue) -> str:
    whole = value.n == value.of and figure.way not in ("mean", "share")
    return "" if whole else _("%(n)d of %(of)d known") % {"n": value.n, "of": value.of}


def format_comparison(
    figure: Figure, value: FigureValue | None, bound: Bound | None, parameter: DeclaredParameter | None = None
) -> str:
    """Return how a value compares with its target, or with that of a code, whose parameter is given."""
    if bound is None:
        return _("not set: %(names)s") % {"names": (parameter or figure.target).label}
    if value is None or value.exact is None:
        return str(bound)
    if bound.is_met(value.exact):
        return _("%(bound)s: met") % {"bound": bound}
    unit = _("percentage points") if figure.is_percent else figure.unit
    off = f"{group_digits(bound.off(value.exact), 4)} {unit}".strip()
    if figure.part_unit and value.part is not None:
        parts = bound.lacking_part(*value.part, counted=not isinstance(figure.base, str))
        off = _("%(off)s (%(parts)s)") % {"off": off, "parts": f"{group_digits(parts, 4)} {figure.part_unit}"}
    if bound.sign in ("≥", ">"):
        return _("%(bound)s: not met, short by %(off)s") % {"bound": bound, "off": off}
    return _("%(bound)s: not met, differs by %(off)s") % {"bound": bound, "off": off}


def format_line_comparison(laid: FigureGrid, key: str | None, cell: FigureCell) -> str:
    """Return how the value of a code compares with the code's own target; "" if it has none.

    Args:
        key: of the line; None: the total, which is compared with the figure's target.
    """
    if key is None:
        bound = laid.targets.get(cell.figure.name)
        return format_comparison(cell.figure, cell.value, bound) if cell.figure.name in laid.targets else ""
    if (cell.figure.name, key) not in laid.code_targets:
        return ""
    parameter, bound = laid.code_targets[cell.figure.name, key]
    return format_comparison(cell.figure, cell.value, bound, parameter)


def figure_rows_url(kind: CompiledKind, said: FigureCell) -> str:
    """Return the URL of the list of the rows behind a number; "" if there are none."""
    if said.cut is None or said.value is None or not said.value.of:
        return ""
    return reverse("records:list", args=[kind.name]) + "?" + urlencode({"figure": str(said.cut)})


def render_figure_table(kind: CompiledKind, laid: FigureGrid, head: str, caption: str) -> DataTable:
    """Return a grid as a table of a page; undivided, a line per figure, with its unit of measure and target."""
    nothing = Empty(_("There is nothing to count here."), _("Choose other days, or another unit."))
    if laid.heads == [""]:
        columns = [DataColumn(_("Figure")), DataColumn(_("Amount"), "number"), DataColumn(_("Compared with"))]
        rows = []
        for name, label, (cell,) in laid.lines:
            unit = cell.figure.unit if cell.value and cell.value.exact is not None else ""
            text = f"{format_figure_value(cell.figure, cell.value)} {unit}"
            cells = [DataCell(label, head=True)]
            value = DataCell(
                text.strip(),
                str(columns[1].label),
                "number",
                url=figure_rows_url(kind, cell),
                note=format_known_share(cell.figure, cell.value),
            )
            words = format_line_comparison(laid, None, cell)
            rows.append(DataRow(name, label, [*cells, value, DataCell(words, str(columns[2].label))]))
        return DataTable(caption, columns, rows, nothing)
    columns = [DataColumn(head), *(DataColumn(head, "number") for head in laid.heads)]
    rows = [
        DataRow(key, name or _("elsewhere"), _line(kind, laid, name, cells, key)) for key, name, cells in laid.lines
    ]
    total = _line(kind, laid, _("All"), laid.total, None) if laid.total else None
    return DataTable(caption, columns, rows, nothing, wide=True, total=total)


def format_empty_cells(laid: FigureGrid) -> str:
    """Return the pairs of codes without any row as a sentence; "" if there are none, or the grid has no such pairs.

    A line in which every pair is empty is named once.
    """
    by_line: dict[str, list[str]] = {}
    for name, head in laid.empty_cells:
        by_line.setdefault(name, []).append(head)
    coded = sum(column != "None" for column in laid.columns)
    pair, names = _("%(row)s × %(column)s"), list[str]()
    for name, heads in by_line.items():
        some = [_("all columns")] if len(heads) == coded else heads
        names += [pair % {"row": name, "column": head} for head in some]
    return _("Nothing in: %(names)s.") % {"names": "、".join(names)} if names else ""


def _line(
    kind: CompiledKind, laid: FigureGrid, name: str, cells: Sequence[FigureCell], key: str | None
) -> list[DataCell]:
    made = [DataCell(name or _("elsewhere"), head=True)]
    for label, cell in zip(laid.heads, cells, strict=True):
        text = format_figure_value(cell.figure, cell.value)
        note = "; ".join(
            filter(None, (format_known_share(cell.figure, cell.value), format_line_comparison(laid, key, cell)))
        )
        made.append(DataCell(text, label, "number", url=figure_rows_url(kind, cell), note=note))
    return made


def figure_sheet_rows(laid: FigureGrid, head: str) -> tuple[list[tuple[str, int]], list[list[str | int | Decimal]]]:
    """Return the columns and lines of a workbook; each number comes with how many rows are known."""
    if laid.heads == [""]:
        columns = [(_("Figure"), 30), (_("Amount"), 16), (_("Unit of measure"), 14), (_("Known"), 12), (_("Of"), 12)]
        lines: list[list[str | int | Decimal]] = [
            [label, exact_figure_value(cell.figure, cell.value), str(cell.figure.unit), *_n(cell.value)]
            for _name, label, (cell,) in laid.lines
        ]
        return [*columns, (_("Compared with"), 30)], [
            [*line, format_line_comparison(laid, None, cell)]
            for line, (_name, _label, (cell,)) in zip(lines, laid.lines, strict=True)
        ]
    columns = [(head, 30)]
    for column_head in laid.heads:
        columns += [(column_head, 16), (_("Known"), 10), (_("Of"), 10)]
    every: list[tuple[str | None, str, Sequence[FigureCell]]] = [
        (key, name or _("elsewhere"), cells) for key, name, cells in laid.lines
    ]
    every += [(None, _("All"), laid.total)] if laid.total else []
    lines = [
        [name, *(part for cell in cells for part in (exact_figure_value(cell.figure, cell.value), *_n(cell.value)))]
        for _key, name, cells in every
    ]
    if laid.code_targets or (laid.total and laid.targets):
        columns.append((_("Compared with"), 30))
        for line, (key, _name, cells) in zip(lines, every, strict=True):
            line.append(_all_comparisons(laid, key, cells))
    return columns, lines


def _all_comparisons(laid: FigureGrid, key: str | None, cells: Sequence[FigureCell]) -> str:
    """Return the comparisons of a line in one cell; of several figures, each after its name."""
    found = [(str(cell.figure.label), words) for cell in cells if (words := format_line_comparison(laid, key, cell))]
    return "; ".join(f"{label} {words}" if len(found) > 1 else words for label, words in found)


def _n(value: FigureValue | None) -> tuple[int, int]:
    return (value.n, value.of) if value else (0, 0)


def share_of(part: int, of: int) -> str:
    """Return a part of a base in per cent, rounded once, half up; "" if the base is 0."""
    return f"{decimal_text(Fraction(100 * part, of), 1)}%" if of else ""
