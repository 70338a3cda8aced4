"""Every page's ? opens its chapter, in both languages, without a network."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from luoshi.site.help import CHAPTERS, FOLDER, chapter_of, load_help_chapter
from office import Office


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chapter_is_there_in_both_languages(language: str) -> None:
    assert sorted(path.stem for path in (FOLDER / language).glob("*.md")) == sorted(CHAPTERS)
    for chapter in CHAPTERS:
        title, body = load_help_chapter(language, chapter)
        assert title and len(re.sub("<.*?>", "", body)) > 100


def test_the_addresses_named_are_addresses_that_exist() -> None:
    known: set[str] = set()

    def walk(patterns: list[object]) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns)
            elif getattr(pattern, "name", None):
                known.add(pattern.name)

    walk(get_resolver().url_patterns)
    assert {name for names in CHAPTERS.values() for name in names} - known == set()


# Named pages of which GET shows nothing to read: they choose among rows as one types, give what a program reads, or
# lead elsewhere; the guide itself; the demonstration's own.
WITHOUT = {
    *("field_worker", "field_session", "field_take", "field_send"),  # a script, and JSON for it
    "book",  # a workbook, as the next one
    "totals_book",
    "find_unit",
    "choose",
    "form_draft",
    "find_person",
    "find_post",
    "set_language",
    "sign_out",
    "help",
    "help_start",
    "demo",
    "demo_enter",
}


def test_every_page_with_a_name_has_a_chapter_chosen_for_it() -> None:
    named: set[str] = set()

    def walk(patterns: list[object]) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                if str(pattern.pattern) != "api/":  # programs ask it, and its page is named in its own description
                    walk(pattern.url_patterns)
            elif getattr(pattern, "name", None):
                named.add(pattern.name)

    walk(get_resolver().url_patterns)
    assert named - {name for names in CHAPTERS.values() for name in names} - WITHOUT == set()


def test_a_page_links_its_chapter_and_the_chapter_opens(office: Office) -> None:
    client = Client()
    client.force_login(office.people["clerk"].user)
    link = re.search(r'href="(/help/[a-z-]+/)"', client.get("/appeals/").content.decode())
    assert link and link[1] == "/help/lists/"
    page = client.get(link[1]).content.decode()
    assert "保存视图" in page and "http" not in re.sub(r"http://localhost|postgres://", "", page)
    client.cookies["django_language"] = "en"
    assert "Saved views" in client.get(link[1]).content.decode()
    assert client.get("/help/nothing/").status_code == 404


def test_what_no_chapter_names_is_led_to_the_first() -> None:
    assert (chapter_of("detail"), chapter_of(None), chapter_of("unheard_of")) == ("matter", "start", "start")


def test_a_kind_with_a_chapter_of_its_own_leads_to_it_from_its_list_and_records_and_nowhere_else() -> None:
    assert [chapter_of(name, "plans") for name in ("list", "detail", "new", "step")] == ["plans"] * 4
    assert (chapter_of("export", "plans"), chapter_of("list", "no-such-chapter")) == ("lists", "lists")


def test_the_list_of_a_kind_leads_to_the_chapter_on_that_kind(office: Office) -> None:
    client = Client()
    client.force_login(office.people["clerk"].user)
    for path, chapter in (("/plans/", "plans"), ("/commitments/", "commitment"), ("/appeals/", "lists")):
        assert f'href="/help/{chapter}/"' in client.get(path).content.decode(), path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_chapters_lead_to_chapters_that_exist(language: str) -> None:
    found = {chapter: re.findall(r'href="([^"]*)"', load_help_chapter(language, chapter)[1]) for chapter in CHAPTERS}
    assert {"../receive/", "../sheets/", "../correct/"} <= set(found["plans"])
    assert {link for links in found.values() for link in links} <= {f"../{chapter}/" for chapter in CHAPTERS}


@pytest.mark.parametrize(("language", "name"), [("zh", "云岭县督查室"), ("en", "云岭县督查室")])
def test_an_own_office_reads_of_itself_and_the_demonstration_of_its_people(language: str, name: str) -> None:
    own, demo = (
        load_help_chapter(language, "start", False, name)[1],
        load_help_chapter(language, "start", True, name)[1],
    )
    assert name in own and "杜明川" not in own and "make run" not in own
    assert "杜明川" in demo and name not in demo
    assert not re.search("<!--|{office}", own + demo)
    assert "<b>" not in load_help_chapter(language, "start", False, "<b>局</b>")[1]
    assert "本单位" in load_help_chapter("zh", "start")[1] or language == "en"


@pytest.mark.parametrize("chapter", sorted(CHAPTERS))
def test_no_chapter_of_an_own_office_names_people_of_the_demonstration(chapter: str) -> None:
    for language in ("zh", "en"):
        assert not re.search("杜明川|林海峰|周婷|云岭", load_help_chapter(language, chapter)[1])
