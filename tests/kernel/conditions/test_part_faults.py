"""Conditions in the parts of a kind, codes and periods of duties: what cannot be is refused at the start."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from declared_lines import changed, declared
from held_kinds import BODIES as HELD
from held_kinds import held_kinds
from linked.models import Member
from luoshi.base.rights.rules.rights import Relation, Rights
from luoshi.desk.declarations.registration import check_declarations
from luoshi.kernel.kinds.language.conditions import Is, Least
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.parts import Face, Part
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line
from luoshi.papers.paper_declaration import Declared
from three_kinds import BODIES, PROJECTS

NO_CODE = Is(sort="farm frm")


@pytest.mark.parametrize(
    ("part", "called"),
    [
        (lambda where: Owed("look", "Look", every="P1M", where=where), "duty look"),
        (lambda where: Validity(where=where), "validity"),
        (lambda where: Public("title", where=where), "public"),
        (lambda where: Unique("size", where=where), "unique size"),
        (lambda where: Face("farms", "Farms", where), "face farms"),
        (lambda where: Declared("card", "Card", "enter", "title", "证", stands=where), "declared card"),
    ],
)
def test_a_part_whose_condition_no_record_meets_stops_the_start_with_its_name(part: Any, called: str) -> None:
    for where, said in (
        (NO_CODE, "sort is never 'frm': it is one of farm, society"),
        (Is(state="opened"), "state is never 'opened': it is one of ended, open, running"),
        (Least("size", 2**40), "size is not compared with 1099511627776: it is at most 2147483647"),
    ):
        with pytest.raises(ValueError, match=f"kind bodies, {called}: {said}"):
            _started(part(where))
    _started(part(Is(sort="farm") & Least("size", 3)))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"every": "P1X"}, "every=P1X is no period: P1M, P3M, P1Y, or a value of the office"),
        ({"every": "monthly"}, "every=monthly is no period"),
        ({"every": 3}, "every=3 is no period"),
        ({"since": "P1M"}, "since='P1M' stands in code: it is a value of the office"),
        ({"every": "P1M", "since_day": "from_day", "back": date(2026, 1, 1)}, "back=.* stands in code"),
        ({"every": "P1M", "share": 150}, "share=150 is no share of a period: 0 to 100 per cent"),
        ({"every": "P1M", "ahead": 0}, "ahead=0 is no number of months: 1 to 120"),
    ],
)
def test_a_text_that_is_no_period_is_refused_when_the_kind_is_compiled(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=rf"^linked/line\.py: kind bodies: .*duty look: {said}"):
        changed(BODIES, parts=(Owed("look", "Look", **asked), *BODIES.parts))


def test_a_role_that_no_list_has_stops_the_start_in_a_relation_and_in_a_duty() -> None:
    talk = Owed("talk", "Talk", every="P1M", holder="posts char")
    posts = Relation("posts", "Post", held="posts char")
    rights = Rights((*HELD.rights.relations, posts), sees=HELD.rights.sees)
    for wrong, said in (({"parts": (*HELD.parts, talk)}, "duty talk"), ({"rights": rights}, "relation posts")):
        refused = pytest.raises(ValueError, match=f"kind bodies, {said}: posts has no char: it is one of")
        with refused, held_kinds(of=changed(HELD, **wrong)):
            pass


def _started(part: Part) -> None:
    kept = [own for own in BODIES.declaration.parts if not isinstance(own, Validity)]
    kind = changed(BODIES, parts=(*kept, part))
    with declared(Line("linked", "Linked", (kind.declaration,))):
        check_declarations()


def test_a_link_in_rows_is_checked_as_one_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    member = Member._meta.get_field("project")
    rows = Rows("members", Member, "Members", "name project")
    join = Step("join", "Join", "open >", "unit", adds="members")
    kind = changed(BODIES, parts=(*BODIES.parts, rows), cycle=BODIES.cycle.with_steps((*BODIES.cycle.all_steps, join)))
    refused = pytest.raises(ValueError, match=r"kind bodies, link members\.project: no kind is declared for what it")
    with declared(Line("linked", "Linked", (kind.declaration,))), refused:
        check_declarations()
    with declared(Line("linked", "Linked", (kind.declaration, PROJECTS.declaration))):
        check_declarations()
        monkeypatch.setattr(member, "where", Is(state="gone"))
        with pytest.raises(ValueError, match=r"kind bodies, link members\.project: state is never 'gone'"):
            check_declarations()
