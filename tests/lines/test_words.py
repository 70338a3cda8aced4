"""A line's English has the Chinese of that line, and where it has none that of the program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.utils.translation import gettext, override

import translations
from luoshi.kernel.base.words import words, words_in, words_now
from luoshi.site.api import openapi_description

SAID = {"shelves": "架", "tables": "表"}


@pytest.fixture
def two_lines(settings: Any, tmp_path: Path) -> None:
    """Two lines whose catalogues put one English word into different Chinese."""
    for line, chinese in SAID.items():
        catalogue = Catalog(locale="zh_Hans")
        catalogue.add("Board", chinese)
        place = tmp_path / line / "zh_Hans/LC_MESSAGES"
        place.mkdir(parents=True)
        with (place / "django.mo").open("wb") as file:
            write_mo(file, translations.with_context(catalogue, line))
    settings.LOCALE_PATHS = [str(tmp_path / line) for line in SAID]


def test_the_same_english_is_other_chinese_in_another_line(two_lines: None) -> None:
    lazily = {line: words(f"luoshi.lines.{line}.cycles")("Board") for line in SAID}
    with override("zh-hans"):
        assert {line: str(said) for line, said in lazily.items()} == SAID
        assert {line: words_now(f"luoshi.lines.{line}.actions")("Board") for line in SAID} == SAID
    with override("en"):
        assert {str(said) for said in lazily.values()} == {"Board"}


def test_what_a_line_has_no_chinese_for_is_said_as_the_program_says_it(two_lines: None) -> None:
    with override("zh-hans"):
        assert words_now("luoshi.lines.tables.forms")("Unit") == gettext("Unit") == "单位"
        assert words_now("luoshi.lines.tables.forms")("Never said") == "Never said"


def test_one_word_of_a_line_has_two_translations_in_two_contexts(settings: Any, tmp_path: Path) -> None:
    place = tmp_path / "lines/shelves/locale/zh_Hans/LC_MESSAGES"
    room = place.parents[2]
    place.mkdir(parents=True)
    (room / "line.py").write_text('STATES, STEP, ONE = _p("state", "Open"), _p("step", "Open"), _("Open")\n', "utf-8")
    assert sorted(translations.used(room), key=str) == [
        ("Open", "state", None), ("Open", "step", None), ("Open", None, None),
    ]  # fmt: skip
    translations.add(room, iter(["Open\t未结\tstate\n", "Open\t打开\tstep\n", "Open\t公开\n"]))
    with (place / "django.mo").open("wb") as file:
        write_mo(file, translations.with_context(translations.load(room), translations.context_of(room)))
    settings.LOCALE_PATHS = [str(room / "locale")]
    marked = words_in("luoshi.lines.shelves.line")
    said = [
        marked("state", "Open"),
        marked("step", "Open"),
        marked("label", "Open"),
        words("luoshi.lines.shelves.x")("Open"),
    ]
    with override("zh-hans"):
        assert [str(item) for item in said] == ["未结", "打开", "公开", "公开"]
        assert str(words_in("luoshi.lines.tables.line")("state", "Open")) != "未结"  # another line has its own
    with override("en"):
        assert {str(item) for item in said} == {"Open"}


def test_a_module_of_no_line_has_no_words_of_a_line() -> None:
    with pytest.raises(ValueError, match=r"luoshi\.commitments\.kinds\.plans is no module of a line"):
        words("luoshi.commitments.kinds.plans")


def test_the_catalogue_of_a_line_is_compiled_under_its_name() -> None:
    contexts = {room.name: translations.context_of(room) for room in translations.rooms()}
    assert contexts["appeals"] == "appeals" and contexts["plans"] is None


def test_what_the_api_says_of_a_line_are_its_words() -> None:
    """The descriptions of its models are written before a language is chosen, and said in the words of the line."""
    told = {
        language: openapi_description(language)["components"]["schemas"]["MarksLineOut"]
        for language in ("en", "zh-hans")
    }
    assert {language: description["properties"]["of"]["description"] for language, description in told.items()} == {
        "en": "The full marks of its items.",
        "zh-hans": "各考核项分值合计。",
    }
    assert "x-line" not in str(told)
