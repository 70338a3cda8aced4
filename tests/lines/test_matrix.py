"""The rights matrix, tried both ways by page and by API; and what no cell can show.

Every cell is tried of kinds that between them have all that declarations can say; of every kind a sample is tried that
is sure to hold each role, place, relation and step (test_every_kind.py). ``--full`` tries every cell of every kind.
What each kind's rights are is compared with docs/rights.*.md: test_declared.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import Cast, called
from every_kind import opener_of, standing
from examples import mover, values
from full import in_turn
from luoshi.base.rights.rules.rights import AUDITS, PROGRAM, Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.matrix import is_act_allowed, matrix_cells, matrix_relations
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.steps.actions.steps import begin
from luoshi.org.actors.models import Tenure
from luoshi.org.people.actions import people
from luoshi.org.people.actions.mandates import give_mandate
from luoshi.org.people.actions.posts import end_tenure
from luoshi.org.tree.models import FOREVER
from luoshi.org.units import actions as units
from matrix_cover import covering, items
from matrix_kept import undone, whole
from matrix_tries import Tries
from office import NOW, TODAY
from reasons import nothing
from sample_line import approvals
from states import builders, in_every_state, records_in_every_state

DAY = timedelta(days=1)
# Between them, with the approvals of tests/sample_line.py, all that declarations can say: it is held by a test below.
WHOLE = ("appeals", "letters")
NAMES = [kind.name for kind in list_kinds()]
EACH = [pytest.param(name, marks=() if name in WHOLE else pytest.mark.full) for name in NAMES]
# Cell by cell one of them is tried without `--full`, the other another day.
IN_TURN = [pytest.param(name, marks=() if name in in_turn(WHOLE, 1) else pytest.mark.full) for name in NAMES]


@pytest.fixture(autouse=True)
def _at_that_moment(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def people_everywhere(db: None) -> Cast:
    return Cast()


@pytest.fixture
def approval() -> Iterator[CompiledKind]:
    with approvals() as found:
        yield found


@pytest.mark.control("8.1.4.2 e-g", "every cell, role by act by place, allowed and refused, on page and API")
@pytest.mark.parametrize("name", IN_TURN)
def test_every_cell_holds_by_page_and_by_api(people_everywhere: Cast, name: str) -> None:
    """All roles in one test: the records in every state are made once, and what is tried is undone."""
    declared = get_kind(name)
    tries = Tries(people_everywhere, declared, records_of(declared, people_everywhere))
    for cell in matrix_cells(declared):
        tries.cell(cell)
    nothing(tries.wrong)
    assert tries.tried > 5 * len(declared.cycle.steps) * len(Role)


def records_of(kind: CompiledKind, cast: Cast) -> dict[str, Record]:
    return standing(kind, cast).records


def test_every_cell_of_a_kind_with_owners_and_leaders_decisions_holds_too(
    people_everywhere: Cast, approval: CompiledKind
) -> None:
    records = in_every_state(approval, people_everywhere, opener_of(approval, people_everywhere))
    tries = Tries(people_everywhere, approval, records, api=False)  # the API was put together before it was declared
    for cell in matrix_cells(approval):
        tries.cell(cell)
    nothing(tries.wrong)
    assert set(records) == {"asked", "approved", "closed"}


OF_RELATIONS = ("owner", "opener", "decides", "stands_in")
OF_KINDS = ("masks", "duties_by_name", "erasable")
OF_STEPS = ("recorded", "bulk", "undo", "given", "moves", "starts", "drops")


def said_by(kind: CompiledKind) -> set[str]:
    """All that a kind's declaration says of who may do what, each sort of it once."""
    relations, steps = kind.rights.relations, kind.cycle.all_steps
    return {
        *(
            f"{place}{' of a party' * bool(relation.party)}"
            for relation in relations
            for _role, place in relation.reaches
        ),
        *(name for relation in relations for name in OF_RELATIONS if getattr(relation, name)),
        *(name for name in OF_KINDS if getattr(kind, name)),
        *(name for step in steps for name in OF_STEPS if getattr(step, name)),
        *("open to nobody" for step in steps if not step.who),
        *("stays" for step in kind.cycle.steps if not step.after),
        *("from several states" for step in steps if len(step.before) > 1),
    }


def test_the_kinds_that_are_tried_whole_have_all_that_declarations_can_say(approval: CompiledKind) -> None:
    whole = {words for name in WHOLE for words in said_by(get_kind(name))} | said_by(approval)
    whole |= {str(place) for _role, place in AUDITS.reaches}  # auditors read anywhere, of all kinds
    assert {name: said_by(get_kind(name)) - whole for name in NAMES if said_by(get_kind(name)) - whole} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_holds_each_role_place_relation_and_step_both_ways(name: str) -> None:
    declared = get_kind(name)
    chosen = covering(declared)
    shown = {item for cell in chosen for item in items(declared, cell)}
    assert shown == {item for cell in matrix_cells(declared) for item in items(declared, cell)}
    assert chosen == covering(declared)


