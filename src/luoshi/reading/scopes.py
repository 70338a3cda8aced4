"""Find the place or body of a figure if it is not the document's own (gold/GUIDE.md, "scope")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from luoshi.reading.structure import DocumentFields
from luoshi.reading.words import any_char, lazy_pattern, load_lexicon_table, trie_pattern

# Never in a name: signs, digits, particles, verbs and prepositions of one character.
_CHAR = (
    r"[^\s，,；;。：:、！？!?（）()“”\"《》【】|｜\d的了和与在要将把是有为各每全我本该对等及由向到从被其使让"
    r"给比较占达做好则已均可须应以按就还又再于或个几某同另两不]"
)
# A name comes at the start of a clause, or after a figure and a pause (…1万亿元、合芜蚌试验区产值…). The pattern begins
# with one character set, so the search knows where it may begin.
_BEFORE = r"[，,；;。：:\s元家个项件名亩%户人次](?:(?<=[，,；;。：:\s])|、)"
_OPEN = (
    r"(?P<among>其中[，,：:]?)?(?:目前[，,]?|今年[，,]?|(?:19|20)\d\d年[，,]?|例如|比如|特别是|尤其是|\d{1,2}月底前)?"
    r"(?P<lead>在|以|指导|支持|推动|推进|加快|督促|帮助|依托)?"
)
# After a name these show that an office is meant, or a word that only begins like a name.
_NOT_NEXT = lazy_pattern(
    r"人民政府|政府|党委|党工委|党政|管委会|委员会|科协|人大|政协|纪委|财政局?|(?!供电|"
    r"邮政)[一-鿿]{1,4}[局办](?![好理法])|[级里域内外长委化民场面会直属]|妇联|团|总工会|"
    r"法院|检察|公安|班子|分管|有关|相关|各|“|的做法|[、和及]|与(?![^，,]{1,12}(?:合作|"
    r"共建|联合|签))|等"
)
_RESET = lazy_pattern(
    r"(?:^|[，,；;。：:、\s])(?:其中[，,]?)?(?:全[省市县区州镇乡国]|我[市县区省]|本[省市县区]|"
    r"[市县区省](?=[一-鿿]{1,6}[局委办]|科协|政府)|各[^，,]{0,4}[县市区镇乡]|最[高低多少大小]|"
    r"其余|其他|另有|前者)"
)
_SHARED = lazy_pattern(
    r"(?:^|[，,；;。])((?:[^，,；;。、和\d]{1,8}[县区市镇乡]、){1,8}[^，,；;。、和\d]{1,8}[县区市镇乡](?:和[^，,；;。、和\d]{1,8}?[县区市镇乡])?)"
    r"[^，,；;。\d]{0,16}分别"
)
_LIST_END = lazy_pattern(r"[，,；;。]")
_HOME = re.compile(r"^(?:中共|关于|在)?(.{1,7}?(?:省|市|县|区|州|旗|镇|乡))")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = load_lexicon_table("aspects")["scope"]
    division = rf"{_CHAR}{{2,3}}(?:{trie_pattern(words['division'])})"
    # Most clauses have no ending of a name in reach, so that is checked before the ways to get there.
    ends = any_char(word[-1] for kind in ("division", "park", "body") for word in words[kind])
    name = (
        rf"(?={_CHAR}{{1,16}}[{ends}])(?:"
        rf"(?:{division}|[省市县区](?![级属内外里]))?(?:{_CHAR}{{0,7}}(?:{trie_pattern(words['park'])})|(?<![级性]){_CHAR}{{2,9}}(?<![级性])(?P<body>{trie_pattern(words['body'])}))"
        rf"|{division})|县城|(?:{trie_pattern(words['bare'])})(?![省市路大银高农科理师][^，,]{{0,3}}(?:大学|学院|银行|路))"
    )
    opens = rf"(?P<all>{_OPEN}(?P<name>{name}))"
    verbs = trie_pattern(load_lexicon_table("quantities")["indicator"]["verb"])
    return (
        re.compile(opens),
        re.compile(_BEFORE + opens),
        re.compile(f"(?:{trie_pattern(word[::-1] for word in words['common'])})"),
        re.compile(verbs),
        re.compile(f"{trie_pattern(words['country'])}(?![、等和与])"),
    )


def _names(words: str) -> list[re.Match[str]]:
    """Return possible names, in order, only from the start of a clause or of a list item."""
    first, further = _patterns()[:2]
    found = first.match(words)
    if found is None:
        return list(further.finditer(words))
    return [found, *further.finditer(words, found.end())]


def _country_in(words: str) -> str:
    """Return the country at the start of some words, or of one of their clauses; or ""."""
    country = _patterns()[4]
    found = country.search(words)
    while found:
        if not found.start() or words[found.start() - 1] in "，,；;。":
            return found[0]
        found = country.search(words, found.end())
    return ""


@dataclass(slots=True)
class Scopes:
    """The places that a document refers to as it goes on."""

    home: str = ""  # the document's own place
    country: str | None = None  # the country of the current paragraph

    @classmethod
    def of(cls, fields: DocumentFields) -> Scopes:
        """Return the scopes for a document with these fields."""
        for words in (fields.issuer, fields.title):
            found = _HOME.match(words or "")
            if found:
                return cls(home=found[1])
        return cls()

    def enter(self, words: str, new_paragraph: bool) -> None:
        """Begin a statement of these words."""
        self.country = _country_in(words) or (None if new_paragraph else self.country)

    def _proper(self, name: str, body: bool = False, among: bool = False) -> str | None:
        """Return the name if it is a proper one, and not the document's place or a class of places."""
        common, verb = _patterns()[2:4]
        if verb.match(name) or "科协" in name or (self.home and self.home.endswith(name)):
            return None
        if body and not among and not re.match(r"[省市县区]|.{2,3}[省县市区镇乡].{2}", name):
            return None
        tail = common.match(name[::-1])
        if tail and len(name) - tail.end() <= 3 and not re.match(r".{2,3}[县市区镇乡].{2,}", name):
            return None
        return name

    @staticmethod
    def distributed_places(words: str) -> list[str]:
        """Return the places over which 分别 distributes figures (高新区、临江区、青岭县在孵企业分别为…), in order."""
        found = _SHARED.search(words) if "分别" in words else None
        return re.split("[、和]", found[1]) if found else []

    def within(self, words: str) -> list[tuple[int, str | None]]:
        """Return the changes of place in a statement: offset and scope, the first at 0."""
        first = self.country
        out: list[tuple[int, str | None]] = [(0, first)]
        for found in _names(words):
            name = self._proper(found["name"], bool(found["body"]), bool(found["among"]))
            end = found.end("name")
            if not name or _NOT_NEXT.match(words, end):
                joined = self._list_places(words, found.start("name"), end) if name else None
                if not joined:
                    continue
                name = joined
            if name in ("园区", "产业园", "科技园", "工业园", "创业园", "工业园区", "产业园区", "科技园区"):
                continue
            begin = found.start("all")
            out.append((begin, name))
            if begin and words[begin - 1] == "、":
                stop = _LIST_END.search(words, end)
                if stop:
                    out.append((stop.start(), first))
        if len(out) > 1 or first:
            out += [(found.start(), None) for found in _RESET.finditer(words)]
            out.sort(key=lambda event: event[0])
        return out

    def _list_places(self, words: str, start: int, end: int) -> str | None:
        """Return two places named together: 高新区、经开区|要新建…."""
        if not words.startswith(("、", "和"), end):
            return None
        other = _patterns()[0].match(words[end + 1 : end + 24])
        if not other or other["lead"] or not self._proper(other["name"], bool(other["body"])):
            return None
        stop = end + 1 + other.end("name")
        return None if _NOT_NEXT.match(words, stop) else words[start:stop]
