"""Find the signs for the role of a sentence: its own words, its place, and the text around it.

Each sign is a short string, a key of the weights in ``lexicon/roles.json``; no sign decides alone. A prefix says where
a sign comes from: ``h:目标`` is a pair of characters of the heading above, ``-figure`` is a cue of the sentence before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress
from operator import add, attrgetter

from luoshi.reading.cue_properties import CueForm, found_once
from luoshi.reading.cues import Cues
from luoshi.reading.fields import classify_genre
from luoshi.reading.markers import marker_at
from luoshi.reading.model import TextHeading
from luoshi.reading.structure import DocumentFields, Outline, TableRow
from luoshi.reading.words import lazy_pattern

_DIGITS = lazy_pattern(r"\d+")
_BLANKS = lazy_pattern(r"\s+")
_LIMITED = lazy_pattern("(?:19|20)\\d\\d年|专项行动|整治|百日|攻坚")
_SUMMARY = lazy_pattern(
    r"(?:19|20)\d\d年度?(?:(?P<half>上半年)|(?P<three>前三季度)|(?P<first>第?一季度)|1[月—－~～至-]+(?P<last>\d{1,2})月)?"
    r"(?!下半年|[第二三四].?季度)[^，,。\d]{0,16}(?:总结|小结|回顾|述职|工作报告|工作情况)"
)
_WIDE = str.maketrans(",:;()!?", "，：；（）！？")  # a web page prints the narrow ones; they say the same
_MARKS = "。；;！!？?：:，,、）)”"
_NO_SIGN = ("at", "tense", "unit_acts")  # also computed once, but not yes-or-no
CUES = (
    "figure", "owed", "done", "colon", "condition",
    *(name for name, cue in vars(Cues).items()
      if isinstance(cue, (CueForm, found_once)) and name[0] != "_" and name not in _NO_SIGN),
)  # fmt: skip
_CUES = attrgetter(*CUES)
# Cues whose share is computed for each part, chapter and paper, with their usual share.
USUAL = {"verb_first": 0.3, "done": 0.15, "owed": 0.2, "dated": 0.2, "figure": 0.5, "ruled": 0.1}
SHARED = tuple(USUAL)
LEAN = 3  # weight of the surroundings of a part, in sentences
_SHARES = (0.02, 0.1, 0.25, 0.45, 0.7)
_LENGTHS = (8, 14, 22, 34, 50, 75, 110)
_OPENING, _CLOSING = 3, 2  # code points
_FIGURES = lazy_pattern(r"(?<![\d.第〔])\d+(?:\.\d+)?(?![\d.年月日号])")  # results are seldom round: 1186户, 23.7%
_SAID_PAST = frozenset({"done", "tense:past", "last_year", "k:since", "result"})
_SAID_AHEAD = frozenset({"owed", "deadline", "tense:ahead", "aims_at"})
_TITLE = 30  # code points of a heading that are read


@dataclass(slots=True)
class Sentence:
    """A sentence or clause and its place."""

    start: int
    end: int
    cues: Cues
    heading: int | None = None  # index of the innermost heading above it
    row: TableRow | None = None
    ends_part: bool = False  # the last one before a heading
    opens: bool = True  # begins its paragraph
    closes: bool = True  # ends its paragraph
    clause: bool = False  # the one before ended in ；
    noted: bool = False  # follows 说明：, up to the next heading
    label: str = ""  # what the label before it says: "promised" (目标任务：), "told" (目前进度：)


@dataclass(frozen=True, slots=True)
class PaperSigns:
    """The signs that all sentences of a paper share."""

    text: str
    headings: list[TextHeading]
    genre: str  # with ? where it is guessed
    limited: bool = False  # for one year or one campaign
    months: int = 0  # number of months of its year that it looks back on
    titled: tuple[str, ...] = ()  # the signs of the words of its title


def paper_of(text: str, outline: Outline, about: DocumentFields) -> PaperSigns:
    """Return the signs that all sentences of this text share."""
    words = _BLANKS.sub("", about.title or "")
    found = _SUMMARY.search(words)
    months = int(found["last"] or {"half": 6, "three": 9, "first": 3}.get(found.lastgroup or "", 12)) if found else 0
    how = f"{classify_genre(text, about)}{'?' if about.kind_guessed else ''}"
    titled = (*(f"T:{pair}" for pair in dict.fromkeys(_pairs(_DIGITS.sub("0", words[-_TITLE:])))), f"T${words[-2:]}")
    return PaperSigns(text, outline.headings, how, _LIMITED.search(words) is not None, months, titled if words else ())


def sentence_signs(paper: PaperSigns, sentences: list[Sentence]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield for each sentence, in order, its own signs and the signs it shares with its part.

    The second list is one object for all sentences of a part, so its weights need be summed only once. The time is
    proportional to the length of the text.
    """
    own = [_own(sentence) for sentence in sentences]
    above = _Above(paper)
    chains = [above.chain(sentence.heading) for sentence in sentences]
    shares = _shares(own, chains)
    counted = Counter(chain[-1] for chain in chains)
    whole = [f"g:{paper.genre}"]
    whole += ["limited"] if paper.limited else []
    whole += [f"months:{min(paper.months, 12)}"] if paper.months else []
    whole += paper.titled
    leans = _leans(own, sentences, chains)
    common: dict[int, list[str]] = {}
    place: Counter[int] = Counter()
    for at, sentence in enumerate(sentences):
        chain = chains[at]
        part = chain[-1]
        place[part] += 1
        if part not in common:
            common[part] = [*whole, *above.signs(chain), f"of:{min(counted[part], 6)}", f"depth:{len(chain) - 1}"]
            for scope, name in ((-1, "part"), (1 if len(chain) > 1 else 0, "chapter"), (0, "paper")):
                common[part] += [f"{name}/{sign}" for sign in shares[chain[scope]]]
        found = [*own[at], *_words(sentence), *_standing(paper, sentence), f"place:{min(place[part], 4)}", *leans[at]]
        for beside, prefix in ((at - 1, "-"), (at + 1, "+")):
            found += _beside(sentences, own, chains, at, beside, prefix)
        yield found, common[part]


