"""Figures and coverages as tables, of pages and of workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.figures.rounding import places
from luoshi.figures.style import decimal_text, grouped
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.records.counting.queries.grids import Grid, Said
from luoshi.records.counting.rules import Bound, Value
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.figures import Figure

ROUNDED = ("mean", "share")


def shown(figure: Figure, value: Value | None) -> str:
    """A value as it is read, without its unit of measure."""
    if value is None:
        return _("none")
    if value.small:
        return _("not shown")
    if value.exact is None:
        return _("not computable")
    return grouped(value.exact, figure.digits if figure.measure in ROUNDED else None)


def exact(figure: Figure, value: Value | None) -> Decimal | str:
    """The same as a workbook or a program gets it: a number, or why there is none."""
    if value is None or value.exact is None:
        return shown(figure, value)
    return places(value.exact, figure.digits if figure.measure in ROUNDED else 4).normalize()


def known(figure: Figure, value: Value | None) -> str:
    """Of how many it is known, or what is missing to compute it; "" where there is nothing to say.

    A mean or a share is said with its base always: a 5 of one is another than a 5 of a hundred.
    """
    if value is None:
        return ""
    if value.small:
        return ""  # the page says at its head why
    if value.unset:
        return _("not set: %(names)s") % {"names": "、".join(str(one) for one in value.unset)}
    if value.exact is None and not value.of:
        return _("there is nothing to count")
    said = [_known(figure, value), _("as of %(day)s") % {"day": value.until.isoformat()} if value.until else ""]
    return ", ".join(filter(None, said))


def _known(figure: Figure, value: Value) -> str:
    whole = value.n == value.of and figure.measure not in ROUNDED
    return "" if whole else _("%(n)d of %(of)d known") % {"n": value.n, "of": value.of}


def compared(figure: Figure, value: Value | None, bound: Bound | None) -> str:
    """How a value stands to what it is compared with."""
    if bound is None:
        return _("not set: %(names)s") % {"names": figure.target.label}
    if value is None or value.exact is None:
        return str(bound)
    if bound.met(value.exact):
        return _("%(bound)s: met") % {"bound": bound}
    off = grouped(bound.off(value.exact), 4)
    if bound.sign in ("≥", ">"):
        return _("%(bound)s: not met, %(off)s short") % {"bound": bound, "off": off}
    return _("%(bound)s: not met, off by %(off)s") % {"bound": bound, "off": off}


def link(kind: Kind, said: Said) -> str:
    """The list of the rows behind a number; "" where there are none."""
    if said.cut is None or said.value is None or not said.value.of:
        return ""
    return reverse("records:list", args=[kind.name]) + "?" + urlencode({"figure": str(said.cut)})


def table(kind: Kind, laid: Grid, head: str, caption: str) -> Table:
    """A grid as the pages show it; undivided, a line a figure, with its unit and what it is compared with."""
    nothing = Empty(_("There is nothing to count here."), _("Ask for other days, or for another unit."))
    if laid.heads == [""]:
        columns = [Column(_("Figure")), Column(_("Amount"), "number"), Column(_("Compared with"))]
        rows = []
        for name, label, (one,) in laid.lines:
            text = (
                f"{shown(one.figure, one.value)} {one.figure.unit if one.value and one.value.exact is not None else ''}"
            )
            cells = [Cell(label, head=True)]
            value = Cell(
                text.strip(), str(columns[1].label), "number", url=link(kind, one), note=known(one.figure, one.value)
            )
            target = laid.targets.get(name)
            words = compared(one.figure, one.value, target) if name in laid.targets else ""
            rows.append(Row(name, label, [*cells, value, Cell(words, str(columns[2].label))]))
        return Table(caption, columns, rows, nothing)
    columns = [Column(head), *(Column(one, "number") for one in laid.heads)]
    rows = [Row(key, name or _("elsewhere"), _line(kind, laid, name, cells)) for key, name, cells in laid.lines]
    total = _line(kind, laid, _("All"), laid.total) if laid.total else None
    return Table(caption, columns, rows, nothing, wide=True, total=total)


def _line(kind: Kind, laid: Grid, name: str, cells: Sequence[Said]) -> list[Cell]:
    made = [Cell(name or _("elsewhere"), head=True)]
    for label, one in zip(laid.heads, cells, strict=True):
        text = shown(one.figure, one.value)
        made.append(Cell(text, label, "number", url=link(kind, one), note=known(one.figure, one.value)))
    return made


def sheet(laid: Grid, head: str) -> tuple[list[tuple[str, int]], list[list[str | int | Decimal]]]:
    """The columns of a workbook, and its lines: each number with of how many it is known beside it."""
    if laid.heads == [""]:
        columns = [(_("Figure"), 30), (_("Amount"), 16), (_("Unit of measure"), 14), (_("Known"), 12), (_("Of"), 12)]
        lines: list[list[str | int | Decimal]] = [
            [label, exact(one.figure, one.value), str(one.figure.unit), *_n(one.value)]
            for _name, label, (one,) in laid.lines
        ]
        return [*columns, (_("Compared with"), 30)], [
            [*line, compared(one.figure, one.value, laid.targets[name]) if name in laid.targets else ""]
            for line, (name, _label, (one,)) in zip(lines, laid.lines, strict=True)
        ]
    columns = [(head, 30)]
    for one in laid.heads:
        columns += [(one, 16), (_("Known"), 10), (_("Of"), 10)]
    every: list[tuple[str, Sequence[Said]]] = [(name or _("elsewhere"), cells) for _key, name, cells in laid.lines]
    every += [(_("All"), laid.total)] if laid.total else []
    return columns, [
        [name, *(part for one in cells for part in (exact(one.figure, one.value), *_n(one.value)))]
        for name, cells in every
    ]


def _n(value: Value | None) -> tuple[int, int]:
    return (value.n, value.of) if value else (0, 0)


def share_of(part: int, of: int) -> str:
    """A part of a base in per cent, rounded once, half up; "" where there is no base."""
    return f"{decimal_text(Fraction(100 * part, of), 1)}%" if of else ""
