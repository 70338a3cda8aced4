"""Every row of the contract's table of due phrases, and what documents write besides."""

import gc
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from full import sampled
from luoshi.dates.grammar import parse_small_number
from luoshi.dates.phrases import find_due_phrases

BASE = date(2026, 3, 20)


def only(words: str, year: int | None = 2026, base: date | None = BASE):
    (phrase,) = find_due_phrases(words, 0, len(words), year=year, base=base)
    return phrase


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("年底前", "2026-12-31"),
        ("年末", "2026-12-31"),
        ("年内", "2026-12-31"),
        ("全年", "2026-12-31"),
        ("今年", "2026-12-31"),
        ("上半年", "2026-06-30"),
        ("6月底前", "2026-06-30"),
        ("二季度末", "2026-06-30"),
        ("下半年", "2026-12-31"),
        ("四季度", "2026-12-31"),
        ("一季度", "2026-03-31"),
        ("一季度末", "2026-03-31"),
        ("前三季度", "2026-09-30"),
        ("三季度", "2026-09-30"),
        ("5月底前", "2026-05-31"),
        ("5月末", "2026-05-31"),
        ("5月份", "2026-05-31"),
        ("10月上旬", "2026-10-10"),
        ("10月中旬", "2026-10-20"),
        ("10月下旬", "2026-10-31"),
        ("6月30日前", "2026-06-30"),
        ("2027年5月", "2027-05-31"),
        ("明年3月底前", "2027-03-31"),
        ("次年3月底前", "2027-03-31"),
        ("下一年度3月底前", "2027-03-31"),
        ("春节前", "2026-02-14"),
        ("国庆前", "2026-09-30"),
        ("中秋节前", "2026-09-24"),
        ("五一前", "2026-04-30"),
        ("元旦前", "2026-12-31"),
        ("2026—2028年", "2028-12-31"),
        ("到2028年", "2028-12-31"),
        ("“十四五”期间", "2025-12-31"),
        ("“十五五”末", "2030-12-31"),
        ("十四五末", "2025-12-31"),
        ("4月1日至20日", "2026-04-20"),
        ("1—9月", "2026-09-30"),
        ("5月至11月", "2026-11-30"),
        ("11月至次年2月", "2027-02-28"),
        ("2026年3月至2028年6月", "2028-06-30"),
        ("九月底前", "2026-09-30"),
        ("二〇二七年十二月二十五日前", "2027-12-25"),
        ("2026 年 6 月 30 日前", "2026-06-30"),
        ("６月３０日前", "2026-06-30"),
        ("9月30日（星期三）17:00前", "2026-09-30"),
        ("9月30日下班前", "2026-09-30"),
        ("10月前后", "2026-10-31"),
        ("本月底前", "2026-03-31"),
        ("下月10日前", "2026-04-10"),
        ("今年年底", "2026-12-31"),
        ("明年底", "2027-12-31"),
        ("第三季度", "2026-09-30"),
        ("2026.05.31", "2026-05-31"),
        ("2026-5-31前", "2026-05-31"),
    ],
)
def test_a_phrase_means_its_period_s_last_day(words, due):
    phrase = only(words)
    assert (phrase.due, phrase.open, phrase.every) == (date.fromisoformat(due), False, None)


def test_the_last_working_day_before_a_break_is_read_from_the_notices():
    assert only("春节前", year=2025).due == date(2025, 1, 27)
    assert only("春节前", year=2031).due is None and only("春节前", year=2031).open


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("3月初", date(2026, 3, 5)),
        ("3月中", date(2026, 3, 15)),
        ("2月底前", date(2027, 2, 28)),  # had passed on 20 March
        ("三年内", date(2029, 3, 20)),
        ("立即", BASE),
        ("即日起", BASE),
        ("10月前", date(2026, 9, 30)),
        ("年中前", date(2026, 6, 30)),
        ("2030年前", date(2030, 12, 31)),
        ("尽快", None),
        ("抓紧", None),
        ("近期", None),
        ("近日", None),
        ("适时", None),
        ("长期坚持", None),
        ("持续推进", None),
        ("常态化", None),
        ("不断", None),
        ("10日内", None),
        ("15个工作日内", None),
        ("汛期前", None),
        ("春耕前", None),
        ("开学前", None),
        ("三季度前", None),
    ],
)
def test_what_a_person_must_confirm_is_open_and_at_most_a_proposal(words, due):
    phrase = only(words)
    assert (phrase.due, phrase.open) == (due, True)


