"""Whom and which posts an outside person may read of: themselves, and who has their own matters now; no one else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from luoshi.base.rights.rules.rights import PROGRAM, Relation, Rights
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.lines.appeals.models import Appeal
from luoshi.org.actors.models import Tenure
from luoshi.org.people.actions import people
from luoshi.org.people.actions.mandates import give_mandate
from office import FOUNDED, NOW, Office
from programs import Program, program, said
from sample_line import RIGHTS, approvals

INSIDE = ["admin", "supervisor", "leader", "head", "clerk", "stranger", "collector", "auditor"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def approval() -> Iterator[CompiledKind]:
    """A kind whose records are read by who opened them."""
    relations = (*RIGHTS.relations, Relation("speaker", "Who asked", opener=True))
    with approvals(Rights(relations, sees=("unit", "leader", "owner", "speaker"))) as kind:
        yield kind


def matter(office: Office, who: str, owner: str | None, **more: Any) -> Record:
    """A matter that somebody opened, as it stands in the table."""
    post = office.posts[owner] if owner else None
    given = {"unit": office.units["kexie"], "opener": office.people[who], "owner": post, "opened": NOW, **more}
    return Appeal.objects.create(kind="approvals", state="approved", title="补贴", words="何时发放", **given)


def client(office: Office, who: str) -> Client:
    made = Client()
    made.force_login(office.people[who].user)
    return made


def seen(office: Office, who: str, asks: Program) -> dict[str, list[str]]:
    """By way, the people and posts of the office that somebody gets to see: lists, single pages, choosers, API."""
    here = client(office, who)
    people_, posts = office.people.items(), office.posts.items()
    listed, held = here.get("/people/").text, here.get("/posts/").text
    return {
        "people": sorted(
            name for name, person in people_ if f"/people/{person.pk}/" in listed and person.name in listed
        ),
        "person": sorted(name for name, person in people_ if here.get(f"/people/{person.pk}/").status_code == 200),
        "chooser": sorted(
            n for n, person in people_ if here.get("/people/find/", {"q": person.name}).json()["options"]
        ),
        "posts": sorted(name for name, post in posts if f"/posts/{post.pk}/" in held),
        "post": sorted(name for name, post in posts if here.get(f"/posts/{post.pk}/").status_code == 200),
        "post chooser": sorted(n for n, post in posts if here.get("/posts/find/", {"q": post.title}).json()["options"]),
        "api list": sorted(n for n, p in people_ if p.pk in [row["id"] for row in asks.get("people").data["rows"]]),
        "api": sorted(name for name, person in people_ if asks.get(f"people/{person.pk}").status_code == 200),
    }


WAYS = ["people", "person", "chooser", "posts", "post", "post chooser", "api list", "api"]


def only(*names: str) -> dict[str, list[str]]:
    """The same names by each way."""
    return {way: list(names) for way in WAYS}


@pytest.mark.control("8.1.4.11", "an outside person sees no people by any way")
def test_an_outside_person_sees_neither_people_nor_posts_by_any_way(office: Office, approval: CompiledKind) -> None:
    matter(office, "clerk", "head")  # another's matter opens nothing
    matter(office, "outside", "head", closed=NOW)  # nor one that is over
    matter(office, "outside", None)  # nor one that a unit has, and no post of it
    assert seen(office, "outside", program(office, "outside")) == only("outside")


def test_who_has_an_outside_persons_own_matter_now_is_seen_and_no_one_else(
    office: Office, approval: CompiledKind
) -> None:
    matter(office, "outside", "head")
    asks = program(office, "outside")
    assert seen(office, "outside", asks) == only("head", "outside")
    (row,) = asks.get("people?q=柯主席").data["rows"]
    assert [post["id"] for post in row["posts"]] == [office.posts["head"].pk]
    page = client(office, "outside").get(f"/posts/{office.posts['head'].pk}/").text
    assert ("柯主席" in page, "139" in page) == (True, False)


def test_of_who_has_it_an_outside_person_sees_that_post_alone(office: Office, approval: CompiledKind) -> None:
    clerk, head = office.people["clerk"], office.people["head"]
    people.appoint_to_post(head, office.posts["stranger"], FOUNDED, PROGRAM, at=NOW, deputy=True)
    until = NOW.date().replace(year=2030)
    give_mandate(office.posts["head"], office.posts["clerk"], FOUNDED, until, "授权书", PROGRAM, at=NOW)
    matter(office, "outside", "head")
    here = client(office, "outside")
    listed, one = here.get("/people/").text, here.get(f"/people/{head.pk}/").text
    post = here.get(f"/posts/{office.posts['head'].pk}/").text
    held = program(office, "outside").get(f"people/{head.pk}").data["posts"]
    assert "柯主席岗" in listed and "柯主席岗" in one and "柯主席" in post
    assert [other in page for page in (listed, one, post) for other in ("纪干事岗", "柯干事岗", clerk.name)] == [
        False
    ] * 9
    assert [row["id"] for row in held] == [office.posts["head"].pk]


@pytest.mark.parametrize("who", INSIDE)
def test_who_works_in_the_office_sees_all_people_and_posts(office: Office, who: str) -> None:
    every = sorted(office.people)
    assert seen(office, who, program(office, who)) == only(*every)


def test_an_account_without_a_post_sees_no_more_than_an_outside_person(office: Office) -> None:
    asks = program(office, "clerk")
    Tenure.objects.filter(person=office.people["clerk"]).update(until=FOUNDED.replace(month=2))
    ways = seen(office, "clerk", asks)
    assert {name for found in ways.values() for name in found} <= {"clerk"}


def test_a_look_at_someone_out_of_view_is_refused_as_nobody_and_journaled(office: Office) -> None:
    url = f"/people/{office.people['leader'].pk}/look/"
    answer = client(office, "outside").post(url, {"reason": "推销"})
    assert (answer.status_code, "林分管" in answer.text) == (404, False)
    assert list(Entry.objects.filter(step__startswith="person.look").values_list("step", flat=True)) == [
        "person.look_refused"
    ]


def test_the_api_says_of_a_person_out_of_view_what_it_says_of_nobody(office: Office) -> None:
    asks = program(office, "outside")
    hidden, nobody = asks.get(f"people/{office.people['head'].pk}"), asks.get("people/987654")
    assert said(hidden) == said(nobody) == (404, "missing")
    assert hidden.data["what"] == nobody.data["what"]
