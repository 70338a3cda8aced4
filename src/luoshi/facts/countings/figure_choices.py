"""Which figures of lines can be stored as values of an indicator."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import override

from luoshi.desk.figures.queries.computed import counted_figures
from luoshi.desk.figures.queries.cube import is_protected
from luoshi.desk.figures.queries.figures import figures_of
from luoshi.facts.countings.rules import COUNTED, FigureSource, split_figure_code
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.registry import list_kinds


def countable_figures() -> dict[str, tuple[CompiledKind, Figure]]:
    """Return all figures that count or sum in a unit of measure, by code. No query."""
    return {
        f"{kind.name}.{name}": (kind, figure)
        for kind in list_kinds()
        for name, figure in figures_of(kind).items()
        if figure.way in COUNTED and "unit" in figure.by and figure.unit and not _is_cumulated(kind, figure)
    }


def _is_cumulated(kind: CompiledKind, figure: Figure) -> bool:
    """Whether it comes together within some years: a value of an indicator belongs to one period."""
    return any(counted.within is not None for counted in counted_figures(figures_of(kind), figure))


def countable_figure_choices() -> list[tuple[str, str]]:
    """Return the same figures as form choices."""
    return [(code, kind_figure_title(kind, figure)) for code, (kind, figure) in countable_figures().items()]


def kind_figure_title(kind: CompiledKind, figure: Figure) -> str:
    """Format a figure's name with its kind, for lists of several kinds."""
    unit = f" ({figure.unit})" if figure.unit else ""
    return f"{kind.label} · {figure.label}{unit}"


def figure_source(code: str) -> FigureSource | None:
    """Describe a figure; None if no line declares it any more."""
    found = countable_figures().get(code)
    if found is None:
        return None
    kind, figure = found
    with override(settings.LANGUAGE_CODE):
        unit = str(figure.unit)
    return FigureSource(figure.measure, unit, bool(figure.at), is_protected(kind, split_figure_code(code)[1]))


def title_of(code: str) -> str:
    """Return the title for a figure's indicator, in the office's language."""
    kind, figure = countable_figures()[code]
    with override(settings.LANGUAGE_CODE):
        return f"{kind.label}：{figure.label}"
