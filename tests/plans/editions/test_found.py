"""Whatever a plan was made from is found by whom it concerns: documents, rows left out, words as they were before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from ledger_books import brought_in, plan_of, workbook
from luoshi.base.record_errors import RecordError
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.search.actions import rebuild_search_index, remove_from_index
from luoshi.kernel.search.models import Passage
from luoshi.kernel.search.queries import matching_records, spots_by_record
from luoshi.kernel.search.rules import LONGEST, OVERLAP, split_passages
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.receiving.actions import receiving
from luoshi.plans.receiving.actions.receiving import read_later, read_source, receive_plan, take_in
from luoshi.plans.rows.actions import correct
from many_appeals import signed_in
from office import NOW, TODAY, Office
from plans import PUBLISH, TEXT, by, decided, published, received, row_of, step

LEFT_OUT = "营造良好氛围"  # no task: outside the ledger
BACKGROUND = "受众4.2万人次"
LATER = NOW + timedelta(hours=1)


def plans(office: Office, who: str, question: str) -> list[int]:
    """The plans that somebody finds."""
    rows = [record.pk for record in matching_records(question, office.actor(who), TODAY) if record.kind == "plans"]
    by_list = filter_records(get_kind("plans"), office.actor(who), TODAY, {"q": question}).qs
    assert sorted(rows) == sorted(by_list.values_list("pk", flat=True))
    return sorted(rows)


def in_index(words: str) -> int:
    """How many entries of the index hold two characters, whosoever they are."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM records_grams WHERE records_grams MATCH %s", [f'"{words}"'])
        else:
            cursor.execute("SELECT count(*) FROM records_grams WHERE grams @@ %s::tsquery", [f"'{words}'"])
        return int(cursor.fetchone()[0])


# ---- who finds what


def test_a_sentence_of_a_drafts_document_is_found_by_its_keeper_alone(office: Office) -> None:
    plan = received(office)
    for words in (LEFT_OUT, BACKGROUND, "牵头单位：县科协", "联席会议", "受众 氛围", "工作要点 氛围", "氛围"):
        assert plans(office, "supervisor", words) == [plan.pk], words
        for who in ("clerk", "head", "leader", "stranger", "outside", "admin"):
            assert plans(office, who, words) == [], (who, words)
    assert plans(office, "supervisor", "氛围 没有的词") == [] == plans(office, "supervisor", "良好的氛围")


def test_once_published_whoever_reads_the_plan_finds_it(office: Office) -> None:
    plan = published(office)
    for who, may in {"supervisor": True, "clerk": True, "head": True, "stranger": True, "outside": False}.items():
        assert plans(office, who, LEFT_OUT) == ([plan.pk] if may else []), who
    step(office, plan, "take_back", reason="误发布")
    assert plans(office, "supervisor", LEFT_OUT) == [plan.pk] and plans(office, "clerk", LEFT_OUT) == []


def test_a_document_of_an_amendment_is_found_by_others_once_that_is_published(office: Office) -> None:
    plan = step(office, published(office), "amend", reason="补充任务")
    take_in(plan, "云岭县补充通知\n县科协新建科普画廊5处。", office.actor("supervisor"), at=LATER)
    assert plans(office, "supervisor", "科普画廊") == [plan.pk] and plans(office, "clerk", "科普画廊") == []
    assert plans(office, "clerk", LEFT_OUT) == [plan.pk]  # of the edition in force
    plan = Plan.objects.get(pk=plan.pk)
    plan = take(decided(office, plan), "reissue", office.actor("supervisor"), PUBLISH, at=LATER).record
    assert plans(office, "clerk", "科普画廊") == [plan.pk]
    take(plan, "take_back_amendment", office.actor("supervisor"), {"reason": "有误"}, at=LATER)
    assert plans(office, "clerk", "科普画廊") == [] and plans(office, "clerk", LEFT_OUT) == [plan.pk]


def test_a_remark_is_found_by_no_unit_that_it_does_not_name(office: Office) -> None:
    words = "关于科普馆的批示\n请县科协研究，6月底前建成农村科普馆1座。\n此事关系群众切身利益，马虎不得。\n"
    plan = published(office, words, origin="remark")
    for question in ("马虎不得", "农村科普馆", "切身利益"):
        assert plans(office, "clerk", question) == [plan.pk], question
        for who in ("stranger", "outside", "collector"):
            assert not matching_records(question, office.actor(who), TODAY), (who, question)
            assert not filter_records(get_kind("commitments"), office.actor(who), TODAY, {}).qs.exists()
    assert filter_records(get_kind("commitments"), office.actor("clerk"), TODAY, {}).qs.count() == 1


