"""The pages of lights: the board, the list's filter, the rules edited, tried and put in force, months that are kept."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from asked import FEW, MANY, queries
from assigned import at, running
from luoshi.base.record_errors import RecordError
from luoshi.commitments.light_tables.actions.month_close import keep_lights
from luoshi.commitments.light_tables.actions.tables import set_table
from luoshi.commitments.light_tables.queries.tables import try_light_table
from luoshi.commitments.lights.models import KeptLight, LightTable
from luoshi.commitments.lights.rules.json import to_json
from luoshi.commitments.lights.rules.presets import BY_DATE, BY_NAME
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.commitment import Commitment
from office import NOW, TODAY, Office
from plans import published

BASE = "科普示范基地"
WARNING = BY_NAME["warning"]


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    return client


@pytest.fixture
def one(office: Office) -> Commitment:
    return running(office, published(office), BASE)


def put(office: Office, name: str = "warning", unit: str = "desk", start: date = TODAY) -> LightTable:
    return set_table(BY_NAME[name], office.units[unit], start, "县督查办法", office.actor("supervisor"), at=NOW)


def rows_like(one: Commitment, first: int, last: int) -> None:
    """More rows beside it, as bare rows: only lists look at them."""
    for n in range(first, last):
        copy = Commitment.objects.get(pk=one.pk)
        copy.pk = copy.id = copy.record_ptr_id = None
        copy.number, copy.once, copy._state.adding = f"事2026-9{n:05d}", None, True
        copy.save()


def test_board_and_list_ask_no_more_for_more_rows(office: Office, one: Commitment) -> None:
    put(office)
    client, found = signed_in(office, "supervisor"), []
    for first, last in ((0, FEW), (FEW, MANY)):
        rows_like(one, first, last)
        found.append([queries(lambda page=page: client.get(page)) for page in ("/board/", "/commitments/?light=none")])
    board = client.get("/board/").text
    assert "亮灯看板" in board and one.title in board
    assert client.get("/commitments/?light=none").status_code == 200
    assert found[0] == found[1] and max(found[1]) <= 30


def test_the_list_is_narrowed_to_a_plan_by_its_name_and_to_no_plan_that_may_not_be_read(
    office: Office, one: Commitment
) -> None:
    other = published(office, title="另一个计划")
    page = signed_in(office, "supervisor").get(f"/commitments/?plan={one.plan_id}").text
    assert f'<option value="{one.plan_id}" selected>{one.plan}</option>' in page and f">{other}</option>" in page
    assert f"计划: {one.plan}" in page and one.number in page
    hidden = signed_in(office, "collector").get(f"/commitments/?plan={other.pk}").text
    assert other.title not in hidden and "选择一个有效的选项" in hidden


def test_the_board_counts_each_light_and_leads_to_the_list(office: Office, one: Commitment) -> None:
    Commitment.objects.filter(pk=one.pk).update(pressing=date(2026, 1, 5), report_due=None, state="issued")
    supervised = signed_in(office, "supervisor").get("/board/")
    board = supervised.text
    assert "light--late" in board
    assert "个工作日（" in board
    assert "/commitments/?light=late" in board
    late = signed_in(office, "supervisor").get("/commitments/?light=late")
    assert one.number in late.text
    columns = {column["code"]: column["count"] for column in supervised.context["columns"]}
    assert columns["late"] == late.context["count"] == len(late.context["table"].rows)
    assert all(cell.light.code == "late" for row in late.context["table"].rows for cell in row.cells if cell.light)
    narrowed = signed_in(office, "supervisor").get(f"/board/?unit={office.units['town'].pk}&plan={one.plan_id}")
    assert one.title not in narrowed.text and narrowed.status_code == 200
    assert one.title not in signed_in(office, "stranger").get("/board/").text


def test_only_who_supervises_sets_rules_and_the_auditor_looks(office: Office) -> None:
    assert signed_in(office, "auditor").get("/lights/").status_code == 200
    assert signed_in(office, "auditor").get("/lights/edit/").status_code == 404
    assert signed_in(office, "clerk").get("/lights/").status_code == 404
    with pytest.raises(RecordError) as refused:
        set_table(WARNING, office.units["desk"], TODAY, "x", office.actor("clerk"), at=NOW)
    assert refused.value.code == "refused" and not LightTable.objects.exists()


@pytest.mark.parametrize(
    ("name", "start", "source", "code"),
    [
        ("warning", date(2026, 3, 19), "x", "guarded"),  # a day that is past
        ("warning", TODAY, " ", "incomplete"),
        ("yinchuan", TODAY, "x", "guarded"),  # it says nothing of 0–10 points
        ("suqian", TODAY, "x", "guarded"),  # a value is not set
    ],
)
def test_rules_that_leave_something_open_are_refused(
    office: Office, name: str, start: date, source: str, code: str
) -> None:
    with pytest.raises(RecordError) as refused:
        set_table(BY_NAME[name], office.units["desk"], start, source, office.actor("supervisor"), at=NOW)
    assert refused.value.code == code and not LightTable.objects.exists()


def test_rules_are_journaled_numbered_and_never_changed(office: Office) -> None:
    first, second = put(office), put(office, "ruihai")
    assert (first.version, second.version) == (1, 2)
    assert Entry.objects.filter(step="lights.set").count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        LightTable.objects.filter(pk=first.pk).update(version=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()
    page = signed_in(office, "supervisor").get("/lights/").text
    assert "瑞海：按错过时限次数（第 2 版）" in page and "县督查办法" in page


def fields(**more: str) -> dict[str, str]:
    return {
        "name": "县里的规则",
        "otherwise": "",
        "source": "云办发〔2026〕3号",
        "r0_colour": "red",
        "r0_note": "",
        "r0_c0_measure": "behind",
        "r0_c0_low": "12.5",
        "r0_c0_high": "",
        **more,
    }


def test_a_table_is_edited_without_scripts(office: Office) -> None:
    client = signed_in(office, "supervisor")
    asked = client.get("/lights/edit/?preset=suqian").text
    assert "时限前几天算“临近”" in asked
    assert "−" not in client.get("/lights/edit/?preset=suqian&near_days=5").text.split("r0_c0_low")[1][:60]
    page = client.post("/lights/edit/", fields(then="check")).text
    assert "没有规定的情形：落后序时进度的百分点：12.49 及以下" in page
    assert 'name="r1_colour"' in client.post("/lights/edit/", fields(then="add")).text
    assert 'name="r0_colour"' not in client.post("/lights/edit/", fields(then="drop-0")).text
    wrong = client.post("/lights/edit/", fields(then="try", r0_c0_low="abc"))
    assert wrong.status_code == 422 and "不是这一项的数字" in wrong.text
    assert "没有漏洞" in client.post("/lights/edit/", fields(then="check", otherwise="green")).text
    fine = {f"r{n}_c{c}_{k}": v for n in range(25) for c, m in enumerate(("days", "behind", "share", "idle"))
            for k, v in (("measure", m), ("low", str(n + 1)), ("high", str(n + 1)))}  # fmt: skip
    many = client.post("/lights/edit/", fields(then="check", **fine, **{f"r{n}_colour": "red" for n in range(25)}))
    assert "分得太细" in many.text


def test_a_table_is_tried_and_put_in_force(office: Office, one: Commitment) -> None:
    client = signed_in(office, "supervisor")
    page = client.post("/lights/edit/", fields(then="try", otherwise="green", unit=str(office.units["desk"].pk)))
    assert page.status_code == 200 and "各月末各灯件数" in page.text
    assert not LightTable.objects.exists()
    rules = json.dumps(page.context["table_json"] and json.loads(page.context["table_json"]))
    sent = {"table": rules, "unit": str(office.units["desk"].pk), "start": "", "source": "云办发〔2026〕3号"}
    assert client.post("/lights/use/", sent).status_code == 422
    assert client.post("/lights/use/", {**sent, "start": "2020-01-01"}).status_code == 422
    assert client.post("/lights/use/", {**sent, "start": "2099-01-01"}).status_code == 302
    (row,) = LightTable.objects.all()
    assert (row.name, row.source, row.rules["otherwise"]) == ("县里的规则", "云办发〔2026〕3号", "green")
    assert client.post("/lights/use/", {**sent, "table": "[1]"}).status_code == 404


def test_the_filter_offers_the_five_lights_and_takes_former_ones_of_saved_addresses(
    office: Office, one: Commitment
) -> None:
    Commitment.objects.filter(pk=one.pk).update(pressing=date(2026, 1, 5), report_due=None, state="issued")
    client = signed_in(office, "supervisor")
    page = client.get("/commitments/").text
    assert re.findall(r'<option value="(\w+)"[^>]*>([^<]+)', page.split('name="light"')[1].split("</select>")[0]) == [
        ("late", "逾期"), ("soon", "临近"), ("steady", "正常"), ("done", "已完成"), ("off", "不计")
    ]  # fmt: skip
    former = client.get("/commitments/?light=red").text
    assert one.number in former and "亮灯: 红" in former and '<option value="red" selected>' in former
    assert one.number not in client.get("/commitments/?light=green").text
    assert "选择一个有效的选项" in client.get("/commitments/?light=pink").text


def test_the_colour_of_the_offices_own_table_is_a_reason_and_red_means_late(office: Office, one: Commitment) -> None:
    """An office that lights by progress sees its yellow as the reason; only a passed day is shown as late."""
    put(office, "longxian")
    client = signed_in(office, "supervisor")
    for judged, pressing, light, why in (
        ("poor", date(2026, 12, 31), "临近", "红灯"),
        ("fair", date(2026, 12, 31), "临近", "黄灯"),
        ("good", date(2026, 12, 31), "正常", "蓝灯"),
        ("good", date(2026, 1, 5), "逾期", "蓝灯"),
    ):
        Commitment.objects.filter(pk=one.pk).update(
            judged=judged, pressing=pressing, binds=pressing, report_due=None, state="running"
        )
        shown = client.get(f"/commitments/{one.pk}/").context["now"]["light"]
        assert (shown.label, why in shown.why) == (light, True), judged


def test_a_trial_says_what_would_change(office: Office, one: Commitment) -> None:
    found = try_light_table(WARNING, office.units["desk"], 2026, date(2026, 7, 20))
    assert [month.day.month for month in found.months] == [1, 2, 3, 4, 5, 6, 7]
    last = found.months[-1]
    assert sum(last.now.values()) == sum(last.then.values()) == found.count
    assert found.changed == len(found.changes) or found.changed > 100
    same = try_light_table(BY_DATE, office.units["desk"], 2026, date(2026, 7, 20))
    assert (same.changed, [month.changed for month in same.months]) == (0, [0] * 7)


def test_a_closed_month_keeps_its_lights(office: Office, one: Commitment) -> None:
    for _piece in keep_lights(at(4, 1)):
        pass
    kept = list(KeptLight.objects.filter(period=date(2026, 3, 31)).values_list("commitment", "code", "table"))
    assert len(kept) == Commitment.objects.count() and (one.pk, "yellow", None) in kept
    list(keep_lights(at(4, 2)))
    assert KeptLight.objects.count() == len(kept)
    put(office, "warning", start=TODAY)
    list(keep_lights(at(6, 3)))  # the worker slept over April
    months = KeptLight.objects.filter(commitment=one.pk).order_by("period")
    assert [(row.period.month, row.code, row.table_id is None) for row in months] == [
        (3, "yellow", True),
        (4, "missing", False),
        (5, "missing", False),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        KeptLight.objects.filter(commitment=one.pk).update(code="green")
    page = signed_in(office, "supervisor").get(f"/commitments/{one.pk}/").text
    assert "各月亮灯" in page and "未报 2026-03-31 应报的进展" in page and "进度预警：按逾期天数（第 1 版）" in page


def test_json_of_every_preset_is_plain(office: Office) -> None:
    assert all(json.loads(json.dumps(to_json(table))) == to_json(table) for table in BY_NAME.values())
