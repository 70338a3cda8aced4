"""What a sentence does: task, fact, norm or context, and why.

The part that a sentence stands in gives it a stance (plan, past, rule …), its own words may say otherwise.
Source: gold/GUIDE.md, "statements": norm before task before fact before context.
"""

from __future__ import annotations

from luoshi.reading.cue_forms import TIME_ONLY
from luoshi.reading.cues import Cues
from luoshi.reading.furniture import LONGEST, furniture
from luoshi.reading.model import Heading
from luoshi.reading.stances import Stance
from luoshi.reading.talk_roles import CONFLICT, SETTLED, WEAK, Judged, Place, TalkReader
from luoshi.reading.words import later

_WISH = later("希望(?:大家|同志们|各位|全体|广大)")
_ONWARD = later("(?:新的一年|新的征程|站在新|展望未来|蓝图|征程|面向未来)[^。]{0,12}[，,][^。]{0,60}我们")
_GREETING = later(r"(?:同志们|各位[\u4e00-\u9fff]{1,8}|尊敬的[^，。！!]{1,30})[，,！!：:]|让我们|谢谢|祝")
_DECIDED = later("(?:决定|议定|确定|要求|部署)[^。；;]{0,8}[：:]$")
_NOTE = later(r"[（(]?(?:附?注|备注)\s?\d?\s?[：:]")
_REMARKS = later(r"[（(]?(?:有关|几点|填表)?说明\s?[：:]")
# What any of the labels above and of the bylines below, or a note of who is responsible, begins with: one look at most
# sentences instead of four.
_LABEL = later(r"[（(【\[]?\s?[第责牵配主协承负完落参会分包督附注备有几填说执作记通本摘供整图摄工任职]")
_ITEM = later(r"\d{1,2}\s?[.．、]")
_BYLINE = later(r"[（(]?(?:执笔|作者|记者|通讯员|作者单位|本报|摘自|供稿|整理|图片?|摄影)[^。；;]{0,40}[）)]?$")
_CREDIT = later(r"[（(][^（）()。；;]{2,24}(?:供稿|报送|整理)[）)]$")  # （县科协办公室供稿）
_SAYS = later(r"[^，,。；;：:]{1,12}(?:说|介绍|表示|告诉记者|感慨|坦言)。$")


