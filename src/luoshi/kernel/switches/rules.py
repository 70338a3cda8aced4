"""Which lines may be switched off together. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def list_missing_needs(needs: Mapping[str, Collection[str]], used: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each used line with a line that it needs and that is not used, in the order of ``needs``.

    Args:
        needs: for each line the names of the lines it builds on.
        used: the names of the lines that the office wants to use.
    """
    for name, others in needs.items():
        if name in used:
            yield from ((name, other) for other in sorted(others) if other not in used)
