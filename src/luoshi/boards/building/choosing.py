"""The list of figures to tick for a board: told apart where names are near, and what has no value yet last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.pinyin import pinyin_initials
from luoshi.boards.base.rules import DOUBTS, UNIT, WHOLE, usual_tile
from luoshi.boards.building.actions import TileChoice
from luoshi.boards.tiles.queries.indicator_values import definitions_with_values, readable_definitions
from luoshi.boards.tiles.queries.kind_values import is_added, kinds_with_entries, kinds_with_figures
from luoshi.desk.figures.queries.cube import is_protected
from luoshi.desk.figures.queries.suppression import counts_all
from luoshi.facts.countings.queries import counted_indicators
from luoshi.facts.figure_views.queries import child_units_on
from luoshi.facts.figure_views.queries.visibility import highest_readable_unit, may_view_figures
from luoshi.facts.indicators.models import PERIODS
from luoshi.facts.rollup.rules.tree_aggregation import is_summed
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.rights.queries.rights import may_see_any
from luoshi.org.tree.models import Unit


@dataclass(frozen=True)
class FigureOption:
    """A figure to tick.

    Attributes:
        value: ``i:PK`` of an indicator, ``k:KIND.FIGURE``, or ``DOUBTS``.
        source: where it comes from: a register, or the indicators.
        about: what else tells it from figures of nearly the same name, besides its unit of ``measure``: its period.
        has_values: anything was reported or entered for it; also True where that must not be said.
        choice: the usual tile.
    """

    value: str
    name: str
    source: str
    about: str
    has_values: bool
    choice: TileChoice
    measure: str = ""

    @property
    def has_chinese_measure(self) -> bool:
        """Whether the unit of measure is an office's own word, in whatever language the page is."""
        return any("一" <= character <= "鿿" for character in self.measure)

    @property
    def keys(self) -> str:
        """What it is found by besides its name: its source, and the pinyin initials."""
        return f"{self.source} {pinyin_initials(self.name)}"


class FigureSection(NamedTuple):
    """Figures of one source."""

    title: str
    options: list[FigureOption]


class _Reach(NamedTuple):
    """The highest unit of a reader, and whether others stand under it."""

    unit: Unit | None
    has_units: bool


def list_sections(actor: Actor, day: date) -> list[FigureSection]:
    """List what a person may put on a board, by source; the figures without any value are the last section.

    At most thirteen queries and one for each formula, whatever the number of figures.
    """
    unit = highest_readable_unit(actor, day) if may_view_figures(actor) else None
    reach = _Reach(unit, unit is not None and child_units_on(unit, day).exists())
    sections = [FigureSection(_("Indicators"), list(_indicator_options(actor, day, reach)))]
    entered = kinds_with_entries()
    for kind, figures in kinds_with_figures():
        if counts_all(actor) or may_see_any(kind, actor):
            found = [_kind_option(kind, figure, reach, is_empty=kind.name not in entered) for figure in figures]
            sections.append(FigureSection(str(kind.label), found))
    if may_view_figures(actor):
        about = _("forms that are late, doubts, values that differ")
        doubts = FigureOption(DOUBTS, _("Figures to look at"), _("Reporting"), about, True, TileChoice(picture=DOUBTS))
        sections.append(FigureSection(_("Reporting"), [doubts]))
    empty = [option for section in sections for option in section.options if not option.has_values]
    known = [FigureSection(title, [option for option in options if option.has_values]) for title, options in sections]
    return [section for section in (*known, FigureSection(_("No values yet"), empty)) if section.options]


def _indicator_options(actor: Actor, day: date, reach: _Reach) -> Iterable[FigureOption]:
    definitions = readable_definitions(actor, day)
    valued = definitions_with_values(definitions, reach.unit, day)
    counted = counted_indicators()
    named = Counter(_letters(definition.title) for definition in definitions)
    for definition in definitions:
        usual = usual_tile(adds_up=is_summed(definition.nature), has_units=reach.has_units, told=definition.period)
        number = definition.number if named[_letters(definition.title)] > 1 else ""
        source = _("counted by the program") if definition.pk in counted else ""
        period = _("period: %(period)s") % {"period": PERIODS[definition.period]} if definition.period else ""
        yield FigureOption(
            f"i:{definition.pk}",
            definition.title,
            _("Indicators"),
            _joined(period, source, number),
            definition.pk in valued,
            TileChoice(indicator=definition, cut=usual.cut, period=usual.period, picture=usual.picture),
            definition.measure,
        )


def _letters(name: str) -> str:
    """Return a name without what only looks different: 参加人次 and ：参加人次 are near twins."""
    return "".join(character for character in name if character.isalnum())


def _kind_option(kind: CompiledKind, figure: Figure, reach: _Reach, *, is_empty: bool) -> FigureOption:
    adds = is_added(kind, figure) and not figure.at
    has_units = reach.has_units and UNIT in figure.by
    usual = usual_tile(adds_up=adds, has_units=has_units, told="")
    when = _("as it stands on a day") if figure.at else _("over a period")
    # That a protected kind has no entry is a number about few people.
    return FigureOption(
        f"k:{kind.name}.{figure.name}",
        str(figure.label),
        str(kind.label),
        when,
        not is_empty or is_protected(kind, figure.name),
        TileChoice(
            kind.name,
            figure.name,
            cut=usual.cut,
            period=usual.period,
            picture=usual.picture,
            unit=None if usual.cut == WHOLE else reach.unit,
        ),
        str(figure.unit),
    )


def _joined(*words: object) -> str:
    return " · ".join(str(word) for word in words if word)


def options_by_value(sections: Iterable[FigureSection]) -> Mapping[str, FigureOption]:
    """Return the figures by what a form sends, in the order of the list."""
    return {option.value: option for section in sections for option in section.options}
