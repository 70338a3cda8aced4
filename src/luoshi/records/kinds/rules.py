"""Life cycles: a table of steps, each with who may take it, from where to where, on what terms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from luoshi.records.kinds.conditions import Need, When


class StepFormFactory(Protocol):
    """What a step asks for: a Django form class, here only handed on."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...


Guard = Callable[[Any, Mapping[str, Any], datetime], list[str]]
# Where a step leads by the record, its values, the actor and the day; under the record's lock.
Onward = Callable[[Any, Mapping[str, Any], Any, date], str]
Consequence = Callable[[Any], None]  # gets a ``records.duties.actions.took.Took``


def no_reasons(record: Any, given: Mapping[str, Any], at: datetime) -> list[str]:
    """The guard of a step that nothing speaks against."""
    return []


def always_applies(record: Any) -> bool:
    """What a step could be about is there as soon as its state is."""
    return True


Names = str | Sequence[str]  # several names in one string, blanks between them, or one by one


def split_names(words: Names) -> tuple[str, ...]:
    """The names one by one."""
    return tuple(words.split()) if isinstance(words, str) else tuple(words)


def arrow(before: Iterable[str], after: str = "") -> str:
    """The arrow of a step from states that have a name together: ``arrow(OPEN, "closed")``."""
    return f"{' '.join(before)} > {after}".strip()


def day_refused(day: date, today: date, begun: date | None) -> str:
    """Why an act cannot have been done on a day: ``future``, ``before`` its record began; "" where it can.

    Args:
        begun: the record's own beginning; None: no day is known for it.
    """
    if day > today:
        return "future"
    return "before" if begun is not None and day < begun else ""


def unused_text(record: Any, around: Any) -> str:
    """A text that no record has yet: an example for a field in which two may not have the same."""
    return f"{around.unused}"


def given_day(on: str, given: Mapping[str, Any]) -> date | None:
    """The day of an act among a step's values: a field, or ``talks.day``, a column of the row that the step adds."""
    name, _dot, column = on.partition(".")
    found = given.get(name)
    if column:
        added = found.made.added if found is not None else ()
        found = next((values.get(column) for _place, values in added), None)
    return found if isinstance(found, date) else None


