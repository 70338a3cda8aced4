"""What an official table refuses at the start: unknown fields, conditions and figures, and what is protected."""

from __future__ import annotations

from dataclasses import replace

from luoshi.desk.figures.official_table_pages import share_width
from luoshi.desk.figures.queries.official_tables import official_tables_of, table_faults
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.registry import get_kind


def faults(kind: CompiledKind, table: OfficialTable) -> list[str]:
    """What is wrong with a table of a kind."""
    return list(table_faults(replace(kind, parts=(*kind.parts, table))))


def test_the_tables_that_are_declared_have_no_faults() -> None:
    kind = get_kind("recognitions")
    assert [*official_tables_of(kind)] == ["gradient"]
    assert not list(table_faults(kind))


def test_what_does_not_exist_is_named() -> None:
    wrong = OfficialTable(
        "wrong", "表", "title nothing", where=Is(sort="never"), order="none", coverage="gaps", figures="sum"
    )
    said = " ".join(faults(get_kind("recognitions"), wrong))
    for part in ("no field nothing", "no field none", "never", "no coverage gaps", "no figure sum"):
        assert part in said


def test_protected_fields_and_logged_kinds_are_in_no_table() -> None:
    kind = get_kind("hardships")
    masked = next(iter(kind.masked_fields))
    assert f"{masked} is protected" in " ".join(faults(kind, OfficialTable("names", "表", masked)))


def test_the_columns_of_a_document_share_the_whole_width() -> None:
    """Of seventeen columns each has room for a number of six digits on one line."""
    assert share_width(5) == [6, 23, 23, 24, 24]
    assert share_width(17) == [4, *[6] * 16]
    assert all(sum(share_width(columns)) == 100 for columns in range(2, 30))
