"""Every figure in a text that measures something: its span, value, unit and bound."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from luoshi.reading import amount_forms as forms
from luoshi.reading.amount_clause import ENDS
from luoshi.reading.amount_filters import Count, is_amount
from luoshi.reading.amount_grammar import DIGITS, ROUND, after, any_number, master
from luoshi.reading.amount_measured import OVER, Head, Measuring
from luoshi.reading.amount_numbers import NO_UNIT, Number, is_year_number, read_number, tenths
from luoshi.reading.amount_words import Unit, afters, column_unit, misread, nouns, units, words
from luoshi.reading.numerals import SCALES, Numeral
from luoshi.reading.structure import Amount

_LIST = frozenset("、和及与或,，")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@")
_ITEM = frozenset("\n。；;")
_MONEY = frozenset("¥￥")
_REACHED = ("达", "到", "为", "至", "系数", "指数")
_RANK = re.compile(
    r"(?:居|列|排名?|名列|位次|跻身|进入|升至|前移至|获|倒数)[^，。；、]{0,10}$|(?:全[国省市县区州球]|世界)$"
)
_DIMES = re.compile(r"([一二两三四五六七八九]|[0-9](?![0-9]))(?:[毛角]钱?|(?=[，。；、 ]|[一每]斤))")  # 1块5毛, 一块二
_COUNTED = re.compile(r"(?![第年月号])[一-龥：:（(“]")  # before a number that counts the noun behind it
_LONGEST = 40  # characters of one number with its groups; anything longer is a code
_HALF = Decimal("0.5")


def scan(text: str, start: int, end: int, column: str | None = None) -> list[Amount]:
    """Every figure in ``text[start:end]`` that measures something, in order. Linear in the span.

    Args:
        text: the whole text; nothing outside the span changes what is found, but for the rest of the sentence
            that tells whether 用5年时间 is past or still to come.
        start: first code point of the span.
        end: one past its last.
        column: the words of a table column's head, for a cell: a bare number takes unit and 万 or 亿 from it
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
    """Where a number's pieces stand in a match of the one expression, and what ends them."""
    at = master().groupindex
    return tuple(
        at[name]
        for name in ("number_word", "more", "scale", "more_too", "unit", "part", "ratio", "slash", "to", "after")
    )


@cache
def _one() -> int:
    return master().groupindex["one"]


@cache
def _halves() -> frozenset[str]:
    return frozenset(words("units", "halves"))


@cache
def _makers() -> tuple[str, ...]:
    return words("not_amounts", "makers")


