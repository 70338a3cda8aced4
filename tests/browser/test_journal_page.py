"""The page that verifies a journal's export, in a real Chromium, opened from a file: it finds what `check` finds."""

import json
import random
import re

import pytest

from luoshi.evidence.journal.rules.export import write_export
from luoshi.evidence.journal.rules.proof import IntegrityFinding, check_sealed_lines
from luoshi.kernel.history.offline_verifier import PARTS, render_verifier_page
from sealed_journals import CASES, DAMAGED, HEAD, NO_HEADS, THROUGH_WINDOWS, Case, journal, sealed, tampered, told

DESKTOP, TELEPHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
STATES = '#result[data-state="whole"], #result[data-state="broken"], #result[data-state="unreadable"]'


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    path = tmp_path_factory.mktemp("journal") / "verify.html"
    path.write_text(render_verifier_page(), encoding="utf-8")
    return {"verify": path}


def exported(case):
    return "".join(write_export(case.header, case.lines)).encode()


def given(one, data, heads=None, name="journal.jsonl"):
    """Chooses a file, after known heads, and waits for the verdict."""
    one.fill("#heads", "\n".join(f"{number} {head}" for number, head in (heads or {}).items()))
    one.evaluate("() => { document.getElementById('result').dataset.state = 'waiting'; }")
    one.set_input_files("#file", {"name": name, "mimeType": "application/jsonl", "buffer": data})
    one.wait_for_selector(STATES)
    return one.locator("#result").get_attribute("data-state")


def findings(one):
    """What the page lists, problems before erasures."""
    rows = one.locator(".findings li").evaluate_all("rows => rows.map(row => ({...row.dataset}))")
    return [IntegrityFinding(row["code"], int(row["number"]), json.loads(row["values"])) for row in rows]


def listed(found):
    return sorted(found, key=lambda one: (not one.is_broken, one.number))


@pytest.mark.parametrize("name", CASES)
def test_the_page_finds_what_check_finds(tab, name):
    one, case = tab("verify"), CASES[name]()
    state = given(one, exported(case), case.heads)
    expected = listed(check_sealed_lines(case.lines, heads=case.heads, size=case.size, head=case.head))
    assert findings(one) == expected == listed(case.findings)
    assert state == ("broken" if any(finding.is_broken for finding in expected) else "whole")


def test_the_page_finds_what_check_finds_whatever_was_done(tab, pytestconfig):
    one, rng = tab("verify"), random.Random(20260501)
    for case in (tampered(rng) for _ in range(80 if pytestconfig.getoption("--full") else 25)):
        given(one, exported(case), case.heads)
        assert findings(one) == listed(check_sealed_lines(case.lines, heads=case.heads, size=case.size, head=case.head))


def test_a_damaged_file_is_refused_with_its_line_as_read_export_does(tab):
    one = tab("verify")
    refused = {}
    for name, (data, _) in DAMAGED.items():
        assert given(one, data) == "unreadable"
        told_of = one.locator("#result").evaluate("result => [result.dataset.code, JSON.parse(result.dataset.values)]")
        refused[name] = tuple(told_of)
        assert not re.search(r"undefined|[{}]", one.inner_text("#verdict"))
    assert refused == {name: expected for name, (_, expected) in DAMAGED.items()}


def test_heads_that_are_none_are_refused_with_their_line_before_anything_is_read(tab):
    one = tab("verify")
    for line in NO_HEADS:
        one.fill("#heads", f"10 {HEAD}\n{line}")
        one.set_input_files("#file", {"name": "j.jsonl", "mimeType": "text/plain", "buffer": THROUGH_WINDOWS})
        assert one.inner_text("#heads-wrong").startswith("第 2 行不是“编号 日志校验值”")
        assert one.evaluate("() => document.activeElement.id") == "heads"
        assert one.locator("#verdict").is_hidden()
    one.fill("#heads", " ".join(["50：", *(HEAD.upper()[at : at + 8] for at in range(0, 64, 8))]))
    one.click("#again")
    one.wait_for_selector(STATES)
    assert one.locator("#heads-wrong").is_hidden()
    assert one.locator("#facts dd").last.inner_text() == "核对了 1 个，全部一致"