def _own(one: Sentence) -> list[str]:
    """Return the cues in the words of a sentence."""
    cues = one.cues
    found = list(compress(CUES, _CUES(cues)))
    if "duty" not in cues.classes and "actor_called" in found:
        found.remove("actor_called")
    found += [f"k:{name}" for name in sorted(cues.classes) if name != "none"]
    if cues.tense:
        found.append("tense:past" if cues.tense < 0 else "tense:ahead")
    if (cues.tense < 0 or cues.last_year) and not cues.owed:
        found.append("tense:over")
    return found


def _leans(own: list[list[str]], sentences: list[Sentence], chains: list[tuple[int, ...]]) -> list[list[str]]:
    """Return for each sentence the time that the last plain one before it in its part speaks of, and its paragraph's.

    新建泵站3座。 says nothing of its time; the sentence that opens its paragraph often does.
    """
    found = []
    part, last, opening = -2, "", ""
    for signs, sentence, chain in zip(own, sentences, chains, strict=True):
        if chain[-1] != part:
            part, last, opening = chain[-1], "", ""
        time = _time_of(signs)
        if sentence.opens:
            opening = time
        found.append([f"last:{last}", f"para:{opening if not sentence.opens else 'own'}"])
        last = time or last
    return found


def _time_of(signs: list[str]) -> str:
    past, ahead = not _SAID_PAST.isdisjoint(signs), not _SAID_AHEAD.isdisjoint(signs)
    return "past" if past and not ahead else "ahead" if ahead and not past else ""


def _words(one: Sentence) -> list[str]:
    """Return the words as single characters and pairs, and how they begin and end."""
    words = _DIGITS.sub("0", _BLANKS.sub("", one.cues.words)).translate(_WIDE)
    bare = words.rstrip(_MARKS)
    length = sum(len(words) > bound for bound in _LENGTHS)
    figures = _FIGURES.findall(one.cues.words)
    exact = max((len(figure.replace(".", "").strip("0")) for figure in figures), default=0)
    found = [f"figures:{min(len(figures), 4)}", f"exact:{min(exact, 4)}{'.' if any('.' in f for f in figures) else ''}"]
    found += [f"n:{length}", f"e:{words[-1:] if words[-1:] in _MARKS else ''}"]
    found += [f"^{words[:size]}" for size in range(1, min(_OPENING, len(words)) + 1)]
    found += [f"${bare[-size:]}" for size in range(1, min(_CLOSING, len(bare)) + 1)]
    found += map("w:".__add__, dict.fromkeys((*words, *_pairs(words))))
    return found


