"""The auditor's questions: each finds what it asks for and nothing else, for who may ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import override

from asked import FEW, MANY, queries
from assigned import act, at, finished, running, verified
from ledger_rows import commitments
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.statistics.audit import queries as asks
from luoshi.commitments.statistics.audit.rules import DueDateStep, days_left, due_when_asked
from luoshi.desk.bulk.actions.runs import go_on, start_run
from luoshi.evidence.journal.actions.journal import journal_many
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.people.actions import people
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.rows.actions import correct
from many_appeals import signed_in
from office import NOW, TODAY, Office
from plans import PUBLISH, by, published, row_of, step

BASE, CLUB = "科普示范基地", "联席会议"


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


def found(office: Office, name: str, who: str = "auditor") -> list[Any]:
    return list(asks.LISTS[name](office.actor(who), TODAY))


def test_the_due_date_is_the_one_that_stood_when_more_time_was_asked_for() -> None:
    first, second = date(2026, 9, 30), date(2026, 11, 30)
    assert due_when_asked(first, [DueDateStep(7, second)], 5) == first
    assert due_when_asked(first, [DueDateStep(7, second)], 9) == second
    assert due_when_asked(first, [DueDateStep(8, None), DueDateStep(7, second)], 9) is None
    limits = [DueDateStep(7, date(2026, 9, 10), later=True), DueDateStep(8, second, later=True)]
    assert (due_when_asked(first, limits, 8), due_when_asked(first, limits, 9)) == (first, second)
    assert due_when_asked(None, [], 5) is None
    assert (days_left(first, date(2026, 9, 20)), days_left(first, date(2026, 10, 9)), days_left(None, first)) == (
        10,
        -9,
        None,
    )


def test_how_close_to_due_more_time_was_asked_for(office: Office) -> None:
    one = running(office, published(office), BASE)
    given = {"cause": "雨季", "progress": "七成"}
    one = act(office, one, "ask_extension", "clerk", at(9, 20), wish="2026-11-30", **given)
    one = act(office, one, "grant", "supervisor", at(9, 24), until="2026-11-30", word_of="林分管")
    act(office, one, "ask_extension", "clerk", at(12, 2), wish="2026-12-20", **given)
    assert dated(office) == [
        ("ask_extension", "2026-11-30", "2026-12-20", -2),
        ("grant", "2026-09-30", "2026-11-30", 6),
        ("ask_extension", "2026-09-30", "2026-11-30", 10),
    ]
    page = signed_in(office, "auditor", "en").get("/audit/dates/").content.decode()
    assert "2 days late" in page and re.search(r">\s*10\s*<", page) and "Grant extension" in page


def dated(office: Office) -> list[tuple[str, str, str, int | None]]:
    """The list of dates: step, due then, new date, days left to the date that stood then."""
    askings = asks.due_date_requests(found(office, "dates"))
    return [(asking.entry.step, str(asking.due), str(asking.wish), asking.left) for asking in askings]


def test_every_step_that_moves_a_date_is_listed_and_known_as_the_date_due_then(office: Office) -> None:
    one = running(office, published(office), BASE)
    given = {"cause": "雨季", "progress": "七成"}
    one = act(office, one, "suspend", "supervisor", at(8, 3), reason="停工", word_of="林分管")
    one = act(office, one, "resume", "supervisor", at(10, 12), until="2026-12-20", reason="复工")
    one = act(office, one, "ask_extension", "clerk", at(12, 1), wish="2026-12-25", **given)
    one = act(office, one, "decline", "supervisor", at(12, 1), reason="可以按期完成")
    one = finished(office, one, at(12, 14))
    one = act(office, one, "return", "supervisor", at(12, 16), limit="2026-12-28", reason="缺佐证")
    one = act(office, one, "rework", "clerk", at(12, 17))
    one = verified(office, finished(office, one, at(12, 22)), at(12, 23))
    act(office, one, "do_again", "leader", at(12, 24), reason="再核", until="2026-12-31")
    assert dated(office) == [
        ("do_again", "2026-12-28", "2026-12-31", 4),
        ("return", "2026-12-20", "2026-12-28", 4),
        ("ask_extension", "2026-12-20", "2026-12-25", 19),
        ("resume", "2026-09-30", "2026-12-20", -12),
    ]
    page = signed_in(office, "auditor", "en").get("/audit/dates/").content.decode()
    assert "12 days after it" in page and "too late" not in page and "Return for correction" in page


def test_an_amendment_is_listed_where_it_moves_a_date_and_only_there(office: Office) -> None:
    plan = published(office)
    running(office, plan, BASE)
    step(office, plan, "amend", reason="调整")
    for words, values in ((BASE, {"due": "2026-10-31"}), (CLUB, {"words": "县科协每季度召开1次联席会议并纪要"})):
        row = row_of(plan, words)
        correct.change_row(plan, row.pk, row.version, values, by(office), keep=True)
    step(office, plan, "reissue", **PUBLISH)
    assert Entry.objects.filter(step="amend", subject__startswith="commitments").count() == 2
    assert [row[:3] for row in dated(office)] == [("amend", "2026-09-30", "2026-10-31")]


def closed(office: Office, one: Commitment) -> Commitment:
    return act(office, verified(office, one, at(9, 22)), "close_it", "leader", at(9, 25), mark="A")


def test_what_was_closed_without_evidence(office: Office) -> None:
    plan = published(office)
    bare = closed(office, finished(office, running(office, plan, BASE), at(9, 20)))
    two = running(office, plan, CLUB)
    files = {"evidence": [SimpleUploadedFile("签到表.txt", "第一次联席会议".encode())]}
    take(two, "finish", office.actor("clerk"), {"words": "已完成"}, at=at(9, 20), files=files)
    closed(office, two)
    assert [record.pk for record in found(office, "bare")] == [bare.pk]


def test_one_person_on_both_sides_through_a_deputys_seat(office: Office) -> None:
    plan = published(office)
    one = act(office, running(office, plan, BASE), "report", "clerk", at(3, 30), words="进展", obstacles="无",
              following="继续")  # fmt: skip
    assert found(office, "sides") == []
    people.appoint_to_post(office.people["clerk"], office.posts["supervisor"], TODAY, PROGRAM, at=NOW, deputy=True)
    act(office, one, "ask_extension", "head", at(9, 20), wish="2026-11-30", cause="雨季", progress="七成")
    act(office, one, "grant", "clerk", at(9, 24), until="2026-11-30", word_of="林分管")
    (entry,) = found(office, "sides")
    assert (entry.step, entry.person, "deputy" in entry.actor) == ("grant", office.people["clerk"], True)
    assert "as deputy" in signed_in(office, "auditor", "en").get("/audit/sides/").content.decode()


def test_who_asked_for_more_time_does_not_grant_it_from_a_deputys_seat(office: Office) -> None:
    one = running(office, published(office), BASE, who="head")
    people.appoint_to_post(office.people["clerk"], office.posts["supervisor"], TODAY, PROGRAM, at=NOW, deputy=True)
    one = act(office, one, "ask_extension", "clerk", at(9, 20), wish="2026-11-30", cause="雨季", progress="七成")
    with pytest.raises(RecordError, match="You asked for this extension yourself: another person must decide on it"):
        act(office, one, "grant", "clerk", at(9, 24), until="2026-11-30", word_of="林分管")
    one = act(office, one, "grant", "supervisor", at(9, 24), until="2026-11-30", word_of="林分管")
    one = finished(office, one, at(10, 9), "head")
    assert found(office, "sides") == []
    act(office, one, "verify", "clerk", at(10, 12), finding="属实")  # asked for time, reported nothing
    assert [(entry.step, entry.person) for entry in found(office, "sides")] == [("verify", office.people["clerk"])]


def test_what_was_done_in_bulk(office: Office) -> None:
    plan = published(office)
    rows = {commitment.pk: commitment.version for commitment in plan.commitments.filter(unit=office.units["kexie"])}
    actor = office.actor("supervisor")
    step = get_kind("commitments").cycle.by_name["issue"]
    go_on(start_run(get_kind("commitments"), step, actor, rows, {"urgency": "plain"}, uuid4(), at=NOW), actor, at=NOW)
    (run,) = found(office, "bulk")
    assert (run.step, run.rows_done, run.rows_left) == ("issue", len(rows), 0)
    assert "Send out" in signed_in(office, "supervisor", "en").get("/audit/bulk/").content.decode()


def test_figures_that_changed_after_the_check(office: Office) -> None:
    plan = published(office)
    one = running(office, plan, BASE)
    target = one.targets.order_by("place")[0]
    given = {"words": "已建成", "obstacles": "无", "following": "继续"}
    one = act(office, one, "report", "clerk", at(3, 30), **given, **{f"value_{target.pk}": "2"})
    one = act(office, one, "report", "clerk", at(6, 28), period="", **given, **{f"value_{target.pk}": "3"})
    one = verified(office, finished(office, one, at(9, 20)), at(9, 22))
    assert found(office, "superseded") == []  # all was said before the check
    one = act(office, one, "do_again", "leader", at(9, 23), reason="再核", until="2026-12-20")
    one = act(office, one, "report", "clerk", at(9, 28), period="", **given, **{f"value_{target.pk}": "1"})
    first, second = Progress.objects.filter(commitment=one, kind="report").order_by("pk")[:2]
    assert [row.pk for row in found(office, "superseded")] == [second.pk, first.pk]
    act(office, one, "take_back_report", "clerk", at(9, 29), report=first.pk, reason="有误")
    page = signed_in(office, "auditor", "en").get("/audit/superseded/").content.decode()
    assert "taken back by 柯干事 on 2026-09-29" in page and "another value was reported" in page


def test_only_auditors_and_supervisors_ask_and_of_what_they_may_read(office: Office) -> None:
    closed(office, finished(office, running(office, published(office), BASE), at(9, 20)))
    for who in ("clerk", "head", "stranger", "outside", "leader", "admin"):
        client = signed_in(office, who, "en")
        assert [client.get(path).status_code for path in ("/audit/", "/audit/bare/")] == [404, 404], who
    for who in ("auditor", "supervisor"):
        client = signed_in(office, who, "en")
        assert "Audit questions" in client.get("/audit/").content.decode()
        assert all(client.get(f"/audit/{name}/").status_code == 200 for name in asks.LISTS), who
    assert signed_in(office, "auditor", "en").get("/audit/nothing/").status_code == 404
    Commitment.objects.filter(state="closed").update(unit=office.units["desk"])
    office.person("elsewhere", "外县督查", "town", "supervisor", ["town"])
    assert [len(found(office, "bare", who)) for who in ("auditor", "elsewhere")] == [1, 0]


def test_more_rows_need_no_more_queries(office: Office) -> None:
    client, found = signed_in(office, "auditor", "en"), []
    client.get("/mine/")
    for count in (FEW, MANY):
        plan = commitments(office, count, state="closed")
        rows = list(plan.commitments.all())
        assert len(rows) >= count
        with transaction.atomic():
            journal_many(
                [(row, step, given) for row in rows for step, given in (("resume", {"until": "2026-12-20"}),
                 ("ask_extension", {"wish": "2026-12-25"}))], office.actor("head"), at=NOW)  # fmt: skip
        addresses = ["/audit/", *(f"/audit/{name}/" for name in asks.LISTS)]
        found.append([queries(lambda address=address: client.get(address)) for address in addresses])
        assert {client.get(address).status_code for address in addresses} == {200}
    assert found[0] == found[1] and found[1][0] <= 24 and max(found[1][1:]) <= 20
