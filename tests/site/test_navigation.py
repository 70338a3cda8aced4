"""The frame's navigation: what is pinned, used and seen, and what the palette finds for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from appeal_factory import filed
from luoshi.base.rights.rules.rights import Role
from luoshi.site.navigation.actions import MOST_PINNED, note_page_use, set_pinned
from luoshi.site.navigation.middleware import SEEN_COOKIE
from luoshi.site.navigation.models import PageUse, PinnedPage
from luoshi.site.navigation.queries import menu_habits
from luoshi.site.navigation.rules import MOST, MenuEntry, choose_often_used, divide_column, mark_nearest
from office import Office


def entry(name: str, **others: object) -> MenuEntry:
    return MenuEntry(name, f"/{name}/", "business", **others)  # type: ignore[arg-type]


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    client.cookies["django_language"] = "en"
    return client


def test_what_is_pinned_comes_first_then_what_is_used_on_most_days() -> None:
    entries = [entry(name) for name in "abcdef"]
    often = choose_often_used(entries, ["/e/", "/gone/", "/c/"], {"/a/": 3, "/b/": 9, "/c/": 40, "/d/": 2}, most=4)
    assert [found.label for found in often] == ["e", "c", "b", "a"]  # d was used on two days only


def test_all_that_is_pinned_is_shown_however_much_it_is() -> None:
    entries = [entry(name) for name in "abcdefgh"]
    often = choose_often_used(entries, [found.url for found in entries], {}, most=5)
    assert len(often) == 8


def test_a_column_has_room_for_twelve_and_always_shows_where_one_is() -> None:
    entries = [entry(f"k{n}") for n in range(20)] + [entry("grey", unused=True)]
    here = entry("here", unused=True, current=True)
    shown = divide_column([*entries, here], entries[:3])
    assert len(shown) == MOST - 3 + 1 and shown[-1] == here and entries[0] not in shown


def test_the_longest_address_alone_is_where_one_is() -> None:
    found = mark_nearest([entry("mine", current=True), MenuEntry("Report", "/mine/report/", "today", current=True)])
    assert [menu.current for menu in found] == [False, True]


def test_a_page_is_pinned_and_unpinned_by_its_star(office: Office) -> None:
    client, other = signed_in(office, "clerk"), signed_in(office, "head")
    client.post("/all/pin/", {"page": "/appeals/", "pinned": "1"})
    client.post("/all/pin/", {"page": "/appeals/", "pinned": "1"})
    assert 'value="0" aria-pressed="true"' in client.get("/all/").text
    assert 'aria-pressed="true"' not in other.get("/all/").text
    part = client.post("/all/pin/", {"page": "/appeals/", "pinned": "0"}, headers={"X-Part": "1"})
    assert part.json() == {"pinned": False} and not PinnedPage.objects.exists()


@pytest.mark.parametrize("page", ["/journal/", "https:", "", "/appeals/1/"])
def test_only_pages_of_ones_own_menu_are_pinned(office: Office, page: str) -> None:
    signed_in(office, "clerk").post("/all/pin/", {"page": page, "pinned": "1"})
    assert not PinnedPage.objects.exists()


def test_no_more_than_twenty_pages_are_pinned(office: Office) -> None:
    person = office.people["clerk"].pk
    assert [set_pinned(person, f"/{n}/", True) for n in range(MOST_PINNED + 1)] == [True] * MOST_PINNED + [False]


def test_nobody_pins_without_signing_in(office: Office) -> None:
    assert Client().post("/all/pin/", {"page": "/appeals/", "pinned": "1"}).status_code == 302
    assert Client().get("/all/find/?q=x").status_code == 302
    assert not PinnedPage.objects.exists()


def test_the_use_of_a_page_is_noted_once_a_day_and_forgotten_after_ninety(office: Office) -> None:
    client, person, today = signed_in(office, "clerk"), office.people["clerk"].pk, timezone.localdate()
    note_page_use(person, "/old/", today - timedelta(days=91))
    for _time in range(2):
        assert client.get("/commitments/").status_code == 200
    assert list(PageUse.objects.values_list("page", "day")) == [("/commitments/", today)]
    assert menu_habits(person, today).days == {"/commitments/": 1}


def test_a_part_of_a_page_and_a_refusal_are_no_use_of_it(office: Office) -> None:
    client = signed_in(office, "clerk")
    client.get("/commitments/", headers={"X-Part": "1"})
    client.get("/journal/")
    assert not PageUse.objects.exists()


def test_records_seen_last_are_those_that_the_one_who_is_signed_in_may_read(office: Office) -> None:
    [record] = filed(office, 1)
    client = signed_in(office, "supervisor")
    assert client.get(record.get_absolute_url()).status_code == 200
    assert record.number in client.get("/").text.partition('id="side"')[2].partition("</nav>")[0]
    stranger = signed_in(office, "stranger")
    stranger.cookies[SEEN_COOKIE] = client.cookies[SEEN_COOKIE].value  # the next person at the same computer
    assert record.number not in stranger.get("/").text.partition('id="side"')[2].partition("</nav>")[0]


@pytest.mark.parametrize("cookie", ["x", "1.2.x", "9" * 30, "-1", "²", ".".join("1" * 50)])
def test_a_cookie_that_says_something_else_is_ignored(office: Office, cookie: str) -> None:
    client = signed_in(office, "supervisor")
    client.cookies[SEEN_COOKIE] = cookie
    assert client.get("/").status_code == 200


def found(client: Client, words: str) -> str:
    answer = client.get("/all/find/", {"q": words}, headers={"X-Part": "1"})
    assert answer.status_code == 200
    return answer.text


def test_the_palette_finds_pages_acts_records_units_and_people(office: Office) -> None:
    [record] = filed(office, 1)
    client = signed_in(office, "supervisor")
    assert 'href="/inbox/"' in found(client, "") and 'href="/plans/"' in found(client, "plan")
    assert record.get_absolute_url() in found(client, record.number)
    assert 'href="/appeals/new/"' in found(client, "appeal")
    client.cookies["django_language"] = "zh-hans"
    assert 'href="/appeals/"' in found(client, "sq")  # 诉求
    unit = office.units["town"]
    assert f"/units/{unit.pk}/" in found(client, unit.name)
    assert f"/people/{office.people['clerk'].pk}/" in found(client, office.people["clerk"].name)


def test_the_palette_finds_nothing_that_one_may_not_open(office: Office) -> None:
    [record] = filed(office, 1)
    stranger = signed_in(office, "stranger")
    assert record.get_absolute_url() not in found(stranger, record.number)
    assert "/journal/" not in found(stranger, "journal")
    outside = office.person("visitor", "外来人", "town", Role.OUTSIDE)
    assert f"/people/{office.people['clerk'].pk}/" not in found(
        signed_in(office, "visitor"), office.people["clerk"].name
    )
    assert outside


def test_what_is_typed_into_the_palette_is_escaped(office: Office) -> None:
    assert "<img" not in found(signed_in(office, "supervisor"), '"><img src=x>')


def test_the_palette_asks_a_bounded_number_of_questions(office: Office, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for n in range(8):
        filed(office, n)
    client = signed_in(office, "supervisor")
    found(client, "诉求")
    with django_assert_max_num_queries(32):
        found(client, "诉求")
