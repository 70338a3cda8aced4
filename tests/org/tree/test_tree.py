"""The dated tree: its rows say of each day what walking up says, and orders keep it whole, also those known late."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from luoshi.org.tree.rules.orders import Close, Found, Merge, Move, Split, apply_orders, order_reach
from luoshi.org.tree.rules.tree import (
    FOREVER,
    Edge,
    PlacementChanges,
    TreeError,
    TreePlace,
    affected_unit_ids,
    diff_places,
    edges_of,
    places_from_edges,
)

DAYS = [date(2024, 12, 27) + timedelta(n) for n in range(10)]
PROBED = [*DAYS, FOREVER - timedelta(1)]
UNITS = range(1, 7)
COUNTY, OFFICE, SCIENCE, INDUSTRY, SECTION, STATION = UNITS


def edge(unit, parent, start=0, until=None):
    return Edge(unit, parent, DAYS[start], FOREVER if until is None else DAYS[until])


def place(ancestor, unit, depth, start=0, until=None):
    return TreePlace(ancestor, unit, depth, DAYS[start], FOREVER if until is None else DAYS[until])


TREE = [edge(COUNTY, None), edge(OFFICE, 1), edge(SCIENCE, 1), edge(INDUSTRY, 1), edge(SECTION, 3), edge(STATION, 5)]


# What each day says, by walking up.


def parents_on(edges, day):
    """Unit → all its parents on a day."""
    found = {}
    for e in edges:
        if e.start <= day < e.until:
            found.setdefault(e.unit, []).append(e.parent)
    return found


def wrong_on(edges, day):
    """Each (code, unit) that is wrong on a day; a cycle for each unit in it."""
    found, parents = set(), parents_on(edges, day)
    for unit, above in parents.items():
        if len(above) > 1:
            found.add(("tree.two_parents", unit))
        elif above != [None] and above[0] not in parents:
            found.add(("tree.no_parent", unit))
        here = unit
        for _ in parents:
            here = parents.get(here, [None])[0]
            if here == unit:
                found.add(("tree.cycle", unit))
    return found


def walked(edges):
    """Every (ancestor, unit, depth, day) by walking up on each day."""
    found = set()
    for day in PROBED:
        parents = parents_on(edges, day)
        for unit in parents:
            here, depth = unit, 0
            while here is not None:
                found.add((here, unit, depth, day))
                here, depth = parents[here][0], depth + 1
    return found


def by_day(rows):
    return {(p.ancestor, p.unit, p.depth, day) for p in rows for day in PROBED if p.start <= day < p.until}


def adjoining(rows):
    """Pairs of rows that should be one, or overlap."""
    runs = groupby(sorted(rows, key=astuple), key=lambda p: (p.ancestor, p.unit, p.depth))
    return [(a, b) for _, run in runs for a, b in pairwise(run) if a.until >= b.start]


# Trees and orders.

days = st.sampled_from(DAYS)
units = st.sampled_from([*UNITS, 7, 8, 9])  # the last three are not yet founded
parents = st.none() | units
news = st.tuples(st.sampled_from([2, 7, 8, 9]), parents)
moves = st.builds(Move, units, parents, days)
orders = st.one_of(
    st.builds(Found, news.map(lambda new: new[0]), parents, days),
    moves,
    moves,
    st.builds(Close, units, days, st.none() | units),
    st.builds(Merge, st.lists(units, min_size=1, max_size=2).map(tuple), units | news, days),
    st.builds(
        Split, units, st.lists(news, min_size=1, max_size=2).map(tuple), days, st.booleans(), st.none() | parents
    ),
)


@st.composite
def any_edges(draw):
    """Edges that are often wrong: each unit's days cut up, a parent for each stretch, gaps, sometimes an overlap."""
    found = []
    for unit in UNITS:
        cuts = sorted(draw(st.sets(st.integers(0, 9), max_size=2)) | {0})
        for start, until in zip(cuts, [*cuts[1:], None], strict=True):
            above = draw(st.sampled_from([None, *range(1, unit), *range(1, unit), draw(units)]))
            if draw(st.integers(0, 15)):
                found.append(edge(unit, above, start, until))
    if not draw(st.integers(0, 7)):
        found.append(edge(draw(units), draw(parents), 2, 5))
    return draw(st.permutations(found))


def accepted(edges, tried):
    """The orders of ``tried`` that hold, each on what the ones before made."""
    found = []
    for order in tried:
        try:
            edges = apply_orders(edges, order)
            found.append(order)
        except TreeError:
            pass
    return found


@st.composite
def whole_edges(draw):
    return apply_orders(TREE, *accepted(TREE, draw(st.lists(orders, min_size=2, max_size=8))))


