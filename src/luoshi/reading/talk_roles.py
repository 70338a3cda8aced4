"""What the sentences of speeches and articles do: by default they talk.

A sentence without a figure, a named result or someone told to act is context there. Source: gold/GUIDE.md.
"""

from __future__ import annotations

from typing import NamedTuple

from luoshi.reading.cues import Cues
from luoshi.reading.fields import Genre
from luoshi.reading.model import StatementRole
from luoshi.reading.stances import Parts
from luoshi.reading.structure import Outline
from luoshi.reading.words import later

_LIMITED = later("(?:19|20)\\d\\d年|专项行动|整治|百日|攻坚")
_SUMMARY = later(
    r"(?:19|20)\d\d年度?(?:(?P<half>上半年)|(?P<three>前三季度)|(?P<first>第?一季度)|1[月—－~～至-]+(?P<last>\d{1,2})月)?"
    r"(?!下半年|[第二三四].?季度)[^，,。\d]{0,16}(?:总结|小结|回顾|述职|工作报告|工作情况)"
)
CONFLICT = ("cues_conflict",)  # its own words and the part it stands in do not agree
WEAK = ("role_weak",)  # nothing but its place speaks for the role

# Rules that were right nine times in ten on labelled documents even so: there a second look seldom pays.
SETTLED = frozenset(
    {("section_plan", "role_weak"), ("judgement", "role_weak"), ("past_year", "role_weak"), ("no_cue", "role_weak")}
    | {("condition", "role_weak"), ("condition", "cues_conflict"), ("prohibition", "role_weak"), ("bound", "role_weak")}
    | {("proposal", "cues_conflict"), ("exhortation", "role_weak"), ("intro_fact", "cues_conflict")}
    | {("deadline", "cues_conflict"), ("aim", "cues_conflict"), ("recurs", "cues_conflict"), ("forecast", "role_weak")}
    | {("grant", "role_weak"), ("section_rule", "role_weak")}
)


