"""What a sentence does: task, fact, norm or context, and why.

The part that a sentence stands in gives it a stance (plan, past, rule …), its own words may say otherwise.
Source: gold/GUIDE.md, "statements": norm before task before fact before context.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from luoshi.reading import front
from luoshi.reading.cues import Cues
from luoshi.reading.fields import Genre
from luoshi.reading.model import Heading, StatementRole
from luoshi.reading.stances import Parts, Stance
from luoshi.reading.structure import Outline

_CONTACT = re.compile(
    r"(?:联\s?系\s?人|联系(?:电话|方式|地址)|咨询(?:电话)?|电\s{0,4}话|传\s{0,4}真|(?:电子)?邮箱|[Ee]-?mail|EMAIL|邮编|"
    r"QQ群?号?|地\s?址|举报电话|监督电话|服务热线|网址|微信(?:公众)?号)\s?[：:]",
)
_CLOSING = re.compile(
    r"(?:附件|附表|附录|附|抄送|抄报|主送|印发|主题词|签发人|会签|拟稿|校对|打字|"
    r"共印)\s?[\d一二三四五]{0,2}\s?(?:[：:]|$)|[（(](?:此件|此页|本文|信息公开|主动公开|依申请)[^）)]*[）)]$|"
    r"（?完）?$"
)
_ADDRESSEE = re.compile(r"[^。；;！？\n]{2,120}[：:]$")
_WHO = re.compile(
    r"各|全体|同志|单位|部门|政府|委员会|局|厅|办|科协|学会|协会|公司|企业|高校|代表|领导|嘉宾|朋友|老师|来宾|"
    r"委员"
)
_GREETING = re.compile(r"(?:同志们|各位[\u4e00-\u9fff]{1,8}|尊敬的[^，。！!]{1,30})[，,！!：:]|让我们|谢谢|祝")
_LISTED = re.compile(r"\d{1,2}[.．、][^。；;]{1,60}$")
_DECIDED = re.compile("(?:决定|议定|确定|要求|部署)[^。；;]{0,8}[：:]$")
_REMARK = re.compile(r"(?:说\s?明|备\s?注|注)\s?[：:]$")
_CONFLICT = ("cues_conflict",)  # its own words and the part it stands in do not agree
_WEAK = ("role_weak",)  # nothing but its place speaks for the role


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


class RoleReader:
    """Gives sentences their roles, in the order of the text."""

    def __init__(self, text: str, outline: Outline, genre: Genre) -> None:
        self.text = text
        self.parted = bool(outline.headings)
        self.parts = Parts(genre)
        self.before: Judged | None = None
        self.clause = False  # the sentence before ended in ；
        self.quoting = False  # a speaker's opinion is being told in this paragraph
        self.listing = False  # a list of attachments is open

    def open(self, heading: Heading) -> None:
        """Enter the part of a heading."""
        self.parts.open(heading)
        self.before, self.clause, self.quoting = None, False, False

    def paragraph(self) -> None:
        """Begin a paragraph: what a speaker was said to think ends with the one before."""
        self.quoting = False

    def furniture(self, start: int, end: int, head: bool) -> str | None:
        """Return why the line is no sentence: addressee, signature, contact, attachment; None if it is one."""
        text = self.text
        if _CONTACT.match(text, start, end) or (end - start <= 80 and len(_CONTACT.findall(text, start, end)) >= 2):
            return "contact"
        if end - start > 160:
            return None
        if _CLOSING.match(text, start, end) or (self.listing and _LISTED.match(text, start, end)):
            self.listing = True
            return "attachment"
        self.listing = False
        if text[end - 1] in "。；;！!？?":
            return None
        if text[end - 1] in "：:":
            if _REMARK.match(text, start, end):
                self.parts.remark = "past" if self.parts.base in ("past", "news") else "rule"
                return "remarks"
            if head and _ADDRESSEE.match(text, start, end) and _WHO.search(text, start, end):
                return None if Cues(text, start, end).any("duty", "announce") else "addressee"
            return None
        if front.is_signature(text, start, end):
            return "signature"
        return "head_line" if head and end - start <= 60 else None

    def role(self, start: int, end: int, place: Place) -> Judged:
        """Return the role of the sentence from ``start`` to ``end``."""
        cues = Cues(self.text, start, end)
        if place.leads:
            self.parts.lead = self._announced(cues)
        judged = self._judge(cues, place)
        self.before = judged
        self.clause = self.text[end - 1] in "；;"
        return judged

    def _announced(self, cues: Cues) -> Stance | None:
        if not (cues.announces or cues.colon):
            return None
        if cues.acts:
            return "advice"
        return "past" if cues.shows or cues.done else None

    def _judge(self, cues: Cues, place: Place) -> Judged:
        if cues.duty_note:
            return Judged("task", "duty_note")
        if cues.any("boilerplate"):
            return Judged("context", "boilerplate")
        if not cues.figure and _GREETING.match(self.text, cues.begin, cues.end):
            return Judged("context", "greeting", _WEAK if cues.any("duty") else ())
        stance = "plan" if place.owed and self.parts.base != "rule" else self.parts.stance
        if (place.intro or stance == "rule") and cues.purpose and not cues.figure:
            return Judged("context", "purpose")
        if cues.colon and self.parts.base in ("news", "advice") and _DECIDED.search(self.text, cues.start, cues.end):
            self.parts.remark = "plan"
        if cues.colon and not (stance == "rule" and cues.owed):
            return Judged("context", "announces", _WEAK if cues.figure else ())
        if place.leads and cues.announces and not cues.figure and not cues.done and stance != "rule":
            return Judged("context", "announces")
        if cues.any("forecast") and not cues.any("duty", "strive") and stance != "rule":
            return Judged("task" if cues.completes and cues.dated else "context", "forecast", _WEAK)
        if stance == "context":
            return self._in_context(cues)
        if stance == "rule":
            return self._in_rule(cues)
        if stance == "past":
            return self._in_past(cues, place)
        if stance == "news" or (self.parts.base == "news" and cues.any("meeting")):
            return self._in_news(cues)
        if stance == "advice":
            return self._in_advice(cues, place)
        return self._in_plan(cues, place)

    def _in_context(self, cues: Cues) -> Judged:
        if cues.figure and (cues.owed or cues.dated):
            return Judged("task", "target_in_context", _CONFLICT)
        if cues.figure and (cues.done or cues.any("since")):
            return Judged("fact", "fact_in_context", _CONFLICT)
        if cues.any("lacking") and not cues.owed:
            return Judged("fact", "fact_in_context", _CONFLICT)
        return Judged("context", "section_context", _WEAK if cues.figure else ())

    def _in_rule(self, cues: Cues) -> Judged:
        whole = self.parts.genre == "rules"
        once = cues.any("duty") and not cues.any("stand", "never")
        if cues.figure and cues.any("since") and not cues.any("duty", "never", "stand", "bound"):
            return Judged("fact", "fact_in_rule", _CONFLICT)
        dated = not whole and cues.dated and not cues.recurs and not cues.condition
        if dated and (once or not cues.any("stand", "never")):
            return Judged("task", "dated_in_rule", _CONFLICT)
        if not whole and cues.done and not cues.owed and not cues.any("never", "stand"):
            return Judged("fact", "done_in_rule", _CONFLICT)
        if whole:
            return Judged("norm", "paper_of_rules", _CONFLICT if cues.dated and once and not cues.recurs else ())
        return Judged("norm", "section_rule", () if cues.any("never", "stand", "bound") or cues.condition else _WEAK)

    def _in_past(self, cues: Cues, place: Place) -> Judged:
        told = cues.done or cues.any("since")
        if cues.proposes:
            return Judged("norm" if cues.recurs and not cues.quota else "task", "proposal", _CONFLICT)
        if cues.any("ahead") and (cues.any("duty", "aim", "strive") or (cues.verb_first and not told)):
            return Judged("task", "ahead_in_past", _CONFLICT)
        if cues.any("said") and not cues.figure:
            return Judged("context", "opinion", _WEAK)
        if cues.any("duty") and not told and not cues.figure and not cues.any("lacking"):
            return Judged("task", "duty_in_past", _CONFLICT)
        if place.intro and self.parted and not cues.figure and cues.any("praise"):
            return Judged("context", "praise", _CONFLICT if told else ())
        if cues.figure or told:
            praise = place.intro and self.parted and not cues.figure
            owed = cues.any("duty") and cues.any("aim", "strive")
            return Judged("fact", "section_past", _CONFLICT if praise or owed else ())
        if place.intro and self.parted:
            return Judged("context", "intro")
        if cues.any("mind") or (cues.judges and not cues.any("lacking")):
            return Judged("context", "judgement", _WEAK)
        if cues.any("lacking", "reached", "compared"):
            return Judged("fact", "section_past")
        return Judged("fact", "section_past_plain", () if cues.verb_first else _WEAK)

    def _standing(self, cues: Cues) -> str | None:
        """Return why a sentence is a standing rule whatever part it stands in; None if it is not."""
        if cues.condition and not (cues.dated and not cues.recurs):
            return "condition"
        if cues.any("never", "stand") and not (cues.dated and not cues.recurs):
            return "prohibition" if cues.any("never") else "standing_words"
        return None

    def _in_plan(self, cues: Cues, place: Place) -> Judged:
        stance = "plan" if place.owed else self.parts.stance
        if place.intro and self.parted:
            return self._in_intro(cues)
        standing = self._standing(cues)
        if standing:
            return Judged("norm", standing)
        if stance in ("opinion", "notice") and not cues.dated:
            if cues.recurs and not cues.quota:
                return Judged("norm", "recurs")
            if cues.by_whom and not cues.verb_first:
                return Judged("norm", "by_whom", _WEAK)
            if cues.any("bound") and not cues.verb_first:
                return Judged("norm", "bound", () if stance == "notice" else _WEAK)
        if stance == "notice" and cues.any("defines"):
            return Judged("norm", "defines", _WEAK)
        if self.clause and self.before and self.before.role == "norm" and not cues.owed and not cues.dated:
            return Judged("norm", "goes_on", _WEAK)
        if not cues.owed and (cues.done or (cues.any("since") and cues.figure and not cues.verb_first)):
            return Judged("fact", "done_in_plan", _CONFLICT)
        if not cues.figure and not cues.any("duty") and (cues.judges or cues.any("mind")):
            return Judged("context", "judgement", _WEAK)
        return Judged("task", "section_plan", _CONFLICT if cues.done else ())

    def _in_intro(self, cues: Cues) -> Judged:
        if cues.figure and (cues.done or cues.any("since")) and not cues.owed:
            return Judged("fact", "intro_fact", _CONFLICT)
        if cues.figure and (cues.owed or cues.any("strive")):
            return Judged("task", "intro_target", _CONFLICT)
        return Judged("context", "intro", _WEAK if cues.figure else ())

    def _in_advice(self, cues: Cues, place: Place) -> Judged:
        told = cues.done or cues.any("since")
        if cues.proposes and cues.recurs and not cues.quota:
            return Judged("norm", "proposal", _CONFLICT)
        standing = self._standing(cues)
        if standing and not (cues.done and not cues.owed):
            return Judged("norm", standing, _WEAK)
        if cues.any("mind") and not cues.figure:
            return Judged("context", "exhortation", _WEAK)
        if cues.any("said") and not cues.figure and not cues.any("duty"):
            return Judged("context", "opinion", _WEAK)
        if cues.recurs and cues.any("bound") and not cues.dated and not told and not cues.quota:
            return Judged("norm", "recurs", _CONFLICT)
        if cues.any("duty"):
            return Judged("task", "duty", _CONFLICT if cues.judges or told else ())
        if cues.any("aim", "ahead") or (cues.any("strive") and (cues.dated or not told)):
            return Judged("task", "aim", _CONFLICT if told else ())
        if place.intro and self.parted and not cues.figure:
            return Judged("context", "intro", _WEAK if told else ())
        if cues.judges and not cues.figure:
            return Judged("context", "judgement", _CONFLICT if told else ())
        if self.clause and self.before and self.before.role == "task" and not told:
            return Judged("task", "goes_on", () if cues.verb_first else _WEAK)
        if cues.deadline and not cues.done:
            return Judged("task", "deadline", _CONFLICT)
        goes_on = self.clause and self.before is not None and self.before.role == "fact"
        if self.parts.led and cues.verb_first and not told and not goes_on:
            return Judged("task", "verb_first")
        if told or (cues.figure and self.parts.base == "past"):
            return Judged("fact", "told", () if cues.figure else _WEAK)
        if self.clause and self.before and self.before.role in ("task", "fact", "norm"):
            return Judged(self.before.role, "goes_on", _WEAK)
        if cues.verb_first or cues.proposes:
            return Judged("task", "verb_first", () if cues.figure or not self.parts.stack else _WEAK)
        if cues.figure:
            return Judged("fact", "figure", _WEAK)
        if cues.any("lacking", "reached"):
            return Judged("fact", "described", _WEAK)
        return Judged("context", "no_cue", _WEAK)

    def _in_news(self, cues: Cues) -> Judged:
        told = cues.done or cues.any("since", "reached", "compared", "lacking", "meeting")
        exhorts = cues.any("duty") and not cues.announces and not cues.any("mind")
        if cues.any("said") and not cues.figure and not exhorts:
            self.quoting = True
            return Judged("context", "opinion", _WEAK)
        if cues.any("mind") and not cues.figure:
            return Judged("context", "exhortation", _WEAK)
        standing = self._standing(cues)
        if standing:
            return Judged("norm", standing, _WEAK)
        if cues.any("duty"):
            return Judged("task", "duty", _CONFLICT if told else ())
        if cues.any("aim") or (cues.any("strive", "ahead") and not told):
            return Judged("task", "aim", _CONFLICT if told else ())
        if self.quoting and not cues.figure and not cues.done:
            return Judged("context", "opinion_goes_on", _WEAK)
        if cues.deadline and not cues.done:
            return Judged("task", "deadline", _CONFLICT)
        if told or cues.figure or cues.dated:
            return Judged("fact", "told")
        if cues.judges:
            return Judged("context", "judgement", _WEAK)
        if self.before and self.before.role in ("fact", "task") and (self.clause or self.before.role == "fact"):
            return Judged(self.before.role, "goes_on", _WEAK)
        return Judged("context", "no_cue", _WEAK)
