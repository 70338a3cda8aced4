"""Pages without sign-in: closed until an office opens them, declared fields alone, a miss like a refusal, paced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags
from django.utils.translation import override

from appeal_factory import filed
from declared_lines import declared
from linked_kinds import BODIES
from luoshi.desk.privacy.erasing.actions import erase_content
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.rules import yes_or_no
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.line import PUBLIC
from luoshi.lines.appeals.models import Appeal
from luoshi.org.tokens.actions import pace
from luoshi.site.open.rules import is_same_fact
from office import NOW, TODAY, Office

OPENED = DeclaredParameter("bodies.public", "Open bodies", yes_or_no)
LISTED = Public("title sort", OPENED, where=Is(state="open"), find_by="card", answers="number title state")


def bodies(*parts: Any, **more: Any) -> CompiledKind:
    return make_kind(
        Kind(
            **{
                **{name: getattr(BODIES, name) for name in ("label", "one", "record", "rights", "prefix", "columns")},
                "name": "bodies",
                "cycle": BODIES.cycle,
                "shows": "sort card",
                "words": "title",
                "parts": parts,
                **more,
            }
        )
    )


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.OPEN_PER_MINUTE = 0
    settings.ASKS_PER_MINUTE = 0
    cache.clear()
    with declared(Line("bodies", "Bodies", (bodies(LISTED).declaration,))), override("en"):
        yield
    cache.clear()
    pace._counts.clear()


def opens(office: Office, unit: str = "", text: str = "是", value: Any = OPENED) -> None:
    day, who = TODAY, office.actor("admin")
    set_value(value, office.units[unit] if unit else None, text, day, "云科协发〔2026〕3号", who, at=NOW)


def body(office: Office, unit: str, title: str, **more: Any) -> Any:
    given = {"title": title, "sort": "farm", "unit": str(office.units[unit].pk), **more}
    return begin(get_kind("bodies"), office.actor("supervisor"), given, at=NOW).record


def read(address: str, status: int = 200) -> str:
    client = Client()
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return re.sub(r"\s+", " ", unescape(strip_tags(answer.text.replace("</", " </"))))


def asked(number: str, fact: str, name: str = "bodies") -> str:
    client = Client()
    client.cookies["django_language"] = "en"
    answer = client.post(f"/open/{name}/ask/" if name else "/open/ask/", {"number": number, "fact": fact})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(strip_tags(re.sub(r"<input[^>]*>", "", answer.text).replace("</", " </"))))


def test_nothing_is_open_until_an_office_opens_it_and_then_declared_fields_alone(office: Office) -> None:
    tea = body(office, "kexie", "云岭县茶叶协会", card="秘密一号")
    body(office, "town", "青石镇蜜蜂协会")
    body(office, "society", "云岭县蜂蜜协会")
    for address in ("/open/bodies/", "/open/bodies/ask/", "/open/bodies/notice/", "/open/nothing/"):
        read(address, 404)
    assert "Nothing is public here today." in read("/open/")
    opens(office, "kexie")
    assert "Bodies" in read("/open/")
    words = read("/open/bodies/")
    assert "云岭县茶叶协会" in words and "Farm" in words and "2 in this list" in words
    assert "蜜蜂" not in words and "秘密一号" not in words and tea.number not in words
    assert "秘密" not in read("/open/bodies/?q=秘密") and "Nothing was found." in read("/open/bodies/?q=秘密一号")
    assert "云岭县茶叶协会" in read("/open/bodies/?q=茶叶")
    client = Client()
    page = client.get("/open/bodies/").text
    address = re.search(r'href="(/open/bodies/[^"]+)"[^>]*>\s*云岭县茶叶协会', page)
    assert address and str(tea.pk) not in address[1].split("/")
    assert "云岭县茶叶协会" in read(address[1])
    read(f"/open/bodies/{tea.pk}/", 404)
    assert "data:image/svg+xml" in client.get("/open/bodies/notice/").text
    assert client.get(f"/bodies/{tea.pk}/").status_code in (302, 401)  # its own page stays behind the door
    take(tea, "end", office.actor("supervisor"), {}, at=NOW)
    assert "云岭县茶叶协会" not in read("/open/bodies/")  # gone at once, though the page was kept
    read(address[1], 404)
    opens(office, "society", "否")
    assert "蜂蜜" not in read("/open/bodies/")


def test_what_is_kept_is_read_without_asking_for_rows_again(
    office: Office, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    opens(office)
    for number in range(3):
        body(office, "kexie", f"第{number}协会")
    with django_assert_max_num_queries(8):
        read("/open/bodies/")
    with django_assert_num_queries(2):
        assert "第2协会" in read("/open/bodies/")
    for number in range(3, 12):
        body(office, "kexie", f"第{number}协会")
    with django_assert_max_num_queries(8):
        assert "12 in this list" in read("/open/bodies/")


def test_what_was_erased_is_neither_listed_nor_shown_nor_told_of(office: Office) -> None:
    tea = body(office, "kexie", "云岭县茶叶协会", card="A-1")
    opens(office, "kexie")
    address = re.search(r'href="(/open/bodies/[^"]+)"[^>]*>\s*云岭县茶叶协会', Client().get("/open/bodies/").text)
    assert address and "云岭县茶叶协会" in read(address[1])
    erase_content(tea, {"basis": "term"}, office.actor("admin"), NOW)
    assert "Nothing was found." in read("/open/bodies/")
    assert "No information is available" in asked(tea.number, "A-1")
    read(address[1], 404)


def test_who_errs_in_the_number_and_who_errs_in_the_fact_read_the_same(office: Office) -> None:
    tea, closed = body(office, "kexie", "云岭县茶叶协会", card="Ａ-1"), body(office, "town", "蜜蜂协会", card="B-2")
    nameless = body(office, "kexie", "无证协会")
    opens(office, "kexie")
    answer = asked(tea.number, " a-1 ")
    assert "云岭县茶叶协会" in answer and tea.number in answer and "Open" in answer
    misses = {asked(*pair) for pair in ((tea.number, "A-2"), ("体2026-9999", "A-1"), (closed.number, "B-2"), ("", "x"))}
    assert len(misses) == 2  # the last says that something must be filled in
    assert all("协会" not in miss for miss in misses)
    assert "无证协会" not in asked(nameless.number, " ")
    assert is_same_fact("１２３ ab", "123AB") and not is_same_fact("", "")


def test_how_an_appeal_stands_is_told_to_who_knows_its_number_and_their_contact(office: Office) -> None:
    (appeal,) = filed(office, 1)
    Appeal.objects.filter(pk=appeal.pk).update(contact="13900000000", speaker="钱来访")
    number = Appeal.objects.get(pk=appeal.pk).number
    opens(office, value=PUBLIC)
    read("/open/appeals/", 404)
    words = asked(number, "139 0000 0000", "appeals")
    assert number in words and "钱" not in words and appeal.title not in words
    assert "No information is available" in asked(number, "13900000001", "appeals")


def test_one_question_looks_through_all_that_is_open_and_a_miss_says_no_more(office: Office) -> None:
    read("/open/ask/", 404)
    tea = body(office, "kexie", "云岭县茶叶协会", card="A-1")
    (appeal,) = filed(office, 1)
    Appeal.objects.filter(pk=appeal.pk).update(contact="13900000000")
    number = Appeal.objects.get(pk=appeal.pk).number
    opens(office, "kexie")
    assert "No information is available" in asked(number, "13900000000", "")  # appeals are not open
    opens(office, value=PUBLIC)
    assert "Contact or card" in read("/open/") and "Contact or card" in read("/open/ask/")
    assert "云岭县茶叶协会" in asked(tea.number, "A-1", "") and "云岭县茶叶协会" in asked(tea.number[1:], "A-1", "")
    answer = asked(number, "139 0000 0000", "")
    assert number in answer and "Line of states" not in answer and appeal.title not in answer
    misses = {asked(*pair, "") for pair in ((tea.number, "13900000000"), (number, "A-1"), ("诉2026-9999", "A-1"))}
    assert len(misses) == 1 and "No information is available" in misses.pop()


def test_the_answer_shows_the_states_of_the_matter_and_the_day_of_each(office: Office) -> None:
    (appeal,) = filed(office, 1)
    Appeal.objects.filter(pk=appeal.pk).update(contact="13900000000")
    opens(office, value=PUBLIC)
    client = Client()
    page = client.post("/open/ask/", {"number": Appeal.objects.get(pk=appeal.pk).number, "fact": "13900000000"})
    here, *ahead = page.context["path"]
    assert here.here and here.at is not None and ahead and all(state.at is None for state in ahead)
    assert page.text.count("<li") >= len(page.context["path"])
    assert "path" not in client.post("/open/ask/", {"number": "诉2026-9999", "fact": "x"}).context


def test_the_first_page_lists_the_latest_of_what_is_open_and_asks_little(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    opens(office, "kexie")
    for number in range(7):
        body(office, "kexie", f"第{number}协会", card=f"证{number}")
    with django_assert_max_num_queries(12):
        words = read("/open/")
    assert "Bodies 7" in words and "第6协会" in words and "第1协会" not in words and "证6" not in words
    for number in range(7, 12):
        body(office, "kexie", f"第{number}协会")
    with django_assert_max_num_queries(12):
        assert "Bodies 12" in read("/open/")


def test_who_asks_too_often_waits(office: Office, settings: Any) -> None:
    settings.OPEN_PER_MINUTE, settings.ASKS_PER_MINUTE = 3, 2
    opens(office)
    for _time in range(3):
        read("/open/bodies/")
    assert Client().get("/open/bodies/").status_code == 429
    assert Client(REMOTE_ADDR="10.9.8.7").get("/open/bodies/").status_code == 200
    for number in range(2):
        asked(f"体2026-000{number}", "x")
    refused = Client().post("/open/bodies/ask/", {"number": "体2026-0003", "fact": "x"})
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0


def test_a_declaration_that_would_open_what_is_protected_is_refused() -> None:
    hides = Protected({"card": stars}, ("desk",))
    for part, more, words in (
        (Public("title card", OPENED), (hides,), "card is protected"),
        (Public("title wealth", OPENED), (), "no field wealth"),
        (Public("title", OPENED, listed=False), (), "neither listed nor found"),
        (Public("sort", OPENED), (), "a list shows the title"),
    ):
        with pytest.raises(ValueError, match=words):
            bodies(part, *more)
    bodies(Public("title", OPENED, find_by="card"), hides)
