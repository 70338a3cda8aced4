"""Decide whether a number with a known unit is an amount, how far its quote extends, and what bounds it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from luoshi.reading import amount_forms as forms
from luoshi.reading.amount_clause import ENDS, Clause, turning_characters
from luoshi.reading.amount_filters import Count, is_amount, is_part_of_name
from luoshi.reading.amount_grammar import DIGITS, ROUND
from luoshi.reading.amount_numbers import NO_UNIT, NumberWithUnit, is_year_number
from luoshi.reading.amount_words import AmountUnit, amount_lexicon_words, load_amount_cues, unit_spellings
from luoshi.reading.model import Bound
from luoshi.reading.numerals import SCALES
from luoshi.reading.structure import MeasuredAmount
from luoshi.reading.words import lazy_pattern

Head = tuple[str, AmountUnit | None]

OVER = frozenset("上过")  # 上百, 过亿元: a bound only before a round number
_SUMS = frozenset("额值量数产资入模")  # before 过
_ACTS = ("次", "回", "期", "场", "场次", "遍")  # 一 before these is a count, whatever follows
_MINUS = frozenset("-−－﹣")
_FRONT = frozenset("前后末")  # 前3位, 末三位
_NO_FRONT = frozenset("滞落年月期周季岁")  # 落后3位, 年末3名
_SHARED = ("分别", "各", "均", "依次")  # before a bound that touches the first item of a list and applies to all
# Signs before a number that it may not be an amount (以下3点, 每10万人, 六届2次会议, 8点30分).
_SUSPECT = DIGITS | frozenset("第/×每上了下列面这那届大会协时点:：")
_BASE = lazy_pattern("(?:每(?![年月季周旬天日半两三四五六])[一-龥]{1,6}|[缺迟漏少错逾][一-龥]{0,2})$")
_SCORES = lazy_pattern("[一-龥]{0,4}[，,]?[一-龥]{0,4}?[加扣减得奖补][0-9一二两三五十百千]")
_PIECE = 12  # code points before 块 in which its counted thing is looked for
_MONEY = lazy_pattern("[元钱收补奖挣卖花费价摊均罚资税款利本]")
_CELL = 20  # code points beside a number that fills its cell
_AND = frozenset("、和与及或至")


@cache
def _pieces() -> re.Pattern[str]:
    return lazy_pattern("|".join(amount_lexicon_words("units", "pieces")))


@cache
def _listed() -> frozenset[str]:
    """Return count words after which even a number in digits may announce a list: 8个方面."""
    return frozenset(amount_lexicon_words("not_amounts", "list_units"))


@cache
def _openings() -> frozenset[str]:
    """Return the first characters of the words of such a list."""
    return frozenset(word[0] for word in amount_lexicon_words("not_amounts", "announced"))


@cache
def _telling() -> frozenset[str]:
    """Return the characters before a number that qualify it, or show that it may not be an amount."""
    return _SUSPECT | OVER | _FRONT | _MINUS | turning_characters() | {"、"}


class Measuring:
    """The clause being read, and the amounts found so far."""

    next = -1  # where the list of bare numbers continues
    rate = -1  # where the base of a rate ended (每150亩|一个点)

    def __init__(self, text: str, start: int, end: int, head: Head | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.head = head
        self.out: list[MeasuredAmount] = []
        self.clause = Clause(text, start, end)
        self.waiting: list[tuple[NumberWithUnit, int, int]] = []  # the bare numbers of a list that still lacks its unit

    def add_measured(
        self, number: NumberWithUnit, start: int, end: int, value: Decimal, upper: Decimal | None, after_word: str
    ) -> None:
        """Add an amount for a number with a unit, or for a bare one that is known to measure; otherwise skip it."""
        text, unit, clause = self.text, number.unit, self.clause
        doubts: list[str] = []
        if unit.name == "块" or unit is NO_UNIT:
            unit = self.understood(number, start, end, len(after_word))
            if unit is not number.unit:
                if number.unit is NO_UNIT and number.scale != "个亿":
                    doubts.append("unit.column")
                    size = (1 if number.scale or self.head is None else SCALES[self.head[0]]) * unit.times
                    value, upper = value * size, None if upper is None else upper * size
                number = number._replace(unit=unit)
        quote = clause.lead(start) if clause.touch_end >= start - 1 else start
        before = text[start - 1] if start > self.start else ""
        lead = text[quote:start] if quote < start else ""
        if before in OVER and not lead and (number.written[0] in ROUND or self.goes_over(number, start)):
            lead = before
        past = end + len(after_word)
        said = clause.after(after_word, unit, past) if after_word else None
        if not self.counts(number, start, end, before, lead, after_word if said else ""):
            if quote < start:
                clause.reach = None  # 最多一天接待1200人: it does not bound an amount
            self.waiting.clear()
            return
        if self.waiting:
            self.flush(number, start)
        elif self.out and self.out[-1].unit is None and unit is not NO_UNIT:
            self.share_unit(start, unit)
        name = unit.name or None
        bound: Bound | None = None
        if lead:
            bound = clause.cue.touch if quote < start else "ge"
            quote = min(quote, start - len(lead))
            clause.reach = clause.share = None
        elif before in _FRONT and name in ("位", "名", "%") and text[start - 2 : start - 1] not in _NO_FRONT:
            bound, quote = "le", start - 1
        far: Bound | None = None
        fall = False
        if clause.speaks or before in clause.turns:
            far = clause.from_afar(quote, unit) if bound is None and said is None else None
            fall = clause.falls(quote, name) and not (name == "分" and before in ("减", "扣"))
        if before in _MINUS and quote == start and self.is_minus(unit, start, "unit.column" in doubts):
            fall, quote = True, start - 1
        if far or fall or clause.speaks:
            shared = quote < start and text.endswith(_SHARED, max(self.start, quote - 2), quote)
            clause.rule(bound if shared else far, fall)
        final: Bound
        if upper is not None:
            final = "range"
        elif bound == "lt":
            final = "lt"
        else:
            more = number.more or unit.more or number.numeral.vague
            final = said or bound or ("approx" if more else None) or far or "eq"
        if unit is NO_UNIT:
            doubts.append("unit.none")
        if number.written == "一" and unit.kind == "count" and name not in _ACTS:
            doubts.append("count.one")
        if fall:
            value, upper = -value, None if upper is None else -upper
        form = "tenths" if unit.times == 10 else number.form
        self.add_amount(quote, past if said else end, value, upper, name, final, form, doubts)

    def alone(self, unit: AmountUnit, start: int, end: int, before: str) -> bool:
        """Check whether nothing around a clear number affects it, so that it is an amount as written."""
        clause = self.clause
        if clause.speaks or before in _telling() or clause.touch_end >= start - 1 or self.waiting:
            return False
        if self.out and self.out[-1].unit is None:
            return False
        if is_part_of_name(self.text, start, end, self.end, unit.name):
            return False
        return unit.kind != "count" or unit.name not in _listed() or _openings().isdisjoint(self.text[end : end + 6])

    def goes_over(self, number: NumberWithUnit, start: int) -> bool:
        """Check whether 过 before a large number is a bound: 签约额过3亿元; not 通过3项."""
        return bool(number.scale) and self.text[start - 2 : start - 1] in _SUMS

    def counts(self, number: NumberWithUnit, start: int, end: int, before: str, lead: str, after_word: str) -> bool:
        """Check whether a number with its unit measures something; plain ones need no filters."""
        if before == "、" and "第" in self.text[max(self.start, start - 4) : start]:  # 第二、三名
            return False
        if is_part_of_name(self.text, start, end, self.end, number.unit.name):
            return False
        if number.plain and before not in _SUSPECT and number.written not in ("1", "１"):
            unit = number.unit
            if unit.kind != "count" or unit.name not in _listed() or _openings().isdisjoint(self.text[end : end + 6]):
                return True
        count = Count(self.text, self.start, self.end, number, start, end, lead, after_word)
        return is_amount(count, self.clause.begin) and not self.is_rate_base(count, before)

    def understood(self, number: NumberWithUnit, start: int, end: int, tail: int) -> AmountUnit:
        """Return the unit of a number without one, or of 块: 3个亿 is money, and so is 20块 at the end of a clause."""
        if number.unit is NO_UNIT:
            if number.scale == "个亿":
                return unit_spellings()["元"]
            if self.head is not None and self.fills_cell(start, end + tail):
                return self.head[1] or NO_UNIT
        elif self.text[end : end + 1] in ENDS and not self.counts_pieces(start):
            return unit_spellings()["元"]
        return number.unit

    def counts_pieces(self, start: int) -> bool:
        """Check whether 块 counts things: one is named in the clause, or shortly before without money since."""
        text, begin = self.text, self.clause.begin
        if _pieces().search(text, max(begin, start - _PIECE), start):
            return True
        return not _MONEY.search(text, begin, start) and bool(_pieces().search(text, max(0, start - _PIECE), start))

    def fills_cell(self, start: int, end: int) -> bool:
        """Check whether a number fills a table cell, except for a sign or a bound word."""
        if self.head is None or self.end - end > _CELL or start - self.start > _CELL:
            return False
        if self.text[end : self.end].strip():
            return False
        lead = self.text[self.start : start].strip()
        return not lead or lead in "-−－+＋" or lead in load_amount_cues()

    def is_minus(self, unit: AmountUnit, start: int, in_cell: bool) -> bool:
        """Check whether the dash before a number is its sign: 同比-3.5%."""
        ahead = self.text[start - 2 : start - 1] if start - 1 > self.start else ""
        return in_cell or unit.kind == "share" or unit.name == "百分点" or ahead in ("", *"长率幅比为达 ")

    def is_rate_base(self, count: Count, before: str) -> bool:
        """Check whether the number is the base of a rate, or its "one".

        每1学分, 每10万人; the 一个点 of 每150亩一个点, the 1学时 of 以45分钟为1学时, the 一斤 of 4块钱一斤, the 1场 of
        每增加1场加2分.
        """
        if before == "每":
            if count.unit.kind == "time":
                return True
            self.rate = count.end
            return count.value == 1 or (bool(count.scale) and count.unit.name in ("人", "户"))
        if count.value != 1 or count.lead or count.after:
            return False
        if _BASE.search(self.text, max(self.clause.begin, count.start - 8), count.start):
            return count.unit.kind == "count" and _SCORES.match(self.text, count.end, self.end) is not None
        if count.start == self.rate:
            return True
        if not self.out:
            return False
        last = self.out[-1]
        if last.end == count.start and last.unit in ("元", "角"):
            return True
        return before in ("为", "折", "计", "算") and self.text[last.start - 1 : last.start] in ("以", "每")

    def share_unit(self, start: int, unit: AmountUnit) -> None:
        """Give list items in 万 or 亿 without a unit the unit at the end of the list: 20万、30万、50万元."""
        at = len(self.out) - 1
        while at >= 0:
            one = self.out[at]
            if one.unit is not None or one.end != start - 1 or self.text[one.end] not in _AND:
                break
            if self.text[one.end - 1] not in "万亿":
                break
            value = one.value * unit.times
            self.out[at] = MeasuredAmount(
                one.start, one.end, value, one.upper, unit.name, one.bound, "list", ["unit.shared"]
            )
            start, at = one.start, at - 1

    def flush(self, last: NumberWithUnit, start: int) -> None:
        """Give the bare numbers of a list the unit, and 万 or 亿, of its last number: 5、6和7家, 30、20、10万元."""
        waiting, self.waiting = self.waiting, []
        gap = start - self.next
        if gap != 0 and (gap != 1 or self.text[self.next - 1] in "，,"):
            return
        unit = last.unit
        for number, begin, end in waiting:
            value = number.numeral.value
            if unit.kind == "time" and is_year_number(number.written):
                continue
            # 5000、8000和1万元: a number far above the last one is already in full.
            share_scale = bool(last.scale) and value < 1000 and value < last.numeral.value * 100
            size = (SCALES[last.scale] if share_scale else 1) * unit.times
            far = self.clause.from_afar(begin, unit)
            fall = self.clause.falls(begin, unit.name)
            self.clause.rule(far, fall)
            bound: Bound = "approx" if number.more else far or "eq"
            value *= -size if fall else size
            self.add_amount(begin, end, value, None, unit.name or None, bound, "list", ["unit.shared"])

    def special(self, form: forms.SpecialNumber | None, after_word: str) -> None:
        """Add a number in a special form; two fractions may make a range (百分之五至百分之十)."""
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
        far = clause.from_afar(quote, unit, fraction=True) if touched is None and said is None and form.unit else None
        fall = clause.falls(quote, unit.name) if form.unit else False
        clause.rule(far, fall)
        bound: Bound = said or touched or form.bound or far or "eq"
        value = -value if fall else value
        last = self.out[-1] if self.out else None
        joined = last is not None and last.end == start - 1 and text[start - 1] in "至到-—~～"
        if last and joined and last.form == form.form == "fraction" and last.unit == unit.name:
            self.out[-1] = MeasuredAmount(
                last.start, end, last.value, value, unit.name, "range", form.form, last.doubts
            )
            return
        self.add_amount(
            quote, end, value, None, unit.name or None, bound, form.form, [] if form.unit else ["unit.none"]
        )

    def add_amount(
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
        """Add an amount to the result."""
        amount = MeasuredAmount(start, end, value, upper, unit, bound, form, doubts)
        self.clause.before = amount
        self.out.append(amount)
