"""Lists: what one may read, narrowed and sorted as asked, the same number of queries whatever their length."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from appeal_factory import filed
from asked import FEW, MANY, queries
from luoshi.desk.lists.pages.columns import usual_columns
from luoshi.desk.lists.pages.record_fragments import is_amount_column, list_shares, share_cell
from luoshi.desk.lists.queries.listing import active_filters, filter_records
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from many_appeals import signed_in
from office import NOW, TODAY, Office

CHINA = ZoneInfo("Asia/Shanghai")


def found(office: Office, asked: str, who: str = "supervisor") -> list[str]:
    return [
        record.title for record in filter_records(get_kind("appeals"), office.actor(who), TODAY, QueryDict(asked)).qs
    ]


def titled(office: Office, *titles: str, **more: Any) -> list[Record]:
    made = []
    for title in titles:
        made += filed(office, 1, title=title, **more)
    return made


def test_states_are_a_choice_of_several(office: Office) -> None:
    first, second, _third = titled(office, "一", "二", "三")
    given = {"grade": "urgent", "unit": office.units["kexie"].pk}
    take(first, "assign", office.actor("supervisor"), given, at=NOW)
    take(second, "assign", office.actor("supervisor"), given, at=NOW)
    take(second, "answer", office.actor("clerk"), {"answer": "好"}, at=NOW)
    assert found(office, "state=assigned&state=answered") == ["二", "一"]
    assert found(office, "state=received") == ["三"]


def test_a_unit_is_meant_with_those_beneath_it_and_an_unknown_one_shows_nothing(office: Office) -> None:
    titled(office, "学会的", unit=str(office.units["society"].pk))
    titled(office, "科技局的", unit=str(office.units["bureau"].pk))
    assert found(office, "unit=云岭县科学技术协会") == ["学会的"]
    assert found(office, f"unit=科技局&unit_key={office.units['bureau'].pk}") == ["科技局的"]
    assert found(office, "unit=没有的单位") == []
    narrowed = filter_records(get_kind("appeals"), office.actor("supervisor"), TODAY, QueryDict("unit=没有的单位"))
    with translation.override("zh-hans"):
        assert list(narrowed.form.errors) == ["unit"]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("opened_after=2026-03-20", ["今日"]),
        ("opened_before=2026-03-19", ["前日", "昨夜"]),
        ("opened_after=2026-03-19&opened_before=2026-03-19", ["昨夜"]),
        ("closed_after=2026-01-01", []),
        ("opened_after=明天", []),
    ],
)
def test_days_count_as_in_china_and_include_both_ends(office: Office, asked: str, titles: list[str]) -> None:
    for title, moment in (
        ("前日", datetime(2026, 3, 18, 9, tzinfo=CHINA)),
        ("昨夜", datetime(2026, 3, 19, 23, 59, 59, tzinfo=CHINA)),
        ("今日", datetime(2026, 3, 20, 0, tzinfo=CHINA)),
    ):
        (record,) = titled(office, title)
        Record.objects.filter(pk=record.pk).update(opened=moment)
    assert sorted(found(office, asked)) == sorted(titles)


def test_sorting_has_no_ties_and_puts_what_has_no_date_last(office: Office) -> None:
    records = titled(office, *"甲乙丙丁")
    for record, due in zip(records, (date(2026, 5, 1), None, date(2026, 4, 1), date(2026, 4, 1)), strict=True):
        Record.objects.filter(pk=record.pk).update(due=due)
    assert found(office, "order-by=due") == ["丁", "丙", "甲", "乙"]
    assert found(office, "order-by=-due") == ["甲", "丁", "丙", "乙"]
    assert found(office, "") == ["丁", "丙", "乙", "甲"]
    assert (
        found(office, "order-by=speaker") == []
    )  # not a way to sort: never a guess at protected fields by their order


def test_what_is_due_is_told_apart(office: Office) -> None:
    records = titled(office, "逾期", "临近", "宽裕", "无期")
    for record, days in zip(records, (-1, 3, 40, None), strict=True):
        due = TODAY + timedelta(days=days) if days is not None else None
        Record.objects.filter(pk=record.pk).update(due=due)
    assert [found(office, f"due={which}") for which in ("late", "soon", "none")] == [["逾期"], ["临近"], ["无期"]]
    for due, soon in ((date(2026, 3, 27), ["临近", "宽裕"]), (date(2026, 3, 28), ["临近"])):  # five working days on
        Record.objects.filter(pk=records[2].pk).update(due=due)
        assert sorted(found(office, "due=soon")) == soon


def test_each_filter_that_is_set_is_named(office: Office) -> None:
    asked = QueryDict(
        "q=科普&state=received&state=told&unit=青石镇&due=late&channel=hotline&opened_after=2026-01-01&page=2"
    )
    with translation.override("en"):
        narrowed = filter_records(get_kind("appeals"), office.actor("supervisor"), TODAY, asked)
        assert [(filter_set.label, filter_set.names, filter_set.value) for filter_set in active_filters(narrowed)] == [
            ("Words: 科普", ("q", "q_key"), None),
            ("State: Received", ("state",), "received"),
            ("State: Applicant informed", ("state",), "told"),
            ("Unit, including subordinate units: 青石镇", ("unit", "unit_key"), None),
            ("Due: late", ("due", "due_key"), None),
            ("Channel: Hotline", ("channel", "channel_key"), None),
            ("Opened: 2026-01-01 – ", ("opened_after", "opened_before"), None),
        ]


def test_a_units_filter_is_named_without_looking_at_all_units(office: Office, django_assert_num_queries: Any) -> None:
    unit = office.units["kexie"]
    narrowed = filter_records(get_kind("appeals"), office.actor("supervisor"), TODAY, QueryDict(f"unit={unit.pk}"))
    assert narrowed.form.is_valid()
    with django_assert_num_queries(0):
        assert [filter_set.label.partition(": ")[2] for filter_set in active_filters(narrowed)] == [unit.name]


def test_a_filter_is_taken_away_by_its_link_and_no_other(office: Office) -> None:
    filed(office, 1)
    page = (
        signed_in(office, "supervisor").get("/appeals/?q=科普&state=received&state=told&order-by=due").content.decode()
    )
    links = page.split('class="filters__active"')[1].split("</div>")[0]
    assert 'href="?state=received&amp;state=told&amp;order-by=due"' in links
    assert 'href="?q=%E7%A7%91%E6%99%AE&amp;state=told&amp;order-by=due"' in links
    assert page.count('<input type="hidden" name="order-by" value="due">') == 3  # filters, bulk, the day


@pytest.mark.parametrize("address", ["/appeals/", "/appeals/?q=科普&state=received&order-by=-due", "/appeals/print/"])
def test_more_rows_need_no_more_queries(office: Office, address: str) -> None:
    client, asked = signed_in(office, "supervisor"), []
    for more in (FEW, MANY - FEW):
        filed(office, more)
        asked.append(queries(lambda: client.get(address)))
    assert client.get(address).content.decode().count('scope="row"') == MANY
    assert asked[0] == asked[1] <= 18


def test_a_list_longer_than_a_page_needs_one_more_query_which_counts(office: Office) -> None:
    client, asked = signed_in(office, "supervisor"), []
    for more in (FEW, 57 - FEW):
        filed(office, more)
        asked.append(queries(lambda: client.get("/appeals/")))
    assert client.get("/appeals/").content.decode().count('scope="row"') == 50
    assert asked[1] == asked[0] + 1


@pytest.mark.parametrize(
    ("language", "heads"), [("en", ["Number", "Title", "Unit", "Channel", "Grade", "State", "Due"])]
)
def test_heads_are_written_as_heads(office: Office, language: str, heads: list[str]) -> None:
    filed(office, 1)
    page = signed_in(office, "supervisor", language).get("/appeals/").content.decode()
    row = page.split("<thead")[1].split("</thead>")[0]
    import re

    found = re.findall(r"<th [^>]*>(.*?)</th>", row, re.DOTALL)
    assert [re.sub("<[^>]+>", "", words).strip() for words in found][1:] == heads


def test_the_summary_stands_at_the_head_with_its_base(office: Office) -> None:
    for serial in (1, 2):
        copy = {"paper": "云办〔2026〕12号", "serial": serial, "owner": str(office.posts["clerk"])}
        begin(get_kind("copies"), office.actor("supervisor"), copy, at=NOW)
    page = signed_in(office, "supervisor", "en").get("/copies/").content.decode()
    assert "2 issued, 0 returned, 2 open" in page and "2 records" in page


def test_a_list_shows_no_one_elses_rows(office: Office) -> None:
    filed(office, 1, unit=str(office.units["bureau"].pk))
    assert "建议增设" in signed_in(office, "stranger").get("/appeals/").content.decode()
    for who in ("clerk", "admin", "collector", "outside"):
        assert "建议增设" not in signed_in(office, who).get("/appeals/").content.decode()
        assert "建议增设" not in signed_in(office, who).get("/appeals/print/").content.decode()


def test_a_list_decrypts_no_protected_field(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    filed(office, 2)
    client = signed_in(office, "supervisor")
    monkeypatch.setattr("luoshi.base.forms.fields.EncryptedText.from_db_value", lambda *_: 1 / 0)
    monkeypatch.setattr("luoshi.base.forms.requests.request_actor", lambda request: request.actor)
    rows = list(filter_records(get_kind("appeals"), office.actor("supervisor"), timezone.localdate(), QueryDict("")).qs)
    assert len(rows) == 2 and client


def test_a_list_calls_units_in_short_and_paper_by_their_names(office: Office) -> None:
    filed(office, 1, unit=str(office.units["kexie"].pk))
    filed(office, 1, unit=str(office.units["bureau"].pk))
    client = signed_in(office, "supervisor")
    cells = re.findall(r'<span\s+title="([^"]+)">([^<]+)<', client.get("/appeals/").text)
    assert ("云岭县科学技术协会", office.units["kexie"].short or "县科学技术协会") in cells
    assert not re.search(r"<span\s+title=", client.get("/appeals/print/").text)


def test_amounts_have_thousands_and_years_have_none() -> None:
    expenses, plans = get_kind("expenses"), get_kind("plans")
    assert is_amount_column(expenses, "amount") and not is_amount_column(plans, "year")


@pytest.mark.parametrize(
    ("hundredths", "text", "bar"),
    [(None, "", None), (0, "0%", 0), (9999, "99%", 99), (10000, "100%", 100), (13150, "131%", 100)],
)
def test_a_share_is_a_bar_that_ends_at_the_whole(hundredths: int | None, text: str, bar: int | None) -> None:
    cell = share_cell(hundredths, "完成")
    assert (cell.text, cell.share) == (text, bar)


def test_a_share_is_a_column_of_lists_that_can_be_sorted_and_of_nothing_else(office: Office) -> None:
    commitments = get_kind("commitments")
    assert list_shares(commitments).keys() == {"reached"} and "reached" not in commitments.columns
    assert "reached" in usual_columns(commitments)
    client = signed_in(office, "supervisor")
    assert client.get("/commitments/?order-by=-reached").status_code == 200
    narrowed = filter_records(commitments, office.actor("supervisor"), TODAY, QueryDict("order-by=-reached"))
    assert not narrowed.form.errors
