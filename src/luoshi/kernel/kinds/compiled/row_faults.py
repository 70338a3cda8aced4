"""The errors of figures, coverages, rows and what is held, as far as they show in one kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from django.db import models

from luoshi.base.forms.fields import EncryptedText, Fixed, fits_fixed_field
from luoshi.kernel.kinds.compiled.faults import part_faults
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.computed_fields import Divide
from luoshi.kernel.kinds.language.conditions import PERIODS, reads_state, walk_conditions
from luoshi.kernel.kinds.language.figures import ADDED, MEASURES, MODES, NAME, PERCENT, YEAR, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.rows import MOST_EDITED, WAYS, Rows
from luoshi.kernel.kinds.language.unique import is_own
from luoshi.kernel.kinds.models import Row

COMPUTED = ("plus", "less", "over", "more", "growth")  # from the values of other figures


@part_faults.register
def figure_faults(figure: Figure, kind: CompiledKind) -> Iterator[str]:
    """Yield contradictions in the declaration; names are checked once all kinds are declared."""
    yield from (f"figure {figure.name}: {fault}" for fault in _figure_contradictions(figure, kind))


def _figure_contradictions(figure: Figure, kind: CompiledKind) -> Iterator[str]:
    figures = {other.name: other for other in kind.every(Figure)}
    if not NAME.fullmatch(figure.name):
        yield "its name stands in addresses: small letters, figures and _"
    if sum(other.name == figure.name for other in kind.every(Figure)) > 1:
        yield "another one has this name"
    if not 0 <= figure.digits <= 4:
        yield "digits are 0 to 4"
    if figure.made_of:
        yield from _of_several(figure, figures)
        return
    yield from _of_measure(figure)
    yield from _of_out_of(figure, figures)
    if bool(figure.on) == bool(figure.at):
        yield "it goes by one day (on) or by two between which it is so (at): the state alone has no past"
    if figure.at and len(figure.at) != 2:
        yield f"at names a first and a last day, not {' '.join(figure.at)}"
    if figure.since_ever and not figure.at:
        yield "since_ever is said of what stands between two days (at)"
    if figure.even_void and not (figure.on and kind.void):
        yield "even_void is said of what is counted by a day (on), of a kind with states that are void"
    if figure.at and any(reads_state(condition) for condition in (*figure.conditions, *figure.of_rows)):
        yield (
            "it is taken on past days, and a state has no past: leave the state out of its conditions, let the steps "
            "set the first and the last day of at=, and name states that never count in void= of the kind"
        )
    if figure.within is not None and figure.at:
        yield "it stands as it is on a day (at): only what goes by one day (on) comes together within some years"
    for parameter in figure.values:
        if not hasattr(parameter, "read"):
            what = "sign and value are a value of the office (a Parameter read by bound)"
            yield f"{parameter!r} stands in code: {what}"
    if figure.part_unit and (figure.measure != "share" or figure.target is None):
        yield "part_unit is the unit in which the part of a share is short of its target: only a share with one has it"


def _of_measure(figure: Figure) -> Iterator[str]:
    if figure.measure not in MEASURES:
        yield f"{figure.measure} is no measure: {', '.join(MEASURES)}"
    if figure.measure in ("sum", "mean", "distinct") and not figure.of:
        yield f"of what the {figure.measure} is (of) is not said"
    if figure.base is not None and figure.measure != "share":
        yield "only a share has a base"
    if figure.measure == "share" and not isinstance(figure.base, str):
        yield from _of_share(figure)
    elif figure.part is not None:
        yield "only a share of rows has a part: of all else the rows that count are said by only"
    if isinstance(figure.base, str) and not figure.of:
        yield f"what of {figure.base} it is a part of (of) is not said"
    if figure.distinct_filter and figure.measure != "distinct":
        yield "having asks what belongs to each of several that count once: the measure is distinct"
    if (
        figure.distinct_filter
        and isinstance(figure.distinct_filter.how, str)
        and figure.distinct_filter.how not in MODES
    ):
        yield f"having puts values together by {' or '.join(MODES)}, not by {figure.distinct_filter.how}"


def _of_out_of(figure: Figure, figures: Mapping[str, Figure]) -> Iterator[str]:
    """Yield why a figure cannot be known only where another one is not 0."""
    found = figures.get(figure.out_of)
    if not figure.out_of:
        return
    if found is None or found is figure or found.made_of or found.out_of:
        yield f"out_of {figure.out_of}, which is no figure that counts"
    elif missing := [axis for axis in figure.by if axis not in found.by]:
        yield f"by {' '.join(missing)}, by which {found.name} is not divided"


def _of_share(figure: Figure) -> Iterator[str]:
    if figure.part is None and figure.where is None:
        yield "a share without a condition is always the whole"
    if figure.part is None and figure.only is not None:
        yield "only cuts the part and its base alike: what of the rows makes the part is said by part"


def _of_several(figure: Figure, figures: dict[str, Figure]) -> Iterator[str]:
    """Yield what is wrong with a figure that is computed from others."""
    counts = figure.of or figure.on or figure.at or figure.having or figure.within is not None
    if counts or figure.has_condition:
        yield "it is computed from other figures and counts nothing itself"
    ways = [way for way in COMPUTED if getattr(figure, way)]
    if len(ways) > 1:
        yield f"it is computed in one way, not by {' and '.join(ways)}"
    if (way := ways[0]) in ("less", "over") and len(figure.made_of) != 2:
        yield f"{way} names two figures, not {' '.join(figure.made_of)}"
    for name in figure.made_of:
        found = figures.get(name)
        if found is None or found is figure or (way == "plus" and found.made_of):
            yield f"{way} {name}, which is no figure that counts"
        elif missing := [axis for axis in figure.by if axis not in found.by]:
            yield f"by {' '.join(missing)}, by which {name} is not divided"
        else:
            yield from _of_units(figure, way, found)
    reached = _reached_figures(figure, figures)
    yield from _of_years(figure, way, [figures[name] for name in sorted(reached) if name in figures])
    if figure.name in reached:
        yield "it is computed from itself"
    elif figure.compared_figure and any(figures[name].compared_figure for name in reached if name in figures):
        yield f"{figure.way} {figure.compared_figure}: a change of a change tells nothing"
    if figure.compared_figure and figure.before not in PERIODS:
        yield f"before={figure.before} is no period: {', '.join(PERIODS)}"
    if figure.compared_figure and (years := [axis for axis in figure.by if axis.endswith(YEAR)]):
        yield f"by {' '.join(years)}: in the span before there are other years"


def _of_years(figure: Figure, way: str, reached: list[Figure]) -> Iterator[str]:
    """Yield why a figure cannot be computed from figures of which some are cumulated within some years."""
    counted = [found for found in reached if not found.made_of]
    cumulated = " and ".join(found.name for found in counted if found.within is not None)
    if cumulated and figure.compared_figure:
        yield f"{way}: within some years there is no span before that of {cumulated}"
    elif cumulated and any(found.within != counted[0].within for found in counted):
        yield f"{way}: not all that it is computed from is cumulated within the same years as {cumulated}"


def _of_units(figure: Figure, way: str, found: Figure) -> Iterator[str]:
    """Yield why a figure cannot be computed from another because of what they are counted in."""
    of, own = str(found.unit), str(figure.unit)
    if way == "plus" and found.measure not in ADDED:
        yield f"plus {found.name}, a {found.measure}: what counts once in each would count twice"
    elif way in ("plus", "less") and of != own:
        what = "are never added" if way == "plus" else "are never subtracted"
        named = f"{way} {found.name} ({found.label}), counted in {of or 'no unit'}"
        yield f"{named}, while it is in {own or 'no unit'}: different units {what}"
    elif way == "growth" and own != PERCENT:
        yield f"growth is in {PERCENT}, not in {own or 'no unit'}"
    elif way == "more" and of == PERCENT == own:
        yield f"more {found.name}: the change of a per cent is in percentage points, not in {PERCENT}"
    elif way == "more" and of != PERCENT and of != own:
        yield f"more {found.name} ({found.label}): its change is in {of or 'no unit'}, not in {own or 'no unit'}"


def _reached_figures(figure: Figure, figures: Mapping[str, Figure]) -> set[str]:
    """Return the names of the figures from which a figure is computed, over some others too."""
    reached, new = set[str](), [*figure.made_of]
    while new:
        reached |= {*new}
        more = [name for of in new if of in figures for name in figures[of].made_of]
        new = [name for name in more if name not in reached]
    return reached


@part_faults.register
def coverage_faults(coverage: Coverage, kind: CompiledKind) -> Iterator[str]:
    """Yield contradictions in the declaration; names are checked once all kinds are declared."""
    yield from (f"coverage {coverage.name}: {fault}" for fault in _coverage_contradictions(coverage, kind))


def _coverage_contradictions(coverage: Coverage, kind: CompiledKind) -> Iterator[str]:
    if not NAME.fullmatch(coverage.name):
        yield "its name stands in addresses: small letters, figures and _"
    if sum(other.name == coverage.name for other in kind.every(Coverage)) > 1:
        yield "another one has this name"
    if not coverage.cells:
        yield "it asks nothing of its entries (cells)"
    if len({cell.name for cell in coverage.cells}) != len(coverage.cells):
        yield "two of its cells have one name"
    yield from (f"cell {cell.name}: its name is not one" for cell in coverage.cells if not NAME.fullmatch(cell.name))
    if coverage.at and len(coverage.at) != 2:
        yield f"at names a first and a last day, not {' '.join(coverage.at)}"
    fits: Collection[str] = coverage.conditions
    lacks = "is no condition"
    if coverage.of_list:
        fits, lacks = coverage.counted_cells, "counts nothing for the items of a list (Counted)"
    elif coverage.of_units:
        fits, lacks = coverage.cells_within, "does not say what a unit has (Within)"
    yield from (f"cell {cell.name} {lacks}" for cell in coverage.cells if cell.name not in fits)
    if (coverage.of_list or coverage.of_units) and (coverage.where is not None or coverage.at or coverage.by):
        whose = "the items of a list" if coverage.of_list else "units"
        yield f"{whose} have neither days nor fields: leave where, at and by out"
    if not 1 <= coverage.years <= 10:
        yield f"it shows 1 to 10 years side by side, not {coverage.years}"


@part_faults.register
def held_faults(held: Held, kind: CompiledKind) -> Iterator[str]:
    """Yield contradictions in the declaration; names elsewhere are checked once all kinds are declared."""
    yield from (f"held {held.name}: {fault}" for fault in _held_contradictions(held, kind))


def _held_contradictions(held: Held, kind: CompiledKind) -> Iterator[str]:
    if not NAME.fullmatch(held.name):
        yield "its name stands in addresses: small letters, figures and _"
    if sum(holding.name == held.name for holding in kind.every(Held)) > 1:
        yield "another one has this name"
    if bool(held.rows) == bool(held.of):
        yield "say where it stands who holds it: the rows of the record (rows=) or a kind that links to it (of=)"
    inside = next((rows_part for rows_part in kind.every(Rows) if rows_part.name == held.rows), None)
    if held.rows and inside is None:
        yield f"the kind has no rows {held.rows}"
    for name in filter(None, (held.who, held.role, held.first, held.last) if inside else ()):
        if inside and name not in inside.form_columns:
            yield f"the rows {held.rows} ask for no {name}: nobody could say it"
    if held.rows and held.via:
        yield "rows inside a record link by no field: leave via out"
    if not (held.first and held.last):
        yield "say the fields with its first and its last day: nobody holds anything without days"
    if held.exactly is not None and held.least is not None:
        yield "it says exactly and least: one of them"
    if held.apart and (not held.role or len(held.apart) < 2):
        yield "apart names codes of what is held, two or more, and role the field that has them"
    yield from _of_numbers(held)
    if held.fill is not None and not held.needed_by_role:
        yield "fill says when a vacancy is overdue, and nothing says how many must hold it (exactly, least)"
    if held.where is not None and not all(is_own(part) for part in walk_conditions(held.where)):
        yield "where names only the state and own fields of who holds it: what else changes nobody could follow"


def _of_numbers(held: Held) -> Iterator[str]:
    asked = held.exactly if held.exactly is not None else held.least
    if asked is None and not (held.once or held.alone or held.apart):
        return
    if isinstance(asked, Mapping) and not held.role:
        yield "it says how many by code, and no field says what is held: name it in role="
    if isinstance(asked, int) and held.role:
        yield f"{asked} of which {held.role}: say it by code"
    for code, number in held.needed_by_role.items():
        if type(number) is not int or number < 1:
            yield f"{number!r}{f' of {code}' if code else ''} is no number of holders: 1 or more"


@part_faults.register
def rows_faults(rows: Rows, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: unknown columns, sums that are not exact, steps that cannot edit the rows."""
    where = f"rows {rows.name}: "
    if not issubclass(rows.model, Row):
        yield f"{where}{rows.model.__name__} is no table of rows: let it inherit from Row"
        return
    known = {field.name: field for field in rows.model._meta.concrete_fields}
    if not any(tuple(index.fields) == ("record", "place", "id") for index in rows.model._meta.indexes):
        yield f"{where}{rows.model.__name__} has a Meta of its own: let that inherit from Row.Meta, for its index"
    if rows.name in kind.fields:
        yield f"{where}a column of the record has this name"
    names = {
        *rows.form_columns,
        *rows.sums,
        *rows.once,
        *rows.must,
        *rows.past,
        *rows.hidden,
        *rows.masks,
        *filter(None, [rows.ends]),
    }
    yield from (f"{where}no column {name}" for name in sorted((names | {*rows.computed}) - known.keys()))
    yield from (f"{where}{fault}" for fault in _of_computed_columns(rows, kind))
    # A masked column that nobody is asked for is one that the program computes from others: no page shows it.
    asked = {*rows.form_columns, *rows.masks}
    yield from (f"{where}{name} is not asked for" for name in sorted((names & known.keys()) - asked))
    for name, sum_of in rows.sums.items():
        if not isinstance(known.get(name), models.IntegerField):  # Fixed is one: kept as whole numbers
            yield f"{where}{name} is not added up exactly: let it be an IntegerField or Fixed"
        elif not isinstance(sum_of, int | Decimal) or isinstance(sum_of, bool) or not fits_fixed_field(Decimal(sum_of)):
            yield f"{where}{name} adds up to {sum_of!r}, which is no exact number"
        elif not isinstance(known[name], Fixed) and Decimal(sum_of) % 1:
            yield f"{where}{name} holds whole numbers, and never adds up to {sum_of}"
    yield from (
        f"{where}{name} is past, and no day" for name in rows.past if not isinstance(known.get(name), models.DateField)
    )
    if rows.ends and not (isinstance(known.get(rows.ends), models.DateField) and known[rows.ends].null):
        yield f"{where}{rows.ends} is no day that may be empty: no row could stand open"
    if rows.role:
        yield from _of_role(rows, known.get(rows.role), where)
    sealed = {name for name in rows.form_columns if isinstance(known.get(name), EncryptedText)}
    yield from (
        f"{where}{name} is encrypted, and neither hidden nor masked"
        for name in sorted(sealed - {*rows.hidden, *rows.masks})
    )
    yield from (f"{where}{name} is hidden and masked" for name in sorted({*rows.hidden} & {*rows.masks}))
    if rows.limit and rows.least > rows.limit:
        yield f"{where}at least {rows.least} and at most {rows.limit} cannot be"
    if not rows.large and rows.limit > MOST_EDITED:
        yield f"{where}more than {MOST_EDITED} are not edited in one form: say large=True"
    if rows.where is not None and not (rows.sums or rows.least):
        yield f"{where}where says of which records sums or a least number are asked, and none are"
    yield from (f"{where}unknown step {step}" for step in rows.at if step not in kind.cycle.by_name)
    yield from _unedited(rows, kind, where)


