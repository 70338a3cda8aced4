"""Which values are another, and which one counts again: pure."""

from decimal import Decimal

from luoshi.facts.fact_store.rules import (
    FactKey,
    FactValue,
    StoredFact,
    choose_counting_facts,
    latest_fact_rows,
    plan_fact_changes,
)

KEY, OTHER = FactKey(1, 2, 7_2026_0930), FactKey(1, 3, 7_2026_0930)


def test_what_says_the_same_is_told_once():
    there = {KEY: StoredFact(9, KEY, Decimal(5), 0, 1, 1, None)}
    assert plan_fact_changes([FactValue(KEY, Decimal("5.0")), FactValue(OTHER, Decimal(5))], there) == (
        [FactValue(OTHER, Decimal(5))],
        [],
    )
    assert plan_fact_changes([FactValue(KEY, None, 1)], there) == ([FactValue(KEY, None, 1)], [9])
    assert plan_fact_changes([FactValue(KEY, Decimal(5))], there, repeats=True) == ([FactValue(KEY, Decimal(5))], [9])
    assert plan_fact_changes([FactValue(KEY, Decimal(6)), FactValue(KEY, Decimal(7))], there) == (
        [FactValue(KEY, Decimal(7))],
        [9],
    )


def kept(pk: int, source: int, key: FactKey = KEY, entry: int | None = None) -> StoredFact:
    return StoredFact(pk, key, Decimal(source), 0, entry or source, source, 99)


def test_the_one_told_last_counts_unless_it_was_taken_back_or_moved_away():
    rows = [kept(1, 11), kept(2, 12), kept(3, 13)]
    assert choose_counting_facts(rows, [KEY, OTHER], set()) == {KEY: rows[2], OTHER: None}
    assert choose_counting_facts(rows, [KEY], {13}) == {KEY: rows[1]}
    assert choose_counting_facts(rows, [KEY], {11, 12, 13}) == {KEY: None}
    moved = kept(4, 12, OTHER, entry=20)
    assert latest_fact_rows([*rows, moved]) == [rows[0], moved, rows[2]]
    assert choose_counting_facts(latest_fact_rows([*rows, moved]), [KEY, OTHER], {13}) == {KEY: rows[0], OTHER: moved}
