"""Every figure in a text that measures something: its span, value, unit and bound."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from luoshi.reading import amount_filters as filters
from luoshi.reading.amount_grammar import after, master
from luoshi.reading.amount_words import Cue, Unit, afters, column_unit, cues, unit_pattern, units
from luoshi.reading.model import Bound
from luoshi.reading.numerals import SCALES, Numeral, arabic, chinese
from luoshi.reading.structure import Amount

_NO_CUE = Cue()
_NO_UNIT = Unit("", "none")
_HUNDRED = Decimal(100)
_SENTENCE = frozenset("。；;！!？?\n|")
_LIST = frozenset("、和及与或,，")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@")
_ROUND = frozenset("百千万亿")
_FALL_TOUCHING = frozenset("减降少低")
_NO_FALL = ("至少", "最少", "不少", "最低", "缺少", "不低", "较少", "较低", "多少", "不减", "加减", "偏少", "偏低", "年少", "青少")
_TO = frozenset("到至为成")
_FALL_STOPS = re.compile("[到至达有为是的按]")
_RANK = re.compile(r"(?:居|列|排名?|名列|位次|跻身|进入|升至|前移至|获)[^，。；、]{0,10}$")
_RATIO = re.compile(r"比例?[^，。；]{0,6}$|[按配例]$|配比|配套|搭配|比值")
_CLOCK = re.compile(r"[0-5]\d$")
_SHARED_POINT = re.compile(r"[和、及至]\d{0,4}(?:\.\d{1,4})?个百分点")
_LIST_ONLY = re.compile(r"[、和及与,，的分别 ]{0,4}")
_AS_ONE = frozenset("为折计算")


def scan(text: str, start: int, end: int, column: str | None = None) -> list[Amount]:
    """Every figure in ``text[start:end]`` that measures something, in order. Linear in the span.

    Args:
        text: the whole text; a figure's neighbours outside the span are not looked at.
        start: first code point of the span.
        end: one past its last.
        column: the words of a table column's head, for a cell: a bare number takes unit and 万 or 亿 from it
            (``产值（万元）``, ``占比(%)``).

    Returns:
        Amounts with exact spans; spans never overlap. Source of the rules: gold/GUIDE.md, "Settled cases".
    """
    head: tuple[str, Unit | None] | None = None
    if column:
        head = column_unit(column)
        if head is None:
            return []
    return _Scan(text, start, end, head).run()


@cache
def _unit_at() -> re.Pattern[str]:
    return re.compile(unit_pattern())


class _Side:
    """One number of a match: as written, its value, its unit."""

    __slots__ = ("at", "end", "more", "numeral", "scale", "stop", "unit", "written")

    def __init__(self, written: str, more: str, scale: str, unit: Unit, at: int, end: int) -> None:
        self.written = written
        self.more = more
        self.scale = scale
        self.unit = unit
        self.at = at
        self.end = end
        if written[0] in _DIGITS:
            value = arabic(written)
            self.numeral = None if value is None else Numeral(value)
        else:
            self.numeral = chinese(written)

    @property
    def arabic(self) -> bool:
        return self.written[0] in _DIGITS

    @property
    def round(self) -> bool:
        """百, 千万, 亿 with no number before them."""
        return self.written[0] in _ROUND


class _Scan:
    """One pass over a span: what was said so far in the clause, and the amounts found."""

    def __init__(self, text: str, start: int, end: int, head: tuple[str, Unit | None] | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.head = head
        self.out: list[Amount] = []
        self.pending: list[tuple[int, int, Numeral, str]] = []  # bare numbers of a list that waits for its unit
        self.next = -1  # where the list goes on
        self.clause = start
        self.touch = self.touch_end = -1  # the cue word last read
        self.cue = _NO_CUE
        self.reach: Bound | None = None
        self.share: Bound | None = None
        self.fall = -1  # where the verb of a fall ended
        self.hope = False
        self.rate = -1  # where the base of a rate ended (每150亩|一个点)
        self.ruling: tuple[Bound | None, bool] = (None, False)  # bound from afar and fall of the amount before

    def run(self) -> list[Amount]:
        for found in master().finditer(self.text, self.start, self.end):
            kind = found.lastgroup
            if kind == "cut":
                self.cut(found.start())
            elif kind == "cue":
                self.heed(found.group(), found.start(), found.end())
            elif kind == "number":
                self.number(found)
            elif kind == "vague":
                self.vague(found)
        return self.out

    def cut(self, at: int) -> None:
        self.clause = at + 1
        self.reach = self.share = None
        self.fall = -1
        if self.text[at] in _SENTENCE:
            self.hope = False

    def heed(self, word: str, at: int, end: int) -> None:
        cue = cues()[word]
        self.cue, self.touch, self.touch_end = cue, at, end
        if cue.reach:
            self.reach = cue.reach
        if cue.share:
            self.share = cue.share
        if cue.change == "fall":
            past = end + 1 if self.text[end : end + 1] == "了" else end
            self.fall = -1 if self.text[past : past + 1] in _TO and past < self.end else past
        elif cue.change:
            self.fall = -1
        if cue.hope:
            self.hope = True

    # -- numbers ---------------------------------------------------------------------------------------------

    def side(self, found: re.Match[str], name: str) -> _Side | None:
        written, more, scale, more_too, unit = found.group(name, f"{name}m", f"{name}s", f"{name}n", f"{name}u")
        if written is None:
            return None
        kind = _NO_UNIT
        if unit is not None:
            kind = units().get(unit) or self.per(unit)
        last = f"{name}u" if unit is not None else f"{name}n" if more_too else f"{name}s" if scale else f"{name}m" if more else name
        return _Side(written, more or more_too or "", scale or "", kind, found.start(name), found.end(last))

    @staticmethod
    def per(unit: str) -> Unit:
        one, other = unit.replace("／", "/").split("/", 1)
        return Unit(f"{units()[one].name}/{units()[other].name}", "measure")

    def number(self, found: re.Match[str]) -> None:
        text, at = self.text, found.start("a")
        if found.group("part") is not None:
            self.fraction(found)
            return
        first = self.side(found, "a")
        if first is None or first.numeral is None:
            self.pending.clear()
            return
        if first.unit is _NO_UNIT and not first.scale and (found.group("ratio") or found.group("slash")):
            self.ratio(found)
            return
        second = self.side(found, "b")
        after_word = found.group("after") or ""
        before = text[at - 1] if at > self.start else ""
        if before in _LETTERS and first.unit.kind != "share" and not first.scale:
            return
        if second is not None and second.numeral is not None:
            if self.range(first, second, after_word, before):
                return
            self.single(first, "", before)
            self.single(second, after_word, text[second.at - 1])
            return
        self.single(first, after_word, before)

    def range(self, first: _Side, second: _Side, after_word: str, before: str) -> bool:
        """Two numbers with a dash between them; False where they are two amounts."""
        assert first.numeral is not None and second.numeral is not None
        unit = second.unit
        if first.unit is not _NO_UNIT and (first.unit.name != unit.name or before in ("由", "从")):
            return False
        if first.unit is not _NO_UNIT and self.text[max(self.start, first.at - 1) : first.at] in ("由", "从"):
            return False
        scale = second.scale
        if first.scale or first.numeral.value > second.numeral.value:
            scale = first.scale
        low = first.numeral.value * SCALES[scale] * unit.times
        high = second.numeral.value * SCALES[second.scale] * unit.times
        if high <= low or unit.kind == "stop" or (unit is _NO_UNIT and not second.scale and not self.cell(first.at, second.end)):
            if unit.kind == "stop" or high > low:
                self.pending.clear()
                return True
            return False
        if self.is_year(first, unit) or self.is_year(second, unit):
            return True
        self.measured(first, unit, low, high, second.end, after_word, before, bool(second.more))
        return True

    def is_year(self, side: _Side, unit: Unit) -> bool:
        return unit.name == "年" and side.arabic and len(side.written) == 4 and side.written[0] in "12"

    def single(self, side: _Side, after_word: str, before: str) -> None:
        if side.numeral is None:
            return
        unit = side.unit
        if unit.kind == "stop":
            self.pending.clear()
            self.named(side, before)
            return
        numeral = side.numeral
        if unit is _NO_UNIT and not side.scale:
            if self.bare(side, after_word, before):
                return
        size = SCALES[side.scale] * unit.times
        value = numeral.value * size
        upper = None if numeral.upper is None else numeral.upper * size
        if unit.name == "%" and unit.times == 10:
            value, side.end = self.tenths(side, value)
        if unit.half:
            value += Decimal("0.5")
        elif unit.kind in ("time", "measure", "count") and self.text[side.end : min(side.end + 1, self.end)] == "半" and unit.name in _HALVES:
            value += Decimal("0.5") * SCALES[side.scale]
            side.end += 1
            found = after().match(self.text, side.end, self.end)
            after_word = found.group() if found else ""
        self.measured(side, unit, value, upper, side.end, after_word, before, bool(side.more) or unit.more or numeral.vague)

    def tenths(self, side: _Side, value: Decimal) -> tuple[Decimal, int]:
        """一成二 → 12 %, 一成半 → 15 %, 八五折 → 85 %."""
        text, end = self.text, side.end
        follow = text[end : min(end + 1, self.end)]
        if text[end - 1] == "成" and follow == "半":
            return value + 5, end + 1
        if text[end - 1] == "成" and follow and follow in "一二三四五六七八九" and text[end + 1 : end + 2] not in _HALVES | {"个", "家", "成"}:
            one = chinese(follow)
            return value + (one.value if one else 0), end + 1
        return value, end

    def bare(self, side: _Side, after_word: str, before: str) -> bool:
        """A number without a unit: True where nothing is to be made of it now."""
        text, end = self.text, side.end
        if side.arabic and self.cell(side.at, end + len(after_word)):
            return False
        if side.numeral is None:
            return True
        follow = text[end : min(end + 1, self.end)]
        if follow == "大" and (before == "第" or before == "了"):
            self.grand(side, before)
            return True
        if before == "第" and self.rank(side, follow):
            return True
        if follow in _LIST and follow and not self.marker(side.at, end, follow):
            if side.at != self.next:
                self.pending.clear()
            if before != "第":
                self.pending.append((side.at, end, side.numeral, side.more))
                self.next = end + 1
            return True
        self.pending.clear()
        if before == "前" and follow in _ENDS and _RANK.search(text, max(self.clause, side.at - 14), side.at - 1):
            self.put(side.at - 1, end, side.numeral.value, None, None, "le", "arabic" if side.arabic else "chinese", ["unit.none"])
            return True
        lead = self.cue.touch if self.touch_end == side.at else None
        if side.round and (before in ("上", "过") or lead):
            return follow in ("分", "") or follow in _ENDS
        if side.arabic and (lead or after_word in _PLAIN_AFTER) and not filters_year(side):
            return follow in _LETTERS and follow != ""
        if side.arabic and "." in side.written and text.endswith(("达", "达到", "为", "至", "到", "系数", "指数"), max(self.clause, side.at - 2), side.at):
            return follow not in _ENDS
        if side.more and (side.round or len(side.written) > 1):
            return follow in _ENDS
        return True

    def cell(self, at: int, end: int) -> bool:
        """Whether a number fills a table's cell, but for a sign or a bound word."""
        if self.head is None:
            return False
        text = self.text
        if text[end : self.end].strip():
            return False
        lead = text[self.start : at].strip()
        return not lead or lead in "-−－+＋≥≤<>＜＞约近" or (lead in cues())

    def marker(self, at: int, end: int, follow: str) -> bool:
        """``1、`` or ``一、`` that opens a line or an item."""
        if follow != "、" or end - at > 2:
            return False
        place = at - 1
        while place >= self.start and self.text[place] in " \u3000\t":
            place -= 1
        return place < self.start or self.text[place] in "\n。；;"

    def named(self, side: _Side, before: str) -> None:
        """A number before a word that makes it a name or a date; 前十大, 第3大 are ranks."""

    def grand(self, side: _Side, before: str) -> None:
        """第3大 is a rank; 建立了十大平台 counts, 实施了五大行动 is a set's name."""
        end = side.end + 1
        count = self.count(side, Unit("大", "count"), end, "", "")
        if before == "了" and filters.is_listed(count):
            return
        assert side.numeral is not None
        self.put(side.at, end, side.numeral.value, None, None, "eq", "arabic" if side.arabic else "chinese", ["unit.none"])

    def rank(self, side: _Side, follow: str) -> bool:
        """居全省第一: a rank without a unit."""
        if follow not in _ENDS or not _RANK.search(self.text, max(self.clause, side.at - 14), side.at - 1):
            return False
        assert side.numeral is not None
        self.put(side.at, side.end, side.numeral.value, None, None, "eq", "arabic" if side.arabic else "chinese", ["unit.none"])
        return True

    # -- one number with its unit ----------------------------------------------------------------------------

    def count(self, side: _Side, unit: Unit, end: int, lead: str, after_word: str) -> filters.Count:
        value = side.numeral.value if side.numeral else None
        whole = int(value) if value is not None and value == value.to_integral_value() else None
        return filters.Count(self.text, self.start, self.end, side.at, end, side.written + side.more, whole, unit, lead, after_word)

    def measured(
        self, side: _Side, unit: Unit, value: Decimal, upper: Decimal | None, end: int, after_word: str, before: str, more: bool
    ) -> None:
        """An amount whose number and unit are known: is it one, how far does it reach, what bounds it?"""
        text, at = self.text, side.at
        lead_at, lead = at, ""
        if self.touch_end == at or (self.touch_end == at - 1 and text[at - 1] == " "):
            if self.cue.touch:
                lead_at, lead = self.touch, text[self.touch : self.touch_end]
        if before == "第" and unit.name not in ("位", "名"):
            self.pending.clear()
            return
        scale = ""
        doubts: list[str] = []
        if unit is _NO_UNIT and self.head is not None and self.cell(at, end + len(after_word)):
            scale, unit = self.head[0] if not side.scale else "", self.head[1] or _NO_UNIT
            doubts.append("unit.column")
        if unit.name == "块" and text[end : end + 1] in _ENDS:
            unit = units()["元"]
        said = after_word if after_word in afters() or self.odd_after(after_word, unit, end + len(after_word)) else ""
        count = self.count(side, unit, end, lead, said)
        if not self.counts(side, count, unit, before, upper):
            self.pending.clear()
            return
        if scale or (doubts and unit.times != 1):
            size = SCALES[scale] * unit.times
            value, upper = value * size, None if upper is None else upper * size
        if side.round and before in ("上", "过"):
            lead_at, lead = at - 1, before
        self.flush(at, unit, side.scale, side.numeral)
        name: str | None = unit.name
        if name == "个" and _SHARED_POINT.match(text, end, self.end):
            name = "百分点"
        bound, end, lead_at, far = self.bound(side, unit, end, after_word, lead, lead_at, upper is not None, more, before)
        if self.falls(lead_at, name, far):
            value, upper = (-value, None if upper is None else -upper)
        elif text[at - 1 : at] in ("-", "−", "－", "﹣") and at > self.start and lead_at == at and (
            unit.kind == "share" or name == "百分点" or doubts or text[at - 2 : at - 1] in "长率幅比为达 "
        ):  # fmt: skip
            value, lead_at = -value, at - 1
            upper = None if upper is None else -upper
        form = "arabic" if side.arabic else "tenths" if unit.times == 10 else "vague" if more or side.round else "chinese"
        if side.written == "一":
            doubts.append("count.one")
        if unit.kind == "time":
            doubts.append("span.period")
        if unit is _NO_UNIT:
            doubts.append("unit.none")
        self.put(lead_at, end, value, upper, name or None, bound, form, doubts)

    def counts(self, side: _Side, count: filters.Count, unit: Unit, before: str, upper: Decimal | None) -> bool:
        """Whether this is an amount at all."""
        if side.round and not (count.lead or before in ("上", "过", "近", "超") or side.more or side.written[0] in "数几"):
            return False
        if before == "上" and side.round and self.text[side.at - 2 : side.at - 1] in "以网线会路市身":
            return False
        if filters.is_year(count):
            return False
        text = self.text
        if before == "每" and (count.value == 1 or unit.kind == "time" or (side.scale and unit.name in ("人", "户"))):
            if unit.kind != "time":
                self.rate = count.end
            return False
        if before == "每":
            self.rate = count.end
        elif count.value == 1 and not count.lead and not count.after:
            if 0 <= side.at - self.rate <= 1:
                return False
            if before in _AS_ONE and self.out and text[self.out[-1].start - 1 : self.out[-1].start] in ("以", "每"):
                return False
        if unit.kind == "time" and filters.is_span(count, self.clause):
            return False
        if before in _DIGITS or before == "/" or filters.is_meeting(count):
            return False
        if unit.name == "分" and before in ("时", "点", ":", "："):
            return False
        if unit.name == "分" and side.written in ("十", "万", "百", "千"):
            return before in ("满", "加", "扣", "得", "记", "计")
        if unit.kind in ("count", "measure") or unit.name == "大":
            if filters.is_listed(count):
                return False
            if side.written == "一" and upper is None and filters.is_article(count):
                return False
            if not side.arabic and filters.is_rank_or_set(count):
                return False
        return True

    def bound(
        self, side: _Side, unit: Unit, end: int, after_word: str, lead: str, lead_at: int, ranged: bool, more: bool, before: str
    ) -> tuple[Bound, int, int, Bound | None]:
        """The bound, the quote's end and start, and the bound that came from afar."""
        text = self.text
        bound: Bound | None = self.cue.touch if lead and lead not in ("上", "过") else "ge" if lead else None
        said = afters().get(after_word)
        if after_word and said is None:
            said = self.odd_after(after_word, unit, end + len(after_word))
        if said is not None:
            end += len(after_word)
        if before in ("前", "后") and unit.name in ("位", "名", "%") and lead_at == side.at:
            lead_at, bound = lead_at - 1, "le"
        far: Bound | None = None
        if bound is None and said is None:
            far = self.from_afar(lead_at, unit)
        if ranged:
            return "range", end, lead_at, far
        if said == "ge" and bound == "lt":
            said = None
        return said or bound or ("approx" if more else None) or far or "eq", end, lead_at, far

    def odd_after(self, word: str, unit: Unit, past: int) -> Bound | None:
        """余, 多, 内, 起, 强 behind a unit bound only some units."""
        if word == "内":
            return "le" if unit.kind == "time" else None
        if not word:
            return None
        if word in ("余", "多"):
            return "approx" if unit.kind in ("time", "share", "measure") or unit.name in ("倍", "岁") else None
        if word == "起":
            follow = self.text[past : min(past + 1, self.end)]
            return "ge" if follow in _ENDS and unit.kind != "time" else None
        return "approx" if unit.kind == "share" else None

    def from_afar(self, at: int, unit: Unit) -> Bound | None:
        """A bound whose word stands apart: 至少建立1家, 不低于总额的3%, 力争…达19件."""
        text = self.text
        if self.out and self.ruling[0] and self.out[-1].end >= self.clause and _LIST_ONLY.fullmatch(text, self.out[-1].end, at):
            return self.ruling[0]
        if self.reach:
            reach, self.reach = self.reach, None
            if at > self.touch_end - 1:
                return reach
        if self.share and unit.kind == "share":
            share, self.share = self.share, None
            if text[at - 1 : at] == "的" or unit.times == 10:
                return share
        if self.hope and self.cue.reached and self.touch_end == at:
            return "ge"
        return None

    def falls(self, at: int, unit: str | None, far: Bound | None) -> bool:
        """Whether the figure is a fall."""
        text = self.text
        fall = False
        if self.fall >= 0 and at >= self.fall:
            between = text[self.fall : at]
            fall = len(between) <= 14 and not _FALL_STOPS.search(between)
            self.fall = -1
        elif text[max(self.start, at - 1) : at] in _FALL_TOUCHING and at > self.start:
            fall = text[max(self.start, at - 2) : at] not in _NO_FALL
        elif self.out and self.ruling[1] and self.out[-1].end >= self.clause - 1 and _LIST_ONLY.fullmatch(text, self.out[-1].end, at):
            fall = True
        self.ruling = (far, fall)
        return fall

    def flush(self, at: int, unit: Unit, scale: str, numeral: Numeral | None) -> None:
        """Give the bare numbers of a list the unit that its last number has: 5、6和7家."""
        if not self.pending:
            return
        if self.next == at or (self.next < at <= self.next + 1):
            for start, end, one, more in self.pending:
                shared = scale if scale and numeral is not None and one.value < 1000 and one.value < numeral.value * 100 else ""
                size = SCALES[shared] * unit.times
                if 1900 <= one.value <= 2100 and unit.kind == "time":
                    continue
                value = one.value * size
                far = self.from_afar(start, unit)
                fall = self.falls(start, unit.name, far)
                self.put(start, end, -value if fall else value, None, unit.name or None, "approx" if more else far or "eq", "list", ["unit.shared"])
        self.pending.clear()

    def put(self, start: int, end: int, value: Decimal, upper: Decimal | None, unit: str | None, bound: Bound, form: str, doubts: list[str]) -> None:
        self.out.append(Amount(start, end, value, upper, unit, bound, form, doubts))

    # -- other ways to write a number ------------------------------------------------------------------------

    def fraction(self, found: re.Match[str]) -> None:
        """三分之一, 百分之八十, 千分之二."""
        self.pending.clear()
        base, part = self.value(found.group("a")), self.value(found.group("part"))
        if not base or part is None:
            return
        at, end = found.start("a"), found.end("part")
        unit = {100: "%", 1000: "‰", 10000: "‱"}.get(int(base)) if base == int(base) else None
        value = part if unit else _share(part, base)
        self.special(at, end, value, units().get(unit or "%", Unit("‱", "share")), found.group("after") or "", "fraction")

    def ratio(self, found: re.Match[str]) -> None:
        """1:5 → 5; 2/5 → 40 %; a clock time or a date is neither."""
        self.pending.clear()
        text, at = self.text, found.start("a")
        before = text[at - 1] if at > self.start else ""
        if before in _LETTERS or before in _DIGITS or before in ("/", ".", "-", "—", ":", "：", "∶", "第", "表", "图", "件"):
            return
        first = arabic(found.group("a")) if found.group("a")[0] in _DIGITS else None
        if first is None:
            return
        slash = found.group("slash")
        if slash is not None:
            second = arabic(slash)
            if second and 0 < first < second and text[found.end("slash") : found.end("slash") + 1] not in ("月", "日"):
                self.special(at, found.end("slash"), _share(first, second), units()["%"], found.group("after") or "", "fraction")
            return
        written, end = found.group("ratio"), found.end("ratio")
        second = arabic(written)
        if second is None or len(written) > 6 or _unit_at().match(text, end, self.end):
            return
        clock = len(written) == 2 and _CLOCK.match(written) and first < 24
        if clock and not _RATIO.search(text[max(self.clause, at - 10) : at]):
            return
        if text[end : end + 1] in (":", "：", "∶"):
            return
        self.put(at, end, second, None, None, "eq", "ratio", ["unit.none"])

    def vague(self, found: re.Match[str]) -> None:
        """翻一番 → 2 倍, 一半 → 50 %, 半年 → 0.5 年."""
        self.pending.clear()
        word, at, end = found.group(), found.start(), found.end()
        if word[0] == "翻":
            doubled = found.group("doubled")
            power = self.value(doubled) if doubled else Decimal(1)
            bound: Bound = "approx" if "近" in word or "约" in word else "ge" if word[-1] in "多上余" or "超" in word or "逾" in word else "eq"
            lead = self.touch_end == at and self.cue.touch
            self.put(self.touch if lead else at, end, Decimal(2) ** int(power or 1), None, "倍", lead or bound, "doubling", [])
            return
        after_found = after().match(self.text, end, self.end)
        after_word = after_found.group() if after_found else ""
        if found.group("halved") is None:
            if word[0] == "过" and self.text[at - 1 : at] in ("通", "经", "超", "不", "间"):
                return
            self.special(at, end, Decimal(50), units()["%"], after_word, "half", "ge" if word[0] == "过" else None)
            return
        unit = units()[found.group("halved")]
        before = self.text[at - 1] if at > self.start else ""
        if before and before in "上下前后大多每一两过" or unit.kind == "stop" or unit.name == "成":
            return
        end = found.end("halved")
        after_found = after().match(self.text, end, self.end)
        side = _Side("一", "", "", unit, at, end)
        side.written = "半"
        self.measured(side, unit, Decimal("0.5"), None, end, after_found.group() if after_found else "", before, False)

    def special(self, at: int, end: int, value: Decimal, unit: Unit, after_word: str, form: str, own: Bound | None = None) -> None:
        """A share written in words or as a fraction; it may end a range or a list."""
        side = _Side("1", "", "", unit, at, end)
        before = self.text[at - 1] if at > self.start else ""
        lead_at, lead = at, ""
        if self.touch_end == at and self.cue.touch:
            lead_at, lead = self.touch, self.text[self.touch : at]
        bound, stop, lead_at, far = self.bound(side, unit, end, after_word, lead, lead_at, False, False, before)
        if bound == "eq" and own:
            bound = own
        if form == "half" and ("超过" in lead or (bound == "eq" and self.share == "ge")) and self.text[at : at + 2] == "半数":
            bound = "gt"  # a majority is more than half
        if self.falls(lead_at, unit.name, far):
            value = -value
        last = self.out[-1] if self.out else None
        if last and last.form == form == "fraction" and last.end == at - 1 and self.text[at - 1] in "至到-—~～" and last.unit == unit.name:
            self.out[-1] = Amount(last.start, stop, last.value, value, unit.name, "range", form, last.doubts)
            return
        self.put(lead_at, stop, value, None, unit.name, bound, form, [])

    @staticmethod
    def value(written: str) -> Decimal | None:
        if written[0] in _DIGITS:
            return arabic(written)
        numeral = chinese(written)
        return numeral.value if numeral else None


def _share(part: Decimal, base: Decimal) -> Decimal:
    """A fraction in per cent, two decimals."""
    return (part * _HUNDRED / base).quantize(Decimal("0.01")).normalize()


def filters_year(side: _Side) -> bool:
    return side.numeral is not None and len(side.written) == 4 and 1800 <= side.numeral.value <= 2200


_HALVES = frozenset("年 天 倍 亩 斤 小时 周 里 个月".split())
_ENDS = frozenset("，,。；;：:、！!？?）)】]|\n”\" 的") | {""}
_PLAIN_AFTER = frozenset("以上 及以上 以下 及以下 以内 之内 左右 上下".split())
