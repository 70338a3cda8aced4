"""How the tests are run: what stands for several, which run on PostgreSQL, and what a folder may cost."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import choose_dear
import choose_differs
import cpu
import differs
import mutants
import turns
from differs import shape
from full import in_turn, is_its_turn, paired, sampled, turned
from luoshi.org.tree.models import Unit
from office import Office
from worlds import wanted, world

TREES = st.dictionaries(st.text("abcdef", min_size=1), st.sets(st.integers(0, 20).map(str)), min_size=1)
HERE = Path(__file__).parent


def _hamlet(office: Office) -> int:
    return office.unit("hamlet", "小石村", "town").pk


hamlet = world("hamlet", _hamlet, on="office")


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_does_to_a_world_is_gone_for_the_next(office: Office, hamlet: int, turn: int) -> None:
    assert Unit.objects.filter(pk=hamlet).exists() and "hamlet" not in office.units
    Unit.objects.filter(pk=office.units["town"].pk).update(name=f"改过{turn}")
    assert Unit.objects.filter(name__startswith="改过").count() == 1


def test_an_office_alone_has_nothing_of_what_stands_on_it(office: Office) -> None:
    assert not Unit.objects.filter(name="小石村").exists() and Unit.objects.count() == len(office.units)


def test_without_a_world_the_database_is_empty(db: None) -> None:
    assert not Unit.objects.exists()


def test_worlds_that_do_not_stand_on_each_other_are_not_had_together() -> None:
    world("meadow", lambda office: None, on="office")
    with pytest.raises(ValueError, match="do not stand on each other"):
        wanted(__name__, ["hamlet", "meadow"])
    world("castle", lambda: None, on="air")
    with pytest.raises(ValueError, match="castle stands on air, which is no world"):
        wanted(__name__, ["castle"])
    assert [world_wanted.name for world_wanted in wanted(__name__, ["tmp_path", "office", "hamlet"])] == [
        "office",
        "hamlet",
    ]


@given(TREES)
def test_the_tests_of_the_list_send_all_that_any_sends(sent: dict[str, set[str]]) -> None:
    found = choose_differs.cover(sent, dict.fromkeys(sent, 1.0))
    assert found <= sent.keys()
    assert set().union(*(sent[test] for test in found)) == set().union(*sent.values())


def test_the_list_takes_the_cheap_way() -> None:
    sent = {"dear": {"a", "b"}, "one": {"a"}, "other": {"b"}}
    assert choose_differs.cover(sent, {"dear": 9.0, "one": 0.1, "other": 0.1}) == {"one", "other"}
    assert choose_differs.cover(sent, {"dear": 0.1, "one": 9.0, "other": 9.0}) == {"dear"}


def test_statements_that_differ_in_values_alone_have_one_shape() -> None:
    many = 'INSERT INTO "a" ("b", "c") VALUES (%s, %s), (%s, %s), (%s, NULL)'
    assert shape(many) == shape('INSERT INTO "a" ("b", "c") VALUES (%s, %s)')
    assert shape("SELECT a FROM b WHERE c IN (%s, %s, 7) LIMIT 21") == shape("SELECT a FROM b WHERE c IN (%s) LIMIT 3")
    assert shape('SAVEPOINT "s140_x7"') == shape('SAVEPOINT "s9_x12"')
    assert shape("SELECT a FROM b WHERE c = 'x''y'") == shape("SELECT a FROM b WHERE c = 'z'")
    assert shape("SELECT a FROM b") != shape("SELECT a FROM c")


def test_the_list_names_files_that_are_there_each_once() -> None:
    names = [line for line in differs.LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [name for name in names if not (HERE.parent / name.split("::")[0]).exists()] == []
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_of_many_values_the_first_and_every_so_manieth_are_tried_always() -> None:
    assert [bool(character.marks) for character in sampled("abcdef", 3)] == [False, True, True, False, True, True]


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 10**6))
def test_what_takes_its_turn_has_it_in_as_few_numbers_as_may_be(many: int, count: int, number: int) -> None:
    values, rounds = list(range(many)), -(-many // count)
    took = [in_turn(values, count, number + at) for at in range(rounds)]
    assert {value for some in took for value in some} == set(values)
    assert {len(set(some)) for some in took} == {min(count, many)}


def test_who_takes_turns_says_what_is_left_to_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUOSHI_SEED", "3")
    assert sum(not character.marks for character in turned("abcde", 2)) == 2
    names = [f"tests/browser/test_{number}.py" for number in range(40)]
    today = {name for name in names if is_its_turn(name)}
    monkeypatch.setenv("LUOSHI_SEED", "4")
    assert {name for name in names if is_its_turn(name)} == set(names) - today


@pytest.mark.parametrize(("ones", "others"), [("abcdefg", "xyz"), ("ab", "vwxyz"), ("a", "x")])
def test_of_pairs_each_of_both_has_one_without_full(ones: str, others: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        monkeypatch.setenv("LUOSHI_SEED", str(number))
        pairs = paired(ones, others)
        assert [pair.values for pair in pairs] == [(first_value, other) for first_value in ones for other in others]
        taken = [pair.values for pair in pairs if not pair.marks]
        assert ({first_value for first_value, _ in taken}, {other for _, other in taken}) == (set(ones), set(others))
        assert len(taken) == max(len(ones), len(others))


def test_dear_tests_take_turns_save_those_that_find_planted_faults() -> None:
    names = {f"tests/site/test_{number}.py::test_it" for number in range(90)} | {"tests/browser/test_lists.py::test_it"}
    found = next(period.tests[0] for period in mutants.every())
    run = [name for name in sorted(names) if not turns.waits(name, names, ())]
    assert 10 < len(run) < 60
    assert not turns.waits(found, {found}, turns.always()) and not turns.waits("tests/a.py::test_cheap", names, ())


def test_the_list_of_dear_tests_is_in_order_with_each_once() -> None:
    names = [line for line in turns.LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert names == sorted(set(names)) == choose_dear.dear(dict.fromkeys(names, 1.0))


def test_nine_of_ten_tests_that_the_lists_name_are_there_under_that_name() -> None:
    """A name that is gone waits for no turn, and a file that is not named runs whole: both cost a run half an hour."""
    for listed in (turns.dear(), differs.chosen()):
        gone = [name for name in sorted(listed) if not _is_there(name)]
        assert len(gone) < len(listed) / 10, "choose them anew (make test-all): " + ", ".join(gone[:20])


def _is_there(name: str) -> bool:
    """Whether the file of a test holds a function of its name."""
    file, _, function = name.partition("::")
    path = HERE.parent / file
    return path.exists() and f"def {function.split('[')[0].rpartition('::')[2]}(" in path.read_text("utf-8")


class _Said:
    """A terminal that keeps what is written."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def section(self, title: str) -> None:
        self.lines.append(title)

    def line(self, words: str, **_how: Any) -> None:
        self.lines.append(words)


def test_a_folder_over_its_budget_fails_the_run(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu, "yard", lambda: 0.0)
    costs = cpu.Costs(pytestconfig)
    costs.by_test.update({"tests/site/test_a.py::test_b": 1.0, "tests/site/test_c.py::test_d[x]": 1e6, "tests/t.py": 1})
    assert costs.by_folder() == {"tests/site": 1e6 + 1, "tests/*.py": 1}
    ((times, over),) = costs.exceeded()
    assert times > cpu.FAILS and re.match(r"tests/site: 1000001 CPU s, \d+ are its budget", over)
    said: Any = _Said()
    costs.over = [(times, over), (1.1, "a little")]
    costs.pytest_terminal_summary(said)
    assert {f"over its budget twice: {over}", "over its budget: a little"} <= {*said.lines}
