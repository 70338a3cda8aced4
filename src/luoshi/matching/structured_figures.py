"""Structure figures: what is counted, at which stage and level, of whom, when, as what kind of number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from luoshi.figures.style import format_figure_amount
from luoshi.matching import signs
from luoshi.matching.directions import Way, way_of
from luoshi.matching.model import MatchingPaper, PrintedFigure, QuotedPlace
from luoshi.matching.months import DATES, Months, months_of_period, said_months
from luoshi.matching.signs import Flow, Hedge
from luoshi.matching.words import Lexicon, character_bigrams
from luoshi.reading.model import UNCLEAR_ROLE, Quantity

Kind = Literal["level", "growth", "share", "points", "rank", "ratio"]

_EDGES = "，,；;。：:！？!?\n（）()|"
_ROUND = frozenset(10**power for power in range(4, 12))  # 万元 to 千亿元 without a number before them
_REACH = 120  # maximum code points of the sentence before a figure
_WHOLE = re.compile(r"[全本我][省市县区州盟旗镇乡村园]")
_CLAUSE = re.compile(r"[，；。：,;:]")
_LISTED = re.compile(r"[、等]")
_BRACKETS = re.compile(r"[（(][^（）()]{0,12}[）)]")
_CELL, _ROWS = " | ", 400  # the separator of table cells; rows of a table searched for its head
_BARE = re.compile(r"-?[\d.,，]+")
_STOPS = frozenset("，,；;。、\n")  # besides the end of the text
_NOTHING = "、和及 "
_LIST = ("、", "和", "及", "与")
_EACH_ITS_OWN = ("分别", "各自")
_NAMING = frozenset({"米", "公里", "分钟", "小时", "岁"})  # units that occur in names
_PEOPLE, _NAMED = re.compile(r"每?[十百千万]{1,9}人"), re.compile(r"[一-鿿“”]{1,16}[为达到]?\d")
_RUNS = frozenset({"期", "次", "场", "轮", "届", "班次", "场次"})  # units that courses are counted in


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A figure and everything that decides whether it answers another.

    Attributes:
        near: terms of its name and of the words on either side of it.
        far: terms of the rest of its sentence.
        above: terms of the headings above it.
        name: terms of its name alone.
        stages: course → (rank, not yet a result).
        levels: the levels of government named (国 省 市 县 乡 村).
        months: the range of months it covers, None if nothing says.
        past: by its own words last year's, or the base of a comparison.
        elsewhere: the other place, if it is another place's figure.
        part: introduced as a part of the figure before (其中).
        done: the completed share of a year's task.
        unclear: only the kind of its paper says whether it is a target or a result.
    """

    figure: PrintedFigure
    index: int
    statement: int  # its number; negative for a line that is not a statement (a table row, a heading)
    within: tuple[int, int]  # the span of the statement or line
    order: int
    kind: Kind
    label: str
    name: dict[str, float]
    near: dict[str, float]
    far: dict[str, float]
    above: dict[str, float] = field(default_factory=dict)
    stages: dict[str, tuple[int, bool]] = field(default_factory=dict)
    levels: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()  # the levels last named before it in its sentence
    flow: Flow | None = None
    months: Months | None = None
    past: bool = False
    elsewhere: str | None = None
    part: bool = False
    shared: bool = False  # one of several that make up the thing together: 高新区2个、经开区1个分别承担
    done: bool = False
    mean: bool = False  # a mean per item
    each: bool = False  # for each of a class of doers: 每名技术员
    often: int | None = None  # times a year, if it applies to each month or quarter
    hedge: Hedge | None = None
    fall: bool = False
    way: Way | None = "more"  # whether more or less of it is better; None if neither words nor custom say
    role: str
    aspect: str
    left: str
    right: str
    said: str  # its sentence up to it, without figures
    surfaces: dict[str, str]  # the ideas of its name and sides → the words used for them
    raw: frozenset[str]  # pairs of characters of its name and sides
    raw_far: frozenset[str]  # pairs of characters of its sentence
    sides: dict[str, float]  # terms of the words on either side of it
    phrase: dict[str, float]  # terms of the last phrase before it and of the words after it
    bare: bool = False  # has almost no words of its own: the sentence before it names it
    head: str | None = None  # the last of the terms before it
    acts: bool = False  # counts something done in the period, not something that exists
    narrow: frozenset[str] = frozenset()  # words that narrow what is counted: 农村, 重点
    narrow_weak: frozenset[str] = frozenset()  # words that may narrow: 农户, 学生
    broad: frozenset[str] = frozenset()  # narrowing words that its sentence expresses by others: 行政村 means 农村
    split: frozenset[str] = frozenset()  # pairs of characters of the parts that follow it (其中发明635件)
    size: str | None = None  # the size class: 亿元以上
    areas: frozenset[str] = frozenset()  # the parts of the area, or all of it, that the words beside it name
    areas_before: frozenset[str] = frozenset()  # those that its sentence names before it
    unclear: bool = False
    unsaid: str | None = None  # what it counts, people or money, if its unit is left out: 培训1.2万农民工

    @property
    def value(self) -> Fraction:
        return self.figure.value

    @property
    def quote(self) -> str:
        """Return the figure as printed; a bare number of a table cell gets its unit."""
        quote = self.figure.place.quote
        return format_figure_amount(self.value, self.unit) if _BARE.fullmatch(quote) and self.unit else quote

    @property
    def unit(self) -> str | None:
        return self.figure.unit


