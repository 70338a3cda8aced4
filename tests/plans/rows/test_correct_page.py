"""The correction page: what it shows first, how many queries it needs, and what it answers to each change."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.evidence.journal.models import Entry
from luoshi.org.actors.models import User
from luoshi.plans.base.code_labels import DOUBTS
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow
from luoshi.plans.rows.queries.correction_page import load_correction_page
from luoshi.plans.rows.rules.doubts import OF_NAMES, SAID, field_in_doubt, looks_twice, unread_dates
from luoshi.plans.rows.rules.drafting import draft_rows
from luoshi.plans.rows.rules.input_parsers import day_typed, figure_typed, place_of
from luoshi.reading.read import read_text_document
from office import Office
from plans import PUBLISH, TEXT, decided, received, row_of, step


def client(who: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=who))
    return made


def send(browser: Client, plan: Plan, act: str, scripts: bool = True, **given: Any) -> Any:
    headers = {"X-Part": "1"} if scripts else {}
    return browser.post(f"/plans/{plan.pk}/rows/{act}/", given, headers=headers)


def seen(*rows: PlanRow) -> str:
    return ",".join(f"{row.pk}:{row.version}" for row in rows)


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office)


# ---- rules


@pytest.mark.parametrize("code", sorted(DOUBTS))
def test_every_doubt_but_those_of_a_name_puts_its_row_first(code: str) -> None:
    assert looks_twice([code]) == ([] if code in OF_NAMES | SAID else [code])


def test_a_doubt_that_nobody_knows_yet_is_looked_at() -> None:
    assert looks_twice(["new_of_the_reader", "name_joined"]) == ["new_of_the_reader"]


@pytest.mark.parametrize(
    ("doubts", "lead", "field"),
    [
        ([], True, "words"),
        (["name_joined"], False, "lead"),
        (["unit_unknown", "count.one"], True, "lead"),
        (["several_dues"], True, "due"),
        (["due_unclear", "name_joined"], True, "due"),
        (["count.one"], True, "figures"),
        (["role_weak"], True, "figures"),
        (["name_joined"], True, "figures"),
        (["standing_rule"], True, "words"),
    ],
)
def test_a_form_opens_at_the_field_that_is_in_doubt(doubts: list[str], lead: bool, field: str) -> None:
    assert field_in_doubt(doubts, lead) == field


DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("words", "note", "due", "every", "doubts"),
    [
        ("5月底前修复26处，11月底前清淤65公里。", "", DAY, "", ["several_dues"]),
        ("9月上旬前提交方案，年底前完成。", "", DAY, "", ["several_dues"]),
        ("11月底前修复26处，11月底前清淤65公里。", "", DAY, "", []),
        ("回收废弃物12吨。", "（完成时限：年底前后）", None, "", ["due_unclear"]),
        ("回收废弃物12吨。", "（完成时限：11月底前）", DAY, "", []),
        ("回收废弃物12吨。", " | 县农业农村局 | 年底前后", None, "", ["due_unclear"]),
        ("每月调度一次。", "（完成时限：长期）", None, "P1M", []),
        ("10月底前评选作品50件。", "", None, "", ["due_unclear"]),
        ("新建基地3个。", "（牵头单位：县科协）", None, "", []),
    ],
)
def test_words_that_say_another_day_than_the_row_are_doubted(
    words: str, note: str, due: date | None, every: str, doubts: list[str]
) -> None:
    assert unread_dates(words, note, due, every) == doubts


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None),
        ("  ", None),
        ("2026-05-31", date(2026, 5, 31)),
        ("20270531", date(2027, 5, 31)),
        ("2027年5月1日", date(2027, 5, 1)),
        ("0531", date(2026, 5, 31)),
        ("5.31", date(2026, 5, 31)),
        ("5月31日", date(2026, 5, 31)),
        ("2月底", date(2026, 2, 28)),
        ("2028年2月底前", date(2028, 2, 29)),
        ("年底", date(2026, 12, 31)),
    ],
)
def test_a_day_is_typed_as_clerks_write_it(typed: str, day: date | None) -> None:
    assert day_typed(typed, 2026) == day


@pytest.mark.parametrize("typed", ["尽快", "13月底", "0231", "5", "2026-13-01", "31", "5-31-2026", "１２３"])
def test_what_is_no_day_is_said_so(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        day_typed(typed, 2026)


# ---- what the reader leaves to a person is met


def test_words_outside_that_name_who_is_responsible_are_looked_at(office: Office) -> None:
    text = TEXT + "完成困难老年人家庭适老化改造260户。（牵头单位：县民政局；完成时限：10月底前）\n"
    row = row_of(received(office, text), "适老化改造")
    assert (row.state, row.look) in [(PlanRow.OUTSIDE, True), (PlanRow.WAITING, False)]


def test_a_row_of_a_table_that_was_not_read_as_one_is_looked_at() -> None:
    line = "7 | 民生保障 | 完成困难老年人家庭适老化改造260户。 | 县民政局 | 县残联 | 10月底前\n"
    text = "云岭县2026年重点任务台账\n序号 | 类别 | 工作任务 | 牵头单位 | 配合单位 | 完成时限\n" + line
    rows = [row for row in draft_rows(read_text_document(text), text).rows if "适老化改造" in text[row.start : row.end]]
    assert [(row.state, row.look) for row in rows] in [[("outside", True)], [("waiting", False)]]


def test_a_target_that_no_row_asks_for_puts_its_row_first(office: Office, plan: Plan) -> None:
    row = row_of(plan, "新建科普示范基地")
    row.figures.update(state="waiting", doubts=[])
    PlanRow.objects.filter(pk=row.pk).update(doubts=[])
    (one,) = [shown_row for shown_row in load_correction_page(plan).twice if shown_row.row.pk == row.pk]
    assert one.doubts == [str(DOUBTS["target_unasked"])]


def test_doubts_of_a_name_are_shown_and_the_row_waits_with_the_others(office: Office, plan: Plan) -> None:
    row = row_of(plan, "新建科普示范基地")
    row.figures.update(doubts=["name_joined"])
    PlanRow.objects.filter(pk=row.pk).update(doubts=[])
    found = load_correction_page(plan)
    assert row.pk not in [found_row.row.pk for found_row in found.twice]
    (one,) = [shown_row for group in found.groups for shown_row in group.clear if shown_row.row.pk == row.pk]
    assert one.notes == [str(DOUBTS["name_joined"])]


# ---- queries


def long(count: int) -> str:
    lines = [f"新建第{n}批科普示范基地{n}个。（牵头单位：县科协；完成时限：9月底前）\n" for n in range(1, count + 1)]
    return "云岭县2026年科普工作要点\n一、阵地建设\n" + "".join(lines)


def queries(work: Any, *args: Any, **given: Any) -> int:
    with CaptureQueriesContext(connection) as found:
        assert work(*args, **given).status_code == 200
    return len(found)


def test_the_page_needs_as_many_queries_for_300_rows_as_for_3(office: Office) -> None:
    few, many = received(office, long(3)), received(office, long(300))
    browser = client("supervisor")
    browser.get(f"/plans/{few.pk}/correct/")
    counted = [queries(browser.get, f"/plans/{plan.pk}/correct/") for plan in (few, many)]
    assert counted[0] == counted[1] <= 40


def test_a_change_needs_as_many_queries_in_a_plan_of_300_rows_as_of_3(office: Office) -> None:
    counted = []
    for count in (3, 300):
        plan = received(office, long(count))
        browser, row = client("supervisor"), plan.rows.filter(state=PlanRow.WAITING).first()
        browser.get("/")
        counted.append(queries(send, browser, plan, "confirm", rows=seen(row)))
    assert counted[0] == counted[1]


def test_a_heading_of_300_rows_is_confirmed_in_few_queries_a_row(office: Office) -> None:
    plan = received(office, long(300))
    rows = list(plan.rows.filter(state=PlanRow.WAITING))
    part = plan.parts.get(title__contains="阵地")
    answer = send(client("supervisor"), plan, "confirm_part", part=part.pk, rows=seen(*rows))
    assert answer.status_code == 200 and len(answer.json()["rows"]) == 300
    assert plan.rows.filter(state=PlanRow.KEPT).count() == 300


# ---- answers


def test_a_change_answers_with_the_rows_it_changed_and_the_counts(plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    answer = send(client("supervisor"), plan, "confirm", rows=seen(row)).json()
    assert list(answer["rows"]) == [str(row.pk)] and 'data-state="kept"' in answer["rows"][str(row.pk)]
    assert 'id="decided"' in answer["head"] and answer["moved"] is False


def test_without_scripts_one_is_back_at_the_row(plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    answer = send(client("supervisor"), plan, "confirm", scripts=False, rows=seen(row))
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{plan.pk}/correct/#row-{row.pk}")


def test_an_added_row_is_the_one_that_is_looked_at(plan: Plan) -> None:
    source = plan.sources.get()
    start = source.document.text.index("受众4.2万人次")
    answer = send(client("supervisor"), plan, "add", source=1, start=start, end=start + 8).json()
    assert answer["moved"] is True and PlanRow.objects.get(pk=answer["first"]).words == "受众4.2万人次"


def test_a_merged_row_that_is_gone_is_not_looked_at(office: Office, plan: Plan) -> None:
    one, two = row_of(plan, "农村科普馆"), row_of(plan, "新建科普示范基地")
    answer = send(client("supervisor"), plan, "merge", rows=seen(one, two)).json()
    assert PlanRow.objects.get(pk=answer["first"]).state == PlanRow.WAITING


@pytest.mark.parametrize(("act", "given"), [("undo", {}), ("confirm", {"rows": True})])
def test_a_request_sent_again_answers_as_the_first_and_is_done_once(plan: Plan, act: str, given: Any) -> None:
    browser, once = client("supervisor"), str(uuid4())
    first, row = row_of(plan, "新建科普示范基地"), row_of(plan, "农村科普馆")
    send(browser, plan, "confirm", rows=seen(first))
    given = {"rows": seen(row)} if given else {}
    answers = [send(browser, plan, act, once=once, **given).json() for _ in range(2)]
    told = [(answer["first"], answer["moved"], list(answer["rows"])) for answer in answers]
    assert told[0] == told[1] and Edit.objects.filter(once=once).count() == 1
    assert Entry.objects.filter(step=f"row.{act}").count() == (1 if act == "undo" else 2)


def test_what_another_changed_is_said_and_shown_as_it_is_now(office: Office, plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    send(client("supervisor"), plan, "change", rows=seen(row), words="建设农村科普馆2座。")
    answer = send(client("supervisor"), plan, "confirm", rows=seen(row))
    told = answer.json()
    assert answer.status_code == 409 and "杜察云" in told["error"] and told["code"] == "changed"
    assert "建设农村科普馆2座。" in told["rows"][str(row.pk)]


def test_only_doubt_free_rows_of_the_heading_are_confirmed_together(plan: Plan) -> None:
    groups = {group.part.title: group for group in load_correction_page(plan).groups if group.part}
    clear = groups["阵地建设"].clear[0].row
    other = next(row.row for row in groups["活动组织"].rows)
    doubtful = row_of(plan, "培训")
    browser, part = client("supervisor"), clear.part_id
    for wrong in (other, doubtful):
        answer = send(browser, plan, "confirm_part", part=part, rows=seen(clear, wrong))
        assert answer.status_code == 422 and row_of(plan, clear.words).state == PlanRow.WAITING
    assert send(browser, plan, "confirm_part", part=part, rows=seen(clear)).status_code == 200
    assert Entry.objects.latest("pk").step == "row.confirm_part"


def test_rows_before_the_first_heading_are_confirmed_together_too(office: Office) -> None:
    words = "请县科协抓紧落实以下事项。\n" + "\n".join([*TEXT.splitlines()[3:4], "更新展品120件。（牵头单位：县科协）"])
    plan = received(office, words, title="电话记录")
    (group,) = [shown_group for shown_group in load_correction_page(plan).groups if shown_group.clear]
    assert group.part is None
    assert send(client("supervisor"), plan, "confirm_part", part="", rows=group.row_versions).status_code == 200
    assert Entry.objects.latest("pk").step == "row.confirm_part"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "incomplete"),
        ({"rows": "x"}, "incomplete"),
        ({"rows": "1:1", "once": "no"}, "incomplete"),
        ({"rows": "999999999:1"}, "missing"),
        ({"part": "x", "rows": "1:1"}, "incomplete"),
        ({"part": "999999", "rows": "1:1"}, "missing"),
    ],
)
def test_what_is_no_request_is_refused_in_words(plan: Plan, given: dict[str, str], said: str) -> None:
    act = "confirm_part" if "part" in given else "confirm"
    answer = send(client("supervisor"), plan, act, **given)
    assert answer.status_code in (404, 409, 422) and answer.json()["code"] == said and answer.json()["error"]
    assert not plan.edits.exists()


def test_a_day_that_is_none_keeps_the_row_as_it_was(plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    answer = send(client("supervisor"), plan, "change", rows=seen(row), due="尽快")
    assert answer.status_code == 422 and "尽快" in answer.json()["error"] and "0930" in answer.json()["error"]
    assert row_of(plan, "农村科普馆").version == row.version


@pytest.mark.parametrize(("who", "code"), [("supervisor", 200), ("clerk", 404), ("leader", 404), ("stranger", 404)])
def test_a_draft_and_its_forms_are_for_who_keeps_it(plan: Plan, who: str, code: int) -> None:
    row = row_of(plan, "农村科普馆")
    browser = client(who)
    assert browser.get(f"/plans/{plan.pk}/correct/").status_code == code
    assert browser.get(f"/plans/{plan.pk}/row/{row.pk}/").status_code == code


def test_of_a_published_plan_the_rows_are_read_and_no_button_is_there(office: Office, plan: Plan) -> None:
    step(office, decided(office, plan), "publish", **PUBLISH)
    browser = client("supervisor")
    page = browser.get(f"/plans/{plan.pk}/correct/")
    assert page.status_code == 200 and "data-closed" in page.text and "data-edit" not in page.text
    row = row_of(plan, "农村科普馆")
    assert browser.get(f"/plans/{plan.pk}/row/{row.pk}/").status_code == 404


def test_a_figure_that_was_overlooked_is_typed_in_and_taken_back(office: Office) -> None:
    plan = received(office, "云岭县2026年科普工作要点\n一、阵地\n县科协新建科普画廊若干，覆盖三成乡镇，6月底前完成。")
    row, browser = row_of(plan, "科普画廊"), client("supervisor")
    row.figures.all().delete()  # as if the reader had seen none
    form = browser.get(f"/plans/{plan.pk}/row/{row.pk}/", headers={"X-Part": "1"}).content.decode()
    assert 'name="overlooked-quote"' in form
    more = {
        "overlooked-quote": "若干",
        "overlooked-value": "",
        "overlooked-unit": "处",
        "overlooked-indicator": "科普画廊",
    }
    for wrong in ({}, {"overlooked-quote": "五处"}, {"overlooked-value": "许多"}, {"overlooked-unit": "处" * 31}):
        assert send(browser, plan, "change", rows=seen(row), **more | wrong).status_code in (409, 422)
        assert not row.figures.exists()
    answer = send(browser, plan, "change", rows=seen(row), **more | {"overlooked-value": "4"})
    assert answer.status_code == 200, answer.content.decode()
    one = row.figures.get()
    assert (one.quote, one.value, one.unit, one.indicator, one.state) == ("若干", 4, "处", "科普画廊", "asked")
    assert one.span.quote == "若干" and str(one.quote) in answer.json()["rows"][str(row.pk)]
    fresh = PlanRow.objects.get(pk=row.pk)
    assert send(browser, plan, "change", rows=seen(fresh), **more | {"overlooked-value": "4"}).status_code == 422
    answer = send(browser, plan, "change", rows=seen(fresh), **{"overlooked-quote": "三成"})
    assert answer.status_code == 200, answer.content.decode()
    both = list(row.figures.order_by("place").values_list("quote", "value", "unit"))
    assert both == [("若干", 4, "处"), ("三成", 30, "%")]
    send(browser, plan, "undo")
    assert [figure.quote for figure in row.figures.all()] == ["若干"]
    send(browser, plan, "undo")
    assert not row.figures.exists()


@pytest.mark.parametrize(
    ("value", "unit", "kept"),
    [
        ("", "", (50000, "元")),
        ("5", "万元", (5, "万元")),
        ("50000", "", (50000, "元")),
        ("", "万元", None),  # 50,000 times ten thousand was never said
        ("5", "", None),
    ],
)
def test_value_and_unit_of_an_overlooked_figure_belong_together(
    office: Office, value: str, unit: str, kept: tuple[int, str] | None
) -> None:
    plan = received(office, "云岭县2026年科普工作要点\n一、阵地\n县科协投入5万元建设科普画廊，6月底前完成。")
    row, browser = row_of(plan, "科普画廊"), client("supervisor")
    row.figures.all().delete()
    given = {"overlooked-quote": "5万元", "overlooked-value": value, "overlooked-unit": unit}
    answer = send(browser, plan, "change", rows=seen(row), **given)
    assert answer.status_code == (200 if kept else 422)
    assert [(figure.value, figure.unit) for figure in row.figures.all()] == ([kept] if kept else [])


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("不少于3个", ("3", None, "个", "ge")),
        ("三成", ("30", None, "%", "eq")),
        ("5万元", ("50000", None, "元", "eq")),
        ("3至5场", ("3", "5", "场", "range")),
        ("两次以上", ("2", None, "次", "ge")),
        ("若干", ("None", None, "", "eq")),
        ("3个和4个", ("None", None, "", "eq")),  # two figures are two
    ],
)
def test_a_figure_typed_alone_is_read(quote: str, said: tuple[str, str | None, str, str]) -> None:
    one = figure_typed(quote)
    assert (str(one.value), one.upper if one.upper is None else str(one.upper), one.unit, one.bound) == said


def test_a_typed_figure_is_found_where_no_other_stands() -> None:
    assert place_of("3个", "甲3个、乙3个", [(1, 3)]) == (5, 7)
    assert place_of("3个", "甲3个、乙3个", [(1, 3), (5, 7)]) is None
    assert place_of("4个", "甲3个", []) is None
