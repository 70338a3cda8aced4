"""Read which lines are switched off, and let all that begins in this process from now on know it.

Each process reads it again after ``settings.LINES_EVERY`` seconds, and before whatever may change something, so that a
switch holds for every process at once and costs a page nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from threading import Lock

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.links import Linked, links_of
from luoshi.kernel.kinds.models import Record, row_model
from luoshi.kernel.kinds.registry import (
    Snapshot,
    current_snapshot,
    install_snapshot,
    installed_snapshot,
    kinds_of_model,
    per_snapshot,
)
from luoshi.kernel.switches.models import LineSwitch

_READING = Lock()
_read_at: float | None = None  # by the monotonic clock


def refresh_line_uses(now: float, *, at_once: bool = False) -> None:
    """Read which lines are switched off if that was long ago, and install a snapshot that says so.

    Two queries where a line is switched off, one where none is. While the database does not answer, what was read
    last holds.

    Args:
        now: seconds of the monotonic clock.
        at_once: something may be changed: read it now.
    """
    global _read_at
    if settings.LINES_EVERY is None or not (at_once or _read_at is None or now - _read_at >= settings.LINES_EVERY):
        return
    if not _READING.acquire(blocking=at_once):
        return  # another thread is reading it
    try:
        install_line_uses()
        _read_at = now
    except DatabaseError:
        return  # an outage, which the page itself will meet and explain; or tables that are still to be made
    finally:
        _READING.release()


def install_line_uses() -> None:
    """Read which lines are switched off, and install a snapshot that says so if the installed one does not."""
    snapshot = installed_snapshot()
    off = switched_off_lines(snapshot)
    begun = lines_with_records(snapshot, off)
    if (off - begun, begun) != (snapshot.off, snapshot.read_only):
        install_snapshot(snapshot.with_uses(off - begun, begun))


def switched_off_lines(snapshot: Snapshot) -> frozenset[str]:
    """Return the names of the declared lines that the office has switched off. One query."""
    names = LineSwitch.objects.filter(on=False).values_list("line", flat=True)
    return frozenset(name for name in names if name in snapshot.lines and not snapshot.lines[name].fixed)


def are_lines_chosen() -> bool:
    """Whether an administrator has ever said which lines the office uses. One query."""
    return LineSwitch.objects.exists()


def lines_with_records(snapshot: Snapshot, names: Collection[str]) -> frozenset[str]:
    """Return those of the lines that have records, however old. One query, none without a name."""
    by_kind = {kind.name: name for name in names for kind in snapshot.lines[name].kinds}
    if not by_kind:
        return frozenset()
    found = Record._base_manager.filter(kind__in=by_kind).order_by().values_list("kind", flat=True).distinct()
    return frozenset(by_kind[kind] for kind in found)


def count_records_of_lines() -> dict[str, int]:
    """Return how many records each line has. One query."""
    rows = Record._base_manager.order_by().values_list("kind").annotate(count=Count("pk"))
    by_kind = dict(rows)
    lines = current_snapshot().lines.values()
    return {line.name: sum(by_kind.get(kind.name, 0) for kind in line.kinds) for line in lines}


def switchable_lines() -> list[Line]:
    """List the lines that an office may switch off, in their order."""
    return [line for line in current_snapshot().lines.values() if not line.fixed]


@per_snapshot()
def needs_of_lines() -> dict[str, frozenset[str]]:
    """Return for each line the other lines it builds on: those that its forms require, and those whose parts it has."""
    snapshot = current_snapshot()
    line_by_kind = {kind.name: line for line in snapshot.lines.values() for kind in line.kinds}
    homes = {_package(kind): line_by_kind[name].name for name, kind in snapshot.kinds.items()}
    found = {}
    for line in snapshot.lines.values():
        kinds = [snapshot.kinds[declaration.name] for declaration in line.kinds]
        required = [
            {line_by_kind[other.name].name for other in led} for kind in kinds for led in _kinds_by_required_link(kind)
        ]
        needed = {name for names in required if len(names) == 1 for name in names}  # of several, any one will do
        parts = {type(part).__module__.rpartition(".")[0] for kind in kinds for part in kind.parts}
        needed |= {home for package, home in homes.items() if package in parts}
        found[line.name] = frozenset(needed - {line.name})
    return found


def _package(kind: CompiledKind) -> str:
    return kind.record.__module__.rpartition(".")[0]


def _kinds_by_required_link(kind: CompiledKind) -> list[Sequence[CompiledKind]]:
    """List for each link that a kind's records or their rows must have the kinds to which it may lead."""
    links: list[Linked] = [*links_of(kind.record).values()]
    for part in kind.every(Rows):
        links += links_of(row_model(part)).values()
    required = [link for link in links if not link.blank]
    return [link.kinds if link.several else kinds_of_model(link.related_model) for link in required]
