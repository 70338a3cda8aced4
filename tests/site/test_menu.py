"""The menu names what a person could have to do with: lines by right and use, in the groups of their declarations."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from appeal_factory import filed
from declared_lines import changed, declared
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.letters.actions.letters import draft_letter
from luoshi.desk.org_ports.queries.usage import in_sight
from luoshi.kernel.kinds.lines import PAPERS, Line
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds, list_lines
from luoshi.kernel.rights.queries.rights import reaches_others
from luoshi.kernel.rights.queries.used_kinds import kinds_in_use
from office import NOW, TODAY, Office
from plans import published

REGISTERS = {"organisations"}  # the first of them, which leads to the others; whoever enters, and whoever audits
EVERYBODY = {"children", "commitments", "instructions", "shifts", "societies"}
ON_PARTS = {
    "activities",
    "bulletins",
    "charges",
    "children",
    "contacts",
    "contracts",
    "countings",
    "expenses",
    "foreign_tables",
    "forms",
    "funds",
    "indicators",
    "objections",
    "societies",
    "supplies",
    *REGISTERS,
}  # where a clerk may begin
INSIDE = {*EVERYBODY, "plans", "checks", "appeals", "letters", "signups", *ON_PARTS}
COULD = {
    # Whose work it is, who decides or is named in charge may be anybody; of housekeeping the first that is theirs.
    "admin": {*EVERYBODY, "charges", "contracts"},
    "outside": {*EVERYBODY, "charges", "contracts"},
    "clerk": {*INSIDE, "scores"},
    "auditor": {*INSIDE, "draws", "schemes"},
}


def spoken() -> set[str]:
    """The kinds of the lines that stand here: a line that is added needs no word here."""
    named = {*INSIDE, *(name for kinds in COULD.values() for name in kinds)}
    return {kind.name for line in list_lines() if named & {kind.name for kind in line.kinds} for kind in line.kinds}


def menu(office: Office, who: str) -> str:
    """All pages of a person's menu, area by area."""
    found = re.search(r'<div class="atlas".*?</main>', signed_in(office, who).get("/all/").text, re.S)
    assert found
    return found[0]


def column(office: Office, who: str, page: str) -> str:
    """The column beside a page."""
    found = re.search(r'<nav class="side".*?</nav>', signed_in(office, who).get(page).text, re.S)
    assert found
    return found[0]


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    client.cookies["django_language"] = "en"
    return client


def lists(words: str) -> set[str]:
    """The kinds of these lines whose lists a menu leads to."""
    return set(re.findall(r'href="/([\w-]+)/"', words)) & spoken()


@pytest.fixture
def all_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "luoshi.site.navigation.menu.in_sight", lambda kinds, actor, begun, day: {kind.name for kind in kinds}
    )


@pytest.mark.parametrize("who", COULD)
def test_a_line_stands_in_the_menu_of_those_who_could_see_one_of_its_records(
    office: Office, all_in_use: None, who: str
) -> None:
    assert lists(menu(office, who)) == COULD[who]


def test_a_kind_that_nobody_has_used_yet_stands_in_the_menu_of_those_alone_who_may_begin(office: Office) -> None:
    assert lists(menu(office, "auditor")) == set()
    assert lists(menu(office, "supervisor")) >= {"appeals", "draws"}
    filed(office, 1)
    assert lists(menu(office, "auditor")) == {"appeals"}


def test_what_is_in_use_is_asked_for_once(office: Office, django_assert_num_queries: Any) -> None:
    filed(office, 1)
    with django_assert_num_queries(1):
        assert kinds_in_use({"appeals"}) == {"appeals"}
    with django_assert_num_queries(0):
        assert kinds_in_use({"appeals"}) == {"appeals"}
    with django_assert_num_queries(1):
        assert kinds_in_use({"appeals", "letters"}) == {"appeals"}