def test_every_builder_of_records_is_of_a_kind_that_there_is() -> None:
    assert set(builders()) <= set(NAMES)


# ---- what no cell can show


def appoint(cast: Cast, who: str, post: str, *, deputy: bool = False, until: Any = FOREVER) -> None:
    holder = cast.office.people[cast.person(who)]
    people.appoint_to_post(holder, cast.post(post), TODAY, PROGRAM, at=NOW, deputy=deputy, until=until)


def leave(cast: Cast, who: str) -> None:
    end_tenure(Tenure.objects.get(person=cast.office.people[who]), TODAY, PROGRAM, at=NOW)


@pytest.mark.parametrize("name", EACH)
def test_who_entered_a_record_keeps_the_steps_of_that_wherever_they_stand(people_everywhere: Cast, name: str) -> None:
    declared, cast = get_kind(name), people_everywhere
    records = records_of(declared, cast)
    leave(cast, "opener")
    cast.person("elsewhere", "他处采集员", "side", Role.COLLECTOR)
    leave(cast, "elsewhere")
    appoint(cast, "opener", "elsewhere")
    theirs = {relation.name for relation in declared.rights.relations if relation.opener}
    theirs |= matrix_relations(declared, Role.COLLECTOR, "beside")  # as whoever else stands there
    tries = Tries(cast, declared, records)
    seen = not theirs.isdisjoint(declared.rights.sees)
    tries.read("opener", seen)
    if declared.masks:
        tries.look("opener", any(not theirs.isdisjoint(protection.who) for protection in declared.protections), seen)
    for step in declared.cycle.steps:
        tries.step("opener", step.name, seen and not step.apart and not theirs.isdisjoint(step.who), seen)
    nothing(tries.wrong)


def test_a_deputy_has_the_steps_of_the_post_for_as_long_as_they_deputise(people_everywhere: Cast) -> None:
    cast, declared = people_everywhere, get_kind("appeals")
    records = records_of(declared, cast)
    who, post = called(Role.COLLECTOR, "beside"), called(Role.HEAD, "own")
    appoint(cast, who, post, deputy=True, until=TODAY + DAY)
    tries = Tries(cast, declared, records)
    tries.read(who, True)
    for step in declared.cycle.steps:
        tries.step(who, step.name, is_act_allowed(declared, Role.HEAD, "own", step.name), True)
    nothing(tries.wrong)
    with undone():
        cast.client(who).post(f"/appeals/{records['assigned'].pk}/answer/", {"answer": "列入计划"})
        said = Entry.objects.get(record=records["assigned"].pk, step="answer").actor
        assert said == f"person:{cast.office.people[who].pk} post:{cast.office.posts[post].pk} deputy"


