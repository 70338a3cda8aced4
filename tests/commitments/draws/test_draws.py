"""Checks drawn at random: nobody can steer the draw, anybody can compute it again, and each ends with a finding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from assigned import act, at
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.commitments.draws import rules
from luoshi.commitments.draws.models import Check, Draw
from luoshi.commitments.draws.queries import collect_draw_proof
from luoshi.commitments.kinds.draws import CHECK_CYCLE
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.drawing.draws import canonical_numbers_line, is_draw_valid, parse_source_numbers, shuffle_labels
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.store import path_of
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.rights.queries.rights import open_steps, readable_records
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.people.actions import people
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import Office
from pictures import exif, jpeg
from plans import published
from random_checks import GIVEN, NUMBERS, drawn, furnished, set_up
from worlds import world


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


# ---- the rules


def test_a_share_is_rounded_up() -> None:
    assert [rules.share_of(count, rules.parse_draw_share("10")) for count in (1, 10, 11, 0)] == [1, 1, 2, 0]
    for wrong in ("0", "101", "10.123", "-5", "x"):
        with pytest.raises(ValueError):
            rules.parse_draw_share(wrong)


# ---- the draw

drawable = world("drawable", furnished, on="office")


def test_the_pool_is_frozen_before_the_numbers_are_known(office: Office, drawable: list[Commitment]) -> None:
    rows = drawable
    draw = Draw.objects.get(pk=set_up(office).pk)
    assert draw.pool.splitlines() == sorted(row.number for row in rows) and (draw.count, draw.size) == (3, 2)
    assert (
        draw.digest == hashlib.sha256("\n".join(["2", GIVEN["sources"], *draw.pool.splitlines()]).encode()).hexdigest()
    )
    kept = json.loads(Entry.objects.get(record=draw.pk, step="freeze").payload.data or "")
    assert (kept["digest"], kept["promise"]) == (draw.digest, draw.promise)
    page = signed_in(office, "supervisor", "en").get(draw.get_absolute_url()).content.decode()
    assert draw.promise in page and draw.secret not in page and "nothing is drawn yet" in page
    everything = " ".join(
        entry.payload.data or "" for entry in Entry.objects.filter(record=draw.pk).select_related("payload")
    )
    assert draw.secret and draw.secret not in everything


def test_a_draw_can_be_computed_again_from_what_it_published(office: Office, drawable: list[Commitment]) -> None:
    draw = drawn(office)
    said = json.loads(signed_in(office, "auditor").get(f"/draws/{draw.pk}/proof.json").content)
    assert hashlib.sha256(bytes.fromhex(said["secret"])).hexdigest() == draw.promise == said["secret_sha256"]
    first = shuffle_labels(said["pool"], bytes.fromhex(said["secret"]), "3.5.8.11./1.6./")
    assert first[:2] == said["drawn"] == [check.commitment.number for check in Check.objects.order_by("place")]
    assert is_draw_valid(collect_draw_proof(draw)) and Entry.objects.filter(record=draw.pk, step="reveal").exists()
    secret = bytes.fromhex(said["secret"])
    # Two of three in their order: one set of numbers in six draws the same ones; the first that does not is taken.
    keys = {number: canonical_numbers_line(parse_source_numbers(number)) for number in map(str, range(1000))}
    another = next(
        number for number, chance in keys.items() if shuffle_labels(said["pool"], secret, chance)[:2] != first[:2]
    )
    for name, other in (("numbers", another), ("pool", said["pool"][1:]), ("drawn", first[1:]), ("secret", "00" * 32)):
        assert not is_draw_valid({**said, name: other}), name


def test_what_can_no_longer_be_checked_is_passed_over_and_that_stays_computable(
    office: Office, drawable: list[Commitment]
) -> None:
    rows = drawable
    draw = set_up(office)
    act(office, rows[1], "do_again", "supervisor", at(10, 12), reason="未到位", until="2026-12-01")
    take(draw, "draw", office.actor("supervisor", date(2026, 10, 13)), NUMBERS, at=at(10, 13))
    draw = Draw.objects.get(pk=draw.pk)
    assert rows[1].number not in collect_draw_proof(draw)["drawn"] and is_draw_valid(collect_draw_proof(draw))
    assert {passed_over["number"] for passed_over in collect_draw_proof(draw)["passed_over"]} <= {rows[1].number}


def test_what_is_under_a_check_is_not_drawn_again(office: Office, drawable: list[Commitment]) -> None:
    """政府督查工作条例 art. 15: no repeated checks."""
    drawn(office)
    with pytest.raises(RecordError, match="Only 1 commitments can be drawn, fewer than the number to draw"):
        set_up(office)
    assert Draw.objects.count() == 1


def test_without_a_number_the_share_of_the_office_counts_and_unset_it_is_said(
    office: Office, drawable: list[Commitment]
) -> None:
    with pytest.raises(RecordError, match="Not computable: the value “Percentage of the pool"):
        set_up(office, size="")
    Parameter.objects.create(name="ledger.check_share", value="34", start=date(2026, 1, 1), source="县督查办法")
    assert Draw.objects.get(pk=set_up(office, size="").pk).size == 2


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "stranger", "auditor", "admin", "outside", "collector"])
def test_nobody_but_a_supervisor_draws(office: Office, who: str, drawable: list[Commitment]) -> None:
    with pytest.raises(RecordError):
        set_up(office, who)
    draw = set_up(office)
    with pytest.raises(RecordError):
        take(draw, "draw", office.actor(who, date(2026, 10, 13)), NUMBERS, at=at(10, 13))
    assert not Check.objects.exists()


def test_a_plan_narrows_what_is_drawn_from(office: Office, drawable: list[Commitment]) -> None:
    (one, *_more) = drawable
    other = published(office, title="另一个计划")
    with pytest.raises(RecordError, match="Only 0 commitments can be drawn"):
        set_up(office, plan=other.number)
    assert Draw.objects.get(pk=set_up(office, plan=one.plan.number, of="closed", size="1").pk).pool == one.number


# ---- the checks


def _one_check(office: Office, _drawable: list[Commitment]) -> Check:
    """The check of the one that is closed: led by 县科协."""
    drawn(office, of="closed", size="1")
    return Check.objects.get()


only = world("only", _one_check, on="drawable")


def do(office: Office, check: Check, step: str, who: str, when: Any, files: Any = None, **given: Any) -> Check:
    take(check, step, office.actor(who, when.date()), given, at=when, files=files)
    return Check.objects.get(pk=check.pk)


FOUND = {"way": "papers", "finding": "签到表缺一期"}


def test_each_check_ends_with_a_finding_and_the_last_ends_the_draw(office: Office, only: Check) -> None:
    check = do(office, only, "sound", "supervisor", at(10, 20), **FOUND)
    assert (check.state, check.finding, check.draw.state) == ("sound", "签到表缺一期", "done")
    page = signed_in(office, "clerk", "en").get(check.commitment.get_absolute_url()).content.decode()
    assert check.number in page and "签到表缺一期" in page


def test_pictures_are_sent_only_if_the_checker_wants_them_and_lose_their_places(office: Office, only: Check) -> None:
    def picture() -> Any:
        return {"evidence": [SimpleUploadedFile("现场.jpg", jpeg(exif(6, b"GPS 29.1 N")))]}

    check = do(office, only, "ask", "supervisor", at(10, 14), words="请提供签到表")
    with pytest.raises(RecordError, match=r"No photos are required: remove 现场\.jpg"):
        do(office, check, "show", "clerk", at(10, 15), picture(), words="见附件")
    check = do(office, check, "show", "clerk", at(10, 15), words="见附件")
    check = do(office, check, "ask", "supervisor", at(10, 16), words="请提供现场照片", pictures="on")
    check = do(office, check, "show", "clerk", at(10, 17), picture(), words="见附件")
    kept = path_of(Attachment.objects.get(record=check.pk).evidence.sha256).read_bytes()
    assert check.state == "drawn" and b"GPS" not in kept and kept.startswith(b"\xff\xd8")


def test_what_is_found_is_put_right_by_a_limit_and_looked_at(office: Office, only: Check) -> None:
    check = do(office, only, "fault", "supervisor", at(10, 20), limit="2026-11-10", **FOUND)
    assert (check.state, check.due, check.found) == ("faulty", date(2026, 11, 10), date(2026, 10, 20))
    assert Message.objects.filter(record=check.pk, code="checks.fault", post=office.posts["clerk"]).exists()
    check = do(office, check, "mend", "clerk", at(11, 5), words="已补签到表")
    check = do(office, check, "again", "supervisor", at(11, 6), reason="缺日期", limit="2026-11-20")
    assert (check.state, check.due) == ("faulty", date(2026, 11, 20))
    check = do(office, check, "mend", "clerk", at(11, 10), words="已补日期")
    check = do(office, check, "settle", "supervisor", at(11, 12), words="属实")
    assert (check.state, check.draw.state) == ("settled", "done")


@pytest.mark.control("business", "who reported on a matter does not check it, in whatever post")
def test_who_reported_on_it_does_not_check_it(office: Office, only: Check) -> None:
    check = only
    office.posts["supervisor"]  # the same person also as clerk of 县科协, who reported
    from luoshi.base.rights.rules.rights import PROGRAM

    post = people.set_up_post(
        office.units["desk"], "兼职督查员", Role.SUPERVISOR, date(2020, 1, 1), PROGRAM, at=at(1, 2)
    )
    people.appoint_to_post(office.people["clerk"], post, date(2020, 1, 1), PROGRAM, at=at(1, 2))
    with pytest.raises(
        RecordError, match="You reported on this or are responsible for it: another person must check it"
    ):
        do(office, check, "sound", "clerk", at(10, 20), **FOUND)


@pytest.mark.parametrize("step", CHECK_CYCLE.steps, ids=lambda step: step.name)
@pytest.mark.parametrize("who", ["supervisor", "clerk", "head", "leader", "stranger", "auditor", "admin"])
def test_each_step_is_open_to_its_role_and_to_no_other(office: Office, step: Any, who: str, only: Check) -> None:
    check, day = only, date(2026, 10, 20)
    Check.objects.filter(pk=check.pk).update(state=step.before[0])
    check.refresh_from_db()
    role = {"supervisor": "desk", "clerk": "checked", "head": "checked", "leader": "leader"}.get(who)
    actor = office.actor(who, day)
    assert (step.name in {open_step.name for open_step in open_steps([check], actor, day)[check.pk]}) is (
        role in step.who
    )
    assert readable_records(get_kind("checks"), actor, day).exists() is (role is not None or who == "auditor")


# ---- the review


def contested(office: Office, when: Any = None) -> Check:
    check = do(
        office, _one_check(office, furnished(office)), "fault", "supervisor", at(10, 20), limit="2026-11-10", **FOUND
    )
    return do(office, check, "contest", "clerk", when or at(10, 26), reason="签到表已随第三期报送")


def asked_in(days: str, decided_in: str = "30") -> None:
    for name, value in (("review_ask_days", days), ("review_decide_days", decided_in)):
        Parameter.objects.create(name=f"ledger.{name}", value=value, start=date(2026, 1, 1), source="条例第十七条")


def test_a_review_is_asked_for_in_the_days_that_the_office_set_and_not_later(office: Office, only: Check) -> None:
    asked_in("5")
    check = do(office, only, "fault", "supervisor", at(10, 20), limit="2026-11-10", **FOUND)
    page = signed_in(office, "clerk", "en").get(check.get_absolute_url()).content.decode()
    assert "A review can be asked for until" in page and "2026-10-26" in page  # the 25th is a Sunday
    with pytest.raises(RecordError, match="A review could be asked for until 2026-10-26"):
        do(office, check, "contest", "clerk", at(10, 27), reason="不服")
    assert do(office, check, "contest", "clerk", at(10, 26), reason="不服").state == "contested"


def test_a_review_is_due_in_the_days_that_the_office_set(office: Office) -> None:
    asked_in("30", "30")
    assert contested(office).due == date(2026, 11, 25)


def test_without_those_values_no_day_is_made_up(office: Office) -> None:
    check = contested(office)
    page = signed_in(office, "clerk", "en").get(check.get_absolute_url()).content.decode()
    assert check.due is None and "not computable" in page


@pytest.mark.control("business", "who took part in a check does not decide on its review")
def test_who_took_part_in_the_check_does_not_decide_on_its_review(office: Office) -> None:
    check = contested(office)
    given = {"reason": "证据充分", "limit": "2026-12-01"}
    with pytest.raises(RecordError, match="You took part in this check"):
        do(office, check, "uphold", "supervisor", at(11, 2), **given)
    check = do(office, check, "uphold", "leader", at(11, 2), **given)
    assert (check.state, check.due) == ("faulty", date(2026, 12, 1))


def test_a_review_may_find_all_in_order(office: Office) -> None:
    check = do(office, contested(office), "overturn", "leader", at(11, 2), reason="核实已报送")
    assert (check.state, check.due, check.draw.state) == ("sound", None, "done")


@pytest.mark.parametrize("count", [3, 12])
def test_a_draw_of_12_needs_no_more_queries_than_one_of_3(
    office: Office, count: int, django_assert_max_num_queries: Any, drawable: list[Commitment]
) -> None:
    (one, *_more) = drawable
    draw = drawn(office, of="closed", size="1")
    first = Check.objects.get()
    row = {"title": one.title, "unit": one.unit, "draw": draw, "commitment": one, "due": draw.by}
    open_many(
        get_kind("checks"),
        [{**row, "place": first.place + at_row} for at_row in range(1, count)],
        PROGRAM,
        at=at(10, 14),
    )
    browser = signed_in(office, "supervisor", "en")
    with django_assert_max_num_queries(30):
        page = browser.get(draw.get_absolute_url()).content.decode()
    assert page.count("/checks/") >= count


def test_in_a_demonstration_the_file_of_a_draw_says_so_inside(
    office: Office, settings: Any, drawable: list[Commitment]
) -> None:
    settings.DEMO = True
    said = json.loads(signed_in(office, "auditor").get(f"/draws/{drawn(office).pk}/proof.json").content)
    assert said["title"].endswith("[演示数据]")


def test_a_draw_is_late_once_its_day_has_passed(office: Office, drawable: list[Commitment]) -> None:
    draw = drawn(office)
    assert Draw.objects.get(pk=draw.pk).due == draw.by
    late = office.actor("supervisor", draw.by + timedelta(days=1))
    listing = filter_records(get_kind("draws"), late, draw.by + timedelta(days=1), {"due": "late"})
    assert [record.pk for record in listing.qs] == [draw.pk]