def _pairs(words: str) -> list[str]:
    return list(map(add, words, words[1:]))


def _standing(paper: PaperSigns, one: Sentence) -> list[str]:
    """Return the signs of its place in its paragraph, part or table."""
    found = [name for name in ("ends_part", "opens", "closes", "clause", "noted") if getattr(one, name)]
    if one.opens and one.closes:
        found.append("alone")
    if one.label:
        found.append(f"label:{one.label}")
    if one.heading is None:
        found.append("intro" if paper.headings else "no_headings")
    marker = marker_at(paper.text, one.start, one.end)
    found.append(f"m:{marker.style if marker else ''}")
    if one.row:
        found.append("row")
        found += dict.fromkeys(f"r:{pair}" for head in one.row.columns for pair in _pairs(head[:12]))
    return found


def _beside(
    sentences: list[Sentence], own: list[list[str]], parts: list[tuple[int, ...]], at: int, beside: int, prefix: str
) -> list[str]:
    """Return the cues of the sentence before or after, if it is in the same part."""
    if not 0 <= beside < len(own) or parts[beside][-1] != parts[at][-1]:
        return [f"{prefix}none"]
    later_one = sentences[max(at, beside)]
    found = [f"{prefix}{sign}" for sign in own[beside]]
    if not later_one.opens:
        found.append(f"{prefix}same")
        if later_one.clause:
            found += [f"{prefix}；{sign}" for sign in own[beside]]
    return found


class _Above:
    """The headings above a sentence, outermost first, and their signs."""

    def __init__(self, paper: PaperSigns) -> None:
        self.paper = paper
        self.chains: list[tuple[int, ...]] = []
        stack: list[int] = []
        for at, heading in enumerate(paper.headings):
            while stack and paper.headings[stack[-1]].level >= heading.level:
                stack.pop()
            stack.append(at)
            self.chains.append((-1, *stack))

    def chain(self, heading: int | None) -> tuple[int, ...]:
        """Return the parts that contain a sentence, as indices of headings; -1 is the whole paper."""
        return (-1,) if heading is None else self.chains[heading]

    def signs(self, chain: tuple[int, ...]) -> list[str]:
        """Return the signs of the headings of a part."""
        titles = [_BLANKS.sub("", self.paper.headings[at].title)[:_TITLE] for at in chain[1:]]
        if not titles:
            return []
        *others, last = [_DIGITS.sub("0", title) for title in titles]
        found = [f"h:{pair}" for pair in _pairs(last)] + [f"h${last[-2:]}", f"h^{last[:2]}"]
        for title in others:
            found += [f"H:{pair}" for pair in _pairs(title)] + [f"H${title[-2:]}"]
        marker = self.paper.headings[chain[-1]].marker
        found.append(f"hm:{_DIGITS.sub('0', marker)[:1]}{marker[-1:]}")
        return list(dict.fromkeys(found))


def _shares(own: list[list[str]], parts: list[tuple[int, ...]]) -> dict[int, list[str]]:
    """Return for each part the share of its sentences with each shared cue, in steps.

    One sentence says little about its part, so a small part leans on the one around it, a small paper on usual shares.
    """
    sums: dict[int, Counter[str]] = {}
    counts: Counter[int] = Counter()
    around: dict[int, int] = {}
    for found, chain in zip(own, parts, strict=True):
        held = {"ruled" if sign in ("k:never", "k:stand", "k:bound") else sign for sign in found}
        for place, part in enumerate(chain):
            around[part] = chain[place - 1] if place else part
            counts[part] += 1
            sums.setdefault(part, Counter()).update(held.intersection(SHARED))
    shares: dict[int, dict[str, float]] = {}
    for part in sorted(counts):  # a part's number is higher than that of the part around it
        usual = USUAL if part < 0 else shares[around[part]]
        shares[part] = {name: (sums[part][name] + LEAN * usual[name]) / (counts[part] + LEAN) for name in SHARED}
    return {
        part: [f"{name}:{sum(share > bound for bound in _SHARES)}" for name, share in part_shares.items()]
        for part, part_shares in shares.items()
    }
