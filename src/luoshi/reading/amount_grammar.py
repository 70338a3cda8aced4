"""Build the one expression for everything that concerns numbers: cuts, names, cue words, numbers."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.amount_words import (
    amount_lexicon_words,
    bounds_after_unit,
    guarded_alternatives,
    load_amount_cues,
    unit_pattern,
)
from luoshi.reading.words import any_char, bucketed_pattern, lazy_pattern, load_lexicon_table, trie_pattern

_D = "0-9０-９"
_GAP = "\u00a0\u2009\u202f "
# Repetitions are possessive (``++``): a number matches as a whole or not at all, so 10⁵ digits cost one pass.
_SCANNED = rf"(?<![A-Za-z])l(?=[{_D}.]{{0,4}}[%％])[{_D}]*+"
ARABIC = rf"(?:{_SCANNED}|[{_D}]{{1,3}}(?:[,，{_GAP}][{_D}]{{3}}(?![{_D}]))++|[{_D}]++)(?:[.．][{_D}]++)?+"
DIGITS = frozenset("0123456789０１２３４５６７８９l")  # in scans, l is the 1 of 1%
ROUND = frozenset("百千万亿")  # a number that begins with one of these is not a count by itself (万亩示范区)
_NUMERAL = "零〇○一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
CHINESE = (
    rf"(?:[数几](?=[十百千万亿])|(?=[{_NUMERAL}]))[{_NUMERAL}]++(?:点[零〇○一二三四五六七八九]++(?![十百])[万亿]*+)?+"
)
NUMBER = rf"(?:{ARABIC}|{CHINESE})"
SCALE = "(?:个亿(?!元)|万亿|[十百千]?[万亿]|千(?![克米瓦伏卡帕焦字])|百(?!分))"
_CUTS = "，,：:"
_STOPS = "。；;！!？?\n|"
_OPENS = frozenset(f'{_CUTS}{_STOPS}《“‘"「〔［[【hwl阅点浏访翻过半数几{_NUMERAL}')
_SHORT = "|".join(f"{quote}[^{quote}{other}\n]{{1,10}}{other}" for quote, other in ("“”", "‘’", "「」", '""'))
_COUNTERS = "(?:阅读|点击|浏览|访问)(?:次数|量|数)?[ 　]?[:：][ 　]?[0-9０-９]++次?"
_VISITORS = "[0-9]++ ?位?访[问客]"
_ADDRESS = r"(?:https?://|www\.)[\w./?=&%#:~+-]*+"
_ISSUED = r"[〔［\[【][0-9０-９]{2,4}[〕］\]】](?:第?[0-9０-９]{1,5}号)?"
# Most numbers in a text are dates; one match takes a whole date.
_DATE = "(?:(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?|[0-9]{1,2}月)(?:[0-9]{1,2}日)?"
_NAMES = rf"《[^《》\n]{{0,80}}》|{_SHORT}|{_ISSUED}|{_COUNTERS}|{_ADDRESS}"
TO = r"(?: ?(?:-|—{1,2}|–|－|~|～|∼|〜|至|到) ?)"


@cache
def after_pattern() -> str:
    """Return the pattern for a bound word after a number's unit."""
    limits: dict[str, str] = load_lexicon_table("bounds")["after_not"]
    plain = guarded_alternatives({word: "" for word in bounds_after_unit() if word not in limits})
    limited = "|".join(
        f"{word}(?!{trie_pattern(limits[word].split())})" for word in bounds_after_unit() if word in limits
    )
    odd = "内(?![部容涵地外生河蒙需控设侧])|余(?![元样次方])|起(?![来草步点诉飞着用降源])"
    odd += "|多(?![元样次方边层部媒卖收挣赚打产花交])"
    return f"(?:{plain}|{limited}|{odd}|强(?=[，,。；;、的）)]|$))"


