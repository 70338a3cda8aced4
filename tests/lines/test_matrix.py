"""Every cell of the rights matrix of every kind, tried both ways by page and by API; and what no cell can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.org.actions import people, units
from luoshi.org.actions.mandates import give_mandate
from luoshi.org.actions.posts import end_tenure
from luoshi.org.models import FOREVER, Tenure
from luoshi.org.rules.rights import PROGRAM, Role
from luoshi.records.actions.steps import begin
from luoshi.records.kinds import Kind, kind, kinds
from luoshi.records.matrix import allowed, cells, stands
from luoshi.records.models import Entry, Record
from matrix_kept import undone, whole
from matrix_office import (
    WHERE,
    Cast,
    build,
    called,
    in_every_state,
    mover,
    records_in_every_state,
    values,
)
from matrix_tries import Tries
from office import NOW, TODAY
from sample_line import approvals

DAY = timedelta(days=1)
NAMES = [one.name for one in kinds()]


@pytest.fixture(autouse=True)
def _at_that_moment(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def people_everywhere(db: None) -> Cast:
    return build()


@pytest.fixture
def approval() -> Iterator[Kind]:
    with approvals() as found:
        yield found


def opener_of(kind: Kind, cast: Cast) -> str:
    """One more person who may open; no cell, since who opened a record stands to it in a way of their own."""
    if not kind.cycle.opens.who:
        cast.office.person("opener", "登记人", "side", Role.COLLECTOR)
        return "opener"
    who = mover(kind, "open")
    role, stand = next((role, stand) for role in Role for stand in stands(kind) if called(role, stand) == who)
    cast.office.person("opener", "登记人", WHERE[stand], role)
    return "opener"


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_holds_by_page_and_by_api(people_everywhere: Cast, name: str) -> None:
    """All roles in one test: the people and the records in every state are made once, and what is tried is undone."""
    declared = kind(name)
    tries = Tries(people_everywhere, declared, records_of(declared, people_everywhere))
    for one in cells(declared):
        tries.cell(one)
    assert tries.wrong == []
    assert tries.tried > 5 * len(declared.cycle.steps) * len(Role)


def records_of(kind: Kind, cast: Cast) -> dict[str, Record]:
    records = records_in_every_state(kind, cast, opener_of(kind, cast))
    assert {name.partition("/")[0] for name in records} == set(kind.cycle.states), (
        "no way leads to a state: its steps would go untried"
    )
    return records


def test_every_cell_of_a_kind_with_owners_and_leaders_decisions_holds_too(
    people_everywhere: Cast, approval: Kind
) -> None:
    records = in_every_state(approval, people_everywhere, opener_of(approval, people_everywhere))
    tries = Tries(people_everywhere, approval, records, api=False)  # the API was put together before it was declared
    for one in cells(approval):
        tries.cell(one)
    assert (set(records), tries.wrong) == ({"asked", "approved", "closed"}, [])


# ---- what no cell can show


def appoint(cast: Cast, who: str, post: str, *, deputy: bool = False, until: Any = FOREVER) -> None:
    holder = cast.office.people[who]
    people.appoint(holder, cast.office.posts[post], TODAY, PROGRAM, at=NOW, deputy=deputy, until=until)


def leave(cast: Cast, who: str) -> None:
    end_tenure(Tenure.objects.get(person=cast.office.people[who]), TODAY, PROGRAM, at=NOW)


@pytest.mark.parametrize("name", NAMES)
def test_who_entered_a_record_keeps_the_steps_of_that_wherever_they_stand(people_everywhere: Cast, name: str) -> None:
    declared, cast = kind(name), people_everywhere
    records = records_of(declared, cast)
    leave(cast, "opener")
    cast.office.person("elsewhere", "他处采集员", "side", Role.COLLECTOR)
    leave(cast, "elsewhere")
    appoint(cast, "opener", "elsewhere")
    theirs = {one.name for one in declared.rights.relations if one.opener}
    tries = Tries(cast, declared, records)
    seen = not theirs.isdisjoint(declared.rights.sees)
    tries.read("opener", seen)
    tries.look("opener", bool(declared.protected and not theirs.isdisjoint(declared.protected.who)), seen)
    for step in declared.cycle.steps:
        tries.step("opener", step.name, not theirs.isdisjoint(step.who), seen)
    assert tries.wrong == []


def test_a_deputy_has_the_steps_of_the_post_for_as_long_as_they_deputise(people_everywhere: Cast) -> None:
    cast, declared = people_everywhere, kind("appeals")
    records = records_of(declared, cast)
    who, post = called(Role.COLLECTOR, "beside"), called(Role.HEAD, "own")
    appoint(cast, who, post, deputy=True, until=TODAY + DAY)
    tries = Tries(cast, declared, records)
    tries.read(who, True)
    for step in declared.cycle.steps:
        tries.step(who, step.name, allowed(declared, Role.HEAD, "own", step.name), True)
    assert tries.wrong == []
    with undone():
        cast.client(who).post(f"/appeals/{records['assigned'].pk}/answer/", {"answer": "列入计划"})
        said = Entry.objects.get(record=records["assigned"].pk, step="answer").actor
        assert said == f"person:{cast.office.people[who].pk} post:{cast.office.posts[post].pk} deputy"


def test_after_its_last_day_deputising_gives_nothing(people_everywhere: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, declared = people_everywhere, kind("appeals")
    records = records_of(declared, cast)
    who = called(Role.COLLECTOR, "beside")
    appoint(cast, who, called(Role.HEAD, "own"), deputy=True, until=TODAY + DAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)
    tries = Tries(cast, declared, records)
    tries.read(who, False)
    for step in declared.cycle.steps:
        tries.step(who, step.name, False, False)
    assert tries.wrong == []


def test_nobody_signs_as_a_deputy_what_their_own_post_lets_them_do(people_everywhere: Cast) -> None:
    cast, declared = people_everywhere, kind("appeals")
    record = records_of(declared, cast)["assigned"]
    who = called(Role.CLERK, "own")
    appoint(cast, who, called(Role.HEAD, "own"), deputy=True, until=TODAY + DAY)
    cast.program(who).post(f"appeals/{record.pk}/steps/answer", {"seen": record.version, "given": {"answer": "好"}})
    assert Entry.objects.get(record=record.pk, step="answer").actor == cast.named(who)


def test_a_secretary_with_a_mandate_records_what_may_be_recorded_and_nothing_else(
    people_everywhere: Cast, approval: Kind
) -> None:
    cast = people_everywhere
    record = in_every_state(approval, cast, opener_of(approval, cast))["asked"]
    who, leader = called(Role.CLERK, "beside"), called(Role.LEADER, "above")
    posts = cast.office.posts
    row = give_mandate(posts[leader], posts[who], TODAY, TODAY + 9 * DAY, "云政办〔2026〕3号", PROGRAM, at=NOW)
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
                answers[step.name, by] = (answer.status_code, [one[0] for one in whole(record)[1][len(before[1]) :]])
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
    }
    assert client.get(f"/approvals/{record.pk}/").status_code == 200
    assert cast.client(called(Role.CLERK, "above")).get(f"/approvals/{record.pk}/").status_code == 404


def test_the_post_that_owns_a_record_finishes_it_and_no_other(people_everywhere: Cast, approval: Kind) -> None:
    cast = people_everywhere
    owner, leader = called(Role.COLLECTOR, "beside"), called(Role.LEADER, "above")
    given = {**values(approval.cycle.opens, cast), "owner": cast.office.posts[owner].pk}
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
    assert tries.wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_a_former_superior_reads_what_was_theirs_and_does_nothing_more_with_it(
    people_everywhere: Cast, name: str
) -> None:
    declared, cast = kind(name), people_everywhere
    earlier = NOW - 10 * DAY
    records = records_in_every_state(declared, cast, opener_of(declared, cast), earlier)
    units.move(cast.office.units["own"], cast.office.units["side"], TODAY, PROGRAM, at=NOW)
    later = next(iter(records_in_every_state(declared, cast, "opener").values()))
    former = [
        called(role, "above") for role in Role if allowed(declared, role, "above", "read") and role != Role.AUDITOR
    ]
    new = [called(role, "beside") for role in Role if allowed(declared, role, "above", "read")]
    tries, after = Tries(cast, declared, records), Tries(cast, declared, {later.state: later})
    for who in former:
        tries.read(who, True)
        after.read(who, False)
        if declared.protected:
            tries.look(who, False, True)
        for step in declared.cycle.steps:
            tries.step(who, step.name, False, True)
            after.step(who, step.name, False, False)
    for who in new:
        tries.read(who, True)
        after.read(who, True)
    by_parties = all(one.party for one in declared.rights.relations)  # then nobody reads it as a superior
    assert tries.wrong + after.wrong == [] and bool(former) is not by_parties