@dataclass(frozen=True)
class Step:
    """One arrow of a life cycle: who may move a record, from where to where, on what terms.

    Attributes:
        arrow: the states it starts from, and the one it leads to: "planned held > closed". "> planned" begins a record,
            "planned >" leaves the state as it is, "* >" starts from every state that is not closed.
        who: names of relations of the kind's rights; any of them suffices.
        asks: fields of the record that it asks for and sets; the kind makes the form (``forms.form_of``).
        own: what it asks for besides, which is no field: it stands in the journal alone.
        must: those of ``asks`` that must be filled in though the record may be without.
        folds: those of what it asks that stand folded behind the others, rows among them; where none is named, a long
            form folds by itself what may stay empty.
        on: of what it asks, the day on which it was done, not that of its entry; "talks.day": that of the row it adds.
            It lies neither in the future nor before the record's own beginning.
        deadline: of what it asks, the day by which something is to be done: it is not past.
        past: of what it asks, other days that lie not in the future either.
        given: a Django form class where what is asked needs one of its own; ``asks`` stands in it besides.
        sets: fields of the record taken from that form, besides those asked.
        carries: fields of the record set from other fields of it, as pairs (set, from).
        only: it is a step of the records of which this holds, such as those of a sort; others do not know it. A need
            says in its own words why not.
        needs: what must be so besides, of the record as the step leaves it and of what it is linked to; asked while all
            of that stands still.
        rows: of the kind's ``Rows`` those that it edits as a whole; ``adds``: of which it adds one; ``ends``: of which
            it ends one on a day.
        guard: reasons why not, as sentences for people; pure.
        ahead: locks, of the record and what was sent, what must be locked before it: records that lead to it, which it
            changes. Who links is locked before what it links to.
        follows: consequences written in the same transaction: messages, duties, facts.
        starts: names of duties that begin with it; ``answers``: names of duties that it is an act for.
        drops: names of duties no longer owed after it.
        bulk: it may be taken on many records at once.
        undo: the step that takes it back, for a bulk step to be taken back as one.
        recorded: a leader's decision that a secretary may record from a signed sheet (代录).
        tone: how its button looks: "main", "plain" or "careful".
        when_due: it waits for whoever may take it only while a duty of the record that it answers is near its day or
            past it; of a step that answers none, while the record's due date is.
        example: values for the form's fields for which not any value of their type would do, by name; where one depends
            on the record, or on who is around, a function of both (``rules.examples``).
        onward: where it leads, where that depends on more than the state: one of ``or_to``, or as the arrow says.
        or_to: other states that it may lead to.
        apart: nobody takes it on what they opened themselves: it is not offered to them.
        at_will: nobody is kept waiting by it: it is only what whoever has the record may go on with; None: as
            ``Cycle.asks_of`` finds it.
        decides: fields of the record on which it decides: they stand beside its title where it waits.
        page: the address of a page of its own where it is taken on a record: whoever opens its form comes there.
        about: whether there is yet what it could be about, such as a report to take back; else its page offers it not.
    """

    name: str
    label: Any
    arrow: str
    who: Names = ()
    asks: Names = ()
    own: Mapping[str, Any] = field(default_factory=dict, kw_only=True, compare=False, repr=False)
    must: Names = field(default=(), kw_only=True)
    folds: Names = field(default=(), kw_only=True)
    on: str = field(default="", kw_only=True)
    deadline: str = field(default="", kw_only=True)
    past: Names = field(default=(), kw_only=True)
    given: StepFormFactory | None = field(default=None, kw_only=True)
    sets: Names = field(default=(), kw_only=True)
    only: When | Need | None = field(default=None, kw_only=True, compare=False)
    needs: Sequence[Need] = field(default=(), kw_only=True, compare=False)
    rows: Names = field(default=(), kw_only=True)
    adds: Names = field(default=(), kw_only=True)
    ends: Names = field(default=(), kw_only=True)
    guard: Guard = field(default=no_reasons, kw_only=True)
    page: Callable[[Any], str] | None = field(default=None, kw_only=True)
    ahead: Callable[[Any, Mapping[str, Any]], object] | None = field(default=None, kw_only=True)
    follows: tuple[Consequence, ...] = field(default=(), kw_only=True)
    starts: Names = field(default=(), kw_only=True)
    answers: Names = field(default=(), kw_only=True)
    drops: Names = field(default=(), kw_only=True)
    bulk: bool = field(default=False, kw_only=True)
    undo: str = field(default="", kw_only=True)
    recorded: bool = field(default=False, kw_only=True)
    tone: str = field(default="plain", kw_only=True)
    carries: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    when_due: bool = field(default=False, kw_only=True)
    onward: Onward | None = field(default=None, kw_only=True, compare=False, repr=False)
    or_to: Names = field(default=(), kw_only=True)
    apart: bool = field(default=False, kw_only=True)
    at_will: bool | None = field(default=None, kw_only=True)
    decides: Names = field(default=(), kw_only=True)
    about: Callable[[Any], bool] = field(default=always_applies, kw_only=True)
    example: Mapping[str, Any] = field(default_factory=dict, kw_only=True, compare=False, repr=False)
    before: tuple[str, ...] = field(init=False)
    after: str = field(init=False)

    def __post_init__(self) -> None:
        before, drawn, after = self.arrow.partition(">")
        if not drawn or len(after.split()) > 1:
            raise ValueError(f"step {self.name}: {self.arrow!r} is no arrow: write “planned > held”")
        object.__setattr__(self, "before", tuple(before.split()))
        object.__setattr__(self, "after", after.strip())
        several = ("who", "asks", "must", "past", "folds", "starts", "answers", "drops", "rows", "adds", "ends")
        for name in (*several, "or_to", "decides"):
            object.__setattr__(self, name, split_names(getattr(self, name)))
        object.__setattr__(self, "sets", tuple(dict.fromkeys((*self.asks, *split_names(self.sets)))))

    @property
    def known_where(self) -> When | None:
        """Of which records alone it is a step; None: of all."""
        return self.only.condition if isinstance(self.only, Need) else self.only

    @property
    def begins(self) -> bool:
        """Whether it begins a record."""
        return not self.before

    @property
    def touches(self) -> tuple[str, ...]:
        """The rows that it edits, adds to, or ends one of: it stands on their cards."""
        return (*self.rows, *self.adds, *self.ends)

    @property
    def awaited(self) -> bool:
        """Whether somebody is waited for until it is taken: it then stands on their home page."""
        return self.tone == "main" or self.when_due

    @property
    def own_duties(self) -> tuple[str, ...]:
        """Of the duties that it answers, those of its own record."""
        return tuple(answer for answer in self.answers if "." not in answer)

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
        """The state after it, from this one, as its arrow says."""
        return self.after or state

    def leads(self, record: Any, given: Mapping[str, Any], actor: Any, day: date) -> str:
        """The state after it, of this record; asked under its lock."""
        return self.onward(record, given, actor, day) if self.onward else self.leads_from(record.state)

    def ways_from(self, state: str) -> tuple[str, ...]:
        """Every state to which it may lead from this one."""
        return tuple(dict.fromkeys((self.leads_from(state), *self.or_to)))


