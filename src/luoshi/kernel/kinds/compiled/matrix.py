"""The permission matrix: who may do what with which kind of record, derived from the declarations alone.

A cell says whether a person with one post of a role, at a place relative to a record's unit, may read it, open one,
look at its protected fields, or take a step. The docs print it; tests try every cell through page and API.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.rights.rules.rights import Actor, RightsSubject, Role, Seat
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step

# The record's unit is 3; above it are 2 and 1, below it 4; 5 is beside it; from 6 on its parties, below 1.
UNIT, ABOVE, BENEATH, BESIDE, PARTY = 3, 2, 4, 5, 6
STANDS = {"own": UNIT, "above": ABOVE, "beneath": BENEATH, "beside": BESIDE}


def matrix_places(kind: CompiledKind) -> dict[str, int]:
    """Return the places relative to a record of the kind: the four, and a unit for each name of a party."""
    return {**STANDS, **{name: PARTY + at for at, name in enumerate(sorted(kind.rights.parties))}}


def _subject(kind: CompiledKind) -> RightsSubject:
    parties = {
        name: (RightsSubject(unit, frozenset({unit, 1})),)
        for name, unit in matrix_places(kind).items()
        if name not in STANDS
    }
    return RightsSubject(UNIT, frozenset({UNIT, ABOVE, 1}), parties=parties)


@dataclass(frozen=True)
class MatrixCell:
    """A cell of the matrix; ``act`` is "read", "open", "look" or a step's name."""

    kind: str
    role: Role
    stand: str
    act: str
    allowed: bool


def actor_at(role: Role, unit: int) -> Actor:
    """Return an actor with one post of this role in this unit, in charge of its subtree."""
    return Actor(1, "", (Seat(1, unit, role, frozenset({unit})),))


def matrix_acts(kind: CompiledKind) -> list[str]:
    """List everything that can be done with a kind of record."""
    look = ["look"] if kind.masks else []
    others = [step.name for step in kind.cycle.opens[1:]]
    return ["read", "open", *others, *look, *(step.name for step in kind.cycle.steps)]


def begins_by(kind: CompiledKind, act: str) -> Step | None:
    """Return the step by which an act begins a record: "open" is the usual one, others have their names."""
    if act == "open":
        return kind.cycle.first
    return kind.cycle.begin(act) if act in kind.cycle.by_name else None


def matrix_relations(kind: CompiledKind, role: Role, stand: str) -> set[str]:
    """Return the relations of such a person to a record, or to one of this unit that they would open."""
    return set(kind.rights.seats_by_relation(actor_at(role, matrix_places(kind)[stand]), _subject(kind)))


def relations_allowed(kind: CompiledKind, act: str) -> tuple[str, ...]:
    """Return the relations that may do something with a record that they may read, or that may open one."""
    if act == "read":
        return kind.rights.sees
    if act == "look":
        return tuple(who for protection in kind.protections for who in protection.who)
    return (begins_by(kind, act) or kind.cycle.by_name[act]).who


def is_act_allowed(kind: CompiledKind, role: Role, stand: str, act: str) -> bool:
    """Whether the declaration allows an act, if the record's state allows the step."""
    theirs = matrix_relations(kind, role, stand)
    seen = begins_by(kind, act) is not None or not theirs.isdisjoint(kind.rights.sees)
    return seen and not theirs.isdisjoint(relations_allowed(kind, act))


def matrix_cells(kind: CompiledKind) -> Iterator[MatrixCell]:
    """Yield every cell of a kind's matrix."""
    for role in Role:
        for stand in matrix_places(kind):
            for act in matrix_acts(kind):
                yield MatrixCell(kind.name, role, stand, act, is_act_allowed(kind, role, stand, act))


def cycle_diagram(kind: CompiledKind) -> str:
    """Return the life cycle as a Mermaid state diagram."""
    cycle = kind.cycle
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{label}" as {state}' for state, label in cycle.states.items()]
    lines += [f"    [*] --> {opening_step.after}: {opening_step.label}" for opening_step in cycle.opens]
    for step in cycle.steps:
        lines += [f"    {state} --> {to}: {step.label}" for state in step.before for to in step.ways_from(state)]
    lines += [f"    {state} --> [*]" for state in cycle.closed]
    return "\n".join(lines)


def answered_by(kind: CompiledKind, step: Step) -> list[str]:
    """List the labels of the relations that may take a step."""
    return [str(kind.rights.by_name[name].label) for name in step.who]
