"""Registers lines of work: passes each declaration to its part of the program and refuses duplicates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.base.checked_sources import must_check_declarations, note_checked_declarations
from luoshi.desk.figures.queries import faults as counting
from luoshi.desk.figures.queries.official_tables import table_faults
from luoshi.desk.lists.queries.names import filter_faults
from luoshi.desk.privacy.erasing.actions import FORGETS
from luoshi.evidence import append_only
from luoshi.kernel.base import jobs, messages
from luoshi.kernel.conditions.queries.faults import condition_faults
from luoshi.kernel.conditions.queries.found_rows import name_faults
from luoshi.kernel.conditions.queries.part_faults import part_condition_faults
from luoshi.kernel.history import system_steps
from luoshi.kernel.history.queries.history import LABELS
from luoshi.kernel.holders import faults as held
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.language.places import DeclarationError, error_sentence, kind_file
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.links import Linked, link_faults, links_of
from luoshi.kernel.kinds.models import Row, row_model
from luoshi.kernel.kinds.registry import (
    Snapshot,
    current_snapshot,
    install_snapshot,
    kinds_of_model,
    list_kinds,
)
from luoshi.kernel.messages.actions.messages import Tells

# First path segments of the program's own addresses: a kind of this name could not be reached.
TAKEN = frozenset(
    (
        "account",
        "accounts",
        "all",
        "api",
        "begin",
        "demo",
        "enable",
        "field",
        "file",
        "first",
        "help",
        "inbox",
        "join",
        "joined",
        "journal",
        "language",
        "leader",
        "lists",
        "mandates",
        "me",
        "open",
        "outbox",
        "people",
        "posts",
        "reset",
        "search",
        "sign-in",
        "sign-out",
        "static",
        "tenures",
        "today",
        "units",
        "values",
    )
)
NAMESPACES = frozenset({"org", "records"})  # namespaces of the program's own addresses
PROGRAM = "the program itself"


@dataclass(frozen=True)
class Claim:
    """A name that a line or kind claims for something, such as a message, a job or a table.

    Attributes:
        by: the line or kind that claims it, as errors name it.
        what: the thing itself, if several may claim the same one: two kinds read one parameter.
    """

    sort: str
    name: str
    by: str
    what: object = None


CLAIMED: dict[tuple[str, str], Claim] = {}


def register_line(line: Line) -> Line:
    """Register everything that a line declares, from which pages, API and permission matrix follow; at app start.

    Raises:
        ValueError: a name is already used by the program, another line, or this one; a step sends an undeclared
            message; a link does not lead to exactly one kind with numbers. Nothing is registered then.
    """
    claimed = dict(CLAIMED) or {(claim.sort, claim.name): claim for claim in _of_program()}
    snapshot = current_snapshot().with_line(line)
    kinds = [snapshot.kinds[declaration.name] for declaration in line.kinds]
    for claim in line_claims(line, kinds):
        before = claimed.setdefault((claim.sort, claim.name), claim)
        if before is not claim and (claim.what is None or before.what is not claim.what):
            raise ValueError(f"the {claim.sort} {claim.name} is declared by {before.by} and by {claim.by}")
    own = line.messages_by_code()
    for code, sentence in own.items():
        messages.check_message(code, sentence)
    if unknown := [code for code in line.required_messages if code not in own]:
        raise ValueError(f"line {line.name}: no message {unknown[0]} is declared, which it requires")
    if faults := [fault for kind in kinds for fault in _untold(kind, {*own, *messages.SENTENCES})]:
        raise ValueError("; ".join(faults))
    if must_check_declarations() and (faults := list(link_faults(list(snapshot.kinds.values())))):
        raise ValueError("; ".join(faults))
    CLAIMED.update(claimed)
    _register(line, snapshot)
    return line


def check_declarations() -> None:
    """Check what can be checked only once every line is declared: conditions that reach other kinds.

    Nothing is checked while the program starts with sources that an earlier start has found right.

    Raises:
        DeclarationError: a condition uses an unknown name or compares what cannot be compared; with file and place.
    """
    if not must_check_declarations():
        return
    if found := [f"{kind_file(kind.declaration)}: {fault}" for kind in list_kinds() for fault in _of_kind(kind)]:
        raise DeclarationError("; ".join(found))
    note_checked_declarations()


def _of_kind(kind: CompiledKind) -> Iterator[str]:
    """Yield the errors of a kind, each beginning with its name; one that a check trips over is the last."""
    try:
        yield from (f"kind {kind.name}, {fault}" for fault in _cross_faults(kind))
    except Exception as error:
        yield f"kind {kind.name}: {error_sentence(error)}"


def _cross_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield the errors of links, conditions, figures and holders, each beginning with its place in the kind."""
    for name, link in _links(kind):
        yield from (f"link {name}: {fault}" for fault in _of_link(kind, link))
    yield from part_condition_faults(kind)
    for step in kind.cycle.all_steps:
        asked = [
            *(need.condition for need in step.needs),
            *([step.known_where] if step.known_where is not None else []),
        ]
        wrong = [
            fault for condition in asked for fault in condition_faults(condition, kind, form=step_form(kind, step))
        ] or [fault for need in step.needs for fault in name_faults(need, kind)]
        yield from (f"step {step.name}: {fault}" for fault in [*wrong, *_not_owed(kind, step)])
    yield from (fault for part in kind.every(CheckedPart) for fault in part.cross_faults(kind))
    yield from (*counting.figure_faults(kind), *table_faults(kind), *held.holder_faults(kind), *filter_faults(kind))


