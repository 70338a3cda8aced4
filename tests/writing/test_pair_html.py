"""The page of answers as its source."""

import re
from functools import partial

import pytest

from luoshi.cli.language import load_message_catalogue, translate_message
from luoshi.writing.pair_html import render_pair_page
from luoshi.writing.pair_terms import pair_summary_sentence
from pairs import PAIRS, compared, hostile, large, matched
from parsed import Page

WORDS = {language: load_message_catalogue(language) for language in ("zh", "en")}


def opened(pair, language="zh"):
    words = render_pair_page(pair, WORDS, language)
    return words, Page(words)


@pytest.mark.parametrize("name", PAIRS)
def test_all_texts_are_there_and_every_quote_is_marked(name):
    pair = PAIRS[name]()
    _, parsed = opened(pair)
    texts = re.sub("[\x01\x1b\u202e]", "\ufffd", "".join(source.text for source in pair.sources))
    assert "".join("".join(parsed.paper).split()) == "".join(texts.split())
    for answer in pair.answers:
        wanted = {"".join(quote.quote.split()) for quote in (answer.asked, *answer.found)}
        marked = "".join("".join(parsed.marks["data-a", answer.number]).split()).replace("\ufffd", "")
        assert all(re.sub("[\x01\x1b\u202e]", "", words) in marked for words in wanted)
    assert all(parsed.marks["data-u", at] for at in range(1, len(pair.loose) + 1))


def test_every_answer_and_every_figure_left_has_a_row_with_word_and_sign():
    words, parsed = opened(matched())
    rows = [given for tag, given in parsed.tags if (given.get("class") or "").split()[:1] == ["r"]]
    assert [given.get("data-a") for given in rows] == [*map(str, range(1, 8)), *[None] * 5]
    assert [given["data-show"] for given in rows[:7]] == [
        "exceeded", "not_met", "exceeded", "not_met uncertain", "no_figure", "not_mentioned", "reported",
    ]  # fmt: skip
    assert (
        pair_summary_sentence(matched(), partial(translate_message, "zh")) in words
        and 'aria-hidden="true">✗</span>' in words
    )


def test_hostile_words_stay_words():
    words, parsed = opened(hostile())
    assert [tag for tag, _ in parsed.tags].count("script") == 1
    assert not any(key.startswith("on") or key == "style" for _, given in parsed.tags for key in given)
    assert not set(words) & set("\x01\x1b\u202e") and "<b>.txt" not in words


@pytest.mark.parametrize("name", PAIRS)
def test_the_page_asks_for_nothing_outside_itself(name):
    words, parsed = opened(PAIRS[name]())
    links = [given.get(key) for _, given in parsed.tags for key in ("href", "src", "action") if given.get(key)]
    assert links and all(link.startswith("#") for link in links)
    assert "url(" not in words and "@import" not in words and "default-src 'none'" in words


@pytest.mark.parametrize("make", [matched, compared])
def test_both_languages_are_in_the_page_and_no_message_is_missing(make):
    words, _ = opened(make(), "en")
    body = re.sub(r"<(script|style)>.*?</\1>", "", words, flags=re.DOTALL)
    assert '<html lang="en"' in words and "对照" in words
    assert not re.search(r"\b(pairpage|because|status|role_in_pair|certain|column|page)\.[a-z_]+", body)


def test_a_page_grows_with_its_documents_and_not_faster():
    small, double = (len(render_pair_page(large(count), WORDS, "zh")) for count in (300, 600))
    assert double < 2.3 * small