@cache
def bound_after_unit_pattern() -> re.Pattern[str]:
    """Return the compiled pattern for a bound word after a number's unit."""
    return lazy_pattern(after_pattern())


@cache
def any_number() -> re.Pattern[str]:
    """Return a pattern for the characters of which every number has at least one."""
    return lazy_pattern(f"[{_D}{_NUMERAL}半翻几数]|l[%％]")


@cache
def amount_pattern() -> re.Pattern[str]:
    """Return the compiled expression; ``lastgroup`` of a match is its kind.

    cut    punctuation inside a sentence; a clause ends
    stop   punctuation that ends a sentence
    skip   begins with digits but measures nothing: a date, a counter of visitors
    name   a name that may contain a number: title, short quotation, address, fixed words
    cue    a bound word, a verb of change, a hope
    vague  翻番, 一半, 过半, 半年
    number digits or numerals with unit, fraction or ratio; ``to`` if a range may continue with the next match
    """
    phrases = amount_lexicon_words("not_amounts", "phrases")
    opens = _OPENS | {word for word in (*phrases, *load_amount_cues()) if len(word) == 1}
    longer = [word for word in (*phrases, *load_amount_cues()) if word[0] not in opens]
    # The first number of a range only looks ahead to the second, which is a match of its own: a side contains every
    # unit, and including it twice would double the compile time.
    first, pairs = any_char(opens), f"[{any_char(word[0] for word in longer)}][{any_char(word[1] for word in longer)}]"
    return lazy_pattern(
        # Three places in four open nothing, and this lookahead saves them six tries each. It tests two characters of a
        # word, because one alone opens twice as many places (6.3 µs to search a span instead of 7.4).
        rf"(?=[{first}{_D}]|{pairs})(?:(?P<cut>[{_CUTS}])|(?P<stop>[{_STOPS}])|(?P<skip>{_DATE}|{_VISITORS})"
        # None of these begins with a digit, so most numbers skip five hundred of them at once.
        rf"|(?![{_D}])(?:(?P<name>{_NAMES}|{bucketed_pattern(phrases)})|(?P<cue>{bucketed_pattern(load_amount_cues())})|(?P<vague>{_vague()}))"
        rf"|(?P<number>{_number()}))"
    )


def _vague() -> str:
    span = "(?:[年个天月日小夜里周亩斤公米世辈路]|学[期年])"
    doubled = "翻(?:了)?(?:近|约|超过?|逾)?(?P<doubled>[一二两三四1-4])?番(?:还多|以上|有余|多)?"
    halved = rf"半(?=(?P<halved>{trie_pattern(amount_lexicon_words('units', 'halved'))}))"
    return rf"{doubled}|过半(?!{span})数?|一半|半数|(?<=[近超逾])半(?!{span})|{halved}"


def _number() -> str:
    fraction = rf"分之(?P<part>{NUMBER})"
    ratio = rf"[:：∶比](?P<ratio>{ARABIC})(?![0-9:：年月号])"
    slash = r"[/／](?P<slash>[0-9]{1,3})(?![0-9/／])"
    to = rf"(?P<to>{TO}(?=[{_D}{_NUMERAL}数几]))"
    return rf"(?P<one>{_side()})(?:{fraction}|{ratio}|{slash}|{to})?+(?P<after>{after_pattern()})?"


def _side() -> str:
    """Return the pattern for a number with 余 or 多, 万 or 亿, and a unit."""
    unit = unit_pattern()
    per_words, or_words = (trie_pattern(amount_lexicon_words("units", list_name)) for list_name in ("per", "or"))
    per = rf"(?:(?:[/／]{per_words}){{1,2}}|[（(]{or_words}[)）])"
    more = rf"(?:[ 　]?(?P<more>[余多几来]))?(?:[ 　]?(?P<scale>{SCALE}))?(?P<more_too>[余多])?"
    return rf"(?P<number_word>{NUMBER}){more}(?:[ 　]?(?P<unit>{unit}{per}?))?"