def test_pages_of_a_line_s_own_stand_where_its_declaration_puts_them(office: Office) -> None:
    found = re.findall(r'href="(/[\w/-]*)"', menu(office, "supervisor"))
    assert found[:3] == ["/", "/inbox/", "/mine/"] and found.index("/plans/") < found.index("/lights/") < found.index(
        "/units/"
    )
    assert "/lights/" not in menu(office, "clerk") and "/board/" in menu(office, "clerk")
    assert "/mine/report/" in menu(office, "clerk") and "/mine/report/" not in found


def test_the_nearest_page_alone_is_the_one_where_one_is(office: Office) -> None:
    found = column(office, "clerk", "/mine/report/")
    assert re.findall(r'href="(/[\w/-]*)" title="[^"]*" aria-current', found) == ["/mine/report/"]


def test_a_list_in_which_nothing_is_a_clerks_is_not_in_her_menu_and_is_in_a_supervisors(office: Office) -> None:
    """By right and use: the letter to one unit is in the menu of that unit, of those above and of nobody else."""
    office.person("township", "青小雨", "town", Role.CLERK)
    begins = lists(menu(office, "township"))
    assert begins == {"plans", "appeals", "seals", *ON_PARTS}  # she may begin one
    plan = published(office)
    assert lists(menu(office, "township")) == begins | {"commitments"}  # 青石镇建设农村科普馆1座
    with transaction.atomic():
        draft_letter(plan.commitments.get(words__contains="农村科普馆").pk, None, "slip", TODAY, at=NOW)
    assert lists(menu(office, "township")) == begins | {"commitments", "letters"}
    assert "letters" not in lists(menu(office, "stranger")) and "letters" in lists(menu(office, "supervisor"))
    assert "letters" in lists(menu(office, "auditor"))


def test_of_kinds_of_ones_own_those_count_that_name_ones_unit_or_post(office: Office) -> None:
    clerk, kinds = office.actor("clerk"), list_kinds()
    begun = {kind.name for kind in kinds}
    every = {kind.name for kind in kinds if not reaches_others(kind, clerk)}
    own = sorted(every)
    assert in_sight(kinds, clerk, begun, TODAY) == begun - every
    here, there, post = office.units["kexie"], office.units["bureau"], office.posts["clerk"]
    expected = set()
    for place, name in enumerate(own):
        theirs = [Record(kind=name, state="-", title="-", unit=unit, opened=NOW) for unit in (there, there, here)]
        parties = sorted(get_kind(name).rights.parties)
        case = ("ours", "party", "post", "other", "none")[place % 5]
        if case == "ours" or (case == "party" and not parties):
            theirs[2].save()
            expected.add(name)
        elif case == "party":
            Record.objects.bulk_create(theirs[:2])
            Party.objects.create(record=Record.objects.filter(kind=name)[1], name=parties[-1], unit=here)
            expected.add(name)
        elif case == "post":
            theirs[0].owner = post
            theirs[0].save()
            expected |= {name} if any(relation.owner for relation in get_kind(name).rights.readers) else set()
        elif case == "other":
            theirs[1].save()
            for party in parties:
                Party.objects.create(record=theirs[1], name=party, unit=there)
    assert in_sight(kinds, clerk, begun, TODAY) == expected | (begun - every)
    assert len(expected) > 10 and any(get_kind(name).rights.parties for name in expected)


def test_where_one_is_stands_in_the_column_whatever_may_be_seen(office: Office, all_in_use: None) -> None:
    assert "appeals" in lists(column(office, "admin", "/appeals/")) and "appeals" not in lists(menu(office, "admin"))


def test_a_line_stands_in_the_area_that_it_declares(office: Office) -> None:
    made = changed(get_kind("seals"), name="gardens", label="Gardens", prefix="")
    with ExitStack() as undone:
        undone.enter_context(declared(Line("gardens", "Gardens", (made.declaration,), area=PAPERS)))
        sections = menu(office, "clerk").split("<section")
    assert [re.search(r'<h2 id="(\w+)"', part)[1] for part in sections if ">Gardens<" in part] == ["papers"]