class Judged(NamedTuple):
    """A role with the rule that gave it and the reasons to look twice."""

    role: StatementRole
    rule: str
    doubts: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a sentence stands: ``leads`` = the last one before a heading, ``intro`` = before the first heading."""

    leads: bool
    intro: bool
    owed: bool = False  # a cell of a table that divides work


def _months(title: str) -> int:
    """How many months of its year a document of this title looks back on; 0 where it is no summary."""
    found = _SUMMARY.search(title)
    if not found:
        return 0
    return int(found["last"] or {"half": 6, "three": 9, "first": 3}.get(found.lastgroup or "", 12))


class TalkReader:
    """Gives the sentences of speeches and articles their roles; holds what was read before."""

    def __init__(self, text: str, outline: Outline, genre: Genre, year: int | None = None) -> None:
        self.text = text
        self.year = year
        title = text[slice(*outline.title)] if outline.title else ""
        self.limited = _LIMITED.search(title) is not None  # a paper for one year or one campaign
        self.months = _months(title)  # how many months of its year a summary looks back on
        self.noting = False  # a note to the figures is open: 注：1.…；2.…
        self.parted = bool(outline.headings)
        self.parts = Parts(genre)
        self.before: Judged | None = None
        self.tone: StatementRole | None = None  # task or fact, whichever the part last told
        self.clause = False  # the sentence before ended in ；
        self.ahead = False  # a report has turned to what is to come, until its paragraph ends
        self.quoting = False  # a speaker's opinion is being told in this paragraph
        self.story = sum(bool(heading.marker) for heading in outline.headings) < 3  # news, not an essay in parts
        self.overview = False  # between a heading and the first one below it
        self.listing = False  # a list of attachments is open

    def _standing(self, cues: Cues) -> str | None:
        """Return why a sentence is a standing rule whatever part it stands in; None if it is not."""
        once = (cues.dated and not cues.recurs) or cues.told_first
        once = once or ("全年" in cues.words and self.parts.stance in ("plan", "notice"))
        if once and not (cues.formula and not cues.told_first):
            return None
        if cues.condition and not (cues.ought and self.parts.stance not in ("rule", "notice")):
            return "condition"
        if cues.any("never", "stand") or cues.formula:
            return "prohibition" if "never" in cues.classes else "standing_words"
        return None

    def _ordered(self, cues: Cues, told: bool) -> bool:
        """Whether a figure of a speech stands in the row of its orders, not of results: 全年培训1500家次."""
        if not cues.figure or told or "lacking" in cues.classes or self.parts.base != "advice":
            return False
        return (cues.words.startswith("全年") and self.tone != "fact") or (cues.from_to and self.tone == "task")

    def _kept_up(self, cues: Cues) -> str | None:
        """Return why what comes again in a notice, which has no year of its own to plan, is a standing rule."""
        if cues.scores and not cues.leads:
            return "points"
        if self.parts.genre not in ("notice", "findings"):
            return None
        if cues.weighs and not cues.dated:
            return "points"
        if not cues.recurs:
            return None
        bound = "bound" in cues.classes and "duty" not in cues.classes
        ruled = cues.condition or bound or (self.parts.genre == "notice" and "每年" in cues.words)
        return "recurs" if ruled and not cues.quota else None

    def _rule_in_talk(self, cues: Cues) -> Judged | None:
        """Return the judgement on a standing rule in a speech or an article; None where there is none."""
        told = cues.done or ("since" in cues.classes and not cues.recurs)
        if told and not cues.owed:
            return None
        standing = self._standing(cues)
        if standing and not (cues.argues and not cues.figure):
            return Judged("norm", standing, WEAK)
        bounded = cues.any("bound", "never")
        limited = cues.dated or cues.this_year or cues.deadline or cues.year_end or cues.from_month
        limited = limited and not bounded
        if cues.proposes and cues.recurs and not cues.quota:
            return Judged("norm", "proposal", CONFLICT)
        called = self.parts.stance != "news" or cues.any("duty", "bound", "never") or cues.proposes
        if cues.ruled or (cues.repeats_acts and called and not limited and not cues.quota):
            return Judged("norm", "recurs", () if cues.any("bound", "never") and not cues.leads else WEAK)
        once = cues.deadline or cues.this_year
        if cues.recurs and cues.allots and cues.figure and called and not once:
            return Judged("norm", "allots", WEAK)
        if cues.grants and not cues.leads and called and not once:
            return Judged("norm", "grant", WEAK)
        if cues.limits and not cues.dated and not once:
            return Judged("norm", "limit")
        if cues.condition and cues.any("bound", "never") and not once and not cues.told_first:
            return Judged("norm", "condition", WEAK)
        return None

    def in_advice(self, cues: Cues, place: Place) -> Judged:
        told = cues.done or "since" in cues.classes or cues.tense < 0
        rule = self._rule_in_talk(cues)
        if rule:
            return rule
        if "mind" in cues.classes and not cues.figure:
            return Judged("context", "exhortation", WEAK)
        if "said" in cues.classes and not cues.figure and "duty" not in cues.classes:
            return Judged("context", "opinion")
        speech = self.parts.genre == "speech"
        if "since" in cues.classes and cues.done and not cues.deadline and (cues.figure or not speech):
            return Judged("fact", "told", CONFLICT if "duty" in cues.classes else ())
        if "duty" in cues.classes:
            return self._duty(cues, told)
        if cues.any("aim", "ahead") or ("strive" in cues.classes and (cues.dated or not told)):
            return Judged("task", "aim", CONFLICT if told or cues.argues else ())
        if cues.rated and cues.figure and not told and not (cues.dated or cues.deadline or cues.this_year):
            return Judged("norm", "rated", WEAK)
        if place.intro and self.parted and not cues.figure:
            return Judged("context", "intro", WEAK if told else ())
        if (cues.judges or cues.argues) and not cues.figure:
            return Judged("context", "judgement", CONFLICT if told else ())
        if self.clause and self.before and self.before.role == "task" and not told:
            return Judged("task", "goes_on", () if cues.verb_first or cues.figure else WEAK)
        goes_on = self.clause and self.before is not None and self.before.role == "fact"
        if goes_on and self.parts.base == "past" and cues.took:
            return Judged("fact", "goes_on")  # 用10年时间，掌握了…；用8年时间，跻身…
        if (cues.deadline or cues.tense > 0 or (cues.this_year and cues.figure)) and not cues.done:
            return Judged("task", "deadline", CONFLICT)
        if self._ordered(cues, told):
            return Judged("task", "ordered", WEAK)
        if cues.cites and not cues.dated:
            return Judged("fact", "cited")
        if self.parts.led and cues.verb_first and not told and not goes_on:
            return Judged("task", "verb_first")
        if cues.figure and (told or self.parts.base == "past" or cues.any("compared", "reached", "lacking")):
            return Judged("fact", "told", () if told else WEAK)
        if self.clause and self.before and self.before.role in ("task", "fact", "norm") and cues.figure:
            return Judged(self.before.role, "goes_on", WEAK)
        if (cues.verb_first or cues.place_first) and not cues.defines_it and not told:
            return Judged("task", "verb_first", WEAK)
        if cues.proposes:
            return Judged("task", "proposal", WEAK)
        if cues.figure:
            return Judged("fact", "figure", WEAK)
        if cues.recurs:
            return Judged("task", "recurs", CONFLICT)
        if told and cues.any("since", "reached", "already") and self.parts.genre != "speech":
            return Judged("fact", "told", WEAK)
        if self.parts.base == "past" and (told or cues.any("lacking", "reached")):
            return Judged("fact", "described", WEAK)
        if cues.words.startswith("并") and self.before and self.before.role == "task" and not told:
            return Judged("task", "goes_on", WEAK)
        return Judged("context", "no_cue", WEAK if told or cues.dated else ())

    def _duty(self, cues: Cues, told: bool) -> Judged:
        """Judge a sentence of a speech or an article that says 要, 应, 必须."""
        if cues.missed:
            return Judged("fact", "observed", CONFLICT)
        if not cues.figure and not cues.deadline:
            if len(cues.words) <= 11 and not cues.actor_called and not cues.verb_first and not self.parts.led:
                return Judged("context", "saying", CONFLICT)  # 账要两面算。
            if cues.thinks or cues.argues or cues.announces or cues.defines_it:
                return Judged("context", "judgement", CONFLICT)
            if cues.few:
                return Judged("fact", "observed", CONFLICT)
        ruled = cues.grants or "bound" in cues.classes or cues.recurs
        idle = not cues.figure and not cues.leads and not cues.actor_called
        return Judged("task", "duty", CONFLICT if cues.judges or told or cues.few or ruled or idle else ())

    def in_news(self, cues: Cues) -> Judged:
        told = (
            cues.done or cues.any("since", "reached", "compared", "lacking", "meeting") or cues.tense < 0 or cues.result
        )
        exhorts = "duty" in cues.classes and not cues.announces and "mind" not in cues.classes
        if "said" in cues.classes and not cues.figure and not exhorts:
            self.quoting = True
            return Judged("context", "opinion")
        if self.text.startswith(("“", '"', "「"), cues.begin) and not cues.figure:
            return Judged("context", "quoted", WEAK if told else ())
        if "mind" in cues.classes and not cues.figure:
            return Judged("context", "exhortation", WEAK)
        rule = self._rule_in_talk(cues)
        if rule:
            return rule
        if "duty" in cues.classes and not ("since" in cues.classes and cues.done):
            return self._duty(cues, told)
        if "aim" in cues.classes or (cues.any("strive", "ahead") and not told):
            return Judged("task", "aim", CONFLICT if told or cues.argues else ())
        if self.quoting and not cues.figure and not cues.done:
            return Judged("context", "opinion_goes_on", WEAK)
        if cues.deadline and not cues.done:
            return Judged("task", "deadline", CONFLICT)
        if (cues.judges or cues.argues or cues.defines_it) and not cues.figure:
            return Judged("context", "judgement", WEAK if told else ())
        if cues.figure or cues.dated:
            return Judged("fact", "told", () if cues.figure else WEAK)
        if (
            told
            and not cues.announces
            and (cues.any("meeting", "settled") or cues.result or (self.parts.base == "news" and self.story))
        ):
            return Judged("fact", "told", WEAK)
        if told:
            return Judged("context", "told_in_essay", WEAK)
        if self.before and self.before.role in ("fact", "task") and self.clause:
            return Judged(self.before.role, "goes_on", WEAK)
        if cues.verb_first and self.parts.stack and not cues.announces and self.before and self.before.role == "task":
            return Judged("task", "verb_first", WEAK)
        return Judged("context", "no_cue", WEAK)
