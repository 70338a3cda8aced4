"""What is chosen after a change: whatever can reach it, nothing else, and all where that cannot be known."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import since
from since import ROOT, Choice, Reach, changed, why_all

CARE = "src/luoshi/lines/care/pages.py"


@pytest.fixture(scope="module")
def reach() -> Reach:
    return Reach()


def item(path: str, *, fixtures: tuple[str, ...] = (), of_kind: str = "") -> Any:
    """A test as it is collected, as far as the choice asks."""
    marks = {"of_kind"} if of_kind else set()
    return SimpleNamespace(
        nodeid=f"{path}::test_it",
        path=ROOT / path,
        fixturenames=fixtures,
        callspec=SimpleNamespace(params={"name": of_kind}),
        get_closest_marker=lambda name: name in marks,
    )


def taken(reach: Reach, *paths: str, **more: Any) -> Any:
    """Which tests a change of these files takes."""
    choice = Choice(set(paths), reach)
    return lambda path, **how: choice.takes(item(path, **{**more, **how}))


# ---- who can reach a module


def test_what_imports_it_is_taken_directly_or_through_others_and_what_does_not_is_not(reach: Reach) -> None:
    takes = taken(reach, "src/luoshi/dates/workdays.py")
    assert takes("tests/dates/test_workdays.py")  # imports it
    assert takes("tests/commitments/lights/test_stands.py")  # through what it imports
    assert not takes("tests/figures/test_rounding.py") and not takes("tests/codes/test_contact.py")


def test_a_line_is_reached_by_words_too(reach: Reach) -> None:
    takes = taken(reach, CARE)
    assert takes("tests/lines/test_care.py")
    assert takes("tests/browser/test_every_page.py")  # its helpers name the addresses
    assert not takes("tests/lines/test_contracts.py") and not takes("tests/reading/test_amounts.py")


def test_a_test_of_each_kind_is_taken_for_the_kinds_that_were_changed(reach: Reach) -> None:
    takes, path = taken(reach, CARE), "tests/lines/test_every_kind.py"
    assert takes(path, of_kind="children") and takes(path, of_kind="hardships")
    assert not takes(path, of_kind="contracts") and not takes(path, of_kind="plans")


def test_one_that_full_alone_would_try_is_tried_where_its_kind_was_changed(
    reach: Reach, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(pytestconfig.stash, since.CHOICE, Choice({CARE}, reach))
    path = "tests/lines/test_every_kind.py"
    assert since.is_of_changed_kind(pytestconfig, item(path, of_kind="helps"))
    assert not since.is_of_changed_kind(pytestconfig, item(path, of_kind="plans"))
    assert not since.is_of_changed_kind(pytestconfig, item(path))


def test_a_fixture_that_all_tests_may_have_is_reached_by_those_that_have_it(reach: Reach) -> None:
    takes = taken(reach, "tests/office.py")
    path = "tests/figures/test_rounding.py"
    assert takes(path, fixtures=("office",)) and takes(path, fixtures=("real_office",)) and not takes(path)


def test_each_request_reaches_what_all_go_through(reach: Reach) -> None:
    takes = taken(reach, "src/luoshi/site/middleware.py")
    assert takes("tests/site/test_home.py") and not takes("tests/figures/test_rounding.py")


# ---- who can reach what is no module


def test_a_test_file_that_was_changed_runs_itself(reach: Reach) -> None:
    takes = taken(reach, "tests/figures/test_rounding.py")
    assert takes("tests/figures/test_rounding.py") and not takes("tests/figures/test_ranks.py")


def test_a_helper_is_reached_by_those_that_import_it(reach: Reach) -> None:
    takes = taken(reach, "tests/lines/every_kind.py")
    assert takes("tests/lines/test_matrix.py") and not takes("tests/lines/test_care.py")


def test_data_beside_tests_is_reached_by_all_that_stand_there(reach: Reach) -> None:
    takes = taken(reach, "tests/reading/amounts.txt")
    assert takes("tests/reading/test_lists.py") and not takes("tests/codes/test_contact.py")


def test_what_stands_outside_is_reached_by_those_that_speak_of_it(reach: Reach) -> None:
    takes = taken(reach, "docs/line-afternoon.en.md")
    assert takes("tests/cli/test_line_afternoon.py") and not takes("tests/figures/test_rounding.py")
    assert taken(reach, "tools/choose_differs.py")("tests/test_running.py")


def test_the_core_is_there_and_is_taken_whatever_was_changed(reach: Reach) -> None:
    assert [path for path in since.CORE if not (ROOT / path).is_file()] == []
    takes = taken(reach, "README.md")
    assert all(map(takes, since.CORE)) and not takes("tests/figures/test_rounding.py")


# ---- when all are


@pytest.mark.parametrize(
    "path",
    [
        "pyproject.toml",
        "requirements-dev.txt",
        "src/luoshi/lines/care/locale/zh_Hans/LC_MESSAGES/django.po",
        "src/luoshi/lines/care/migrations/0001_initial.py",
        "src/luoshi/reading/lexicon/bounds.toml",
        "src/luoshi/site/settings.py",
        "src/luoshi/site/signin/settings.py",
        "src/luoshi/site/templates/site/home.html",
        "src/luoshi/lines/care/no_more.py",
        "tests/browser/conftest.py",
        "tests/conftest.py",
        "tests/no_more.py",
        "tests/settings_postgresql.py",
        "tests/worlds.py",
    ],
)
def test_a_change_of_what_all_tests_share_runs_all(path: str) -> None:
    assert why_all({CARE, path}).startswith(path)


def test_other_changes_do_not() -> None:
    there = {CARE, "docs/line.en.md", "tests/lines/test_care.py", "tests/office.py", "docs/no_more.md"}
    assert (why_all(there), why_all(set()), why_all(None)) == ("", "", "no such revision")


def test_what_differs_is_asked_of_git(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for name in ("kept", "改过", "moved", "gone"):
        (tmp_path / name).write_text(name * 20)
    git("add", ".")
    git("commit", "-qm", "one")
    (tmp_path / "改过").write_text("otherwise")
    git("mv", "moved", "there")
    git("rm", "-q", "gone")
    git("commit", "-qam", "two")
    (tmp_path / "new").write_text("not yet known")
    assert changed("HEAD~1", tmp_path) == {"改过", "moved", "there", "gone", "new"}
    assert changed("HEAD", tmp_path) == {"new"}
    assert changed("nowhere", tmp_path) is None and changed("--help", tmp_path) is None