@pytest.mark.parametrize(
    ("words", "every", "times", "day"),
    [
        ("每年", "P1Y", None, None),
        ("每年度", "P1Y", None, None),
        ("每半年", "P6M", None, None),
        ("每季度", "P3M", None, None),
        ("每季", "P3M", None, None),
        ("每月", "P1M", None, None),
        ("每个月", "P1M", None, None),
        ("每周", "P1W", None, None),
        ("每两周", "P2W", None, None),
        ("每旬", "P10D", None, None),
        ("每半月", "P1M", 2, None),
        ("每半个月", "P1M", 2, None),
        ("每两个月", "P2M", None, None),
        ("每三年", "P3Y", None, None),
        ("每学期", "P6M", None, None),
        ("每学年", "P1Y", None, None),
        ("每年年底前", "P1Y", 1, None),
        ("每季度末月25日前", "P3M", 1, (None, 25)),
        ("每3年", "P3Y", None, None),
        ("每月5日前", "P1M", 1, (None, 5)),
        ("每年12月20日前", "P1Y", 1, (12, 20)),
        ("每周五下班前", "P1W", 1, None),
        ("每两年一次", "P2Y", 1, None),
        ("每年不少于2次", "P1Y", 2, None),
        ("半年一次", "P6M", 1, None),
        ("两年一次", "P2Y", 1, None),
        ("一季度一次", "P3M", 1, None),
        ("一月一调度", "P1M", 1, None),
        ("一季一通报", "P3M", 1, None),
    ],
)
def test_a_recurrence_has_a_period(words, every, times, day):
    phrase = only(words)
    assert (phrase.every, phrase.times, phrase.day, phrase.due) == (every, times, day, None)


def test_phrases_of_one_text_keep_order_places_and_the_printed_year():
    text = "2027年3月底前完成摸底，6月底前完成整改，实行月调度、季通报制度。"
    found = find_due_phrases(text, 0, len(text), year=2026)
    assert [(text[p.start : p.end], p.due, p.every) for p in found] == [
        ("2027年3月底前", date(2027, 3, 31), None),
        ("6月底前", date(2027, 6, 30), None),
        ("月调度", None, "P1M"),
        ("季通报", None, "P3M"),
    ]


def test_a_day_at_whose_close_something_is_due_takes_its_month_from_the_words_before():
    text = "3月10日前自查，20日下班报送。"
    assert [p.due for p in find_due_phrases(text, 0, len(text), year=2026)] == [date(2026, 3, 10), date(2026, 3, 20)]
    assert find_due_phrases("5号下班报送", 0, 6, year=2026) == []


def test_only_the_asked_part_of_the_text_is_read():
    text = "年底前完成。6月底前验收。"
    assert [p.due for p in find_due_phrases(text, 6, len(text), year=2026)] == [date(2026, 6, 30)]


def test_a_beginning_is_marked_as_one():
    text = "自2026年7月1日起施行"
    (phrase,) = find_due_phrases(text, 0, len(text), year=2026)
    assert (phrase.marker, phrase.first) == ("from", date(2026, 7, 1))


def test_without_a_year_a_phrase_that_needs_one_stays_open():
    for words in ("6月底前", "年底前", "一季度", "国庆节前", "1—3月", "明年"):
        phrase = only(words, year=None, base=None)
        assert (phrase.due, phrase.open) == (None, True)
    assert only("2027年6月底前", year=None, base=None).due == date(2027, 6, 30)


@pytest.mark.parametrize(
    "words",
    ["5个月份额", "13月底前", "2月30日前", "每人", "月球", "十五", "一体化", "5G", "季节", "2.5万亩", "第5次", "日报"],
)
def test_what_is_no_time_is_no_phrase(words):
    assert find_due_phrases(words, 0, len(words), year=2026) == []


@given(st.integers(1, 99))
def test_chinese_numerals_below_a_hundred_have_their_value(value):
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    written = ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    assert parse_small_number(written) == value


@given(
    st.text(
        alphabet="0123456789０一二三四五六十两半每年月日季度旬周底末前后内至到—-“”（）次调报元旦春节国庆今明上下,，",
        max_size=60,
    )
)
def test_any_text_is_read_without_error_and_phrases_index_it(text):
    found = find_due_phrases(text, 0, len(text), year=2026, base=BASE)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert all(p.end <= q.start for p, q in pairwise(found))
    assert all(p.first <= p.due for p in found if p.first and p.due)


@pytest.mark.parametrize(
    "unit",
    sampled(["9", "一", "十", "每", "年", "1—", "6月", "每两", "（", "2026年", "月", "按月", "“十", "本", "前"], 3),
)
def test_hostile_text_takes_time_in_proportion(unit):
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        gc.disable()  # what it looks through is all that the process holds, not the text
        try:
            begin = time.process_time()
            find_due_phrases(text, 0, length, year=2026)
            return time.process_time() - begin
        finally:
            gc.enable()

    seconds(1000)
    small, large = min(seconds(20_000) for _ in range(3)), min(seconds(160_000) for _ in range(2))
    assert large < max(small, 0.005) * 8 * 4


def test_a_day_without_its_month_takes_the_one_named_before_it():
    words = "3月10日前自查，20日前报送，月底前公示。"
    found = find_due_phrases(words, 0, len(words), year=2026)
    assert [(phrase.due.isoformat(), phrase.open) for phrase in found if phrase.due] == [
        ("2026-03-10", False),
        ("2026-03-20", True),
        ("2026-03-31", True),
    ]
    assert find_due_phrases("提前10日通知，20日前报送，月底前公示。", 0, 20, year=2026) == []


def test_several_days_of_each_month_are_as_many_acts():
    assert only("每月10日、25日前").times == 2
    assert (only("一年至少去两趟").every, only("一年至少去两趟").times) == ("P1Y", 2)
