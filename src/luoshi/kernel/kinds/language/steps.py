"""Life cycles: a table of steps, each with who may take it, its arrow between states, and its conditions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Any, Protocol

from luoshi.kernel.kinds.language.conditions import Need, Plain, When
from luoshi.kernel.kinds.language.names import Label, NameList, arrow


class StepFormFactory(Protocol):
    """The Django form class of a step; only passed on here."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...


Guard = Callable[[Any, Mapping[str, Any], datetime], list[str]]
PageOf = Callable[[Any], str]  # the address of a page for a record


class StepTime(Enum):
    """The time of a step as a value that it sets (``Step.puts``): its moment, or the day of that moment."""

    NOW = "now"
    TODAY = "today"


NOW, TODAY = StepTime.NOW, StepTime.TODAY
Put = Plain | StepTime | None
# Decides where a step leads by the record, its values, the actor and the day; runs under the record's lock.
Onward = Callable[[Any, Mapping[str, Any], Any, date], str]
# Locks, by record and values, what must be locked before the record.
LocksAhead = Callable[[Any, Mapping[str, Any]], object]
Consequence = Callable[[Any], None]  # takes a ``kernel.duties.actions.took.Took``


def no_reasons(record: Any, given: Mapping[str, Any], at: datetime) -> list[str]:
    """The default guard: no reason against the step."""
    return []


def always_applies(record: Any, day: date) -> bool:
    """The default of ``Step.about``: the step applies whenever its state allows it."""
    return True


def day_refused(day: date, today: date, begun: date | None) -> str:
    """Return why an act cannot have been done on a day: ``future``, ``before`` its record began; "" if it can.

    Args:
        begun: the day on which the record began; None: unknown.
    """
    if day > today:
        return "future"
    return "before" if begun is not None and day < begun else ""


def given_day(on: str, given: Mapping[str, Any]) -> date | None:
    """Return the day of an act from a step's values: a field, or ``talks.day``, a column of the row that it adds."""
    name, _dot, column = on.partition(".")
    found = given.get(name)
    if column:
        added = found.made.added if found is not None else ()
        found = next((values.get(column) for _place, values in added), None)
    return found if isinstance(found, date) else None


