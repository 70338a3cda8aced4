"""What a share, a growth, a difference, a rank, a ratio or a length of time measures."""

from __future__ import annotations

import re

from luoshi.reading.clauses import Place
from luoshi.reading.phrases import clean, counted, entity, glue, shorten
from luoshi.reading.topics import Topic, prefixed, subject

NOUN = re.compile(r"[^\s，,。；;、：:”’」》的之以到至起内外左和与及或/／每占为是（()）比从由]")
FROM_TO = re.compile(
    r"(?:大幅|逐步|稳步)?再?(?:提高|增加|扩大|上升|增长|发展|提升|拓展|降|下降|降低|减少|压缩|缩短|增|升|减)[到至]?"
)
_OF_WHOLE = re.compile(
    r"^(.*?)(?:按)?(?:不得|不)?(?:超过|低于|少于|高于|超出|达到|达|控制在|稳定在|保持在|为|仅为|已达|接近|相当于|是)([^，,]{2,20})的$"
)
COMPARE = re.compile(r"(?:同比|环比|(?<!占)比(?!例|重|率|武|赛|特)|较|高于|低于|多于|少于)[^，,]*$")
AGAIN = re.compile(r"^(?:仅|约|只|已)?(?:是|为|相当于|达到?|居(?![民家住])|列(?![入])|位居|位列|名列|排名|排|稳居)[^，,]*$")
_RATE = re.compile(r"(?:率|比例|占比|比重)$")
_TERM = re.compile(r"(?:期|时间|历时|年限|期限|周期|时长|时限|寿命|工期)$")


def rank(place: Place, topic: Topic, left: str) -> tuple[str, str]:
    named = clean(re.sub(r"(?:位居|位列|名列|排名|排在|稳居|居|列|进入|跻身|保持)[^，,]*$", "", place.left))
    if named in ("位次", "排名", "名次", "前移", "后移", "综合排名"):
        return (topic.last or subject(place, topic, 10)) + named[:2], "carried"
    if len(named) >= 2:
        return shorten(named) + ("排名" if "排名" in place.left else ""), "subject"
    if topic.last:
        return topic.last, "carried"
    return (subject(place, topic, 10) or left), "subject"


def changed(place: Place, topic: Topic, raw: str) -> tuple[str, str]:
    """Of growth, a difference, a multiple: the subject before the verb of change."""
    named = clean(COMPARE.sub("", raw))
    if not named or named in ("前移", "后移", "上升", "进位") or AGAIN.match(named):
        if topic.last:
            return topic.last, "carried"
        return (subject(place, topic, 12) or topic.heading), "subject"
    return prefixed(place, topic, shorten(named)), "subject"


def share(place: Place, topic: Topic, raw: str, left: str) -> tuple[str, str]:
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
        if not place.follows and NOUN.match(noun) and not FROM_TO.match(noun):
            name = counted(noun)
            if name.endswith(("方", "才", "即")):
                name = name[:-1]
            if name.startswith(("没有", "未", "存在", "达", "以上")):
                name = subject(place, topic, 8) + name
            return name, "share-noun"
        return (topic.last or subject(place, topic, 12) or topic.heading), "carried"
    if right[:1] == "的" and len(noun) > 1 and NOUN.match(noun) and len(left) <= 6:
        return left + counted(noun), "share-noun"
    if len(noun) > 3 and right[:1] != "的" and NOUN.match(right) and not FROM_TO.match(right):
        return shorten(left, 10) + counted(right)[:8], "share-noun"
    name = shorten(left)
    stem = _RATE.sub("", name)
    if len(stem) < len(name) and len(stem) <= 4:
        thing = topic.whole or (entity(topic.names[0]) if topic.names else "")
        thing = thing or (subject(place, topic, 8) if len(stem) <= 3 else "")
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


def duration(place: Place, topic: Topic, left: str, noun: str) -> tuple[str, str]:
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
        about = topic.whole or subject(place, topic, 8)
        if about and about[-2:] not in name:
            name = glue(about[-8:], name)
    return (name if _TERM.search(name) else name + "期限"), "duration"
