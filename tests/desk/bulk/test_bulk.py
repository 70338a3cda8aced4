"""A step on many records: seen before it is done, each row by itself, once, and taken back as one."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from appeal_factory import filed
from asked import FEW, MANY, queries
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions import runs
from luoshi.desk.bulk.actions.runs import go_on, start_run
from luoshi.desk.bulk.rules import (
    MOST,
    BulkPlan,
    ChosenRecord,
    Skipped,
    SkippedGroup,
    group_skipped,
    make_bulk_plan,
    pack_versions,
    row_key,
    unpack_versions,
)
from luoshi.desk.lists.views.models import BulkRow, BulkRun
from luoshi.evidence.journal.models import Entry, Once
from luoshi.kernel.duties.models import Duty
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from many_appeals import signed_in
from office import NOW, Office

STEP = Step("close", "Close", "told > closed", "desk")
GIVEN = {"grade": "ordinary", "unit": "云岭县科学技术协会"}


def one(key: int, state: str = "told", version: int = 1, held: str = "desk") -> ChosenRecord:
    return ChosenRecord(key, f"件{key}", state, version, frozenset(held.split()))


def test_each_row_that_is_left_says_why() -> None:
    there = {row.key: row for row in (one(1), one(2, "closed"), one(3, held="unit"), one(4, version=3), one(5))}
    found = make_bulk_plan(
        STEP, [5, 1, 2, 9, 3, 4, 1], there, lambda key: ["太早", "。"] if key == 5 else [], seen={4: 2, 1: 1}
    )
    assert found == BulkPlan(
        (1,),
        (
            Skipped(5, "件5", "guarded", "太早 。"),
            Skipped(2, "件2", "state", "closed"),
            Skipped(9, "", "missing"),
            Skipped(3, "件3", "not_yours"),
            Skipped(4, "件4", "changed"),
        ),
    )


def test_a_leaders_mandate_reaches_only_steps_that_may_be_recorded() -> None:
    assert make_bulk_plan(STEP, [1], {1: one(1)}, lambda key: [], mandate=True).will == ()


def test_what_is_left_is_grouped_by_its_reason() -> None:
    left = [Skipped(key, f"件{key}", "state", "closed") for key in range(7)] + [Skipped(9, "", "missing")]
    assert group_skipped(left, names=2) == [
        SkippedGroup("state", "closed", 7, ("件0", "件1")),
        SkippedGroup("missing", "", 1, ()),
    ]


@drawn(st.dictionaries(st.integers(1, 10**15), st.integers(0, 10**6), max_size=30))
@settings(max_examples=50)
def test_rows_travel_in_one_field_of_the_form(rows: dict[int, int]) -> None:
    assert list(unpack_versions(pack_versions(rows)).items()) == list(rows.items())


@pytest.mark.parametrize("text", ["1", "1:", ":1", "a:1", "1:b", "-1:2", "1:2;3:4", f"{'9' * 19}:1", "²:1"])
def test_what_is_no_row_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        unpack_versions(text)


def test_more_rows_than_a_run_takes_are_refused() -> None:
    with pytest.raises(ValueError):
        unpack_versions(pack_versions(dict.fromkeys(range(1, MOST + 2), 1)))


def test_a_rows_key_follows_from_the_forms() -> None:
    key = UUID("4c4ee0a5-2a3b-44e0-a5f0-6a3d3f6a1b9c")
    assert row_key(key, 7) == row_key(key, 7) != row_key(key, 8) != row_key(uuid4(), 8)


# ---- actions


def run_of(office: Office, records: list[Record], key: UUID | None = None, **given: str) -> BulkRun:
    appeals = get_kind("appeals")
    rows = {record.pk: record.version for record in records}
    step = appeals.cycle.by_name["assign"]
    return start_run(appeals, step, office.actor("supervisor"), rows, {**GIVEN, **given}, key or uuid4(), at=NOW)


def done(run: BulkRun) -> list[tuple[str, str, int | None]]:
    return list(run.rows.order_by("pk").values_list("result", "said", "version"))


def test_a_run_takes_the_step_on_each_row_and_keeps_what_became_of_it(office: Office) -> None:
    records = filed(office, 4)
    take(records[1], "assign", office.actor("supervisor"), GIVEN, at=NOW)
    Appeal.objects.filter(pk=records[2].pk).update(state="told")
    run = run_of(office, records)
    assert go_on(run, office.actor("supervisor"), at=NOW) is True
    with_words = done(run)
    assert [(result, version) for result, _said, version in with_words] == [
        ("done", 2),
        ("changed", None),
        ("skipped", None),
        ("done", 2),
    ]
    assert "杜察云" in with_words[1][1] and "已告知" in with_words[2][1]
    assert [entry.step for entry in Entry.objects.filter(record=records[0]).order_by("pk")] == ["file", "assign"]
    run.refresh_from_db()
    assert (run.given, run.finished) == ("", NOW)


def test_the_same_form_again_is_the_same_run_and_does_nothing_twice(office: Office) -> None:
    records, key = filed(office, 3), uuid4()
    first = run_of(office, records, key)
    go_on(first, office.actor("supervisor"), at=NOW)
    again = run_of(office, records, key)
    go_on(again, office.actor("supervisor"), at=NOW)
    assert again == first and Entry.objects.filter(step="assign").count() == 3
    with pytest.raises(RecordError) as caught:
        run_of(office, records[:2], key)
    assert caught.value.code == "repeated"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dies_at", [0, 1, 3])
@pytest.mark.parametrize("when", ["before the step", "after the step"])
def test_a_run_that_dies_leaves_whole_rows_and_goes_on(
    real_office: Office, dies_at: int, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, real = real_office, runs.take
    records, calls = filed(office, 5), [0]

    class Killed(BaseException):
        pass

    def dying(*args: Any, **options: Any) -> Any:
        calls[0] += 1
        if calls[0] == dies_at + 1 and when == "before the step":
            raise Killed
        result = real(*args, **options)
        if calls[0] == dies_at + 1:
            raise Killed
        return result

    run = run_of(office, records)
    monkeypatch.setattr(runs, "take", dying)
    with pytest.raises(Killed):
        go_on(run, office.actor("supervisor"), at=NOW)
    whole = dies_at + (when == "after the step")
    assert Entry.objects.filter(step="assign").count() == whole == Appeal.objects.filter(state="assigned").count()
    assert Duty.objects.count() == whole
    monkeypatch.setattr(runs, "take", real)
    assert go_on(run, office.actor("supervisor"), at=NOW)
    assert done(run) == [("done", "", 2)] * 5
    assert Entry.objects.filter(step="assign").count() == Duty.objects.count() == 5


def test_a_long_run_goes_on_in_parts(office: Office) -> None:
    run = run_of(office, filed(office, 5))
    ends = [go_on(run, office.actor("supervisor"), at=NOW, most=2) for _ in range(3)]
    assert ends == [False, False, True] and BulkRow.objects.filter(result="done").count() == 5


# ---- pages


def fields_of(page: str) -> dict[str, str]:
    form = page.split('<form class="form"')[1].split("</form>")[0]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)"\s+value="([^"]*)"', form))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def preview(client: Client, rows: list[Record], step: str = "assign", query: str = "", **more: str) -> Any:
    return client.post(f"/appeals/bulk/{query}", {"step": step, "row": [str(row.pk) for row in rows], **more})


def sent(client: Client, page: Any, **given: str) -> Any:
    return client.post("/appeals/bulk/", {**fields_of(page.content.decode()), **given})


def test_the_preview_says_what_will_be_done_and_does_nothing(office: Office) -> None:
    records = filed(office, 3)
    take(records[0], "assign", office.actor("supervisor"), GIVEN, at=NOW)
    page = preview(signed_in(office, "supervisor", "en"), records)
    words = page.content.decode()
    assert page.status_code == 200 and "2 rows of 3 chosen will be changed." in words
    assert "Not possible in the state “With the unit”" in words and "Grade and assign: 2 records" in words
    assert (BulkRun.objects.count(), Entry.objects.filter(step="assign").count()) == (0, 1)


def test_confirmed_it_is_done_to_each_row_and_told_row_by_row(office: Office) -> None:
    records = filed(office, 3)
    client = signed_in(office, "supervisor", "en")
    page = preview(client, records)
    take(records[1], "assign", office.actor("supervisor"), GIVEN, at=NOW)  # someone was faster
    answer = sent(client, page, **GIVEN)
    run = BulkRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/appeals/bulk/{run.pk}/")
    assert sorted(result for result, _said, _version in done(run)) == ["changed", "done", "done"]
    words = client.get(answer["Location"]).content.decode()
    assert "Changed in the meantime by 杜察云" in words and "Take back in one step" in words
    again = sent(client, page, **GIVEN)
    assert again["Location"] == answer["Location"] and Entry.objects.filter(step="assign").count() == 3


def test_what_the_form_lacks_is_said_and_the_rows_stay_chosen(office: Office) -> None:
    records = filed(office, 2)
    client = signed_in(office, "supervisor", "en")
    refused = sent(client, preview(client, records), grade="ordinary", unit="没有的单位")
    assert refused.status_code == 422 and not BulkRun.objects.exists()
    assert "There is no unit “没有的单位” today." in refused.content.decode()
    assert sent(client, refused, **GIVEN).status_code == 302
    assert Appeal.objects.filter(state="assigned").count() == 2


def test_a_guard_is_heard_before_anything_is_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    step = get_kind("appeals").cycle.by_name["assign"]
    guard = lambda record, given, at: ["这一件要另行研究。"] if record.title.endswith("1）") else []  # noqa: E731
    monkeypatch.setitem(step.__dict__, "guard", guard)
    records = filed(office, 3)
    client = signed_in(office, "supervisor", "en")
    warned = sent(client, preview(client, records), **GIVEN)
    assert warned.status_code == 422 and "这一件要另行研究。" in warned.content.decode()
    assert "2 rows of 3 chosen will be changed." in warned.content.decode() and not BulkRun.objects.exists()
    assert sent(client, warned, **GIVEN).status_code == 302
    assert sorted(Appeal.objects.values_list("state", flat=True)) == ["assigned", "assigned", "received"]


def test_all_that_the_filter_finds_can_be_chosen(office: Office) -> None:
    filed(office, 60)
    filed(office, 3, channel="letter")
    page = preview(signed_in(office, "supervisor", "en"), [], query="?channel=hotline", every="1")
    assert "60 rows of 60 chosen will be changed." in page.content.decode()


def test_a_long_run_shows_how_far_it_is_and_can_be_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.desk.bulk.pages.bulk.CHUNK", 2)
    monkeypatch.setattr("luoshi.desk.bulk.actions.runs.go_on.__kwdefaults__", {"most": 2, "backwards": False})
    records = filed(office, 5)
    client = signed_in(office, "supervisor", "en")
    there = sent(client, preview(client, records), **GIVEN)["Location"]
    assert "0 of 5 records" in client.get(there).content.decode()
    assert "is not finished" in client.get("/appeals/").content.decode()
    client.post(there)
    assert "2 of 5 records" in client.get(there).content.decode()
    assert client.post(there, headers={"HX-Request": "true"})["HX-Redirect"] == there
    client.post(there)
    assert "Not finished yet" not in client.get(there).content.decode()
    assert "is not finished" not in client.get("/appeals/").content.decode()


def test_a_run_is_taken_back_as_one_where_nobody_went_on(office: Office) -> None:
    records = filed(office, 3)
    client = signed_in(office, "supervisor", "en")
    there = sent(client, preview(client, records), **GIVEN)["Location"]
    take(records[0], "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    recalled = take(records[1], "recall", office.actor("supervisor"), {"reason": "重新研究"}, at=NOW).record
    take(recalled, "assign", office.actor("supervisor"), GIVEN, at=NOW)  # the same state, another version
    page = client.post(there + "undo/")
    words = page.content.decode()
    assert "1 row of 3 chosen will be changed." in words and "Later steps taken" in words
    back = sent(client, page, reason="分错单位")
    assert Appeal.objects.get(pk=records[2].pk).state == "received"
    assert BulkRun.objects.order_by("pk").last().undoes.pk == int(there.split("/")[-2])
    assert "Take back in one step" not in client.get(there).content.decode() and back.status_code == 302


@pytest.mark.control("8.1.4.2 e-g", "in a bulk step rows of others are not there")
@pytest.mark.parametrize("who", ["stranger", "auditor", "admin", "leader", "collector", "outside", "clerk"])
def test_rows_of_others_are_not_there_and_steps_of_others_not_done(office: Office, who: str) -> None:
    records = filed(office, 2, title="他人的诉求")
    client = signed_in(office, who, "en")
    page = preview(client, records)
    words = page.content.decode()
    assert "0 rows of 2 chosen will be changed." in words
    assert ("他人的诉求" in words) is (who == "auditor")
    forged = {"bulk_rows": pack_versions({record.pk: 1 for record in records}), "bulk_step": "assign", "bulk_will": "2"}
    client.post("/appeals/bulk/", {**forged, **GIVEN, "once": str(uuid4())})
    assert not Entry.objects.filter(step="assign").exists() and not Once.objects.exists()


def test_another_persons_run_is_not_there(office: Office) -> None:
    client = signed_in(office, "supervisor")
    there = sent(client, preview(client, filed(office, 1)), **GIVEN)["Location"]
    for who in ("auditor", "clerk", "leader"):
        other = signed_in(office, who)
        assert [other.get(there).status_code, other.post(there).status_code] == [404, 404]
        assert other.post(there + "undo/").status_code == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"step": "answer", "row": "1"}, 404),  # no bulk step
        ({"step": "file", "row": "1"}, 404),
        ({"step": "nothing", "row": "1"}, 404),
        ({"step": "assign"}, 302),  # nothing chosen: back to the list
        ({"step": "assign", "row": ["x", "-1", "9" * 30]}, 302),
        ({"bulk_rows": "x", "bulk_step": "assign"}, 422),
        ({"bulk_rows": "1:1", "bulk_step": "return", "bulk_undoes": "1"}, 404),
    ],
)
def test_what_was_forged_is_refused(office: Office, given: dict[str, Any], status: int) -> None:
    assert signed_in(office, "supervisor").post("/appeals/bulk/", given).status_code == status


def test_a_step_needs_the_forms_token(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.people["supervisor"].user)
    assert client.post("/appeals/bulk/", {"step": "assign"}).status_code == 403
    assert client.post("/appeals/export/").status_code == 403


def test_looking_at_a_preview_of_more_rows_needs_no_more_queries(office: Office) -> None:
    client, records = signed_in(office, "supervisor"), filed(office, MANY)
    asked = [queries(lambda rows=rows: preview(client, rows)) for rows in (records[:FEW], records)]
    assert asked[0] == asked[1] <= 16


@pytest.mark.django_db(transaction=True)
def test_what_a_page_leaves_the_worker_finishes(real_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK", 2)
    today = NOW  # the actor of the task has the rights of the day on which it runs
    records = filed(real_office, 7)
    run = run_of(real_office, records)
    go_on(run, real_office.actor("supervisor"), at=today, most=3)
    assert runs.finish_later.func(run.pk) == 4
    assert done(run) == [("done", "", 2)] * 7
    assert Entry.objects.filter(step="assign").count() == 7
    assert runs.finish_later.func(run.pk) == 0
    from django_tasks_db.models import DBTaskResult

    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[run.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_page_and_the_worker_at_one_run_do_each_row_once(real_office: Office) -> None:
    records = filed(real_office, 12)
    run = run_of(real_office, records)

    def work(backwards: bool) -> None:
        try:
            while not go_on(run, real_office.actor("supervisor"), at=NOW, most=3, backwards=backwards):
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, [False, True, False, True]))
    assert done(run) == [("done", "", 2)] * 12
    assert Entry.objects.filter(step="assign").count() == Duty.objects.count() == 12


@pytest.mark.parametrize("change", ["person", "step", "row", "version", "given"])
def test_a_run_that_was_put_in_or_changed_past_the_program_does_nothing(office: Office, change: str) -> None:
    """Else whoever may write into the database has the worker act, under anybody's name."""
    records = filed(office, 3)
    run = run_of(office, records[:2])
    if change == "person":
        BulkRun.objects.filter(pk=run.pk).update(person=office.people["leader"])
    elif change == "step":
        BulkRun.objects.filter(pk=run.pk).update(step="answer")
    elif change == "given":  # another run's, which is encrypted as it should be
        other = run_of(office, records[2:], grade="important")
        BulkRun.objects.filter(pk=run.pk).update(given=BulkRun.objects.get(pk=other.pk).given)
    elif change == "row":
        run.rows.filter(record=records[1].pk).update(record=records[2].pk)
    else:
        run.rows.filter(record=records[1].pk).update(seen=7)
    run = BulkRun.objects.select_related("person").get(pk=run.pk)
    assert go_on(run, office.actor("supervisor"), at=NOW)
    assert {row.result for row in run.rows.all()} == {BulkRow.SKIPPED}
    assert {record.state for record in Record.objects.filter(pk__in=[record.pk for record in records])} == {"received"}
