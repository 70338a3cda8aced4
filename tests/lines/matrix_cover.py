"""A few cells of a matrix in which all that it is made of occurs, for kinds of which not every cell is tried."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.matrix import (
    MatrixCell,
    begins_by,
    matrix_cells,
    matrix_relations,
    relations_allowed,
)

Item = tuple[object, ...]


def items(kind: CompiledKind, cell: MatrixCell) -> Iterator[Item]:
    """What a cell shows: of its role, place and act, of each relation with its roles, that it lets in or keeps out."""
    theirs, asked = matrix_relations(kind, cell.role, cell.stand), set(relations_allowed(kind, cell.act))
    seen = begins_by(kind, cell.act) is not None or not theirs.isdisjoint(kind.rights.sees)
    yield "role", cell.role, cell.allowed
    yield "stand", cell.stand, cell.allowed
    yield "act", cell.act, cell.allowed, seen  # refused in two ways: to who may read it, and to who may not
    if cell.allowed and len(by := theirs & asked) == 1:
        yield "relation", *by, cell.role, True
    if not cell.allowed:
        yield from (("relation", name, False) for name in theirs)


def covering(kind: CompiledKind) -> list[MatrixCell]:
    """Cells with all items that any cell of the kind has, the same ones each time; few of them, with few people.

    Greedy: again and again the cell that shows most of what is still to be shown; of equal ones that of a person who is
    among them already, then the first.
    """
    every = list(matrix_cells(kind))
    shows = {cell: set(items(kind, cell)) for cell in every}
    left = set().union(*shows.values())
    chosen: list[MatrixCell] = []
    known: set[tuple[Role, str]] = set()
    while left:
        best = max(every, key=lambda cell: (len(shows[cell] & left), (cell.role, cell.stand) in known))
        chosen.append(best)
        known.add((best.role, best.stand))
        left -= shows[best]
    return chosen