# ---- words that were changed, dropped, typed in


def test_a_reworded_row_is_found_by_its_words_then_and_now(office: Office) -> None:
    plan = received(office)
    row = row_of(plan, "农村科普馆")
    correct.change_row(plan, row.pk, row.version, {"words": "青石镇盖一所乡村科学馆。"}, by(office))
    assert plans(office, "supervisor", "建设农村科普馆") == [plan.pk] == plans(office, "supervisor", "乡村科学馆")
    correct.undo_last_edit(plan, by(office))
    assert plans(office, "supervisor", "乡村科学馆") == [] and in_index("盖一") == 0


def test_a_dropped_sentence_still_finds_its_plan(office: Office) -> None:
    plan = received(office)
    row = row_of(plan, "科技培训")
    correct.drop_rows(plan, {row.pk: row.version}, "另有安排", by(office))
    plan = step(office, decided(office, plan), "publish", **PUBLISH)
    assert plans(office, "clerk", "举办科技培训") == [plan.pk]


def test_a_row_typed_in_is_its_keepers_to_find_and_gone_when_taken_back(office: Office) -> None:
    plan = received(office)
    correct.add_plan_row(plan, "县科协办好一场流动展览。", by(office))
    assert plans(office, "supervisor", "流动展览") == [plan.pk] and plans(office, "leader", "流动展览") == []
    correct.undo_last_edit(plan, by(office))
    assert plans(office, "supervisor", "流动展览") == []


def test_a_sheet_that_was_brought_in_is_found(office: Office) -> None:
    plan = plan_of(office)
    brought_in(signed_in(office, "clerk"), plan, workbook())
    words = plan.rows.order_by("place").first().words
    assert plan.pk in plans(office, "clerk", words[:6])


# ---- how it comes into the index and out of it