def test_hashes_are_right_for_every_length_of_what_is_hashed(tab):
    lines = sealed([told(number, "落" * (number // 3) + "x" * (number % 3)) for number in range(1, 400)])
    one = tab("verify")
    assert given(one, exported(Case(lines, [], size=399, head=lines[-1].head))) == "whole"
    assert one.inner_text("#verdict-words") == "完整：399 条，未发现改动"


def test_a_whole_journal_is_told_with_its_size_its_head_and_what_that_does_not_prove(tab):
    one = tab("verify")
    assert given(one, THROUGH_WINDOWS) == "whole"
    facts = dict(zip(one.locator("dt").all_inner_texts(), one.locator("dd").all_inner_texts(), strict=True))
    assert facts.pop("纸上的日志校验值").startswith("没有填写：不能排除整本日志连同日志校验值被重写")
    assert facts == {
        "单位": "云岭县委督查室",
        "文件": "journal.jsonl",
        "导出时间": "2026-05-01 08:00:00 (中国标准时间)",
        "条目": "50 条",
        "最后的日志校验值": " ".join(HEAD[at : at + 8] for at in range(0, 64, 8)),
    }
    assert one.locator("#erased .words").all_inner_texts() == [
        "第 7 号条目的内容已于 2026-03-21 删除，由第 20 号条目记录。条目本身完好。"
    ]


def test_a_problem_is_a_sentence_with_the_entry_it_speaks_of(tab):
    one = tab("verify")
    given(one, exported(CASES["altered_payload"]()))
    assert one.inner_text("#verdict-words") == "不完整：发现 1 处问题"
    assert one.locator("#broken li span").all_inner_texts() == [
        "内容改动",
        "第 23 号条目的内容被改动，与封存时不同。",
        "2026-03-24 09:23:00 · 人员 15，岗位 4 · 诉求 6 · 办结 · #1069",
    ]


def test_every_sentence_is_there_in_english(tab):
    one = tab("verify", hash="#en")
    assert one.locator("html").get_attribute("lang") == "en"
    assert not CHINESE.search(one.inner_text("body").replace("中文", "").replace("落", ""))
    for case in (make() for make in CASES.values()):
        given(one, exported(case), case.heads)
        words = one.inner_text("#result").replace("云岭县委督查室", "")
        assert not CHINESE.search(words) and not re.search(r"undefined|[{}]", words)


def test_the_language_can_be_changed_with_the_result_in_sight(tab):
    one = tab("verify")
    given(one, exported(CASES["dropped"]()))
    one.click("#language")
    assert one.inner_text("#broken .words") == "Entry 23 was dropped: its number is not in the file."
    assert one.title() == "Luoshi · Verify a journal" and one.inner_text("#chosen") == "journal.jsonl"
    one.click("#language")
    assert one.inner_text("#broken .words") == "第 23 号条目被抽走：文件里没有这个编号。"
    assert one.inner_text("h1") == "日志核验"


def test_a_file_can_be_dropped_on_the_page(tab):
    one = tab("verify")
    one.evaluate(
        """text => { const moved = new DataTransfer(); moved.items.add(new File([text], "dropped.jsonl"));
           document.dispatchEvent(new DragEvent("drop", {dataTransfer: moved, cancelable: true})); }""",
        exported(CASES["swapped"]()).decode(),
    )
    one.wait_for_selector(STATES)
    assert one.inner_text("#chosen") == "dropped.jsonl"
    assert one.locator("#broken .words").all_inner_texts() == ["第 23 号与第 24 号条目没有按封存时的先后排列。"]


def test_the_file_chosen_last_is_the_one_that_is_told(tab):
    one, lines = tab("verify"), journal(5_000)
    long = exported(Case(lines, [], size=len(lines), head=lines[-1].head))
    assert len(long) > 2 << 20  # several pieces
    one.set_input_files("#file", {"name": "long.jsonl", "mimeType": "text/plain", "buffer": long})
    assert given(one, exported(CASES["dropped"]())) == "broken"
    one.wait_for_timeout(600)
    assert one.inner_text("#verdict-words") == "不完整：发现 1 处问题"
    assert given(one, long) == "whole"
    assert one.inner_text("#verdict-words") == "完整：5,000 条，未发现改动"


def test_more_problems_than_can_be_read_are_counted(tab):
    one = tab("verify")
    lines = [line for line in journal(2400) if line.number % 4]
    given(one, exported(Case(lines, [], size=2400, head="")))
    assert one.locator("#broken li").count() == 500
    count = len([finding for finding in check_sealed_lines(lines, size=2400) if finding.is_broken])
    assert one.inner_text("#broken .left-out") == f"另有 {count - 500} 处未列出。"


def test_words_in_an_export_never_become_part_of_the_page(tab):
    hostile = "<img src=x onerror=alert(1)>"
    lines = sealed([told(1, {}, actor=hostile, subject=hostile), told(2, {})])
    one = tab("verify")
    given(
        one,
        exported(Case([lines[0].__class__(**{**fields(lines[0]), "payload": "[]"}), lines[1]], [], size=2)),
        name=f"{hostile}.jsonl",
    )
    assert one.locator("img").count() == 0 and hostile.replace(" ", "，") in one.inner_text("#broken .of")


def fields(line):
    return {name: getattr(line, name) for name in line.__slots__}


def test_nothing_stands_out_of_the_page_at_any_width(tab):
    one = tab("verify")
    case = CASES["rewritten"]()
    for hash_of in ("", "#language"):
        if hash_of:
            one.click(hash_of)
        given(one, exported(case), case.heads)
        for viewport in (DESKTOP, {"width": 1024, "height": 700}, TELEPHONE):
            one.set_viewport_size(viewport)
            assert one.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), viewport


def test_the_page_works_with_the_keyboard_alone(tab):
    one = tab("verify")
    reached = []
    for _ in range(5):
        one.keyboard.press("Tab")
        reached.append(one.evaluate("() => document.activeElement.id || document.activeElement.className"))
    assert reached == ["skip", "print", "language", "file", "heads"]


def test_the_page_asks_for_nothing_outside_itself():
    words = render_verifier_page()
    assert re.findall(r"(?:https?:)?//[a-z]|\b(?:src|href)=\"(?!#)", re.sub(r"\s+//.*", "", words)) == []
    assert "default-src 'none'" in words and "unsafe" not in words and "{policy}" not in words


@pytest.mark.parametrize(
    "too_new", [":has(", ":is(", ":where(", "@container", "@layer", "inset:", "aspect-ratio", "dvh", "color-mix"]
)
def test_the_style_needs_no_more_than_chromium_86(too_new):
    style = re.sub(r"/\*.*?\*/", "", (PARTS / "verify.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert too_new not in style
    assert not re.search(r"\{[^{}]*\{[^{}]*\{", re.sub(r"@media[^{]*\{", "", style))


@pytest.mark.parametrize(
    "too_new", [".at(", ".hasOwn", ".replaceChildren", "structuredClone", ".findLast", "??=", "||="]
)
def test_the_script_needs_no_more_than_chromium_86(too_new):
    assert all(too_new not in path.read_text(encoding="utf-8") for path in PARTS.glob("*.js"))


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"),
        ("soft", "paper"),
        ("soft", "ground"),
        ("soft", "band"),
        ("link", "band"),
        ("link", "link-ground"),
        ("good", "good-ground"),
        ("bad", "bad-ground"),
        ("bad", "paper"),
        ("note", "note-ground"),
        ("ink", "good-ground"),
    ],
)
def test_words_stand_out_from_their_ground(ink, ground):
    style = (PARTS / "verify.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", style))
    light, dark = sorted((luminance(colours[name]) for name in (ink, ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2 AA, 1.4.3


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
