"""The chapter that makes three linked kinds in an afternoon: its code stands in both languages alike, and runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from luoshi.cli.line import scaffold_line
from source_tree import ROOT, said, tree

FILE = re.compile(r"^`([\w./]+)`[:：]\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHAPTERS = {name: ROOT / f"docs/line-afternoon.{name}.md" for name in ("en", "zh-CN")}


def files(language: str) -> dict[str, str]:
    """What each file is to hold, by its place as the chapter names it."""
    return dict(FILE.findall(CHAPTERS[language].read_text("utf-8")))


def test_both_languages_show_the_same_files() -> None:
    assert files("en") == files("zh-CN")
    assert len(files("en")) == 6


@pytest.mark.full  # a smaller line is written and looked through in test_line.py
def test_what_the_chapter_says_runs_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tree(tmp_path)
    assert scaffold_line("fairs", "科普集市", "集市", "", "en", folder) == 0
    package = folder / "src/luoshi/lines/fairs"
    for place, text in files("en").items():
        (folder / place if place.startswith("tests/") else package / place).write_text(text, "utf-8")
    for path in (package / "migrations").glob("0*.py"):
        path.unlink()
    assert said(folder, "tools/translations.py")[0] == 0
    made = said(folder, "-m", "django", "makemigrations", "fairs", "--settings", "luoshi.site.settings")
    assert made[0] == 0, made
    status, words = said(folder, "-m", "luoshi.cli", "line", "check", "fairs", "--demo")
    assert (status, "✓ fairs: 3 kinds" in words) == (0, True), words
    tests = ("tests/lines/test_fairs.py", "tests/lines/test_every_kind.py")
    chosen = ("-k", "fairs or stalls or looks", "--full")
    status, words = said(folder, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *tests, *chosen)
    assert (status, "passed" in words, "failed" in words) == (0, True, False), words
