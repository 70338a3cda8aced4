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
_NUMERAL = "零〇○一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
CHINESE = rf"(?:[数几](?=[十百千万亿])|(?=[{_NUMERAL}]))[{_NUMERAL}]++(?:点[零〇○一二三四五六七八九]++(?![十百])[万亿]*+)?+"
NUMBER = rf"(?:{ARABIC}|{CHINESE})"
SCALE = "(?:个亿(?!元)|万亿|[十百千]?[万亿]|千(?![克米瓦伏卡帕焦字])|百(?!分))"
TO = r"(?: ?(?:-|—{1,2}|–|－|~|～|∼|〜|至|到) ?)"


@cache
def after_pattern() -> str:
    """What matches a bound word behind a number's unit."""
    starts = {word: table("bounds")["after_not"].get(word, "") for word in afters()}
    plain = guarded({word: "" for word, not_before in starts.items() if not not_before})
    limited = "|".join(f"{word}(?!{trie(not_before.split())})" for word, not_before in starts.items() if not_before)
    return rf"(?:{plain}|{limited}|内(?![部容涵地外生河蒙需控设侧])|[余多](?![元样次方边层部媒])|起(?![来草步点诉飞着用降源])|强(?=[，。；、的）)]))"


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
    unit = unit_pattern()
    side = "(?P<{0}>{number})(?P<{0}m>[余多几来])?(?P<{0}s>{scale})?(?P<{0}n>[余多])?(?: ?(?P<{0}u>{unit}(?:[/／]{unit})?))?"
    one = side.format("a", number=NUMBER, scale=SCALE, unit=unit)
    two = side.format("b", number=NUMBER, scale=SCALE, unit=unit)
    return re.compile(
        rf"(?P<cut>[，,。；;：:！!？?\n|])"
        rf"|(?P<skip>《[^《》\n]{{0,80}}》|“[^“”\n]{{1,10}}”|‘[^‘’\n]{{1,10}}’|\"[^\"\n]{{1,10}}\"|「[^「」\n]{{1,10}}」"
        rf"|[〔［\[【][0-9０-９]{{2,4}}[〕］\]】](?:第?[0-9０-９]{{1,5}}号)?|(?:阅读|点击|浏览|访问)(?:次数|量|数)?[ 　]?[:：][ 　]?[0-9０-９]++次?|(?:https?://|www\.)[\w./?=&%#:~+-]*+|{trie(words('not_amounts', 'phrases'))})"
        rf"|(?P<cue>{trie(cues())})"
        rf"|(?P<vague>翻(?:了)?(?:近|约|超过?|逾)?(?P<doubled>[一二两三四1-4])?番(?:还多|以上|有余|多)?|过半数?|一半|半数|半(?=(?P<halved>{unit})))"
        rf"|(?P<number>(?:{one}(?:分之(?P<part>{NUMBER})|[:：∶比](?P<ratio>{ARABIC})(?![0-9:：年月号])|[/／](?P<slash>[0-9]{{1,3}})(?![0-9/／])"
        rf"|{TO}{two})?+)(?P<after>{after_pattern()})?)"
    )
