"""Every figure in a text that measures something: its span, value, unit and bound."""

from __future__ import annotations

import re
from decimal import Decimal

from luoshi.reading import amount_forms as forms
from luoshi.reading.amount_clause import ENDS, Clause
from luoshi.reading.amount_filters import Count, is_amount
from luoshi.reading.amount_grammar import DIGITS, ROUND, after, master
from luoshi.reading.amount_numbers import NO_UNIT, Number, is_year_number, read_number, tenths
from luoshi.reading.amount_words import Unit, afters, column_unit, cues, units, words
from luoshi.reading.model import Bound
from luoshi.reading.numerals import SCALES, Numeral
from luoshi.reading.structure import Amount

_LIST = frozenset("、和及与或,，")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@")
_MINUS = frozenset("-−－﹣")
_OVER = frozenset("上过")  # 上百, 过亿元: a bound before a round number only
_FRONT = frozenset("前后")  # 前3位
_ITEM = frozenset("\n。；;")
_REACHED = ("达", "到", "为", "至", "系数", "指数")
_RANK = re.compile(r"(?:居|列|排名?|名列|位次|跻身|进入|升至|前移至|获)[^，。；、]{0,10}$")
_SHARED_POINT = re.compile(r"[和、及至]\d{0,4}(?:\.\d{1,4})?个百分点")
_HALF = Decimal("0.5")

Head = tuple[str, Unit | None]


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
    head: Head | None = None
    if column:
        head = column_unit(column)
        if head is None:
            return []
    return _Scan(text, start, end, head).run()


