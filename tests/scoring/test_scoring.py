"""Marks of several experts: exact totals, the ways of sheet 11, ranks with ties, and what only a vote decides."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.scoring.combining import WAYS, combine_scores, measure_agreement, trimmed_mean
from luoshi.scoring.model import expected_ranks, fit_mixed_model
from luoshi.scoring.places import PlacesCut, close_to_cut, fill_places, find_cut, rank_objects
from luoshi.scoring.sheets import MarkItem, total_sheet, weights_fault

ITEMS = (MarkItem("new", Decimal(40)), MarkItem("use", Decimal(35)), MarkItem("paper", Decimal(25)))
MARKS = st.integers(0, 100).map(Fraction)
PANELS = st.dictionaries(st.integers(0, 8), st.dictionaries(st.integers(0, 6), MARKS, min_size=1), min_size=1)


def test_the_total_of_a_sheet_is_the_weighted_sum_exactly() -> None:
    """Sheet 06 §6.8: 90·0.40 + 80·0.35 + 70·0.25 = 81.50."""
    marks = {"new": Decimal(90), "use": Decimal(80), "paper": Decimal(70)}
    assert total_sheet(ITEMS, marks).total == Fraction(163, 2)
    assert weights_fault(ITEMS) is None
    assert weights_fault(ITEMS[:2]) == 75


def test_a_mark_that_lacks_makes_no_total_and_is_no_nought() -> None:
    found = total_sheet(ITEMS, {"new": Decimal(0), "use": None})
    assert (found.total, found.missing) == (None, ("use", "paper"))


def test_special_items_only_add_and_normal_ones_only_take() -> None:
    items = (*ITEMS, MarkItem("bonus", Decimal(5), Decimal(10), special=True))
    full = {"new": Decimal(100), "use": Decimal(100), "paper": Decimal(100)}
    assert total_sheet(items, full).total == 100
    assert total_sheet(items, full | {"bonus": Decimal(10)}).total == 105
    assert weights_fault(items) is None
    for wrong in ({"new": Decimal(-1)}, {"bonus": Decimal(11)}, {"other": Decimal(1)}):
        with pytest.raises(ValueError):
            total_sheet(items, full | wrong)


MARK = st.decimals(Decimal("0.01"), Decimal(10_000), places=2)
PART = st.decimals(0, 1, places=4)
ABSOLUTE = st.lists(st.tuples(st.booleans(), MARK, st.none() | PART), max_size=30)  # special, worth, share of it


def _scheme(given_: list[tuple[bool, Decimal, Decimal | None]]) -> tuple[list[MarkItem], dict[str, Decimal | None]]:
    """Items whose marks count as they are given, and a mark for each, or None."""
    items = [MarkItem(f"{at:04}", worth, worth, special) for at, (special, worth, _part) in enumerate(given_)]
    parts = [part for _special, _worth, part in given_]
    marks = {
        item.code: None if part is None else (item.most * part).quantize(Decimal("0.01"))
        for item, part in zip(items, parts, strict=True)
    }
    return items, marks


@given(ABSOLUTE)
def test_the_total_is_the_two_lines_and_neither_fills_the_other(given_: list[Any]) -> None:
    items, marks = _scheme(given_)
    known = total_sheet(items, marks, needs_special=True)
    open_ = [
        item.code for special in (False, True) for item in items if item.special == special and marks[item.code] is None
    ]
    assert known.missing == tuple(open_)
    if known.total is None:
        assert open_
    else:
        assert not open_ and known.normal.score is not None and known.special.score is not None
        assert known.total == known.normal.score + known.special.score == sum(mark or 0 for mark in marks.values())
    if known.normal.score is not None:
        assert 0 <= known.normal.score <= known.normal.of == sum(item.weight for item in items if not item.special)
    if known.special.score is not None:
        assert 0 <= known.special.score <= known.special.of


@given(ABSOLUTE, st.lists(MARK, max_size=10))
def test_special_items_never_change_the_line_of_normal_ones(given_: list[Any], more: list[Decimal]) -> None:
    items, marks = _scheme(given_)
    extra = [MarkItem(f"more {at}", worth, worth, special=True) for at, worth in enumerate(more)]
    with_more = total_sheet([*items, *extra], marks | {item.code: item.most for item in extra}, needs_special=True)
    assert with_more.normal == total_sheet(items, marks, needs_special=True).normal


@given(st.lists(MARK, min_size=2, max_size=200))
def test_hundredths_add_up_exactly(marks: list[Decimal]) -> None:
    items, full = _scheme([(False, mark, Decimal(1)) for mark in marks])
    known = total_sheet(items, full).total
    assert known is not None and known * 100 == sum(int(mark * 100) for mark in marks)


def test_a_special_item_without_a_mark_adds_nothing_or_is_waited_for() -> None:
    items = (MarkItem("normal", Decimal(10), Decimal(10)), MarkItem("special", Decimal(3), Decimal(3), special=True))
    marks = {"normal": Decimal(9), "special": None}
    assert (total_sheet(items, marks).total, total_sheet(items, marks).missing) == (9, ())
    waited = total_sheet(items, marks, needs_special=True)
    assert (waited.total, waited.missing, waited.normal.score, waited.special.of) == (None, ("special",), 9, 3)


def test_without_items_of_a_line_there_is_nothing_of_nothing() -> None:
    known = total_sheet([MarkItem("it", Decimal(10), Decimal(10))], {"it": Decimal(10)}, needs_special=True)
    assert (known.special.of, known.special.score, known.total) == (0, 0, 10)


@pytest.mark.parametrize(
    ("marks", "mean", "trimmed"),
    [
        ((88, 92, 75, 90, 95), "88", "90"),
        ((80, 82, 85, 85, 88, 90, 99), "87", "86"),
        ((60, 80, 100, 70), "77.5", "77.5"),  # four sheets: none is dropped
        ((99, 99, 50, 50, 80), "75.6", "229/3"),  # of equal ones only one is dropped
    ],
)
def test_means_are_those_of_the_sheet(marks: tuple[int, ...], mean: str, trimmed: str) -> None:
    values = [Fraction(mark) for mark in marks]
    assert trimmed_mean(values) == Fraction(trimmed)
    found = combine_scores({"it": dict(enumerate(values))}, "trimmed")["it"]
    assert (found.raw, found.adjusted, found.n) == (Fraction(mean), Fraction(trimmed), len(marks))


@given(PANELS, st.sampled_from(sorted(WAYS)), st.randoms(use_true_random=False))
def test_no_way_depends_on_the_order_of_entry(
    panel: dict[int, dict[int, Fraction]], way: str, chance: random.Random
) -> None:
    mixed = [(name, [*given.items()]) for name, given in panel.items()]
    chance.shuffle(mixed)
    for _name, rows in mixed:
        chance.shuffle(rows)
    first, second = combine_scores(panel, way), combine_scores({name: dict(rows) for name, rows in mixed}, way)
    assert first.keys() == second.keys()
    for name, found in first.items():
        assert abs(found.adjusted - second[name].adjusted) <= Fraction(1, 10**4), way
        assert found.raw == second[name].raw


@given(PANELS, st.sampled_from(("mean", "trimmed")), st.integers(-50, 50), st.fractions(Fraction(1, 9), 9))
def test_the_plain_ways_move_with_their_marks(
    panel: dict[int, dict[int, Fraction]], way: str, by: int, times: Fraction
) -> None:
    moved = {name: {key: value * times + by for key, value in given.items()} for name, given in panel.items()}
    first, second = combine_scores(panel, way), combine_scores(moved, way)
    assert {name: found.adjusted * times + by for name, found in first.items()} == {
        name: found.adjusted for name, found in second.items()
    }


def strict_and_mild(strict: int = 20) -> dict[int, dict[str, Fraction]]:
    """Twelve objects, five assessors for all of them; one is so many marks stricter, each sees half."""
    chance = random.Random(7)
    quality = [60 + 2 * number for number in range(12)]
    panel: dict[int, dict[str, Fraction]] = {}
    for number, value in enumerate(quality):
        seen = ["a", "b", "c", "strict"] if number % 2 else ["a", "b", "c", "d"]
        panel[number] = {
            who: Fraction(value + chance.randint(-2, 2) - (strict if who == "strict" else 0)) for who in seen
        }
    return panel


@pytest.mark.parametrize("way", ["mixed", "mixed_t", "shrunk"])
def test_a_strict_assessor_costs_those_whom_he_sees_less_than_by_the_mean(way: str) -> None:
    panel = strict_and_mild()

    def loss(how: str) -> float:
        found = combine_scores(panel, how)
        seen = fmean(float(found[number].adjusted) for number in range(1, 12, 2))
        others = fmean(float(found[number].adjusted) for number in range(0, 12, 2))
        return others - seen

    assert loss("mean") > 2.5
    assert loss(way) < loss("mean") - 2


@pytest.mark.parametrize("way", ["z", "shrunk"])
def test_equals_stay_equal_on_each_assessors_own_scale(way: str) -> None:
    """One assessor goes up by ones where the other goes down: all are equal, and rounding parts none of them."""
    given = {n: {"a": Fraction(80), "b": Fraction(60 + n), "c": Fraction(90 - n)} for n in range(6)}
    found = combine_scores(given, way)
    values = {name: got.adjusted for name, got in found.items()}
    assert len(set(values.values())) == 1 and set(rank_objects(values).values()) == {1}


def test_who_has_few_sheets_is_not_adjusted() -> None:
    """Three sheets of somebody who is 30 marks stricter change nothing in anybody's scale: fewer than four."""
    panel = {number: {"a": Fraction(60 + number), "b": Fraction(61 + number)} for number in range(8)}
    for number in range(3):
        panel[number]["rare"] = Fraction(30 + number)
    fit = fit_mixed_model(panel)
    assert fit is not None and fit.assessors["rare"] == 0.0


