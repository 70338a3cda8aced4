"""A round by layers is recomputed as one of assessors is: the file, the checker, and what it finds."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_bundles import codes
from test_layers import LATER, client_of, combined, score, sheet_of

from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review.bundles import check_review
from luoshi.parts.review.bundles.queries import collect_bundle, published_heads
from luoshi.parts.review.cards import show_round
from luoshi.parts.review.models import ReviewRound, ReviewSheet
from office import NOW, TODAY, Office

Bundle = dict[str, Any]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def decided(office: Office, **more: Any) -> ReviewRound:
    """Two units through three layers, the result confirmed."""
    round_ = combined(office, **more)
    take(round_, "decide", office.actor("leader"), {}, at=NOW)
    return ReviewRound.objects.get(pk=round_.pk)


def sheet(bundle: Bundle, layer: str) -> Bundle:
    """The sheet of a layer for the first object."""
    first = bundle["objects"][0]["object"]
    found: Bundle = next(row for row in bundle["sheets"] if (row["object"], row["assessor"]) == (first, layer))
    return found


def _other_layer_counts(bundle: Bundle) -> None:
    own = sheet(bundle, "own")
    bundle["objects"][0].update(raw=own["total"], adjusted=own["total"])


def _mark(bundle: Bundle) -> None:
    name = next(iter(sheet(bundle, "final")["marks"]))
    sheet(bundle, "final")["marks"][name] = "99"


def _second_final(bundle: Bundle) -> None:
    bundle["sheets"].append({**sheet(bundle, "final"), "scored_at": "2026-03-20T01:00:00.000000Z"})


def _unknown_layer(bundle: Bundle) -> None:
    sheet(bundle, "check")["assessor"] = "mayor"


def _order(bundle: Bundle) -> None:
    sheet(bundle, "own")["scored_at"] = "2027-01-01T00:00:00.000000Z"


def _without_final(bundle: Bundle) -> None:
    bundle["sheets"].remove(sheet(bundle, "final"))


def _ranked(bundle: Bundle) -> None:
    bundle["objects"][0]["rank"] = 1


def _fewer_layers(bundle: Bundle) -> None:
    bundle["opening"]["layers"] = "own check"


MANIPULATIONS: dict[str, tuple[Callable[[Bundle], None], set[str]]] = {
    "the own marks counted instead of the final ones": (_other_layer_counts, {"value"}),
    "a mark of the last layer": (_mark, {"receipt", "total"}),
    "two final sheets": (_second_final, {"published", "layers"}),
    "a layer that the round does not have": (_unknown_layer, {"published", "layers", "receipt"}),
    "own marks given after the check": (_order, {"layers", "receipt"}),
    "the last sheet taken out": (_without_final, {"published", "missing", "value"}),
    "a rank where nothing is ranked": (_ranked, {"rank"}),
    "another layer made the last": (_fewer_layers, {"published", "layers", "value"}),
}


def test_a_round_by_layers_is_recomputed_from_its_file_alone(office: Office, tmp_path: Path) -> None:
    round_ = decided(office)
    bundle, heads = tmp_path / "bundle.json", tmp_path / "heads.json"
    bundle.write_text(json.dumps(collect_bundle(round_), ensure_ascii=False))
    heads.write_text(json.dumps(published_heads(round_)))
    command = [sys.executable, "-I", "-S", check_review.__file__, str(bundle), "--heads", str(heads)]
    receipt = sheet_of(office, "town", "final").receipt
    done = subprocess.run([*command, "--receipt", receipt], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "✓ 全部复算一致：2 项。")


@pytest.mark.parametrize("name", MANIPULATIONS)
def test_each_manipulation_of_layers_is_found_and_by_what(office: Office, name: str) -> None:
    round_ = decided(office)
    whole, heads = json.loads(json.dumps(collect_bundle(round_))), published_heads(round_)
    receipts = list(ReviewSheet.objects.values_list("receipt", flat=True))
    assert check_review.check_bundle(whole, heads, receipts) == []
    bent = copy.deepcopy(whole)
    bend, expected = MANIPULATIONS[name]
    bend(bent)
    assert expected <= codes(check_review.check_bundle(bent, heads, receipts))


def test_layers_that_rank_are_recomputed_with_their_ranks(office: Office) -> None:
    round_ = decided(office, ranks=True)
    said = collect_bundle(round_)
    assert check_review.check_bundle(json.loads(json.dumps(said)), published_heads(round_)) == []
    assert sorted(row["rank"] for row in json.loads(json.dumps(said))["objects"]) == [1, 2]


def test_marks_given_again_after_an_objection_are_fixed_again(office: Office) -> None:
    """Opened again, marked anew, closed again: the hashes are those of the second closing."""
    round_ = combined(office)
    first = published_heads(ReviewRound.objects.get(pk=round_.pk))
    again = {"to_at": f"{LATER:%Y-%m-%dT%H:%M}", "reason": "重评"}
    take(ReviewRound.objects.get(pk=round_.pk), "reopen", office.actor("leader"), again, at=NOW)
    score(office, "leader", sheet_of(office, "town", "final"), 60, 60, 60)
    take(ReviewRound.objects.get(pk=round_.pk), "close", office.actor("supervisor"), {"reason": "完毕"}, at=NOW)
    take(ReviewRound.objects.get(pk=round_.pk), "rank", office.actor("supervisor"), {}, at=NOW)
    now = ReviewRound.objects.get(pk=round_.pk)
    assert published_heads(now)["sheets"] != first["sheets"]
    assert check_review.check_bundle(json.loads(json.dumps(collect_bundle(now))), published_heads(now)) == []


def test_who_reads_the_round_gets_the_files_and_the_card_and_the_units_do_not(office: Office) -> None:
    round_ = decided(office)
    cards = show_round(round_, office.actor("supervisor"), TODAY)
    assert [card["id"] for card in cards][-1] == "recomputed" and "bundle.json" in repr(cards[-1])
    path = f"/review-rounds/{round_.pk}/"
    assert client_of(office, "supervisor").get(path + "bundle.json").status_code == 200
    page = client_of(office, "supervisor").get(path + "result.html").content.decode()
    assert "核定" in page and "自评" in page  # layers by their names, nobody by a code
    assert client_of(office, "stranger").get(path + "bundle.json").status_code == 404