def _of_computed_columns(rows: Rows, kind: CompiledKind) -> Iterator[str]:
    written = {name for part in kind.parts for name in part.written_columns(rows.name)}
    for name in rows.computed:
        if name in rows.form_columns:
            yield f"{name} is computed, and asked for: let it be editable=False"
        elif name not in written:
            yield f"{name} is computed, and nothing writes it: say Divide"


def _of_role(rows: Rows, role: object, where: str) -> Iterator[str]:
    if rows.role not in rows.form_columns or not (hasattr(role, "code_list") or getattr(role, "choices", None)):
        yield f"{where}role {rows.role} is no code that they ask for"
    links = (column.is_relation for column in rows.model._meta.concrete_fields if column.name in rows.form_columns)
    if not any(links):
        yield f"{where}role {rows.role}: they link to nobody who could have it"


def _unedited(rows: Rows, kind: CompiledKind, where: str) -> Iterator[str]:
    if not any(rows.name in (*step.rows, *step.adds) for step in kind.cycle.all_steps):
        yield f"{where}no step edits them: one says rows={rows.name!r} or adds={rows.name!r}"
    for step in kind.cycle.all_steps:
        ways = [way for way in WAYS if rows.name in getattr(step, way)]
        if len(ways) > 1:
            yield f"{where}step {step.name} does two things with them"
        if "rows" in ways and rows.large:
            yield f"{where}step {step.name} edits all of them, who may be many: let it say adds={rows.name!r}"
        if "ends" in ways and not rows.ends:
            yield f"{where}step {step.name} ends one, and no column has its last day: say ends=…"
        if "ends" in ways and step.begins:
            yield f"{where}step {step.name} begins a record, in which no row stands yet to be ended"
        if ways and step.bulk:
            yield f"{where}step {step.name} is taken on many records at once, and asks for rows of one"


