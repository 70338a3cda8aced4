"""The registry of lines and kinds: one immutable snapshot, which each request and each job takes once and keeps.

``desk.declarations`` makes and installs it at start-up. Another declaration never changes what is there: it is compiled
to another snapshot (``compile_snapshot``), and what began before it was installed continues with the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

from django.db import models

from luoshi.base.checked_sources import must_check_declarations
from luoshi.kernel.kinds.compiled.compiling import compile_kind
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.leaving_out import UnusedKinds, without_links_to
from luoshi.kernel.kinds.forms.checks import kind_faults
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.places import DeclarationError, error_sentence, kind_file
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.models import Record

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All lines and kinds at one time; what is worked out of several of them is kept with it (``cache``).

    Attributes:
        lines: all that are declared, in order; ``kinds``: theirs, paused where the office has switched the line off.
        off: the names of the lines that are switched off and have no records: they stand nowhere.
        read_only: those that are switched off and have records, which are still read.
    """

    lines: Mapping[str, Line] = field(default_factory=dict)
    kinds: Mapping[str, CompiledKind] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()
    _cached: dict[Hashable, Any] = field(init=False, default_factory=dict, repr=False)

    @cached_property
    def by_model(self) -> Mapping[str, tuple[CompiledKind, ...]]:
        """The kinds of each model, by its label."""
        found: dict[str, tuple[CompiledKind, ...]] = {}
        for kind in self.kinds.values():
            label = kind.record._meta.label_lower
            found[label] = (*found.get(label, ()), kind)
        return found

    @cached_property
    def read_only_kinds(self) -> tuple[str, ...]:
        """The names of the kinds whose records are only read."""
        return tuple(kind.name for name in sorted(self.read_only) for kind in self.lines[name].kinds)

    @cached_property
    def stopped_jobs(self) -> frozenset[str]:
        """The names of the jobs of lines that are switched off."""
        return frozenset(job.name for name in self.off | self.read_only for job in self.lines[name].jobs)

    def with_uses(self, off: frozenset[str], read_only: frozenset[str]) -> Snapshot:
        """Return a snapshot of the same declarations in which these lines, and no others, are switched off.

        Args:
            off: the names of those without records.
            read_only: the names of those with records.
        """
        paused = {kind.name: name in off for name in off | read_only for kind in self.lines[name].kinds}
        plain = {name: kind.complete or kind.unfaced or kind for name, kind in self.kinds.items()}
        names = frozenset(name for name, without in paused.items() if without)
        unused = UnusedKinds(names, frozenset(plain[name].record._meta.label_lower for name in names))
        made = {
            name: kind.as_paused(off=paused[name]) if name in paused else without_links_to(kind, unused)
            for name, kind in plain.items()
        }
        return Snapshot(self.lines, MappingProxyType(made), off, read_only)

    def line_of(self, kind: CompiledKind) -> Line:
        """Return the line that a kind belongs to."""
        return next(line for line in self.lines.values() if any(own.name == kind.name for own in line.kinds))

    def with_line(self, line: Line) -> Snapshot:
        """Return a snapshot with this line too, or with it in place of the one of its name.

        Raises:
            ValueError: one of its kinds is declared wrongly.
        """
        lines = {**self.lines, line.name: line}
        made = {**self.kinds, **{declaration.name: make_kind(declaration) for declaration in line.kinds}}
        names = [declaration.name for declared_line in lines.values() for declaration in declared_line.kinds]
        found = Snapshot(MappingProxyType(lines), MappingProxyType({name: made[name] for name in names}))
        return found.with_uses(self.off, self.read_only) if self.off or self.read_only else found

    def with_kind(self, declaration: Kind) -> Snapshot:
        """Return a snapshot with this declaration in place of that of the kind of its name.

        Raises:
            KeyError: there is no such kind.
            ValueError: the kind is declared wrongly.
        """
        line = self.line_of(self.kinds[declaration.name])
        kinds = tuple(declaration if own.name == declaration.name else own for own in line.kinds)
        return self.with_line(replace(line, kinds=kinds))

    def cache(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what a function makes of this snapshot, called once for a key."""
        if key not in self._cached:
            self._cached[key] = make()
        found: T = self._cached[key]
        return found


_INSTALLED = Snapshot()
_KEPT: ContextVar[Snapshot | None] = ContextVar("kept_snapshot", default=None)


def make_kind(declaration: Kind) -> CompiledKind:
    """Compile a declaration, and check it together with its forms, unless an earlier start has found it right.

    Raises:
        DeclarationError: it is wrong; the message names its file and the kind, and says all that is.
        TypeError: it is a compiled kind, or its model is no ``Record``.
    """
    faults: list[str] = []
    try:
        kind = compile_kind(declaration)
        if must_check_declarations():
            faults += kind_faults(kind)
    except TypeError as error:
        if str(error).startswith(f"kind {declaration.name}"):
            raise
        faults.append(error_sentence(error))
    except Exception as error:  # a name on which a check fails: it is reported to the author like all others
        faults.append(error_sentence(error))
    if faults:
        raise DeclarationError(f"{kind_file(declaration)}: kind {declaration.name}: " + "; ".join(faults))
    return kind


def compile_snapshot(lines: Iterable[Line]) -> Snapshot:
    """Return the snapshot of these lines.

    Raises:
        ValueError: one of their kinds is declared wrongly.
    """
    made = Snapshot()
    for line in lines:
        made = made.with_line(line)
    return made


def current_snapshot() -> Snapshot:
    """Return the snapshot that this request or job keeps, otherwise the installed one."""
    return _KEPT.get() or _INSTALLED


def installed_snapshot() -> Snapshot:
    """Return the snapshot with which requests and jobs begin now."""
    return _INSTALLED


def install_snapshot(snapshot: Snapshot) -> None:
    """Let all that begins from now on use this snapshot."""
    global _INSTALLED
    _INSTALLED = snapshot


@contextmanager
def keep_snapshot() -> Iterator[Snapshot]:
    """Keep the installed snapshot until the end of a block, whatever is installed meanwhile."""
    kept = _INSTALLED
    token = _KEPT.set(kept)
    try:
        yield kept
    finally:
        _KEPT.reset(token)


def per_snapshot(most: int | None = None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Decorate a function that reads kinds: its results are kept with the snapshot, by its arguments.

    Args:
        most: the number of results that are kept, the latest ones; None: all.
    """

    def decorate(make: Callable[P, T]) -> Callable[P, T]:
        @wraps(make)
        def made(*args: P.args, **kwargs: P.kwargs) -> T:
            kept: dict[Hashable, T] = current_snapshot().cache(make, dict)
            key = (*args, *sorted(kwargs.items()))
            if key in kept:
                with suppress(KeyError):  # another thread may take it out
                    return kept[key]
            found = make(*args, **kwargs)
            if most is not None and len(kept) >= most:
                kept.pop(next(iter(kept)), None)
            kept[key] = found
            return found

        return made

    return decorate


def declared_lines() -> list[Line]:
    """List all lines in the order of their declaration, also those that are switched off."""
    return list(current_snapshot().lines.values())


def list_lines() -> list[Line]:
    """List the lines that stand in menus, lists and search: all but those that are switched off without records."""
    snapshot = current_snapshot()
    return [line for name, line in snapshot.lines.items() if name not in snapshot.off]


def lines_in_use() -> list[Line]:
    """List the lines that the office uses: all but those that are switched off."""
    snapshot = current_snapshot()
    return [line for name, line in snapshot.lines.items() if name not in snapshot.off | snapshot.read_only]


def line_of(kind: CompiledKind) -> Line | None:
    """Return the line that a kind belongs to, or None."""
    return next((line for line in declared_lines() if any(own.name == kind.name for own in line.kinds)), None)


def declared_kinds() -> list[CompiledKind]:
    """List all kinds of record, also those of lines that are switched off."""
    return list(current_snapshot().kinds.values())


def list_kinds() -> list[CompiledKind]:
    """List the kinds of the lines in ``list_lines``."""
    return [kind for kind in current_snapshot().kinds.values() if not kind.off]


def is_read_only(line: Line) -> bool:
    """Whether a line is switched off and has records, which are still read."""
    return line.name in current_snapshot().read_only


def kinds_of_line(line: Line) -> list[CompiledKind]:
    """List the kinds of a line, which may be one that is not declared here.

    Raises:
        ValueError: it is not declared, and one of its kinds is wrong.
    """
    snapshot = current_snapshot()
    if snapshot.lines.get(line.name) is not line:
        snapshot = snapshot.with_line(line)
    return [snapshot.kinds[declaration.name] for declaration in line.kinds]


def kinds_of_model(model: type[models.Model] | None) -> tuple[CompiledKind, ...]:
    """Return the kinds whose records are of a model; none of None."""
    return () if model is None else current_snapshot().by_model.get(model._meta.label_lower, ())


def get_kind(name: str) -> CompiledKind:
    """Return the kind of this name; raise KeyError if there is none."""
    return current_snapshot().kinds[name]


def where_held(kind: str, held: str) -> tuple[str, str, str]:
    """Return where somebody holds what a relation of a kind names (``Relation.by_entry``).

    Returns:
        The link that leads there, "" for the records themselves; the kind of what it leads to; and what is held there.

    Raises:
        LookupError: The link leads to no kind of record.
    """
    link, over, what = held.partition(".")
    if not link or not over:
        return "", kind, held
    for there in kinds_of_model(getattr(get_kind(kind).fields[link], "related_model", None)):
        return link, there.name, what
    raise LookupError(f"{kind}: {held}")


def find_kind(name: str) -> CompiledKind | None:
    """Return the kind of this name, or None."""
    return current_snapshot().kinds.get(name)


def kind_of(record: Record) -> CompiledKind:
    """Return the kind of a record."""
    return get_kind(record.kind)


def confidential_links(model: type[models.Model]) -> list[str]:
    """List the names of a model's fields that link to kinds whose every reading is logged.

    A link to records of any kind at all is none of them: that a record has one says nothing of those kinds.
    """
    secret = [kind for kind in list_kinds() if any(part.logged for part in kind.protections)]
    labels, names = {kind.record._meta.label_lower for kind in secret}, {kind.name for kind in secret}
    return [
        column.name
        for column in model._meta.concrete_fields
        if column.is_relation
        and isinstance(column.related_model, type)
        and (column.related_model._meta.label_lower in labels or not names.isdisjoint(getattr(column, "names", ())))
    ]
