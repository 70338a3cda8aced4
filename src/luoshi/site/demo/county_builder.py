"""Build the invented county through the actions, as if people had worked there for months: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.messages.actions.messages import set_messages_read
from luoshi.kernel.parameters.actions import set_value
from luoshi.org.accounts.actions import accounts
from luoshi.org.actors.models import Person, Post, Tenure
from luoshi.org.actors.queries import actor_of
from luoshi.org.people.actions import people
from luoshi.org.people.actions.mandates import give_mandate
from luoshi.org.people.actions.posts import end_tenure
from luoshi.org.proposals.actions import submit_rights_change
from luoshi.org.tree.models import Unit
from luoshi.org.units import actions as units
from luoshi.site.demo.boards import plan_boards
from luoshi.site.demo.checks import plan_checks
from luoshi.site.demo.county import (
    County,
    DeputyRow,
    MandateRow,
    PersonRow,
    ProposalRow,
    UnitRow,
    ValueRow,
    day_before,
    demo_moment,
    load_county,
)
from luoshi.site.demo.fates import first_paper_day
from luoshi.site.demo.figures import plan_figures
from luoshi.site.demo.filings import plan_filings
from luoshi.site.demo.indicators import plan_indicators
from luoshi.site.demo.letters import plan_letters
from luoshi.site.demo.line_acts import LineAct, plan_line_tables, run_act
from luoshi.site.demo.line_tables import LineTable
from luoshi.site.demo.registers import plan_registers
from luoshi.site.demo.returns import plan_returns
from luoshi.site.demo.tags import plan_tags
from luoshi.site.demo.year import DemoYear

READ_AGO = 4  # working days: older messages have been read
T = TypeVar("T")
PHONE = 15400000000  # no network has the prefix 154: these numbers reach nobody
STEPS = 10  # per cent of the time between two progress reports


def build_demo_county(today: date, done: Callable[[int], object] = lambda share: None) -> bool:
    """Build the county as if today were this day; return False if there are units already.

    Args:
        done: called with the progress in per cent of the time.
    """
    with transaction.atomic():
        if Unit.objects.exists():
            return False
        Making(load_county(), today, done).run()
    return True


@dataclass
class Making:
    """What has been built so far, by the names in the tables."""

    county: County
    today: date
    done: Callable[[int], object] = lambda share: None
    line_act: LineAct = run_act
    tables: Sequence[LineTable] | None = None  # the demonstrations of lines; None: of all
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    queue: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def run(self) -> None:
        """Run all events in the order in which they happened."""
        start = self.start
        for row in self.county.units:
            self._establish_unit(row, start)
        for person in self.county.people:
            self._enter(person, start)
        for at, act in self._events():
            self.later(at, partial(_whenever, act))
        if self.county.papers:
            plan_tags(self)
            DemoYear(self).plan_it()
            plan_checks(self)
            plan_letters(self)
        plan_filings(self)
        plan_registers(self)
        plan_line_tables(self)
        plan_indicators(self)
        plan_returns(self)
        plan_figures(self)
        plan_boards(self)
        days, told = (self.today - timezone.localdate(start)).days, 0
        while self.queue:
            at, _order, todo = heappop(self.queue)
            todo(at)
            if (share := (timezone.localdate(at) - timezone.localdate(start)).days * 100 // days) >= told + STEPS:
                told = share - share % STEPS
                self.done(told)

    def later(self, at: datetime, act: Callable[[datetime], object]) -> None:
        """Schedule an act at a time."""
        heappush(self.queue, (at, next(self.order), act))

    @property
    def start(self) -> datetime:
        """The time of the first event: before the first value, and before the first paper came in."""
        first = self.at(self.county.begins)
        if self.county.papers:
            day = day_before(first_paper_day(self.today), 2)
            first = min(first, timezone.make_aware(datetime.combine(day, time(8, 40))))
        return first

    def clerk_of(self, unit: int, at: datetime) -> Actor:
        """Return the clerk of a unit on that day; if there is none, its head."""
        found = self.speaks_for(unit, at)
        assert found is not None, unit
        return found

    def speaks_for(self, unit: int, at: datetime) -> Actor | None:
        """As ``clerk_of``, but None if it has neither."""
        day = timezone.localdate(at)
        held = Tenure.objects.filter(post__unit=unit, start__lte=day, until__gt=day, deputy=False)
        by_role = {tenure.post.role: tenure.person for tenure in held.select_related("person", "post")}
        person = by_role.get(Role.CLERK) or by_role.get(Role.HEAD)
        return actor_of(person, day) if person else None

    def leader_of(self, unit: int) -> str:
        """Return the account of the leader in charge of the nearest unit above this one."""
        code = next(code for code, unit_row in self.units.items() if unit_row.pk == unit)
        over = {charge: row["account"] for row in self.county.people for charge in row.get("charges", ())
                if row["role"] == "leader"}  # fmt: skip
        return next(over[charge] for charge in sorted(over, key=len, reverse=True) if code.startswith(charge))

    def at(self, ago: int, row: int = 0, place: int = 0) -> datetime:
        """Return a time this many working days ago."""
        return demo_moment(self.today, ago, row, place, timezone.get_current_timezone())

    def day(self, ago: int) -> date:
        """Return the day this many working days ago."""
        return day_before(self.today, ago)

    def actor(self, account: str, at: datetime) -> Actor:
        """Return the actor of an account at that time."""
        return actor_of(self.people[account], timezone.localdate(at))

    def _establish_unit(self, row: UnitRow, at: datetime) -> None:
        above = self.units.get(row.get("under", ""))
        self.units[row["code"]] = units.establish_unit(
            row["name"], row["code"], above, self.county.founded, PROGRAM, at=at, short=row.get("short", "")
        )

    def _enter(self, row: PersonRow, at: datetime) -> None:
        over = [self.units[charge] for charge in row.get("charges", ())]
        post = people.set_up_post(
            self.units[row["unit"]], row["post"], Role(row["role"]), self.county.founded, PROGRAM, at=at, charges=over
        )
        for person_row in (row, row.get("before")):
            if person_row:
                number = str(PHONE + len(self.people) + 1)
                person = people.enter_person(
                    person_row["name"], PROGRAM, at=at, phone=number, email=f"{person_row['account']}@yunling.example"
                )
                people.open_account(person, person_row["account"], None, PROGRAM, at=at)
                self.people[person_row["account"]] = person
        holder = (row.get("before") or row)["account"]
        people.appoint_to_post(self.people[holder], post, self.county.founded, PROGRAM, at=at)
        self.posts[row["account"]] = post

    def _events(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for value in self.county.values:
            if "ago" in value:
                yield self._event(self._set_value, value, value["ago"])
            else:
                yield self.start, lambda value=value: self._set_value(value, self.start)  # type: ignore[misc]
        for unit in self.county.units:
            if "moves" in unit:
                yield self._event(self._move, unit, unit["moves"]["ago"])
            if "renamed" in unit:
                yield self._event(self._rename, unit, unit["renamed"]["ago"])
        for person in self.county.people:
            if "before" in person:
                yield self._event(self._succeed, person, person["before"]["ago"])
        for deputy in self.county.deputies:
            yield self._event(self._deputise, deputy, deputy["from"])
        for mandate in self.county.mandates:
            yield self._event(self._give_mandate, mandate, mandate["from"])
        for proposal in self.county.proposals:
            yield self._event(self._propose, proposal, 1)
        yield self._event(self._mark_messages_read, {}, READ_AGO)

    def _event(self, act: Callable[[T, datetime], object], row: T, ago: int) -> tuple[datetime, Callable[[], object]]:
        at = self.at(ago)
        return at, lambda: act(row, at)

    def _set_value(self, row: ValueRow, at: datetime) -> None:
        known = {parameter.name: parameter for declared in list_kinds() for parameter in declared.parameters}
        parameter, actor = known[row["name"]], self.actor("guan", at)
        set_value(parameter, None, row["value"], timezone.localdate(at), row["source"], actor, at=at)

    def _move(self, row: UnitRow, at: datetime) -> None:
        to = self.units[row["moves"]["to"]]
        units.move_unit(self.units[row["code"]], to, timezone.localdate(at), self.actor("guan", at), at=at)

    def _rename(self, row: UnitRow, at: datetime) -> None:
        unit, name = self.units[row["code"]], row["renamed"]["name"]
        units.rename_unit(unit, name, row.get("short", ""), timezone.localdate(at), self.actor("guan", at), at=at)

    def _succeed(self, row: PersonRow, at: datetime) -> None:
        """End the former holder's tenure; the successor takes over the post."""
        gone = self.people[row["before"]["account"]]
        tenure = Tenure.objects.get(person=gone)
        end_tenure(tenure, timezone.localdate(at), PROGRAM, at=at, successor=self.people[row["account"]])
        accounts.set_account_active(gone.user, False, PROGRAM, at=at)

    def _deputise(self, row: DeputyRow, at: datetime) -> None:
        who, post, until = self.people[row["by"]], self.posts[row["of"]], self.day(row["until"])
        people.appoint_to_post(
            who, post, timezone.localdate(at), self.actor("guan", at), at=at, until=until, deputy=True
        )

    def _give_mandate(self, row: MandateRow, at: datetime) -> None:
        leader, secretary, until = self.posts[row["leader"]], self.posts[row["secretary"]], self.day(row["until"])
        actor = self.actor("guan", at)
        give_mandate(leader, secretary, timezone.localdate(at), until, row["basis"], actor, at=at)

    def _propose(self, row: ProposalRow, at: datetime) -> None:
        who, post = self.people[row["deputy"]], self.posts[row["of"]]
        start, until = self.day(row["from"]).isoformat(), self.day(row["until"]).isoformat()
        given = {"person": who.pk, "post": post.pk, "start": start, "until": until, "deputy": True}
        given["names"] = {
            "person": who.name,
            "post": str(post),
            "days": [start, self.day(row["until"] + 1).isoformat()],
        }
        submit_rights_change("appoint", given, self.actor(row["by"], at), at=at)

    def _mark_messages_read(self, _row: object, at: datetime) -> None:
        for account in self.people:
            set_messages_read(None, self.actor(account, at), read=True, at=at)


def _whenever(act: Callable[[], object], _at: datetime) -> None:
    """Call an act that has its own time."""
    act()
