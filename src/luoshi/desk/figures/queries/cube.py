"""All numbers that a figure can give, by unit and code, with the people behind each whom a reader may not see.

Disclosure is decided over all numbers at once, whichever a page shows: hiding a number on one page is in vain if it can
be derived from another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from django.db.models import BooleanField, Case, F, Q, QuerySet, When
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.disclosure import MembershipChange, SumLine, told_last
from luoshi.desk.figures.queries.axes import axis_key
from luoshi.desk.figures.queries.computed import counted_figures
from luoshi.desk.figures.queries.figures import FigureSpan, Scan, figures_of
from luoshi.desk.figures.queries.sources import FigureRowSource, counted_path, figure_row_source
from luoshi.kernel.conditions.queries.paths import field_shape
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import confidential_links
from luoshi.org.actors.queries import current_placements

Codes = tuple[tuple[str, str], ...]  # field and code, ordered by field; "": rows without a code
DAY = timedelta(days=1)


class At(NamedTuple):
    """The address of one number of a figure.

    Attributes:
        unit: The unit with its subtree; with ``own`` that unit alone; None: all units.
        rest: The rest of a share beside its part.
    """

    figure: str
    unit: int | None = None
    own: bool = False
    codes: Codes = ()
    rest: bool = False


def protected_subject_column(source: FigureRowSource, figure: Figure) -> str:
    """Return the column of the people whom a figure protects, each counted once over all rows; "" if there are none.

    They are confidential records that the kind's records or the rows counted link to, or else these themselves: a
    reader who learns that one household was aided knows that there is one, and three aids to one household are one.
    """
    behind = source.behind.kind if source.behind is not None else None
    of_rows = confidential_links(source.model)
    of_records = confidential_links(source.kind.record)
    if not (source.kind.masks or (behind is not None and behind.masks) or of_rows or of_records):
        return ""
    if figure.measure == "distinct":
        return source.column(counted_path(source, figure))
    if behind is not None and behind.masks:
        return "pk"
    if of_rows or of_records:
        return of_rows[0] if of_rows else source.column(of_records[0])
    about = next((part.about for part in source.kind.protections if part.about), "")
    return source.column(about) if about else source.owner


def is_masked_path(source: FigureRowSource, path: str) -> bool:
    """Return whether a path leads to a protected or hidden field of the records, or of the rows counted."""
    model, names = source.locate_path(path)
    if len(names) != 1:
        return False
    if source.behind is None or model is not source.model:
        return names[0] in {*source.kind.masked_fields, *source.kind.hidden}
    of_kinds = (name for kind in source.behind.kinds for name in (*kind.masked_fields, *kind.hidden))
    return names[0] in {*source.behind.sealed, *of_kinds}


def reads_masked_mean(source: FigureRowSource, figure: Figure, path: str) -> bool:
    """Return whether a path is the protected field of which a figure is the mean, told of enough people alone."""
    return figure.measure == "mean" and path == figure.of and is_masked_path(source, path)


def tells_masked(kind: CompiledKind, name: str) -> bool:
    """Return whether a figure is made of protected values: of few it would tell them also to who reads the records."""
    every = figures_of(kind)
    return any(
        reads_masked_mean(figure_row_source(kind, figure), figure, figure.of)
        for figure in counted_figures(every, every[name])
        if figure.of
    )


def is_protected(kind: CompiledKind, name: str) -> bool:
    """Return whether a figure counts protected records, or records that lead to such."""
    every = figures_of(kind)
    return any(
        protected_subject_column(figure_row_source(kind, figure), figure)
        for figure in counted_figures(every, every[name])
    )


def _together(kind: CompiledKind, name: str) -> list[Figure]:
    """Return a figure with all that are derivable from one another: sums and their addends."""
    every = figures_of(kind)
    found, new = dict[str, Figure](), {name: every[name]}
    while new:
        found |= new
        beside = {
            figure.name: figure
            for figure in every.values()
            if any(figure.name in other.plus or other.name in figure.plus for other in new.values())
        }
        new = {name: figure for name, figure in beside.items() if name not in found}
    return list(found.values())


class _Tree:
    """The units of a day: the ancestors of each, and its parent."""

    def __init__(self, day: date) -> None:
        self.above: dict[int, list[int]] = defaultdict(list)
        self.parent: dict[int, int] = {}
        for unit, ancestor, depth in current_placements(day).values_list("unit", "ancestor", "depth"):
            self.above[unit].append(ancestor)
            if depth == 1:
                self.parent[unit] = ancestor

    def of(self, unit: int) -> Iterator[tuple[int | None, bool]]:
        """Yield the units for whose subtree a row of a unit counts, and the unit alone."""
        yield None, False
        yield unit, True
        yield from ((ancestor, False) for ancestor in self.above.get(unit, ()))

    def over(self, at: At) -> At | None:
        """Return the number of which this one is a part by unit; None for all units."""
        if at.unit is None:
            return None
        if at.own:
            return at._replace(own=False, unit=at.unit if at.unit in self.above else None)
        return at._replace(unit=self.parent.get(at.unit))


class _Row(NamedTuple):
    who: Hashable
    unit: int
    codes: Mapping[str, str]
    days: tuple[date, date | None]  # first day; the first day after, if it is over
    rest: bool | None  # of a share: whether it is outside the part; None: not a share


def told_as_of(
    kind: CompiledKind,
    name: str,
    span: FigureSpan,
    actor: Actor | None,
    day: date,
    least: int | None,
    *,
    ends: Sequence[date] = (),
) -> dict[Hashable, date | None]:
    """Return as of which day each number of a figure about people hidden from the actor is shown.

    A flow is shown for spans from the first of January only, since a month would follow from two others. One query for
    each figure involved, and two for the tree.

    Args:
        actor: None: someone who may see nothing.
        ends: The days at whose end it is shown; by default whenever enough people have changed.
    """
    every = figures_of(kind)
    tree, changes, lines = _Tree(span.last), list[MembershipChange](), _SumLines()
    figures = _together(kind, name)
    for figure in (figure for figure in figures if not figure.made_of):
        sums = [sum_figure for sum_figure in figures if figure.name in sum_figure.plus]
        for row in _rows(kind, figure, span, actor, day):
            addresses = tuple(at for of in (figure, *sums) for at in _addresses(of, row, tree))
            lines.add(addresses, tree)
            lines.add_sums(figure, sums, addresses)
            first, over = row.days
            changes.append(MembershipChange(first, row.who, addresses))
            if over is not None and over <= span.last:
                changes.append(MembershipChange(over, row.who, addresses, left=True))
    shares = [at for at in lines.all if every[at.figure].measure == "share"]
    partners: dict[Hashable, Hashable] = {at: at._replace(rest=not at.rest) for at in shares}
    from_january = (span.first.month, span.first.day) == (1, 1) and span.first.year == span.last.year
    told = from_january or bool(every[name].at) or bool(ends)
    return told_last(changes, lines.build_lines(), least if told else None, partners=partners, ends=ends)


class _SumLines:
    """The sums among the numbers, collected while rows are read."""

    def __init__(self) -> None:
        self.parts: dict[tuple[At, str], dict[At, None]] = defaultdict(dict)
        self.all: set[At] = set()

    def add(self, addresses: Collection[At], tree: _Tree) -> None:
        for at in addresses:
            if at in self.all:
                continue
            self.all.add(at)
            if (over := tree.over(at)) is not None:
                self.parts[over, "unit"][at] = None
            for name, _code in at.codes:
                whole = at._replace(codes=tuple(code for code in at.codes if code[0] != name))
                self.parts[whole, name][at] = None

    def add_sums(self, figure: Figure, sums: Sequence[Figure], addresses: Collection[At]) -> None:
        for at in addresses:
            for sum_figure in sums if at.figure == figure.name else ():
                whole = at._replace(figure=sum_figure.name)
                if whole in self.all:
                    self.parts[whole, "plus"][at] = None

    def build_lines(self) -> list[SumLine]:
        return [SumLine(whole, tuple(parts)) for (whole, _axis), parts in self.parts.items()]


def _addresses(figure: Figure, row: _Row, tree: _Tree) -> Iterator[At]:
    """Yield every number of a figure for which a row counts."""
    codes = sorted((name, code) for name, code in row.codes.items() if name in figure.by)
    for size in range(min(len(codes), 2) + 1):
        for some in combinations(codes, size):
            for unit, own in tree.of(row.unit):
                yield At(figure.name, unit, own, some, bool(row.rest))


def _rows(kind: CompiledKind, figure: Figure, span: FigureSpan, actor: Actor | None, day: date) -> Iterator[_Row]:
    """Yield the rows that a figure counts and the actor may not see, with the person behind each."""
    source = figure_row_source(kind, figure)
    rows: QuerySet[Record] = source.visible_rows(None, day)
    if actor is not None:
        rows = rows.exclude(pk__in=source.visible_rows(actor, day).order_by().values("pk"))
    scan = Scan(source, figure, span, rows, None, 0, ever=True)
    by = [name for name in figure.by if name != "unit"]
    days = figure.at or (figure.on,)
    columns = {
        "a_who": F(protected_subject_column(source, figure) or source.owner),
        "a_unit": F(source.column("unit")),
        "a_part": Case(When(scan.counting, then=True), default=False, output_field=BooleanField()),
        **{f"a_by_{place}": axis_key(source, name) for place, name in enumerate(by)},
        **{f"a_day_{place}": F(source.column(name)) for place, name in enumerate(days)},
    }
    is_share = figure.measure == "share"
    asked: Q = scan.base if is_share else scan.counting
    found = rows.filter(asked).annotate(**columns).values_list("pk", *columns)
    is_moment = not figure.at and field_shape(source.field(figure.on)) == "moment"
    for pk, who, unit, part, *rest in found.iterator():
        codes = {name: code or "" for name, code in zip(by, rest, strict=False)}
        first, *over = rest[len(by) :]
        first = timezone.localdate(first) if is_moment else first
        until = over[0] + DAY if over and over[0] is not None else None
        yield _Row(("row", pk) if who is None else who, unit, codes, (first, until), not part if is_share else None)
