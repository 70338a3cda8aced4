"""What a decided round publishes: anybody recomputes it, each finds the own row, and nothing bent stays hidden."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from calling import checked, closed_by_hand, person, places, published_call, set_publicity
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from reviewing import CLOSES, approve, expert, mark_form, prepared, score

from luoshi.evidence.journal.models import Payload
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import User
from luoshi.parts.calls.cards import show_application
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.publicity.models import Posting
from luoshi.parts.registers.models import Person
from luoshi.parts.review.bundles import check_review
from luoshi.parts.review.bundles.queries import collect_bundle, published_heads
from luoshi.parts.review.line import VALUES
from luoshi.parts.review.models import ReviewRound, ReviewSheet, SheetMark
from luoshi.scoring.combining import WAYS, combine_scores
from office import NOW, TODAY, Office

Bundle = dict[str, Any]
MARKS = {"a": (90, 80, 70), "b": (88, 84, 70), "c": (70, 92, 60)}


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def decided(
    office: Office,
    way: str = "mean",
    publishes: bool = True,
    between: Callable[[], None] = lambda: None,
    exact: bool = False,
) -> ReviewRound:
    """A round of three projects with two sheets each, its ranking confirmed; the first has the only prize.

    ``between`` happens after the marks were given.
    """
    set_publicity(office)
    call = published_call(office, quotas=places([("main", "first", 1)], exact))
    for number in range(3):
        checked(office, call, title=f"项目{number}", branch="machines", leader=person(office, f"申报人{number}").number)
    people = [expert(office, name) for name in MARKS]
    round_ = prepared(office, call, people, mark_form(office, way, 2))
    round_ = approve(office, round_)
    for place, sheet in enumerate(ReviewSheet.objects.order_by("assessed", "pk")):
        name = sheet.assessor.title.removeprefix("评委")
        score(office, name, sheet, *(mark - place for mark in MARKS[name]))
    between()
    for step, who in (("close", "supervisor"), ("rank", "supervisor"), ("decide", "leader")):
        round_ = ReviewRound.objects.get(pk=round_.pk)
        take(round_, step, office.actor(who), {"reason": "评分完毕"} if step == "close" else {}, at=NOW)
    if publishes:
        publish(office)
    return ReviewRound.objects.get(pk=round_.pk)


def concluded(office: Office, exact: bool = False) -> ReviewRound:
    """The same, with its call decided: the first got the prize."""
    round_ = decided(office, exact=exact)
    take(closed_by_hand(office, Call.objects.get(pk=round_.call_id)), "decide", office.actor("leader"), {}, at=NOW)
    return ReviewRound.objects.get(pk=round_.pk)


def publish(office: Office) -> None:
    """Put all results into publicity, and give the prize to the first."""
    for application in Application.objects.filter(state="assessed").order_by("rank"):
        result = {"cls": "main", "grade": "first" if application.rank == 1 else ""}
        take(application, "assess", office.actor("supervisor"), {**result, "rank": application.rank}, at=NOW)
        take(Application.objects.get(pk=application.pk), "publish", office.actor("supervisor"), {}, at=NOW)
    Posting.objects.update(until=TODAY - timedelta(days=1))
    first = Application.objects.get(rank=1)
    take(first, "award", office.actor("leader"), {}, at=NOW)


def codes(found: list[Any]) -> set[str]:
    """The faults that were found, without what they are about."""
    return {fault[0] for fault in found}


def test_a_decided_round_is_recomputed_from_its_file_alone(office: Office, tmp_path: Path) -> None:
    """The checker runs without Luoshi, agrees with every number, and knows each receipt; a strange one is named."""
    round_ = decided(office)
    bundle, heads = tmp_path / "bundle.json", tmp_path / "heads.json"
    bundle.write_text(json.dumps(collect_bundle(round_), ensure_ascii=False))
    heads.write_text(json.dumps(published_heads(round_)))
    receipts = [*Application.objects.values_list("receipt", flat=True), ReviewSheet.objects.first().receipt]  # type: ignore[union-attr]
    assert len(set(receipts)) == 4 and all(len(receipt) == 64 for receipt in receipts)
    command = [sys.executable, "-I", "-S", check_review.__file__, str(bundle), "--heads", str(heads)]
    own = [word for receipt in receipts for word in ("--receipt", receipt)]
    done = subprocess.run([*command, *own], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "✓ 全部复算一致：3 项。")
    strange = subprocess.run([*command, "--receipt", "ab" * 32], capture_output=True, text=True, check=False)
    assert strange.returncode == 3 and "不在本文件中" in strange.stdout
    broken = tmp_path / "broken.json"
    broken.write_text("[1, 2]")
    said = subprocess.run([*command[:4], str(broken)], capture_output=True, text=True, check=False)
    assert said.returncode == 1 and "no file of a review" in said.stderr and "Traceback" not in said.stderr


def test_nobody_is_named_in_what_is_published(office: Office) -> None:
    """Neither a name, a number of the register, a number of an application, nor an opinion is in the file."""
    round_ = decided(office)
    said = json.dumps(collect_bundle(round_), ensure_ascii=False)
    for application in Application.objects.select_related("leader"):
        assert application.leader is not None
        for secret in (application.number, application.title, application.leader.title, application.leader.number):
            assert secret not in said
    for sheet in ReviewSheet.objects.select_related("assessor"):
        assert sheet.assessor.title not in said and sheet.number not in said and sheet.assessor.number not in said
    assert "项目" not in said


def swap(name: str) -> Callable[[Bundle], None]:
    """Exchange a value of the two best objects."""

    def bend(bundle: Bundle) -> None:
        first, second, *_rest = sorted(bundle["objects"], key=lambda row: row["rank"])
        first[name], second[name] = second[name], first[name]

    return bend


def _mark(bundle: Bundle) -> None:
    bundle["sheets"][0]["marks"]["novelty"] = "99"


def _total(bundle: Bundle) -> None:
    _mark(bundle)
    sheet = bundle["sheets"][0]
    items = bundle["rules"]["form"]["items"]
    total = sum((Fraction(weight) * Fraction(sheet["marks"][code]) / 100 for code, weight, _s in items), Fraction(0))
    sheet["total"] = check_review.round_half_up(total)


def _receipt(bundle: Bundle) -> None:
    _total(bundle)
    bundle["sheets"][0]["receipt"] = check_review.sheet_receipt(bundle["sheets"][0], bundle["rules"]["round"])


def _renew(bundle: Bundle) -> None:
    bundle["heads"] = check_review.heads_of(bundle)


def _receipt_and_heads(bundle: Bundle) -> None:
    _receipt(bundle)
    _renew(bundle)


def _remove_sheet(bundle: Bundle) -> None:
    del bundle["sheets"][0]


def _void_sheet(bundle: Bundle) -> None:
    bundle["sheets"][0] |= {"state": "void", "total": None}


def _second_sheet(bundle: Bundle) -> None:
    sheet = copy.deepcopy(bundle["sheets"][0])
    bundle["sheets"].append(sheet | {"assessor": "0" * 16})


def _late(bundle: Bundle) -> None:
    bundle["sheets"][0]["scored_at"] = "2026-03-26T09:00:00.000000Z"


def _weight(bundle: Bundle) -> None:
    bundle["rules"]["form"]["items"][0][1], bundle["rules"]["form"]["items"][1][1] = "35", "40"


def _rule(name: str, value: object) -> Callable[[Bundle], None]:
    def bend(bundle: Bundle) -> None:
        bundle["rules"]["form"][name] = value

    return bend


def _places(bundle: Bundle) -> None:
    bundle["rules"]["places"][0][2] = 2


def _window(bundle: Bundle) -> None:
    bundle["rules"]["to"] = "2026-04-30T09:00:00.000000Z"


def _other_assessor(bundle: Bundle) -> None:
    bundle["opening"]["assessors"][0][0] = "f" * 16


def _bar(bundle: Bundle) -> None:
    thing, people = bundle["opening"]["assigned"][0]
    bundle["opening"]["conflicts"].append([thing, people[0], "tie"])


def _assign(bundle: Bundle) -> None:
    things = bundle["opening"]["assigned"]
    things[0][1], things[1][1] = things[1][1], things[0][1]


def _slip_in(bundle: Bundle) -> None:
    bundle["received"].append("e" * 64)


def _take_out(bundle: Bundle) -> None:
    last = max(bundle["objects"], key=lambda row: row["rank"])["object"]
    bundle["objects"] = [row for row in bundle["objects"] if row["object"] != last]
    bundle["sheets"] = [sheet for sheet in bundle["sheets"] if sheet["object"] != last]


def _second_prize(bundle: Bundle) -> None:
    second = next(row for row in bundle["objects"] if row["rank"] == 2)
    second |= {"decision": "chosen", "grade": "first"}


def _prize_below(bundle: Bundle) -> None:
    for row in bundle["objects"]:
        last = row["rank"] == 3
        row |= {"decision": "chosen" if last else "", "grade": "first" if last else ""}
    bundle["decided"] = True


def _pass_mark(bundle: Bundle) -> None:
    _rule("pass_mark", "99")(bundle)
    _renew(bundle)


def _class(bundle: Bundle) -> None:
    last = next(row for row in bundle["objects"] if row["rank"] == 3)
    last |= {"cls": "other", "rank": 1, "near": False, "decision": "chosen", "grade": "first"}


def _unknown_grade(bundle: Bundle) -> None:
    next(row for row in bundle["objects"] if row["rank"] == 2).update(decision="chosen", grade="special")


MANIPULATIONS: dict[str, tuple[Callable[[Bundle], None], set[str]]] = {
    "a mark": (_mark, {"receipt", "total"}),
    "a mark with its total": (_total, {"receipt", "value"}),
    "a mark with its receipt": (_receipt, {"head", "published"}),
    "a mark with its receipt and the heads in the file": (_receipt_and_heads, {"published", "missing"}),
    "a sheet taken out": (_remove_sheet, {"published", "missing"}),
    "a sheet made void": (_void_sheet, {"published"}),
    "a sheet more": (_second_sheet, {"published", "extra"}),
    "a late sheet counted": (_late, {"window", "receipt"}),
    "weights": (_weight, {"published", "total"}),
    "the way": (_rule("way", "rank"), {"published", "value"}),
    "the size": (_rule("size", 1), {"published"}),
    "the pass mark": (_pass_mark, {"published", "below"}),
    "a place more": (_places, {"published"}),
    "the end of the window": (_window, {"published"}),
    "an assessor exchanged": (_other_assessor, {"published", "assigned"}),
    "an assessor barred without ground": (_bar, {"published", "assigned", "conflict"}),
    "who assesses what": (_assign, {"published", "assigned"}),
    "an application slipped in": (_slip_in, {"published"}),
    "an object taken out": (_take_out, {"objects", "published"}),
    "a rank": (swap("rank"), {"rank"}),
    "a value": (swap("adjusted"), {"value"}),
    "a prize too many": (_second_prize, {"places"}),
    "a prize to the last": (_prize_below, {"order"}),
    "a prize that the call has no place for": (_unknown_grade, {"places"}),
    "a class of its own": (_class, {"class", "places"}),
    "near the cut": (lambda bundle: bundle["objects"][0].update(near=not bundle["objects"][0]["near"]), {"near"}),
}


def test_each_manipulation_is_found_and_by_what(office: Office) -> None:
    """Twenty-six ways of bending a result, each found from the file, the receipts and the published hashes."""
    round_ = decided(office)
    whole, heads = json.loads(json.dumps(collect_bundle(round_))), published_heads(round_)
    receipts = list(ReviewSheet.objects.values_list("receipt", flat=True))
    assert check_review.check_bundle(whole, heads, receipts) == []
    for name, (bend, expected) in MANIPULATIONS.items():
        bent = copy.deepcopy(whole)
        bend(bent)
        assert expected <= codes(check_review.check_bundle(bent, heads, receipts)), name


@pytest.mark.parametrize("votes", [(None, None), ([True, 3, 5], [True, 4, 5])], ids=["items", "votes"])
def test_a_turned_tie_is_found(office: Office, votes: Any) -> None:
    """Equal values are parted by the items of the form, then by the committee's votes; a prize to the other is named.

    Who was voted down stands behind nobody's prize.
    """
    whole = json.loads(json.dumps(collect_bundle(decided(office))))
    first, second = sorted(whole["objects"], key=lambda row: row["rank"])[:2]
    for sheet in whole["sheets"]:
        if sheet["object"] in (first["object"], second["object"]):
            sheet["marks"] = dict.fromkeys(sheet["marks"], "80")
            if votes[0] is None and sheet["object"] == second["object"]:
                sheet["marks"] = {"novelty": "85", "effect": "80", "documents": "72"}  # 80 in all
            sheet["total"] = "80.0000"
    second |= {"rank": 1}
    first["vote"], second["vote"] = votes
    faults = check_review.check_bundle(whole)
    assert ("order", second["object"], first["object"]) not in faults  # the call is not decided yet
    whole["decided"] = True
    assert ("order", second["object"], first["object"]) in check_review.check_bundle(whole)
    second["vote"] = [False, 1, 5]
    assert ("order", second["object"], first["object"]) not in check_review.check_bundle(whole)


def test_what_is_changed_in_the_database_after_closing_does_not_have_the_published_hashes(office: Office) -> None:
    """The file is made from what is stored: a mark bent there no longer fits the receipt, nor the hashes."""
    round_ = decided(office)
    sheet = ReviewSheet.objects.order_by("pk")[0]
    SheetMark.objects.filter(record=sheet.pk, item="novelty").update(mark=99)
    found = check_review.check_bundle(json.loads(json.dumps(collect_bundle(round_))), published_heads(round_))
    assert {"receipt", "total"} <= codes(found)
    ReviewSheet.objects.filter(pk=sheet.pk).update(state="void")
    assert "published" in codes(check_review.check_bundle(collect_bundle(round_), published_heads(round_)))


def test_the_hashes_stand_in_the_journal_too(office: Office) -> None:
    """Whoever bends the round's own row does not bend the sealed entries of its closing, nor of the call's."""
    round_ = decided(office)
    call = closed_by_hand(office, round_.call)
    closing = [head for name, head in published_heads(round_).items() if name in check_review.HEADS]
    fixed = ((round_, "fix", closing), (round_, "fix_late", [round_.late_head]), (call, "fix", [call.received_head]))
    for record, step, heads in fixed:
        said = Payload.objects.get(entry__record=record.pk, entry__step=step).data
        assert said and all(head and head in said for head in heads)


def test_only_the_applicants_side_is_shown_the_receipt(office: Office) -> None:
    """The recommending unit sees it; the office that calls, which could tell it to others, does not."""
    decided(office)
    application = Application.objects.order_by("pk")[0]

    def shown(who: str) -> bool:
        cards = show_application(application, office.actor(who), TODAY)
        return application.receipt in repr(cards)

    assert shown("clerk") and not shown("supervisor") and not shown("leader")


def test_the_files_are_public_once_the_office_opens_them_and_nothing_waits(office: Office) -> None:
    """Closed by default; after opening the hashes stand there, the files only when no result is still to come."""
    round_ = decided(office, publishes=False)
    anybody = Client()
    assert anybody.get("/open/rounds/").status_code == 404
    set_value(VALUES["review.open"], None, "yes", TODAY, "云科协发〔2026〕3号", office.actor("admin"), at=NOW)
    listed = anybody.get("/open/rounds/").content.decode()
    address = listed.split('href="/open/rounds/')[1].split('"')[0]
    page = anybody.get(f"/open/rounds/{address}").content.decode()
    assert round_.rules_head in page and "bundle.json" not in page
    assert anybody.get(f"/open/rounds/{address}bundle.json").status_code == 404
    publish(office)
    page = anybody.get(f"/open/rounds/{address}").content.decode()
    assert "bundle.json" in page and "result.html" in page
    bundle = anybody.get(f"/open/rounds/{address}bundle.json")
    assert check_review.check_bundle(bundle.json(), anybody.get(f"/open/rounds/{address}heads.json").json()) == []
    checker = anybody.get(f"/open/rounds/{address}check_review.py").content
    assert checker == Path(check_review.__file__).read_bytes()
    read = anybody.get(f"/open/rounds/{address}result.html").content.decode()
    assert "评委a" not in read and "申报人" not in read and "http" not in read.replace("http-equiv", "")
    assert anybody.get(f"/open/rounds/{address}other.json").status_code == 404


def test_an_assessor_does_not_see_who_applies_by_the_files_of_a_round(office: Office) -> None:
    """The files inside are for who may read the round: an assessor and a stranger get nothing."""
    round_ = decided(office)
    inside, assessor = Client(), Client()
    inside.force_login(User.objects.get(person=office.people["supervisor"]))
    assessor.force_login(User.objects.get(person=office.people["a"]))
    path = f"/review-rounds/{round_.pk}/bundle.json"
    assert inside.get(path).status_code == 200 and assessor.get(path).status_code == 404
    assert Client().get(path).status_code == 302 and CLOSES > NOW


def _scores(text: st.DataObject) -> dict[str, dict[str, Fraction]]:
    marks = st.fractions(min_value=0, max_value=100, max_denominator=40)
    names = [f"p{n}" for n in range(text.draw(st.integers(2, 9)))]
    return {
        name: {judge: text.draw(marks) for judge in text.draw(st.sets(st.sampled_from("abcdefg"), min_size=1))}
        for name in names
    }


@given(st.sampled_from(sorted(WAYS)), st.data())
def test_the_checker_combines_as_the_program_does(way: str, data: st.DataObject) -> None:
    """It was written apart from it: the same value and error of every way, to the last digit."""
    scores = _scores(data)
    mine = combine_scores(scores, way)
    theirs = check_review.combine_totals(scores, way)
    assert {name: (found.adjusted, found.error) for name, found in mine.items()} == theirs


@pytest.mark.parametrize("when", ["open", "decided"])
def test_a_merged_entry_of_an_assessor_leaves_what_was_published(office: Office, when: str) -> None:
    """Codes are kept: that two entries were one person is found out later, and nothing published changes by it."""
    double = person(office, "评委a（重复登记）")
    given = {"same_as": double.number}

    def merge() -> None:
        take(Person.objects.get(title="评委a"), "merge", office.actor("supervisor"), given, at=NOW)

    round_ = decided(office, between=merge if when == "open" else lambda: None)
    if when == "decided":
        merge()
    assert {sheet.assessor_id for sheet in ReviewSheet.objects.all()} >= {double.pk}
    bundle = json.loads(json.dumps(collect_bundle(ReviewRound.objects.get(pk=round_.pk))))
    assert check_review.check_bundle(bundle, published_heads(round_)) == []
