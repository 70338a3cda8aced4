"""Find every figure in a text that measures something: its span, value, unit and bound."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from luoshi.reading import amount_forms as forms
from luoshi.reading.amount_checks import OVER, Head, Measuring
from luoshi.reading.amount_clause import ENDS
from luoshi.reading.amount_filters import Count, is_amount
from luoshi.reading.amount_grammar import DIGITS, ROUND, amount_pattern, any_number, bound_after_unit_pattern
from luoshi.reading.amount_numbers import NO_UNIT, NumberWithUnit, is_year_number, parse_tenths, read_number
from luoshi.reading.amount_words import (
    AmountUnit,
    amount_lexicon_words,
    bare_count_noun_pattern,
    bounds_after_unit,
    column_unit,
    is_unit_misread,
    unit_spellings,
)
from luoshi.reading.numerals import SCALES, Numeral
from luoshi.reading.structure import MeasuredAmount
from luoshi.reading.words import lazy_pattern

_LIST = frozenset("、和及与或,，")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@")
_ITEM = frozenset("\n。；;")
_MONEY = frozenset("¥￥")
_REACHED = ("达", "到", "为", "至", "系数", "指数", "因子")
_RANK = lazy_pattern(
    r"(?:居|列|排名?|名列|位次|跻身|进入|升至|前移至|获|倒数)[^，,。；;、]{0,10}$|(?:全[国省市县区州球]|世界)$"
)
_DIMES = lazy_pattern(
    r"([一二两三四五六七八九]|[0-9](?![0-9]))(?:[毛角]钱?|(?=[，,。；;、 ]|[一每]斤))"
)  # 1块5毛, 一块二
_COUNTED = lazy_pattern(r"(?![第年月号])[一-龥：:（(“]")  # precedes a number that counts the noun behind it
_CLAUSE_END = frozenset("，,。；;\n") | {""}
_CROWD = 5  # digits of a number of people without a unit
_LONGEST = 40  # characters of a number with its groups; a longer one is a code
_HALF = Decimal("0.5")


def scan_amounts(text: str, start: int, end: int, column: str | None = None) -> list[MeasuredAmount]:
    """Return every figure in ``text[start:end]`` that measures something, in order. Linear in the span.

    Args:
        text: the whole text. Nothing outside the span changes the result, except the rest of the sentence, which
            decides whether 用5年时间 is past or future.
        start: first code point of the span.
        end: one past its last.
        column: the head of a table column, for a cell: a bare number takes its unit and 万 or 亿 from it
            (``产值（万元）``, ``占比(%)``).

    Returns:
        Amounts with exact spans that never overlap. Source of the rules: gold/GUIDE.md, "Settled cases".
    """
    if any_number().search(text, start, end) is None:
        return []
    head: Head | None = None
    if column:
        head = column_unit(column)
        if head is None:
            return []
    return _Scan(text, start, end, head).run()


@cache
def _groups() -> tuple[int, ...]:
    """Return the indices of the groups that hold the pieces of a number and what ends them."""
    at = amount_pattern().groupindex
    return tuple(
        at[name]
        for name in ("number_word", "more", "scale", "more_too", "unit", "part", "ratio", "slash", "to", "after")
    )


@cache
def _one() -> int:
    return amount_pattern().groupindex["one"]


@cache
def _halves() -> frozenset[str]:
    return frozenset(amount_lexicon_words("units", "halves"))


@cache
def _makers() -> tuple[str, ...]:
    return amount_lexicon_words("not_amounts", "makers")


@cache
def _people() -> tuple[str, ...]:
    return amount_lexicon_words("units", "people")


_POINTS = ".．"


class _Scan(Measuring):
    """One pass over a span."""

    first: tuple[NumberWithUnit, int, int] | None = None  # the first number of a possible range …
    joint = -1  # … and where the second would start

    def __init__(self, text: str, start: int, end: int, head: Head | None) -> None:
        super().__init__(text, start, end, head)
        self.past = start  # end of the text already read

    def run(self) -> list[MeasuredAmount]:
        clause, cut, sentence = self.clause, -1, False
        for found in amount_pattern().finditer(self.text, self.start, self.end):
            kind, start = found.lastgroup, found.start()
            if kind == "cut":
                cut = start
                continue
            if kind == "stop":
                cut, sentence = start, True
                continue
            if self.first is not None and (kind != "number" or start != self.joint):
                self.settle()
            if cut >= 0:
                clause.begin = cut + 1
                if clause.speaks:
                    clause.handle_punctuation(sentence)
                cut, sentence = -1, False
            if kind == "number":
                self.number(found, start)
            elif kind == "cue":
                clause.handle_cue(found[0], start, found.end())
            elif kind == "vague":
                self.vague(found)
        self.settle()
        return self.out

    def settle(self) -> None:
        """Add the pending first number as an amount of its own, because no number followed its dash."""
        first, self.first = self.first, None
        if first is not None:
            self.single(*first, "")

    # -- reading a number ------------------------------------------------------------------------------------

    def number(self, found: re.Match[str], start: int) -> None:
        """Read the digits or numerals at ``start`` with what follows: one amount, two, a range, or none."""
        written, more, scale, more_too, unit, part, ratio, slash, to, after_word = found.group(*_groups())
        first = self.first
        if first is not None:
            self.first = None
        if start < self.past or (written and written[-1] in _POINTS):
            return  # 2.|路面整洁: the number of an item
        if part or (unit is None and scale is None and (ratio or slash)):
            if first is not None:
                self.single(*first, "")
            self.read_ratio(found, written, part, ratio, slash, after_word or "")
            return
        end = found.end(_one())
        if unit is not None and is_unit_misread(unit, self.text, end, self.end):
            left = unit[0] if unit[0] in "个人" else ""  # 182个|年度项目, 213人|年内全部脱贫
            end -= len(unit) - len(left)
            unit, to, after_word = left or None, None, None
        number = read_number(written, more, scale, more_too, unit) if len(written) < _LONGEST else None
        if first is not None:
            self.second(*first, number, start, end, after_word or "")
            return
        before = self.text[start - 1] if start > self.start else ""
        if number is None or (before in _LETTERS and number.unit.kind != "share" and not scale):
            self.waiting.clear()
        elif to is not None:
            self.first, self.joint = (number, start, end), found.end()
        elif number.clear and not after_word and self.alone(number.unit, start, end, before):
            self.add_amount(start, end, number.value, None, number.unit.name, "eq", number.form, [])
        elif number.plain:
            self.add_measured(number, start, end, number.value, number.upper, after_word or "")
        elif number.year or number.unit.kind == "stop":
            self.waiting.clear()
        else:
            if unit is None and before in _MONEY:
                number = number._replace(unit=unit_spellings()["元"])
            self.single(number, start, end, after_word or "")

    def read_ratio(
        self,
        found: re.Match[str],
        written: str,
        part: str | None,
        ratio: str | None,
        slash: str | None,
        after_word: str,
    ) -> None:
        """Read 三分之一, 1:5, 1/3."""
        text, low, start = self.text, self.start, found.start()
        if part:
            self.special(forms.parse_fraction(written, part, start, found.end("part")), after_word)
        elif ratio:
            self.special(forms.parse_ratio(text, low, self.end, written, ratio, start, found.end("ratio")), "")
        elif slash:
            self.special(forms.parse_slash_fraction(text, low, written, slash, start, found.end("slash")), after_word)

    def second(
        self,
        one: NumberWithUnit,
        low: int,
        high: int,
        other: NumberWithUnit | None,
        start: int,
        end: int,
        after_word: str,
    ) -> None:
        """Read the number after a dash: a range with the one before it, or an amount of its own."""
        if other is None:
            self.single(one, low, high, "")
        elif not self.range(one, low, other, end, after_word):
            self.single(one, low, high, "")
            self.single(other, start, end, after_word)

    def range(self, first: NumberWithUnit, start: int, second: NumberWithUnit, end: int, after_word: str) -> bool:
        """Read two numbers with a dash between them; return False if they are two amounts."""
        unit = second.unit
        before = self.text[start - 1] if start > self.start else ""
        if first.unit is not NO_UNIT and (first.unit.name != unit.name or before in ("由", "从")):
            return False
        shared = first.scale or (second.scale if first.numeral.value <= second.numeral.value else "")
        low = first.numeral.value * SCALES[shared] * unit.times
        high = second.value
        years = unit.name == "年" and (is_year_number(first.written) or is_year_number(second.written))
        if unit.kind == "stop" or (high > low and years):
            self.waiting.clear()
            return True
        if high <= low:
            return False
        bare = unit is NO_UNIT and not second.scale and not self.fills_cell(start, end)
        if bare and not self.counts_noun(first.written, start, end, made=True):
            self.waiting.clear()
            return True
        self.add_measured(
            first._replace(unit=unit, more=second.more, plain=second.plain), start, end, low, high, after_word
        )
        return True

    def single(self, number: NumberWithUnit, start: int, end: int, after_word: str) -> None:
        """Read one number with or without a unit."""
        unit = number.unit
        if unit.kind == "stop":
            self.waiting.clear()
            return
        if unit is NO_UNIT and not number.scale and self.bare(number, start, end, after_word):
            return
        value, whole = number.value, end
        if unit.times == 10:
            value, end = parse_tenths(self.text, self.end, value, end)
        if unit.half:
            value += _HALF
        elif unit.name in ("块", "元"):
            value, end = self.dimes(value, end)
        elif self.text.startswith("半", end, self.end) and unit.name in _halves():
            value += _HALF * SCALES[number.scale]
            end += 1
        if end != whole:
            found = bound_after_unit_pattern().match(self.text, end, self.end)
            after_word = found[0] if found else ""
            self.past = end
        self.add_measured(number, start, end, value, number.upper, after_word)

    def dimes(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Return the value with the tenths of a 元 after it: 1块5毛钱, 一块二."""
        found = _DIMES.match(self.text, end, self.end) if self.text[end - 1] in "块元" else None
        if found is None:
            return value, end
        digit = forms.parse_exact_number(found[1])
        return (value, end) if digit is None else (value + digit / 10, found.end())

    def bare(self, number: NumberWithUnit, start: int, end: int, after_word: str) -> bool:
        """Read a number without a unit; return True if it is done and no amount is to be made of it."""
        text = self.text
        digits = number.written[0] in DIGITS
        if digits and self.head is not None and self.fills_cell(start, end + len(after_word)):
            return False
        before = text[start - 1] if start > self.start else ""
        follow = text[end : min(end + 1, self.end)]
        if before == "第" or (follow == "大" and before == "了"):
            self.read_rank(number, start, end, before, follow)
            return True
        if before == "前" and follow in ENDS and self.ranks(start - 1):
            self.waiting.clear()
            self.add_amount(start - 1, end, number.numeral.value, None, None, "le", number.form, ["unit.none"])
            return True
        touched = self.clause.lead(start) < start
        if number.written[0] in ROUND and (before in OVER or touched):
            self.waiting.clear()
            return follow == "分"
        index = "." in number.written and (touched or text.endswith(_REACHED, max(self.clause.begin, start - 2), start))
        if index and follow in ENDS and follow != "、" and not text[end + 1 : end + 2].isdigit():  # 影响因子1.284，
            self.waiting.clear()
            return False
        if digits and self.counts_people_before(number.written, start, follow):
            self.waiting.clear()
            return False
        whole = not digits and number.written[-1] in "万亿" and number.written[0] not in ROUND  # 今年能挣十一二万，
        if follow in _LIST and not (whole and follow in "，,") and not self.opens_item(start, end, follow):
            if start != self.next:
                self.waiting.clear()
            self.waiting.append((number, start, end))
            self.next = end + 1
            return True
        self.waiting.clear()
        if digits and (touched or after_word in bounds_after_unit()) and not is_year_number(number.written):
            return follow in _LETTERS
        if "." in number.written and text.endswith(_REACHED, max(self.clause.begin, start - 2), start):
            return follow not in ENDS
        if whole:
            return follow not in ENDS
        if digits and self.counts_noun(number.written, start, end):
            return False
        return not (number.more and (number.written[0] in ROUND or len(number.written) > 1)) or follow in ENDS

    def counts_noun(self, written: str, start: int, end: int, made: bool = False) -> bool:
        """Check whether a bare number counts the noun at ``end``: 全县18乡镇; with ``made``: 建立1-2示范区."""
        text = self.text
        if written[0] not in DIGITS or len(written) > 6 or is_year_number(written) or "." in written:
            return False
        if made:
            done = text.endswith(_makers(), max(self.clause.begin, start - 4), start)
            return done and "一" <= text[end : end + 1] <= "龥"
        if start > self.start and not _COUNTED.match(text, start - 1):
            return False
        return bare_count_noun_pattern().match(text, end, self.end) is not None

    def counts_people_before(self, written: str, start: int, follow: str) -> bool:
        """Check whether a bare number that ends a clause counts the people before it: 选派农技特派员90，"""
        counted = written.isdigit() and 1 < len(written) <= _CROWD and not is_year_number(written)
        return counted and follow in _CLAUSE_END and self.text.endswith(_people(), self.clause.begin, start)

    def ranks(self, at: int) -> bool:
        """Check whether the words before ``at`` are about a rank: 居全省(第一), 进入全国(前十)."""
        return _RANK.search(self.text, max(self.clause.begin, at - 13), at) is not None

    def opens_item(self, start: int, end: int, follow: str) -> bool:
        """Check whether ``1、`` or ``一、`` is an item marker: at the head of a line or after a sentence."""
        if follow != "、" or end - start > 2:
            return False
        place = start - 1
        while place >= self.start and self.text[place] in " \u3000\t":
            place -= 1
        return place < self.start or self.text[place] in _ITEM

    def read_rank(self, number: NumberWithUnit, start: int, end: int, before: str, follow: str) -> None:
        """Read 居全省第一 and 第3大 as ranks; 建立了十大平台 counts, 实施了五大行动 is the name of a set."""
        self.waiting.clear()
        if follow == "大":
            end += 1
            number = number._replace(unit=AmountUnit("大", "count"))
            great = Count(self.text, self.start, self.end, number, start, end, "", "")
            if before == "了" and not is_amount(great, self.clause.begin):
                return
        elif follow not in ENDS or not self.ranks(start - 1):
            return
        self.add_amount(start, end, number.numeral.value, None, None, "eq", number.form, ["unit.none"])

    def vague(self, found: re.Match[str]) -> None:
        """Read 翻一番, 一半, 过半; 半年."""
        word, start, end = found[0], found.start(), found.end()
        if start < self.past:
            return
        if word[0] == "翻":
            self.special(forms.parse_doubling(word, found["doubled"], start, end), "")
            return
        halved = found["halved"]
        if halved is not None:
            end += len(halved)
        bounded = bound_after_unit_pattern().match(self.text, end, self.end)
        after_word = bounded[0] if bounded else ""
        if halved is None:
            self.special(forms.parse_half(self.text, self.start, word, start, end), after_word)
            return
        unit = unit_spellings()[halved]
        if unit.kind == "stop" or unit.times != 1:
            return
        if start > self.start and self.text[start - 1] in "上下前后大多每一两过" and self.clause.lead(start) == start:
            return
        self.waiting.clear()
        number = NumberWithUnit("半", Numeral(_HALF), "", "", unit, _HALF, None, "chinese")
        self.add_measured(number, start, end, _HALF, None, after_word)
