import base64
import hashlib
import re
from decimal import Decimal

import pytest

from gold_readings import NAMES, gold, hostile
from luoshi.cli.compose import compose_ledger_report
from luoshi.cli.language import load_message_catalogue
from luoshi.reading.model import Quantity, Reading, TextHeading, TextStatement
from luoshi.writing.html import render_ledger_page
from luoshi.writing.page_frame import PARTS
from parsed import Page

WORDS = {language: load_message_catalogue(language) for language in ("zh", "en")}


def opened(*documents, language="zh"):
    made = [compose_ledger_report(*document) for document in documents]
    words = render_ledger_page(made, WORDS, language)
    return words, Page(words), made


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_text_is_there_and_every_span_marked(name):
    _, parsed, (made,) = opened(gold(name))
    squeezed = "".join("".join(parsed.paper).split())
    assert squeezed == "".join(made.text.split())
    for key, spans in (("data-s", made.passages), ("data-q", made.figures), ("data-h", made.parts)):
        for index, span in enumerate(spans):
            assert "".join("".join(parsed.marks[key, index]).split()) == "".join(
                made.text[span.start : span.end].split()
            )


def test_spans_that_cross_are_cut_and_each_is_whole():
    text = "甲乙丙丁戊己庚\n辛壬癸"
    figures = [
        Quantity(a, b, Decimal(1), None, None, "eq", "target", "level", "x", None, None, "r", statement=0)
        for a, b in ((1, 4), (3, 6), (5, 9))
    ]
    parts = [TextStatement(0, 5, "task", "r"), TextStatement(4, 10, "fact", "r")]
    reading = Reading("plan", None, None, None, None, [TextHeading(2, 8, "", 1, "x", "r")], parts, figures, [])
    document = gold("d01")[0]
    object.__setattr__(document, "text", text)
    _, parsed, _ = opened((document, reading))
    found = {key: "".join(words) for key, words in parsed.marks.items()}
    assert found == {
        ("data-s", 0): text[0:5],
        ("data-s", 1): text[4:10].replace("\n", ""),
        ("data-h", 0): text[2:8].replace("\n", ""),
        ("data-q", 0): text[1:4],
        ("data-q", 1): text[3:6],
        ("data-q", 2): text[5:9].replace("\n", ""),
    }


def test_every_row_figure_and_left_statement_has_a_line():
    _, parsed, (made,) = opened(gold("d01"))
    rows = [given for tag, given in parsed.tags if (given.get("class") or "").split()[:1] == ["r"]]
    assert len(rows) == len(made.items) + len(made.figures) + len(made.left)
    heads = "26 个数字", "24 个在台账，2 个不在"
    assert all(words in opened(gold("d01"))[0] for words in heads)


def test_hostile_words_stay_words():
    words, parsed, _ = opened(hostile(), gold("d01"))
    assert [tag for tag, _ in parsed.tags].count("script") == 1
    assert not any(key.startswith("on") or key == "style" for _, given in parsed.tags for key in given)
    assert "\x01" not in words and "\x1b" not in words and "\u202e" not in words
    assert "<b>.txt" not in words


def test_the_policy_names_the_one_style_and_the_one_script():
    words, parsed, _ = opened(gold("d01"))
    policy = next(
        given["content"] for tag, given in parsed.tags if given.get("http-equiv") == "Content-Security-Policy"
    )
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", words, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_the_page_asks_for_nothing_outside_itself():
    words, parsed, _ = opened(gold("d01"), gold("d02"))
    links = [
        given.get(key) for _, given in parsed.tags for key in ("href", "src", "action", "srcset") if given.get(key)
    ]
    assert links and all(link.startswith("#") for link in links)
    assert "url(" not in words and "@import" not in words


def test_the_other_language_is_in_the_page_too():
    words, _, _ = opened(gold("d01"), language="en")
    assert '<html lang="en"' in words and "26 figures" in words and 'data-zh="26 个数字"' in words
    assert "page." not in re.sub(r"<(script|style)>.*?</\1>", "", words, flags=re.DOTALL)


def test_many_documents_begin_with_a_table_of_them():
    _, parsed, _ = opened(gold("d01"), gold("d02"))
    links = [given["href"] for tag, given in parsed.tags if tag == "a" and (given.get("href") or "").startswith("#d")]
    assert links == ["#d1", "#d2"]
    assert {given["id"] for _, given in parsed.tags if "view" in (given.get("class") or "").split()} == {
        "index",
        "d1",
        "d2",
    }


STYLES = {path.name: path.read_text(encoding="utf-8") for path in sorted(PARTS.glob("*.css"))}
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(PARTS.glob("*.js"))}
TOO_NEW = ":has( :is( :where( @container @layer inset: aspect-ratio dvh text-underline-offset color-mix @property"


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("too_new", TOO_NEW.split())
def test_the_style_needs_no_more_than_chromium_86(too_new, name):
    style = re.sub(r"/\*.*?\*/", "", STYLES[name], flags=re.DOTALL)
    assert too_new not in style
    depth = 0
    for line in re.findall(r"@media[^{]*\{|[{}]", style):  # nesting: a rule inside a rule that is no @media
        depth += {"}": -1}.get(line, 1)
        assert depth <= 2


@pytest.mark.parametrize(
    "too_new", [".at(", ".hasOwn", ".replaceChildren", "structuredClone", "#private", ".findLast", "static {"]
)
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_needs_no_more_than_chromium_86(too_new, name):
    assert too_new not in SCRIPTS[name]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


INKS = ("ink", "soft", "task", "norm", "fact", "context", "doubt")
PAIRS = [(ink, ground) for ink in INKS for ground in ("paper", "band", "chosen")]
PAIRS += [(state, f"{state}-ground") for state in ("good", "bad", "open", "more")] + [("soft", "figure-ground")]
PAIRS += [("doubt", "doubt-ground"), ("ink", "figure-ground"), ("task", "task-ground"), ("soft", "task-ground")]


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(ink, ground):
    style = "".join(STYLES.values())
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", style))
    colours = {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for name, value in colours.items()
    }
    light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2 AA, 1.4.3