def test_an_absurd_sheet_weighs_less_with_t_errors_and_is_shown() -> None:
    panel = {number: {who: Fraction(60 + 3 * number) for who in "abcde"} for number in range(10)}
    for number in range(10):
        for place, who in enumerate("abcde"):
            panel[number][who] += (number * 7 + place * 3) % 5 - 2
    panel[2]["a"] = Fraction(0)
    true = Fraction(66)
    normal, robust = (combine_scores(panel, way)[2].adjusted for way in ("mixed", "mixed_t"))
    assert abs(robust - true) < 2 < abs(normal - true)
    found = measure_agreement(panel)
    assert found.unusual == ((2, "a"),) and found.icc is not None and found.icc > Fraction(3, 4)


def test_one_object_or_one_sheet_each_has_no_model_and_the_mean_stands() -> None:
    alone = {"it": {"a": Fraction(80), "b": Fraction(90)}}
    assert fit_mixed_model(alone) is None and combine_scores(alone, "mixed")["it"].adjusted == 85
    assert measure_agreement({"it": {"a": Fraction(80)}, "other": {"b": Fraction(70)}}).icc is None
    assert combine_scores({}, "mean") == {} and combine_scores({"it": {}}, "rank") == {}
    with pytest.raises(ValueError):
        combine_scores(alone, "median")