@dataclass(frozen=True)
class Cycle:
    """The states of a kind of record, those in which it is closed, and its steps: with which it begins, and all others.

    Attributes:
        opens: the steps that begin a record, one at least, in the order in which they are offered.
        steps: all others.
    """

    states: Mapping[str, Any]
    closed: Names
    all_steps: Sequence[Step]
    opens: tuple[Step, ...] = field(init=False, compare=False, repr=False)
    steps: tuple[Step, ...] = field(init=False, compare=False, repr=False)
    by_name: dict[str, Step] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "closed", split_names(self.closed))
        going = tuple(state for state in self.states if state not in self.closed)
        every = [
            replace(step, arrow=arrow(going, step.after)) if step.before == ("*",) else step for step in self.all_steps
        ]
        object.__setattr__(self, "all_steps", tuple(every))
        object.__setattr__(self, "opens", tuple(step for step in every if step.begins))
        object.__setattr__(self, "steps", tuple(step for step in every if not step.begins))
        object.__setattr__(self, "by_name", {step.name: step for step in every})
        if faults := list(self.faults()):
            raise ValueError("; ".join(faults))

    def faults(self) -> Iterable[str]:
        """What is wrong with the table itself: unknown states, a state that no step reaches, two steps of one name."""
        if len(self.by_name) != len(self.all_steps):
            yield "two steps have one name"
        if not self.opens:
            yield "no step begins a record: one has an arrow “> state”"
        reached = {step.after for step in self.opens}
        yield from (f"{step.name} begins a record: it leads to a state" for step in self.opens if not step.after)
        for step in self.all_steps:
            named_there = {*step.before, step.after, *step.or_to}
            yield from (f"{step.name}: unknown state {s}" for s in named_there - {*self.states, ""})
            reached |= {step.after, *step.or_to}
            if step.undo and step.undo not in self.by_name:
                yield f"{step.name} is taken back by {step.undo}, which is no step"
        yield from (f"no step leads to the state {state}" for state in self.states if state not in reached)
        yield from (f"closed in an unknown state {state}" for state in self.closed if state not in self.states)

    @property
    def first(self) -> Step:
        """The step with which a record usually begins: sheets bring in by it."""
        return self.opens[0]

    def begin(self, name: str = "") -> Step | None:
        """The step of this name that begins a record, or the first of them; None: there is none of this name."""
        found = self.by_name.get(name) if name else self.first
        return found if found and found.begins else None

    def comes_next(self, state: str) -> list[Any]:
        """The labels of the main steps that are open in a state to anyone: what comes next."""
        return [step.label for step in self.steps if state in step.before and step.tone == "main"]

    def asks_of(self, relation: str, step: Step, state: str) -> bool:
        """Whether a step that is waited for in a state is asked of who stands in a relation: others wait for it.

        That is so where somebody else can have brought the record there, or somebody who cannot take the step. Else it
        is only what comes next for who has the record. ``Step.at_will`` says it where this does not.
        """
        if step.at_will is not None:
            return not step.at_will
        return any(
            relation not in brings.who or not set(brings.who) <= set(step.who) for brings in self._bringing(state)
        )

    def _bringing(self, state: str) -> list[Step]:
        """The steps that bring a record into a state in which it was not."""
        return [
            step
            for step in self.all_steps
            if (
                step.after == state
                if step.begins
                else any(state in step.ways_from(s) for s in step.before if s != state)
            )
        ]

    def open(self, state: str, held: Collection[str]) -> list[Step]:
        """The steps open in a state to one who stands in these relations: buttons, links of the API, the matrix."""
        return [step for step in self.steps if state in step.before and not set(held).isdisjoint(step.who)]
