"""What an amount measures, in the document's words (gold/GUIDE.md, "indicator").

The words left of a figure, or the noun right of it, name what it measures; where they are only a
qualifier (其中国家级6家), a general word (通过率) or nothing (同比增长8%), what the sentence spoke of
before completes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from luoshi.reading.clauses import Place
from luoshi.reading.model import Aspect
from luoshi.reading.phrases import clean, counted, entity, glue, head, is_act, shorten, split_items
from luoshi.reading.words import table, trie


@dataclass(slots=True)
class Topic:
    """What a sentence has spoken of so far."""

    heading: str = ""  # the run-in heading's words
    title: str = ""  # what the document is about
    dated: str = ""  # the headings above, outermost first: they may name a year
    as_of: str | None = None  # the month in which the document's facts were surveyed
    last: str = ""  # indicator of the amount before
    names: list[str] = field(default_factory=list)  # of the amounts so far
    counted: dict[str | None, str] = field(default_factory=dict)  # unit → the thing last counted in it
    by_unit: dict[str | None, str] = field(default_factory=dict)  # unit → the first name measured in it
    parent: str = ""  # indicator that a breakdown (其中) divides
    listing: list[str] = field(default_factory=list)  # the things a 分别 goes through
    whole: str = ""  # the thing counted last in this sentence, whatever its unit
    noun_right: bool = False  # the amount before took its name from its right

    theme: str = ""  # what the sentence opens with
    older: str = ""  # what the sentence before opened with

    def begin(self, opening: str) -> None:
        """Begin a sentence with its first clause: what was counted stays known, the rest is forgotten."""
        if self.theme:
            self.older = self.theme
        self.theme = "" if _DIGIT.search(opening) else entity(shorten(clean(opening), 12))
        self.names, self.listing, self.by_unit = [], [], {}
        self.parent, self.whole, self.noun_right = "", "", False

    def pass_over(self, opening: str) -> None:
        """A sentence without a figure went by."""
        self.older = entity(shorten(clean(opening), 12))


@cache
def _general() -> re.Pattern[str]:
    words = table("quantities")["topic"]["general"]
    return re.compile(f"(?:{trie(word[::-1] for word in words)})")


@cache
def _standing() -> re.Pattern[str]:
    return re.compile(f"(?:不|未|已|被)?(?:{trie(table('quantities')['topic']['standing'])})")


_NOUN = re.compile(r"[^\s，,。；;、：:”’」》的之以到至起内外左和与及或/／每占为是（()）比从由]")
_FROM_TO = re.compile(
    r"(?:大幅|逐步|稳步)?再?(?:提高|增加|扩大|上升|增长|发展|提升|拓展|降|下降|降低|减少|压缩|缩短|增|升|减)[到至]?"
)
_PASSIVE = re.compile(r"(?:被|获|荣获|入选|列入|通过|达|未|没有|仍|存在|超过|成为|进入|实现)")
_OF_WHOLE = re.compile(
    r"^(.*?)(?:按)?(?:不得|不)?(?:超过|低于|少于|高于|超出|达到|达|控制在|稳定在|保持在|为|仅为|已达|接近|相当于|是)([^，,]{2,20})的$"
)
_COMPARE = re.compile(r"(?:同比|环比|(?<!占)比(?!例|重|率|武|赛|特)|较|高于|低于|多于|少于)[^，,]*$")
_THAN = re.compile(r"^(?:比|较|与)[^，,]{0,10}(?:年|末|初|底|期|季度|月)[^，,]{0,3}的?$")
_AGAIN = re.compile(r"^(?:仅|约|只|已)?(?:是|为|相当于|达到?|居(?![民家住])|列(?![入])|位居|位列|名列|排名|排|稳居)[^，,]*$")
_EACH_OWNER = re.compile(r"每(?!年|月|季|周|天|日|半|两|三|旬|届|个?学年|个?月|个?季度)[^，,、]{1,10}")
_PERIODIC = re.compile(r"每(?:个)?(?:年度?|月|季度?|周|天|日|半年|旬|届|学年|[两二三四五]个?[年月])")
_NAMED_UNIT = re.compile(r"(?:公司|集团|协会|学会|合作社|市|县|(?<![项小地社])区|镇|乡|村|街道|大学|学院|医院)$")
_ACTED = ("开通", "擅自", "已", "按", "超", "因", "无", "缺", "通过", "完成", "建立", "出现", "处于", "来自", "不")
SHORT = 0
_OPEN = frozenset({"left", "counted-noun", "each"})
_OWN = re.compile(r"§")
_MEAN = re.compile(r"(?:人均|户均|亩均|村均|校均|平均)$")
_OF_UNITS = frozenset({"家", "个", "户", "所"})
_CREDITS = frozenset({"学分", "学时", "分", "积分"})
_DIGIT = re.compile(r"\d|百分之|[两三]分之")
_LEVELS = re.compile(r"(?:国家级|省级|市级|县级|区级|省部级)(?:以上|及以上)?")
_GROUPS = ("以下", "以外", "以内", "级", "类", "型", "性", "以上", "类别", "层次", "层面")


def indicator(place: Place, kind: Aspect, topic: Topic, run: int) -> tuple[str, str]:
    """The indicator of an amount and the name of the rule that found it.

    Args:
        place: the amount in its clause.
        kind: its aspect.
        topic: what the sentence has spoken of so far; brought up to date here.
        run: how many amounts follow this one with nothing but a pause between.
    """
    if "其中" in place.left or place.left.startswith("按"):
        topic.parent = topic.counted.get(place.amount.unit) or topic.whole
    name, rule = _named(place, kind, topic, run)
    topic.noun_right = rule == "counted-noun"
    name = name.strip("、，,：:的") or topic.heading
    if rule in _OPEN and len(name) <= SHORT:
        name = _themed(name, topic)
    if not topic.theme and kind in ("level", "increase"):
        topic.theme = entity(name)
    if kind != "duration":
        topic.last = name
    topic.by_unit.setdefault(place.amount.unit, name)
    topic.names.append(name)
    if kind in ("level", "increase", "per") and rule not in ("part", "carried"):
        thing = entity(name)
        if len(thing) >= 2 and not thing.endswith(_GROUPS) and not _standing().fullmatch(thing):
            topic.counted[place.amount.unit] = thing
            if place.amount.unit not in ("%", "‰"):
                topic.whole = thing
    return name, rule


def _named(place: Place, kind: Aspect, topic: Topic, run: int) -> tuple[str, str]:
    unit = place.amount.unit
    raw = place.left
    if not place.first and raw[:1] in ("的", "中"):
        raw = place.before
    if topic.noun_right and not place.first:
        raw = re.split(r"[、和与及]", raw)[-1]
    left = clean(raw)
    if topic.listing and place.follows:
        return topic.listing.pop(0), "distributed"
    topic.listing = []
    if "分别" in raw or raw.endswith("各"):
        items = split_items(left)
        if len(items) > 1:
            topic.listing = items[1:]
            return items[0], "distributed"
        things = _enumerated(place.earlier, run + 1) if run else []
        if things:
            what = left or counted(re.split(r"[元家个件项名分%％人篇]", place.tail)[-1])
            topic.listing = [glue(thing, what) for thing in things]
            return topic.listing.pop(0), "distributed"
        if run and len(topic.names) > run:
            stem = left
            topic.listing = [
                name + stem if stem.endswith(("占比", "率", "额", "量")) else _with(stem, name)
                for name in topic.names[-run - 1 :]
            ]
            return topic.listing.pop(0), "distributed"
    mean = _MEAN.search(left)
    if mean and kind == "per":
        about = topic.last or _subject(place, topic, 10)
        return mean[0] + about, "mean"
    if kind == "rank":
        return _rank(place, topic, left)
    if kind == "share":
        return _share(place, topic, raw, left)
    if unit in ("百分点", "倍", "%", "‰") or kind in ("growth", "difference"):
        return _changed(place, topic, raw)
    right = place.right
    noun = ""
    if unit == "岁":
        left = left.removesuffix("中").removesuffix("年龄")
        return (left or topic.whole or _subject(place, topic, 8)) + "年龄", "age"
    if unit not in _OF_UNITS and topic.by_unit.get(unit) and not noun and _NAMED_UNIT.search(left) and len(left) <= 14:
        return topic.by_unit[unit], "of-another"
    if raw.endswith("一式") and len(left) > 2:
        return left.removesuffix("一式") + "份数", "copies"
    if _NOUN.match(right) and not _FROM_TO.match(right) and unit not in ("元", "亩", "吨"):
        noun = counted(right)
    elif unit in ("元", "亩", "吨") and place.amount.end and right[:1] == "的" and not left:
        noun = counted(right[1:])
    elif unit == "元" and _NOUN.match(right) and not _FROM_TO.match(right) and len(left) < 2:
        noun = counted(right)
    if kind == "duration":
        return _duration(place, topic, left, noun)
    if kind == "ratio":
        return (left + (topic.whole if len(left) < 6 else "") + counted(right)), "ratio"
    if noun:
        return _counted_noun(place, kind, topic, left, noun)
    if not left or _AGAIN.match(left) or _THAN.match(raw):
        if kind == "increase" or place.follows or topic.last:
            return (topic.last or topic.heading), "carried"
        return topic.heading, "heading"
    if right[:1] == "的" and len(right) > 2 and len(left) <= 5 and _NOUN.match(right[1:]):
        return left + counted(right[1:]), "counted-noun"
    if kind == "increase":
        subject = clean(_COMPARE.sub("", raw))
        if not subject:
            return (topic.counted.get(unit) or topic.last or topic.heading), "carried"
        left = subject
    return _complete(place, kind, topic, shorten(left))


def _themed(name: str, topic: Topic) -> str:
    """A short name with the head of what the sentence is about before it, unless it says a thing of its own."""
    if _OWN.match(name):
        return name
    theme = head(topic.theme, len(name) * 4 // 3)
    if len(theme) < 2 or set(theme[-2:]) & set(name):
        return name
    return glue(theme, name)


def _counted_noun(place: Place, kind: Aspect, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    unit = place.amount.unit
    if _PASSIVE.match(noun) or noun.startswith(_ACTED):
        return noun + (topic.counted.get(unit) or ""), "counted-predicate"
    if kind == "per":
        owner = _EACH_OWNER.search(_PERIODIC.sub("", place.before))
        return ((owner[0].rstrip("由可限按应须") if owner and owner[0] not in noun else "") + noun), "counted-noun"
    if noun.endswith("组成"):
        return (shorten(left, 10) + noun.removesuffix("组成")), "made-of"
    if len(noun) <= (2 if kind == "frequency" else 3) and len(left) >= 2:
        return shorten(left, 8) + noun, "counted-noun"
    if len(noun) == 1:
        return topic.last or topic.heading or noun, "carried"
    return noun, "counted-noun"


def _complete(place: Place, kind: Aspect, topic: Topic, name: str) -> tuple[str, str]:
    """A name from the left, completed by what the sentence spoke of where it says too little alone."""
    unit = place.amount.unit
    thing = topic.counted.get(unit)
    if thing and name in thing:
        return thing, "carried"
    whole = topic.parent or thing
    bare = len(name) <= 4 and is_act(name)
    if bare and whole:
        return glue(name, whole), "act"
    if whole and thing and not (set(name[-2:]) & set(whole[-2:])):
        standing = _standing().match(name)
        if (topic.parent and len(name) <= 5) or name.endswith(_GROUPS) or (standing and len(name) - standing.end() <= 1):
            return _with(name, whole), "part"
    if unit in _CREDITS and unit not in name:
        stem = re.sub(r"(?:应|须|可)?(?:取得|记|计|得|获得|折合|扣|加|减|奖)+$", "", name)
        return (stem if len(stem) > 3 else _subject(place, topic, 10) + stem) + unit, "unit"
    if kind == "per" and len(name) <= 5:
        return name + _subject(place, topic, 8), "each"
    if kind == "frequency":
        name = _PERIODIC.sub("", name)
        about = _subject(place, topic, 8) if len(name) <= 4 else ""
        if about and name not in about:
            return glue(about, name), "act"
    if bare:
        about = topic.whole or _subject(place, topic, 8)
        if about and name not in about:
            return glue(about[-10:], name), "act"
    return _prefixed(place, topic, name), "left"


def _prefixed(place: Place, topic: Topic, name: str) -> str:
    """A general word (面积, 总额) with the thing it is said of before it."""
    found = _general().match(name[::-1])
    if found and (len(name) - found.end() <= 1 or (len(name) - found.end() == 2 and is_act(name[:2]))):
        thing = topic.whole or _subject(place, topic, 8) or (topic.title if len(name) == found.end() else "")
        if thing and thing not in name and not (set(thing) >= set(name)):
            return glue(thing[-8:], name)
    return name


def _subject(place: Place, topic: Topic, limit: int) -> str:
    """What the clauses before this one speak of."""
    if topic.whole:
        return topic.whole[-limit:]
    for clause in reversed(re.split(r"[，,；;：:。]", place.earlier.rstrip("，,；;：:"))):
        if _DIGIT.search(clause):
            continue
        words = shorten(clean(clause), limit + 4)
        if len(words) >= 2:
            return words[:limit] if words.endswith("的") else words[-limit - 2 :]
    return ""


def _enumerated(earlier: str, count: int) -> list[str]:
    """The list of ``count`` things that the clauses before name last: 由甲、乙、丙三部分构成."""
    for clause in reversed(re.split(r"[，,；;：:。]", earlier)):
        items = re.split(r"[、和]", clause)
        if len(items) == count and not _DIGIT.search(clause):
            first = clean(items[0])
            found = re.search(r"(?:由|包括|分为|含|以)(.{2,})$", first)
            last = re.split(r"[两三四五六七八九十]+(?:个|项|类|部分|方面)", items[-1])[0].removesuffix("的")
            level = _LEVELS.match(last)
            rest = last[level.end() :] if level else ""
            things = [found[1] if found else first, *items[1:-1]]
            return [*(thing + rest if thing.endswith("级") else thing for thing in things), last]
    return []


def _with(qualifier: str, whole: str) -> str:
    """A part's name: the qualifier before the head of the whole, without the whole's own level."""
    if not qualifier or qualifier in whole:
        return whole
    found = _LEVELS.match(whole)
    if found:
        whole = whole[found.end() :]
    return qualifier + whole[-10:]


def _rank(place: Place, topic: Topic, left: str) -> tuple[str, str]:
    subject = clean(re.sub(r"(?:位居|位列|名列|排名|排在|稳居|居|列|进入|跻身|保持)[^，,]*$", "", place.left))
    if subject in ("位次", "排名", "名次", "前移", "后移", "综合排名"):
        return (topic.last or _subject(place, topic, 10)) + subject[:2], "carried"
    if len(subject) >= 2:
        return shorten(subject) + ("排名" if "排名" in place.left else ""), "subject"
    if topic.last:
        return topic.last, "carried"
    return (_subject(place, topic, 10) or left), "subject"


def _changed(place: Place, topic: Topic, raw: str) -> tuple[str, str]:
    """Of growth, a difference, a multiple: the subject before the verb of change."""
    subject = clean(_COMPARE.sub("", raw))
    if not subject or subject in ("前移", "后移", "上升", "进位") or _AGAIN.match(subject):
        if topic.last:
            return topic.last, "carried"
        return (_subject(place, topic, 12) or topic.heading), "subject"
    return _prefixed(place, topic, shorten(subject)), "subject"


_RATE = re.compile(r"(?:率|比例|占比|比重)$")


def _share(place: Place, topic: Topic, raw: str, left: str) -> tuple[str, str]:
    """Of a share: part 占 whole 比重, a rate of the thing spoken of, or the noun the share is of."""
    at = left.rfind("占")
    right = place.right
    if at >= 0:
        whole = re.sub(r"(?:的?比[重例]|的|比)+$", "", left[at + 1 :])
        whole = re.sub(r"^(?:全市|全县|全区|全省)", "", whole)
        part = shorten(left[:at])
        if not part or part == "中":
            part = topic.last
        if not whole:
            whole = topic.whole if topic.whole != part else ""
        return f"{part}占{whole}比重", "share-of"
    found = _OF_WHOLE.match(raw.rstrip("约近"))
    if found:
        part = clean(found[1]) or topic.last
        return f"{shorten(part)}占{clean(found[2])}比例", "share-of"
    noun = right.removeprefix("的")
    if not left:
        if not place.follows and _NOUN.match(noun) and not _FROM_TO.match(noun):
            name = counted(noun)
            if name.endswith(("方", "才", "即")):
                name = name[:-1]
            if name.startswith(("没有", "未", "存在", "达", "以上")):
                name = _subject(place, topic, 8) + name
            return name, "share-noun"
        return (topic.last or _subject(place, topic, 12) or topic.heading), "carried"
    if right[:1] == "的" and len(noun) > 1 and _NOUN.match(noun) and len(left) <= 6:
        return left + counted(noun), "share-noun"
    if len(noun) > 3 and right[:1] != "的" and _NOUN.match(right) and not _FROM_TO.match(right):
        return shorten(left, 10) + counted(right)[:8], "share-noun"
    name = shorten(left)
    stem = _RATE.sub("", name)
    if len(stem) < len(name) and len(stem) <= 4:
        thing = topic.whole or (entity(topic.names[0]) if topic.names else "")
        thing = thing or (_subject(place, topic, 8) if len(stem) <= 3 else "")
        if len(stem) == 4 and len(thing) > 4:
            thing = ""
        if thing and not set(stem) <= set(thing) and thing not in name:
            return glue(thing[-10:], name), "rate"
        return (glue(thing[-10:], name) if thing and thing not in name else name), "rate"
    if name.startswith(("覆盖", "参与", "满足", "达标")) and topic.whole:
        return topic.whole + name, "rate"
    if name.endswith(("的", "的仅")):
        return name + (topic.whole or ""), "left"
    if raw.rstrip("仅不到约近").endswith("的") and topic.whole:
        return name + topic.whole, "part"
    return name, "left"


_TERM = re.compile(r"(?:期|时间|历时|年限|期限|周期|时长|时限|寿命|工期)$")


def _duration(place: Place, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    """Of a length of time: what lasts, by the words on both sides."""
    if left.endswith("公示"):
        return "公示期", "duration"
    if noun in ("时间", "左右", "努力"):
        done = clean(re.split(r"[，,；;。]", place.after)[0])
        return shorten(done.replace("了", "")) + "时间", "time-taken"
    name = re.sub(r"(?:连续|累计|历经|就|已|闲置时间最长)+$", lambda found: found[0][:4] if "时间" in found[0] else "", left)
    name = shorten(name, 12)
    if not _TERM.search(name):
        name += noun[:8]
    if len(name) < 6:
        about = topic.whole or _subject(place, topic, 8)
        if about and about[-2:] not in name:
            name = glue(about[-8:], name)
    return (name if _TERM.search(name) else name + "期限"), "duration"
