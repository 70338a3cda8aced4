"""One expression for everything in a text that bears on its numbers: cuts, names, cue words, numbers."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.amount_words import afters, cues, guarded, unit_pattern, words
from luoshi.reading.words import table, trie

_D = "0-9０-９"
_GAP = "\u00a0\u2009\u202f "
# Repetitions are possessive (``++``): a number is taken whole or not at all, so 10⁵ digits cost one pass.
ARABIC = rf"(?:[{_D}]{{1,3}}(?:[,，{_GAP}][{_D}]{{3}}(?![{_D}]))++|[{_D}]++)(?:[.．][{_D}]++)?+"
DIGITS = frozenset("0123456789０１２３４５６７８９")
ROUND = frozenset("百千万亿")  # a number that begins with one of these names no count by itself (万亩示范区)
_NUMERAL = "零〇○一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
CHINESE = (
    rf"(?:[数几](?=[十百千万亿])|(?=[{_NUMERAL}]))[{_NUMERAL}]++(?:点[零〇○一二三四五六七八九]++(?![十百])[万亿]*+)?+"
)
NUMBER = rf"(?:{ARABIC}|{CHINESE})"
SCALE = "(?:个亿(?!元)|万亿|[十百千]?[万亿]|千(?![克米瓦伏卡帕焦字])|百(?!分))"
_CUTS = "，,。；;：:！!？?\n|"
_OPENS = frozenset(f'{_CUTS}《“‘"「〔［[【hw阅点浏访翻过半数几{_NUMERAL}')
_SHORT = "|".join(f"{one}[^{one}{other}\n]{{1,10}}{other}" for one, other in ("“”", "‘’", "「」", '""'))
_COUNTERS = "(?:阅读|点击|浏览|访问)(?:次数|量|数)?[ 　]?[:：][ 　]?[0-9０-９]++次?|[0-9]++ ?位?访[问客]"
_ADDRESS = r"(?:https?://|www\.)[\w./?=&%#:~+-]*+"
_ISSUED = r"[〔［\[【][0-9０-９]{2,4}[〕］\]】](?:第?[0-9０-９]{1,5}号)?"
_NAMES = rf"《[^《》\n]{{0,80}}》|{_SHORT}|{_ISSUED}|{_COUNTERS}|{_ADDRESS}"
TO = r"(?: ?(?:-|—{1,2}|–|－|~|～|∼|〜|至|到) ?)"


@cache
def after_pattern() -> str:
    """What matches a bound word behind a number's unit."""
    limits: dict[str, str] = table("bounds")["after_not"]
    plain = guarded({word: "" for word in afters() if word not in limits})
    limited = "|".join(f"{word}(?!{trie(limits[word].split())})" for word in afters() if word in limits)
    odd = "内(?![部容涵地外生河蒙需控设侧])|余(?![元样次方])|起(?![来草步点诉飞着用降源])"
    odd += "|多(?![元样次方边层部媒卖收挣赚打产花交])"
    return f"(?:{plain}|{limited}|{odd}|强(?=[，。；、的）)]))"


@cache
def after() -> re.Pattern[str]:
    """A bound word behind a number's unit."""
    return re.compile(after_pattern())


@cache
def master() -> re.Pattern[str]:
    """The one expression; ``lastgroup`` of a match says what it found.

    cut    punctuation; a clause ends
    skip   a name that may hold a number: title, short quotation, address, fixed words
    cue    a bound word, a verb of change, a hope
    vague  翻番, 一半, 过半, 半年
    number digits or numerals with unit and, for a range, the second number
    """
    phrases = words("not_amounts", "phrases")
    opens = _OPENS | {word[0] for word in (*phrases, *cues())}
    first = "".join(re.escape(char) for char in sorted(opens))
    return re.compile(
        # Two characters in three open nothing; the one look ahead spares them five tries each (3 times as fast).
        rf"(?=[{first}{_D}])(?:(?P<cut>[{_CUTS}])|(?P<skip>{_NAMES}|{trie(phrases)})|(?P<cue>{trie(cues())})"
        rf"|(?P<vague>{_vague()})|(?P<number>{_number()}))"
    )


def _vague() -> str:
    doubled = "翻(?:了)?(?:近|约|超过?|逾)?(?P<doubled>[一二两三四1-4])?番(?:还多|以上|有余|多)?"
    return rf"{doubled}|过半数?|一半|半数|半(?=(?P<halved>{trie(words('units', 'halved'))}))"


def _number() -> str:
    one, two = _side("a"), _side("b")
    fraction = rf"分之(?P<part>{NUMBER})"
    ratio = rf"[:：∶比](?P<ratio>{ARABIC})(?![0-9:：年月号])"
    slash = r"[/／](?P<slash>[0-9]{1,3})(?![0-9/／])"
    return rf"(?:{one}(?:{fraction}|{ratio}|{slash}|{TO}{two})?+)(?P<after>{after_pattern()})?"


def _side(name: str) -> str:
    """A number with 余 or 多, 万 or 亿, and a unit: groups ``a``, ``am``, ``as``, ``an``, ``au``."""
    unit = unit_pattern()
    per = rf"(?:[/／]{trie(words('units', 'per'))}|[（(][次套件组个家户册部台][)）])"
    more = rf"(?P<{name}m>[余多几来])?(?P<{name}s>{SCALE})?(?P<{name}n>[余多])?"
    return rf"(?P<{name}>{NUMBER}){more}(?: ?(?P<{name}u>{unit}{per}?))?"