@given(any_edges())
@settings(max_examples=300)
def test_rows_say_of_each_day_what_walking_up_says_and_errors_name_a_unit_and_day(edges):
    wrong = {day: wrong_on(edges, day) for day in PROBED}
    if any(wrong.values()):
        with pytest.raises(TreeError) as refused:
            places_from_edges(edges)
        error = refused.value
        event(error.code)
        assert (error.code, error.values["unit"]) in wrong[error.values["day"]]
    else:
        rows = places_from_edges(edges)
        event("whole")
        assert by_day(rows) == walked(edges)
        assert adjoining(rows) == []
        assert edges_of(rows) == apply_orders(edges)


@given(st.lists(orders, min_size=4, max_size=14))
@settings(max_examples=200)
def test_no_order_makes_a_tree_that_is_not_whole_and_a_refused_one_changes_nothing(tried):
    state = list(TREE)
    for order in tried:
        after = before = tuple(state)
        try:
            after = apply_orders(state, order)
        except TreeError as error:
            event(f"{type(order).__name__} {error.code}")
            assert (error.day >= order.day, error.order) == (True, 0)
        else:
            event(f"{type(order).__name__} done")
            assert by_day(places_from_edges(after)) == walked(after)
            assert {row for row in walked(before) if row[3] < order.day} <= walked(after)
        assert tuple(state) == before
        state = list(after)


@given(whole_edges(), whole_edges())
def test_changes_lead_from_one_tree_to_the_other(before, after):
    old, new = places_from_edges(before), places_from_edges(after)
    turn = diff_places(dict.fromkeys(old, 1), new)
    assert (old - set(turn.ends)) | set(turn.begins) == new
    assert set(turn.ends) <= old
    assert set(turn.begins) & old == set()
    assert diff_places(new, new) == PlacementChanges((), ())


@given(whole_edges(), st.lists(orders, min_size=2, max_size=5))
@settings(max_examples=300)
def test_of_a_large_tree_the_part_that_reach_names_is_enough(edges, tried):
    tried = accepted(edges, tried)
    event(" ".join(sorted(type(order).__name__ for order in tried)))
    rows = places_from_edges(edges)
    scope = set().union(*(affected_unit_ids(edges, order_reach(order).changed, order.day) for order in tried))
    changed = [(p.ancestor, order) for p in rows for order in tried if p.ancestor in order_reach(order).changed]
    asked = {p.unit for p in rows for top, order in changed if p.ancestor == top and p.until > order.day}
    assert scope == asked.union(*(order_reach(order).changed for order in tried))

    below = scope.union(*(order_reach(order).parents for order in tried))
    above = {p.ancestor for p in rows if p.unit in below}
    part = edges_of({p for p in rows if p.unit in above and p.depth < 2})
    found = diff_places({p for p in rows if p.unit in scope}, places_from_edges(apply_orders(part, *tried), only=scope))
    assert found == diff_places(rows, places_from_edges(apply_orders(edges, *tried)))


def simple(on):
    """Orders that change the place of one unit."""
    return st.one_of(
        st.builds(Move, units, parents, on), st.builds(Found, units, parents, on), st.builds(Close, units, on)
    )


def unit_and_day(order):
    return order.unit, order.day


@given(st.data(), st.integers(0, 4))
@settings(max_examples=300)
def test_a_move_known_late_gives_the_tree_of_one_known_in_time(data, today):
    def drawn(first, last, least):
        some = st.lists(simple(st.sampled_from(DAYS[first:last])), min_size=least, max_size=10, unique_by=unit_and_day)
        found = data.draw(some)
        return sorted(found, key=lambda order: order.day)

    base = apply_orders(TREE, *accepted(TREE, drawn(0, today + 1, 0)))
    possible = [Move(unit, to, DAYS[today]) for unit in UNITS for to in (None, *UNITS)]
    late = data.draw(st.sampled_from([order for order in possible if accepted(base, [order])]))
    later = accepted(apply_orders(base, late), drawn(today + 1, 10, 4))
    if accepted(base, [*later, late]) != [*later, late]:
        return event("refused late")
    event(f"compared, {len(later)} later orders")
    assert apply_orders(base, *later, late) == apply_orders(base, late, *later)


# What offices do.


def test_a_move_changes_the_rows_of_the_unit_and_all_beneath_it():
    turn = diff_places(places_from_edges(TREE), places_from_edges(apply_orders(TREE, Move(SECTION, INDUSTRY, DAYS[4]))))
    assert turn == PlacementChanges(
        ends=(place(SCIENCE, SECTION, 1), place(SCIENCE, STATION, 2)),
        begins=(
            place(SCIENCE, SECTION, 1, 0, 4),
            place(INDUSTRY, SECTION, 1, 4),
            place(SCIENCE, STATION, 2, 0, 4),
            place(INDUSTRY, STATION, 2, 4),
        ),
    )
    assert affected_unit_ids(TREE, [SECTION], DAYS[4]) == {SECTION, STATION}


