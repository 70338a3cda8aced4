"""The menu names what a person could have to do with: lines by right, in the groups of their declarations."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace

import pytest
from django.test import Client

from declared_lines import declared
from luoshi.records.kinds import Line, kind, kinds
from office import Office

COULD = {
    "admin": {"commitments", "shifts"},  # whose work it is may be any post; of housekeeping the first that is theirs
    "outside": {"commitments", "shifts"},
    "clerk": {"plans", "commitments", "letters", "checks", "scores", "appeals", "shifts"},
    "auditor": {"plans", "commitments", "letters", "draws", "checks", "schemes", "appeals", "shifts"},
}


def menu(office: Office, who: str, page: str = "/inbox/") -> str:
    client = Client()
    client.force_login(office.people[who].user)
    client.cookies["django_language"] = "en"
    found = re.search(r'<nav class="nav".*?</nav>', client.get(page).text, re.S)
    assert found
    return found[0]


def lists(words: str) -> set[str]:
    """The kinds whose lists a menu leads to."""
    return set(re.findall(r'href="/([\w-]+)/"', words)) & {one.name for one in kinds()}


@pytest.mark.parametrize("who", COULD)
def test_a_line_stands_in_the_menu_of_those_who_could_see_one_of_its_records(office: Office, who: str) -> None:
    assert lists(menu(office, who)) == COULD[who]


def test_where_one_is_stands_in_the_menu_whatever_may_be_seen(office: Office) -> None:
    assert lists(menu(office, "admin", "/appeals/")) == COULD["admin"] | {"appeals"}


def test_lines_of_one_group_stand_together_under_its_heading(office: Office) -> None:
    with ExitStack() as several:
        for name, group in (("gardens", "Outside"), ("offices", ""), ("fields", "Outside")):
            made = replace(kind("seals"), name=name, label=name.title(), prefix="")
            several.enter_context(declared(Line(name, name.title(), (made,), group=group)))
        said = re.sub(r"<[^>]+>", "|", menu(office, "clerk"))
    found = [one for one in said.split("|") if one in ("Outside", "Gardens", "Offices", "Fields", "Units")]
    assert found == ["Offices", "Outside", "Gardens", "Fields", "Units"]