def row_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield the errors of the rows that a kind's steps name: unknown rows, two with one name."""
    names = [part.name for part in kind.every(Rows)]
    if len({*names}) != len(names):
        yield "two sorts of rows have one name"
    for step in kind.cycle.all_steps:
        named_rows = {rows_name for way in WAYS for rows_name in getattr(step, way)}
        yield from (f"step {step.name}: there are no rows {row}" for row in sorted(named_rows - {*names}))


@part_faults.register
def divide_faults(divide: Divide, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: columns that are no money, weights that are no numbers, rows that are not there."""
    where = f"divide {divide.to}: "
    part = next((rows for rows in kind.every(Rows) if rows.name == divide.rows), None)
    if part is None:
        yield f"{where}there are no rows {divide.rows}"
        return
    known = {field.name: field for field in part.model._meta.concrete_fields}
    money = {divide.of: kind.fields.get(divide.of), divide.to: known.get(divide.column)}
    for name, column in money.items():
        if not isinstance(column, Fixed) or column.taken["decimal_places"] != 2:
            yield f"{where}{name} is no money: let it be Fixed(least=0, places=2)"
    if divide.column not in part.computed:
        yield f"{where}the rows do not show it: let them say computed={divide.column!r}"
    elif not getattr(known.get(divide.column), "null", False):
        yield f"{where}it is empty while it cannot be computed: let it be null=True"
    if divide.by not in part.form_columns or not isinstance(known[divide.by], models.IntegerField):
        yield f"{where}{divide.by} is no number that the rows ask for"
    closed = {*kind.masked_fields, *kind.hidden, *part.write_only_columns}
    if closed & {divide.of, divide.by}:
        yield f"{where}who reads it reads what is protected"
    if part.large:
        yield f"{where}there may be many of these rows, and all of them would be written each time"