def test_only_units_that_stood_beneath_it_on_one_day_are_affected():
    edges = apply_orders(TREE, Move(STATION, OFFICE, DAYS[4]), Move(SECTION, INDUSTRY, DAYS[6]))
    assert affected_unit_ids(edges, [INDUSTRY], DAYS[0]) == {INDUSTRY, SECTION}
    assert affected_unit_ids(edges, [SECTION], DAYS[3]) == {SECTION, STATION}
    assert affected_unit_ids(edges, [SECTION], DAYS[4]) == {SECTION}


def test_an_ancestor_at_two_depths_has_two_rows():
    rows = places_from_edges(apply_orders(TREE, Move(STATION, SCIENCE, DAYS[4])), only=[STATION])
    assert {p for p in rows if p.ancestor == SCIENCE} == {place(3, 6, 2, 0, 4), place(3, 6, 1, 4)}
    assert {p for p in rows if p.ancestor == COUNTY} == {place(1, 6, 3, 0, 4), place(1, 6, 2, 4)}


def test_a_move_known_late_holds_up_to_the_next_recorded_one():
    known = apply_orders(TREE, Move(SECTION, INDUSTRY, DAYS[6]), Move(SECTION, OFFICE, DAYS[3]))
    line = [edge(SECTION, SCIENCE, 0, 3), edge(SECTION, OFFICE, 3, 6), edge(SECTION, INDUSTRY, 6)]
    assert [e for e in known if e.unit == SECTION] == line


def test_a_closing_known_late_cuts_what_was_recorded_after_it():
    known = apply_orders(TREE, Move(STATION, OFFICE, DAYS[6]), Close(STATION, DAYS[3]))
    assert known == [*TREE[:5], edge(STATION, SECTION, 0, 3)]


def test_a_closing_known_late_hands_on_children_that_came_later():
    known = apply_orders(TREE, Move(STATION, INDUSTRY, DAYS[6]), Close(INDUSTRY, DAYS[3], children_to=OFFICE))
    assert known == [*TREE[:3], edge(4, 1, 0, 3), TREE[4], edge(STATION, SECTION, 0, 6), edge(STATION, OFFICE, 6)]


def test_a_closed_unit_may_be_founded_again_and_an_earlier_closing_leaves_its_second_life():
    again = [Found(STATION, OFFICE, DAYS[8]), Found(7, STATION, DAYS[8])]
    known = apply_orders(TREE, Close(STATION, DAYS[5]), *again, Close(STATION, DAYS[2]))
    assert known == [*TREE[:5], edge(STATION, SECTION, 0, 2), edge(STATION, OFFICE, 8), edge(7, STATION, 8)]


def test_a_founding_known_to_be_earlier_reaches_the_recorded_one():
    known = apply_orders(TREE, Found(7, SCIENCE, DAYS[5]), Found(7, OFFICE, DAYS[2]))
    assert known == [*TREE, edge(7, OFFICE, 2, 5), edge(7, SCIENCE, 5)]


def test_a_unit_closed_on_the_day_of_its_founding_never_was():
    assert apply_orders(TREE, Found(7, SCIENCE, DAYS[5]), Close(7, DAYS[5])) == TREE


def test_units_merge_into_one_that_exists_or_is_founded():
    section, station = edge(SECTION, SCIENCE, 0, 4), edge(STATION, SECTION)
    known = apply_orders(TREE, Merge((SCIENCE, SCIENCE), INDUSTRY, DAYS[4]))
    assert known == [*TREE[:2], edge(SCIENCE, 1, 0, 4), TREE[3], section, edge(SECTION, INDUSTRY, 4), station]
    known = apply_orders(TREE, Merge((SCIENCE, INDUSTRY), (7, COUNTY), DAYS[4]))
    closed = [edge(SCIENCE, 1, 0, 4), edge(INDUSTRY, 1, 0, 4)]
    assert known == [*TREE[:2], *closed, section, edge(SECTION, 7, 4), station, edge(7, COUNTY, 4)]


def test_a_unit_splits_and_keeps_or_ends():
    news = ((7, COUNTY), (8, 7))
    founded = [edge(7, COUNTY, 4), edge(8, 7, 4)]
    assert apply_orders(TREE, Split(SCIENCE, news, DAYS[4], keeps=True)) == TREE + founded
    known = apply_orders(TREE, Split(SCIENCE, news, DAYS[4], keeps=False, children_to=8))
    section = [edge(SECTION, SCIENCE, 0, 4), edge(SECTION, 8, 4)]
    assert known == [*TREE[:2], edge(SCIENCE, 1, 0, 4), TREE[3], *section, TREE[5], *founded]