class _Scan:
    """One pass over a span: the clause that is being read, and the amounts found so far."""

    def __init__(self, text: str, start: int, end: int, head: Head | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.head = head
        self.out: list[Amount] = []
        self.clause = Clause(text, start, end)
        self.waiting: list[Number] = []  # the bare numbers of a list that waits for its unit
        self.next = -1  # where that list goes on
        self.pieces = re.compile("|".join(words("units", "pieces")))
        self.halves = frozenset(words("units", "halves"))
        self.rate = -1  # where the base of a rate ended (每150亩|一个点)

    def run(self) -> list[Amount]:
        clause = self.clause
        for found in master().finditer(self.text, self.start, self.end):
            kind = found.lastgroup
            if kind == "number":
                self.number(found)
            elif kind == "cut":
                clause.cut(found.start())
            elif kind == "cue":
                clause.heed(found[0], found.start(), found.end())
            elif kind == "vague":
                self.vague(found)
        return self.out

    # -- reading a number ------------------------------------------------------------------------------------

    def number(self, found: re.Match[str]) -> None:
        """Digits or numerals with what stands behind them: one amount, two, a range, or none."""
        a, am, scale, an, au, part, ratio, slash, b, bm, bs, bn, bu, after_word = found.groups()[7:]
        start = found.start("a")
        if part is not None:
            self.special(forms.fraction(a, part, start, found.end("part")), after_word or "")
            return
        if au is None and scale is None and (ratio is not None or slash is not None):
            if ratio is not None:
                self.special(forms.ratio(self.text, self.start, self.end, a, ratio, start, found.end("ratio")), "")
            else:
                self.special(forms.slash(self.text, self.start, a, slash, start, found.end("slash")), after_word or "")
            return
        last = "au" if au is not None else "an" if an else "as" if scale else "am" if am else "a"
        first = read_number(a, am, scale, an, au, start, found.end(last))
        named = start > self.start and self.text[start - 1] in _LETTERS
        if first is None or (named and first.unit.kind != "share" and not scale):
            self.waiting.clear()
            return
        if b is None:
            self.single(first, after_word or "")
            return
        last = "bu" if bu is not None else "bn" if bn else "bs" if bs else "bm" if bm else "b"
        second = read_number(b, bm, bs, bn, bu, found.start("b"), found.end(last))
        if second is None:
            self.single(first, "")
        elif not self.range(first, second, after_word or ""):
            self.single(first, "")
            self.single(second, after_word or "")

    def range(self, first: Number, second: Number, after_word: str) -> bool:
        """Two numbers with a dash between them; False where they are two amounts."""
        unit = second.unit
        if first.unit is not NO_UNIT:
            before = self.text[first.start - 1] if first.start > self.start else ""
            if first.unit.name != unit.name or before in ("由", "从"):
                return False
        shared = first.scale or (second.scale if first.numeral.value <= second.numeral.value else "")
        low = first.numeral.value * SCALES[shared] * unit.times
        high = second.numeral.value * SCALES[second.scale] * unit.times
        years = unit.name == "年" and (is_year_number(first.written) or is_year_number(second.written))
        if unit.kind == "stop" or (high > low and years):
            self.waiting.clear()
            return True
        if high <= low:
            return False
        if unit is NO_UNIT and not second.scale and not self.fills_cell(first.start, second.end):
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
        size = SCALES[number.scale] * unit.times
        value = number.numeral.value * size
        upper = None if number.numeral.upper is None else number.numeral.upper * size
        end = number.end
        if unit.times == 10:
            value, end = tenths(self.text, self.end, value, end)
        if unit.half:
            value += _HALF
        elif self.text[end : min(end + 1, self.end)] == "半" and unit.name in self.halves:
            value += _HALF * SCALES[number.scale]
            end += 1
        if end != number.end:
            number = number._replace(end=end)
            found = after().match(self.text, end, self.end)
            after_word = found[0] if found else ""
        self.measured(number, value, upper, after_word)

    def bare(self, number: Number, after_word: str) -> bool:
        """A number without a unit: True where nothing more is to be made of it."""
        text, start, end = self.text, number.start, number.end
        digits = number.written[0] in DIGITS
        if digits and self.fills_cell(start, end + len(after_word)):
            return False
        before = text[start - 1] if start > self.start else ""
        follow = text[end : min(end + 1, self.end)]
        if before == "第" or (follow == "大" and before == "了"):
            self.ranked(number, before, follow)
            return True
        whole = not digits and number.written[-1] in "万亿" and number.written[0] not in ROUND  # 今年能挣十一二万，
        if follow in _LIST and not (whole and follow in "，,") and not self.opens_item(start, end, follow):
            if start != self.next:
                self.waiting.clear()
            self.waiting.append(number)
            self.next = end + 1
            return True
        self.waiting.clear()
        if before == "前" and follow in ENDS and self.ranks(start - 1):
            self.put(start - 1, end, number.numeral.value, None, None, "le", number.form, ["unit.none"])
            return True
        touched = self.clause.lead(start) < start
        if number.written[0] in ROUND and (before in _OVER or touched):
            return follow == "分"
        if digits and (touched or after_word in afters()) and not is_year_number(number.written):
            return follow in _LETTERS
        if "." in number.written and text.endswith(_REACHED, max(self.clause.begin, start - 2), start):
            return follow not in ENDS
        if whole:
            return follow not in ENDS
        return not (number.more and (number.written[0] in ROUND or len(number.written) > 1)) or follow in ENDS

    def ranks(self, at: int) -> bool:
        """Whether the words before ``at`` speak of a rank: 居全省(第一), 进入全国(前十)."""
        return _RANK.search(self.text, max(self.clause.begin, at - 13), at) is not None

    def fills_cell(self, start: int, end: int) -> bool:
        """Whether a number is all that a table's cell holds, but for a sign or a bound word."""
        if self.head is None or self.text[end : self.end].strip():
            return False
        lead = self.text[self.start : start].strip()
        return not lead or lead in "-−－+＋" or lead in cues()

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
            great = self.count(number._replace(unit=Unit("大", "count"), end=end), "", "")
            if before == "了" and not is_amount(great, self.clause.begin):
                return
        elif follow not in ENDS or not self.ranks(number.start - 1):
            return
        self.put(number.start, end, number.numeral.value, None, None, "eq", number.form, ["unit.none"])

    # -- one number with its unit ----------------------------------------------------------------------------

    def count(self, number: Number, lead: str, after_word: str) -> Count:
        return Count(self.text, self.start, self.end, number, lead, after_word)

    def measured(self, number: Number, value: Decimal, upper: Decimal | None, after_word: str) -> None:
        """A figure whose number and unit are known: is it an amount, how far does its quote go, what bounds it?"""
        text, start, unit, clause = self.text, number.start, number.unit, self.clause
        doubts: list[str] = []
        if unit is NO_UNIT and number.scale == "个亿":
            unit = units()["元"]
        elif unit is NO_UNIT and self.fills_cell(start, number.end + len(after_word)):
            unit, size = self.from_head(number)
            value, upper = value * size, None if upper is None else upper * size
            doubts.append("unit.column")
        elif (
            unit.name == "块"
            and text[number.end : number.end + 1] in ENDS
            and not self.pieces.search(text, start - 12, start)
        ):
            unit = units()["元"]
        if unit is not number.unit:
            number = number._replace(unit=unit)
        quote = clause.lead(start)
        before = text[start - 1] if start > self.start else ""
        lead = text[quote:start] if quote < start else before if before in _OVER and number.written[0] in ROUND else ""
        said = clause.after(after_word, unit, number.end + len(after_word))
        count = self.count(number, lead, after_word if said else "")
        if not is_amount(count, clause.begin) or self.is_rate_base(count, before):
            self.waiting.clear()
            return
        self.flush(number)
        name = "百分点" if unit.name == "个" and _SHARED_POINT.match(text, number.end, self.end) else unit.name or None
        bound: Bound | None = None
        if lead:
            bound = clause.cue.touch if quote < start else "ge"
            quote = min(quote, start - len(lead))
        elif before in _FRONT and unit.name in ("位", "名", "%") and text[start - 2 : start - 1] not in ("滞", "落"):
            bound, quote = "le", start - 1
        more = bool(number.more) or unit.more or number.numeral.vague
        far = clause.from_afar(quote, unit) if bound is None and said is None else None
        fall = clause.falls(quote, name)
        if before in _MINUS and quote == start and self.is_minus(unit, start, bool(doubts)):
            fall, quote = True, start - 1
        clause.ruled, clause.ruled_fall = far, fall
        final: Bound = "range" if upper is not None else said or bound or ("approx" if more else None) or far or "eq"
        if bound == "lt" and upper is None:
            final = "lt"
        if unit is NO_UNIT:
            doubts.append("unit.none")
        if number.written == "一":
            doubts.append("count.one")
        form = "tenths" if unit.times == 10 else number.form
        end = number.end + len(after_word) if said else number.end
        if fall:
            value, upper = -value, None if upper is None else -upper
        self.put(quote, end, value, upper, name, final, form, doubts)

    def from_head(self, number: Number) -> tuple[Unit, int]:
        """The unit that a column's head gives a bare number, and what its 万 or 亿 multiplies it by."""
        assert self.head is not None
        scale, unit = self.head
        unit = unit or NO_UNIT
        return unit, (1 if number.scale else SCALES[scale]) * unit.times

    def is_minus(self, unit: Unit, start: int, in_cell: bool) -> bool:
        """Whether the dash before a number is its sign: 同比-3.5%."""
        ahead = self.text[start - 2 : start - 1] if start - 1 > self.start else ""
        return in_cell or unit.kind == "share" or unit.name == "百分点" or ahead in ("", *"长率幅比为达 ")

    def is_rate_base(self, count: Count, before: str) -> bool:
        """Whether the number is what a rate is said of, or its "one".

        每1学分, 每10万人; the 一个点 of 每150亩一个点, the 1学时 of 以45分钟为1学时.
        """
        if before == "每":
            if count.unit.kind == "time":
                return True
            self.rate = count.end
            return count.value == 1 or (bool(count.scale) and count.unit.name in ("人", "户"))
        if count.value != 1 or count.lead or count.after:
            return False
        if count.start == self.rate:
            return True
        if before not in ("为", "折", "计", "算") or not self.out:
            return False
        return self.text[self.out[-1].start - 1 : self.out[-1].start] in ("以", "每")

    def flush(self, last: Number) -> None:
        """Give the bare numbers of a list the unit, and 万 or 亿, of its last number: 5、6和7家, 30、20、10万元."""
        waiting, self.waiting = self.waiting, []
        if not waiting or not self.next <= last.start <= self.next + 1:
            return
        unit = last.unit
        for one in waiting:
            value = one.numeral.value
            if unit.kind == "time" and is_year_number(one.written):
                continue
            # 5000、8000和1万元: a number far above the last one's has its 万 written out.
            share_scale = bool(last.scale) and value < 1000 and value < last.numeral.value * 100
            size = (SCALES[last.scale] if share_scale else 1) * unit.times
            far = self.clause.from_afar(one.start, unit)
            fall = self.clause.falls(one.start, unit.name)
            self.clause.ruled, self.clause.ruled_fall = far, fall
            bound: Bound = "approx" if one.more else far or "eq"
            value *= -size if fall else size
            self.put(one.start, one.end, value, None, unit.name or None, bound, "list", ["unit.shared"])

    # -- other ways to write a number ------------------------------------------------------------------------

    def vague(self, found: re.Match[str]) -> None:
        """翻一番, 一半, 过半; 半年."""
        word, start, end = found[0], found.start(), found.end()
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
        if start > self.start and self.text[start - 1] in "上下前后大多每一两过":
            return
        self.waiting.clear()
        self.measured(Number("半", Numeral(_HALF), "", "", unit, start, end), _HALF, None, after_word)

    def special(self, form: forms.Form | None, after_word: str) -> None:
        """A figure with a way of writing of its own; two fractions may make a range (百分之五至百分之十)."""
        self.waiting.clear()
        if form is None:
            return
        text, clause, start, end, value = self.text, self.clause, form.start, form.end, form.value
        unit = form.unit or NO_UNIT
        quote = clause.lead(start)
        touched = clause.cue.touch if quote < start else None
        said = clause.after(after_word, unit, end + len(after_word))
        if said:
            end += len(after_word)
        majority = form.form == "half" and (clause.share == "ge" or touched == "ge") and text.startswith("半数", start)
        far = clause.from_afar(quote, unit, fraction=True) if touched is None and said is None and form.unit else None
        fall = clause.falls(quote, unit.name) if form.unit else False
        clause.ruled, clause.ruled_fall = far, fall
        # A majority is more than half (超过到会委员半数); 过半 and 半数以上 hold the half.
        bound: Bound = "gt" if majority and not said else said or touched or form.bound or far or "eq"
        value = -value if fall else value
        last = self.out[-1] if self.out else None
        joined = last is not None and last.end == start - 1 and text[start - 1] in "至到-—~～"
        if last and joined and last.form == form.form == "fraction" and last.unit == unit.name:
            self.out[-1] = Amount(last.start, end, last.value, value, unit.name, "range", form.form, last.doubts)
            return
        self.put(quote, end, value, None, unit.name or None, bound, form.form, [] if form.unit else ["unit.none"])

    def put(
        self,
        start: int,
        end: int,
        value: Decimal,
        upper: Decimal | None,
        unit: str | None,
        bound: Bound,
        form: str,
        doubts: list[str],
    ) -> None:
        amount = Amount(start, end, value, upper, unit, bound, form, doubts)
        self.clause.before = amount
        self.out.append(amount)
