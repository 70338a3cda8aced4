"""Many rows set at once: which are chosen, what is set, in one act that is taken back as one; all of them or none."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.org.actors.models import User
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.bulk_edit import default_lead, set_together
from luoshi.plans.rows.queries.correction_page import load_correction_page
from luoshi.plans.rows.rules.choices import plain_sentence
from luoshi.plans.rows.rules.row_filters import FILTERS, RowFacts, row_gap_filters
from luoshi.plans.rows.rules.slogans import is_slogan
from office import Office
from plans import by, in_order, received


def client(who: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=who))
    return made


def send(browser: Client, plan: Plan, act: str, scripts: bool = True, **given: Any) -> Any:
    headers = {"X-Part": "1"} if scripts else {}
    return browser.post(f"/plans/{plan.pk}/rows/{act}/", given, headers=headers)


def seen(*rows: PlanRow) -> str:
    return ",".join(f"{row.pk}:{row.version}" for row in rows)


SCIENCE, BUREAU = "云岭县科学技术协会", "云岭县科学技术局"
TASKS = "".join(f"{number}.举办第{number}期科普培训班。\n" for number in range(1, 13))
TEXT = (
    "云岭县2026年科普工作要点\n一、培训\n" + TASKS + "二、其他\n13.坚持党建引领，不断提高政治站位。\n"
    "14.县科技局9月底前建设科普馆1座。\n15.每季度召开联席会议1次。\n"
)


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office, TEXT)


def waiting(plan: Plan) -> list[PlanRow]:
    return [row for row in in_order(plan) if row.state == PlanRow.WAITING]


def versions(rows: list[PlanRow]) -> dict[int, int]:
    return {row.pk: row.version for row in rows}


def leads(plan: Plan) -> list[list[str]]:
    return [[unit.unit.name for unit in row.units.all() if unit.role == "lead" and unit.unit] for row in waiting(plan)]


# ---- slogans


@pytest.mark.parametrize(
    ("words", "doubts", "slogan"),
    [
        ("坚持党建引领，不断提高政治站位。", ["role_weak"], True),
        ("20.进一步加强统筹协调，形成工作合力。", [], True),
        ("（三）弘扬科学家精神，营造良好社会氛围。", [], True),
        ("完善科普工作制度。", ["role_weak"], False),
        ("整理院士专家资料目录。", ["role_weak", "no_lead"], False),
        ("加强队伍管理，组织骨干培训班。", [], False),
        ("", ["role_weak"], False),
    ],
)
def test_what_binds_nobody_is_proposed_as_a_slogan(words: str, doubts: list[str], slogan: bool) -> None:
    assert is_slogan(words, doubts, bare=True) is slogan


@given(st.text(max_size=60), st.lists(st.sampled_from(["role_weak", "standing_rule", "no_lead"])))
def test_what_has_a_quantity_a_date_or_a_unit_is_never_one(words: str, doubts: list[str]) -> None:
    assert not is_slogan(words, doubts, bare=False)


# ---- choosing

PLAIN = RowFacts("waiting", False, False, date(2026, 9, 30), "", 1, 1, True, True, "建设科普馆1座。", [])


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, ("waiting", "clear")),
        ({"doubtful": True}, ("waiting", "doubt")),
        ({"leads": 0, "units": 0, "doubtful": True}, ("waiting", "doubt", "lead")),
        ({"known": False, "doubtful": True}, ("waiting", "doubt", "names")),
        ({"due": None}, ("waiting", "clear", "due")),
        ({"due": None, "every": "P1M"}, ("waiting", "clear")),
        ({"state": "kept", "leads": 0, "units": 0}, ("lead",)),
        ({"state": "outside", "look": True}, ("look",)),
        ({"state": "outside", "look": True, "reason": "unread"}, ("look", "unread")),
        ({"state": "outside", "reason": "unread"}, ()),  # somebody has looked at it
        ({"state": "outside"}, ()),
        ({"state": "dropped", "leads": 0}, ()),
        (
            {"due": None, "figures": False, "words": "凝聚合力。", "doubts": ["lead_default"]},
            ("waiting", "clear", "due", "slogan"),
        ),
        ({"due": None, "figures": False, "words": "凝聚合力。"}, ("waiting", "clear", "due")),
    ],
)
def test_a_row_is_found_by_what_it_lacks(change: dict[str, Any], codes: tuple[str, ...]) -> None:
    values = {name: getattr(PLAIN, name) for name in RowFacts.__slots__}
    assert row_gap_filters(RowFacts(**{**values, **change})) == codes


def test_folded_rows_are_found_as_those_that_are_loaded(office: Office, plan: Plan) -> None:
    row = waiting(plan)[0]
    correct.change_row(plan, row.pk, row.version, {"lead": ["某某单位"]}, by(office))
    found = load_correction_page(plan)
    loaded = {change.row.pk: change.lacks for change in found.loaded_rows if change.lacks}
    light = {pk: tuple(code for code in FILTERS if pk in found.choosing.by[code]) for pk in found.choosing.versions}
    assert {pk: codes for pk, codes in light.items() if codes} == loaded
    assert {"waiting", "lead", "names", "slogan", "due"} <= {code for codes in loaded.values() for code in codes}


# ---- setting


def test_rows_are_set_at_once_and_taken_back_as_one(office: Office, plan: Plan) -> None:
    rows, last = waiting(plan)[:12], Entry.objects.latest("pk").pk
    before = [(row.pk, row.due, row.doubts, [unit.name for unit in row.units.all()]) for row in waiting(plan)]
    values = {"lead": [BUREAU], "support": ["县科协", "青石镇"], "due": date(2026, 9, 30), "every": "P3M"}
    set_together(plan, versions(rows), values, by(office))
    now = waiting(plan)[:12]
    assert leads(plan)[:12] == [[BUREAU]] * 12
    assert {tuple(unit.name for unit in row.units.all() if unit.role == "support") for row in now} == {
        ("县科协", "青石镇")
    }
    assert {(row.due, row.every, row.version) for row in now} == {(date(2026, 9, 30), "P3M", 2)}
    assert all("no_lead" not in row.doubts for row in now)
    (entry,) = Entry.objects.filter(pk__gt=last)
    said = json.loads(entry.payload.data)
    assert (entry.step, said["count"], said["lead"]) == ("row.set", 12, BUREAU)
    correct.undo_last_edit(plan, by(office))
    assert [(row.pk, row.due, row.doubts, [unit.name for unit in row.units.all()]) for row in waiting(plan)] == before


def test_a_supporting_unit_is_added_once_and_never_beside_itself_as_lead(office: Office, plan: Plan) -> None:
    rows = waiting(plan)[:2]
    set_together(plan, versions(rows), {"lead": [SCIENCE], "support": ["青石镇"]}, by(office))
    set_together(plan, versions(waiting(plan)[:2]), {"support": ["青石镇", "县科协", BUREAU]}, by(office))
    for row in waiting(plan)[:2]:
        assert [unit.unit.name for unit in row.units.all()] == [SCIENCE, "青石镇", BUREAU]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "统一设置"),
        ({"lead": ["不存在的单位"]}, "没有名为"),
        ({"support": ["有关部门"]}, "没有名为"),
        ({"lead": ["机密★1年"]}, "密级"),
    ],
)
def test_what_cannot_be_set_for_all_is_set_for_none(
    office: Office, plan: Plan, values: dict[str, Any], words: str
) -> None:
    before = leads(plan)
    with pytest.raises(RecordError, match=words):
        set_together(plan, versions(waiting(plan)), values, by(office))
    assert leads(plan) == before


def test_rows_that_others_changed_meanwhile_are_named_and_nothing_is_set(office: Office, plan: Plan) -> None:
    shown = versions(waiting(plan)[:6])
    office.person("second", "杜二察", "desk", office.posts["supervisor"].role, ["county"])
    for row in waiting(plan)[1:5]:
        correct.change_row(plan, row.pk, row.version, {"due": date(2026, 5, 31)}, by(office, "second"))
    with pytest.raises(RecordError) as caught:
        set_together(plan, shown, {"lead": [BUREAU]}, by(office))
    assert caught.value.code == "changed"
    assert "有 4 条" in caught.value.what and "杜二察" in caught.value.what
    assert [f"第{number}期" in caught.value.what for number in (1, 2, 3, 4, 5)] == [False, True, True, True, False]
    assert BUREAU not in [name for names in leads(plan)[:6] for name in names]


def test_the_default_lead_goes_to_rows_without_one_and_is_shown_as_such(office: Office, plan: Plan) -> None:
    rows = waiting(plan)
    led = [row.pk for row in rows if any(unit.role == "lead" for unit in row.units.all())]
    default_lead(plan, versions(rows), ["县科协"], by(office))
    now = waiting(plan)
    assert {names[0] for names in leads(plan)} == {SCIENCE, BUREAU}
    assert [row.pk for row in now if "lead_default" not in row.doubts] == led
    assert not any("no_lead" in row.doubts for row in now)
    first = now[0]
    correct.change_row(plan, first.pk, first.version, {"lead": [BUREAU]}, by(office))
    assert "lead_default" not in PlanRow.objects.get(pk=first.pk).doubts
    with pytest.raises(RecordError, match="都已有牵头单位"):
        default_lead(plan, versions(waiting(plan)), ["县科协"], by(office))


@pytest.mark.parametrize("count", [3, 12])
def test_more_rows_need_no_more_queries(office: Office, plan: Plan, count: int) -> None:
    rows = waiting(plan)[:count]
    values = {"lead": [BUREAU], "support": ["青石镇"], "due": date(2026, 9, 30)}
    who = by(office)
    with CaptureQueriesContext(connection) as asked:
        set_together(plan, versions(rows), values, who)
    assert len(asked) <= 34
    with CaptureQueriesContext(connection) as asked:
        correct.undo_last_edit(plan, who)
    assert len(asked) <= 34


# ---- the page


def test_without_scripts_rows_are_ticked_and_sent(office: Office, plan: Plan) -> None:
    browser, rows = client("supervisor"), waiting(plan)
    page = browser.get(f"/plans/{plan.pk}/correct/?choose=lead").content.decode()
    assert page.count('class="crow__tick"') >= len(rows)
    assert page.count(" checked>") >= sum(not names for names in leads(plan))
    ticked = [f"{row.pk}:{row.version}" for row in rows[:3]]
    answer = send(
        browser, plan, "set", scripts=False, row=ticked, lead=BUREAU, support="", due="0930", every="", each=""
    )
    assert answer.status_code == 302
    assert leads(plan)[:3] == [[BUREAU]] * 3 and {row.due for row in waiting(plan)[:3]} == {date(2026, 9, 30)}
    answer = send(browser, plan, "drop", scripts=False, row=[f"{row.pk}:{row.version}" for row in waiting(plan)[:3]],
                  reason="5")  # fmt: skip
    assert plan.rows.filter(state=PlanRow.DROPPED).count() == 3


def test_with_scripts_the_page_is_asked_for_anew(office: Office, plan: Plan) -> None:
    answer = send(client("supervisor"), plan, "set", rows=seen(*waiting(plan)[:3]), lead=BUREAU).json()
    assert (answer["anew"], answer["rows"]) == (True, {})


def test_the_default_lead_of_a_chapter_leaves_the_others(office: Office, plan: Plan) -> None:
    part = plan.parts.get(title="培训")
    rows = seen(*[row for row in waiting(plan) if not row.units.all()])
    send(client("supervisor"), plan, "lead", rows=rows, lead="县科协", scope=str(part.pk))
    for row in waiting(plan):
        assert ("lead_default" in row.doubts) == (row.part_id == part.pk)


def test_of_rows_that_are_ticked_those_without_a_lead_get_one(office: Office, plan: Plan) -> None:
    rows = waiting(plan)
    ticked = [f"{row.pk}:{row.version}" for row in rows if "科普馆" in row.words or "第3期" in row.words]
    send(client("supervisor"), plan, "lead", scripts=False, row=ticked, lead="青石镇", scope="chosen")
    changed = [row.words for row in waiting(plan) if "lead_default" in row.doubts]
    assert len(ticked) == 2 and ["第3期" in words for words in changed] == [True]


@pytest.mark.parametrize(
    ("act", "given", "words"),
    [
        ("set", {"rows": ""}, "没有选择条目"),
        ("set", {"rows": "x"}, "不是有效条目"),
        ("set", {"rows": "1:1", "due": "尽快", "lead": ""}, "不是日期"),
        ("set", {"rows": "1:1", "every": "P9Q"}, "不是周期"),
        ("lead", {"rows": "1:1", "lead": ""}, "请填写牵头单位"),
        ("lead", {"rows": "", "lead": "县科协"}, "没有选择"),
        ("names", {}, "至少明确一个"),
        ("names", {"name-0": "甲单位", "is-0": "", "rows-0": "1:1"}, "至少明确一个"),
        ("names", {"name-0": "甲单位", "other-0": "无此单位", "rows-0": "1:1"}, "没有名为"),
    ],
)
def test_bad_input_is_refused_in_words(office: Office, plan: Plan, act: str, given: dict[str, str], words: str) -> None:
    browser = client("supervisor")
    answer = browser.post(f"/plans/{plan.pk}/rows/{act}/", given, headers={"X-Part": "1"})
    assert answer.status_code == 422 and words in answer.json()["error"]


# ---- sentences that stand many times


def test_a_slogan_that_stands_many_times_is_one_row_with_its_count(office: Office) -> None:
    slogan = "坚持党建引领，不断提高政治站位。"
    spaced = slogan.replace("，", "， ")
    text = f"云岭县2026年科普工作要点\n一、培训\n{slogan}\n举办科普培训班。\n{slogan}\n二、其他\n{spaced}\n"
    made = received(office, text)
    found = load_correction_page(made)
    rows = [row for row in waiting(made) if "政治站位" in row.words]
    assert len(rows) == 3
    first, *others = rows
    shown = next(row for row in found.loaded_rows if row.row.pk == first.pk)
    assert shown.same == seen(*others) and shown.same_count == 2
    assert {row.pk for row in others} <= found.above and first.pk not in found.above
    browser = client("supervisor")
    page = browser.get(f"/plans/{made.pk}/correct/").content.decode()
    assert "×3" in page and page.count(f'id="row-{first.pk}"') == 1
    assert not any(f'id="row-{row.pk}"' in page for row in others)
    assert all(f'data-of="{row.pk}"' in page for row in others)  # each place is in the source
    send(browser, made, "drop", rows=f"{seen(first)},{shown.same}", reason="5")
    assert {row.state for row in made.rows.filter(pk__in=[row.pk for row in rows])} == {PlanRow.DROPPED}
    correct.undo_last_edit(made, by(office))
    assert {row.state for row in made.rows.filter(pk__in=[row.pk for row in rows])} == {PlanRow.WAITING}


@given(st.text(alphabet="坚持党建 　引领，\t。", max_size=20))
def test_blanks_make_no_other_sentence(words: str) -> None:
    assert plain_sentence(words) == plain_sentence("".join(words.split()))
