"""Any part of a word is found, in Chinese too, on both databases alike, among what one may see, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from appeal_factory import appeal
from asked import FEW, MANY, queries
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.search.actions import rebuild_search_index, remove_from_index
from luoshi.kernel.search.models import Searched
from luoshi.kernel.search.queries import matching_records, question_excerpt
from luoshi.kernel.search.rules import grams_of_text, normalize_text, parse_question
from luoshi.kernel.steps.actions.steps import take
from office import NOW, TODAY, Office

TEXTS = {
    "科普活动室": "周末孩子没有去处，希望增设科普活动室。",
    "科技馆周末开放": "Ｏｐｅｎ on Sundays, please: 3D打印室也开放。",
    "路灯不亮": "青石镇老街路灯不亮；晚上看不见（约20盏）。",
    "职称评审": '２０２６年度职称评审材料往返多次。O\'Brien "quoted" 100% done_it',
}


def file(office: Office, title: str, words: str, unit: str = "desk") -> Record:
    asked = {"title": title, "words": words, "channel": "web", "unit": office.units[unit].pk, "speaker": "王小明"}
    return appeal(office, **asked)


@pytest.fixture
def filed(office: Office) -> Office:
    for title, words in TEXTS.items():
        file(office, title, words)
    return office


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("科普", ["科普活动室"]),
        ("科", ["科技馆周末开放", "科普活动室"]),
        ("周末", ["科技馆周末开放", "科普活动室"]),
        ("周末 开放", ["科技馆周末开放"]),
        ("open", ["科技馆周末开放"]),
        ("PEN", ["科技馆周末开放"]),
        ("3d打印", ["科技馆周末开放"]),
        ("2026年", ["职称评审"]),
        ("路灯不亮", ["路灯不亮"]),
        ("灯亮", []),  # both characters are there, not next to each other
        ("不亮；晚上", ["路灯不亮"]),
        ("诉2026-0003", ["路灯不亮"]),
        ("王小明", []),  # protected: in no index
        ("100%", ["职称评审"]),
        ("100_", []),
        ("done_it", ["职称评审"]),
        ("o'brien", ["职称评审"]),
        ('"quoted"', ["职称评审"]),
        ("' OR 1=1 --", []),
        ("*", []),
        ("", []),
        ("NEAR(科普 周末)", []),
    ],
)
def test_any_part_of_a_word_is_found(filed: Office, question: str, titles: list[str]) -> None:
    assert [record.title for record in matching_records(question, filed.actor("supervisor"), TODAY)] == titles


@pytest.mark.control("8.1.4.2 e-g", "the search finds only what one may see")
def test_only_what_one_may_see_is_found(filed: Office) -> None:
    assert not matching_records("科普", filed.actor("clerk"), TODAY)
    assert not matching_records("科普", filed.actor("admin"), TODAY)
    assert len(matching_records("科普", filed.actor("auditor"), TODAY)) == 1


def test_words_that_a_step_writes_are_found_and_old_ones_no_more(office: Office) -> None:
    record = file(office, "增设活动室", "周末")
    who = office.actor("supervisor")
    take(record, "assign", who, {"grade": "ordinary", "unit": office.units["kexie"].pk}, at=NOW)
    take(record, "answer", office.actor("clerk"), {"answer": "已列入明年预算"}, at=NOW)
    assert len(matching_records("明年预算", who, TODAY)) == 1
    take(record, "tell", office.actor("clerk"), {"told": "2026-03-20", "how": "电话"}, at=NOW)
    take(record, "reopen", who, {"reason": "不满意"}, at=NOW)
    take(record, "answer", office.actor("clerk"), {"answer": "本月开放"}, at=NOW)
    assert [len(matching_records(words, who, TODAY)) for words in ("明年预算", "本月开放")] == [0, 1]


def test_what_is_forgotten_leaves_nothing_in_the_index(filed: Office) -> None:
    gone = Record.objects.get(title="科普活动室")
    remove_from_index([gone.pk])
    assert not matching_records("科普", filed.actor("supervisor"), TODAY)
    assert not Searched.objects.filter(pk=gone.pk).exists()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM records_grams WHERE records_grams MATCH '\"科普\"'")
        else:
            cursor.execute("SELECT count(*) FROM records_grams WHERE grams @@ '''科普'''::tsquery")
        assert cursor.fetchone()[0] == 0


def test_the_index_made_anew_finds_the_same(filed: Office) -> None:
    assert rebuild_search_index() == len(TEXTS)
    assert [record.title for record in matching_records("周末", filed.actor("supervisor"), TODAY)] == [
        "科技馆周末开放",
        "科普活动室",
    ]


@given(st.text(max_size=60), st.data())
def test_every_part_of_a_text_asks_only_for_grams_that_the_text_has(text: str, data: st.DataObject) -> None:
    compared = normalize_text(text)
    start = data.draw(st.integers(0, len(compared)))
    part = compared[start : data.draw(st.integers(start, len(compared)))]
    words, needed = parse_question(part)
    assert set(needed) <= set(grams_of_text(text))
    assert all(word in compared for word in words)


def test_the_page_marks_what_was_asked_and_escapes_the_rest(filed: Office) -> None:
    file(filed, "<script>alert(1)</script>", "科普 <b>粗</b>")
    client = Client()
    client.force_login(filed.people["supervisor"].user)
    page = client.get("/search/", {"q": "科普"}).content.decode()
    assert "<mark>科普</mark>" in page and "<script>alert" not in page and "<b>粗" not in page


def test_many_finds_need_no_more_queries_than_few(office: Office) -> None:
    client, asked = Client(), []
    client.force_login(office.people["supervisor"].user)
    for first, last in ((0, FEW), (FEW, MANY)):
        for number in range(first, last):
            file(office, f"第{number}件", "增设科普活动室")
        asked.append(queries(lambda: client.get("/search/", {"q": "科普"})))
    assert asked[0] == asked[1] <= 15


def test_an_excerpt_shows_the_place() -> None:
    text = "诉1\n" + "前" * 100 + "增设科普活动室" + "后" * 200
    pieces = question_excerpt(text, "科普")
    assert [words for words, hit in pieces if hit] == ["科普"]
    assert pieces[0] == ("…", False) and pieces[-1] == ("…", False)
