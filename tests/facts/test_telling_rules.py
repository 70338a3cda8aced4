"""Which values are another, and which one counts again: pure."""

from decimal import Decimal

from luoshi.facts.telling.rules import Kept, Key, Told, changes, counting, living

KEY, OTHER = Key(1, 2, 7_2026_0930), Key(1, 3, 7_2026_0930)


def test_what_says_the_same_is_told_once():
    there = {KEY: Kept(9, KEY, Decimal(5), 0, 1, 1, None)}
    assert changes([Told(KEY, Decimal("5.0")), Told(OTHER, Decimal(5))], there) == ([Told(OTHER, Decimal(5))], [])
    assert changes([Told(KEY, None, 1)], there) == ([Told(KEY, None, 1)], [9])
    assert changes([Told(KEY, Decimal(5))], there, repeats=True) == ([Told(KEY, Decimal(5))], [9])
    assert changes([Told(KEY, Decimal(6)), Told(KEY, Decimal(7))], there) == ([Told(KEY, Decimal(7))], [9])


def kept(pk: int, source: int, key: Key = KEY, entry: int | None = None) -> Kept:
    return Kept(pk, key, Decimal(source), 0, entry or source, source, 99)


def test_the_one_told_last_counts_unless_it_was_taken_back_or_moved_away():
    rows = [kept(1, 11), kept(2, 12), kept(3, 13)]
    assert counting(rows, [KEY, OTHER], set()) == {KEY: rows[2], OTHER: None}
    assert counting(rows, [KEY], {13}) == {KEY: rows[1]}
    assert counting(rows, [KEY], {11, 12, 13}) == {KEY: None}
    moved = kept(4, 12, OTHER, entry=20)
    assert living([*rows, moved]) == [rows[0], moved, rows[2]]
    assert counting(living([*rows, moved]), [KEY, OTHER], {13}) == {KEY: rows[0], OTHER: moved}
