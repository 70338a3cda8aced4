"""Steps that ask more than their own record: what it is linked to; steps of some records alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from declared_lines import changed, declared
from linked.kinds import BODIES, RIGHTS
from linked.models import Body, Project
from luoshi.base.record_errors import RecordError
from luoshi.desk.declarations.registration import check_declarations
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Least, Need, No, When
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

ALIVE = Need(Is(body__state="active"), "The body is not active.", kept=True)
LARGE = Need(Least("body.size", 10), "The body is too small.")
ONE = Need(No("body.trials", via="body", level="high") | Is(level="low"), "The body has a high project already.")


def trials(*needs: Need, only: When | None = None) -> CompiledKind:
    ask = Step("ask", "Ask", "> asked", "desk unit", "title unit body level", needs=[*needs])
    steps = [
        ask,
        Step("send", "Send", "asked > sent", "desk unit", needs=[*needs], tone="main"),
        Step("praise", "Praise", "asked sent >", "desk", only=only),
        Step("lower", "Lower", "asked sent >", "desk", "level", only=only),
    ]
    cycle = Cycle({"asked": "Asked", "sent": "Sent"}, "sent", steps)
    return make_kind(
        Kind(name="trials", label="Projects", one="Project", record=Project, cycle=cycle, rights=RIGHTS, prefix="项")
    )


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def body(office: Office) -> Iterator[Any]:
    given = {
        "unit": str(office.units["kexie"].pk),
        "sort": "farm",
        "card": "A1",
        "from_day": "2026-03-02",
        "size": "12",
    }
    with declared(Line("bodies", "Bodies", (BODIES.declaration,))):
        yield begin(BODIES, office.actor("clerk"), given, at=NOW).record


def asked(office: Office, kind: CompiledKind, body: Body | None, level: str = "high") -> Any:
    given = {
        "unit": str(office.units["kexie"].pk),
        "title": "茶园",
        "level": level,
        "body": body.number if body else "",
    }
    return begin(kind, office.actor("clerk"), given, at=NOW).record


def refused(office: Office, kind: CompiledKind, body: Body | None) -> str:
    with pytest.raises(RecordError) as error:
        asked(office, kind, body)
    assert (error.value.code, Project.objects.count()) == ("guarded", 0)
    return str(error.value)


def test_a_need_is_asked_of_the_record_as_the_step_leaves_it(office: Office, body: Any) -> None:
    kind = trials(ALIVE, LARGE)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        record = asked(office, kind, body)
        Body.objects.update(size=9)
        with pytest.raises(RecordError, match="The body is too small"):
            take(record, "send", office.actor("clerk"), {}, at=NOW)
        Body.objects.update(size=10)
        assert take(record, "send", office.actor("clerk"), {}, at=NOW).record.state == "sent"


def test_what_is_not_known_refuses_and_is_named(office: Office, body: Any) -> None:
    kind = trials(LARGE)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        Body.objects.update(size=None)
        assert "Body的Size" in refused(office, kind, body)
        assert "Body" in refused(office, kind, None)


def test_a_refusal_that_is_kept_stands_in_the_journal_and_any_other_does_not(office: Office, body: Any) -> None:
    kind = trials(ALIVE, LARGE)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        record = asked(office, kind, body)
        Body.objects.update(size=1)
        with pytest.raises(RecordError):
            take(record, "send", office.actor("clerk"), {}, at=NOW)
        assert Entry.objects.filter(step=Entry.REFUSED).count() == 0
        take(body, "end", office.actor("supervisor"), {"to_day": "2026-03-20", "reason": "满"}, at=NOW)
        with pytest.raises(RecordError):
            take(record, "send", office.actor("clerk"), {}, at=NOW)
        kept = Entry.objects.get(step=Entry.REFUSED)
        assert (kept.record_id, '"send"' in kept.payload.data, "not active" in kept.payload.data) == (
            record.pk, True, True,
        )  # fmt: skip
        record.refresh_from_db()
        assert (record.state, record.version) == ("asked", 1)
        page = client(office, "supervisor").get(f"/journal/?subject=trials:{record.pk}").text
        assert "The body is not active." in page


def test_a_refused_beginning_that_is_kept_names_its_kind(office: Office, body: Any) -> None:
    kind = trials(ALIVE)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        Body.objects.update(state="ended")
        assert refused(office, kind, body) == "The body is not active."
        assert Entry.objects.get(step=Entry.REFUSED).subject == "trials"


def test_others_are_counted_while_what_they_link_to_stands_still(office: Office, body: Any) -> None:
    kind = trials(ONE)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        asked(office, kind, body)
        with pytest.raises(RecordError, match="has a high project already"):
            asked(office, kind, body)
        assert asked(office, kind, body, "low").level == "low"


def client(office: Office, name: str) -> Client:
    made = Client()
    made.force_login(office.people[name].user)
    return made


def test_a_step_of_some_records_alone_is_offered_and_taken_there_alone(office: Office, body: Any) -> None:
    kind = trials(only=Is(level="high"))
    with declared(Line("trials", "Projects", (kind.declaration,))):
        high, low, none = (asked(office, kind, body, level) for level in ("high", "low", ""))
        desk = office.actor("supervisor")
        found = open_steps([high, low, none], desk, TODAY)
        assert {pk: [step.name for step in steps] for pk, steps in found.items()} == {
            high.pk: ["send", "praise", "lower"], low.pk: ["send"], none.pk: ["send"],
        }  # fmt: skip
        assert take(high, "praise", desk, {}, at=NOW).record.version == 2
        with pytest.raises(RecordError, match="不适用"):
            take(low, "praise", desk, {}, at=NOW)
        with pytest.raises(RecordError, match="Level"):
            take(none, "praise", desk, {}, at=NOW)
        pages = [client(office, "supervisor").get(project.get_absolute_url()).text for project in (high, low)]
        assert ["Praise" in page for page in pages] == [True, False]


def test_a_step_of_some_records_may_set_what_makes_it_theirs(office: Office, body: Any) -> None:
    kind = trials(only=Is(level="high"))
    with declared(Line("trials", "Projects", (kind.declaration,))):
        high, low = (asked(office, kind, body, level) for level in ("high", "low"))
        desk = office.actor("supervisor")
        assert take(high, "lower", desk, {"level": "low"}, at=NOW).record.level == "low"
        with pytest.raises(RecordError, match="不适用"):
            take(low, "lower", desk, {"level": "high"}, at=NOW)


def test_steps_of_some_records_cost_one_query_however_many_there_are(
    office: Office, body: Any, django_assert_num_queries: Any
) -> None:
    kind = trials(only=Is(level="high"))
    with declared(Line("trials", "Projects", (kind.declaration,))):
        many = [asked(office, kind, body, "high") for _time in range(12)]
        desk = office.actor("supervisor")
        for some in (many[:3], many):
            with django_assert_num_queries(2):
                open_steps(some, desk, TODAY)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (trials(Need(Is(body__colour="red"), "x")), "kind trials, step ask: Body has no field colour"),
        (trials(only=Is(colour="red")), "kind trials, step praise: Project has no field colour"),
        (trials(Need(No("gardens"), "x")), "kind trials, step ask: there is no kind gardens"),
    ],
)
def test_a_condition_on_what_is_not_there_stops_the_start(wrong: CompiledKind, says: str) -> None:
    lines = Line("trials", "Projects", (wrong.declaration,)), Line("bodies", "Bodies", (BODIES.declaration,))
    with declared(lines[0]), declared(lines[1]), pytest.raises(ValueError, match=says):
        check_declarations()
    with (
        declared(Line("trials", "Projects", (changed(wrong, cycle=trials().cycle).declaration,))),
        declared(lines[1]),
    ):
        check_declarations()


def test_what_the_step_sets_and_the_state_to_which_it_leads_are_asked(office: Office, body: Any) -> None:
    fits = Need(Is(level="high") | Is(state="asked"), "Only what is high is sent.")
    kind = trials()
    send = Step("send", "Send", "asked > sent", "desk unit", "level", needs=[fits])
    kind = changed(kind, cycle=replace(kind.cycle, all_steps=(kind.cycle.first, send)))
    with declared(Line("trials", "Projects", (kind.declaration,))):
        record = asked(office, kind, body, "high")
        with pytest.raises(RecordError, match="Only what is high is sent"):
            take(record, "send", office.actor("clerk"), {"level": "low"}, at=NOW)
        low = asked(office, kind, body, "low")
        assert take(low, "send", office.actor("clerk"), {"level": "high"}, at=NOW).record.state == "sent"


CARD = Protected({"card": stars}, ("desk",))
SEALED = changed(BODIES, parts=(*BODIES.parts, CARD), titled="{sort}", words="title", codes="")
HIGH = No("body.trials", via="body", level="high")
NAMED = Need(HIGH, "The body has a high project.", kept=True, names="title level")


def test_a_refusal_names_what_it_found_to_who_may_read_it_and_counts_the_rest(office: Office, body: Any) -> None:
    kind = trials()
    with declared(Line("trials", "Projects", (kind.declaration,))):
        there = [asked(office, kind, body) for _time in range(7)]
        Project.objects.filter(pk=there[1].pk).update(unit=office.units["bureau"])  # of another unit
        Project.objects.filter(pk=there[0].pk).update(level="low")
        last = there[-1]
    kind = trials(NAMED)
    with declared(Line("trials", "Projects", (kind.declaration,))):
        with pytest.raises(RecordError) as error:
            take(last, "send", office.actor("clerk"), {}, at=NOW)
        said = str(error.value)
        assert said.startswith("The body has a high project. 涉及：") and said.count("茶园 high") == 5
        assert there[0].number not in said and there[1].number not in said and "另有1项" in said
        kept = Entry.objects.get(step=Entry.REFUSED).payload.data
        assert "The body has a high project" in kept and there[2].number not in kept
        Project.objects.update(level="low")
        assert take(last, "send", office.actor("clerk"), {}, at=NOW).record.state == "sent"


@pytest.mark.parametrize(
    ("need", "says"),
    [
        (Need(No("body.trials", via="body"), "x", names="colour"), "names=colour: Project has no field colour"),
        (Need(No("body.trials", via="body"), "x", names="body"), "names=body: a link is no word: name a column"),
        (Need(Is(level="high"), "x", names="level"), "names=level: only what a No finds can be named"),
        (Need(No("part_of.bodies"), "x", names="title"), "Project has no field part_of"),
        (
            Need(No("body.bodies", via="part_of"), "x", names="card"),
            "names=card: it is protected, and the refusal would tell it",
        ),
    ],
)
def test_what_a_refusal_cannot_name_stops_the_start(need: Need, says: str) -> None:
    lines = Line("trials", "Projects", (trials(need).declaration,)), Line("b", "B", (SEALED.declaration,))
    with declared(lines[0]), declared(lines[1]), pytest.raises(ValueError) as error:
        check_declarations()
    assert f"kind trials, step ask: {says}" in str(error.value)
