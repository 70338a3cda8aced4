"""Play the demonstrations of lines in an empty database, for their authors: everything that is refused is listed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.places import error_place, error_sentence
from luoshi.site.demo.county import load_county
from luoshi.site.demo.county_builder import Making
from luoshi.site.demo.line_acts import DemonstrationError, TimedAct
from luoshi.site.demo.line_tables import LineTable, kinds_named, line_table, list_line_tables, needs_plans


@dataclass
class Play:
    """What was refused, by file and by the record or value of it; a record is not led on once it was."""

    refused: dict[str, dict[str, str]] = field(default_factory=dict)

    def run_act(self, file: str, place: str, act: TimedAct, at: datetime) -> None:
        """Run an act, all of it or nothing; note what it raises."""
        found = self.refused.setdefault(file, {})
        if place in found:
            return
        try:
            with transaction.atomic():
                act(at)
        except DemonstrationError as error:
            found[place] = str(error)
        except Exception as error:  # the line's own code: its author is told where it failed
            package = file.rpartition("/")[0].replace("/", ".")
            found[place] = f"{place}: {error_place(error, package)}: {error_sentence(error)}"


def play_line_tables(packages: Collection[str], today: date) -> dict[str, list[str]]:
    """Make the county with the demonstrations of lines, and of those they name; return by file what was refused.

    It is made as ``build_demo_county`` makes it, in the language of the office, but without plans and their commitments
    where no demonstration needs them: they take as long as all the rest.

    Args:
        packages: of the lines, ``luoshi.lines.fairs``; those without a table are left out.

    Raises:
        ValueError: a demonstration cannot come about; the message names file and record.
    """
    county, play = load_county(), Play()
    tables = _with_named([table for package in packages if (table := line_table(package))])
    county = replace(county, papers=any(needs_plans(county, table) for table in tables))
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        Making(county, today, line_act=play.run_act, tables=tables).run()
    return {file: list(found.values()) for file, found in play.refused.items()}


def unreached_states(kind: CompiledKind) -> list[str]:
    """Return the states of a kind in which the database has no record. One query."""
    reached = set(kind.record._base_manager.filter(kind=kind.name).values_list("state", flat=True))
    return [state for state in kind.cycle.states if state not in reached]


def _with_named(tables: Sequence[LineTable]) -> list[LineTable]:
    """Return the tables with those that make records which they name, in the order in which all are played."""
    every = list(list_line_tables())
    found = {table.file for table in tables}
    size = 0
    while size != len(found):
        size = len(found)
        named = {name for table in every if table.file in found for name in kinds_named(table)}
        found |= {table.file for table in every if not named.isdisjoint(record.kind for record in table.records)}
    return [table for table in every if table.file in found]
