"""Cut phrases beside a figure down to the words that name something."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from luoshi.reading.local_times import strip_local_times
from luoshi.reading.titles import subject_of as subject_of
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

LONG = 14  # code points: a longer phrase is cut after its last verb or 的
SPACE = re.compile(r"[\s“”\"'’‘]+")
REMARK = re.compile(r"[（(][^（）()]*[)）]?|[【】]")
_TIME = re.compile(
    r"(?:(?:国庆|春|中秋|端午|清明|劳动|元宵)节|元旦)?(?:截[至止]"
    r"|[于在](?=[\d一二三四年上下今本国春中端清劳元]))?(?:到(?=\d))?(?:(?:20|19)\d\d年?度?"
    r"|[二一][〇○零九]..年?度?)?年?(?:\d{1,2}月?[—\-～~至]\d{1,2}月|\d{1,2}月份?|上半年|下半年|第?[一二三四]季度"
    r"|前三季度)?(?:\d{1,2}[日号])?(?:初|中旬?|上旬|下旬|底|末)?(?:以?前|为止|以来|止)?"
)
_TIME_OPENS = frozenset("国春中端清劳元截于在到0123456789二一年上下第三四前初底末以为止")
_DAY = lazy_pattern(r"(?:于|在|每月)?(?:\d{1,2}月)?\d{1,2}[日号]以?前")
_AT_END = re.compile(
    r"(?<=..率)(?:到|至|在|于)?(?:20|19)\d\d年[^，,的]{0,8}$|(?<=...)(?:到|至|在|于)(?:20|19)\d\d年[^，,的]{0,8}$"
    r"|(?<=[率额量数值模积入资度])[两二三四五六七八九十]年(?:内|间|时间)?$|(?<=...)(?:去年|上年|明年|前年)(?:是|为)?$"
)
_BEFORE = re.compile(
    r"(?:要?[在于])?(?<!\d)(?:\d{1,2}月(?:[底初末]|[上中下]旬)|(?:国庆|春|中秋|端午|劳动)节|元旦|年底|月底)以?前(?:必须|务必|全部)?"
)
_YEARS = re.compile(
    r"每年(?:年?[底末初])|(?:近|今后|未来|过去)[\d一二两三四五十]{1,9}年(?:来|内|间)?|每(?:周[一二三四五六日末]|月[底末初]|季度?[末初])|每(?:个)?(?:季度|年度?|月|周|半年|天|日"
    r"|[两二三四五]个?[年月])|[\d一二两三四五]{1,9}年(?:来|内|间)"
)
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．](?![一二三四五六七八九十]{1,2}[、等])|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)|[①-⑳]"
    r"|第[一二三四五六七八九十百]{1,5}条)\s*"
)
_NOW = re.compile(r"^(?:(?:今年|去年|年初|近年)?以来|全年|今年|目前|年内|当年)(?:从|仍|均|都)?")
_AMONG = re.compile(r"(?<=..)[中里](?=$|[只仅尚已还就有近约超不达属，,])")
_HAVE = lazy_pattern(r"有(?![效机限关色线偿望序利害毒])")


# One-character words that open a predicate, unless they are part of a noun.
_PREDICATE = (
    r"(?<![重主需])要(?![素件闻])|可(?![持再研视])|(?<![供适响反])应(?![急用届])|以(?![上下内外及])"
    r"|(?<![应针面])对(?![口外接象照])"
    r"|仅(?=[一-鿿])|在(?![建职校岗孵线籍册编])|为(?![主])|[由被按向](?!导)|(?<![平人户亩年月日村校])均(?!衡)|(?<!必)须|必须|(?<![公必急特所])需(?![求要])|已|将|未(?!来)|(?<![处位对关由属低高基源])于|到(?![位期账场会达访岸])|组成(?=[^的，,。；;]{2})|从(?![业事教医严])"
)


_COUNTED_OFF = re.compile(
    r"^对(?![外口接照标比应象立])(?=.{5})|^[一二三四五六七八九十](?:是|要)(?=.{3})"
    r"|^(?:用)?[两二三四五]年(?=[建开完培新举组累])"
    r"|^(?:争取|力争)?用[^，,]{1,8}的?时间"
)
# The name of a place before what is measured there: 石门乡|茶叶基地面积. Kinds of places (示范区, 乡镇, 小区) stay.
_NAMED = re.compile(
    r"(?!.{0,2}[全各本该我贫农山城社园景矿辖示范项目课小老新旧每同异跨外先进重报送到向为])[一-鿿]{2,3}"
    r"(?:(?:经济|产业|技术|高新|科技|试验|实验|开发)*(?:试验区|经开区|高新区|开发区|新区|科创城|科技城)"
    r"|县(?![级城域区乡属直市（(])|(?<![小社园山城景地])区(?![域级位块间外内县])|市(?![级场民区直属值容县政])"
    r"|(?<![乡城集])镇(?![区级])|乡(?![镇村贤])|街道(?!办))"
    r"(?=[^，,、和与及的]{3})(?!科协|[^，,]{0,6}局|人民政府|政府|财政|委|[^，,]{0,6}(?:学会|协会|公司|学院|大学"
    r"|医院|学校))"
)
# A quick check before the expensive patterns.
_BRACKET = re.compile(r"[（(）)【】]")
_OFFICE = re.compile(r"[局委办厅部室科府组台门会院班]")
_STOCKS = frozenset("量数额值位")
_SITES = frozenset("县区市镇乡城道")
_MARKS = frozenset("一二三四五六七八九十（(0123456789第①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_OFF = frozenset("对向给把将使让为深走进在一二三四五六七八九十用两争力")
_TO_WHOM = frozenset("为给向帮")
_SITE = re.compile(r"[县区市镇乡道城]")
_TOWARDS = re.compile(r"^(?:对|向|给|把|将|使得?|让|为|深入|走进|进入|在)(?=[全各其县市区乡])")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    lists = load_lexicon_table("quantities")["indicator"]
    reverse = [word[::-1] for word in lists["tail"]]
    done = load_lexicon_table("quantities")["act"]["does"]
    return {
        "lead": lazy_pattern(f"(?:(?!{trie_pattern(lists['kept'])})(?:{trie_pattern(lists['lead'])}))+(?!性)"),
        "kept": lazy_pattern(trie_pattern(lists["kept"])),
        "tail": lazy_pattern(f"(?:{trie_pattern(reverse)})+"),
        "verb": lazy_pattern(trie_pattern(lists["verb"])),
        "standing": lazy_pattern(
            trie_pattern(
                [
                    *load_lexicon_table("quantities")["topic"]["standing"],
                    *load_lexicon_table("quantities")["topic"]["act"],
                ]
            )
        ),
        "stock": lazy_pattern(r"(?:保有量|拥有量|总数|总量|数量|总额|人数|数|总值)$|(?<=资金|经费)到位$"),
        "office": lazy_pattern(
            r"[^的，,]{0,14}?(?:科协|[局委办厅部室科台]|办公室|政府|委员会|领导小组|科室|工作组|督导组|部门|常务会|卫生院"
            r"|工委|指挥部|专班|督查室)(?:会同[^，,]{2,12}?[局委办室])?(?!..[室办组局科处队员])"
            rf"(?=(?:{trie_pattern([*lists['verb'], *lists['strong'], *done, '汇总', '公布'])})"
            r"(?![率数量额度]))"
        ),
        "in_all": lazy_pattern(
            r"^[^，,的共]{2,8}(?:共有|(?:共计|一共|总共|共|(?<=[区县市镇乡局])累计)"
            rf"(?={trie_pattern([*lists['strong'], *lists['verb']])}))"
        ),
        "whom": lazy_pattern(
            rf"(?:[^，,、的为给向]{{0,6}}?(?:专家|人员|干部|志愿者|团队|队伍|分队|医生|教师)(?=为))?(?:为|给|向|帮助)[^，,、的为]{{2,12}}?(?={trie_pattern(lists['strong'])})"
        ),
        "empty": lazy_pattern(
            f"(?:{trie_pattern(lists['empty'])})(?:了|过|出(?![版租口行入境资]))?(?![后前率区库期])(?=.{{4}})"
        ),
        "edge": lazy_pattern(f"{trie_pattern([*lists['strong'], *lists['verb'], *lists['level']])}|[的、和与及中—]"),
        "strong": lazy_pattern(trie_pattern(lists["strong"])),
        "predicate": lazy_pattern(f"{trie_pattern(lists['predicate'])}|{_PREDICATE}"),
    }


@cache
def whole_verbs() -> frozenset[str]:
    """Return the verbs that mean nothing alone: 开展, 举办."""
    return frozenset(load_lexicon_table("quantities")["indicator"]["empty"])


@cache
def _edges() -> dict[str, frozenset[str]]:
    """Return the edge characters of strippable words: one look is enough for most phrases."""
    lists = load_lexicon_table("quantities")["indicator"]
    return {
        "lead": frozenset(word[0] for word in lists["lead"])
        | frozenset("0123456789年于在到截至前第元国春中端清劳上下一二三四有、，,的/：:"),
        "tail": frozenset(word[-1] for word in lists["tail"]),
        "verb": frozenset(word[0] for word in lists["verb"]),
    }


@cache
def _whole() -> frozenset[str]:
    return frozenset(load_lexicon_table("quantities")["indicator"]["whole"])


def strip_tail(phrase: str) -> str:
    """Strip the connectives and bound words at the end of a phrase."""
    found = _words()["tail"].match(phrase[::-1]) if phrase[-1:] in _edges()["tail"] else None
    if not found:
        return phrase
    cut = len(phrase) - found.end()
    while 0 < cut < len(phrase) and phrase[cut - 1 : cut + 1] in _whole():
        cut += 1
    return phrase[:cut]


def strip_lead(phrase: str) -> str:
    """Strip times, connectives and modals at the start of a phrase."""
    begins, words = _edges()["lead"], _words()
    lead = words["lead"]
    for _ in range(4):
        if phrase[:1] not in begins or words["kept"].match(phrase):
            break
        size = len(phrase)
        found = _TIME.match(phrase) if phrase[0] in _TIME_OPENS else None
        if found and len(found[0]) > 1 and not found[0][-1].isdigit():
            phrase = phrase[found.end() :]
        found = lead.match(phrase)
        if found:
            phrase = phrase[found.end() :]
        if phrase[:1] == "有" and "的" not in phrase and _HAVE.match(phrase):
            phrase = phrase[1:]
        phrase = phrase.lstrip("、，,的/：:")
        if len(phrase) == size:
            break
    return phrase


@lru_cache(maxsize=8192)
def clean_phrase(phrase: str) -> str:
    """Return the naming words of a phrase: no times, modals, bound words, brackets, quotes, offices, places."""
    if _BRACKET.search(phrase):
        phrase = REMARK.sub("", phrase)
    phrase = SPACE.sub("", phrase)
    if phrase[:1] in _MARKS:
        phrase = _MARKER.sub("", phrase)
    if "日" in phrase or "号" in phrase:
        phrase = _DAY.sub("", phrase)
    if "前" in phrase:
        phrase = _BEFORE.sub("", phrase)
        if phrase[:1] in _MARKS:
            phrase = _MARKER.sub("", phrase)
    if "年" in phrase or "每" in phrase:
        phrase = _YEARS.sub("", phrase)
    phrase = strip_local_times(phrase)
    if phrase[:1] in _TO_WHOM or "为" in phrase[2:9]:
        found = _words()["whom"].match(phrase)
        phrase = phrase[found.end() :] if found else phrase
    if phrase[:2] == "按每":
        phrase = phrase[1:]
    if "由每" in phrase:
        phrase = phrase.replace("由每", "每")
    if phrase[:1] in _OFF:
        phrase = _COUNTED_OFF.sub("", _TOWARDS.sub("", phrase))
    phrase = strip_tail(phrase)
    if "年" in phrase:
        phrase = _AT_END.sub("", phrase)
    phrase = strip_lead(phrase).strip("、，,：:其")
    if "共" in phrase[2:10] or "累计" in phrase[2:10]:
        phrase = _words()["in_all"].sub("", phrase)
    if _OFFICE.search(phrase):
        found = _words()["office"].match(phrase)
        if found and phrase[found.end() :] != "组织":
            phrase = phrase[found.end() :]
    if _SITE.search(phrase, 2, 10):
        found = _NAMED.match(phrase)
        if found:
            phrase = phrase[found.end() :]
    return phrase


@lru_cache(maxsize=4096)
def shorten_phrase(phrase: str, limit: int = LONG) -> str:
    """Cut a phrase to its last object: after the last verb, then after 的 if enough remains."""
    if len(phrase) <= limit:
        return phrase
    for found in reversed(list(_words()["verb"].finditer(phrase))):
        rest = phrase[found.end() :]
        if len(rest) >= 4 and rest[0] not in "率数量额度、":
            phrase = rest.lstrip("了出过")
            break
    if len(phrase) > limit:
        cut = phrase.rfind("的", 0, len(phrase) - 3)
        if cut > 0:
            phrase = phrase[cut + 1 :]
    if len(phrase) > limit + 6:
        pause = max(phrase.rfind("、", 0, -4), phrase.rfind("和", 0, -4))
        phrase = phrase[pause + 1 :] if pause > 0 else fit_phrase(phrase, limit + 6) or phrase
    return phrase


@lru_cache(maxsize=4096)
def strip_acting_body(phrase: str, things: bool = True) -> str:
    """Strip the acting office or place: 县财政安排运维经费 → 安排运维经费.

    A subject that is a thing (市科技馆改造项目完成投资) is part of the name and stays, unless ``things`` is false.
    """
    if len(phrase) < 5:  # an actor, a verb and an object
        return phrase
    cut = 0
    for found in _words()["strong"].finditer(phrase):
        at = found.start()
        if not at or len(phrase) - found.end() < 2:
            continue
        if not things or _MEANS.match(phrase) or _BODY.search(phrase, max(cut, at - 24), at):
            cut = at
    return phrase[cut:]


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """Strip a verb that only says that something exists: 举办农村实用技术培训 → 农村实用技术培训."""
    found = _words()["empty"].match(name)
    return name[found.end() :].lstrip("的") if found else name


def is_body_phrase(phrase: str) -> bool:
    """Check whether a phrase ends with an office or a place."""
    return bool(_BODY.search(phrase, max(0, len(phrase) - 24)))


@lru_cache(maxsize=4096)
def place_only(phrase: str) -> bool:
    """Check whether a phrase is only the name of a place: 合芜蚌试验区."""
    if phrase[-1:] not in _SITES:
        return False
    found = _NAMED.match(phrase + "＿＿＿")
    return found is not None and found.end() == len(phrase)


@lru_cache(maxsize=4096)
def fit_phrase(phrase: str, room: int) -> str:
    """Cut a phrase to about ``room`` code points after a verb, 的 or a pause; unchanged if it has no such edge."""
    if len(phrase) <= room:
        return phrase
    best = phrase
    for found in _words()["edge"].finditer(phrase):
        rest = phrase[found.end() :]
        if len(rest) < 3:
            break
        best = rest
        if len(rest) <= room:
            break
    return best if len(best) <= 2 * room else ""


@lru_cache(maxsize=4096)
def noun_after_figure(right: str) -> str:
    """Return the noun after a figure (28家|企业), with its predicate if that is short."""
    right = _NOW.sub("", SPACE.sub("", REMARK.sub("", right)))
    start = 1 if right[:1] not in "被获入列通达未没存处擅" else 20
    found = _words()["predicate"].search(right, start)
    if found:
        right = right[: found.start()]
    found = _AMONG.search(right)
    if found:
        right = right[: found.start()]
    return strip_tail(right[:24]).removesuffix("中").strip("的、，,和与及")


@lru_cache(maxsize=8192)
def entity_of_name(name: str) -> str:
    """Return the thing that a name counts, without its leading verbs (申报高新技术企业 → 高新技术企业)."""
    verb, begins = _words()["verb"], _edges()["verb"]
    for _ in range(2):
        found = verb.match(name) if name[:1] in begins else None
        if not found or len(name) - found.end() < 2:
            break
        name = name[found.end() :].lstrip("了过")
    return strip_stock_word(name)


def strip_stock_word(name: str) -> str:
    """Strip the word for a number at the end of a name: 高新技术企业数 → 高新技术企业."""
    return (_words()["stock"].sub("", name) or name) if name[-1:] in _STOCKS else name


@lru_cache(maxsize=4096)
def is_act(name: str) -> bool:
    """Check whether a name is only verbs (通过, 累计毕业, 招引): an action without an object."""
    words = _words()
    at = 0
    while at < len(name):
        found = words["verb"].match(name, at) or words["standing"].match(name, at)
        if not found or not found[0]:
            return False
        at = found.end()
    return True


def of_title(noun: str, title: str) -> str:
    """Return a general noun as in the title: 项目 in a report on 重点科技项目 → 重点科技项目; else unchanged."""
    at = title.find(noun, 2)
    if at < 0:
        return noun
    words = title[max(0, at - 6) : at]
    for mark in "、和与及的":
        words = words[words.rfind(mark) + 1 :]
    return words + noun


def join_phrases(before: str, behind: str) -> str:
    """Join two phrases, without repeating their overlap."""
    for size in range(min(len(before), len(behind), 6), 1, -1):
        if before.endswith(behind[:size]):
            return before + behind[size:]
    return before + behind


# An office or place as a subject, with what may come between it and its verb.
_BODY = re.compile(
    r"(?:(?<![项课城集])[县市镇乡州省]|(?<![小社])区|街道|社区|常务会|督导组|专班|班子|气象台|卫生院|部门|台|研究院|公司|集团|电视台|中心|科协|常委会|党[委组]"
    r"|支部|[局委办厅](?!会)|政府|财政|管委会|工会|领导小组|办公室|督查室|督导室|学部"
    r"|各单位|我们|学院|大学|医院)(?:(?:在|与|和|会同|联合|依托|通过|从)[^，,]{0,12})?(?:已|共|还|一次性|统一|先后|带队|分头|集体"
    r"|累计|全年|继续|要|应|将|至少|三年|每年)*$"
)
# The start of a clause that only says how or with whom.
_MEANS = re.compile(r"(?:利用|依托|通过|围绕|按照|结合|面向|借助|会同|联合|针对|根据|以)")