def test_the_cut_lies_between_the_last_with_a_place_and_the_first_without() -> None:
    values = {"a": (Fraction(90), Fraction(1)), "b": (Fraction(85), Fraction(3)), "c": (Fraction(70), None)}
    assert find_cut(values, 1) == PlacesCut(Fraction(175, 2), Fraction(3))
    assert find_cut(values, 2) == PlacesCut(Fraction(155, 2), None)
    assert find_cut(values, 0) is None and find_cut(values, 3) is None


def test_expected_ranks_say_who_cannot_be_told_apart() -> None:
    """Two equal ones are both expected at 1½; one far below is third in every draw."""
    found = expected_ranks({"a": (90.0, 2.0), "b": (90.0, 2.0), "c": (10.0, 2.0)})
    assert found["a"][0] == found["b"][0] == 1.5 and found["c"] == (3.0, 3.0, 3.0)
    assert found["a"][1] < 1.5 < found["a"][2]
    assert sum(rank[0] for rank in found.values()) == pytest.approx(6)


def test_expected_ranks_agree_with_a_long_draw() -> None:
    chance = random.Random(11)
    values = {number: (chance.gauss(70, 8), chance.uniform(1, 5)) for number in range(30)}
    found, sums, turns = expected_ranks(values), dict.fromkeys(values, 0), 4000
    for _turn in range(turns):
        drawn = {number: chance.gauss(*value) for number, value in values.items()}
        for rank, number in enumerate(sorted(drawn, key=lambda key: drawn[key], reverse=True), start=1):
            sums[number] += rank
    assert max(abs(sums[number] / turns - found[number][0]) for number in values) < 0.5


@given(st.dictionaries(st.integers(), MARKS, min_size=1), st.integers(0, 12))
def test_equal_values_have_equal_ranks_and_no_place_is_given_by_the_order(
    values: dict[int, Fraction], places: int
) -> None:
    ranks = rank_objects(values)
    for name, value in values.items():
        assert ranks[name] == 1 + sum(1 for other in values.values() if other > value)
    found = fill_places(values, places)
    assert len(found.chosen) + found.left == min(places, len(values))
    if found.tied:
        assert len(found.tied) > found.left > 0 and len({values[name] for name in found.tied}) == 1
    assert all(values[name] >= values[other] for name in found.chosen for other in values if other not in found.chosen)


def test_a_tie_at_the_cut_is_decided_by_the_items_and_then_by_a_vote() -> None:
    values = {"a": Fraction(90), "b": Fraction(88), "c": Fraction(88), "d": Fraction(70)}
    assert rank_objects(values) == {"a": 1, "b": 2, "c": 2, "d": 4}
    open_ = fill_places(values, 2)
    assert (open_.chosen, {*open_.tied}, open_.left) == (("a",), {"b", "c"}, 1)
    by_item = {"b": [Fraction(40)], "c": [Fraction(41)]}
    assert fill_places(values, 2, by_item).chosen == ("a", "c")
    assert fill_places(values, 3).tied == ()


def test_those_within_two_errors_of_the_cut_cannot_be_told_from_it() -> None:
    one = Fraction(1)
    values = {"a": (Fraction(95), one), "b": (Fraction(88), one), "c": (Fraction(86), one), "d": (Fraction(60), one)}
    assert close_to_cut(values, 2) == {"b", "c"}
    assert close_to_cut({name: (value, None) for name, (value, _error) in values.items()}, 2) == frozenset()
    assert close_to_cut(values, 4) == frozenset()