@dataclass(frozen=True)
class Step:
    """An arrow of a life cycle: who may move a record, from where to where, on what conditions.

    Attributes:
        arrow: the states it starts from, and the one it leads to: "planned held > closed". "> planned" begins a record,
            "planned >" keeps the state, "* >" starts from every state that is not closed.
        who: names of relations of the kind's rights; any one of them is enough. Of a step that begins a record, one by
            a field that it sets (``Relation.names``): somebody from outside begins a record that names them there.
        asks: fields of the record that it asks for and sets; the kind makes the form (``forms.form_of``).
        own: further form fields that are no fields of the record: only the journal keeps them.
        must: fields of ``asks`` that are required although the column may be empty.
        folds: form fields that are collapsed at first, rows among them; if none is named, a long form collapses its
            optional fields by itself.
        on: the form field with the day on which the step was done, as opposed to the day of entry; "talks.day": that of
            the row it adds. The day lies neither in the future nor before the record began.
        deadline: the form field with a day by which something is to be done: it is not in the past.
        past: other form fields with days that must not lie in the future.
        given: a Django form class, for forms that need their own; the fields of ``asks`` are added to it.
        sets: fields of the record set from that form, besides those of ``asks``.
        carries: fields of the record copied from other fields of it, as pairs (set, from).
        puts: constants that it sets, by field: ``{"original": True, "sent_at": NOW, "result": None}``. ``NOW`` is the
            moment of the step, ``TODAY`` its day in the office's time zone, None (of a text "") empties the field.
        only: the step exists only for records that meet this condition, such as those of one sort. A ``Need`` says in
            its own words why not.
        needs: further conditions on the record as the step leaves it and on what it links to; checked while all of
            these are locked.
        rows: ``Rows`` of the kind that it edits as a whole; ``adds``: those to which it adds one; ``ends``: those of
            which it ends one on a day.
        guard: returns reasons against the step, as sentences for people; pure.
        ahead: locks, by record and values, what must be locked before the record: records that link to it and that the
            step changes. A linking record is locked before the one it links to.
        follows: follow-ups written in the same transaction: messages, duties, facts.
        starts: names of duties that begin with it; ``answers``: names of duties that it fulfils.
        drops: names of duties that end with it.
        bulk: it may be taken on many records at once.
        undo: the step that reverts it, so that a bulk step can be reverted as a whole.
        recorded: a leader's decision that a secretary may record from a signed sheet (代录).
        tone: the look of its button: "main", "plain" or "careful".
        when_due: it is pending work only while a duty that it answers is near its due date or past it; if it answers
            none, while the record's due date is.
        example: example values, by form field, where not every value of the type is valid; a value that depends on the
            record or its surroundings is a function of both (``base.examples``).
        onward: returns the new state where it depends on more than the old one: one of ``or_to``, or that of the arrow.
        or_to: other states that it may lead to.
        apart: people cannot take it on records they opened themselves; it is not offered to them.
        at_will: nobody waits for it: the record's owner may take it or not; None: as ``Cycle.asks_of`` finds.
        decides: fields of the record on which it decides: shown beside its title in lists of pending work.
        page: returns the address of its own page for a record; opening its form redirects there.
        next_page: returns the address at which its author goes on afterwards, or "": then the record's page.
        about: whether its object exists on a day, such as a report to take back; if not, the page does not offer it.
        loads: links of the record that ``about`` reads: for the rows of a list they are loaded together.
    """

    name: str
    label: Label
    arrow: str
    who: NameList = NameList()
    asks: NameList = NameList()
    _: KW_ONLY
    own: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    must: NameList = NameList()
    folds: NameList = NameList()
    on: str = ""
    deadline: str = ""
    past: NameList = NameList()
    given: StepFormFactory | None = None
    sets: NameList = NameList()
    only: When | Need | None = field(default=None, compare=False)
    needs: Sequence[Need] = field(default=(), compare=False)
    rows: NameList = NameList()
    adds: NameList = NameList()
    ends: NameList = NameList()
    guard: Guard = no_reasons
    page: PageOf | None = None
    ahead: LocksAhead | None = None
    follows: tuple[Consequence, ...] = ()
    starts: NameList = NameList()
    answers: NameList = NameList()
    drops: NameList = NameList()
    bulk: bool = False
    undo: str = ""
    recorded: bool = False
    tone: str = "plain"
    carries: tuple[tuple[str, str], ...] = ()
    puts: Mapping[str, Put] = field(default_factory=dict, compare=False)
    when_due: bool = False
    onward: Onward | None = field(default=None, compare=False, repr=False)
    or_to: NameList = NameList()
    apart: bool = False
    at_will: bool | None = None
    decides: NameList = NameList()
    next_page: PageOf | None = field(default=None, compare=False, repr=False)
    about: Callable[[Any, date], bool] = always_applies
    loads: NameList = NameList()
    example: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        _before, drawn, after = self.arrow.partition(">")
        if not drawn or len(after.split()) > 1:
            raise ValueError(f"step {self.name}: {self.arrow!r} is no arrow: write “planned > held”")

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The states from which it starts; none if it begins a record."""
        return tuple(self.arrow.partition(">")[0].split())

    @cached_property
    def after(self) -> str:
        """The state to which it leads; "" if it keeps the state."""
        return self.arrow.partition(">")[2].strip()

    @property
    def known_where(self) -> When | None:
        """The condition that a record must meet to have this step; None: every record has it."""
        return self.only.condition if isinstance(self.only, Need) else self.only

    @property
    def begins(self) -> bool:
        """Whether it begins a record."""
        return not self.before

    @property
    def touches(self) -> tuple[str, ...]:
        """The rows that it edits, adds to or ends; it is offered on their cards."""
        return (*self.rows, *self.adds, *self.ends)

    @property
    def is_awaited(self) -> bool:
        """Whether people wait for it, so that it is listed on their home page."""
        return self.tone == "main" or self.when_due

    @property
    def own_duties(self) -> tuple[str, ...]:
        """The duties of its own record that it answers."""
        return tuple(answer for answer in self.answers if "." not in answer)

    def values(self, given: Mapping[str, Any], record: Any = None) -> dict[str, Any]:
        """Return the values that the step sets: given fields, then those carried over from these or from the record."""
        found = {name: given[name] for name in self.sets if name in given}
        for name, source in self.carries:
            value = found[source] if source in found else getattr(record, source)
            found |= {} if value is None else {name: value}
        return found

    def put_values(self, at: datetime, day: date) -> dict[str, Plain | datetime | None]:
        """Return the constants that it sets.

        Args:
            at: the moment of the step.
            day: its day in the office's time zone.
        """
        times = {NOW: at, TODAY: day}
        return {name: times[value] if isinstance(value, StepTime) else value for name, value in self.puts.items()}

    @property
    def keeps_moment(self) -> bool:
        """Whether it writes down its own moment, by which somebody may be in time or late."""
        return NOW in self.puts.values()

    @property
    def moves(self) -> bool:
        """Whether it moves the record to another unit."""
        return "unit" in {*self.sets, *(name for name, _source in self.carries)}

    def leads_from(self, state: str) -> str:
        """Return the state that the arrow leads to from this one."""
        return self.after or state

    def leads(self, record: Any, given: Mapping[str, Any], actor: Any, day: date) -> str:
        """Return the state it leads to for this record; called under the record's lock."""
        return self.onward(record, given, actor, day) if self.onward else self.leads_from(record.state)

    def ways_from(self, state: str) -> tuple[str, ...]:
        """Return every state it may lead to from this one."""
        return tuple(dict.fromkeys((self.leads_from(state), *self.or_to)))


