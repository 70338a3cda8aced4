"""Tries what people may and may not do with records, by page and by API, and takes it back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import connection

from cast import Cast, called
from examples import as_program, posted, values
from full import FULL
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.matrix import MatrixCell, begins_by, is_act_allowed
from luoshi.kernel.kinds.forms.choosers import LinkField
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import steps_to_begin
from luoshi.kernel.steps.step_forms import form_class
from matrix_kept import done_entries, undone, whole
from office import NOW
from reasons import refusal_of
from states import finds_it

REASON = {"reason": "回访需要"}
# Steps of the record's own that the program takes along with one.
BRINGS = {
    ("applications", "win_prize"): ["prized"],
    ("calls", "close"): ["cut"],
    ("creditstatements", "issue"): ["fill"],
    ("draws", "draw"): ["reveal"],
    ("rounds", "close"): ["fix"],
    ("seatdraws", "draw"): ["reveal"],
}
Wrong = list[tuple[Any, ...]]


def wanted(may: bool, seen: bool) -> int:
    return 0 if may else 403 if seen else 404


class Tries:
    """Tries what one person does with one record, and keeps what went otherwise than it should.

    ``whole``: a step that may be taken is taken from each of its states by page and by API, else from each by one of
    them and from one by both.
    """

    def __init__(
        self, cast: Cast, kind: CompiledKind, records: dict[str, Record], *, api: bool = True, whole: bool = True
    ) -> None:
        self.cast, self.kind, self.records, self.api, self.whole = cast, kind, records, api, whole
        self.wrong: Wrong = []
        self.tried = 0
        self.turns: Counter[str] = Counter()  # of each step, so that another state is tried each time
        self.stood: dict[int, Any] = {}  # each record as it is whenever something is tried: what was tried is undone
        self.filled: dict[tuple[str, int], dict[str, Any]] = {}  # and what each step is given

    def expect(self, name: str, what: str, wanted: Any, got: Any, answer: Any = None) -> None:
        """Keep what is otherwise than wanted, with what the answer says against the values that were sent."""
        self.tried += 1
        if wanted != got:
            why = ("because", words) if answer is not None and (words := refusal_of(answer)) else ()
            self.wrong.append((name, what, *why, "wanted", wanted, "got", got))

    def read(self, name: str, may: bool) -> None:
        self.cast.enters(name)
        record = next(iter(self.records.values()))
        path = f"{self.kind.name}/{record.pk}"
        with undone():
            self.expect(name, "page", 200 if may else 404, self.cast.client(name).get(f"/{path}/").status_code)
        if self.api:
            with undone():
                self.expect(name, "api", 200 if may else 404, self.cast.program(name).get(path).status_code)
                rows = self.cast.program(name).get(f"{self.kind.name}?limit=100").data["rows"]
                self.expect(name, "api list", may, record.pk in [row["id"] for row in rows])

    def open(self, name: str, by: Step, may: bool) -> None:
        """A record of the own unit is begun by a step, or none is, and the attempt is journaled.

        Where the unit is that of what it is linked to, who may not read that finds nothing to choose, and no more.
        """
        self.cast.enters(name)
        somewhere = by in steps_to_begin(self.kind, self.cast.actor(name))
        given, usual = values(self.kind, by, self.cast), by is self.kind.cycle.first
        page = f"/{self.kind.name}/new/" + ("" if usual else f"{by.name}/")
        path = self.kind.name if usual else f"{self.kind.name}/begin/{by.name}"
        with undone():
            got = self.cast.client(name).get(page).status_code
            self.expect(name, "form", 200 if somewhere else 404, got)
        ways = [("page", 302 if may else 403 if somewhere else 404), ("api", 201 if may else 403)]
        for way, status in ways if self.api else ways[:1]:
            with undone():
                before = Record.objects.count()
                if way == "page":
                    answer = self.cast.client(name).post(page, posted(given))
                else:
                    answer = self.cast.program(name).post(path, {"given": as_program(given)})
                got = answer.status_code
                last = done_entries().exclude(actor="program").order_by("-pk").first()
                assert last is not None
                who = self.cast.named(name) if may else self.cast.named(name).split()[0]
                step = by.name if may else Entry.REFUSED
                found = finds_it(self.kind, self.cast, name) if may else self._finds_links(name, by, given)
                if somewhere and not found:
                    self.expect(name, f"{by.name} by {way}", (422, 0), (got, Record.objects.count() - before))
                    continue
                done = (got, Record.objects.count() - before, last.step, last.actor, last.record_id is not None)
                self.expect(name, f"{by.name} by {way}", (status, int(may), step, who, may), done, answer)

    def _finds_links(self, name: str, by: Step, given: dict[str, Any]) -> bool:
        """Whether the form finds for this person what the record would be linked to."""
        asks = form_class(self.kind, by, self.cast.actor(name))
        if asks is None:
            return True
        form = asks(given, None, record=self.kind.record(), actor=self.cast.actor(name), at=NOW)
        return not any(isinstance(form.fields.get(field), LinkField) for field in form.errors)

    def look(self, name: str, may: bool, seen: bool) -> None:
        self.cast.enters(name)
        record = next(iter(self.records.values()))
        path = f"{self.kind.name}/{record.pk}/look"
        for way in ("page", "api") if self.api else ("page",):
            with undone():
                row, entries, hang = whole(record)
                if way == "page":
                    got = self.cast.client(name).post(f"/{path}/", REASON).status_code
                else:
                    got = self.cast.program(name).post(path, REASON).status_code
                steps = ["look"] if may else ["look.refused"] if seen else []
                after = whole(record)
                told = [step for step, _actor, _version in after[1][len(entries) :]]
                self.expect(name, f"look by {way}", (wanted(may, seen) or 200, steps), (got, told))
                self.expect(name, f"look by {way} changes nothing", (row, hang), (after[0], after[2]))

    def step(self, name: str, step: str, may: bool, seen: bool, given: dict[str, Any] | None = None) -> None:
        """In each state from which it starts: the form, then the step by page and by API.

        Who may not is refused before the state is looked at, so one state is tried, another one each time. Page and
        API ask the same expression, which differs by database and by no state: on PostgreSQL only the API is tried, if
        there is one, and one state; and who may not is refused by page and by API in turn, by both with ``--full``.
        In which states a step may be taken at all is one table, asked alike of each kind: of a kind of which a sample
        is tried, it is taken from two.
        """
        by_page = not self.api or connection.vendor == "sqlite"
        by_api = self.api
        self.cast.enters(name)
        row = self.kind.cycle.by_name[step]
        states = [state for state in row.before if f"{state}/{step}" in self.records or state in self.records]
        self.turns[step] += 1
        if by_page and by_api and not may and not FULL:
            by_page = self.turns[step] % 2 == 0
            by_api = not by_page
        for at, state in enumerate(self._states(step, states, may)):
            record = self.records.get(f"{state}/{step}") or self.records[state]
            asked = self._given(row, record) if given is None else given
            self._before(record)  # now, not once something was done with it
            if not may:
                self._refused(name, record, step, (seen, asked), (by_page, by_api))
                continue
            both = self.whole or at == 0
            if by_page and (both or at % 2):
                self._by_page(name, record, step, asked)
            if self.api and (both or not (by_page and at % 2)):
                with undone():
                    answer = self._ask_program(name, record, step, asked)
                    self._taken(name, record, f"{step} from {state} by api", step, 200, answer)

    def _states(self, step: str, states: list[str], may: bool) -> list[str]:
        """Those in which it is tried: two of many where not each kind is tried whole, other ones with each turn."""
        most = len(states) if self.whole or FULL else 2
        turned = states[self.turns[step] % max(1, len(states)) :] + states
        return turned[: min(most, len(states))] if may and connection.vendor == "sqlite" else turned[:1]

    def _given(self, step: Step, record: Record) -> dict[str, Any]:
        if (step.name, record.pk) not in self.filled:
            self.filled[step.name, record.pk] = values(self.kind, step, self.cast, record=record)
        return self.filled[step.name, record.pk]

    def _before(self, record: Record) -> Any:
        if record.pk not in self.stood:
            self.stood[record.pk] = whole(record)
        return self.stood[record.pk]

    def _ask_program(self, name: str, record: Record, step: str, given: dict[str, Any]) -> Any:
        body = {"seen": record.version, "given": as_program(given)} if given else {"seen": record.version}
        return self.cast.program(name).post(f"{self.kind.name}/{record.pk}/steps/{step}", body)

    def _refused(
        self, name: str, record: Record, step: str, asked: tuple[bool, dict[str, Any]], ways: tuple[bool, bool]
    ) -> None:
        """No form, no step by page, none by API; the record untouched but for an entry each that it was refused."""
        by_page, by_api = ways
        (seen, given), before, person = asked, self._before(record), self.cast.named(name).split()[0]
        page, client = f"/{self.kind.name}/{record.pk}/{step}/", self.cast.client(name)
        with undone():
            count = done_entries().count()
            got = []
            if by_page:
                got += [client.get(page).status_code]
                got += [client.post(page, {**posted(given), "seen": record.version}).status_code]
            if by_api:
                got += [self._ask_program(name, record, step, given).status_code]
            row, entries, hang = whole(record)
            new, more = entries[len(before[1]) :], done_entries().count() - count
        what, attempts = f"{step} from {record.state}", by_page + by_api
        self.expect(name, what, [wanted(False, seen)] * len(got), got)
        said = [(Entry.REFUSED, person, record.version)] * attempts
        self.expect(name, f"{what}: entries", (said, attempts), (new, more))
        self.expect(name, f"{what}: untouched", (before[0], before[2]), (row, hang))

    def _by_page(self, name: str, record: Record, step: str, given: dict[str, Any]) -> None:
        path, state = f"/{self.kind.name}/{record.pk}/{step}/", record.state
        with undone():
            count = done_entries().count()
            got = self.cast.client(name).get(path).status_code
            quiet = (whole(record), done_entries().count()) == (self._before(record), count)
            there = 302 if self.kind.cycle.by_name[step].page else 200  # a page of its own
            self.expect(name, f"form of {step} from {state}", (there, True), (got, quiet))
        with undone():
            answer = self.cast.client(name).post(path, {**posted(given), "seen": record.version})
            self._taken(name, record, f"{step} from {state} by page", step, 302, answer)

    def _taken(self, name: str, record: Record, what: str, step: str, status: int, answer: Any) -> None:
        """Moved by one entry of the step, or by those of the steps that it brings along."""
        row, entries, _hang = whole(record)
        self.expect(name, what, status, answer.status_code, answer)
        new = entries[len(self._before(record)[1]) :]
        after = self.kind.cycle.by_name[step].leads_from(record.state)
        done = [step, *BRINGS.get((self.kind.name, step), [])]
        said = [(journal_step, version) for version, journal_step in enumerate(done, start=record.version + 1)]
        self.expect(name, f"{what}: moved", (after, said[-1][1]), (row["state"], row["version"]))
        self.expect(name, f"{what}: entries", said, [(journal_step, version) for journal_step, _, version in new])

    def cell(self, cell: MatrixCell) -> None:
        name = called(cell.role, cell.stand)
        seen = is_act_allowed(self.kind, cell.role, cell.stand, "read")
        if cell.act == "read":
            self.read(name, cell.allowed)
        elif step := begins_by(self.kind, cell.act):
            self.open(name, step, cell.allowed)
        elif cell.act == "look":
            self.look(name, cell.allowed, seen)
        else:
            self.step(name, cell.act, cell.allowed, seen)