class RoleReader(TalkReader):
    """Gives sentences their roles, in the order of the text."""

    def open(self, heading: Heading, deeper: bool = False) -> None:
        """Enter the part of a heading; ``deeper`` says that the next heading stands below it."""
        self.parts.open(heading)
        self.before, self.clause, self.quoting, self.noting, self.ahead = None, False, False, False, False
        self.overview = deeper
        if heading.level == 1:
            self.tone = None
        if "要" in heading.marker or heading.title.startswith("要"):
            self.tone = "task"

    def paragraph(self, start: int, end: int) -> None:
        """Begin a paragraph: what a speaker was said to think ends with the one before, and so does a note."""
        self.quoting = self.ahead = False
        self.noting = self.noting and _ITEM.match(self.text, start, end) is not None

    def furniture(self, start: int, end: int, head: bool) -> str | None:
        """Return why the line is no sentence: addressee, signature, contact, attachment; None if it is one."""
        why = furniture(self.text, start, end, head, self.listing)
        if end - start <= LONGEST and why != "contact":
            self.listing = why == "attachment"
        if why == "remarks":
            self.parts.remark = "past" if self.parts.base in ("past", "news") else "rule"
        return why

    def role(self, start: int, end: int, place: Place) -> Judged:
        """Return the role of the sentence from ``start`` to ``end``."""
        cues = Cues(self.text, start, end, self.year)
        if place.leads:
            self.parts.lead = self._announced(cues)
        judged = self._judge(cues, place)
        if judged.doubts and (judged.rule, judged.doubts[0]) in SETTLED:
            judged = judged._replace(doubts=())
        self.before = judged
        if judged.role in ("task", "fact"):
            self.tone = judged.role
        self.clause = self.text[end - 1] in "；;"
        return judged

    def bare_figure(self) -> Judged:
        """Judge a cell that holds nothing but a figure: what its table speaks of."""
        past = self.parts.stance in ("past", "news")
        return Judged("fact" if past else "task", "figure_cell", WEAK)

    def _announced(self, cues: Cues) -> Stance | None:
        if not (cues.announces or cues.colon):
            return None
        if cues.acts:
            return "advice"
        return "past" if cues.shows or cues.done else None

    def _judge(self, cues: Cues, place: Place) -> Judged:
        labelled = _LABEL.match(self.text, cues.start, cues.end) is not None
        if labelled and cues.duty_note:
            # In brackets behind a sentence it is a row of its own by the guide; a line of duty is none.
            return Judged("task", "duty_note") if self.text[cues.start] in "（(【[" else Judged("context", "duty_line")
        if (
            labelled
            and _REMARKS.match(self.text, cues.start, cues.end)
            and not cues.colon
            and self.parts.base not in ("past", "news")
        ):
            self.parts.remark = "rule"
        if self.noting or (labelled and _NOTE.match(self.text, cues.start, cues.end)):
            self.noting = True
            return Judged("context", "note")
        talk = self._talk(cues, labelled)
        if talk:
            return talk
        stance = "plan" if place.owed and self.parts.base != "rule" else self.parts.stance
        if (place.intro or stance == "rule") and cues.purpose and (not cues.figure or (place.intro and cues.sets_up)):
            return Judged("context", "purpose", WEAK if cues.figure else ())
        if cues.colon and self.parts.base in ("news", "advice") and _DECIDED.search(self.text, cues.start, cues.end):
            self.parts.remark = "plan"
        if cues.colon and not (stance == "rule" and (cues.owed or cues.condition)):
            return Judged("context", "announces", WEAK if cues.figure else ())
        announces = cues.announces and not (stance == "plan" and cues.says_what)
        if place.leads and announces and not cues.figure and not cues.done and stance != "rule":
            return Judged(
                "context", "announces", WEAK if "duty" in cues.classes and "announce" not in cues.classes else ()
            )
        if (
            "forecast" in cues.classes
            and not (stance == "past" and (cues.any("done", "lacking") or cues.told_and_foretold))
            and not cues.any("duty", "strive")
            and stance != "rule"
        ):
            return Judged("task" if cues.completes and cues.dated else "context", "forecast", WEAK)
        if stance == "context":
            return self._in_context(cues)
        if stance == "rule":
            return self._in_rule(cues)
        if stance == "past":
            return self._in_past(cues, place)
        if stance == "news" or (self.parts.base == "news" and "meeting" in cues.classes):
            return self.in_news(cues)
        if stance == "advice":
            return self.in_advice(cues, place)
        return self._in_plan(cues, place)

    def _talk(self, cues: Cues, labelled: bool) -> Judged | None:
        """Return the judgement on what is talk in any part: set phrases, greetings, questions, bylines, bare times."""
        if "boilerplate" in cues.classes:
            return Judged("context", "boilerplate")
        if cues.contact or TIME_ONLY.match(cues.words) or (labelled and _BYLINE.match(self.text, cues.start, cues.end)):
            return Judged("context", "byline")
        if self.text[cues.start] in "（(" and _CREDIT.match(self.text, cues.start, cues.end):
            return Judged("context", "byline")
        if "希望" in cues.words and _WISH.search(cues.words) and "duty" not in cues.classes:
            return Judged("context", "greeting", WEAK)
        if self.parts.genre == "speech" and cues.greets:
            return Judged("context", "greeting", WEAK if "duty" in cues.classes else ())
        if cues.figure:
            return None
        if _GREETING.match(self.text, cues.begin, cues.end) or _ONWARD.match(cues.words):
            return Judged("context", "greeting", WEAK if "duty" in cues.classes else ())
        if cues.asks or (cues.replies and self.parts.base != "rule" and not cues.dated):
            return Judged("context", "question" if cues.asks else "promise", WEAK if "duty" in cues.classes else ())
        says = cues.end - cues.begin < 20 and _SAYS.match(self.text, cues.begin, cues.end)
        return Judged("context", "says") if says else None

    def _in_context(self, cues: Cues) -> Judged:
        if cues.tense >= 0 and cues.figure and (cues.owed or cues.dated):
            return Judged("task", "target_in_context", CONFLICT)
        if cues.figure and (cues.done or "since" in cues.classes or cues.tense < 0):
            return Judged("fact", "fact_in_context", CONFLICT)
        if self._goes_on_telling(cues):
            return Judged("fact", "goes_on", CONFLICT)
        if cues.figure and self.clause and self.before and self.before.role == "task":
            return Judged("task", "goes_on", CONFLICT)
        return Judged("context", "section_context", WEAK if cues.figure or cues.any("lacking", "duty") else ())

    def _goes_on_telling(self, cues: Cues) -> bool:
        """Whether a clause behind ； goes on with figures where the one before told a fact."""
        told = self.clause and self.before is not None and self.before.role == "fact"
        return told and cues.figure and not (cues.owed or cues.dated or cues.verb_first or cues.recurs)

    def _in_rule(self, cues: Cues) -> Judged:
        whole = self.parts.genre == "rules"
        once = "duty" in cues.classes and not cues.any("stand", "never")
        # 上年度 in a rule is every year's: only a printed year that is over tells a fact.
        told = cues.tense < 0 and cues.figure and not cues.any("duty", "never", "stand", "bound")
        if told and not cues.recurs:
            return Judged("fact", "fact_in_rule", CONFLICT)
        dated = cues.dated and not cues.recurs and not cues.condition
        appointed = cues.deadline and not cues.formula and not cues.any("never", "bound")
        if whole and dated and ((cues.tense > 0 and (once or appointed)) or (appointed and cues.own_year)):
            return Judged("task", "dated_in_rule", CONFLICT)
        if not whole and dated and (once or not cues.any("stand", "never")):
            return Judged("task", "dated_in_rule", CONFLICT)
        if not whole and cues.done and not cues.owed and not cues.any("never", "stand"):
            return Judged("fact", "done_in_rule", CONFLICT)
        firm = cues.any("never", "stand", "bound") or cues.condition or cues.recurs or cues.grants
        if not whole and self.limited and cues.recurs and cues.actor_first and not cues.condition:
            return Judged("task", "recurs_in_rule", CONFLICT)
        if not whole and not firm and cues.chooses:
            return Judged("task", "chosen_in_rule", WEAK)
        if (
            not whole
            and not firm
            and "duty" in cues.classes
            and not cues.ought_to_be
            and (cues.leads or cues.actor_called)
        ):
            return Judged("task", "duty_in_rule", CONFLICT)
        if whole:
            return Judged("norm", "paper_of_rules", CONFLICT if cues.dated and once and not cues.recurs else ())
        return Judged("norm", "section_rule", () if firm else WEAK)

    def _in_past(self, cues: Cues, place: Place) -> Judged:
        told = cues.done or "since" in cues.classes or cues.tense < 0
        article = self.parts.genre in ("article", "speech")
        speech = self.parts.genre == "speech"
        plain = not cues.figure and (cues.any("mind", "duty") or not cues.any("lacking", "compared"))
        plain = plain and not ("没" in cues.words and cues.few)
        called = "duty" in cues.classes and (cues.deadline or cues.actor_called)
        named = cues.result and not cues.any("mind", "duty")
        if speech and plain and not named and ("mind" in cues.classes or not called):
            return Judged("context", "exhortation", WEAK if "duty" in cues.classes or told else ())
        if speech and cues.figure and "duty" in cues.classes and cues.deadline:
            return Judged("task", "duty_in_past", CONFLICT)
        if cues.proposes:
            return Judged("norm" if cues.recurs and not cues.quota else "task", "proposal", CONFLICT)
        if cues.ruled and not told:
            return Judged("norm", "ruled", CONFLICT)
        ahead = "ahead" in cues.classes and (cues.any("duty", "aim", "strive") or (cues.verb_first and not told))
        self.ahead = self.ahead or ahead or (cues.tense > 0 and cues.any("duty", "aim"))
        goes_on = self.clause and self.before is not None and self.before.role == "task"
        coming = self.ahead and not ahead and not told and "lacking" not in cues.classes
        if coming and (goes_on or cues.verb_first or cues.owed):
            return Judged("task", "ahead_in_past", WEAK)
        if ahead:
            return Judged("task", "ahead_in_past", CONFLICT)
        if "said" in cues.classes and not cues.figure:
            return Judged("context", "opinion")
        if cues.missed or (("lacking" in cues.classes or self.parts.stack) and cues.few):
            return Judged("fact", "observed", CONFLICT if "duty" in cues.classes or cues.argues else ())
        if cues.concedes and self.parts.genre in ("report", "findings", "plan") and not cues.proposes:
            return Judged("fact", "conceded", WEAK)
        if "duty" in cues.classes and not told:
            if not cues.figure and (cues.thinks or cues.argues or cues.defines_it):
                return Judged("context", "judgement", CONFLICT)
            if "lacking" not in cues.classes:
                return Judged("task", "duty_in_past", CONFLICT)
        if ((place.intro and self.parted) or self.overview) and not cues.figure and cues.praises:
            return Judged("context", "praise", CONFLICT if told else ())
        telling = "since" in cues.classes and cues.done and not article and not cues.opens_list
        if cues.announces and not cues.figure and not telling:
            return Judged("context", "announces", WEAK)
        if self.overview and article and not cues.figure:
            return Judged("context", "overview", WEAK)
        over = cues.done or cues.any("since", "lacking", "already") or cues.tense < 0
        past = self.months > 0 and 0 < cues.by_month <= self.months and not cues.any("duty", "aim", "strive")
        over = over or (past and cues.tense <= 0)
        if (cues.deadline or cues.tense > 0) and not over and not cues.missed:
            return Judged("task", "deadline", CONFLICT)
        if cues.figure or told:
            praise = place.intro and self.parted and not cues.figure
            owed = "duty" in cues.classes and cues.any("aim", "strive")
            argued = not cues.figure and (article or cues.argues)
            odd = cues.any("duty", "bound") or cues.recurs or not (cues.figure or cues.done)
            return Judged("fact", "section_past", CONFLICT if praise or owed or argued or odd else ())
        if place.intro and self.parted:
            return Judged("context", "intro")
        is_it = cues.defines_it and "lacking" not in cues.classes
        if "mind" in cues.classes or cues.judges or cues.argues or (is_it and "reached" not in cues.classes):
            return Judged("context", "judgement", WEAK if told or not cues.judges else ())
        if cues.any("lacking", "reached", "compared"):
            return Judged("fact", "section_past", WEAK if article else ())
        return Judged("fact", "section_past_plain", () if cues.verb_first and not article else WEAK)

    def _in_plan(self, cues: Cues, place: Place) -> Judged:
        stance = "plan" if place.owed else self.parts.stance
        if place.intro and self.parted:
            return self._in_intro(cues)
        standing = self._standing(cues) or self._kept_up(cues)
        if not standing and cues.term and not cues.dated and self.parts.genre in ("notice", "opinion", "findings"):
            return Judged("norm", "term", WEAK)
        if standing:
            return Judged(
                "norm", standing, CONFLICT if (cues.verb_first or cues.formula) and standing != "prohibition" else ()
            )
        lasting = self._lasting(cues, stance)
        if lasting:
            return Judged("norm", lasting, WEAK)
        if cues.states_aim and not cues.figure:
            return Judged("context", "aim_stated")
        if stance in ("opinion", "notice") and not cues.dated:
            if cues.recurs and not cues.quota and (cues.tense <= 0 or "年起" in cues.words):
                return Judged("norm", "recurs", WEAK if self.limited or stance == "notice" else ())
            if stance == "notice" and cues.capped:
                return Judged("norm", "bound", WEAK)
            if cues.by_whom and not cues.verb_first:
                return Judged("norm", "by_whom", WEAK)
            if stance == "opinion" and (cues.class_ought or (cues.rated and not cues.leads)):
                return Judged("norm", "ought", WEAK)
            if stance == "opinion" and cues.rated and "duty" in cues.classes:
                return Judged("norm", "ought", WEAK)
            if "bound" in cues.classes and not cues.verb_first and not (self.limited and cues.asked_for):
                return Judged("norm", "bound", () if stance == "notice" else WEAK)
        if stance == "notice" and "defines" in cues.classes and not cues.dated:
            return Judged("norm", "defines", WEAK)
        if self.clause and self.before and self.before.role == "norm" and not cues.owed and not cues.dated:
            return Judged("norm", "goes_on", WEAK)
        if not cues.owed and cues.tense < 0 and (cues.figure or cues.done) and not cues.deadline:
            return Judged("fact", "past_year", WEAK)
        if self._goes_on_telling(cues):
            return Judged("fact", "goes_on", WEAK)
        if (
            not cues.owed
            and not cues.recurs
            and not cues.deadline
            and "bound" not in cues.classes
            and not (cues.won and (cues.words.startswith("新") or "since" not in cues.classes))
            and (
                cues.done or ("since" in cues.classes and cues.figure and not cues.verb_first and not cues.stock_to_do)
            )
        ):
            return Judged("fact", "done_in_plan", CONFLICT)
        lacks = ("lacking" in cues.classes or cues.few or cues.only) and not cues.any("bound", "never", "strive")
        if lacks and not cues.owed and not cues.leads and not cues.dated and not cues.recurs and not cues.judges:
            return Judged("fact", "lacking", CONFLICT)
        if not cues.figure and "duty" not in cues.classes:
            if cues.judges or "mind" in cues.classes:
                return Judged("context", "judgement", WEAK if cues.leads else ())
            if (cues.defines_it or cues.argues) and not cues.verb_first and not cues.dated:
                return Judged("context", "judgement", WEAK)
        other = (
            cues.done or cues.condition or cues.by_whom or cues.judges or cues.any("never", "stand", "lacking", "mind")
        )
        ruled = not self.limited and (cues.grants or cues.limits or cues.rated or (cues.recurs and not cues.leads))
        bare = not (cues.figure or cues.verb_first or cues.place_first or cues.owed or cues.dated or cues.recurs)
        return Judged("task", "section_plan", CONFLICT if other or ruled else WEAK if bare else ())

    def _lasting(self, cues: Cues, stance: Stance) -> str | None:
        """Return why a sentence of a plan with no date of its own lays down what holds for good, or None."""
        if cues.dated:
            return None
        if cues.grants and not cues.leads and not cues.owed and cues.tense <= 0:
            return "grant"
        if cues.by_whom and "bound" in cues.classes and not cues.leads:
            return "by_whom"
        if cues.handled and not cues.owed:
            return "money_handled"
        if cues.figure and cues.dosed and not cues.any("compared", "done", "ahead"):
            return "dose"
        return (
            "bound"
            if (stance, self.parts.genre) == ("plan", "notice") and cues.capped and not cues.verb_first
            else None
        )

    def _in_intro(self, cues: Cues) -> Judged:
        told = cues.done or "since" in cues.classes or cues.tense < 0
        if cues.states_aim:
            return Judged("context", "aim_stated", WEAK if cues.figure else ())
        if cues.figure and cues.aims_at:
            return Judged("task", "intro_target")
        if cues.figure and told and not cues.owed:
            return Judged("fact", "intro_fact", CONFLICT)
        if cues.figure and self.clause and self.before and self.before.role == "task":
            return Judged("task", "goes_on", WEAK)
        if cues.figure and (cues.owed or "strive" in cues.classes or cues.deadline or cues.tense > 0):
            return Judged("task", "intro_target", CONFLICT)
        if cues.figure and not cues.verb_first and not cues.purpose and not cues.announces:
            return Judged("fact", "intro_fact", WEAK)
        if "lacking" in cues.classes and not cues.owed and not (cues.judges or cues.argues or cues.purpose):
            return Judged("fact", "intro_fact", CONFLICT)
        if told and not (
            cues.praises or "mind" in cues.classes or cues.judges or cues.argues or cues.purpose or cues.owed
        ):
            return Judged("fact", "intro_told", WEAK)
        return Judged("context", "intro", WEAK if cues.figure or told else ())