def paper_figures(paper: MatchingPaper, lexicon: Lexicon) -> list[Thing]:
    """Return all figures of a paper, in text order; those in a table row or heading belong to their line."""
    above = _headings(paper, lexicon)
    rows: dict[int, list[tuple[int, Quantity]]] = {}
    for index, quantity in enumerate(paper.reading.quantities):
        at = quantity.statement
        if at is None:
            at = -1 - (paper.text.rfind("\n", 0, quantity.start) + 1)
        rows.setdefault(at, []).append((index, quantity))
    out: list[Thing] = []
    for at, row in rows.items():
        within, heading = _within(paper, at, row[0][1], above)
        figures = [quantity for _, quantity in row]
        for turn, (index, quantity) in enumerate(row):
            words = _words(paper.text, within, figures, turn)
            out.append(_thing(paper, quantity, (index, at, turn), within, words, heading, lexicon))
    out.sort(key=lambda thing: thing.figure.place.start)
    for at in range(len(out)):
        out[at] = _beside(out, at)
    return out


def _within(
    paper: MatchingPaper, at: int, quantity: Quantity, above: list[dict[str, float]]
) -> tuple[tuple[int, int], dict[str, float]]:
    """Return the span of the statement or line of a figure, and the terms of the headings above it."""
    if at < 0:
        end = paper.text.find("\n", quantity.end)
        return (-1 - at, end if end >= 0 else len(paper.text)), {}
    statement = paper.reading.statements[at]
    heading = above[statement.heading] if statement.heading is not None else {}
    return (statement.start, statement.end), heading


