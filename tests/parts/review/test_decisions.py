"""The decision on a reviewed call has a published hash, too: no winner is turned out of the file without a trace."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from calling import closed_by_hand
from test_bundles import codes, concluded, decided

from luoshi.evidence.journal.models import Payload
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.calls.models import Application
from luoshi.parts.review.bundles import check_review
from luoshi.parts.review.bundles.queries import collect_bundle, published_heads
from luoshi.parts.review.models import ReviewRound
from office import NOW, Office

Bundle = dict[str, Any]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def bundle_of(round_: ReviewRound) -> Bundle:
    """The published file, as it is read back."""
    found: Bundle = json.loads(json.dumps(collect_bundle(round_)))
    return found


def _turn(bundle: Bundle) -> None:
    winner = next(row for row in bundle["objects"] if row["decision"] == "chosen")
    winner |= {"decision": "declined", "grade": ""}


def _vote(bundle: Bundle) -> None:
    bundle["objects"][0]["vote"] = [False, 1, 5]


def _undecide(bundle: Bundle) -> None:
    bundle["decided"] = False


def _untake(bundle: Bundle) -> None:
    del bundle["taken"]


def _renewed(bend: Callable[[Bundle], None]) -> Callable[[Bundle], None]:
    def both(bundle: Bundle) -> None:
        bend(bundle)
        bundle["heads"] = check_review.heads_of(bundle)

    return both


def _without_head(bundle: Bundle) -> None:
    _turn(bundle)
    del bundle["heads"]["result"], bundle["taken"]


BENT = {
    "a winner turned to declined": _turn,
    "with the heads in the file": _renewed(_turn),
    "without the head in the file": _without_head,
    "a vote": _renewed(_vote),
    "a call said not to be decided": _renewed(_undecide),
    "the places taken left out": _renewed(_untake),
}


def test_a_bent_decision_is_found_by_the_hash_published_when_the_call_was_decided(office: Office) -> None:
    round_ = concluded(office)
    whole, heads = bundle_of(round_), published_heads(round_)
    assert check_review.check_bundle(whole, heads) == [] and set(heads) > {"result"}
    for name, bend in BENT.items():
        bent = copy.deepcopy(whole)
        bend(bent)
        assert ("published", "result") in check_review.check_bundle(bent, heads), name


def test_the_hash_of_the_decision_stands_in_the_journal(office: Office) -> None:
    round_ = concluded(office)
    said = Payload.objects.get(entry__record=round_.pk, entry__step="fix_result").data
    assert said and round_.result_head in said


def test_a_round_confirmed_after_its_call_has_the_hash_too(office: Office) -> None:
    """Whichever of the two is decided last fixes it; before that there is none, and the file agrees without."""
    round_ = decided(office)
    assert "result" not in published_heads(round_) and check_review.check_bundle(bundle_of(round_)) == []
    ReviewRound.objects.update(state="ranked")
    take(closed_by_hand(office, round_.call), "decide", office.actor("leader"), {}, at=NOW)
    assert "result" not in published_heads(ReviewRound.objects.get(pk=round_.pk))
    take(ReviewRound.objects.get(pk=round_.pk), "decide", office.actor("leader"), {}, at=NOW)
    now = ReviewRound.objects.get(pk=round_.pk)
    assert check_review.check_bundle(bundle_of(now), published_heads(now)) == [] and now.result_head


def test_a_round_of_a_call_decided_before_there_was_this_hash_agrees_with_those_it_has(office: Office) -> None:
    concluded(office)
    ReviewRound.objects.update(result="", result_head="")
    round_ = ReviewRound.objects.get()
    whole = bundle_of(round_)
    assert whole["decided"] and "taken" not in whole
    assert check_review.check_bundle(whole, published_heads(round_)) == []


def test_what_is_revoked_later_is_told_beside_what_was_decided(office: Office, capsys: Any, tmp_path: Any) -> None:
    """The hash stays that of the decision; the file says what changed since, and the checker names it."""
    round_ = concluded(office)
    winner = Application.objects.get(state="awarded")
    take(winner, "revoke", office.actor("leader"), {"reason": "材料不实"}, at=NOW)
    whole = bundle_of(round_)
    (row,) = [row for row in whole["objects"] if "since" in row]
    assert (row["decision"], row["since"][0]) == ("chosen", "declined")
    assert check_review.check_bundle(whole, published_heads(round_)) == []
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(whole))
    assert check_review.run_checker([str(file)]) == 0
    said = capsys.readouterr().out
    assert f"决定以后有变更：{row['object']}" in said and round_.result_head in said


def test_an_exact_number_of_places_that_is_not_filled_is_found(office: Office) -> None:
    """The program refuses to decide before; a file in which a place is empty does not pass for decided."""
    round_ = concluded(office, exact=True)
    whole = bundle_of(round_)
    assert check_review.check_bundle(whole, published_heads(round_)) == []
    _turn(whole)
    whole["taken"] = []
    assert ("places", "main", "first", 0, 1) in check_review.check_bundle(whole)
    whole["rules"]["places"][0][3] = False
    assert "places" not in codes(check_review.check_bundle(whole))


def test_more_chosen_in_other_rounds_than_there_are_places_is_found(office: Office) -> None:
    whole = bundle_of(concluded(office))
    whole["taken"][0][2] = 2
    assert ("places", "main", "first", 2, 1) in check_review.check_bundle(whole)
