"""Figures as structured things: what is counted, at which stage and level, of whom, when, as what kind of number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from luoshi.matching.model import Figure, Paper, Place
from luoshi.matching.words import Lexicon, pairs
from luoshi.reading.model import Quantity

Kind = Literal["level", "growth", "share", "points", "rank", "ratio"]
Flow = Literal["new", "net", "stock", "change"]
Hedge = Literal["more", "less", "about"]

_EDGES = "，,；;。：:！？!?\n（）()|"
_LEVELS = {"国家": "国", "省": "省", "市": "市", "县": "县", "区": "县", "乡": "乡", "镇": "乡", "村": "村"}
_LEVEL = re.compile(
    r"(国家|省|市|县|区|乡镇|乡|镇|村)级(?:(?:及|及其)?以上)?|(国家|省)(?:及以上)?(?=重点|工程|企业技术|技术)"
)
_ORDER = "国省市县乡村"
_FLOWS: tuple[tuple[Flow, re.Pattern[str]], ...] = (
    (
        "change",
        re.compile(r"[比较](?:上年|去年|上一年|年初|上月|同期|上年度|上年同期|上年底|去年底)[^，,；;。]{0,12}[增减]"),
    ),
    ("stock", re.compile(r"增至|(?:增加|提高|提升|上升|扩大|下降|降低)[到至]|升至|降至")),
    ("change", re.compile(r"(?:提高|提升|增加|增长|下降|减少|降低|压减|缩短|扩大)了?$")),
    ("net", re.compile(r"净增|净增加")),
    (
        "new",
        re.compile(
            r"(?<![高创更最革翻重])新(?:增|建|认定|培育|命名|签|获|开工|招|设|创|引|成立|评|选|申报|注册|登记|入库|上|发展|聘|添|办|改|扩|组|挂牌|投)"
            r"|当年|扩建"
        ),
    ),
    (
        "stock",
        re.compile(
            r"总数|总量|累计[达建有]|有效期内|有效(?:高|发明|专利|期)|年末|期末|存量|拥有|现有|共有|[保在]有量|总规模|在册"
        ),
    ),
)
_PAST = re.compile(
    r"(?<![比较])(?:上年|去年|上一年|同期|前年|上届|(?<!\d)(?:19|20)\d\d年(?:末|底|度)?)[^，,；;。、]{0,8}$"
)
_ELSEWHERE = re.compile(r"(?:全国|全省|全市|全县|全区|全州)[^，,；;。]{0,6}平均|平均水平")
_WHOLE = re.compile(r"[全本我][省市县区州盟旗镇乡村园]")
_ACTS = re.compile(
    r"建[立设成]|组建|创建|培育|引进|签订|举办|开展|完成|培训|推广|解决|发放|新|选派|评选|表彰|招|辅导|组织|认定|选树|命名|转化|改造|推荐|走访|慰问"
)
_PART = re.compile(r"其中|[^，,]{0,3}占")
_MORE = re.compile(r"余|多(?!少)|超|突破|逾|以上|[^\d]几")
_LESS = re.compile(r"近|不足|不到|接近|逼近")
_ABOUT = re.compile(r"约|左右|上下|大约|大致")
_TIME = re.compile(
    r"(上|下)半年|(?P<until>前|一至|1至|一—)?第?([一二三四])季度|(?:1|一)[—–\-~～至到](\d{1,2})月|截至(\d{1,2})月|(全年|今年|本年|年度|年内)"
)
_OFTEN = re.compile(r"每(年|半年|季度?|个?月|周|星期|旬|日|天)")
_A_YEAR = {
    "年": 1,
    "半年": 2,
    "季": 4,
    "季度": 4,
    "月": 12,
    "个月": 12,
    "周": 52,
    "星期": 52,
    "旬": 36,
    "日": 365,
    "天": 365,
}
_CLASS = re.compile(r"(?:投资|产值|总投资|营收)?[\d.一二三五十百千万亿]*[百千万亿]+(?:元|美元)?(?:及)?以[上下]")
_DONE_SHARE = re.compile(r"(?:任务|目标|计划|指标|预算)(?:任务|目标)?(?:数|量|投资)?的?$")
_MONTHS = re.compile(r"^(\d{4})(?:-(\d\d))?(?:-\d\d)?(?:/(\d{4})(?:-(\d\d))?(?:-\d\d)?)?$")

_ROUND = frozenset(10**power for power in range(4, 12))  # 万元 to 千亿元 without a number before them
Months = tuple[int, int]  # first and last month, counted from year 0: 12 × year + month − 1


@dataclass(frozen=True, slots=True)
class Thing:
    """A figure and all that decides whether it answers another.

    Attributes:
        near: terms of its name and of the words it stands between.
        far: terms of the rest of its sentence.
        above: terms of the headings over it.
        name: terms of its name alone.
        stages: course → (rank, not yet a result).
        levels: the levels of government named (国 省 市 县 乡 村).
        months: the stretch of months it speaks of, None where nothing says.
        past: last year's or a comparison's base by its own words.
        elsewhere: another place's figure.
        part: introduced as a part of the figure before (其中).
        done: a share of a year's task that is done.
    """

    figure: Figure
    index: int
    statement: int
    order: int
    kind: Kind
    label: str
    name: dict[str, float]
    near: dict[str, float]
    far: dict[str, float]
    above: dict[str, float]
    stages: dict[str, tuple[int, bool]]
    levels: frozenset[str]
    over: frozenset[str]  # the levels last named before it in its sentence
    flow: Flow | None
    months: Months | None
    past: bool
    elsewhere: str | None
    part: bool
    done: bool
    often: int | None  # times a year, where it is said of each month or quarter
    hedge: Hedge | None
    fall: bool
    role: str
    aspect: str
    left: str
    right: str
    surfaces: dict[str, str]  # the ideas of its name and sides → the words that stand there
    raw: frozenset[str]  # pairs of characters of its name and sides
    raw_far: frozenset[str]  # pairs of characters of its sentence
    sides: dict[str, float]  # terms of the words it stands between
    head: str | None  # the last of the terms before it
    acts: bool  # something done in the period, not something there is
    narrow: frozenset[str]  # words that narrow what is counted: 农村, 重点
    narrow_weak: frozenset[str]  # words that may: 农户, 学生
    size: str | None  # the class of size: 亿元以上

    @property
    def value(self) -> Fraction:
        return self.figure.value

    @property
    def unit(self) -> str | None:
        return self.figure.unit


def things(paper: Paper, lexicon: Lexicon) -> list[Thing]:
    """All figures of a paper's statements as things, in text order."""
    text, reading = paper.text, paper.reading
    above = _headings(paper, lexicon)
    rows: list[list[Quantity]] = [[] for _ in reading.statements]
    numbers: dict[int, int] = {}
    for index, quantity in enumerate(reading.quantities):
        if quantity.statement is not None:
            rows[quantity.statement].append(quantity)
            numbers[id(quantity)] = index
    out: list[Thing] = []
    for at, row in enumerate(rows):
        statement = reading.statements[at]
        heading = above[statement.heading] if statement.heading is not None else {}
        for turn, quantity in enumerate(row):
            before = next((other.end for other in row[turn - 1 :: -1] if not _only_names(other)), 0) if turn else 0
            behind = next((other.start for other in row[turn + 1 :] if not _only_names(other)), statement.end)
            clause = behind if behind == statement.end else 0  # what follows belongs to the last figure
            left, right = _sides(text, quantity, max(before, statement.start), min(behind, statement.end))
            sentence = text[
                max(statement.start, quantity.start - 120) : max(quantity.end, min(clause, quantity.end + 60))
            ]
            out.append(
                _thing(paper, quantity, (numbers[id(quantity)], at, turn), (left, right, sentence), heading, lexicon)
            )
    return out


