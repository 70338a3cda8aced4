"""A kind whose records hold the counts of a vote: the result is written with them, or the step is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from linked.kinds import RIGHTS
from linked.models import Ballot
from luoshi.base.record_errors import RecordError
from luoshi.desk.votes.part import Vote
from luoshi.desk.votes.rules import parse_vote_base, parse_vote_share
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office
from sample_line import one_kind

QUORUM = DeclaredParameter("ballots.quorum", "quorum of ballots", parse_vote_share)
MAJORITY = DeclaredParameter("ballots.majority", "majority of ballots", parse_vote_share)
OF = DeclaredParameter("ballots.of", "base of ballots", parse_vote_base)
VOTE = Vote("eligible", "present", "ayes", "noes", "abstain", "spoilt", quorum=QUORUM, majority=MAJORITY, of=OF,
            gives="result")  # fmt: skip
COUNTS = "eligible present ayes noes abstain spoilt"
CYCLE = Cycle(
    {"open": "Open", "passed": "Passed", "ended": "Ended"},
    "ended",
    (
        Step("call", "Call", "> open", "unit desk", "unit title note"),
        Step("enter", "Enter", "> open", "unit desk", f"unit title {COUNTS}"),
        Step("note", "Note", "open >", "unit desk", "note"),
        Step("count", "Count", "open >", "unit desk", COUNTS),
        Step("carry", "Carry", "open > passed", "desk", "ayes noes", needs=[Need(Is(result="passed"), "not carried")]),
        Step("end", "End", "passed > ended", "desk"),
    ),
)


def ballots(vote: Vote = VOTE) -> CompiledKind:
    return make_kind(
        Kind(name="ballots", label="Ballots", one="Ballot", record=Ballot, cycle=CYCLE, rights=RIGHTS, columns="result",
             parts=(vote,), corrects="desk", prefix="票")
    )  # fmt: skip


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with one_kind(ballots()) as found:
        yield found


def set_values(office: Office, quorum: str = "≥2/3", majority: str = "≥2/3", of: str = "present") -> None:
    for value, text in ((QUORUM, quorum), (MAJORITY, majority), (OF, of)):
        if text:
            set_value(value, None, text, TODAY, "章程", office.actor("admin"), at=NOW)


def called(office: Office, **counts: str) -> Any:
    given = {"unit": office.units["kexie"].pk, "title": "一项表决", **counts}
    return begin(ballots(), office.actor("clerk"), given, at=NOW, step="enter" if counts else "call").record


def counted(office: Office, ballot: Any, counts: str) -> Any:
    given = dict(zip(COUNTS.split(), ("" if n == "-" else n for n in counts.split()), strict=True))
    return take(ballot, "count", office.actor("clerk"), given, at=NOW).record


@pytest.mark.parametrize(
    ("counts", "result"),
    [("90 60 40 20 0 0", "passed"), ("90 60 39 21 0 0", "failed"), ("91 60 60 0 0 0", "void"),
     ("60 60 40 10 9 1", "passed"), ("- - - - - -", ""), ("60 60 - - - -", "")],
)  # fmt: skip
def test_the_counts_give_the_result(office: Office, kind: CompiledKind, counts: str, result: str) -> None:
    set_values(office)
    ballot = counted(office, called(office), counts)
    assert (ballot.result, Ballot.objects.get(pk=ballot.pk).result) == (result, result)


def test_counts_that_come_with_the_record_are_decided_too(office: Office, kind: CompiledKind) -> None:
    set_values(office)
    counts = dict(zip(COUNTS.split(), ("60", "60", "40", "20", "0", "0"), strict=True))
    assert Ballot.objects.get(pk=called(office, **counts).pk).result == "passed"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ("90 60 40 19 0 0", "ayes 40 + noes 19 + abstained 0 + spoilt 0 = 59 票，而到场有表决权的为 60 人"),
        ("90 60 40 20 1 0", "= 61 票"),
        ("50 60 40 20 0 0", "到场 60 人，而有表决权的只有 50 人"),
        ("90 60 40 20 - 0", "票数不全，缺：abstained"),
        ("- 60 40 20 0 0", "票数不全，缺：eligible"),
    ],
)
def test_counts_that_do_not_agree_are_refused_and_nothing_stays(
    office: Office, kind: CompiledKind, counts: str, words: str
) -> None:
    set_values(office)
    ballot = called(office)
    entries = Entry.objects.count()
    with pytest.raises(RecordError) as refused:
        counted(office, ballot, counts)
    assert refused.value.code == "guarded"
    assert words in refused.value.what
    assert (Entry.objects.count(), Ballot.objects.get(pk=ballot.pk).ayes) == (entries, None)


@pytest.mark.parametrize("counts", ["90 60 -1 61 0 0", "90 60 40.5 19.5 0 0", "90 60 many 20 0 0", "90 60 1e30 0 0 0"])
def test_what_is_no_number_of_votes_is_refused(office: Office, kind: CompiledKind, counts: str) -> None:
    set_values(office)
    ballot = called(office)
    with pytest.raises(RecordError):
        counted(office, ballot, counts)
    assert Ballot.objects.get(pk=ballot.pk).ayes is None


@pytest.mark.parametrize(("unset", "name"), [("quorum", "quorum of ballots"), ("majority", "majority of ballots"),
                                             ("of", "base of ballots")])  # fmt: skip
def test_an_unset_value_refuses_and_is_named(office: Office, kind: CompiledKind, unset: str, name: str) -> None:
    set_values(office, **{unset: ""})
    ballot = called(office)
    with pytest.raises(RecordError, match=name) as refused:
        counted(office, ballot, "90 60 40 20 0 0")
    assert refused.value.code == "unset"
    take(ballot, "note", office.actor("clerk"), {"note": "待定"}, at=NOW)
    assert Ballot.objects.get(pk=ballot.pk).note == "待定"


def test_the_needs_of_the_same_step_see_the_result(office: Office, kind: CompiledKind) -> None:
    set_values(office)
    ballot = counted(office, called(office), "60 60 39 21 0 0")
    with pytest.raises(RecordError, match="not carried"):
        take(ballot, "carry", office.actor("supervisor"), {"ayes": "39", "noes": "21"}, at=NOW)
    ballot.refresh_from_db()
    assert (
        take(ballot, "carry", office.actor("supervisor"), {"ayes": "40", "noes": "20"}, at=NOW).record.state == "passed"
    )


def test_the_journal_says_what_was_counted(office: Office, kind: CompiledKind) -> None:
    set_values(office, of="cast")
    counted(office, called(office), "60 60 40 10 9 1")
    data = json.loads(Payload.objects.latest("entry").data or "")
    assert (data["result"], data["computed_from"]) == ("passed", "40/50 ≥2/3, 60/60 ≥2/3")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"ayes": "note"}, "note counts nobody"),
        ({"ayes": "votes"}, "votes counts nobody"),
        ({"gives": "note"}, "note cannot hold the result"),
        ({"rows": "items"}, "there are no rows items"),
        ({"quorum": OF}, "ballots.of is read as something else"),
        ({"of": QUORUM}, "ballots.quorum is read as something else"),
    ],
)
def test_a_wrong_declaration_stops_the_start(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        ballots(replace(VOTE, **change))
