"""Approval chains as kinds declare them.

CHAIN = Chain("approve", _("Approve"), "asked > approved", back="draft", decides="sort amount", levels=(
    Level("desk"),
    Level("leader", _("Waits for the leader"), above=("amount", VALUES["aids.big"])),
))
cycle=CHAIN.woven({"asked": …, "approved": …}, "approved refused", steps), parts=(CHAIN, …)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from luoshi.base.labels import Label
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.approvals import actions, queries, rules
from luoshi.desk.approvals.forms import Approving
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.names import Names, arrow, split_names
from luoshi.kernel.kinds.language.steps import Consequence, Cycle, Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter

_ = words(__name__)


@dataclass(frozen=True)
class Level:
    """One level: the relation whose people approve, and the amount above which they are asked.

    Its state, its step and the approvals stored are named after the relation, and ``need="all"`` counts its posts: so
    it is one relation, which may reach several roles.

    Attributes:
        waits: label of the state in which it waits for them; the first level uses the chain's own state.
        above: a field and an office parameter; the level is required above, not at, its value.
        need: "one" of them approves, or "all" posts do.
        recorded: a secretary may record it from a signed sheet.
        follows: further follow-ups of this level's approval.
    """

    who: str
    waits: Label = ""
    above: tuple[str, DeclaredParameter] | None = None
    need: str = "one"
    recorded: bool = False
    follows: tuple[Consequence, ...] = ()

    def __post_init__(self) -> None:
        if len(names := split_names(self.who)) != 1:
            raise ValueError(
                f"level {' '.join(names)!r}: a level is one relation: write a level for each if each is to approve, or "
                "one relation that reaches all of them (reaches=) if any of them may"
            )


@dataclass(frozen=True)
class Chain(CheckedPart):
    """Levels that approve one after the other; the last required one completes the chain.

    The required levels are decided when the chain begins, by the figures and parameters of that day. A step that
    changes such a figure, or a field the chain decides on, while it runs restarts it. Nobody approves what they
    entered, sent or hold, nor at two levels. A level without anybody is never skipped: the record's page says so.

    Attributes:
        name: prefix of its steps: ``approve_desk``; with a single level just ``approve``.
        arrow: from the state in which it begins to the state it leads to.
        back: the state to which each level may send it back, with a reason; "": none.
        decides: fields on which it decides: shown beside the title while it waits, and on the card.
        watches: further fields whose change restarts it: for a computed field, its inputs.
    """

    name: str
    label: Label
    arrow: str
    levels: Sequence[Level] = ()
    back: str = ""
    decides: Names = ()
    watches: Names = ()
    bulk: bool = True
    first: str = field(init=False)
    last: str = field(init=False)

    def __post_init__(self) -> None:
        first, _drawn, last = self.arrow.partition(">")
        object.__setattr__(self, "first", first.strip())
        object.__setattr__(self, "last", last.strip())
        object.__setattr__(self, "decides", split_names(self.decides))
        object.__setattr__(self, "watches", split_names(self.watches))
        if not self.levels or self.levels[0].above:
            raise ValueError(f"chain {self.name}: it has a first level, which is always asked")
        if twice := sorted(who for who, levels in Counter(level.who for level in self.levels).items() if levels > 1):
            raise ValueError(f"chain {self.name}: two levels of {twice[0]}: nobody approves at two levels")

    __hash__ = object.__hash__

    def state(self, level: str) -> str:
        """Return the state in which it waits for a level."""
        return self.first if level == self.levels[0].who else f"{self.first}_{level}"

    def step(self, level: str) -> str:
        """Return the name of a level's step."""
        return self.name if len(self.levels) == 1 else f"{self.name}_{level}"

    @property
    def states(self) -> list[str]:
        """The states in which it runs."""
        return [self.state(level.who) for level in self.levels]

    @property
    def watched_fields(self) -> set[str]:
        """The fields whose change restarts it."""
        return {*self.decides, *self.watches, *self.level_fields}

    @property
    def level_fields(self) -> set[str]:
        """The fields that decide whether a level is required."""
        return {level.above[0] for level in self.levels if level.above}

    def woven(self, states: Mapping[str, Label], closed: Names, steps: Sequence[Step]) -> Cycle:
        """Build a life cycle of these states and steps, with the chain's own after the state in which it begins."""
        every: dict[str, Label] = {}
        for name, label in states.items():
            every[name] = label
            if name == self.first:
                every |= {self.state(level.who): level.waits or _("Waits for approval") for level in self.levels[1:]}
        own = [self._step(place, level) for place, level in enumerate(self.levels)]
        own += [self._back(level) for level in self.levels if self.back and self.state(level.who) != self.back]
        at = next((place for place, step in enumerate(steps) if self.last in step.before), len(steps))
        return Cycle(every, closed, [*steps[:at], *own, *steps[at:]])

    def _step(self, place: int, level: Level) -> Step:
        later = [self.state(level.who) for level in self.levels[place + 1 :]]
        to = later[0] if later else self.last
        others = [*later[1:], *([self.last] if later else [])]
        others += [self.state(level.who)] if level.need == "all" else []
        form: Any = type("Approving", (Approving,), {"chain": self.name})
        return Step(
            self.step(level.who),
            self.label,
            f"{self.state(level.who)} > {to}",
            level.who,
            given=form,
            onward=partial(_onward, self, level) if others else None,
            or_to=others,
            apart=True,
            decides=self.decides,
            recorded=level.recorded,
            bulk=self.bulk,
            tone="main",
            follows=(partial(actions.record_level_approval, self.name, level.who), *level.follows),
        )

    def _back(self, level: Level) -> Step:
        name = f"{self.step(level.who)}_back" if len(self.levels) == 1 else f"{self.name}_back_{level.who}"
        way = arrow([self.state(level.who)], self.back)
        return Step(name, _("Send back"), way, level.who, own={"reason": True}, tone="careful")

    def extend_cycle(self, cycle: Cycle) -> Cycle:
        """Return the life cycle in which a round begins with the chain, and another when a watched field changes."""
        own = {self.step(level.who) for level in self.levels}
        made = []
        for step in cycle.all_steps:
            running = [state for state in step.before if state in self.states]
            if step.name in own:
                pass
            elif step.after == self.first:
                step = replace(step, follows=(partial(actions.begin_round, self), *step.follows))
            elif running and step.after in ("", *self.states) and self.watched_fields & {*step.sets}:
                anew: Any = {"onward": partial(_anew, self, step), "or_to": (*step.or_to, self.first)}
                anew["follows"] = (
                    partial(actions.begin_anew, self),
                    partial(actions.keep_approved, self),
                    *step.follows,
                )
                step = replace(step, **anew)
            elif not step.begins and self.level_fields & {*step.sets}:
                step = replace(step, follows=(partial(actions.keep_approved, self), *step.follows))
            made.append(step)
        return Cycle(cycle.states, cycle.closed, made)

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield missing relations, fields and states."""
        where, known = f"chain {self.name}: ", {field.name for field in kind.record._meta.concrete_fields}
        for level in self.levels:
            if level.who not in kind.rights.by_name:
                yield f"{where}unknown relation {level.who}"
            elif self.step(level.who) not in kind.cycle.by_name:
                yield f"{where}its steps are not in the life cycle: weave it (woven)"
            if level.above and level.above[0] not in known:
                yield f"{where}no field {level.above[0]}"
            if level.need not in ("one", "all"):
                yield f"{where}need={level.need} is neither one nor all"
        yield from (f"{where}no field {name}" for name in (*self.decides, *self.watches) if name not in known)
        if {*self.decides} & {*kind.masked_fields, *kind.hidden}:
            yield f"{where}what it decides on is protected: it would stand in lists"
        if not any(step.after == self.first for step in kind.cycle.all_steps):
            yield f"{where}no step leads to {self.first}"


def _onward(chain: Chain, level: Level, record: Record, given: Mapping[str, object], actor: Actor, day: date) -> str:
    """Return the state after an approval: the next level, the end, or the same while others of the level are needed."""
    current = queries.round_of(record, chain.name)
    relation = kind_of(record).rights.by_name[level.who]
    if level.need == "all" and queries.others_needed(record, relation, current, actor, day):
        return chain.state(level.who)
    levels = current.levels.split() if current else [level.who for level in chain.levels]
    following = rules.next_level(levels, level.who) if level.who in levels else ""
    return chain.state(following) if following else chain.last


def _anew(chain: Chain, step: Step, record: Record, given: Mapping[str, object], actor: Actor, day: date) -> str:
    """Return the first state if a watched field changed while the chain runs; else the state the step leads to."""
    changed = any(name in given and given[name] != getattr(record, name) for name in chain.watched_fields)
    if changed and record.state in chain.states:
        return chain.first
    return step.leads(record, given, actor, day)
