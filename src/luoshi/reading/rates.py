"""Name what a share, a growth, a difference, a rank or a ratio measures."""

from __future__ import annotations

import re

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.durations import name_duration as name_duration
from luoshi.reading.owners import AMONG, ATTRIBUTE, OFFICE, bare_owner, candidate_owners, cut_theme_end, told_of
from luoshi.reading.phrases import clean_phrase, is_act, join_phrases, noun_after_figure, place_only, shorten_phrase
from luoshi.reading.topics import Topic, is_general_measure, prefix_general_name, subject_of_clauses
from luoshi.reading.verb_patterns import behind_manner
from luoshi.reading.words import lazy_pattern

NOUN = re.compile(r"[^\s，,。；;、：:”’」》的之以到至起内外左和与及或/／每占为是（()）比从由]")
FROM_TO = re.compile(
    r"(?:大幅|逐步|稳步)?再?(?:提高|增加|扩大|上升|增长|发展|提升|拓展|降|下降|降低|减少|压缩|缩短|增|升|减)[到至]?"
)
_OF_WHOLE = re.compile(
    r"^(.*?)(?:按)?(?:不得|不)?(?:超过|低于|少于|高于|超出|达到|达|控制在|稳定在|保持在|"
    r"为|仅为|已达|接近|相当于|是)([^，,]{2,20})的$"
)
COMPARE = re.compile(
    r"(?:同比|环比|距离?(?=[^，,]{0,8}(?:目标|平均|先进|要求|标准))|(?:与|和|同|跟)[^，,]{1,14}相比|(?<!占)比(?!例|重|率|武|赛|特)|较(?![大小强重])|高于|"
    r"低于|多于|少于|快于|慢于|优于|好于|差于|落后于?|滞后于?|不及|不如|(?:高出|低出|超出)(?=[^，,]{2})|"
    r"(?:与|和|同|跟)[^，,]{1,14}相?差(?=$|了|着|近|约)|"
    r"超(?:出|过)?(?=序时|时序|时间|计划|进度|全[省市国]|国家|平均|预期|上年|标准|目标))[^，,]*$"
)
AGAIN = re.compile(
    r"^(?:仅|约|只|已)?(?:是|为|相当于|达到?|居(?![民家住])|列(?![入])|位居|位列|名列|排名|排|稳居)[^，,]*$"
)
_RATE = re.compile(r"(?:率|比例|占比|比重)$")
_NO_NOUN = lazy_pattern(r"方可|方能|才|即|以上|以内|时[，,]|为(?:通过|有效|合格)|左右|上下|的为|,|，|$")
_WIDE = re.compile(r"(全[市省县区国镇州乡球]|我[市省县区国]|[省市县区国]内)$")
_BASED = re.compile(
    r"按(?:照)?(?![期时月年季日规])(?:不低于|不少于|不超过|不高于|高于|低于)?([^，,；;。]*?)的?$|"
    r"从([^，,；;。]{2,14}?)中(?:切出"
    r"|安排|列支|提取|拿出)$"
)
_ACT = lazy_pattern(
    r"^的?(?:标准|比例|额度|幅度|规模)?(?:，|,)?(?:分别|再|一次性|直接|另外)?(?:给予|予以|"
    r"进行|提取|安排|用于|享受|专门)*(?:一次性|适当)?([^，,；;。的（(]{2,12})"
)
_CARRIED_OUT = frozenset({"执行", "收取", "计算", "计提", "发放", "安排", "支付", "缴纳"})
_PREVIOUS_WHOLE = re.compile(r"占(.{2,16})比[重例]$")
_BREAK = re.compile(
    r"(?:要|应|将|可|拟|须)(?:在|按)[^，,]{0,10}$|在[^，,]{0,10}基础上$|(?:再|又|进一步|"
    r"还|仍|也|每|大幅|逐步|稳步|连续){1,30}$"
)
_CHANGE = re.compile(
    r"(?:再)?(?:前移|后移|上升|进位|提升|上浮|下浮|下调|上调|精简|核减|压减|减免|缩小|扩大|收窄|压缩|缩短|微降|微增|"
    r"上涨|下跌|回落|每低|每高|每少|每多|每升|每降|每超|负增长|翻|打|增幅|增速){1,30}了?$"
)
_FORM = re.compile(
    r"^(?:按)?(?:[两二三四五六七八九十\d]+年(?:间|来|内)?|缩短|压缩|压减|精简|同口径|可比口径|可比价格?|不变价|名义|实际|分别|环比|同比|平均|年均|净|"
    r"微|减产|增产|增收|减收|约|又|再|提速|减速|加快|收窄|扩大)+$"
)
# The contest in which a rank was given: 在全市11个县区科技创新考核中，我们排第9位.
_CONTEST = lazy_pattern(r"在([^，,；;。]{0,24}?)(考核|评比|评价|竞赛|测评|评估|检查|排名|比赛)中?(?=[，,]|$)")
_OF_SO_MANY = lazy_pattern(r"\d+个?(?:县|市|区|（市）|\(市\)|、|镇|乡|街道|单位|部门|地市|地级市)*的?")
_LONGEST = 40