def _only_names(quantity: Quantity) -> bool:
    """Whether a figure only says which things are meant: 亿元以上项目, 60岁以上老人."""
    return quantity.role == "other" or bool(_CLASS.fullmatch(quantity.indicator)) or threshold(quantity)


def threshold(quantity: Quantity) -> bool:
    """Whether a figure is the mark of a class (亿元以上) and no amount of its own."""
    return quantity.unit == "元" and quantity.bound in ("ge", "le") and quantity.value in _ROUND


def _headings(paper: Paper, lexicon: Lexicon) -> list[dict[str, float]]:
    """For each heading, the terms of it and of those over it."""
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
    """The words a figure stands between, within its clause and not beyond its neighbours."""
    left = text[max(first, quantity.start - 40) : quantity.start]
    cut = max((left.rfind(edge) for edge in _EDGES), default=-1)
    right = text[quantity.end : min(last, quantity.end + 24)]
    ends = [at for edge in _EDGES + "、" if (at := right.find(edge)) >= 0]
    return left[cut + 1 :], right[: min(ends, default=len(right))]


def _thing(
    paper: Paper,
    quantity: Quantity,
    at: tuple[int, int, int],
    words: tuple[str, str, str],
    heading: dict[str, float],
    lexicon: Lexicon,
) -> Thing:
    left, right, sentence = words
    quote = paper.text[quantity.start : quantity.end]
    figure = Figure(
        Place(paper.name, quantity.start, quantity.end, quote),
        Fraction(quantity.value),
        None if quantity.upper is None else Fraction(quantity.upper),
        quantity.unit,
        quantity.bound,
    )
    name = lexicon.terms(quantity.indicator)
    far = lexicon.terms(sentence)
    own = left + "，" + right
    staged = lexicon.stage(own) or (lexicon.stage(quantity.indicator) if len(left.strip("、和及 ")) < 2 else {})
    flow = next((flow for flow, sign in _FLOWS if sign.search(left)), None)
    reaches = left.endswith(("突破", "达到", "达", "到")) or quote.startswith("突破")
    if flow is None and quantity.aspect == "increase" and not reaches:
        flow = "new"
    if quantity.aspect == "difference" and quantity.unit != "百分点":
        flow = "change"
    often = _OFTEN.search(left)
    elsewhere = _ELSEWHERE.search(own)
    before = lexicon.terms(left)
    sides = {**before, **lexicon.terms(right)}
    clause = re.split(r"[，；。：,;:]", sentence[: sentence.find(quote) if quote in sentence else len(sentence)])[-1]
    size = _CLASS.search(left) or _CLASS.search(clause)
    return Thing(
        figure=figure,
        index=at[0],
        statement=at[1],
        order=at[2],
        kind=_kind(quantity),
        label=quantity.indicator,
        name=name,
        near={**sides, **name} if sides else {**far, **name},
        far=far,
        above=heading,
        stages=staged,
        levels=levels(left + right) or levels(quantity.indicator),
        over=_last_level(sentence[: sentence.find(quote)]),
        flow=flow,
        months=_said_months(sentence[: sentence.find(quote)], months(quantity.period), paper.reading.year),
        past=bool(_PAST.search(left)),
        elsewhere=elsewhere[0] if elsewhere else _abroad(quantity.scope, paper),
        part=bool(_PART.match(left.lstrip("，, "))),
        done=quantity.unit == "%" and bool(_DONE_SHARE.search(left)),
        often=_A_YEAR[often[1]] if often else None,
        hedge=_hedge(quote, left),
        fall=quantity.value < 0,
        role=quantity.role,
        aspect=quantity.aspect,
        left=left,
        right=right,
        surfaces={**lexicon.surfaces(quantity.indicator), **lexicon.surfaces(own)},
        raw=pairs(left) | pairs(right) | pairs(quantity.indicator),
        raw_far=pairs(sentence),
        sides=sides,
        head=next(reversed(before), None),
        acts=bool(_ACTS.search(left)) and flow != "stock",
        narrow=(lexicon.narrowing(own) or lexicon.narrowing(quantity.indicator)) - lexicon.weak,
        narrow_weak=lexicon.narrowing(own) & lexicon.weak,
        size=size[0] if size else None,
    )


