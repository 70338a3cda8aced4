"""What a draw published, from which it is recomputed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luoshi.desk.draws.models import RandomDraw
from luoshi.drawing.draws import canonical_numbers_line, parse_source_numbers


def barred_lines(barred: Mapping[str, str]) -> list[str]:
    """Return the barred labels as they are frozen: label and reason, tab-separated."""
    return [f"{label}\t{reason}" for label, reason in sorted(barred.items())]


def draw_proof(
    draw: RandomDraw, size: int | None, drawn: Sequence[str], barred: Sequence[str] = ()
) -> dict[str, object]:
    """Return everything needed to recompute a draw: the published part, and once drawn the rest. No query.

    Args:
        drawn: the labels that were drawn, in order.
        barred: the lines that were frozen with the pool.
    """
    found: dict[str, object] = {
        "draw": draw.number,
        "pool": draw.pool.splitlines(),
        "size": size,
        "sources": draw.sources,
        "pool_sha256": draw.digest,
        "secret_sha256": draw.promise,
    }
    if barred:
        found["barred"] = _pairs(barred)
    if draw.revealed:
        key = canonical_numbers_line(parse_source_numbers(draw.numbers))
        found |= {"numbers": draw.numbers, "key": key, "secret": draw.revealed}
        found |= {"drawn": list(drawn), "passed_over": _pairs(draw.passed.splitlines())}
    return found


def _pairs(lines: Sequence[str]) -> list[dict[str, str]]:
    parted = (line.split("\t") for line in lines)
    return [{"number": label, "state": state} for label, state in parted]