def _links(kind: CompiledKind) -> Iterator[tuple[str, Linked]]:
    """Yield the links of a kind's records and those that its rows ask for, each with its name in errors."""
    yield from links_of(kind.record).items()
    for rows in kind.every(Rows):
        yield from (
            (f"{rows.name}.{n}", link) for n, link in links_of(row_model(rows)).items() if n in rows.form_columns
        )


def _of_link(kind: CompiledKind, link: Linked) -> Iterator[str]:
    """Yield the errors of a link of a kind's records or of their rows."""
    if faults := list(link.target_faults()):
        yield from faults
        return
    if link.where is not None:
        yield from condition_faults(link.where, link.kind)
    if not issubclass(link.model, Row):
        yield from link.own_faults(kind)


def _not_owed(kind: CompiledKind, step: Step) -> Iterator[str]:
    """Yield the duties that a step fulfils over a link although the linked records do not have them."""
    for answer in step.answers:
        link, over, duty = answer.partition(".")
        target: Any = kind.record._meta.get_field(link).related_model if over else None
        if over and not any(
            duty in other.duties_by_name and not other.duties_by_name[duty].of_rows for other in kinds_of_model(target)
        ):
            yield f"it answers {answer}, which no kind of such records owes"


def line_claims(line: Line, kinds: Iterable[CompiledKind]) -> Iterator[Claim]:
    """Yield every name that a line and its kinds claim."""
    by = f"line {line.name}"
    yield Claim("line", line.name, by)
    if line.urls:
        yield Claim("name of addresses", line.name, by)
    for sort, names in _named(line).items():
        yield from (Claim(sort, name, by) for name in names)
    for kind in kinds:
        of = f"kind {kind.name} of {by}"
        yield Claim("kind", kind.name, of)
        yield Claim("address", kind.name, of)
        if kind.prefix:
            yield Claim("prefix", kind.prefix, of)
        yield from (Claim("value", parameter.name, of, parameter) for parameter in kind.values)
        yield from (Claim("list", code_list.name, of, code_list) for code_list in kind.code_lists())
        yield from (Claim("message", f"{kind.name}.{name}", of) for name in kind.messages)


def _named(line: Line) -> Mapping[str, Collection[str]]:
    return {
        "address": line.addresses,
        "message": [f"{line.name}.{name}" for name in line.messages],
        "figure of a digest": tuple(line.digest.labels) if line.digest else (),
        "job": [job.name for job in line.jobs],
        "append-only table": [table.table for table in line.append_only],
        "sentence of the journal": tuple(line.sentences),
        "label": tuple(line.labels),
        "key": tuple(line.keys),
        "word for a value": [f"{key}={value}" for key, words in line.values.items() for value in words],
        "task": [task.module_path for task, _tell in line.given_up],
    }


def _of_program() -> Iterator[Claim]:
    """Yield the names of the program itself, claimed before any line's."""
    own: Mapping[str, Collection[str]] = {
        "address": TAKEN,
        "name of addresses": NAMESPACES,
        "message": messages.SENTENCES,
        "figure of a digest": messages.DIGEST,
        "job": jobs.JOBS,
        "append-only table": [table.table for table in append_only.KEPT],
        "sentence of the journal": system_steps.SENTENCES,
        "label": LABELS,
        "key": system_steps.KEYS,
    }
    for sort, names in own.items():
        yield from (Claim(sort, name, PROGRAM) for name in names)


def _untold(kind: CompiledKind, said: Collection[str]) -> Iterator[str]:
    """Yield the errors of the messages that a kind's steps send, which would fail only when the step is taken."""
    for step in kind.cycle.by_name.values():
        for consequence in step.follows:
            if not isinstance(consequence, Tells):
                continue
            where = f"kind {kind.name}, step {step.name}: "
            if consequence.code not in said:
                yield f"{where}no message {consequence.code} is declared"
            if consequence.relation not in kind.rights.by_name:
                yield f"{where}it tells the unknown relation {consequence.relation}"
            if consequence.asks and consequence.asks not in kind.cycle.by_name:
                yield f"{where}its message asks for {consequence.asks}, which is no step"


def _register(line: Line, snapshot: Snapshot) -> None:
    install_snapshot(snapshot)
    messages.SENTENCES.update(line.messages_by_code())
    messages.REQUIRED.update(line.required_messages)
    if line.digest:
        line.digest.register()
    for job in line.jobs:
        jobs.register_job(job)
    jobs.GIVEN_UP.update({task.module_path: tell for task, tell in line.given_up})
    append_only.KEPT.extend(line.append_only)
    system_steps.SENTENCES.update(line.sentences)
    system_steps.KEYS.update(line.keys)
    for key, words in line.values.items():
        system_steps.VALUES[key] = {**system_steps.VALUES.get(key, {}), **words}
    system_steps.VALUES.setdefault("line_of_work", {})[line.name] = line.label
    LABELS.update(line.labels)
    FORGETS.extend(line.forgets)
