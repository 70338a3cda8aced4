"""What ``begin`` refuses and leaves, a sheet and a consequence of another step refuse and leave too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from declared_lines import changed, declared
from linked.kinds import BODIES, RIGHTS
from linked.models import Body, Project
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions.bulk import begin_many, check_many, in_steps, open_many
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.conditions.queries import locks
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Act, Occurrence
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Need, No
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Part
from luoshi.kernel.kinds.language.stages import ORDER, Stage
from luoshi.kernel.kinds.language.steps import Consequence, Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds, make_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.grace import GRACE
from luoshi.kernel.steps.actions.acts import StepBatch
from luoshi.kernel.steps.actions.stages import STAGES
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

ALIVE = Need(Is(body__state="active"), "The body is not active.", kept=True)
ONE = Need(No("body.trials", via="body", level="high") | Is(level="low"), "The body has a high project already.")
OWES = changed(BODIES, parts=(Owed("project", "Project of the year", every="P1Y", where=Is(state="active")),))
LAST_YEAR = date(2025, 5, 6)


def trials(
    *needs: Need, parts: tuple[Part, ...] = (), follows: tuple[Consequence, ...] = (), answers: str = ""
) -> CompiledKind:
    ask = Step(
        "ask", "Ask", "> asked", "unit", "title unit body level day", on="day", needs=needs, follows=follows,
        answers=answers,
    )  # fmt: skip
    cycle = Cycle({"asked": "Asked", "sent": "Sent"}, "sent", [ask, Step("send", "Send", "asked > sent", "unit")])
    return make_kind(Kind(
        name="trials", label="Projects", one="Project", record=Project, cycle=cycle, rights=RIGHTS, prefix="项",
        parts=parts,
    ))  # fmt: skip


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def body(office: Office) -> Iterator[Any]:
    given = {"unit": str(office.units["kexie"].pk), "sort": "farm", "card": "A1", "from_day": "2025-03-02"}
    with declared(Line("bodies", "Bodies", (OWES.declaration,))):
        yield begin(OWES, office.actor("clerk"), given, at=NOW).record


@dataclass(frozen=True)
class Door:
    """A way by which records of a kind come to be: it opens so many at once."""

    opens: Callable[[Office, Kind, list[dict[str, Any]]], list[Record]]

    def open(
        self, office: Office, kind: CompiledKind, body: Body | None, *days: date, level: str = "high"
    ) -> list[Record]:
        """One for each day, or one of today."""
        rows = [{"title": "茶园", "level": level, "body": body, "day": day} for day in days or (TODAY,)]
        return self.opens(office, kind, rows)


def raw(office: Office, row: dict[str, Any]) -> dict[str, Any]:
    body = row["body"].number if row["body"] else ""
    return {**row, "unit": str(office.units["kexie"].pk), "body": body, "day": row["day"].isoformat()}


def by_begin(office: Office, kind: CompiledKind, rows: list[dict[str, Any]]) -> list[Record]:
    return [begin(kind, office.actor("clerk"), raw(office, row), at=NOW).record for row in rows]


def by_sheet(office: Office, kind: CompiledKind, rows: list[dict[str, Any]]) -> list[Record]:
    return begin_many(kind, office.actor("clerk"), [raw(office, row) for row in rows], at=NOW)


def by_consequence(office: Office, kind: CompiledKind, rows: list[dict[str, Any]]) -> list[Record]:
    with transaction.atomic():
        return open_many(kind, [{**row, "unit": office.units["kexie"]} for row in rows], PROGRAM, at=NOW)


DOORS = {"begin": Door(by_begin), "sheet": Door(by_sheet), "consequence": Door(by_consequence)}


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> Door:
    return DOORS[request.param]


def test_what_a_step_needs_is_asked_at_every_door(office: Office, body: Any, door: Door) -> None:
    kind = trials(ALIVE)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        assert len(door.open(office, kind, body, TODAY, TODAY)) == 2
        Body.objects.update(state="ended")
        with pytest.raises(RecordError):
            door.open(office, kind, body, TODAY, TODAY)
        assert Project.objects.count() == 2


def test_a_sheet_names_the_row_that_lacks_something_and_such_a_refusal_is_journaled(office: Office, body: Any) -> None:
    kind = trials(ALIVE)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        Body.objects.update(state="ended")
        rows = [raw(office, {"title": "茶园", "level": "low", "body": body, "day": TODAY})]
        (row,) = check_many(kind, office.actor("clerk"), rows, at=NOW)
        assert row.wrong == {"": ["The body is not active."]}
        assert not Entry.objects.filter(step=Entry.REFUSED).exists()  # looking at a sheet is no attempt
        with pytest.raises(RecordError) as caught:
            begin_many(kind, office.actor("clerk"), rows, at=NOW)
        assert caught.value.fields == {"0": ["The body is not active."]}
        assert "not active" in (Entry.objects.get(step=Entry.REFUSED, subject="trials").payload.data or "")


@pytest.mark.parametrize("name", ["sheet", "consequence"])
def test_a_row_counts_for_those_after_it(office: Office, body: Any, name: str) -> None:
    kind = trials(ONE)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        with pytest.raises(RecordError, match="has a high project already") as caught:
            DOORS[name].open(office, kind, body, TODAY, TODAY)
        assert ("Row 2" in caught.value.what or "第 2 行" in caught.value.what) is (name == "sheet")
        assert Project.objects.count() == 0
        assert len(DOORS[name].open(office, kind, body, TODAY, TODAY, level="low")) == 2


def test_what_follows_from_a_row_counts_for_those_after_it(office: Office, body: Any) -> None:
    def ends(took: Took[Any]) -> None:
        Body.objects.filter(pk=took.record.body_id).update(state="ended")

    kind = trials(ALIVE, follows=(ends,))
    with declared(Line("trials", "Projects", (kind.declaration,))):
        with pytest.raises(RecordError, match="not active"):
            DOORS["sheet"].open(office, kind, body, TODAY, TODAY)
        assert len(DOORS["sheet"].open(office, kind, body)) == 1


def test_what_is_entered_late_says_so_and_what_follows_knows_its_day(office: Office, body: Any, door: Door) -> None:
    seen: list[Took[Any]] = []
    kind = trials(follows=(seen.append,))
    with declared(Line("trials", "Projects", (kind.declaration,))):
        late, now = door.open(office, kind, body, date(2026, 3, 10), TODAY)
        said = {
            payload.entry.record_id: json.loads(payload.data or "")
            for payload in Payload.objects.filter(entry__step="ask")
        }
        assert (said[late.pk]["entered_late"], "entered_late" in said[now.pk]) == (
            (TODAY - date(2026, 3, 10)).days,
            False,
        )
        assert [took.on for took in seen] == [date(2026, 3, 10), TODAY]


@pytest.mark.parametrize("name", ["begin", "sheet"])
def test_nobody_enters_later_than_the_office_lets_them_by_any_form(office: Office, body: Any, name: str) -> None:
    kind, admin = trials(), office.actor("admin")
    with declared(Line("trials", "Projects", (kind.declaration,))):
        set_value(GRACE, None, "5", date(2026, 1, 1), "办公室规定", admin, at=NOW)
        with pytest.raises(RecordError):
            DOORS[name].open(office, kind, body, date(2026, 3, 10))
        rows = [raw(office, {"title": "茶园", "level": "", "body": body, "day": date(2026, 3, 10)})]
        (row,) = check_many(kind, office.actor("clerk"), rows, at=NOW)
        assert list(row.wrong) == ["day"] and Project.objects.count() == 0
        assert len(DOORS["consequence"].open(office, kind, body, date(2026, 3, 10))) == 1  # whoever caused it had it


def test_what_is_brought_in_meets_what_is_owed_over_its_link(office: Office, body: Any, door: Door) -> None:
    kind = trials(answers="body.project")
    with declared(Line("trials", "Projects", (kind.declaration,))):
        door.open(office, kind, body, LAST_YEAR)
        met = dict(Occurrence.objects.filter(duty__record=body.pk).values_list("first__year", "settled"))
        assert (met[2025], met[2026]) == (LAST_YEAR, None)
        assert [act.day for act in Act.objects.all()] == [LAST_YEAR]
        assert not in_steps(kind)  # met before anybody may see by what


def test_a_part_brings_a_stage_of_its_own_to_every_door(office: Office, body: Any, door: Door) -> None:
    seen: list[tuple[str, int, int]] = []

    def look(batch: StepBatch) -> None:
        written = Entry.objects.filter(record__in=[act.record.pk for act in batch.acts]).count()
        seen.append((batch.step.name, len(batch.acts), written - len(batch.acts)))

    stage = Stage("journal", look)

    class Looks(Part):
        def stages(self, step: Step) -> tuple[Stage, ...]:
            return (stage,) if step.name in ("ask", "send") else ()

    kind = trials(parts=(Looks(), Looks()))
    with declared(Line("trials", "Projects", (kind.declaration,))):
        first, _second = door.open(office, kind, body, TODAY, TODAY)
        each = 1 if door is DOORS["begin"] else 2
        assert seen == [("ask", each, 0)] * (2 // each)
        take(first, "send", office.actor("clerk"), {}, at=NOW)
        assert seen[-1] == ("send", 1, 1) and not in_steps(kind)


def test_a_stage_stands_behind_one_that_there_is() -> None:
    assert tuple(STAGES) == ORDER
    with pytest.raises(ValueError, match="there is no stage rigths"):
        Stage("rigths", len)


def test_what_a_step_asks_of_all_kinds_is_looked_up(office: Office, body: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with declared(Line("trials", "Projects", (trials(ONE).declaration,))):
        assert locks.counting_links(trials()) == [("body",)]
        walked: list[int] = []
        monkeypatch.setattr(locks, "_counts", lambda *_: walked.append(1) or iter(()))
        for kind in list_kinds():
            locks.counting_links(kind)
        assert walked == []
    with declared(Line("trials", "Projects", (trials().declaration,))):
        assert locks.counting_links(trials()) == [] and walked