D3, D4 = DAYS[3], DAYS[4]
GONE = [*TREE[:3], edge(INDUSTRY, COUNTY, 2, 6), edge(SECTION, SCIENCE), edge(STATION, SECTION)]
GONE += [edge(8, COUNTY, 0, 1), edge(8, COUNTY, 2, 4)]
REFUSED = [
    (Move(9, COUNTY, D3), "tree.unknown", {"unit": 9, "day": D3}),
    (Move(4, 2, DAYS[1]), "tree.before_founding", {"unit": 4, "day": DAYS[1], "founded": DAYS[2]}),
    (Close(4, DAYS[8]), "tree.closed", {"unit": 4, "day": DAYS[8], "closed": DAYS[6]}),
    (Move(8, OFFICE, DAYS[6]), "tree.closed", {"unit": 8, "day": DAYS[6], "closed": D4}),
    (Found(SCIENCE, COUNTY, D3), "tree.exists", {"unit": SCIENCE, "day": D3}),
    (Found(7, COUNTY, FOREVER), "tree.empty", {"unit": 7, "day": FOREVER, "until": FOREVER}),
    (Found(7, 9, D3), "tree.no_parent", {"unit": 7, "parent": 9, "day": D3}),
    (Move(SECTION, SCIENCE, D3), "tree.same_parent", {"unit": SECTION, "day": D3, "parent": SCIENCE}),
    (Move(SECTION, INDUSTRY, D3), "tree.no_parent", {"unit": SECTION, "parent": INDUSTRY, "day": DAYS[6]}),
    (Move(SCIENCE, STATION, D3), "tree.cycle", {"unit": SCIENCE, "day": D3}),
    (Close(SCIENCE, D3), "tree.has_children", {"unit": SCIENCE, "day": D3, "child": SECTION, "count": 1}),
    (Close(SCIENCE, D3, SECTION), "tree.cycle", {"unit": SECTION, "day": D3}),
    (Close(SCIENCE, D3, SCIENCE), "tree.no_parent", {"unit": SECTION, "parent": SCIENCE, "day": D3}),
    (Merge((), OFFICE, D4), "tree.nothing", {"unit": OFFICE, "day": D4}),
    (Merge((OFFICE, SCIENCE), OFFICE, D4), "tree.into_itself", {"unit": OFFICE, "day": D4}),
    (Merge((OFFICE,), 9, D4), "tree.unknown", {"unit": 9, "day": D4}),
    (Merge((OFFICE,), (SCIENCE, 1), D4), "tree.exists", {"unit": SCIENCE, "day": D4}),
    (Merge((OFFICE,), (7, OFFICE), D4), "tree.no_parent", {"unit": 7, "parent": OFFICE, "day": D4}),
    (Split(OFFICE, (), D4, True), "tree.nothing", {"unit": OFFICE, "day": D4}),
    (Split(OFFICE, ((OFFICE, 1),), D4, False), "tree.exists", {"unit": OFFICE, "day": D4}),
    (Split(OFFICE, ((7, 1), (7, 1)), D4, True), "tree.exists", {"unit": 7, "day": D4}),
    (Split(OFFICE, ((7, 1),), D4, True, 7), "tree.keeps_children", {"unit": OFFICE, "day": D4}),
    (Split(9, ((7, 1),), D4, True), "tree.unknown", {"unit": 9, "day": D4}),
]


@pytest.mark.parametrize(("order", "code", "values"), REFUSED)
def test_an_order_that_contradicts_what_is_recorded_is_refused_with_unit_and_day(order, code, values):
    with pytest.raises(TreeError) as refused:
        apply_orders(GONE, Move(STATION, OFFICE, DAYS[9]), order)
    assert (refused.value.code, refused.value.values, refused.value.order) == (code, values, 1)


@pytest.mark.parametrize(
    ("wrong", "code", "values"),
    [
        (edge(7, 1, 4, 4), "tree.empty", {"unit": 7, "day": D4, "until": D4}),
        (edge(7, 1, 4, 3), "tree.empty", {"unit": 7, "day": D4, "until": D3}),
        (edge(OFFICE, 3, 4), "tree.two_parents", {"unit": OFFICE, "day": D4, "parent": COUNTY, "other": SCIENCE}),
        (edge(7, 9, 4), "tree.no_parent", {"unit": 7, "parent": 9, "day": D4}),
        (edge(7, INDUSTRY, 4), "tree.no_parent", {"unit": 7, "parent": INDUSTRY, "day": DAYS[6]}),
        (edge(7, 7, 4), "tree.cycle", {"unit": 7, "day": D4}),
    ],
)
def test_a_tree_that_cannot_be_is_refused_with_unit_and_day(wrong, code, values):
    with pytest.raises(TreeError) as refused:
        places_from_edges([*GONE, wrong])
    assert (refused.value.code, refused.value.values) == (code, values)
