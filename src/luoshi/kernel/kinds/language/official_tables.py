"""Tables that an office hands on: some of a kind's records on a day, each line with its source.

OfficialTable("gradient", _("Cultivation list"), "holder sort place certificate from_day to_day",
              where=ON_LADDER, order="place sort", figures="standing rose")
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.names import Label, NameList
from luoshi.kernel.kinds.language.parts import Part


@dataclass(frozen=True)
class OfficialTable(Part):
    """A table of records on a day as an official document and as a workbook, under ``/KIND/tables/NAME/``.

    Each line ends with the number of its record, which is its source. Records that count in no figure – possible
    duplicates, those in a void state – are not in it.

    Attributes:
        name: in the address; ``label``: its title.
        shows: the columns: fields of the kind, none of them protected.
        where: the records that certainly meet this on the day; None: all.
        order: the fields by which the lines are sorted; then by number.
        coverage: the name of one of the kind's coverages of its own records, whose cells become columns.
        figures: figures of the kind that stand under the lines, for the year up to the day.
        also: further tables that stand below it, each by kind and name, "followups.fertilising": a report from several
            lists, each line with its own source. Those of lines that are switched off are left out.
    """

    name: str
    label: Label
    shows: NameList = NameList(None)
    where: When | None = None
    order: NameList = NameList()
    coverage: str = ""
    figures: NameList = NameList()
    also: NameList = NameList()
