"""The kinds that are tried without ``--full`` have all that any kind has, and each kind has its turn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from full import in_turn
from kinds_cover import FEWEST, ON_POSTGRESQL, cover, each, has, tried
from luoshi.kernel.kinds.registry import get_kind, list_kinds

HAVE = st.dictionaries(st.text("abcdef", min_size=1), st.sets(st.integers(0, 20).map(str)), min_size=1)


def test_they_have_every_class_of_fields_every_part_and_every_feature_of_steps() -> None:
    chosen = tried(list_kinds(), sqlite=True)
    shown = {feature for name in chosen for feature in has(get_kind(name))}
    assert {feature for each_kind in list_kinds() for feature in has(each_kind)} - shown == set()
    assert FEWEST <= len(chosen) < len(list_kinds()) / 2


def test_on_postgresql_there_are_five_of_the_same() -> None:
    few = tried(list_kinds(), sqlite=False)
    assert len(few) == ON_POSTGRESQL and few <= tried(list_kinds(), sqlite=True)


def test_the_others_take_their_turn_and_all_of_them_have_one() -> None:
    names = [kind.name for kind in list_kinds()]
    took = [set(in_turn(names, 2, number)) for number in range(len(names))]
    assert set().union(*took) == set(names) and {len(features) for features in took} == {2}
    assert set().union(*took[: len(names) // 2 + 1]) == set(names)


def test_each_kind_is_a_parameter_and_only_full_tries_the_rest() -> None:
    assert [act.values[0] for act in each()] == [kind.name for kind in list_kinds()]


@given(HAVE)
def test_a_cover_has_all_and_nothing_to_spare(have: dict[str, set[str]]) -> None:
    chosen = cover(have, dict.fromkeys(have, 1.0))
    everything = set().union(*have.values())
    assert set().union(*(have[name] for name in chosen)) == everything
    for name in chosen:
        assert (
            set().union(*(have[other_name] for other_name in chosen if other_name != name)) != everything
            or not everything
        )


def test_a_cover_takes_the_cheap_way() -> None:
    have = {"dear": {"a", "b"}, "one": {"a"}, "other": {"b"}}
    assert cover(have, {"dear": 9.0, "one": 1.0, "other": 1.0}) == ["one", "other"]
    assert cover(have, {"dear": 1.0, "one": 9.0, "other": 9.0}) == ["dear"]
