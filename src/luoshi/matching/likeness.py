"""Rate whether a figure can answer a target: what rules it out, how well it fits, what stays open."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from luoshi.figures.units import are_units_comparable, canonical_unit, convert_unit, unit_family
from luoshi.matching import signs
from luoshi.matching.months import Months
from luoshi.matching.structured_figures import Thing
from luoshi.matching.words import REST, WHOLE, character_bigrams

ENOUGH = 0.45  # a figure that fits less is no answer
SURE, FIRM = 0.62, 0.5  # a figure that fits less is a doubtful answer; FIRM if it names every idea of the target
SENTENCE, BARE, HEADING = 0.75, 0.9, 0.4  # weights of terms only in the sentence, in a bare one, in a heading
BESIDE = 0.5  # weight of what a target asks for beside its name
SPELLED = 0.8  # weight of an idea that is only spelled out by its characters
HEAD = 1.5  # weight of the noun right before the figure
NAMED = 2.0  # minimum weight of a whole name
EXTRA = 0.3  # how much foreign words in the figure's name subtract
STRANGE = 0.6  # maximum share of foreign words in a figure that answers with certainty at FIRM
_ANY = frozenset({"企业", "项目", "活动", "工作", "单位", "人员", "产品", "机构", "平台", "基地"})
_ITEMS, _CLAUSES = re.compile(r"[、和及与]"), re.compile(r"[，,；;：:]")
_TWO, _SHARED = re.compile(r"(?<!以)[和与及]"), re.compile(r"分别|各|均|其中")
_TOTAL = re.compile(r"[共合总]计?$")
_RATES = frozenset({"share", "growth", "points"})
_RANKS = 4  # more than the stages of any process
_APART = frozenset({"deal", "build"})  # processes that follow one another
_NO_PART = frozenset({WHOLE, REST})
_EVENTS = frozenset({"场", "次", "期", "场次", "届", "轮", "批次", "班"})


@dataclass(frozen=True, slots=True)
class Fit:
    """How a figure fits a target: ``refused`` names the rule against it, ``open`` what is uncertain."""

    score: float
    refused: str | None = None
    open: tuple[str, ...] = ()


class TermWeights:
    """How distinctive a term is among the targets of one plan; a term of every target tells little."""

    def __init__(self, rows: Iterable[Mapping[str, float]]) -> None:
        self.seen: Counter[str] = Counter(term for row in rows for term in row)
        self.cache: dict[str, float] = {}

    def of(self, term: str) -> float:
        """Return a weight between 0 and 1; 1 for a term of one target or of none."""
        if term not in self.cache:
            self.cache[term] = 1 / math.sqrt(max(1, self.seen[term]))
        return self.cache[term]


def rate_figure_fit(target: Thing, figure: Thing, score: float, span: Months | None) -> Fit:
    """Rate how well a figure answers a target, by the rules of gold/MATCH.md, 1 to 5 and 8.

    Args:
        target: a figure of the plan.
        figure: an actual figure of a report, of any kind and unit.
        score: how well their words agree, 0 to 1, from the index of candidates.
        span: the months of the target, None if unknown.
    """
    against = _kinds(target, figure) or _times(target, figure, span) or _stages(target, figure)
    against = against or _levels(target, figure) or _flows(target, figure) or _places(target, figure)
    against = against or _areas(target, figure) or _scopes(target, figure)
    if against:
        return Fit(score, against)
    if target.levels and not figure.levels and figure.over != target.levels and score < SURE:
        return Fit(score, "level")
    if figure.part and not target.part and foreign_word_share(figure, target) > 0.4:
        return Fit(score, "part")
    return Fit(score, None, tuple(_open(target, figure)))


def target_term_weights(target: Thing, weights: TermWeights) -> dict[str, float]:
    """Return term → weight for what a target asks. Its name counts most, as far as the text beside it confirms it.

    If the name says little (总量, 比上年增长), the words before it in the sentence name the thing.
    """
    out: dict[str, float] = {}
    borne_out = any(term in target.sides for term in target.name) or sum(target.sides.values()) < 2
    said = sum(weight for term, weight in target.name.items() if term in target.near)
    scale = min(4.0, NAMED / said) if 0 < said < NAMED else 1.0  # even a name of light words is still the name
    for term, weight in target.near.items():
        if term in target.name:
            weight *= scale
        if term == target.head:
            weight *= HEAD
        elif term not in target.name:
            weight *= BESIDE if borne_out else 1
        elif term not in target.sides:
            weight *= 0.25 if not borne_out else 0.6 if term in target.far else 0.3
        out[term] = weight * weights.of(term)
    strong = sum(weight for term, weight in target.name.items() if term in target.sides or term in target.far)
    if strong < 1.5:
        for term, weight in target.far.items():
            if term not in out:
                out[term] = weight * weights.of(term) * BESIDE
    return out


def foreign_word_share(figure: Thing, target: Thing) -> float:
    """Return the share of a figure's own words that the target and its surroundings do not contain, 0 to 1."""
    if figure.bare:
        return 0.0
    all_, foreign = 0.0, 0.0
    for term, weight in (figure.phrase or figure.sides or figure.name).items():
        all_ += weight
        if not (term in target.near or term in target.above or term in target.raw):
            foreign += weight
    return foreign / all_ if all_ >= 0.7 else 0.0


