"""Life cycles: a table of steps, each with who may take it, from where to where, on what terms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class Form(Protocol):
    """What a step asks for: a Django form class, here only handed on."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...


Guard = Callable[[Any, Mapping[str, Any], datetime], list[str]]
Consequence = Callable[[Any], None]  # gets a ``records.duties.actions.took.Took``


def no_reasons(record: Any, given: Mapping[str, Any], at: datetime) -> list[str]:
    """The guard of a step that nothing speaks against."""
    return []


def anything(record: Any) -> bool:
    """What a step could be about is there as soon as its state is."""
    return True


@dataclass(frozen=True)
class Step:
    """One arrow of a life cycle: who may move a record, from where to where, on what terms.

    Attributes:
        before: the states it starts from; empty for the step that opens a record.
        after: the state it leads to; empty where the state stays as it is.
        who: names of relations of the kind's rights; any of them suffices.
        given: a Django form class, or None where nothing is asked.
        sets: fields of the record taken from the form.
        carries: fields of the record set from other fields of it, as pairs (set, from).
        guard: reasons why not, as sentences for people; pure.
        follows: consequences written in the same transaction: messages, duties, facts.
        starts: names of duties that begin with it; ``answers``: names of duties that it is an act for.
        drops: names of duties no longer owed after it.
        bulk: it may be taken on many records at once.
        undo: the step that takes it back, for a bulk step to be taken back as one.
        recorded: a leader's decision that a secretary may record from a signed sheet (代录).
        tone: how its button looks: "main", "plain" or "careful".
        when_due: it waits for whoever may take it only while the record's due date is near or past.
        example: values for the form's fields for which not any value of their type would do, by name; where one depends
            on the record, or on who is around, a function of both (``rules.examples``).
        about: whether there is yet what it could be about, such as a report to take back; else its page offers it not.
    """

    name: str
    label: Any
    before: tuple[str, ...]
    after: str
    who: tuple[str, ...]
    given: Form | None = None
    sets: tuple[str, ...] = ()
    guard: Guard = no_reasons
    follows: tuple[Consequence, ...] = ()
    starts: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    bulk: bool = False
    undo: str = ""
    recorded: bool = False
    tone: str = "plain"
    carries: tuple[tuple[str, str], ...] = ()
    when_due: bool = False
    about: Callable[[Any], bool] = anything
    example: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def awaited(self) -> bool:
        """Whether somebody is waited for until it is taken: it then stands on their home page."""
        return self.tone == "main" or self.when_due

    def values(self, given: Mapping[str, Any], record: Any = None) -> dict[str, Any]:
        """What the step sets: fields given, then fields carried over from what was given or from the record."""
        found = {name: given[name] for name in self.sets if name in given}
        for name, source in self.carries:
            value = found[source] if source in found else getattr(record, source)
            found |= {} if value is None else {name: value}
        return found

    @property
    def moves(self) -> bool:
        """Whether it gives the record to another unit."""
        return "unit" in {*self.sets, *(name for name, _source in self.carries)}

    def leads_from(self, state: str) -> str:
        """The state after it, from this one."""
        return self.after or state


@dataclass(frozen=True)
class Cycle:
    """The states of a kind of record, those in which it is closed, the step that opens one, and all other steps."""

    states: Mapping[str, Any]
    closed: Collection[str]
    opens: Step
    steps: tuple[Step, ...]
    by_name: dict[str, Step] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {step.name: step for step in (self.opens, *self.steps)})
        if faults := list(self.faults()):
            raise ValueError("; ".join(faults))

    def faults(self) -> Iterable[str]:
        """What is wrong with the table itself: unknown states, a state that no step reaches, two steps of one name."""
        if len(self.by_name) != len(self.steps) + 1:
            yield "two steps have one name"
        if self.opens.before or not self.opens.after:
            yield f"{self.opens.name} opens a record: it comes from no state and leads to one"
        reached = {self.opens.after}
        for step in self.steps:
            if not step.before:
                yield f"{step.name} comes from no state"
            yield from (f"{step.name}: unknown state {s}" for s in {*step.before, step.after} - {*self.states, ""})
            reached |= {step.after}
            if step.undo and step.undo not in self.by_name:
                yield f"{step.name} is taken back by {step.undo}, which is no step"
        yield from (f"no step leads to the state {state}" for state in self.states if state not in reached)
        yield from (f"closed in an unknown state {state}" for state in self.closed if state not in self.states)

    def comes_next(self, state: str) -> list[Any]:
        """The labels of the main steps that are open in a state to anyone: what comes next."""
        return [step.label for step in self.steps if state in step.before and step.tone == "main"]

    def open(self, state: str, held: Collection[str]) -> list[Step]:
        """The steps open in a state to one who stands in these relations: buttons, links of the API, the matrix."""
        return [step for step in self.steps if state in step.before and not set(held).isdisjoint(step.who)]
