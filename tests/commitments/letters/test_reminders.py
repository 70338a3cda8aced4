"""Reminders by the ladder: once, to whom it concerns; letters drafted, sent by a person; what is urgent at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from assigned import act, at, finished, issued, running
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.letters.actions.reminders import send_due_reminders
from luoshi.commitments.letters.models import Letter, Reminder
from luoshi.desk.digests.actions import send_digests
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.base.jobs import JOBS
from luoshi.kernel.base.messages import render_message
from luoshi.kernel.messages.actions.messages import set_messages_read
from luoshi.kernel.messages.models import Message, Outgoing
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.values import declared_parameters
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import Tenure
from luoshi.org.people.actions.posts import end_tenure
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published

BASE, CLUB = "科普示范基地", "联席会议"
WORDS = ("unit", "who", "due")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def run(month: int, day: int) -> None:
    list(send_due_reminders(at(month, day)))


def ladder(one: Commitment) -> list[tuple[str, str, str]]:
    """Due date, rung and the day on which it was said, of a commitment, in order."""
    rows = Reminder.objects.filter(commitment=one.pk).order_by("pk")
    return [(f"{row.due:%m-%d}", row.rung, f"{row.day:%m-%d}") for row in rows]


def told(office: Office, one: Commitment) -> list[tuple[str, str]]:
    """Who was told what by the ladder, in order."""
    names = {post.pk: name for name, post in office.posts.items()}
    rows = Message.objects.filter(record=one.pk, code__startswith="ledger.ladder").order_by("pk")
    return [(names[row.post_id or 0], row.code.rpartition(".")[2]) for row in rows]


def reported(office: Office, one: Commitment, month: int, day: int) -> Any:
    return act(office, one, "report", "clerk", at(month, day), words="进展", obstacles="无", following="继续")


def overdue(office: Office) -> Commitment:
    """A commitment due on the 30th of September, reported on until then, and not done."""
    one = running(office, published(office), BASE)
    for month, day in ((3, 30), (6, 29), (9, 21)):
        one = reported(office, one, month, day)
    return one


def test_a_whole_ladder_before_on_and_after_the_date(office: Office) -> None:
    one = overdue(office)
    for month, days in ((9, range(1, 31)), (10, range(1, 32))):
        for day in days:
            run(month, day)
    assert ladder(one) == [
        ("09-30", "T-5", "09-22"),
        ("09-30", "T-1", "09-29"),
        ("09-30", "T+1", "10-08"),
        ("09-30", "T+3", "10-10"),
        ("09-30", "T+5", "10-13"),
        ("09-30", "T+10", "10-20"),
    ]
    assert told(office, one) == [("clerk", "notice"), ("clerk", "notice"), ("clerk", "push"), ("leader", "written")]
    drafts = [(row.form, row.state, row.unit.name) for row in Letter.objects.order_by("pk")]
    unit = one.unit.name
    assert drafts == [("push", "draft", unit), ("slip", "draft", unit), ("proposal", "prepared", unit)]
    assert (
        "5 working days" in Letter.objects.get(form="slip").words
        or "5个工作日" in Letter.objects.get(form="slip").words
    )
    desk = Message.objects.filter(code="ledger.drafted").values_list("post", "asks")
    supervisor = office.posts["supervisor"].pk
    assert list(desk.order_by("pk")) == [(supervisor, "send"), (supervisor, "send"), (supervisor, "propose")]
    assert Outgoing.objects.count() == 0


def test_nothing_is_said_twice_and_lower_messages_are_done_with(office: Office) -> None:
    one = overdue(office)
    for _ in range(3):
        run(9, 22)
    run(9, 29)
    rows = Message.objects.filter(record=one.pk, code="ledger.ladder.notice").order_by("pk")
    assert [(row.done is not None, row.asks) for row in rows] == [(True, "finish"), (False, "finish")]
    finished(office, one, at(9, 29))
    run(10, 8)
    assert [row.done is not None for row in rows.all()] == [True, True]
    assert [rung for _due, rung, _day in ladder(one)] == ["T-5", "T-1"]


def test_more_time_asked_for_stops_it_and_a_moved_date_begins_anew(office: Office) -> None:
    one = overdue(office)
    run(9, 22)
    given = {"wish": "2026-11-30", "cause": "雨季", "progress": "七成"}
    one = act(office, one, "ask_extension", "clerk", at(9, 24), **given)
    run(9, 29)
    run(10, 8)
    one = act(office, one, "grant", "supervisor", at(10, 8), until="2026-11-30", word_of="林分管")
    run(10, 13)
    run(11, 23)
    run(11, 27)
    assert ladder(one) == [("09-30", "T-5", "09-22"), ("11-30", "T-5", "11-23"), ("11-30", "T-1", "11-27")]


def test_declined_only_the_highest_of_what_passed_meanwhile_is_said(office: Office) -> None:
    one = overdue(office)
    one = act(office, one, "ask_extension", "clerk", at(9, 24), wish="2026-11-30", cause="雨季", progress="七成")
    run(10, 12)
    one = act(office, one, "decline", "supervisor", at(10, 12), reason="可以按期完成")
    run(10, 12)
    assert ladder(one) == [("09-30", "T+3", "10-12")]


@pytest.mark.parametrize("step", ["suspend", "stop", "merge"])
def test_suspended_stopped_or_joined_it_is_quiet(office: Office, step: str) -> None:
    one = overdue(office)
    other = one.plan.commitments.get(words__contains=CLUB)
    more: dict[str, Any] = {"reason": "调整", "word_of": "林分管"}
    if step == "merge":
        more = {"into": other.pk, **more}
    act(office, one, step, "supervisor", at(9, 21), **more)
    for day in (22, 29):
        run(9, day)
    run(10, 8)
    assert ladder(one) == []


def test_with_the_checker_it_is_quiet(office: Office) -> None:
    one = finished(office, overdue(office), at(9, 21))
    for month, day in ((9, 22), (9, 29), (10, 8), (10, 20)):
        run(month, day)
    assert ladder(one) == []


def test_two_dates_of_one_matter_on_one_day_are_one_message(office: Office) -> None:
    one = running(office, published(office), BASE)
    for month, day in ((3, 30), (6, 29)):
        one = reported(office, one, month, day)
    run(9, 22)  # the last report and the whole are both due on the 30th
    assert told(office, one) == [("clerk", "notice")]


def test_who_has_left_is_not_told_but_whoever_is_next(office: Office) -> None:
    one = overdue(office)
    end_tenure(Tenure.objects.get(person=office.people["clerk"]), date(2026, 9, 22), PROGRAM, at=at(9, 21))
    run(9, 22)
    assert told(office, one) == [("head", "notice")]


def test_an_office_uses_a_ladder_of_its_own_from_a_day_on(office: Office) -> None:
    one = overdue(office)
    parameter = declared_parameters()["ledger.ladder"]
    admin = office.actor("admin")
    with pytest.raises(RecordError):
        set_value(parameter, None, "明天 大家 喊话", date(2026, 9, 21), "督查办法", admin, at=at(9, 21))
    set_value(
        parameter,
        office.units["desk"],
        "T-2 承办人+单位负责人 提醒",
        date(2026, 9, 21),
        "督查办法",
        admin,
        at=at(9, 21),
    )
    for day in (21, 22, 23, 24, 28, 29, 30):
        run(9, day)
    assert ladder(one) == [("09-30", "T-2", "09-28")]
    assert sorted(told(office, one)) == [("clerk", "notice"), ("head", "notice")]


def test_a_push_before_the_date_does_not_say_that_it_has_passed(office: Office) -> None:
    one = overdue(office)
    words = "三日"  # everyone is pushed when three days are left
    set_value(declared_parameters()["ledger.ladder"], office.units["desk"], words, date(2026, 9, 21), "督查办法",
              office.actor("admin"), at=at(9, 21))  # fmt: skip
    run(9, 24)  # the 27th is a day off
    assert ladder(one) == [("09-30", "D-3", "09-24")] and len(told(office, one)) == 3
    (message,) = Message.objects.filter(record=one.pk, post=office.posts["head"], code__startswith="ledger.ladder")
    unit = one.unit.name
    assert render_message(message.code, message.values) == f"Reminder to {unit}: complete this by 2026-09-30."
    with override("zh-hans"):
        assert render_message(message.code, message.values) == f"催办{unit}：本事项将于2026-09-30到期，请抓紧办理。"


def drafted(office: Office, form: str = "slip") -> tuple[Commitment, Any]:
    one = overdue(office)
    run(10, 13 if form == "slip" else 20)
    return one, Letter.objects.get(form=form)


def test_a_slip_is_read_by_its_unit_only_once_a_person_has_sent_it(office: Office) -> None:
    _one, letter = drafted(office)
    with pytest.raises(RecordError):
        take(letter, "send", office.actor("clerk"), {"words": "x", "limit": "2026-10-20"}, at=at(10, 13))
    clerk = signed_in(office, "clerk")
    assert clerk.get(f"/letters/{letter.pk}/").status_code == 404
    with pytest.raises(RecordError, match="This day has passed"):
        take(letter, "send", office.actor("supervisor"), {"words": "x", "limit": "2026-10-12"}, at=at(10, 13))
    letter = take(
        letter, "send", office.actor("supervisor"), {"words": "请速办。", "limit": "2026-10-20"}, at=at(10, 13)
    ).record
    assert (letter.state, letter.due, letter.sent) == ("sent", date(2026, 10, 20), date(2026, 10, 13))
    assert clerk.get(f"/letters/{letter.pk}/").status_code == 200
    told = {row.code: row.post_id for row in Message.objects.filter(record=letter.pk)}
    assert told["letters.copied"] == office.posts["leader"].pk and "letters.sent" in told
    letter = take(letter, "answer", office.actor("clerk"), {"reply": "月底完成"}, at=at(10, 14)).record
    assert (letter.state, letter.closed is not None) == ("answered", True)


def test_a_slip_not_answered_in_time_counts_once(office: Office) -> None:
    one, letter = drafted(office)
    take(letter, "send", office.actor("supervisor"), {"words": "请速办。", "limit": "2026-10-20"}, at=at(10, 13))
    for day in (20, 21, 22):
        run(10, day)
    letter.refresh_from_db()
    one.refresh_from_db()
    assert (letter.state, one.slips) == ("lapsed", 1)
    assert [entry.step for entry in Entry.objects.filter(record=one.pk)].count("slip_missed") == 1


def test_a_report_answers_a_slip(office: Office) -> None:
    one, letter = drafted(office)
    take(letter, "send", office.actor("supervisor"), {"words": "请速办。", "limit": "2026-10-20"}, at=at(10, 13))
    finished(office, one, at(10, 15))
    run(10, 21)
    letter.refresh_from_db()
    assert (letter.state, Commitment.objects.get(pk=one.pk).slips) == ("answered", 0)


def test_a_draft_that_was_overtaken_is_put_away(office: Office) -> None:
    one, letter = drafted(office)
    finished(office, one, at(10, 14))
    with pytest.raises(RecordError, match="no longer has to be done"):
        take(letter, "send", office.actor("supervisor"), {"words": "x", "limit": "2026-10-20"}, at=at(10, 14))
    run(10, 15)
    letter.refresh_from_db()
    assert letter.state == "discarded"


def test_a_proposal_goes_to_the_leader_and_not_to_the_unit(office: Office) -> None:
    _one, letter = drafted(office, "proposal")
    leader, clerk = signed_in(office, "leader"), signed_in(office, "clerk")
    assert leader.get(f"/letters/{letter.pk}/").status_code == 404
    letter = take(letter, "propose", office.actor("supervisor"), {"words": "建议约谈。"}, at=at(10, 20)).record
    assert leader.get(f"/letters/{letter.pk}/").status_code == 200
    assert clerk.get(f"/letters/{letter.pk}/").status_code == 404
    letter = take(letter, "decide", office.actor("leader"), {"reply": "同意约谈"}, at=at(10, 20)).record
    assert (letter.state, letter.reply) == ("decided", "同意约谈")


def signed_in(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office.people[name].user)
    return client


def test_the_pages_of_letters_in_both_forms(office: Office) -> None:
    one, letter = drafted(office)
    client = signed_in(office, "supervisor")
    for address in (
        "/letters/",
        f"/letters/{letter.pk}/",
        f"/letters/{letter.pk}/print/",
        f"/letters/{letter.pk}/send/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200 and letter.number in answer.content.decode(), address
    assert "T+5" in client.get(f"/commitments/{one.pk}/").content.decode()


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_of_a_letter_needs_no_more_queries_for_more_letters(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    one, letter = drafted(office)
    for number in range(count):
        Reminder.objects.create(occurrence_id=letter.occurrence_id, commitment=one, due=date(2026, 9, 1),
                                rung=f"T+{number}", form="push", day=date(2026, 9, 2), posts=1)  # fmt: skip
    client = signed_in(office, "supervisor")
    with django_assert_max_num_queries(40):
        client.get(f"/letters/{letter.pk}/")
    with django_assert_max_num_queries(60):
        client.get(f"/commitments/{one.pk}/")


# ---- the digest


def digests(office: Office, name: str) -> list[dict[str, Any]]:
    rows = Message.objects.filter(person=office.people[name], code__startswith="digest").order_by("pk")
    return [row.values for row in rows]


def test_the_digest_counts_by_role(office: Office) -> None:
    assert list(JOBS).index("ladder") < list(JOBS).index("digest")
    drafted(office)
    issued(office, published(office, title="另一计划"), CLUB)
    list(send_digests(at(10, 13)))
    assert digests(office, "supervisor")[0]["drafts"] == 1 and digests(office, "supervisor")[0]["overdue"] >= 1
    assert digests(office, "clerk")[0]["to_accept"] == 1
    assert digests(office, "leader")[0]["overdue"] >= 1


def test_after_a_digest_was_acknowledged_only_something_new_makes_another(office: Office) -> None:
    overdue(office)
    person, actor = office.people["clerk"], office.actor("clerk")
    run(9, 22)
    list(send_digests(at(9, 22)))
    list(send_digests(at(9, 23)))
    assert len(digests(office, "clerk")) == 2  # the first was not acknowledged
    set_messages_read(None, actor, read=True, at=at(9, 23))
    for day in (24, 28):
        list(send_digests(at(9, day)))
    assert len(digests(office, "clerk")) == 2
    run(9, 29)
    list(send_digests(at(9, 29)))
    list(send_digests(at(9, 29)))
    assert len(digests(office, "clerk")) == 3 and digests(office, "clerk")[-1]["pushed"] == 1
    assert Message.objects.filter(person=person, code="digest", reader=person).count() == 2


def test_while_a_letter_waits_no_second_of_its_form_is_drafted(office: Office) -> None:
    one = running(office, published(office), BASE)  # nothing was ever reported: three dates pass
    for month, day in ((4, 16), (7, 15), (10, 20)):
        run(month, day)
    assert [(due, rung) for due, rung, _day in ladder(one)] == [("03-31", "T+10"), ("06-30", "T+10"), ("09-30", "T+10")]
    assert Letter.objects.filter(commitment=one).count() == 1
    letter = Letter.objects.get(commitment=one)
    assert letter.owner == office.posts["supervisor"]  # who has it in hand until it is sent