def name_rank(place: AmountPlace, topic: Topic, left: str) -> tuple[str, str]:
    """Return the name of a rank: what is ranked."""
    if place.quote.endswith("大") and len(place.right) > 1:
        return noun_after_figure(place.right), "ranked-noun"
    named = clean_phrase(
        re.sub(r"(?:连续|位居|位列|名列|排名|排在|排|稳居|居|列|进入|跻身|保持|成为)[^，,]*$", "", place.left)
    )
    contest = _CONTEST.search(place.earlier + place.left)
    if contest and (len(named) < 2 or named == "倒数"):
        what = clean_phrase(_OF_SO_MANY.sub("", contest[1]))
        return what + contest[2] + ("倒数" if named == "倒数" else "") + "排名", "contest"
    if named in ("总数", "数量", "总量", "规模", "总数量") and (topic.base or topic.names):
        return topic.base or topic.last, "of-base"
    if named in ("位次", "排名", "名次", "前移", "后移", "综合排名", "增幅", "增速"):
        of = (
            topic.level
            or (topic.before if not topic.names else "")
            or topic.last
            or subject_of_clauses(place, topic, 10)
        )
        return of + named[:2], "carried"
    ending = "排名" if "排名" in place.left else ""
    if len(named) >= 2 and not _WIDE.search(named):
        name = told_of(place, topic, named) if len(named) <= 3 and is_general_measure(named) else shorten_phrase(named)
        return name + ending, "subject"
    if topic.last and not topic.last.endswith("分"):
        return topic.last, "carried"
    return told_of(place, topic, ending or "位次", 10), "subject"


_SET_AGAINST = lazy_pattern(
    "(?:仅|约|只|已)?(?:是|为|相当于|达到?|打|按)(?:上年|去年|全[省市县国]|同期|邻|[前后]者|其)[^，,]*$"
)


def name_change(place: AmountPlace, topic: Topic, raw: str) -> tuple[str, str]:
    """Return the name of growth, a difference, a multiple: the subject before the verb of change."""
    step = _STEP.search(raw)
    if step:
        name = re.split(r"[，,；;。：:]", step[1])[-1]
        return (told_of(place, topic, name) if len(name) <= 5 else shorten_phrase(name)), "each-step"
    based = _BASED.search(raw)
    if based and based[1] and (done := _based(place, topic, _basis(based[1]), place.right)):
        return done, "based-on"
    done_to = _OBJECT.search(raw)
    if done_to and len(clean_phrase(done_to[1])) >= 2 and not is_act(clean_phrase(done_to[1])):
        return told_of(place, topic, clean_phrase(done_to[1])), "object"
    raw = _ONLY.sub("", COMPARE.sub("", raw))
    if place.amount.unit in ("%", "‰") and _HALF_OF.search(place.left):
        return _against(place, topic, raw)
    named = clean_phrase(_PRONOUN.sub("", _SET_AGAINST.sub("", raw)))
    for _ in range(3):
        shorter = clean_phrase(_CHANGE.sub("", _BREAK.sub("", named)))
        if shorter == named:
            break
        named = shorter
    if len(named) < 2 or AGAIN.match(named) or _FORM.match(named) or named == "前者":
        if topic.last or topic.names:
            latest = topic.names[-1] if topic.names else ""
            return (latest if latest.endswith(_LASTS) else topic.last or latest), "carried"
        found = subject_of_clauses(place, topic, 12)
        said = next(iter(candidate_owners(place, topic)), "")
        return (found if len(found) > len(said) else said) or topic.heading, "subject"
    if named.startswith("占") and topic.last:
        return join_phrases(topic.last.split("占")[0], named), "share-of"
    name = shorten_phrase(_RAISE.sub("", named) or named)
    if len(name) <= 4 and not (
        len(name) == 4 and not place.earlier and is_general_measure(name) and not is_act(name[:2])
    ):
        whole = prefix_general_name(place, topic, name)
        return (whole if whole != name else told_of(place, topic, name)), "subject"
    return prefix_general_name(place, topic, name), "subject"