class _Scan(Measuring):
    """One pass over a span."""

    first: Number | None = None  # the first number of what may be a range …
    joint = -1  # … and where the second would stand

    def __init__(self, text: str, start: int, end: int, head: Head | None) -> None:
        super().__init__(text, start, end, head)
        self.past = start  # what is read already

    def run(self) -> list[Amount]:
        clause, cut, sentence = self.clause, -1, False
        for found in master().finditer(self.text, self.start, self.end):
            kind = found.lastgroup
            if kind == "cut":
                cut = found.start()
                continue
            if kind == "stop":
                cut, sentence = found.start(), True
                continue
            if self.first is not None and (kind != "number" or found.start() != self.joint):
                self.settle()
            if cut >= 0:
                clause.cut(cut, sentence)
                cut, sentence = -1, False
            if kind == "number":
                self.number(found)
            elif kind == "cue":
                clause.heed(found[0], found.start(), found.end())
            elif kind == "vague":
                self.vague(found)
        self.settle()
        return self.out

    def settle(self) -> None:
        """A number with a dash behind it that no number followed is an amount of its own."""
        first, self.first = self.first, None
        if first is not None:
            self.single(first, "")

    # -- reading a number ------------------------------------------------------------------------------------

    def number(self, found: re.Match[str]) -> None:
        """Digits or numerals with what stands behind them: one amount, two, a range, or none."""
        written, more, scale, more_too, unit, part, ratio, slash, to, after_word = found.group(*_groups())
        start = found.start()
        first, self.first = self.first, None
        if start < self.past:
            return
        if part is not None or (unit is None and scale is None and (ratio is not None or slash is not None)):
            if first is not None:
                self.single(first, "")
            if part is not None:
                self.special(forms.fraction(written, part, start, found.end("part")), after_word or "")
            elif ratio is not None:
                end = found.end("ratio")
                self.special(forms.ratio(self.text, self.start, self.end, written, ratio, start, end), "")
            else:
                end = found.end("slash")
                self.special(forms.slash(self.text, self.start, written, slash, start, end), after_word or "")
            return
        end = found.end(_one())
        if unit is not None and misread(unit, self.text, end, self.end):
            left = "个" if unit[0] == "个" else ""  # 182个|年度项目
            end -= len(unit) - len(left)
            unit, to, after_word = left or None, None, None
        known = read_number(written, more, scale, more_too, unit) if len(written) < _LONGEST else None
        if first is not None:
            self.second(first, known and Number(*known[:7], start, end), after_word)
            return
        before = self.text[start - 1] if start > self.start else ""
        if known is None or (before in _LETTERS and known.unit.kind != "share" and not scale):
            self.waiting.clear()
            return
        if to is None and known.unit.kind == "stop":
            self.waiting.clear()
            return
        if known.unit is NO_UNIT and before in _MONEY:
            known = known._replace(unit=units()["元"])
        number = Number(*known[:7], start, end)
        if to is None:
            self.single(number, after_word or "")
        else:
            self.first, self.joint = number, found.end()

    def second(self, first: Number, second: Number | None, after_word: str | None) -> None:
        """The number behind a dash: a range with the one before it, or an amount of its own."""
        if second is None:
            self.single(first, "")
        elif not self.range(first, second, after_word or ""):
            self.single(first, "")
            self.single(second, after_word or "")

    def range(self, first: Number, second: Number, after_word: str) -> bool:
        """Two numbers with a dash between them; False where they are two amounts."""
        unit = second.unit
        before = self.text[first.start - 1] if first.start > self.start else ""
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
        bare = unit is NO_UNIT and not second.scale and not self.fills_cell(first.start, second.end)
        if bare and not self.counts_noun(first, second.end):
            self.waiting.clear()
            return True
        self.measured(first._replace(unit=unit, end=second.end, more=second.more), low, high, after_word)
        return True

    def single(self, number: Number, after_word: str) -> None:
        """One number with or without a unit."""
        unit = number.unit
        if unit.kind == "stop":
            self.waiting.clear()
            return
        if unit is NO_UNIT and not number.scale and self.bare(number, after_word):
            return
        value, end = number.value, number.end
        if unit.times == 10:
            value, end = tenths(self.text, self.end, value, end)
        if unit.half:
            value += _HALF
        elif unit.name in ("块", "元") and end < self.end:
            value, end = self.dimes(unit, value, end)
        elif self.text.startswith("半", end, self.end) and unit.name in _halves():
            value += _HALF * SCALES[number.scale]
            end += 1
        if end != number.end:
            number = number._replace(end=end)
            found = after().match(self.text, end, self.end)
            after_word = found[0] if found else ""
            self.past = end
        self.measured(number, value, number.upper, after_word)

    def dimes(self, unit: Unit, value: Decimal, end: int) -> tuple[Decimal, int]:
        """The tenths of a 元 behind it: 1块5毛钱, 一块二."""
        found = _DIMES.match(self.text, end, self.end) if self.text[end - 1] in "块元" else None
        if found is None:
            return value, end
        digit = forms.number(found[1])
        return (value, end) if digit is None else (value + digit / 10, found.end())

    def bare(self, number: Number, after_word: str) -> bool:
        """A number without a unit: True where nothing more is to be made of it."""
        text, start, end = self.text, number.start, number.end
        digits = number.written[0] in DIGITS
        if digits and self.head is not None and self.fills_cell(start, end + len(after_word)):
            return False
        before = text[start - 1] if start > self.start else ""
        follow = text[end : min(end + 1, self.end)]
        if before == "第" or (follow == "大" and before == "了"):
            self.ranked(number, before, follow)
            return True
        if before == "前" and follow in ENDS and self.ranks(start - 1):
            self.waiting.clear()
            self.put(start - 1, end, number.numeral.value, None, None, "le", number.form, ["unit.none"])
            return True
        touched = self.clause.lead(start) < start
        if number.written[0] in ROUND and (before in OVER or touched):
            self.waiting.clear()
            return follow == "分"
        whole = not digits and number.written[-1] in "万亿" and number.written[0] not in ROUND  # 今年能挣十一二万，
        if follow in _LIST and not (whole and follow in "，,") and not self.opens_item(start, end, follow):
            if start != self.next:
                self.waiting.clear()
            self.waiting.append(number)
            self.next = end + 1
            return True
        self.waiting.clear()
        if digits and (touched or after_word in afters()) and not is_year_number(number.written):
            return follow in _LETTERS
        if "." in number.written and text.endswith(_REACHED, max(self.clause.begin, start - 2), start):
            return follow not in ENDS
        if whole:
            return follow not in ENDS
        if digits and self.counts_noun(number, end):
            return False
        return not (number.more and (number.written[0] in ROUND or len(number.written) > 1)) or follow in ENDS

    def counts_noun(self, number: Number, end: int) -> bool:
        """Whether a bare number counts the noun that begins at ``end``: 全县18乡镇; 建立1-2示范区."""
        text, start, written = self.text, number.start, number.written
        if written[0] not in DIGITS or len(written) > 6 or is_year_number(written) or "." in written:
            return False
        if end > number.end:  # a range
            made = text.endswith(_makers(), max(self.clause.begin, start - 4), start)
            return made and "一" <= text[end : end + 1] <= "龥"
        if start > self.start and not _COUNTED.match(text, start - 1):
            return False
        return nouns().match(text, end, self.end) is not None

    def ranks(self, at: int) -> bool:
        """Whether the words before ``at`` speak of a rank: 居全省(第一), 进入全国(前十)."""
        return _RANK.search(self.text, max(self.clause.begin, at - 13), at) is not None

    def opens_item(self, start: int, end: int, follow: str) -> bool:
        """``1、`` or ``一、`` at the head of a line or behind a sentence: a marker."""
        if follow != "、" or end - start > 2:
            return False
        place = start - 1
        while place >= self.start and self.text[place] in " \u3000\t":
            place -= 1
        return place < self.start or self.text[place] in _ITEM

    def ranked(self, number: Number, before: str, follow: str) -> None:
        """居全省第一 and 第3大 are ranks; 建立了十大平台 counts, 实施了五大行动 is the name of a set."""
        self.waiting.clear()
        end = number.end
        if follow == "大":
            end += 1
            number = number._replace(unit=Unit("大", "count"), end=end)
            great = Count(self.text, self.start, self.end, number, "", "")
            if before == "了" and not is_amount(great, self.clause.begin):
                return
        elif follow not in ENDS or not self.ranks(number.start - 1):
            return
        self.put(number.start, end, number.numeral.value, None, None, "eq", number.form, ["unit.none"])

    def vague(self, found: re.Match[str]) -> None:
        """翻一番, 一半, 过半; 半年."""
        word, start, end = found[0], found.start(), found.end()
        if start < self.past:
            return
        if word[0] == "翻":
            self.special(forms.doubling(word, found["doubled"], start, end), "")
            return
        halved = found["halved"]
        if halved is not None:
            end += len(halved)
        bounded = after().match(self.text, end, self.end)
        after_word = bounded[0] if bounded else ""
        if halved is None:
            self.special(forms.half(self.text, self.start, word, start, end), after_word)
            return
        unit = units()[halved]
        if unit.kind == "stop" or unit.times != 1:
            return
        if start > self.start and self.text[start - 1] in "上下前后大多每一两过" and self.clause.lead(start) == start:
            return
        self.waiting.clear()
        self.measured(Number("半", Numeral(_HALF), "", "", unit, _HALF, None, start, end), _HALF, None, after_word)