@pytest.mark.control("8.1.4.2 e-g", "deputising gives nothing after its last day")
def test_after_its_last_day_deputising_gives_nothing(people_everywhere: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, declared = people_everywhere, get_kind("appeals")
    records = records_of(declared, cast)
    who = called(Role.COLLECTOR, "beside")
    appoint(cast, who, called(Role.HEAD, "own"), deputy=True, until=TODAY + DAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)
    tries = Tries(cast, declared, records)
    tries.read(who, False)
    for step in declared.cycle.steps:
        tries.step(who, step.name, False, False)
    nothing(tries.wrong)


@pytest.mark.control("business", "nobody signs as a deputy what is their own")
@pytest.mark.parametrize(("own", "deputised"), [(Role.CLERK, Role.HEAD), (Role.HEAD, Role.CLERK)])
def test_nobody_signs_as_a_deputy_what_their_own_post_lets_them_do(
    people_everywhere: Cast, own: Role, deputised: Role
) -> None:
    cast, declared = people_everywhere, get_kind("appeals")
    record = records_of(declared, cast)["assigned"]
    who = called(own, "own")
    appoint(cast, who, called(deputised, "own"), deputy=True, until=TODAY + DAY)
    cast.program(who).post(f"appeals/{record.pk}/steps/answer", {"seen": record.version, "given": {"answer": "好"}})
    assert Entry.objects.get(record=record.pk, step="answer").actor == cast.named(who)


def test_a_secretary_with_a_mandate_records_what_may_be_recorded_and_nothing_else(
    people_everywhere: Cast, approval: CompiledKind
) -> None:
    cast = people_everywhere
    record = in_every_state(approval, cast, opener_of(approval, cast))["asked"]
    who, leader = called(Role.CLERK, "beside"), called(Role.LEADER, "above")
    row = give_mandate(cast.post(leader), cast.post(who), TODAY, TODAY + 9 * DAY, "云政办〔2026〕3号", PROGRAM, at=NOW)
    tenure = Tenure.objects.get(person=cast.office.people[leader])
    sheet = {"signer": str(tenure.pk), "signed": TODAY.isoformat(), "reason": "同意", "why": "经费不足"}
    client, answers = cast.client(who), {}
    for step in approval.cycle.steps:
        for mandate in ("", f"?mandate={row.pk}", f"?mandate={row.pk + 1}"):
            with undone():
                scan = SimpleUploadedFile("签批单.txt", "同意".encode())
                address = f"/approvals/{record.pk}/{step.name}/{mandate}"
                before = whole(record)
                answer = client.post(address, {**sheet, "sheet": scan})
                by = {"": "own", f"?mandate={row.pk}": "mandate"}.get(mandate, "no such mandate")
                answers[step.name, by] = (
                    answer.status_code,
                    [journal_row[0] for journal_row in whole(record)[1][len(before[1]) :]],
                )
    assert answers == {
        ("approve", "own"): (403, ["refused"]),
        ("approve", "mandate"): (302, ["approve"]),
        ("approve", "no such mandate"): (404, []),
        ("note", "own"): (403, ["refused"]),
        ("note", "mandate"): (302, ["note"]),
        ("note", "no such mandate"): (404, []),
        ("reject", "own"): (403, ["refused"]),
        ("reject", "mandate"): (404, []),
        ("reject", "no such mandate"): (404, []),
        ("finish", "own"): (403, ["refused"]),
        ("finish", "mandate"): (404, []),
        ("finish", "no such mandate"): (404, []),
        ("settle", "own"): (403, ["refused"]),
        ("settle", "mandate"): (404, []),
        ("settle", "no such mandate"): (404, []),
    }
    assert client.get(f"/approvals/{record.pk}/").status_code == 200
    assert cast.client(called(Role.CLERK, "above")).get(f"/approvals/{record.pk}/").status_code == 404


def test_the_post_that_owns_a_record_finishes_it_and_no_other(people_everywhere: Cast, approval: CompiledKind) -> None:
    cast = people_everywhere
    owner, leader = called(Role.COLLECTOR, "beside"), called(Role.LEADER, "above")
    given = {**values(approval, approval.cycle.first, cast), "owner": cast.post(owner).pk}
    record = begin(approval, cast.actor(mover(approval, "open")), given, at=NOW).record
    cast.client(leader).post(f"/approvals/{record.pk}/approve/", {"reason": "同意"})
    tries = Tries(
        cast,
        approval,
        {"approved": approval.record._default_manager.get(pk=record.pk)},
        api=False,
    )
    tries.read(owner, True)
    tries.step(owner, "finish", True, True)
    tries.step(leader, "finish", False, True)
    tries.step(called(Role.COLLECTOR, "above"), "finish", False, False)
    nothing(tries.wrong)


@pytest.mark.control("business", "where a record names who decides no other does")
def test_where_a_record_names_who_decides_no_other_does(people_everywhere: Cast, approval: CompiledKind) -> None:
    cast = people_everywhere
    records = in_every_state(approval, cast, opener_of(approval, cast))
    named, other = called(Role.LEADER, "beside"), called(Role.LEADER, "above")
    before, after = Tries(cast, approval, records, api=False), Tries(cast, approval, records, api=False)
    before.step(other, "settle", True, True)
    before.step(named, "settle", False, False)
    Record.objects.filter(pk=records["approved"].pk).update(decider=cast.post(named))
    after.step(named, "settle", True, True)
    after.step(other, "settle", False, True)
    leave(cast, named)
    after.step(other, "settle", True, True)
    nothing(before.wrong + after.wrong)


@pytest.mark.control(
    "8.1.4.2 e-g", "a former superior reads what was theirs, save what is protected, and does nothing more"
)
@pytest.mark.parametrize("name", EACH)
def test_a_former_superior_reads_what_was_theirs_and_does_nothing_more_with_it(
    people_everywhere: Cast, name: str
) -> None:
    declared, cast = get_kind(name), people_everywhere
    earlier = NOW - 10 * DAY
    records = records_in_every_state(declared, cast, opener_of(declared, cast), earlier)
    units.move_unit(cast.unit("own"), cast.unit("side"), TODAY, PROGRAM, at=NOW)
    later = next(iter(records_in_every_state(declared, cast, "opener").values()))
    former = [role for role in Role if is_act_allowed(declared, role, "above", "read") and role != Role.AUDITOR]
    new = [called(role, "beside") for role in Role if is_act_allowed(declared, role, "above", "read")]
    tries, after = Tries(cast, declared, records), Tries(cast, declared, {later.state: later})
    still = not declared.masks  # of what is protected they read nothing on
    for role in former:
        who, anywhere = called(role, "above"), is_act_allowed(declared, role, "beside", "read")
        tries.read(who, still or anywhere)
        after.read(who, anywhere)
        if declared.masks:
            tries.look(who, is_act_allowed(declared, role, "beside", "look"), still or anywhere)
        for step in declared.cycle.steps:
            may = is_act_allowed(declared, role, "beside", step.name)
            tries.step(who, step.name, may, still or anywhere)
            after.step(who, step.name, may, anywhere)
    for who in new:
        tries.read(who, True)
        after.read(who, True)
    by_parties = all(relation.party for relation in declared.rights.relations)  # then nobody reads it as a superior
    nothing(tries.wrong + after.wrong)
    assert bool(former) is not by_parties
