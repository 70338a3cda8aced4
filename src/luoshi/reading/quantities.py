"""Turn amounts into quantities: what each figure measures, for whom, when, and with which aspect."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.reading.aspects import classify_aspect
from luoshi.reading.clauses import WINDOW, AmountPlace, iterate_amount_places
from luoshi.reading.indicators import name_indicator
from luoshi.reading.model import Aspect, Quantity, TextStatement
from luoshi.reading.quantity_roles import classify_quantity_role, starts_from
from luoshi.reading.reported_times import month_of_issue
from luoshi.reading.scopes import Scopes
from luoshi.reading.structure import DocumentFields, MeasuredAmount
from luoshi.reading.time_spans import DocumentTimes, since_base, times_in
from luoshi.reading.topics import Topic
from luoshi.reading.words import lazy_pattern

_CLAUSE = re.compile(r"[^，,；;。：:]{0,40}")
# A total, or a wider subject, ends what was said of each: 每个乡镇1个，全县|3个.
_TOTAL = re.compile(r"合计|共|总计|累计|全[省市县区州镇乡年]")
_ELSEWHERE = re.compile(r"全[市省国区](?:平均)?(?:是|为|只有|仅有)$")
# To whom conditions apply: by the words that open them, or by a heading that names only one group.
_ASKS = lazy_pattern(
    r"(?:^|[条，,；;。\s])(?:凡)?([^，,；;。：:（()\s第条]{2,10}?)(?:应当?|须|必须|需)?(?:同时)?"
    r"(?:符合|具备|满足)(?:以下|下列|如下)(?:基本)?条件"
)
_PARTY_OF = lazy_pattern(
    r"[^，,；;。、]{0,6}(?:企业|项目|单位|人员|专家|协会|学会|基地|机构|负责人|团队|带头人|合作社|农场|申请人|申报人|候选人|选手|教师|医生|学员)"
)
_PARTY_ENDS = frozenset("业目位员家会地构人队社场手师生")  # endings of the words found there
_SEMICOLON = ("；", ";")
_PAUSE = ("、", "和", "及")
# “For each” in a clause without a figure governs the next clause: 每改一座，省里补|400元.
_FOR_EACH = re.compile(
    r"(?:^|[，,；;。])(?:每(?!年|月|季|周|天|日|半|旬|届)|各(?!级|类|项|种|地|界|行业))[^，,；;。\d]{1,16}(?:\d{1,2}月(?:\d{1,2}日)?[^，,；;。\d]{1,16})?[，,]$"
)
_COMMA = ("，", ",")
_EACH = frozenset({"per", "frequency"})
_TIMED = frozenset({"target", "actual"})
_CHANGES = frozenset({"growth", "ratio"})
_TOTALS_KEPT = 4096  # maximum number of totals remembered for one document


@dataclass(slots=True)
class RunningContext:
    """What a document has said so far, before a figure: times, places, totals."""

    calendar: DocumentTimes
    scopes: Scopes
    totals: dict[tuple[Decimal, str | None], AmountPlace] = field(default_factory=dict)  # → its place in the text
    party: str = ""  # to whom the conditions of this part apply: 参评人员须同时符合下列条件
    part: str = ""  # the headings above, outermost first
    last: int = 0  # the end of the previous statement
    sentence: int = 0  # the start of the sentence: its times hold beyond its ；

    @classmethod
    def of(cls, fields: DocumentFields, text: str = "") -> RunningContext:
        """Return the context at the beginning of a document with these fields."""
        return cls(DocumentTimes(fields, issued=month_of_issue(text, fields)), Scopes.of(fields))

    def enter(self, text: str, statement: TextStatement, part: str, heading: str) -> None:
        """Move on to a statement under ``heading``; ``part`` holds all headings above, outermost first."""
        if part != self.part:
            self.part = part
            words = heading.rstrip("。：:") if len(heading) <= 12 else ""
            named = _PARTY_OF.fullmatch(words) if words[-1:] in _PARTY_ENDS else None
            self.party = named[0] if named else ""
        start, end = statement.start, statement.end
        words = text[start : end if end < start + 4 * WINDOW else start + 4 * WINDOW]
        if words.find("条件", 0, WINDOW) >= 0:
            asked = _ASKS.search(text, start, min(end, start + WINDOW))
            self.party = asked[1] if asked else self.party
        new = text.find("\n", self.last, start) >= 0
        if new or text[self.last - 1 : self.last] not in _SEMICOLON:
            self.sentence = start
        self.last = end
        self.calendar.enter(part, new)
        self.scopes.enter(words, new)
        self.calendar.hear(words, statement.role)

    def is_repeated_total(self, place: AmountPlace) -> bool:
        """Check whether the document gave this total before, of the same things, and remember it."""
        amount = place.amount
        if amount.unit == "%":
            return False
        key = (amount.value, amount.unit)
        before = self.totals.get(key)
        if len(self.totals) < _TOTALS_KEPT:
            self.totals[key] = place
        noun = place.right[:2]
        if before is None or len(noun) < 2 or amount.value < 5:
            return False
        return noun in before.right[:16] + before.left[-12:]


def qualify_amounts(
    text: str,
    statement: TextStatement,
    amounts: list[MeasuredAmount],
    fields: DocumentFields,
    index: int | None,
    topic: Topic,
    course: RunningContext | None = None,
) -> list[Quantity]:
    """Return one quantity for each amount of a statement, in order.

    Args:
        text: the document's text.
        statement: the statement that holds the amounts.
        amounts: in order.
        fields: what the document says of itself.
        index: the statement's number.
        topic: the topic of the paragraph; it is updated.
        course: what the document has said of times and places; it has already entered the statement.
    """
    if course is None:
        course = RunningContext.of(fields)
        course.enter(text, statement, topic.dated, topic.heading)
    if not amounts:
        return []
    out: list[Quantity] = []
    start, end, speaks = statement.start, statement.end, statement.role
    calendar = course.calendar
    previous: Quantity | None = None
    began: str | None = None  # the starting date of the figure that another one grew from
    breakdown = started = acts = False
    topic.begin(_CLAUSE.match(text, start, end)[0])  # type: ignore[index]
    if course.party and not topic.whole and speaks == "norm":
        topic.whole = course.party
    seen: dict[str | None, Aspect] = {}
    last = amounts[-1].start
    where = course.scopes.within(text[start:last])
    turn = 0
    part = text.find("分别", start, end)
    sharing = course.scopes.distributed_places(text[start : min(end, start + 2 * WINDOW)]) if part >= 0 else []
    begin = max(course.sentence, start - 4 * WINDOW)
    reach = min(end, last + WINDOW, begin + 6 * WINDOW)  # no time after the last figure counts
    times: list[re.Match[str]] | None = None  # matches in the text from begin to reach, searched on first use
    stand = list(iterate_amount_places(text, start, end, amounts))
    runs = _runs(stand)
    for place, run in zip(stand, runs, strict=True):
        amount, left, earlier = place.amount, place.left, place.earlier
        unit, at = amount.unit, amount.start
        same_unit = previous is not None and previous.unit == unit
        breakdown = (breakdown and same_unit) or "其中" in left
        carried = (
            seen.get(unit) in _EACH and not (_TOTAL.search(left) and not _ELSEWHERE.match(left)) if previous else False
        )
        listed = place.follows or (not place.first and left.startswith(_PAUSE))
        before = previous.aspect if previous and (same_unit or listed) else None
        opens = place.first and earlier[-1:] in _COMMA and ("每" in earlier or "各" in earlier)
        asked = _FOR_EACH.search(earlier) if opens else None
        governed = asked is not None and not _TOTAL.search(left)
        if asked and previous and previous.aspect == "frequency" and previous.end > place.clause - len(asked[0]):
            governed = False  # 每名专家每季度服务不低于两次，解决难题|25项: another figure came between
        kind, rule = classify_aspect(place, before, carried, breakdown and same_unit, governed, acts)
        acts = kind == "frequency" or (acts and kind == "per")
        name, why, unsure = name_indicator(place, kind, topic, run)
        as_what = classify_quantity_role(speaks, place, kind, course.is_repeated_total(place))
        if at - begin > 6 * WINDOW:
            begin = at - 4 * WINDOW
            reach, times = min(last + WINDOW, begin + 6 * WINDOW), None
        starting = starts_from(place)
        period = None
        if as_what in _TIMED:
            words = text[begin:at]
            if as_what == "target" and calendar.is_past(words):
                as_what = "actual"
            if times is None:
                times = times_in(text[begin:reach])
            base = starting or (as_what == "actual" and speaks == "task")
            period = calendar.period(words, speaks, as_what, kind, base=base, reached=started, times=times)
            if as_what == "actual" and kind in _CHANGES:
                since = began if place.first and started and not times_in(left) else None
                period = since_base(period, since)
        while turn + 1 < len(where) and start + where[turn + 1][0] < at:
            turn += 1
        began = period if starting else began
        scope = where[turn][1]
        if sharing or left[:1] == "全":
            scope = _scope(place, scope, sharing, part)
        previous = Quantity(
            start=at,
            end=amount.end,
            value=amount.value,
            upper=amount.upper,
            unit=unit,
            bound=amount.bound,
            role=as_what,
            aspect=kind,
            indicator=name,
            period=period,
            scope=scope,
            rule=f"{rule}/{why}",
            statement=index,
            doubts=[*amount.doubts, *unsure],
        )
        started = starting or started
        seen[unit] = kind
        out.append(previous)
    return out


def _scope(place: AmountPlace, scope: str | None, sharing: list[str], part: int) -> str | None:
    """Return the place of a figure: the next in a 分别 list, or a wider place it is compared with."""
    if sharing and place.amount.start > part:
        return sharing.pop(0)
    elsewhere = _ELSEWHERE.fullmatch(place.left) if place.left.startswith("全") else None
    return place.left[:2] if elsewhere and not scope else scope


def _runs(stand: list[AmountPlace]) -> list[int]:
    """Return for each amount how many follow it with only a pause between."""
    runs = [0] * len(stand)
    for at in range(len(stand) - 2, -1, -1):
        if stand[at + 1].follows:
            runs[at] = runs[at + 1] + 1
    return runs