_LASTS = ("时间", "期限", "时限", "周期", "工期", "天数", "时长")
# The object of a comparison: 只有全省平均水平的|五分之三.
_HALF_OF = re.compile(
    r"(?:是|为|相当于|只有|仅有|仅|约|达到?|不足|接近|不到|还不到|不及)([^，,；;。占是为]{2,14}?)的约?$"
)
_WHOM = lazy_pattern(r"平均|水平|邻|[省市县国]|周边|兄弟|先进|[前后]者")


def _against(place: AmountPlace, topic: Topic, raw: str) -> tuple[str, str]:
    """Return the name of a part of another body's figure, with both: 研发投入强度与全省平均水平之比."""
    found = _HALF_OF.search(place.left)
    whom = found[1] if found else ""
    body = place.left[: found.start()] if found else raw
    named = clean_phrase(_PRONOUN.sub("", re.sub(r"(?:刚好|正好|恰好|大约|仅仅)$", "", body)))
    if named in ("我们", "他们") or len(named) < 2:
        named = topic.last
    named = prefix_general_name(place, topic, shorten_phrase(named))
    return (f"{named}与{whom}之比" if whom and _WHOM.search(whom) else named), "against"


_OBJECT = re.compile(r"(?:减少|降低|增加|节约|压减|压缩|提高|削减)([^，,；;。：:占达率为比到至\d]{2,10})$")
_PRONOUN = re.compile(r"^(?:我们(?=.)|我[市县省区国镇]|本[市县省区镇]|该[市县区村镇])的?(?=..)")
_STEP = re.compile(r"([^，,；;。\d]{2,16}?)每(?:降?低|升?高|减?少|多|下降|上升|提高|差|超)$")
_ONLY = re.compile(
    r"(?:只有|仅有|仅为|只及|仅及|不足|不到|还不到|接近|仅|只|约)(?:全|邻|上年|同期|平均|周边|兄弟|先进|发达)[^，,]*$"
)
_RAISE = re.compile(
    r"^(?:推动|推进|促进|带动|使得?|让|提高|提升|确保|实现|保持|力争|争取|加大|加强|对(?![口外接象]))+(?=.{3})"
)


def name_proportion(place: AmountPlace, topic: Topic, left: str) -> str:
    """Return the name of a ratio of two figures (1∶5, 2.4∶1): the two, or their earlier topic."""
    name = clean_phrase(_CHANGE.sub("", left))
    behind = "" if FROM_TO.match(place.right) or _NO_NOUN.match(place.right) else noun_after_figure(place.right)
    if len(name) < 2 and not behind and topic.names:
        return topic.names[-1]
    return name + (topic.whole if len(name) < 3 else "") + behind


