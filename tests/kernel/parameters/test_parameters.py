"""Values that offices set: from a day on, with a source, never changing what is past; and what waited for them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given as each
from hypothesis import strategies as st

from appeal_factory import appeal
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Duty, Occurrence, Parameter
from luoshi.kernel.duties.rules.setting import is_rewriting_past
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters import actions
from luoshi.kernel.parameters.actions import ComputedDuties, compute_later, compute_waiting, set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter as Declared
from luoshi.kernel.parameters.queries.parameters import parameter_value, parameter_values, where_so
from luoshi.kernel.parameters.queries.values import (
    count_computable_duties,
    declared_parameters,
    duties_awaiting_value,
    parameter_standings,
)
from luoshi.kernel.parameters.rules import example_deadline, kept_until, yes_or_no
from luoshi.kernel.steps.actions.steps import take
from office import NOW, TODAY, Office

DAYS = declared_parameters()["appeals.answer_days"]
ASKED = {"title": "建议增设科普活动室", "words": "周末孩子没有去处", "channel": "hotline", "speaker": "王小明"}


def put(
    office: Office, text: str, start: date = TODAY, unit: str = "", who: str = "admin", source: str = "云督〔2026〕3号"
) -> Parameter:
    return set_value(DAYS, office.units.get(unit), text, start, source, office.actor(who), at=NOW)


def holds(office: Office, unit: str, day: date) -> Any:
    try:
        return parameter_value(DAYS, office.units[unit].pk, day)
    except RecordError as error:
        return error.code


def assigned(office: Office, unit: str = "kexie", days_ago: int = 0) -> Record:
    at = NOW - timedelta(days=days_ago)
    filed = appeal(office, at=at)
    given = {"grade": "ordinary", "unit": office.units[unit].pk}
    return take(filed, "assign", office.actor("supervisor"), given, at=at).record


def test_a_value_holds_from_its_day_on_and_what_was_before_stays(office: Office) -> None:
    assert holds(office, "kexie", TODAY) == "unset"
    put(office, "10", date(2026, 1, 1))
    put(office, "15")
    put(office, "5", TODAY + timedelta(days=10))
    days = [date(2025, 12, 31), date(2026, 1, 1), TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=10)]
    assert [holds(office, "kexie", day) for day in days] == ["unset", 10, 10, 15, 5]


def test_a_units_own_value_holds_for_it_and_those_beneath_it(office: Office) -> None:
    put(office, "10")
    put(office, "20", unit="kexie")
    assert [holds(office, unit, TODAY) for unit in ("county", "kexie", "society", "bureau")] == [10, 20, 20, 10]


@pytest.mark.parametrize(
    ("unit", "start", "allowed"),
    [
        ("", date(2026, 2, 1), False),  # another held for all on that day
        ("", date(2025, 12, 1), True),  # nothing held in December, and January keeps its own
        ("kexie", date(2025, 12, 1), False),  # it would go on into January, where 10 held for the unit too
        ("kexie", TODAY, True),
        ("", TODAY + timedelta(days=1), True),
    ],
)
def test_a_day_that_is_past_keeps_the_value_that_it_had(office: Office, unit: str, start: date, allowed: bool) -> None:
    put(office, "10", date(2026, 1, 1))
    before = list(Parameter.objects.values_list())
    if allowed:
        put(office, "15", start, unit)
        assert holds(office, "kexie", date(2026, 1, 15)) == 10
        return
    with pytest.raises(RecordError) as caught:
        put(office, "15", start, unit)
    assert (caught.value.code, list(caught.value.fields)) == ("guarded", ["start"])
    assert list(Parameter.objects.values_list()) == before


@each(
    st.dates(date(2026, 1, 1), date(2026, 1, 20)),
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 20)), max_size=4, unique=True),
    st.integers(0, 2),
)
def test_what_is_allowed_changes_no_past_day_and_what_is_refused_would(
    start: date, rows: list[tuple[int, int]], scope: int
) -> None:
    """Scopes 0, 1, 2: for all, a unit, one beneath it. By brute force over each day and each scope."""
    today = date(2026, 1, 11)
    known = {(level, date(2026, 1, day)): f"{level}/{day}" for level, day in rows}

    def holding(table: dict[tuple[int, date], str], level: int, day: date) -> str | None:
        for number in range(level, -1, -1):
            if firsts := [first for at, first in table if at == number and first <= day]:
                return table[number, max(firsts)]
        return None

    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(10)]
    with_new = {**known, (scope, start): "new"}
    changed = any(
        holding(known, level, day) not in (None, holding(with_new, level, day))
        for day in days
        for level in range(scope, 3)
    )
    same = [first for level, first in known if level == scope]
    chain = [first for level, first in known if level <= scope]
    refused = is_rewriting_past(start, today, same, chain)
    assert refused or not changed
    at_scope = any(holding(known, scope, day) not in (None, holding(with_new, scope, day)) for day in days)
    assert refused is at_scope


@pytest.mark.parametrize(
    ("text", "source", "fields"),
    [("ten", "x", ["value"]), ("", "x", ["value"]), ("10", " ", ["source"]), ("1.5", "", ["source", "value"])],
)
def test_a_value_that_cannot_be_read_or_has_no_source_is_refused(
    office: Office, text: str, source: str, fields: list[str]
) -> None:
    with pytest.raises(RecordError) as caught:
        put(office, text, source=source)
    assert (caught.value.code, sorted(caught.value.fields)) == ("incomplete", fields)
    assert Parameter.objects.count() == 0


@pytest.mark.parametrize("who", ["supervisor", "auditor", "clerk", "leader", "outside"])
def test_only_an_administrator_sets_and_computes(office: Office, who: str) -> None:
    for act in (lambda: put(office, "10", who=who), lambda: compute_waiting(DAYS, office.actor(who), at=NOW)):
        with pytest.raises(RecordError) as caught:
            act()
        assert caught.value.code == "refused"


def test_setting_is_journaled_with_what_it_was(office: Office) -> None:
    put(office, "10")
    put(office, "15", source="云督〔2026〕4号")
    said = [
        (entry.step, entry.subject, entry.payload.data)
        for entry in Entry.objects.filter(step="parameter.set").order_by("pk")
    ]
    assert [entry_said[:2] for entry_said in said] == [("parameter.set", "parameter:appeals.answer_days")] * 2
    assert '"was":"10"' in said[1][2] and '"source":"云督〔2026〕4号"' in said[1][2]
    row = Parameter.objects.get()
    assert row.entry and (row.value, row.entry.person) == ("15", office.people["admin"])


def test_the_same_value_twice_for_all_is_impossible_also_past_the_action(office: Office) -> None:
    from django.db import IntegrityError, transaction

    put(office, "10")
    with pytest.raises(IntegrityError), transaction.atomic():
        Parameter.objects.create(name=DAYS.name, value="11", start=TODAY, source="x")


def test_duties_that_waited_get_their_dates_by_the_value_of_the_day_they_began(office: Office) -> None:
    old, new, other = assigned(office, days_ago=30), assigned(office), assigned(office, "bureau")
    take(assigned(office), "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)  # waits no more
    assert duties_awaiting_value(DAYS).count() == 3 and count_computable_duties(DAYS, TODAY) == 0
    put(office, "5")
    put(office, "10", unit="bureau")
    assert count_computable_duties(DAYS, TODAY) == 2
    assert compute_waiting(DAYS, office.actor("admin"), at=NOW) == ComputedDuties(done=2, left=1)
    assert dict(Record.objects.filter(closed=None, state="assigned").values_list("pk", "due")) == {
        old.pk: None,
        new.pk: date(2026, 3, 27),
        other.pk: date(2026, 4, 3),
    }
    put(office, "7", TODAY - timedelta(days=40))  # nothing held then
    assert compute_waiting(DAYS, office.actor("admin"), at=NOW) == ComputedDuties(done=1, left=0)
    steps = Entry.objects.filter(step="duty.compute").values_list("record", "person")
    assert sorted(steps) == sorted((record.pk, office.people["admin"].pk) for record in (old, new, other))
    assert Occurrence.objects.count() == 3 and not Duty.objects.exclude(unset="").filter(ended=None).exists()


def test_many_are_left_to_the_worker_and_the_task_may_run_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_tasks_db.models import DBTaskResult

    monkeypatch.setattr(actions, "AT_ONCE", 1)
    for _ in range(2):
        assigned(office)
    put(office, "5")
    made = compute_waiting(DAYS, office.actor("admin"), at=NOW)
    assert made == ComputedDuties(left=2, later=True) and Occurrence.objects.count() == 0
    row = DBTaskResult.objects.get()
    assert row.task_path.endswith("compute_later")
    args = row.args_kwargs["args"]
    assert [compute_later.call(*args), compute_later.call(*args)] == [[2, 0], [0, 0]]
    assert Entry.objects.filter(step="duty.compute").count() == 2


def test_those_that_are_not_set_stand_first_with_what_waits(office: Office) -> None:
    assigned(office)
    found = {
        standing.parameter.name: (standing.row, standing.waiting, standing.units)
        for standing in parameter_standings(TODAY)
        if standing.parameter.name.startswith("appeals.")
    }
    unset = dict.fromkeys(("appeals.keep_years", "appeals.public"), (None, 0, 0))
    assert found == {"appeals.answer_days": (None, 1, 0), **unset}
    put(office, "9", unit="kexie")
    put(office, "10")
    *rest, one = parameter_standings(TODAY)
    assert "appeals.keep_years" in [standing.parameter.name for standing in rest] and not any(
        standing.row for standing in rest
    )
    assert (one.row and one.row.value, one.waiting, one.units) == ("10", 1, 1)


def client(office: Office, name: str) -> Client:
    made = Client()
    made.force_login(office.people[name].user)
    return made


def test_the_pages_are_the_administrators_and_the_auditor_reads_them(office: Office) -> None:
    addresses = ["/values/", "/values/appeals.answer_days/", "/values/appeals.answer_days/set/", "/values/none/"]
    found = {name: [client(office, name).get(address).status_code for address in addresses] for name in office.people}
    assert found == {
        **{name: [404] * 4 for name in office.people},
        "admin": [200, 200, 200, 404],
        "auditor": [200, 200, 404, 404],
    }
    assert client(office, "auditor").post("/values/appeals.answer_days/compute/").status_code == 403


def test_a_value_is_set_and_what_waited_computed_on_the_page(office: Office) -> None:
    from django.utils import timezone

    today = timezone.localdate()
    record = assigned(office)
    Duty.objects.filter(record=record.pk).update(start=today)
    admin = client(office, "admin")
    assert "未设定" in admin.get("/values/").content.decode()
    given = {"value": "x", "start": today.isoformat(), "source": "云督〔2026〕3号"}
    refused = admin.post("/values/appeals.answer_days/set/", given)
    assert refused.status_code == 422 and "不是有效的值" in refused.content.decode()
    assert admin.post("/values/appeals.answer_days/set/", {**given, "value": "10"}).status_code == 302
    page = admin.get("/values/appeals.answer_days/").content.decode()
    assert "云督〔2026〕3号" in page and "管小理" in page and "补算等待的期限：1 项" in page
    admin.post("/values/appeals.answer_days/compute/")
    assert Record.objects.get(pk=record.pk).due is not None
    assert "补算等待的期限" not in admin.get("/values/appeals.answer_days/").content.decode()


@pytest.mark.parametrize("count", [1, 40])
def test_the_pages_need_no_more_queries_for_many_values_than_for_one(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        put(office, "10", TODAY + timedelta(days=number))
    admin = client(office, "admin")
    for address in ("/values/", "/values/appeals.answer_days/"):
        with django_assert_max_num_queries(18):
            assert admin.get(address).status_code == 200


def test_each_suggestion_can_be_read_and_shown_and_says_where_it_comes_from() -> None:
    for parameter in declared_parameters().values():
        assert str(parameter.group) and str(parameter.unset), parameter.name
        for choice in parameter.suggested:
            read = parameter.read(choice.value)
            assert str(choice.source) and str(parameter.words(choice.value))
            assert parameter.preview is None or parameter.preview(read, TODAY).words


@each(st.integers(1, 400), st.dates(date(2024, 1, 1), date(2027, 6, 1)))
def test_an_examples_days_add_up(count: int, start: date) -> None:
    one = example_deadline(count, "workday", start)
    assert one.free >= 0 and (one.last - start).days == count + one.free
    assert example_deadline(count, "day", start).free == 0


def test_a_term_of_keeping_ends_on_the_same_day_of_a_later_year_or_never() -> None:
    assert kept_until(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert kept_until(TODAY, None) is None


def test_the_page_shows_suggestions_without_raw_keys_and_a_choice_fills_the_form(office: Office) -> None:
    admin = client(office, "admin")
    admin.cookies["django_language"] = "zh-hans"
    page = admin.get("/values/").text
    words = re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("</main>")[0])
    assert "按默认阶梯办理" in words and "办结的一律永久保管" in words and "前5个工作日" in words
    assert not re.search(r"ledger\.|appeals\.|three-days|next-day|thirds", words)
    chosen = admin.get("/values/appeals.answer_days/set/?suggested=0").text
    assert 'value="5"' in chosen and "参照：" in chosen
    for bad in ("9", "-1", "x", "²", "99999999999"):
        assert admin.get("/values/appeals.answer_days/set/", {"suggested": bad}).status_code == 200
    auditor = client(office, "auditor").get("/values/").text
    assert "suggested=" not in auditor and "stairs__due" in auditor


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"": "是"},
        {"": "否"},
        {"kexie": "是"},
        {"": "是", "kexie": "否"},
        {"": "是", "kexie": "否", "society": "是"},
        {"county": "是", "kexie": "否", "society": "是"},
        {"county": "否", "society": "否"},
    ],
)
def test_units_for_which_it_is_so_are_those_whose_value_says_so(office: Office, said: dict[str, str]) -> None:
    opened = Declared("sample.opened", "Opened", yes_or_no)
    for name, text in said.items():
        set_so = {"value": text, "start": TODAY, "source": "云科协发〔2026〕3号"}
        Parameter.objects.create(name=opened.name, unit=office.units[name] if name else None, **set_so)
    every = {unit.pk for unit in office.units.values()}
    so = {unit for unit, is_so in parameter_values(opened, every, TODAY).items() if is_so}
    asked = where_so(opened, TODAY)
    rows = [Record(kind="none", state="", unit_id=unit, title="", opened=NOW) for unit in every]
    Record.objects.bulk_create(rows)
    found = set() if asked is None else set(Record.objects.filter(asked, kind="none").values_list("unit", flat=True))
    assert found == so
