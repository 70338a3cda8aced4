"""Build the regular expression for due phrases from the words in ``phrases.toml``.

Each alternative is a named group whose name is the kind of phrase. Its own groups start with the letter of that kind.
Every repetition is bounded, so the cost of a match at one place does not depend on the length of the text.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pkgutil import get_data
from typing import Any

DIGIT = "[0-9０-９]"
CHINESE = "[一二三四五六七八九十]"
NUMBER = rf"(?:{DIGIT}{{1,2}}|{CHINESE}{{1,3}})"
YEAR = (
    rf"(?:(?:[12１２]{DIGIT}{{3}}|[一二][〇○零一二三四五六七八九]{{3}}) ?年度?"
    r"|今年度?|本年度?|当年|明年|来年|次年|翌年|下一?年度?|后年|去年|上一?年度?|前年)"
)
DAY = rf"(?:{NUMBER} ?[日号])"
PART = r"(?:[上中下]旬|中下旬|上中旬|底|末|初|中(?![旬下上央国小心]))"
JOIN = r" ?(?:至|到|[—–\-－~～―]{1,2}) ?"
_NUMERAL = "0-9０-９一二三四五六七八九十两半"
# The first characters of any phrase, apart from the listed words; "%s" takes the first characters of acts.
_FIRST = f'{_NUMERAL}年月季周旬日天每“"按逐分今本当明来次翌下上后去前全第个星'
_STARTS = (
    rf"[{_NUMERAL}]|[年月季周旬日天][%s{_NUMERAL}度报至不去到来下底末终内初中]"
    rf"|每[年季月周星旬日天学个{_NUMERAL}]|[“\"]十|[按逐分][半年季月周旬日]"
    r"|[今本当明来次翌下上后去前全第][年半月个一二三四两第1-4１-４]|个月|星期"
)
# A number that counts something else (60场, 1,143份, 5个). It is tried first because documents are full of them.
_OTHER_NUMBER = (
    rf"[{_NUMERAL}]{{1,9}}"
    r"(?:[^0-9０-９〇○零一二三四五六七八九十年月日号天周星季旬个小工次度轮回 至到—–\-－~～―./”\""
    r"末期规计时收前之以节劳青妇科国、]|个[^工月星小季])"
)
# A number does not begin inside another. A month may follow a list marker (2.6月底前); a span may not.
FREE = r"(?<![0-9０-９〇○一二三四五六七八九十百千])"
WHOLE = r"(?<![0-9０-９.．〇○一二三四五六七八九十百千])"
END = (
    r"之?前后|左右|之前|以前|前(?![三两景往后期沿]|[一二]季)|截止|止(?!于)|为止|起|以来|以后|之后|后(?![续勤期])"
    r"|以内|之内|内(?![容部外])|期间"
)


def _end(kind: str) -> str:
    """Return the pattern for what may follow the day: (星期五), 下班, 17时, and the word that makes it a due date."""
    return (
        rf"(?P<{kind}_end>(?:[（(][^（）()\n]{{1,8}}[）)])?(?:上午|下午|中午)?(?:下班)?"
        rf"(?:{DIGIT}{{1,2}}(?:[:：]{DIGIT}{{2}}|[时点]))?(?:{END}))?"
    )


@cache
def load_due_phrase_tables() -> dict[str, Any]:
    """Return the tables in ``phrases.toml``."""
    return tomllib.loads((get_data("luoshi.dates", "phrases.toml") or b"").decode())


def _any(entries: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(entries, key=lambda word: (-len(word), word)))


@cache
def due_phrase_pattern() -> re.Pattern[str]:
    """Return the compiled expression. The ``lastgroup`` of a match is the kind of phrase."""
    table = load_due_phrase_tables()
    acts = _any(table["acts"]["words"])
    vague = table["vague"]
    kinds = {
        "every": (
            rf"每个?(?:(?P<e_count>半|[两二三四五六七八九十]|{DIGIT}{{1,2}}) ?个?)?"
            r"(?P<e_unit>年度?|学年|学期|季度?|月|周|星期|旬|日|天)(?![级限龄均])的?"
            rf"(?P<e_day>年[底末终]|季度?末(?!月)|月[底末]|(?:第[一二三]个月|[首末次]月的?)?(?:{NUMBER} ?月份?)?"
            rf"(?:{DAY}|{PART}|[一二三四五六日天](?=下班|前|之前|上午|下午|[，,、]))?)"
            rf"(?P<e_more>(?:[、和及] ?{NUMBER} ?[日号]){{1,4}})?"
            + _end("e")
            + rf"(?:至少|不少于|不低于)?(?:(?P<e_times>[一二两三四五六七八九十]|{DIGIT}{{1,2}}) ?次(?!性))?"
        ),
        "once": (
            rf"(?P<o_count>半|{WHOLE}(?:[一二两三四五六]|{DIGIT}{{1,2}}))? ?"
            rf"(?P<o_unit>个月|季度?|年度?|月|周|旬|天|星期)(?:至少|不少于)?[去到来下]?"
            rf"(?P<o_times>[一二两三四五六七八九十]|{DIGIT}{{1,2}}) ?(?:次|趟|度|轮|回|小?考|调度|通报)(?![性过])"
        ),
        "each": rf"(?<!十)一(?P<a_unit>年|季度?|月|周|旬|日|天)一(?:{acts}|报|考|评|督|查)",
        "cycle": (
            rf"(?<![0-9０-９〇一二三四五六七八九十上下本当该个今去明全每几数半累往近历整同次季按逐])"
            rf"(?P<c_unit>半年|季度?|月|周|旬|日)(?:{acts}|报(?=制))"
            r"(?=制|机制|[、，,。；;：:）)\n”]|和|与|一次|年|$)"
        ),
        "by_unit": rf"(?:按|逐|分)(?P<b_unit>半年|年度?|季度?|月|周|旬|日)(?=[^，。；,;\n]{{0,8}}(?:{acts}|报))",
        "plan": r"[“\"]?十(?P<p_number>[一二三四五六七]?)五[”\"]?(?:规划|计划)?(?P<p_end>期?末|收官|期间|期内|时期)",
        "within": (
            rf"{WHOLE}(?P<w_count>{DIGIT}{{1,3}}|[一二三四五六七八九十两半]{{1,4}}) ?"
            r"(?P<w_unit>个?工作日|个月|日|天|年|周|个?星期|个?小时)(?:时间)?(?:之内|以内|内(?![容部外]))"
        ),
        "numeric": (
            r"(?<![\d.])(?P<x_year>20\d\d)(?P<x_mark>[.\-/])(?P<x_month>1[0-2]|0?[1-9])(?P=x_mark)"
            r"(?P<x_day>3[01]|[12]\d|0?[1-9])(?![\d.])" + _end("x")
        ),
        "years": rf"{FREE}(?P<s_from>[12]{DIGIT}{{3}}) ?年?{JOIN}(?P<s_year>[12]{DIGIT}{{3}}) ?年",
        "range": (
            rf"(?:{FREE}(?P<r_from_year>{YEAR}) ?的?)?{FREE}(?P<r_from>{NUMBER})"
            rf"(?: ?月份?(?P<r_from_day>{DAY}|{PART})?)?{JOIN}(?:(?P<r_year>{YEAR}) ?的?)?"
            rf"(?:(?P<r_month>{NUMBER}) ?月份?(?P<r_day>{DAY}|{PART})?|(?P<r_only_day>{DAY}|[中下]旬|底|月底))"
            + _end("r")
        ),
        "point": (
            rf"(?:{FREE}(?P<t_year>{YEAR}) ?的?)?{FREE}(?P<t_month>{NUMBER}) ?月份? ?(?P<t_day>{DAY}|{PART})?"
            + _end("t")
        ),
        "quarter": (
            rf"(?:{FREE}(?P<q_year>{YEAR}) ?的?)?(?:{FREE}(?P<q_number>前?第?[一二三四两1-4１-４]个?)季度"
            rf"|(?P<q_half>[上下]半年))(?P<q_part>末|底|初)?" + _end("q")
        ),
        "year_end": (
            rf"(?:{FREE}(?P<n_year>{YEAR})年?(?P<n_part>底|末|终|内(?![容部外])|初|中(?![国央心期考小级]))"
            r"|(?<![0-9０-９近几多数整半每两一二三四五六七八九十个])年(?P<n_bare>底|末|终|内|初|中(?=[，,前]|之前))前?)"
            + _end("n")
        ),
        # 3月10日前自查，20日前报送；月底前公示: the month is the one named before.
        "day_of": (
            rf"(?:{WHOLE}(?P<d_day>{NUMBER}) ?[日号](?=之?前|以前|下班)"
            r"|(?<![0-9０-９一二三四五六七八九十每本当上下个次逐按该全])月(?P<d_part>[底末])(?=之?前|以前))" + _end("d")
        ),
        "month_of": rf"(?P<m_which>本月|当月|下个?月|次月)份?(?P<m_day>{DAY}|{PART})?" + _end("m"),
        "year": rf"(?:{FREE}(?P<y_year>{YEAR})|全年)" + _end("y"),
        "festival": (
            rf"(?:{FREE}(?P<f_year>{YEAR}) ?的?)?(?P<f_name>{_any([*table['festivals'], *table['events']['words']])})"
            r"(?:假期|小?长假|放假)?(?:来临|到来)?(?:之前|以前|前夕|前(?![往后期沿]))"
        ),
        "vague": "|".join(f"(?P<v_{name}>{_any(entries)})" for name, entries in vague.items()),
    }
    listed = [*table["festivals"], *table["events"]["words"], *(word for entries in vague.values() for word in entries)]
    # Looking ahead one character, then two, makes the search ten times as fast: seven places in ten fail on the first
    # character, half of the others on the second. Listed words need three: 科技工作者日, but no other 科技.
    first = _FIRST + "".join(sorted({word[0] for word in listed}))
    starts = _STARTS % "".join(sorted({word[0] for word in table["acts"]["words"]}))
    opens = _any(sorted({word[:3] for word in listed}))
    return re.compile(
        f"(?=[{first}])(?={starts}|{opens})(?!{_OTHER_NUMBER})"
        f"(?:{'|'.join(f'(?P<{kind}>{body})' for kind, body in kinds.items())})"
    )


def parse_small_number(digits: str) -> int:
    """Return the value of one or two digits, or of a Chinese numeral below 100 (十二, 二十; 卅 is not supported)."""
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.partition("十")
    values = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "": 0}
    if not ten:
        return values.get(digits, 0)
    return (values.get(tens, 0) if tens else 1) * 10 + values.get(ones, 0)