def name_share(place: AmountPlace, topic: Topic, raw: str, left: str) -> tuple[str, str]:
    """Return the name of a share: part 占 whole 比重, a rate of the current thing, or the noun the share is of."""
    left = _PRONOUN.sub("", left)
    if left == "率" and (at := raw.rfind("率")) >= 2:
        left = raw[at - 2 : at + 1]  # 完成率: here the verb is the name
    if left.endswith("率") and len(left) <= 6 and (where := raw.rfind(left)) > 0:
        body = _RAISE.sub("", raw[:where])
        if OFFICE.search(body) and 3 <= len(body) <= 10:
            left = body + left  # 规上企业科协|组建率: here the body is counted, not the actor
    at = left.rfind("占")
    if at >= 0 and not left.endswith("占比"):
        return _part_of_whole(place, topic, left[:at], left[at + 1 :])
    bare = raw.rstrip("约近仅只 ")
    wide = _WIDE.search(bare)
    right = place.right
    noun = right.removeprefix("的")
    if wide and right[:1] == "的" and len(noun) > 1:
        return f"{noun_after_figure(noun)}占{wide[1]}比重", "share-of"
    based = _BASED.search(bare)
    if based:
        found = _based(place, topic, _basis(based[1] or based[2] or ""), right)
        if found:
            return found, "based-on"
    whole = _OF_WHOLE.match(bare)
    if whole:
        part = clean_phrase(whole[1]) or topic.last
        return f"{shorten_phrase(part)}占{clean_phrase(whole[2])}比例", "share-of"
    if topic.last and place_only(left.removesuffix("仅")):
        return topic.last, "carried"
    if not left:
        return _of_noun(place, topic, noun)
    if right[:1] == "的" and len(noun) > 1 and NOUN.match(noun) and len(left) <= 6:
        return left + noun_after_figure(noun), "share-noun"
    if (
        len(noun) > 3
        and right[:1] != "的"
        and NOUN.match(right)
        and not FROM_TO.match(right)
        and not _NO_NOUN.match(right)
    ):
        return shorten_phrase(left, 10) + noun_after_figure(right)[:8], "share-noun"
    return _rate(place, topic, raw, shorten_phrase(_RAISE.sub("", left), 18))


_PICKED = lazy_pattern(r"(?:以上|以下|以内|不足|超过?|岁|学历|职称)[^，,]{0,6}的$")
_CLASS_BEFORE = lazy_pattern(r"(?:^|[，,；;。])([^，,；;。]{3,18}?)的?\d[\d ]*[家个户人名件项][，,]?$")


_SHARE_TAIL = lazy_pattern("(?:的?比[重例]|的|比|去|到|了){1,9}$")
_OF_ALL = lazy_pattern("^(?:全市|全县|全区|全省)(?=.)")
_ONLY_TAIL = lazy_pattern("(?:只|仅|以)$")


def _part_of_whole(place: AmountPlace, topic: Topic, part: str, whole: str) -> tuple[str, str]:
    whole = _OF_ALL.sub("", _SHARE_TAIL.sub("", whole))
    part = shorten_phrase(_ONLY_TAIL.sub("", part))
    if not part or part in ("中", "只", "仅", "以"):
        part = topic.last
        said = _CLASS_BEFORE.search(place.earlier) if not whole and place.first else None
        if said and re.search(r"以[上下内]的?$|[～~—-]", said[1]):
            thing = topic.base or next(iter(topic.counted.values()), "")
            return f"{clean_phrase(said[1]).removesuffix('的')}{thing}占比", "share-of"
    if not whole:
        among = AMONG.search(place.earlier + part + "占")
        whole = clean_phrase(among[1]) if among else (topic.whole if topic.whole != part else "")
        whole = whole or (topic.level if "其中" in place.left else "")
        if part.endswith("的") and not among:
            whole = bare_owner(whole) or whole
        if whole and (whole in part or (_PICKED.search(part) and part.endswith("的"))):
            if not part.endswith("的") or not topic.counted:
                whole = ""
            else:
                thing = topic.base or next(reversed(topic.counted.values()))
                return f"{part.removesuffix('的')}{'' if thing in part else thing}占比", "share-of"
        if ATTRIBUTE.search(whole) and not ATTRIBUTE.search(part) and part.endswith("的"):
            whole = ""
    part, whole = part[:_LONGEST], whole[:_LONGEST]  # a whole may name the next part again and again
    return f"{part}占{whole}比重" if whole else f"{part.removesuffix('的')}占比", "share-of"


