"""How it is declared who holds what: which records need somebody, and what is refused at the start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from declared_lines import changed
from held_kinds import BODIES, PAIRS, POSTS, RIGHTS, SEATS, body, held_kinds, owing, pair, person, seated
from linked.models import Seat
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Relation, Rights
from luoshi.desk.bulk.actions.bulk import begin_many, check_many
from luoshi.kernel.holders.queries import VacancySpan, open_ones
from luoshi.kernel.holders.rules import Vacancy
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.steps import Cycle
from luoshi.kernel.steps.actions.steps import take
from office import NOW, TODAY, Office

SINCE = date(2026, 1, 1)


def test_only_some_records_need_somebody_from_a_day_on_and_no_fewer_than_so_many(office: Office) -> None:
    unit = office.units["kexie"]
    least = Held("pairs", "Pairs", rows="pairs", who="member", least=2, only=Is(sort="farm"), since="from_day")
    with_days = [body(unit, name, sort="farm", from_day=SINCE) for name in ("一个", "三个")]
    body(unit, "别的", sort="society")
    body(unit, "还没开始", sort="farm", from_day=date(2026, 6, 1))
    pair(with_days[0], "老陈", SINCE)
    for name in ("老陈", "小李", "小周"):
        pair(with_days[1], name, date(2026, 3, 1))
    with held_kinds(least) as kind:
        found = open_ones(kind, least, office.actor("clerk"), TODAY, VacancySpan(TODAY, TODAY))
        assert [(vacancy.title, vacancy.vacancy, vacancy.days, vacancy.late) for vacancy in found] == [
            ("一个", Vacancy(SINCE, None, 1), 79, False)
        ]
        spring = VacancySpan(SINCE, date(2026, 6, 1))
        found = open_ones(kind, least, office.actor("clerk"), TODAY, spring)
        assert [(vacancy.title, vacancy.vacancy.lacking) for vacancy in found] == [
            ("一个", 1),
            ("三个", 2),
            ("还没开始", 2),
        ]
        take(
            with_days[0],
            "join",
            office.actor("clerk"),
            {"pairs": [{"member": "老陈", "from_day": "2026-01-01", "card": ""}]},
            at=NOW,
        )


FARMS = {"chair": 1}


def test_rows_may_say_by_a_link_who_holds_it(office: Office) -> None:
    helped = Held("helpers", "Helpers", rows="pairs", who="helper", exactly=1)
    with held_kinds(helped) as kind:
        tea, unit = body(office.units["kexie"]), office.units["kexie"]
        one, other = person(unit, "陈素芬"), person(unit, "李国栋")
        pair(tea, "老陈", SINCE, helper=one)
        pair(tea, "小李", SINCE)  # of whom nobody says who helps
        assert open_ones(kind, helped, office.actor("clerk"), TODAY, VacancySpan(TODAY, TODAY)) == []
        given = {"pairs": [{"member": "老陈", "helper": other.number, "from_day": "2026-02-01", "card": ""}]}
        with pytest.raises(RecordError, match=f"{one.number} 陈素芬"):
            take(tea, "join", office.actor("clerk"), given, at=NOW)
        given["pairs"][0]["helper"] = one.number
        take(tea, "join", office.actor("clerk"), given, at=NOW)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"of": "villages"}, "no kind villages"),
        ({"via": "person"}, "person of seats does not lead to Body"),
        ({"of": "", "rows": ""}, "say where it stands"),
        ({"rows": "pairs"}, "say where it stands"),
        ({"of": "", "rows": "couples", "via": "", "role": "", "exactly": 1}, "no rows couples"),
        ({"who": "holder"}, "Seat has no field holder"),
        ({"who": "from_day"}, "names nobody"),
        ({"role": "number"}, "whose values are no codes"),
        ({"exactly": {"queen": 1}}, "post is never 'queen'"),
        ({"apart": "chair queen"}, "post is never 'queen'"),
        ({"apart": "chair"}, "apart names codes of what is held, two or more"),
        ({"apart": "chair deputy", "role": "", "exactly": None}, "apart names codes of what is held, two or more"),
        ({"exactly": 1}, "1 of which post"),
        ({"role": ""}, "name it in role="),
        ({"least": FARMS}, "exactly and least"),
        ({"exactly": {"chair": 0}}, "no number of holders"),
        ({"first": "post"}, "post is no day"),
        ({"last": ""}, "nobody holds anything without days"),
        ({"last": "opened"}, "opened is no day"),
        ({"exactly": None, "once": False}, "how many must hold it"),
        ({"where": Is(body__sort="farm")}, "where names only"),
        ({"where": Is(state="gone")}, "state is never 'gone'"),
        ({"only": Is(colour="red")}, "no field colour"),
        ({"since": "sort"}, "since sort is no day"),
        ({"name": "The posts"}, "stands in addresses"),
    ],
)
def test_what_cannot_be_declared_is_refused_with_its_place(wrong: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=f"bodies.*held .*{fault}"), held_kinds(replace(POSTS, **wrong)):
        pass


def test_a_right_or_a_duty_of_whoever_holds_something_names_what_is_held_and_people_who_sign_in() -> None:
    def of(held: str = "", step: str = "end", names: str = "") -> CompiledKind:
        steps = [
            replace(declared_step, who=(*declared_step.who, "pair")) if declared_step.name == step else declared_step
            for declared_step in BODIES.cycle.all_steps
        ]
        rights = Rights((*RIGHTS.relations, Relation("pair", "Pair", held=held, names=names)), sees=("unit", "desk"))
        return changed(BODIES, rights=rights, cycle=Cycle(BODIES.cycle.states, BODIES.cycle.closed, steps))

    for made, fault in (
        (lambda: of("couples"), "nothing that is held is called couples"),
        (lambda: of("pairs head"), "pairs is one thing alone, and has no head"),
        (lambda: of("pairs"), "has no entry that says as whom they sign in: let member lead to a person"),
        (lambda: of("posts chair", "enter"), "pair holds nothing of what is not there yet"),
        (lambda: of("part_of.couples"), "nothing that is held is called part_of.couples"),
        (lambda: of("part_of.pairs"), "has no entry that says as whom they sign in: let member lead to a person"),
        (lambda: of("sort.posts"), "sort leads to no record of which somebody could hold posts"),
        (lambda: of("gone.posts"), "gone leads to no record of which somebody could hold posts"),
        (lambda: of(names="expert"), "relation pair: Body has no field expert"),
        (lambda: of(names="part_of"), "part_of leads to no entry that says as whom its person signs in"),
        (lambda: of(names="sort"), "sort leads to no entry that says as whom its person signs in"),
        (lambda: of(names="part_of", step="enter"), "pair holds nothing of what is not there yet"),
        (lambda: of("posts", names="part_of"), "relation pair: say held or names"),
        (lambda: owing(at="from_day", holder="posts chair"), "it has no periods that somebody could hold"),
    ):
        with pytest.raises(ValueError, match=fault), held_kinds(of=made()):
            pass


def test_a_second_one_of_a_name_and_what_is_masked_are_refused() -> None:
    for parts, fault in (
        ((POSTS, replace(PAIRS, name="posts")), "another one has this name"),
        ((replace(PAIRS, who="card"),), "card is protected"),
        ((replace(PAIRS, who="place"),), "the rows pairs ask for no place"),
    ):
        with pytest.raises(ValueError, match=fault), held_kinds(*parts):
            pass


def test_two_roles_held_apart_are_refused_by_steps_and_by_row_of_a_sheet(office: Office) -> None:
    with held_kinds(replace(POSTS, apart="chair deputy")):
        tea, clerk = body(office.units["kexie"]), office.actor("clerk")
        one, other = person(tea.unit, "陈素芬"), person(tea.unit, "李国栋")
        seated(office, tea, one, "2026-01-01", "2026-03-14")
        with pytest.raises(RecordError, match=r"Chair、Deputy不得由同一人担任：.*陈素芬.*2026-03-14"):
            seated(office, tea, one, "2026-03-14", post="deputy")
        seated(office, tea, one, "2026-03-15", post="deputy")
        seated(office, body(tea.unit), one, "2026-01-01")  # of another body
        shared = {"title": "任职", "unit": str(tea.unit_id), "body": tea.number, "from_day": "2026-04-01"}
        rows = [shared | {"person": other.number, "post": post} for post in ("deputy", "chair")]
        told = check_many(SEATS, clerk, rows, at=NOW, numbers=[2, 3])
        assert [[*row.wrong] for row in told] == [[], [""]] and "第 2 行" in told[1].wrong[""][0]
        with pytest.raises(RecordError):
            begin_many(SEATS, clerk, rows, at=NOW, numbers=[2, 3])
        assert Seat.objects.count() == 3
