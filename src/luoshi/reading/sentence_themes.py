"""Find the theme of a sentence, for figures whose words only name a part or yield of it.

举办科技创新大赛，征集作品500件: the works belong to the contest. 新增高新技术企业10家，举办路演8场 are two separate
tasks. The verb beside the figure decides: 征集 acts within what the clause before set up, 举办 sets up something
itself, and a bare noun (注册会员3200个) belongs to what was set up.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import clean_phrase, entity_of_name, strip_acting_body
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

_ORDINAL = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}[届次期批轮]|首[条个家批次届座期]|[一二两三四五][次轮场批期届个项](?=.{2}))"
)
_ONCE = lazy_pattern(r"[一二两三四五六七八九十几数]{1,3}[次场期批届轮个项名家]$")
_AWAY = re.compile(r"(?:以来|期间|之前|之后|后|前|时|的)$")
_CLAUSES = re.compile(r"[，,；;：:。]")
_FIGURE = re.compile(
    r"[\d百两三](?:(?<=\d)|分之)|[两三四五六七八九十](?:余|多)?[个家名项件座所处条支只户人][，,；;。]?$"
)
_SYSTEM = re.compile(r"(?<=..)(?:制度|机制)$")
_PASSING = re.compile(r"^(?:由[^，,]{0,20}牵头|[^，,]{0,4}|会同[^，,]*|[^，,]*配合)$")
# 县科技馆改造工程竣工: what is finished, without the word for works.
_COMPLETED = re.compile(
    r"(?<=.{4})(?:已|全面|顺利|正式|如期|建成){0,9}(?:竣工|完工|投用|投产|投入使用|开馆|开园|落成|启用|揭牌|通车)(?:验收|运营)?$"
)
_WORKS = lazy_pattern(r"(?:提升|升级|改造|改扩建|扩建|建设|新建){0,9}(?:工程|项目)?$")
# 深化技能培训: a heading names what is to be fostered.
_FOSTERED = lazy_pattern(
    r"^(?:深化|强化|加强|抓好|抓实|做好|做优|做实|做强|办好|办实|提升|拓展|拓宽|夯实|推进|深入|规范|优化|扩大|打响|擦亮|繁荣|壮大|丰富)+(?=.{4})"
)
_REMARKED = lazy_pattern(r"[（(].{0,99}$")
_OWED = re.compile(r"(?<=..)(?:要|应当?|须|将|负责|牵头|普遍|已|先后|已经|相继)(?=.{4})")
_YEAR = re.compile(
    r"(?:(?:20|19)\d\d年?)?(?:\d{1,2}月(?:\d{1,2}日|底|初|末|[上中下]旬)?)?(?<=[年月日底初末旬\d])(?:底|末)?前?"
)
_TIMED = re.compile(r"\d|[年月日底初末旬][底末前]")  # in everything that the pattern above can remove
NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[）)]|[①-⑳])\s*")
_NUMBERS = frozenset("0123456789（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_MIXED = re.compile(r"[、，,和与及的]|[一二三四五六七八九十]{1,9}[个项]")


@cache
def _classes() -> dict[str, re.Pattern[str]]:
    words = load_lexicon_table("quantities")
    return {
        "opens": re.compile(
            f"(?:{trie_pattern(words['theme']['manner'])}){{0,9}}(?:{trie_pattern(words['theme']['opens'])})"
        ),
        "through": re.compile(trie_pattern(words["theme"]["through"])),
        "strong": re.compile(trie_pattern(words["indicator"]["strong"])),
        "dependent": re.compile(trie_pattern(words["theme"]["dependent"])),
        "verb": re.compile(trie_pattern([*words["indicator"]["verb"], *words["indicator"]["strong"]])),
        "vague": re.compile(f"(?:{trie_pattern(word[::-1] for word in words['theme']['vague'])})"),
    }


@cache
def _ends(name: str) -> tuple[str, ...]:
    return tuple(load_lexicon_table("quantities")["theme"][name])


@lru_cache(maxsize=4096)
def object_of(clause: str) -> str:
    """Return the object of a clause without a figure: 建成线上交易市场 → 线上交易市场; or ""."""
    clause = _undated(clause)
    if _FIGURE.search(clause):
        return ""
    done = _COMPLETED.search(clause)
    if done:
        words = _WORKS.sub("", clean_phrase(clause[: done.start()]).removesuffix("预计"))
        return words if 3 <= len(words) <= 12 and not _MIXED.search(words) else ""
    words = _SYSTEM.sub("", _AWAY.sub("", strip_acting_body(clean_phrase(clause))))
    at = _opened(clause, words)
    if at < 0:
        return ""
    words = _ORDINAL.sub("", _ONCE.sub("", entity_of_name(words[at:])))
    words = words[words.rfind("暨") + 1 :]
    cut = words.rfind("的", 0, -2)
    if cut >= 0:
        words = words[cut + 1 :]
    if not 3 <= len(words) <= 14 or _MIXED.search(words) or _classes()["vague"].match(words[::-1]):
        return ""
    return words


def _opened(clause: str, words: str) -> int:
    """Return where the object of a set-up verb begins in ``words``, the cleaned clause; -1 if nowhere."""
    opens = _classes()["opens"]
    found = opens.match(words)
    if found:
        return found.end()
    if clause[: max(0, clause.find(words[:3]))].endswith("完成"):
        return 0
    owed = _OWED.search(words)  # 市科协要办好轮训班
    found = opens.match(words, owed.end()) if owed else None
    if found:
        return found.end()
    for found in _classes()["strong"].finditer(words, 2):  # 在科技馆广场举办嘉年华
        if len(words) - found.end() >= 3 and opens.match(words, found.start()):
            return found.end()
    return -1


@lru_cache(maxsize=4096)
def is_within_theme(name: str) -> bool:
    """Check whether a name acts within the theme of the sentence: 征集作品, or a noun without a verb."""
    classes = _classes()
    return bool(classes["through"].match(name)) or not classes["verb"].match(name)


@lru_cache(maxsize=4096)
def has_leading_verb(words: str) -> bool:
    """Check whether words open with a verb that is never a noun, or with 有: 开展了研发活动."""
    return words[:1] == "有" or bool(_classes()["strong"].match(words))


def lead_verb(name: str) -> str:
    """Return the leading verb of a name if it is never a noun: 走访县区 → 走访."""
    found = _classes()["strong"].match(name)
    return found[0] if found and len(name) > found.end() else ""


@lru_cache(maxsize=4096)
def is_dependent_name(name: str) -> bool:
    """Check whether a name is a part or a yield of what the sentence counted before: 参与师生, 首期到位."""
    return bool(_classes()["dependent"].match(name)) or name.endswith(_ends("yields"))


@lru_cache(maxsize=4096)
def sets_up(name: str) -> bool:
    """Check whether a counted thing may have parts: its name opens with no verb, or with one that sets something up."""
    classes = _classes()
    return not classes["verb"].match(name) or classes["opens"].match(name) is not None


@lru_cache(maxsize=4096)
def counted_base(name: str) -> str:
    """Return what a name counts, if later figures of the sentence may belong to it; or ""."""
    thing = _ORDINAL.sub("", entity_of_name(name)).removesuffix("规模")
    if (
        not 3 <= len(thing) <= 12
        or thing[0] in "每各总"
        or _MIXED.search(thing)
        or is_dependent_name(thing)
        or thing.endswith(_ends("no_base"))
    ):
        return ""
    return thing


@lru_cache(maxsize=4096)
def thing_of_heading(heading: str) -> str:
    """Return the thing in a heading, for figures below it that only name a part: 6．建设县科技馆 → 县科技馆."""
    words = clean_phrase(_REMARKED.sub("", heading[:40]))
    found = object_of(words)
    if found:
        return found
    words = _FOSTERED.sub("", words)
    if not 4 <= len(words) <= 12 or _MIXED.search(words) or _classes()["verb"].match(words):
        return ""
    if not words.endswith(_ends("things")) or _classes()["vague"].match(words[::-1]):
        return ""
    return words


def sentence_theme(place: AmountPlace) -> str:
    """Return what the earlier clauses of the sentence set up."""
    return _set_up(place.earlier) if place.earlier else ""


def _undated(clause: str) -> str:
    """Strip the times and the paragraph number of a clause; most have none, as one look shows."""
    if clause[:1] in _NUMBERS:
        clause = NUMBERED.sub("", clause)
    return _YEAR.sub("", clause) if _TIMED.search(clause) else clause


@lru_cache(maxsize=1024)
def _set_up(earlier: str) -> str:
    clauses = [_undated(clause) for clause in _CLAUSES.split(earlier.rstrip("，,"))[-4:] if clause]
    for at, clause in enumerate(reversed(clauses)):
        if _FIGURE.search(clause):
            if not (clause.startswith(("对", "按")) or is_within_theme(clean_phrase(clause))):
                return ""
            continue
        found = object_of(clause)
        if found or not (_PASSING.match(clause) or at == 0):
            return found
    return ""