def _basis(words: str) -> str:
    """Return the base of a share; 实际 (actually paid) is part of it, not manner."""
    name = clean_phrase(words)
    return f"实际{name}" if words.startswith("实际") and not name.startswith("实际") else name


def _based(place: AmountPlace, topic: Topic, whole: str, right: str) -> str:
    """Return the name of a share by which something is given: 按实际支付金额的|20%|给予补助."""
    act = _ACT.match(right)
    done = clean_phrase(act[1]) if act and NOUN.match(act[1]) else ""
    if not done and not right:
        found = re.match(r"(?:专门)?([^，,；;。]{2,10})", place.after)
        done = clean_phrase(found[1]) if found else ""
    if done in _CARRIED_OUT:
        done = ""
    if place.amount.unit == "倍" and whole and done:
        return f"{shorten_phrase(done, 8)}与{shorten_phrase(whole, 12)}之比"
    if whole and done:
        return f"{shorten_phrase(done, 8)}占{shorten_phrase(whole, 12)}比例"
    part = clean_phrase(re.split(r"按(?![期时月年季日规])", place.left)[0])
    if len(part) < 2 and whole:
        part = clean_phrase(re.split(r"[，,；;：:。]", place.earlier.rstrip("，,"))[-1]).removesuffix("的")
    if whole and len(part) >= 2:
        return f"{shorten_phrase(part, 8)}占{shorten_phrase(whole, 12)}比例"
    if done and re.match(r"^的(?:标准|比例|额度|幅度|规模)", right):
        return told_of(place, topic, done[:8] + "比例")
    return ""


def _of_noun(place: AmountPlace, topic: Topic, noun: str) -> tuple[str, str]:
    """Return the name of a share with its noun after it and that noun's action: 近三成的|科技工作者说不清…."""
    if not place.follows and NOUN.match(noun) and not FROM_TO.match(noun) and not _NO_NOUN.match(noun):
        words = clean_phrase(re.sub(r"[“”\"]|(?:仍然|仍|还|都|均|已经|已|了)", "", noun))[:16]
        if words.startswith(("没有", "未", "存在", "达", "以上", "来自", "滞留", "是", "不", "属于", "用于", "处于")):
            words = told_of(place, topic, words, 8)
        words = words.strip("的、，,")
        return (words if _RATE.search(words) else words + "比例"), "share-noun"
    if topic.last:
        return topic.last, "carried"
    return (subject_of_clauses(place, topic, 12) or topic.heading), "carried"


def _rate(place: AmountPlace, topic: Topic, raw: str, name: str) -> tuple[str, str]:
    """Return the name of a rate, or of another share named on its left, with its thing."""
    stem = _RATE.sub("", name)
    previous = _PREVIOUS_WHOLE.search(topic.last)
    if previous and len(stem) == len(name) and len(name) <= 6 and name.endswith(("费", "费用", "支出", "经费", "类")):
        return f"{name}占{previous[1]}比例", "rate"
    if "、" in name and len(stem) < len(name):
        return told_of(place, topic, name, 10), "rate"
    if len(stem) < len(name) and len(stem) <= 5:
        for other in reversed(topic.names[-8:]):
            at = other.find(stem[:2])
            if at >= 2 and len(stem) >= 2 and behind_manner(other[:at]) < at:
                return join_phrases(cut_theme_end(other[:at], 8), name), "rate"
        return told_of(place, topic, name), "rate"
    if raw.rstrip("仅不到约近只 ").endswith("的"):
        among = AMONG.search(place.earlier)
        whole = clean_phrase(among[1]) if among else topic.whole
        if whole:
            return name.rstrip("的") + whole + "占比", "part"
    if len(name) <= 4 or (
        len(name) <= 6 and (name.startswith(("覆盖", "参与", "满足", "达标")) or is_act(name) or ATTRIBUTE.search(name))
    ):
        return told_of(place, topic, name), "rate"
    return name, "left"