def is_word_match_certain(target: Thing, figure: Thing, score: float) -> bool:
    """Check whether words agree well enough for an answer without doubt."""
    ideas = [term for term in target.surfaces if target.near.get(term, 0) >= 2]
    told = all(has_term(figure, term) for term in ideas)
    if figure.index >= 0 and _worded_apart(target, figure):
        return False
    return score >= (FIRM if ideas and told and foreign_word_share(figure, target) <= STRANGE else SURE)


def _worded_apart(target: Thing, figure: Thing) -> bool:
    """Check whether each of two figures names something that the other does not: 抽检合格率 and 包装合格率.

    Rates of one thing differ by any word, amounts by the noun right before them: 巡展20场 and 检修25场.
    """
    asked = {
        term
        for term, weight in target.sides.items()
        if weight >= 1
        and not (has_term(figure, term) or term in figure.above)
        and not _spelled(target, term) & (figure.raw | figure.raw_far)
    }
    told = {
        term
        for term, weight in figure.sides.items()
        if weight >= 1 and not (term in target.near or term in target.above) and not _spelled(figure, term) & target.raw
    }
    if target.kind == "level":
        return target.head in asked and figure.head in told
    narrower = any(word not in target.left + target.label + target.said for word in figure.narrow_weak)
    return target.kind in _RATES and (narrower or bool(asked and told))  # 民间投资增长 is not 投资增长


def _spelled(thing: Thing, term: str) -> frozenset[str]:
    """Return the pairs of characters that spell a term in a figure's words."""
    return character_bigrams(thing.surfaces.get(term, term))


def has_term(figure: Thing, term: str) -> bool:
    """Check whether a term is in the name or the sentence of a figure."""
    return term in figure.near or term in figure.far


def _kinds(target: Thing, figure: Thing) -> str | None:
    """Apply rules 5 and 6: kinds of figures and units."""
    if target.kind != figure.kind:
        return "kind"
    if (target.flow == "change") != (figure.flow == "change") and target.kind == "level" and target.flow != "net":
        return "flow"
    if target.kind == "level" and not units_agree(target, figure):
        return "unit"
    if figure.done and not target.done:
        return "done"
    if target.kind == "level" and (target.often or figure.often) and target.often != figure.often:
        return "often"
    return "mean" if target.mean != figure.mean else None


def units_agree(target: Thing, figure: Thing) -> bool:
    """Check whether two figures are comparable by their units; 人 and 人次 are, with doubt."""
    one, other = target.unit, figure.unit
    if are_units_comparable(one, other):
        return True
    if one is None or other is None:
        return _counts_alike(target.unsaid or figure.unsaid, one or other)
    if is_people_unit(one) and is_people_unit(other):
        return True
    return canonical_unit(one) in _EVENTS and canonical_unit(other) in _EVENTS


