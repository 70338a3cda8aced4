"""Find the best assignment of figures to targets over a whole table."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

Edges = Mapping[int, Mapping[int, float]]  # row → column → weight, more than 0


def solve_assignment(edges: Edges) -> dict[int, int]:
    """Return row → column with the largest possible sum of weights; each column is used once.

    A row without an edge, or whose columns serve other rows better, stays out. Rows are added one at a time, each along
    a cheapest alternating path (Kuhn 1955 in the form of Edmonds and Karp 1972, with Dijkstra's search over reduced
    costs), so unconnected parts of the table cost nothing to each other. Ties go to the lower numbers.
    """
    top = max((weight for row in edges.values() for weight in row.values()), default=0.0) + 1.0
    row_of: dict[int, int] = {}
    price: dict[int, float] = {}  # of columns; staying out is column −1 − row of a row and costs ``top``
    at: dict[int, int] = {}
    for row in sorted(edges):
        columns = {column: top - weight for column, weight in sorted(edges[row].items())}
        if columns:
            _augment(row, edges, top, row_of, at, price)
    return {row: column for row, column in sorted(at.items()) if column >= 0}


def _augment(
    row: int, edges: Edges, top: float, row_of: dict[int, int], at: dict[int, int], price: dict[int, float]
) -> None:
    """Give ``row`` a column along the cheapest alternating path; prices keep reduced costs from being negative."""
    best: dict[int, float] = {}
    came: dict[int, int] = {}
    done: set[int] = set()
    heap: list[tuple[float, int]] = []

    def look(from_row: int, so_far: float) -> None:
        here = at.get(from_row)
        paid = (_cost(edges, top, from_row, here) - price.get(here, 0.0)) if here is not None else 0.0
        for column in (*edges[from_row], -1 - from_row):
            if column in done or column == here:
                continue
            cost = so_far + _cost(edges, top, from_row, column) - price.get(column, 0.0) - paid
            if cost < best.get(column, float("inf")) - 1e-12:
                best[column], came[column] = cost, from_row
                heapq.heappush(heap, (cost, column))

    look(row, 0.0)
    while heap:
        cost, column = heapq.heappop(heap)
        if column in done or cost > best[column]:
            continue
        done.add(column)
        if column not in row_of:
            break
        look(row_of[column], cost)
    for seen in done:
        if seen != column:
            price[seen] = price.get(seen, 0.0) + best[seen] - cost
    while True:
        from_row = came[column]
        before = at.get(from_row)
        row_of[column], at[from_row] = from_row, column
        if from_row == row or before is None:
            return
        column = before


def _cost(edges: Edges, top: float, row: int, column: int) -> float:
    return top if column < 0 else top - edges[row][column]