def test_a_long_document_is_indexed_by_the_worker_and_twice_does_no_more(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(receiving, "AT_ONCE", 10)
    plan = received(office)
    assert plans(office, "supervisor", LEFT_OUT) == []
    source = plan.sources.get()
    read_later.call(source.pk)
    assert plans(office, "supervisor", LEFT_OUT) == [plan.pk]
    Source.objects.update(state=Source.WAITING)
    plan.rows.all().delete()
    before = (Passage.objects.count(), in_index("氛围"))
    read_source(Source.objects.get(pk=source.pk), at=NOW)
    assert (Passage.objects.count(), in_index("氛围")) == before


def test_a_document_that_cannot_be_read_into_rows_is_found(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(receiving, "read_document", lambda *given: 1 // 0)
    plan = received(office)
    assert plan.sources.get().state == Source.FAILED and plans(office, "supervisor", LEFT_OUT) == [plan.pk]


def test_after_erasure_nothing_of_it_is_found_nor_in_the_index(office: Office) -> None:
    plan = received(office)
    row = row_of(plan, "农村科普馆")
    correct.change_row(plan, row.pk, row.version, {"words": "青石镇盖一所乡村科学馆。"}, by(office))
    assert in_index("氛围") == 1 == in_index("盖一")
    remove_from_index([plan.pk])  # as every erasure does; plans themselves are not erasable yet
    Plan.objects.filter(pk=plan.pk).update(erased=NOW)
    assert plans(office, "supervisor", LEFT_OUT) == [] and in_index("氛围") == 0 == in_index("盖一")
    receiving.index_source(Source.objects.select_related("document", "plan").get())  # a worker that comes late
    assert not Passage.objects.exists()


def test_marked_words_are_in_no_index(office: Office) -> None:
    with pytest.raises(RecordError):
        receive_plan(
            [], "机密★3年\n新建基地3个。", {"unit": office.units["desk"].pk}, office.actor("supervisor"), at=NOW
        )
    assert not Passage.objects.exists() and in_index("新建") == 0


def everything() -> list[Any]:
    return sorted(Passage.objects.values_list("record", "part", "place", "line", "only", "text"))


def test_the_index_made_anew_is_the_same(office: Office) -> None:
    plan = step(office, published(office), "amend", reason="补充任务")
    take_in(plan, "云岭县补充通知\n县科协新建科普画廊5处。", office.actor("supervisor"), at=LATER)
    row = row_of(plan, "农村科普馆")
    correct.change_row(plan, row.pk, row.version, {"words": "青石镇盖一所乡村科学馆。"}, by(office))
    before = everything()
    assert {(record[1].partition(":")[0], record[4]) for record in before} == {
        ("source", ""),
        ("source", "keeper"),
        ("row", "keeper"),
        ("initials", "initials"),  # of its title, for what links to it
    }
    rebuild_search_index()
    assert everything() == before
    assert plans(office, "clerk", LEFT_OUT) == [plan.pk] and plans(office, "clerk", "科普画廊") == []


# ---- pieces, and the way to the words


def test_every_line_of_a_long_text_is_whole_in_some_piece() -> None:
    lines = [f"第{number}项：新建科普示范基地{number}个，" + "更新展品" * (number % 50) for number in range(2000)]
    cut = list(split_passages("\n".join(lines)))
    assert len(cut) > 5 and all(len(words) <= LONGEST for _line, words in cut)
    assert "\n".join(words for _line, words in cut) == "\n".join(lines).casefold().replace("：", ":").replace("，", ",")
    for line, words in cut:
        assert lines[line - 1].startswith(words[:3])


def test_a_line_longer_than_a_piece_is_found_anywhere() -> None:
    line = "".join(chr(0x4E00 + number % 9000) for number in range(3 * LONGEST))
    cut = [words for _line, words in split_passages("头\n" + line + "\n尾")]
    assert all(len(words) <= LONGEST for words in cut)
    for start in range(0, len(line) - OVERLAP, 4999):
        assert any(line[start : start + OVERLAP - 1] in words for words in cut), start


def test_the_word_of_each_place_is_shown_with_its_line(office: Office) -> None:
    plan = received(office)
    spot = spots_by_record([plan], LEFT_OUT, office.actor("supervisor"), TODAY)[plan.pk]
    assert (spot.part, spot.line) == ("source:1", TEXT.split("\n").index("要加强宣传报道，营造良好氛围。") + 1)
    assert [words for words, hit in spot.pieces if hit] == [LEFT_OUT]
    assert spots_by_record([plan], LEFT_OUT, office.actor("leader"), TODAY) == {}


def test_the_way_leads_to_the_row_or_to_the_lit_words(office: Office) -> None:
    plan = received(office)
    keeper = signed_in(office, "supervisor")
    page = keeper.get("/search/", {"q": "农村科普馆"}).text
    way = f"/plans/{plan.pk}/found/1/?line=5&amp;find=" + "%E5%86%9C%E6%9D%91%E7%A7%91%E6%99%AE%E9%A6%86"
    assert way in page and "<mark>农村科普馆</mark>" in page and "第 5 行" in page
    there = keeper.get(way.replace("&amp;", "&"))["Location"]
    assert there.endswith(
        f"/plans/{plan.pk}/correct/?row={row_of(plan, '农村科普馆').pk}#row-{row_of(plan, '农村科普馆').pk}"
    )
    plan = step(office, decided(office, plan), "publish", **PUBLISH)
    there = signed_in(office, "clerk").get(way.replace("&amp;", "&"))["Location"]
    assert there.startswith(f"/plans/{plan.pk}/original/1/?as=text&from=1&find=") and there.endswith("#found")
    lit = signed_in(office, "clerk").get(there).text
    assert lit.count('<mark id="found">农村科普馆</mark>') == 1
    for who in ("outside", "admin"):
        assert signed_in(office, who).get(way.replace("&amp;", "&")).status_code == 404
    for wrong in ("line=x", "line=", "", "line=99999999999"):
        assert keeper.get(f"/plans/{plan.pk}/found/1/?{wrong}").status_code == 404
    assert keeper.get(f"/plans/{plan.pk}/found/1/?line=99999&find=x").status_code == 302
    assert keeper.get(f"/plans/{plan.pk}/found/9/?line=1").status_code == 404


def test_what_is_lit_is_escaped(office: Office) -> None:
    plan = received(office, "通知\n县科协<b>新建</b>基地3个。ＡＢＣ<i>\n")
    page = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/original/1/?as=text&find=<b>新建 abc").text
    assert "<b>新建" not in page and '<mark id="found">&lt;b&gt;新建</mark>&lt;/b&gt;' in page
    assert "<mark>ＡＢＣ</mark>&lt;i&gt;" in page


@pytest.mark.parametrize("count", [2, 40])
def test_many_plans_need_no_more_queries_than_few(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        received(office, f"第{number}号通知\n县科协新建科普画廊{number + 2}处，{LEFT_OUT}。")
    client = signed_in(office, "supervisor")
    client.get("/search/", {"q": LEFT_OUT})
    with django_assert_max_num_queries(17):
        assert client.get("/search/", {"q": f"{LEFT_OUT} 画廊"}).status_code == 200
    assert Plan.objects.count() == count