def _words(text: str, within: tuple[int, int], row: list[Quantity], turn: int) -> _FigureContext:
    """Return the words around a figure within its statement."""
    start, end = within
    quantity = row[turn]
    before = next((other.end for other in row[turn - 1 :: -1] if not _only_names(text, other)), 0) if turn else 0
    behind = next((other.start for other in row[turn + 1 :] if not _only_names(text, other)), end)
    left, right = _sides(text, quantity, max(before, start), min(behind, end))
    if left.endswith("班") and not left.endswith("培训班") and quantity.unit in _RUNS:
        left = left[:-1] + "培训班"  # 办农技班35期
    head = "" if left.strip() else table_column_head(text, (start, end), quantity.start)
    first = max(start, quantity.start - _REACH)
    last = behind == end  # what follows belongs to the last figure
    rest = text[quantity.end : min(behind, quantity.end + _REACH // 2)] if last else right
    return _FigureContext(
        head or left,
        right,
        head,
        _without_figures(text, first, quantity.start, row[:turn]),
        rest,
        text[first : quantity.start],
    )


def table_column_head(text: str, line: tuple[int, int], at: int) -> str:
    """Return the head of the column at a position in a table row; "" outside tables.

    Rows are lines of cells separated by `` | ``; the head is the first line above with the same number of cells.
    """
    start, end = line
    count = text.count(_CELL, start, end)
    if not count or (start and text[start - 1] != "\n"):
        return ""
    column = text.count(_CELL, start, at)
    head = ""
    for _ in range(_ROWS):
        end = start - 1
        start = text.rfind("\n", 0, max(end, 0)) + 1
        if end <= 0 or text.count(_CELL, start, end) != count:
            break
        head = text[start:end].split(_CELL)[column]
    return head.strip()


@dataclass(frozen=True, slots=True)
class _FigureContext:
    """The words around a figure: beside it, its sentence up to it with and without figures, and the rest."""

    left: str
    right: str
    head: str  # head of its table column
    so_far: str
    rest: str
    whole: str


def _beside(rows: list[Thing], at: int) -> Thing:
    """Return a figure adjusted by its neighbours in the statement.

    A part of an unfinished thing is the result (筹建7家，其中5家已成立); 累计112部 beside last year's is a stock.
    """
    thing = rows[at]
    before = rows[at - 1] if at and rows[at - 1].statement == thing.statement else None
    behind = rows[at + 1] if at + 1 < len(rows) and rows[at + 1].statement == thing.statement else None
    if before and before.part and thing.left.startswith(_LIST) and before.unit == thing.unit and not thing.part:
        thing = replace(thing, part=True)  # 其中省级21人、市级24人
    if thing.part and before and before.unit == thing.unit and _open(before) and not _open(thing):
        return replace(thing, part=False, phrase={})
    if before and thing.left.strip() in _LIST and "分别" in before.left and _of_its_own(before, thing):
        return replace(
            thing, far=thing.name, raw_far=character_bigrams(thing.label)
        )  # each item of a list is one of the names alone
    if thing.part and before and before.elsewhere and not thing.elsewhere:
        return replace(thing, part=False)  # 全市33场，其中本县12场 in the county's report
    if behind and behind.part and "其中" in behind.left and behind.unit == thing.unit:
        thing = replace(thing, split=character_bigrams(signs.without_acts(behind.left.replace("其中", "，"))))
    if (
        behind
        and behind.left.startswith(_LIST)
        and behind.right.startswith(_EACH_ITS_OWN)
        and behind.unit == thing.unit
    ):
        thing = replace(thing, shared=True)
    if "累计" in thing.left and behind and behind.past and behind.unit == thing.unit:
        return replace(thing, flow="stock", acts=False)
    return thing


def _of_its_own(before: Thing, thing: Thing) -> bool:
    some = character_bigrams(thing.label)
    return 2 * len(some & character_bigrams(before.label)) < len(some)


def _open(thing: Thing) -> bool:
    return any(unfinished for _, unfinished in thing.stages.values())


def _without_figures(text: str, start: int, end: int, row: list[Quantity]) -> str:
    """Return a passage with each figure replaced."""
    parts = []
    for quantity in row:
        if quantity.end > start:
            parts.append(text[start : max(start, quantity.start)])
            start = quantity.end
    return "〇".join([*parts, text[start:end]])


def _only_names(text: str, quantity: Quantity) -> bool:
    """Check whether a figure only selects the things meant: 亿元以上项目, 60岁以上老人."""
    return quantity.role == "other" or signs.names_size(quantity.indicator) or is_class_threshold(text, quantity)


def is_class_threshold(text: str, quantity: Quantity) -> bool:
    """Check whether a figure is a class threshold (亿元以上项目) or part of a name (500米覆盖率), not an amount."""
    if (quantity.unit in _NAMING or _PEOPLE.fullmatch(text, quantity.start, quantity.end)) and _NAMED.match(
        text, quantity.end
    ):
        return True
    if text[quantity.end : quantity.end + 1] in _STOPS:
        return False
    return quantity.unit == "元" and quantity.bound in ("ge", "le") and quantity.value in _ROUND


def _headings(paper: MatchingPaper, lexicon: Lexicon) -> list[dict[str, float]]:
    """Return for each heading its terms and those of the headings above it."""
    out: list[dict[str, float]] = []
    chain: list[tuple[int, dict[str, float]]] = []
    for heading in paper.reading.headings:
        while chain and chain[-1][0] >= heading.level:
            chain.pop()
        terms = {**(chain[-1][1] if chain else {}), **lexicon.terms(heading.title[:40])}
        chain.append((heading.level, terms))
        out.append(terms)
    return out


def _sides(text: str, quantity: Quantity, first: int, last: int) -> tuple[str, str]:
    """Return the words on either side of a figure, within its clause and not beyond its neighbours."""
    left = _BRACKETS.sub("", text[max(first, quantity.start - 40) : quantity.start])
    cut = max((left.rfind(edge) for edge in _EDGES), default=-1)
    right = text[quantity.end : min(last, quantity.end + 24)]
    ends = [at for edge in _EDGES + "、" if (at := right.find(edge)) >= 0]
    return left[cut + 1 :], right[: min(ends, default=len(right))]


def _thing(
    paper: MatchingPaper,
    quantity: Quantity,
    at: tuple[int, int, int],
    within: tuple[int, int],
    words: _FigureContext,
    heading: dict[str, float],
    lexicon: Lexicon,
) -> Thing:
    left, right, so_far = words.left, words.right, words.so_far
    sentence = so_far + "，" + words.rest
    quote = paper.text[quantity.start : quantity.end]
    own = left + "，" + right
    clause = _CLAUSE.split(_BRACKETS.sub("", so_far))[-1]
    alone = not left.strip(_NOTHING)  # no words of its own before it: the reader's name counts
    name, far = lexicon.terms(quantity.indicator), lexicon.terms(sentence)
    before = {} if words.head else lexicon.terms(DATES.sub("，", left))
    sides = {**before, **lexicon.terms(right)}
    bare = sum(weight for term, weight in sides.items() if not term[-1].isdigit()) < 1
    flow = signs.classify_flow(left, quote, quantity.aspect == "increase", _differs(quantity))
    narrow = lexicon.narrowing_words(left + right[:4]) or (
        lexicon.narrowing_words(quantity.indicator) if alone else frozenset()
    )
    kind, does = _kind(quantity), signs.is_act_count(left) or flow in ("new", "net")
    return Thing(
        figure=PrintedFigure(
            QuotedPlace(paper.name, quantity.start, quantity.end, quote),
            Fraction(quantity.value),
            None if quantity.upper is None else Fraction(quantity.upper),
            quantity.unit,
            quantity.bound,
        ),
        index=at[0],
        statement=at[1],
        within=within,
        order=at[2],
        kind=kind,
        label=quantity.indicator,
        name=name,
        near={**sides, **name},
        bare=bare,
        far=far,
        above=heading,
        surfaces={**lexicon.surfaces(quantity.indicator), **lexicon.surfaces(own)},
        raw=character_bigrams(left) | character_bigrams(right) | character_bigrams(quantity.indicator),
        raw_far=character_bigrams(sentence),
        sides=sides,
        phrase={**lexicon.terms(_LISTED.split(left)[-1]), **lexicon.terms(right)},
        head=_head(before),
        stages=lexicon.stage(own) or (lexicon.stage(quantity.indicator) if alone else {}),
        levels=signs.government_levels(left + right)
        or (signs.government_levels(quantity.indicator) if alone else frozenset()),
        over=signs.last_levels(so_far),
        flow=flow,
        months=said_months(so_far, clause, months_of_period(quantity.period), paper.reading.year),
        past=quantity.unit != "倍" and signs.is_past_figure(left, right, paper.reading.year),
        elsewhere=signs.mean_of_all(own)
        or _abroad(quantity.scope or signs.neighbour_place(left) or signs.whole_area_name(left), paper),
        part=signs.is_part_of_previous(left) and ("其中" in left or quantity.unit != "%"),
        done=quantity.unit == "%" and signs.is_task_completion_share(left),
        mean=signs.is_mean_figure(own) or ((alone or kind == "growth") and signs.is_mean_figure(quantity.indicator)),
        each=signs.is_figure_per_doer(clause + right),
        often=signs.yearly_frequency(left),
        hedge=signs.classify_hedge(quote, left),
        fall=quantity.value < 0,
        way=way_of(left, quantity.indicator, kind, quantity.unit, quantity.bound, does, lexicon.ways),
        role=quantity.role,
        unclear=UNCLEAR_ROLE in quantity.doubts,
        aspect=quantity.aspect,
        left=left,
        right=right,
        said=so_far,
        acts=signs.is_act_count(left) and flow != "stock",
        narrow=narrow - lexicon.weak,
        narrow_weak=lexicon.narrowing_words(left + right[:4]) & lexicon.weak,
        broad=lexicon.broader(sentence),
        areas=lexicon.named_areas(left + right + (quantity.indicator if alone else "")),
        areas_before=lexicon.named_areas(so_far),
        unsaid=lexicon.unsaid_family(left or quantity.indicator, right) if quantity.unit is None else None,
        size=signs.size_class(left) or signs.size_class("，".join(_CLAUSE.split(words.whole)[-2:]) if bare else clause),
    )


def _head(before: dict[str, float]) -> str | None:
    """Return the term that says what is counted: the last before the figure, or the one before if that says little."""
    terms = list(before.items())[-2:]
    if not terms:
        return None
    return terms[-1][0] if terms[-1][1] >= 1 or len(terms) == 1 else terms[0][0]


def _differs(quantity: Quantity) -> bool:
    return quantity.aspect == "difference" and quantity.unit != "百分点"


def _abroad(scope: str | None, paper: MatchingPaper) -> str | None:
    """Return the place of a figure if it is not the document's own."""
    if scope and _WHOLE.fullmatch(scope):
        return signs.wider_area_words(scope, paper.reading.issuer or paper.reading.title or "")
    own = (paper.reading.issuer or "") + (paper.reading.title or "") + paper.text[:60]
    return None if not scope or scope in own else scope


def _kind(quantity: Quantity) -> Kind:
    if quantity.unit == "百分点":
        return "points"
    if quantity.unit in ("%", "‰"):
        return "growth" if quantity.aspect in ("growth", "increase") else "share"
    if quantity.aspect == "rank":
        return "rank"
    if quantity.unit in ("倍", None) and quantity.aspect in ("ratio", "growth"):
        return "ratio"
    return "level"
