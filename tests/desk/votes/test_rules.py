"""A counted vote is decided by exact fractions: whoever counts with Fraction comes to the same result."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.desk.votes.rules import VoteCount, VoteShare, decide_vote, parse_vote_base, parse_vote_share, vote_fault

HALF, TWO_THIRDS = parse_vote_share(">1/2"), parse_vote_share("≥2/3")
NUMBERS = st.integers(0, 400)
SHARES = st.builds(
    lambda sign, n, of: VoteShare(sign, Fraction(n, n + of)),
    st.sampled_from("≥>"),
    st.integers(1, 50),
    st.integers(1, 50),
)
BASES = st.sampled_from(("present", "cast", "eligible"))


@pytest.mark.parametrize(
    ("ayes", "present", "result"),
    [(40, 60, "passed"), (39, 60, "failed"), (41, 60, "passed"), (40, 61, "failed"), (14, 20, "passed")],
)
def test_two_thirds_are_exact(ayes: int, present: int, result: str) -> None:
    count = VoteCount(present, present, ayes, present - ayes, 0)
    assert decide_vote(count, HALF, TWO_THIRDS, "present") == result


@pytest.mark.parametrize(("ayes", "result"), [(21, "passed"), (20, "failed")])
def test_more_than_half_is_more_than_half(ayes: int, result: str) -> None:
    assert decide_vote(VoteCount(60, 41, ayes, 41 - ayes, 0), TWO_THIRDS, HALF, "present") == result


def test_without_a_quorum_it_is_void_however_many_are_for_it() -> None:
    count = VoteCount(60, 39, 39, 0, 0)
    assert decide_vote(count, TWO_THIRDS, HALF, "present") == "void"
    assert decide_vote(VoteCount(0, 0, 0, 0, 0), TWO_THIRDS, HALF, "present") == "void"


def test_the_base_decides() -> None:
    count = VoteCount(eligible=30, present=20, ayes=9, noes=7, abstain=3, spoilt=1)
    results = {of: decide_vote(count, HALF, HALF, parse_vote_base(of)) for of in ("present", "cast", "eligible")}
    assert results == {"present": "failed", "cast": "passed", "eligible": "failed"}
    nobody = VoteCount(eligible=3, present=3, ayes=0, noes=0, abstain=3)
    assert decide_vote(nobody, HALF, HALF, "cast") == "failed"


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, SHARES, SHARES, BASES)
def test_it_agrees_with_fractions(
    away: int, ayes: int, noes: int, abstain: int, spoilt: int, quorum: VoteShare, majority: VoteShare, of: str
) -> None:
    present = ayes + noes + abstain + spoilt
    count = VoteCount(present + away, present, ayes, noes, abstain, spoilt)
    assert vote_fault(count) == ""
    base = {"present": present, "cast": ayes + noes, "eligible": present + away}[of]

    def reached(share: VoteShare, n: int, whole: int) -> bool:
        if not whole:
            return False
        return Fraction(n, whole) >= share.part if share.sign == "≥" else Fraction(n, whole) > share.part

    wanted = "void" if not reached(quorum, present, present + away) else (
        "passed" if reached(majority, ayes, base) else "failed"
    )  # fmt: skip
    assert decide_vote(count, quorum, majority, parse_vote_base(of)) == wanted


@given(NUMBERS, NUMBERS, NUMBERS, SHARES, BASES)
def test_one_more_aye_in_place_of_a_no_never_undoes_it(
    ayes: int, noes: int, abstain: int, majority: VoteShare, of: str
) -> None:
    present = ayes + noes + abstain
    results = [
        decide_vote(VoteCount(present, present, ayes + more, noes - more, abstain), HALF, majority, parse_vote_base(of))
        for more in range(min(noes, 3) + 1)
    ]
    assert results == sorted(results, key=["void", "failed", "passed"].index)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_counts_that_do_not_agree_are_found(
    eligible: int, present: int, ayes: int, noes: int, abstain: int, spoilt: int
) -> None:
    fault = vote_fault(VoteCount(eligible, present, ayes, noes, abstain, spoilt))
    right = present <= eligible and ayes + noes + abstain + spoilt == present
    assert (fault == "") == right


@pytest.mark.parametrize(
    ("text", "shown"),
    [("≥2/3", "≥2/3"), (">1/2", ">1/2"), (">= 2 / 3", "≥2/3"), ("＞1/2", ">1/2"), (" ≥4/6 ", "≥2/3"), ("≥1/1", "≥1/1")],
)
def test_a_share_is_read_as_it_is_written(text: str, shown: str) -> None:
    assert str(parse_vote_share(text)) == shown


@pytest.mark.parametrize(
    "text",
    ["", "2/3", "≥66.67%", "≥66.67", "≥0.5", "过半数", "≥3/2", ">1/1", "≥0/3", "≥1/0", "<1/2", "≥-1/2", "≥1/2/3",
     "≥1e9/2", "≥99999/100000", "≥一/二"],
)  # fmt: skip
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no sign with a fraction|always or never"):
        parse_vote_share(text)


def test_what_is_no_base_is_refused() -> None:
    assert parse_vote_base(" Present ") == "present"
    with pytest.raises(ValueError, match="none of present, cast, eligible"):
        parse_vote_base("votes")