def _abroad(scope: str | None, paper: Paper) -> str | None:
    """The place a figure speaks of where it is not the document's own."""
    own = (paper.reading.issuer or "") + (paper.reading.title or "") + paper.text[:60]
    return None if not scope or scope in own or _WHOLE.fullmatch(scope) else scope


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


def _hedge(quote: str, left: str) -> Hedge | None:
    if _LESS.search(quote) or left.endswith(("近", "不足", "不到", "接近")):
        return "less"
    if _ABOUT.search(quote) or left.endswith("约"):
        return "about"
    return "more" if _MORE.search(quote) or left.endswith(("超过", "突破", "超", "逾")) else None


def levels(words: str) -> frozenset[str]:
    """The levels of government that words name: 市级以上 → 国 省 市; none where they name none."""
    out: set[str] = set()
    for hit in _LEVEL.finditer(words):
        level = _LEVELS[(hit[1] or hit[2]).replace("乡镇", "乡")]
        out.update(_ORDER[: _ORDER.index(level) + 1] if hit[0].endswith("以上") else level)
    return frozenset(out)


def _last_level(before: str) -> frozenset[str]:
    """The levels last named in a stretch of text."""
    hits = [hit.start() for hit in _LEVEL.finditer(before)]
    return levels(before[hits[-1] :]) if hits else frozenset()


def _said_months(before: str, given: Months | None, year: int | None) -> Months | None:
    """The months a figure is for, by a half or quarter named before it in its sentence where the reader gives a year."""
    if given and year and given[1] // 12 != year:
        return given
    hits = list(_TIME.finditer(before))
    whole = (12 * year, 12 * year + 11) if year else None
    if not hits or not year or not whole:
        return None if given == whole else given  # the year alone may be the reader's guess: the report's time counts
    hit, first = hits[-1], 12 * year
    half, until, quarter, month, last, _ = hit.groups()
    if half:
        return (first, first + 5) if half == "上" else (first + 6, first + 11)
    if quarter:
        at = 3 * "一二三四".index(quarter)
        return first if until else first + at, first + at + 2
    return (first, first + int(month or last) - 1) if month or last else whole


def months(period: str | None) -> Months | None:
    """A period of the reader (``2021``, ``2021-01/2021-09``) as first and last month; None for ``year`` and the like."""
    hit = _MONTHS.match(period or "")
    if not hit:
        return None
    first, last = int(hit[1]), int(hit[3] or hit[1])
    start = 12 * first + (int(hit[2]) - 1 if hit[2] else 0)
    month = hit[4] if hit[3] else hit[2]
    return start, 12 * last + (int(month) - 1 if month else 11)