def _counts_alike(unsaid: str | None, unit: str | None) -> bool:
    """Check whether a number without a unit may be in a unit: 1.2万农民工 in 人; with doubt, any thing not named."""
    if unsaid == "people":
        return is_people_unit(unit)
    if unsaid == "money":
        return unit_family(unit or "") == "money"
    return unit not in (None, "%", "‰", "倍", "百分点")


def in_unit(value: Fraction, unit: str | None, to: str | None) -> Fraction:
    """Convert a value exactly; leave it unchanged if the units are only counted alike (人 and 人次)."""
    if unit is None or to is None or not are_units_comparable(unit, to):
        return value
    return convert_unit(value, unit, to)


def is_people_unit(unit: str | None) -> bool:
    """Check whether a unit counts people or their visits."""
    return unit in ("人", "名", "位", "人次", "户次")


def _times(target: Thing, figure: Thing, span: Months | None) -> str | None:
    """Apply rule 4: a figure of last year or of a period outside the target's is no answer."""
    if figure.past and not target.past:
        return "past"
    if span and figure.months:
        if figure.months[1] < span[0] or figure.months[0] > span[1]:
            return "period"
        long = figure.months[1] - figure.months[0] > max(11, span[1] - span[0])
        if long and (figure.kind != "points" or "上年" in target.left):
            return "period"  # the mean or sum of several years
    return None


def _stages(target: Thing, figure: Thing) -> str | None:
    """Apply rule 2: another stage is no answer; an early stage is one only if it is asked for."""
    if unit_family(target.unit or "") == "time" or target.unit == "工作日":
        return None  # 从申报截止到立项不超过40天: a span of time between stages
    counted = target.kind == "level" and target.way != "more"
    if counted and "case" not in target.stages and "case" in figure.stages:
        return "stage" if figure.stages["case"][0] else None  # complaints are those received, not those dealt with
    one, other = target.stages.keys() & _APART, figure.stages.keys() & _APART
    if len(one) == len(other) == 1 and one != other:
        return "stage"  # 签约 for 开工
    if (
        figure.stages.get("study", (1,))[0] == 0
        and "study" not in target.stages
        and signs.is_creation_count(target.left)
    ):
        return "stage"  # 立项 for 新建, 发布
    for course, (rank, unfinished) in figure.stages.items():
        if course in target.stages:
            if target.stages[course][0] != rank:
                return "stage"
        elif unfinished:
            return "stage"
    return None


def _levels(target: Thing, figure: Thing) -> str | None:
    """Apply rules 2 and 3: another level is no answer, and a part of the levels asked for is a part."""
    if target.levels and target.part and not figure.levels and figure.over != target.levels:
        return "whole"
    if figure.part and figure.levels and not target.levels:
        return "part"
    if not target.levels or not figure.levels or target.levels == figure.levels:
        return None
    return "part" if figure.levels < target.levels else "level"


def _flows(target: Thing, figure: Thing) -> str | None:
    """Refuse newly added for total and the reverse: neither answers for the other."""
    pair = (target.flow, figure.flow)
    if pair in (("new", "stock"), ("net", "stock"), ("stock", "new"), ("stock", "net")):
        return "flow"
    if figure.flow == "stock" and "累计" in figure.left and target.flow != "stock":
        return "flow"
    if target.flow is None and not target.acts and figure.flow in ("new", "net") and signs.is_total_figure(target.left):
        return "flow"  # 达到90家 is the total
    if (target.acts and figure.flow == "stock") or (target.flow == "stock" and figure.acts):
        return "flow"
    return None


def _places(target: Thing, figure: Thing) -> str | None:
    """Apply rule 4: a figure of another place is no answer."""
    where = figure.elsewhere
    if not where or where == target.elsewhere:
        return None
    return None if where in target.label or where in target.left else "place"


def _areas(target: Thing, figure: Thing) -> str | None:
    """Apply rules 3 and 4 to parts of the area: 全市 does not answer for 主城区, nor 各村 for 集镇, nor one for all."""
    asked, said = target.areas - _NO_PART, figure.areas - _NO_PART
    if asked and not asked & said:
        return "place" if said or REST in figure.areas else "whole" if WHOLE in figure.areas else None
    return "part" if said and not said & (asked | target.areas_before) else None


