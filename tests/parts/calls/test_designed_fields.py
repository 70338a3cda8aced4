"""A call designs what its applications say: versions, drafts carried over, one rule for page, API and sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from calling import CLOSES, OPENS, drafted, fresh, moment, person, published_call, sent
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given as given_values
from hypothesis import strategies as st

import making
from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.calls.answers.rules import (
    Answers,
    DesignedField,
    carry_answers,
    design_faults,
    fields_as_data,
    fields_from_data,
    list_lacking,
    parse_lines,
    read_answers,
)
from luoshi.parts.calls.models import Call, CallDate, CallField, CallQuota, FormVersion
from luoshi.parts.calls.queries import sent_content
from many_appeals import signed_in
from office import NOW, Office

FIELDS: list[dict[str, object]] = [
    {"label": "研究目标", "sort": "long", "must": True, "open": True, "most": 20},
    {"label": "起止日期", "sort": "day"},
    {"label": "自筹金额", "sort": "money"},
    {"label": "推广面积", "sort": "number", "most": 1000},
    {"label": "是否涉密审查", "sort": "yes"},
    {"label": "合作方式", "sort": "choice", "options": "联合攻关\n委托开发"},
    {"label": "应用领域", "sort": "choices", "options": "茶叶\n蔬菜\n水果"},
    {"label": "分年度计划", "sort": "table", "options": "年度\n内容\n经费|money"},
    {"label": "可行性报告", "sort": "file", "must": True},
]
GIVEN = {
    "研究目标": "提高采茶效率",
    "起止日期": "２０２６-05-01",
    "自筹金额": "12,000.50",
    "推广面积": "300",
    "是否涉密审查": "否",
    "合作方式": "联合攻关",
    "应用领域": ["蔬菜", "茶叶"],
    "分年度计划": [{"年度": "2026", "内容": "试制", "经费": "5000"}, {"年度": "", "内容": "", "经费": ""}],
}


def design() -> list[DesignedField]:
    """The same fields as the rules read them."""
    made = [CallField(pk=at, **row) for at, row in enumerate(FIELDS, 1)]
    return [row.as_designed() for row in made]


def edited(office: Office, record: Any, at: Any = NOW, files: Any = None, **answers: Any) -> Any:
    """The application with these answers."""
    said = {"title": record.title, "answers": answers}
    return take(fresh(record), "edit", office.actor("clerk"), said, at=at, files=files).record


def pdf(name: str) -> dict[str, Any]:
    """A file of this name, for the form of an application."""
    return {"paper": [SimpleUploadedFile(name, making.pdf(["可行性报告"]), "application/pdf")]}


# The rule


def test_each_sort_is_read_once_and_for_all() -> None:
    found = read_answers(design(), GIVEN)
    assert found.wrong == {}
    assert found.values == {
        "研究目标": "提高采茶效率",
        "起止日期": "2026-05-01",
        "自筹金额": "12000.5",
        "推广面积": "300",
        "是否涉密审查": "no",
        "合作方式": "联合攻关",
        "应用领域": ["茶叶", "蔬菜"],
        "分年度计划": [{"年度": "2026", "内容": "试制", "经费": "5000"}],
    }
    assert read_answers(design(), dict(found.values)).values == found.values


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [
        ("研究目标", "字" * 21, "long"),
        ("起止日期", "2026-02-30", "day"),
        ("自筹金额", "-1", "negative"),
        ("自筹金额", "1.005", "places"),
        ("自筹金额", "1e400", "number"),
        ("自筹金额", "NaN", "number"),
        ("推广面积", "1000.0001", "large"),
        ("推广面积", "许多", "number"),
        ("是否涉密审查", "也许", "yes"),
        ("合作方式", "单干", "option"),
        ("合作方式", ["联合攻关"], "several"),
        ("应用领域", "粮食", "option"),
        ("应用领域", {"茶叶": 1}, "several"),
        ("分年度计划", "2026", "table"),
        ("分年度计划", [{"负责人": "甲"}], "column"),
        ("分年度计划", [{"经费": "一万"}], "cell"),
        ("分年度计划", [{"年度": str(n)} for n in range(51)], "lines"),
        ("可行性报告", "有", "file"),
        ("从未问过", "答", "unknown"),
    ],
)
def test_what_cannot_be_read_is_named(label: str, value: object, code: str) -> None:
    found = read_answers(design(), {label: value})
    assert [said for said, _values in found.wrong[label]] == [code]
    assert found.values == {}


def test_faults_of_a_design() -> None:
    fields = [
        DesignedField(1, "甲", "choice", options=("一",)),
        DesignedField(2, "甲", "text"),
        DesignedField(3, "乙", "table"),
        DesignedField(4, "丙", "table", options=("年度|year",)),
        DesignedField(5, "丁", "choices", options=("一", "一")),
    ]
    assert design_faults(fields) == [
        ("options", "甲"), ("twice", "甲"), ("columns", "乙"), ("column", "丙"), ("repeated", "丁")
    ]  # fmt: skip
    assert design_faults(design()) == []


def test_a_renamed_field_keeps_its_answer() -> None:
    before, after = (
        [DesignedField(7, "目标", "text")],
        [DesignedField(7, "研究目标", "long"), DesignedField(8, "新增", "text")],
    )
    assert carry_answers(before, after, {"目标": "提高效率", "没有了": "x"}) == {"研究目标": "提高效率"}


def test_what_lacks_counts_taken_away_files_and_answers_the_design_no_longer_takes() -> None:
    file, text = DesignedField(1, "报告", "file", must=True), DesignedField(2, "目标", "text", most=2)
    answers: Answers = {"报告": {"sha256": "a" * 64, "name": "报告.pdf"}, "目标": "三个字"}
    assert [asked.label for asked in list_lacking([file, text], answers, {"a" * 64})] == ["目标"]
    assert [asked.label for asked in list_lacking([file], answers, set())] == ["报告"]


@given_values(
    st.lists(st.tuples(st.sampled_from(["text", "number", "money", "day", "yes"]), st.text(max_size=30)), max_size=6)
)
def test_reading_twice_changes_nothing(rows: list[tuple[str, str]]) -> None:
    fields = [DesignedField(at, f"字段{at}", sort) for at, (sort, _value) in enumerate(rows)]
    once = read_answers(fields, {f"字段{at}": value for at, (_sort, value) in enumerate(rows)})
    assert {*once.values}.isdisjoint(once.wrong)
    assert read_answers(fields, dict(once.values)).values == once.values
    assert fields_from_data(fields_as_data(fields)) == fields


def test_a_cell_of_a_sheet_is_read_by_label() -> None:
    assert parse_lines("研究目标：提高效率\n第二行\n推广面积: 300") == {
        "研究目标": "提高效率\n第二行",
        "推广面积": "300",
    }


# A call with fields


def test_publishing_fixes_the_first_version(office: Office) -> None:
    call = Call.objects.get(pk=published_call(office, fields=FIELDS).pk)
    version = FormVersion.objects.get(call=call.pk)
    assert (version.n, call.form_version, call.form_head) == (1, 1, version.digest)
    plain = Call.objects.get(pk=published_call(office, year=2025).pk)
    assert (plain.form_version, plain.form_head) == (None, "")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"label": "方式", "sort": "choice", "options": "唯一"}, "“方式”的选项少于两个"),
        ({"label": "表", "sort": "table"}, "表格“表”没有列"),
    ],
)
def test_a_field_that_nobody_can_fill_in_is_refused(office: Office, row: dict[str, object], said: str) -> None:
    with pytest.raises(RecordError) as refused:
        published_call(office, fields=[row])
    assert said in str(refused.value)
    assert not Call.objects.exists()


def test_it_is_sent_when_all_is_answered_and_not_before(office: Office) -> None:
    record = drafted(office, published_call(office, fields=FIELDS))
    with pytest.raises(RecordError) as refused:
        take(record, "send", office.actor("clerk"), {}, at=NOW)
    assert "研究目标、可行性报告" in str(refused.value)
    edited(office, record, files=pdf("可行性报告-采茶机.pdf"), **GIVEN)
    stored = fresh(record)
    assert stored.answers["自筹金额"] == "12000.5"
    assert stored.answers["可行性报告"]["name"] == "可行性报告-采茶机.pdf"
    take(stored, "send", office.actor("clerk"), {}, at=NOW)
    stored = fresh(record)
    assert (stored.state, stored.form_version) == ("sent", 1)
    assert sent_content(stored)["answers"] == stored.answers


def test_wrong_answers_are_named_and_nothing_is_stored(office: Office) -> None:
    record = drafted(office, published_call(office, fields=FIELDS))
    with pytest.raises(RecordError) as refused:
        edited(office, record, 研究目标="目标", 推广面积="许多", 从未问过="答")
    assert "推广面积: 这不是数值" in str(refused.value)
    assert "从未问过: 本次征集没有这个字段" in str(refused.value)
    assert fresh(record).answers == {}
    for words in ("机密★5年", "绝密"):
        with pytest.raises(RecordError):
            edited(office, record, 研究目标=words)
    with pytest.raises(RecordError):
        edited(office, record, 研究目标="提高\u202e效率")
    assert fresh(record).answers == {}


def test_a_changed_form_is_a_version_and_each_draft_is_told(office: Office) -> None:
    call = published_call(office, fields=FIELDS[:2])
    draft = edited(office, drafted(office, call), 研究目标="提高采茶效率")
    early = sent_with(office, call)
    rows = list(CallField.objects.filter(record=call.pk).order_by("place"))
    changed = [
        {"id": rows[0].pk, "label": "目标", "sort": "long", "must": True, "open": True, "most": 20},
        {"label": "成果形式", "sort": "text", "must": True},
    ]
    said = {"fields": changed, "reason": "补充成果形式"}
    take(Call.objects.get(pk=call.pk), "redesign", office.actor("supervisor"), said, at=NOW)
    assert list(FormVersion.objects.filter(call=call.pk).values_list("n", flat=True)) == [1, 2]
    assert fresh(draft).answers == {"目标": "提高采茶效率"}
    assert Message.objects.filter(record=draft.pk, code="applications.changed").exists()
    with pytest.raises(RecordError) as refused:
        take(fresh(draft), "send", office.actor("clerk"), {}, at=NOW)
    assert "成果形式" in str(refused.value)
    assert (fresh(early).form_version, fresh(early).answers) == (1, {"研究目标": "节水"})
    assert not Message.objects.filter(record=early.pk, code="applications.changed").exists()


def test_what_was_sent_before_the_call_had_fields_answers_none(office: Office) -> None:
    call = published_call(office)
    early = sent(office, call)
    said = {"fields": [{"label": "成果形式", "sort": "text", "must": True}], "reason": "补充成果形式"}
    take(Call.objects.get(pk=call.pk), "redesign", office.actor("supervisor"), said, at=NOW)
    take(fresh(early), "return", office.actor("supervisor"), {"reason": "缺证明"}, at=NOW)
    take(fresh(early), "resend", office.actor("clerk"), {}, at=NOW)
    assert (fresh(early).state, fresh(early).form_version) == ("certified", None)


def sent_with(office: Office, call: Any) -> Any:
    """Another application that was sent under the first version."""
    record = drafted(office, call, title="节水灌溉", leader=person(office, "别立水").number)
    record = edited(office, record, 研究目标="节水")
    return take(record, "send", office.actor("clerk"), {}, at=NOW).record


def test_who_may_change_the_form(office: Office) -> None:
    call = Call.objects.get(pk=published_call(office, fields=FIELDS[:2]).pk)
    said = {"fields": [{"label": "目标", "sort": "text"}], "reason": "改"}
    for who in ("clerk", "auditor"):
        with pytest.raises(RecordError):
            take(call, "redesign", office.actor(who), said, at=NOW)
    take(call, "close", office.actor("supervisor"), {"reason": "到期"}, at=NOW)
    with pytest.raises(RecordError):
        take(Call.objects.get(pk=call.pk), "redesign", office.actor("supervisor"), said, at=NOW)
    assert FormVersion.objects.count() == 1


# Budget, days, last year's


@pytest.mark.parametrize(
    ("condition", "budget", "taken"),
    [
        (("asked_most", "", 100), [("equipment", "100", None)], True),
        (("asked_most", "", 100), [("equipment", "60", None), ("travel", "40.01", None)], False),
        (("item_share", "travel", 30), [("equipment", "70", None), ("travel", "30", None)], True),
        (("item_share", "travel", 30), [("equipment", "69.99", None), ("travel", "30", None)], False),
        (("own_share", "", 50), [("equipment", "60", "20"), ("travel", "40", "30")], True),
        (("own_share", "", 50), [("equipment", "60", "49.99"), ("travel", "40", None)], False),
    ],
)
def test_budget_conditions(office: Office, condition: Any, budget: Any, taken: bool) -> None:
    sort, item, most = condition
    call = published_call(office, conditions=[{"sort": sort, "item": item, "most": most}])
    lines = [{"item": name, "amount": amount, "own": own} for name, amount, own in budget]
    if taken:
        assert sent(office, call, budget=lines).state == "sent"
        return
    with pytest.raises(RecordError) as refused:
        sent(office, call, budget=lines)
    assert "预算不符合征集要求" in str(refused.value)


def test_a_call_like_last_years(office: Office) -> None:
    quotas = [{"cls": "main", "grade": "first", "n": 3, "exact": True}]
    dates = [{"what": "review", "from_day": "2024-02-01", "to_day": "2024-02-29"}]
    last = published_call(office, year=2024, fields=FIELDS, quotas=quotas, dates=dates, guide="参赛指南")
    said = {"like": last.number, "title": "2026年讲比", "year": 2026, "unit": office.units["kexie"].pk}
    said |= {"from_at": moment(OPENS), "to_at": moment(CLOSES + timedelta(days=1))}
    made = begin(get_kind("calls"), office.actor("clerk"), said, at=NOW, step="copy").record
    call = Call.objects.get(pk=made.pk)
    assert (call.state, call.sort, call.guide, call.form_version) == ("drafted", "contest", "参赛指南", None)
    assert [row.label for row in CallField.objects.filter(record=call.pk).order_by("place")] == [
        row["label"] for row in FIELDS
    ]
    assert CallQuota.objects.filter(record=call.pk).count() == 1
    assert CallDate.objects.get(record=call.pk).to_day.isoformat() == "2026-02-28"
    assert CallField.objects.filter(record=last.pk).count() == len(FIELDS)


# The page


def test_the_page_asks_for_them_and_keeps_what_was_typed(office: Office) -> None:
    record = drafted(office, published_call(office, fields=FIELDS))
    client = signed_in(office, "clerk")
    url = f"{record.get_absolute_url()}edit/"
    page = client.get(url).text
    keys = {row.label: row.pk for row in CallField.objects.all()}
    assert all(f"answers-{key}" in page for key in keys.values())
    assert page.count("报送前必填") == 2
    typed: dict[str, Any] = {"seen": fresh(record).version, "title": "高效采茶机", "summary": "提高采茶效率"}
    typed |= {
        "answers-asked": "1",
        f"answers-{keys['研究目标']}": "提高采茶效率",
        f"answers-{keys['推广面积']}": "许多",
        f"answers-{keys['分年度计划']}-0-0": "2026",
        f"answers-{keys['应用领域']}": ["茶叶", "水果"],
    }
    again = client.post(url, typed)
    assert again.status_code in (200, 400, 422)
    shown = again.text
    assert "这不是数值" in shown
    assert "提高采茶效率" in shown
    typed[f"answers-{keys['推广面积']}"] = "300"
    assert client.post(url, typed).status_code == 302
    assert fresh(record).answers == {
        "研究目标": "提高采茶效率",
        "推广面积": "300",
        "应用领域": ["茶叶", "水果"],
        "分年度计划": [{"年度": "2026", "内容": "", "经费": ""}],
    }
    shown = client.get(record.get_absolute_url()).text
    assert "报送前还缺" in shown
    assert "可行性报告" in shown


def test_a_table_has_one_spare_line_and_more_when_asked_for(office: Office) -> None:
    """What was typed stays, nothing is saved, and pressing it twice gives more twice."""
    record = drafted(office, published_call(office, fields=FIELDS))
    client, url = signed_in(office, "clerk"), f"{record.get_absolute_url()}edit/"
    key = CallField.objects.get(label="分年度计划").pk

    def count_lines(page: str) -> int:
        return sum(f'name="answers-{key}-{at}-0"' in page for at in range(60))

    assert count_lines(client.get(url).text) == 1
    seen = fresh(record).version
    typed: dict[str, Any] = {"seen": seen, "title": "高效采茶机", "summary": "提高采茶效率", "answers-asked": "1"}
    typed |= {f"answers-{key}-0-0": "2026", f"answers-{key}-0-1": "样机"}
    more = client.post(url, {**typed, "answers-more": str(key)}).text
    assert count_lines(more) == 6 and 'value="样机"' in more
    blank = {f"answers-{key}-{at}-{place}": "" for at in range(1, 6) for place in range(3)}
    assert count_lines(client.post(url, {**typed, **blank, "answers-more": str(key)}).text) == 11
    assert fresh(record).version == seen and fresh(record).answers == {}
    assert client.post(url, {**typed, **blank}).status_code == 302
    assert fresh(record).answers["分年度计划"] == [{"年度": "2026", "内容": "样机", "经费": ""}]
    assert count_lines(client.get(url).text) == 2


def test_the_sort_of_a_column_is_shown_in_words_and_read_from_them(office: Office) -> None:
    call = published_call(office, fields=FIELDS)
    page = signed_in(office, "clerk").get(call.get_absolute_url()).text
    assert "经费｜金额（元）" in page and "|money" not in page
    assert "经费｜Amount of money (yuan)" in signed_in(office, "clerk", "en").get(call.get_absolute_url()).text
    for words in ("经费|金额", "经费｜金额（元）", "经费 | Amount of money (yuan)", "经费|MONEY"):
        asked = DesignedField(1, "计划", "table", options=(words,))
        assert asked.columns == (("经费", "money"),) and design_faults([asked]) == []
