"""Tables of Word documents: merged cells, rows that begin late, tables used only as page layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from luoshi.reading.load.grid import GridCell, write_grid_rows
from luoshi.reading.load.numbering import VAL, W, number_attribute

if TYPE_CHECKING:
    from luoshi.reading.load.word import Story

_WIDTH = 1024


def read_table(table: etree._Element, story: Story) -> None:
    """Put a table into the story's draft; a single column of blocks is read like the surrounding page."""
    rows = [row for row in story.unwrap(table) if row.tag == W + "tr" and not _is_deleted(row, story)]
    cells = [[cell for cell in story.unwrap(row) if cell.tag == W + "tc"] for row in rows]
    if all(len(row) <= 1 for row in cells):
        for members in cells:
            for cell in members:
                story.blocks(cell)
        return
    grid: list[list[GridCell]] = []
    above: dict[int, GridCell] = {}  # column → the merged cell that may continue downwards
    for row, members in zip(rows, cells, strict=True):
        grid.append(_read_row(row, members, above, story))
    write_grid_rows(grid, story.draft)


def _read_row(
    row: etree._Element, members: list[etree._Element], above: dict[int, GridCell], story: Story
) -> list[GridCell]:
    begun: list[GridCell] = []
    column = _skipped(row, "gridBefore")
    if column:
        begun.append(GridCell("", column))
    for member in members:
        properties = member.find(W + "tcPr")
        span = max(1, min(number_attribute(_find(properties, "gridSpan"), 1), _WIDTH))
        merge = _find(properties, "vMerge")
        sideways = _find(properties, "hMerge")
        story.draft.count(span)  # also counted here, because every column is visited even if the row is not laid out
        text = story.cell_text(member)
        if sideways is not None and sideways.get(VAL, "continue") == "continue" and begun:
            begun[-1].columns += span
        elif merge is not None and merge.get(VAL, "continue") == "continue" and column in above:
            above[column].rows += 1
        else:
            cell = GridCell(text, span)
            begun.append(cell)
            above.pop(column, None)
            if merge is not None:
                above[column] = cell
        for covered in range(column + 1, column + span):
            above.pop(covered, None)
        column += span
    return begun


def _find(properties: etree._Element | None, name: str) -> etree._Element | None:
    return properties.find(W + name) if properties is not None else None


def _skipped(row: etree._Element, name: str) -> int:
    return max(0, min(number_attribute(_find(row.find(W + "trPr"), name), 0), _WIDTH))


def _is_deleted(row: etree._Element, story: Story) -> bool:
    if _find(row.find(W + "trPr"), "del") is None:
        return False
    story.deletions += 1
    return True