def _scopes(target: Thing, figure: Thing) -> str | None:
    """Apply rule 3: a narrowed figure is no answer for the whole, nor the reverse; the same for size classes."""
    known = target.near.keys() | target.above.keys()
    if any(word not in known and word not in target.narrow for word in figure.narrow):
        return "part"
    told = figure.near.keys() | figure.far.keys() | figure.above.keys() | figure.broad
    if any(word not in told for word in target.narrow - figure.narrow):
        return "whole"
    if (figure.split - figure.raw - _ANY) & target.raw:
        return "whole"  # 授权专利2150件，其中发明635件: the part is asked for
    if signs.is_attendance_only(figure.left, target.left):
        return "act"
    if signs.reversed_(*(thing.left if len(thing.left) > 1 else thing.label for thing in (target, figure))):
        return "reverse"
    if signs.is_joint_count(figure.left) and not signs.is_joint_count(target.left):
        return "whole"
    if _among(target, figure.left):
        return "whole"
    if target.size and not figure.size and target.size[:-2] in signs.amounts_in_text(figure.said + figure.left):
        return None  # 超过20万元 for 20万元以上
    return "size" if target.size != figure.size and (target.size or figure.part) else None


def _among(target: Thing, left: str) -> bool:
    """Check whether a figure counts several kinds, and the target is one of them: 瞪羚、独角兽等高成长企业."""
    listed, _, class_ = left.rpartition("等")
    items = [character_bigrams(item) for item in _ITEMS.split(_CLAUSES.split(listed)[-1])]
    asked = character_bigrams(target.surfaces.get(target.head or "", target.head or "")) - _ANY
    if len(items) < 2 or not asked or asked <= character_bigrams(class_):
        return False
    named = [2 * len(item & asked) >= len(asked) for item in items]
    return any(named) and not all(named)


def _with_others(target: Thing, figure: Thing, far: bool = True) -> bool:
    """Check whether a figure counts what is asked for together with something else: 公共及配建停车位3600个."""
    items = _TWO.split(_CLAUSES.split(figure.left)[-1])
    if len(items) != 2 or _SHARED.search(figure.left) or figure.kind != "level":
        return False
    known = target.raw | character_bigrams(target.label) | (target.raw_far if far else frozenset())
    first, second = items[0], _TOTAL.sub("", items[1])
    if len(first) < 2 or len(second) < 2:
        return False
    return (first[-2:] in known) != (second[-2:] in known) or (first[-2:] in known and second[:2] not in known)


def doubts_of_units(target: Thing, figure: Thing) -> Iterable[str]:
    """Apply rule 1: people answer for person-times, and the reverse, with doubt; so does a unit that is left out."""
    if target.unit == "人次" and figure.unit in ("人", "名", "位"):
        yield "people_for_visits"
    elif figure.unit == "人次" and (target.unit in ("人", "名", "位") or target.unsaid == "people"):
        yield "visits_for_people"
    if (target.unit is None) != (figure.unit is None) and not (target.unsaid or figure.unsaid):
        yield "unit_left_out"


def _open(target: Thing, figure: Thing) -> Iterable[str]:
    """Apply rule 1: yield the reasons why an answer is uncertain."""
    if target.flow == "net" and figure.flow != "net" and figure.flow != "change":
        yield "gross_for_net"
    if target.flow == "new" and figure.flow == "net":
        yield "net_for_gross"
    if (where := signs.outreach_venue(figure.left)) and where not in target.left + target.label:
        yield "part_alone"
    if _with_others(target, figure):
        yield "more_than_asked"
    if _with_others(figure, target, far=False):
        yield "part_alone"
    if figure.shared and not target.shared:
        yield "part_alone"
    yield from doubts_of_units(target, figure)
    if target.levels and not figure.levels and figure.over != target.levels:
        yield "level_not_said"
    if target.each and not figure.each:
        yield "mean_only"
    if any(_further(course, rank, figure) for course, (rank, _) in target.stages.items()):
        yield "words_differ"


def _further(course: str, rank: int, figure: Thing) -> bool:
    """Check whether a figure names a later stage of the process than the one asked for: 立项课题结题7项."""
    return any(f"{course}{later}" in figure.sides for later in range(rank + 1, _RANKS))