@dataclass(frozen=True)
class Cycle:
    """The states of a kind of record, the closed ones, and the steps that begin a record or change it.

    Attributes:
        paused: none of its steps is open to anybody: the office has switched the line off.
    """

    states: Mapping[str, Label]
    closed: NameList = NameList(None)
    all_steps: Sequence[Step] = ()
    paused: bool = False

    def __post_init__(self) -> None:
        if faults := list(self.faults()):
            raise ValueError("; ".join(faults))

    @cached_property
    def resolved_steps(self) -> tuple[Step, ...]:
        """The steps in their order; one from every state, "* >", names the states that are not closed."""
        going = tuple(state for state in self.states if state not in self.closed)
        return tuple(
            replace(step, arrow=arrow(going, step.after)) if step.before == ("*",) else step for step in self.all_steps
        )

    @cached_property
    def opens(self) -> tuple[Step, ...]:
        """The steps that begin a record, at least one, in the order in which they are offered."""
        return tuple(step for step in self.resolved_steps if step.begins)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps that change an existing record; none while it is paused."""
        return () if self.paused else tuple(step for step in self.resolved_steps if not step.begins)

    @cached_property
    def by_name(self) -> dict[str, Step]:
        """Every step by its name."""
        return {step.name: step for step in self.resolved_steps}

    def with_steps(self, steps: Iterable[Step]) -> Cycle:
        """Return a life cycle with the same states and these steps instead."""
        return Cycle(self.states, self.closed, tuple(steps))

    def faults(self) -> Iterable[str]:
        """Yield the errors of the table: unknown states, unreachable states, two steps with one name."""
        if len(self.by_name) != len(self.all_steps):
            yield "two steps have one name"
        if not self.opens:
            yield "no step begins a record: one has an arrow “> state”"
        reached = {step.after for step in self.opens}
        yield from (f"{step.name} begins a record: it leads to a state" for step in self.opens if not step.after)
        for step in self.resolved_steps:
            named_there = {*step.before, step.after, *step.or_to}
            yield from (f"{step.name}: unknown state {s}" for s in named_there - {*self.states, ""})
            reached |= {step.after, *step.or_to}
            if step.undo and step.undo not in self.by_name:
                yield f"{step.name} is taken back by {step.undo}, which is no step"
        yield from (f"no step leads to the state {state}" for state in self.states if state not in reached)
        yield from (f"closed in an unknown state {state}" for state in self.closed if state not in self.states)

    @property
    def first(self) -> Step:
        """The step with which a record usually begins, also from a sheet."""
        return self.opens[0]

    def begin(self, name: str = "") -> Step | None:
        """Return the step of this name that begins a record, by default the first; None if there is none."""
        found = self.by_name.get(name) if name else self.first
        return found if found and found.begins else None

    def comes_next(self, state: str) -> list[Label]:
        """Return the labels of the main steps that are open in a state, whoever may take them."""
        return [step.label for step in self.steps if state in step.before and step.tone == "main"]

    def way_to(self, wanted: Step, state: str) -> tuple[Step, ...]:
        """Return the shortest way of people's steps from a state to one in which a step is open; () if there is none.

        Of several as short, the one whose steps are declared first. Where a step may lead to several states, the
        usual one counts.
        """
        ways: dict[str, tuple[Step, ...]] = {state: ()}
        for reached in (queue := [state]):
            if reached in wanted.before:
                return ways[reached]
            for step in self.steps:
                after = step.leads_from(reached)
                if step.who and reached in step.before and after not in ways:
                    ways[after] = (*ways[reached], step)
                    queue.append(after)
        return ()

    def asks_of(self, relation: str, step: Step, state: str) -> bool:
        """Whether people in a relation are expected to take an awaited step in a state, rather than only free to.

        They are if somebody else may have brought the record there, or somebody who cannot take the step. Otherwise it
        is merely the owner's next step. ``Step.at_will`` overrides this.
        """
        if step.at_will is not None:
            return not step.at_will
        return any(
            relation not in brings.who or not set(brings.who) <= set(step.who) for brings in self._steps_into(state)
        )

    def _steps_into(self, state: str) -> list[Step]:
        """List the steps that bring a record into a state from another one."""
        return [
            step
            for step in self.resolved_steps
            if (
                step.after == state
                if step.begins
                else any(state in step.ways_from(s) for s in step.before if s != state)
            )
        ]

    def open_steps(self, state: str, held: Collection[str]) -> list[Step]:
        """List the steps open in a state to people in these relations: for buttons, links of the API and the matrix."""
        return [step for step in self.steps if state in step.before and not set(held).isdisjoint(step.who)]
