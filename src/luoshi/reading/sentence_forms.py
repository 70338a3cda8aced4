"""Recognise sentences by form alone: duty notes, remarks, bans, a past year, set phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from luoshi.reading.cue_forms import CALLED_ON, MARKER, TIME_ONLY, TOLD, TOLD_FIRST
from luoshi.reading.cues import Cues
from luoshi.reading.headings import dates_an_act
from luoshi.reading.non_sentences import LONGEST, non_sentence_reason
from luoshi.reading.roles import RoleJudgement
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, lexicon_classes

_NOTE = lazy_pattern(r"[（(]?(?:附?注|备注)\s?\d?\s?[：:]")
_REMARKS = lazy_pattern(r"[（(]?(?:有关|几点|填表)?说明\s?[：:]")
# The first characters of all labels above and of duty notes: one look at most sentences instead of four.
_LABEL = lazy_pattern(r"[（(【\[]?\s?[第责牵配主协承负完落参会分包督附注备有几填说工任职整办]")

_GUIDING = lazy_pattern("指导思想|基本原则|工作原则")
# Columns that contain only what is to be done.
# 对进度滞后的项目，请以上责任单位加快进度; 希望各镇抓紧整改.
_ASKED = lazy_pattern(
    r"(?:[^，,。；;]{2,30}[，,])?(?:请|希望|望)(?:各|以上|上述|有关|相关)[^，,。；;：:]{0,16}?"
    r"(?:单位|部门|乡镇|街道|[镇乡村县区市局]|科室|委员会)[^，,。；;：:]{0,20}?(?:加快|抓紧|抓好|落实|做好|确保|完成|整改|推进|报送)"
)
_TASKS = frozenset(
    {"工作任务", "重点任务", "重点工作任务", "主要任务", "具体任务", "年度任务", "重点工作", "实事项目", "实事内容"}
)
_TALK = lazy_pattern("意义|背景|认识|总体要求|总体思路|基本思路|目的|经验|体会|成绩|成效|回顾|情况|问题")
# A note that tells someone to send or issue something by a day, or each month: 注：各科室每月25日前报送进度。
_REPORTS = lazy_pattern(
    "报送|上报|填报|印发|报[一-龥]{0,8}(?:办|局|科|室|部|委|中心|政府|专班)|(?:把|将)[^，,。；;]{2,16}报"
)
_STOPS = ("。", "；", ";", "！")
_NO_BAR: frozenset[str] = frozenset()


Label = Literal["", "promised", "told"]


@cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, Label]]:
    """Return what opens a labelled sentence, a heading that says the same, and what each label says."""
    words = lexicon_classes("labels")
    names = grouped_trie_pattern([*words["promised"], *words["told"]])
    form = rf"[【\[“]?(?:(?:(?:19|20)\d\d年?度?)?{grouped_trie_pattern(words['before'])}?的?)(?P<label>{names})"
    kinds: dict[str, Label] = {**dict.fromkeys(words["promised"], "promised"), **dict.fromkeys(words["told"], "told")}
    return (
        lazy_pattern(rf"{form}(?:[（(][^（）()\n]{{1,20}}[）)])?[】\]”]?\s?[：:]"),
        lazy_pattern(rf"{form}[】\]”]?\s?[：:]?$|(?:.{{0,12}}(?P<finished>{grouped_trie_pattern(words['finished'])}))"),
        kinds,
    )


def label_before_colon(text: str, start: int, end: int) -> Label | None:
    """Return what the label that opens a sentence says of it; None if none opens it."""
    found = _labels()[0].match(text, start, end)
    return _labels()[2][found["label"]] if found else None


def label_of_title(title: str) -> Label:
    """Return what a heading that is only such a label says of the sentences under it."""
    found = _labels()[1].match(title)
    if not found:
        return ""
    return "told" if found["finished"] else _labels()[2][found["label"]]


def roles_barred_by_form(
    cues: Cues, titles: Sequence[str], heads: Sequence[str] = (), label: str = ""
) -> frozenset[str]:
    """Return the roles that the form of a sentence rules out, whatever its words weigh.

    A unit that is called on has a duty; a description is none; under 指导思想 nothing is owed, except targets in
    figures.

    Args:
        cues: the cues of its words.
        titles: the titles of the headings above it.
        heads: the heads of its table, if it is in one.
        label: what the label before it says of it.
    """
    if label and not cues.colon:
        if label == "told":
            return frozenset({"task", "norm", "context", "none"})
        return _leave_tasks(cues)
    if any(head in _TASKS for head in heads) and not (cues.last_year or cues.done or cues.forbids):
        return _leave_tasks(cues)
    owed = cues.owed or cues.deadline or cues.recurs
    above = label_of_title(titles[-1]) if titles else ""
    if above == "told" and not (owed or cues.announces):
        return frozenset({"task", "norm"})
    barred = _barred_by_words(cues, titles, owed)
    if above == "promised" and not (cues.done or cues.last_year or cues.tense < 0):
        return (barred - {"task"}) | {"fact"}  # 三年累计发放1.2亿元 under 行动目标 is to come
    return barred


def _leave_tasks(cues: Cues) -> frozenset[str]:
    """Return all roles but that of a task; a sentence that may be a standing rule may stay one."""
    rule = cues.recurs or cues.condition or cues.has_any("never", "bound", "stand")
    return frozenset({"fact", "context", "none"} if rule else {"fact", "norm", "context", "none"})


def _barred_by_words(cues: Cues, titles: Sequence[str], owed: bool) -> frozenset[str]:
    """Return the roles that a sentence's own words, and headings of talk above it, rule out."""
    words = cues.words
    if titles and not cues.figure and any(_GUIDING.search(title) for title in titles):
        return frozenset({"task", "norm"})
    if not (owed or cues.verb_first) and (TOLD.search(words) or TOLD_FIRST.match(words)):
        return frozenset({"task"})
    if not cues.colon and "announce" not in cues.classes and CALLED_ON.match(words):
        return frozenset({"context", "none"})
    if not cues.done and _ASKED.match(words):
        return frozenset({"fact", "norm", "context", "none"})
    if (cues.verb_first or (cues.figure and cues.unit_acts) or dates_an_act(words)) and _calls(cues, titles):
        return frozenset({"context", "none"})
    return _NO_BAR


def _calls(cues: Cues, titles: Sequence[str]) -> bool:
    """Check whether a whole sentence that opens with its verb is in a list of work: 一、重点工作 … 推动实验室开放。"""
    if cues.done or cues.shows or cues.colon or cues.argues or cues.praises or "announce" in cues.classes:
        return False
    whole = cues.words.endswith(_STOPS) or cues.figure
    return bool(titles) and whole and not any(_TALK.search(title) for title in titles)


def _contradicts(cues: Cues, label: Label) -> bool:
    """Check whether the words of a sentence say the opposite of the label that an earlier one opened with."""
    if label == "told":
        return cues.owed or cues.deadline or cues.recurs
    return cues.done or cues.last_year


class FormReader:
    """Recognises sentences and lines by their form, in the order of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.noting = False  # a note to the figures is open: 注：1.…；2.…
        self.listing = False  # a list of attachments is open
        self.told = False  # a sentence was read, so lines without an end mark no longer belong to the head
        self.noted = False  # 说明： opens remarks until the next heading
        self.label: Label = ""  # 目标任务：… holds to the end of its paragraph
        self.opens = False  # the sentence before ended in a colon

    def enter_heading(self) -> None:
        """Enter the part of a heading."""
        self.noting = self.noted = False
        self.label = ""

    def paragraph(self, start: int, end: int) -> None:
        """Begin a paragraph; a note ends here unless its items continue."""
        self.noting = self.noting and MARKER.match(self.text, start, end) is not None
        if not self.opens:
            self.label = ""

    def furniture(self, start: int, end: int, head: bool) -> str | None:
        """Return why the line is not a sentence: addressee, signature, contact, attachment; None if it is one."""
        why = non_sentence_reason(self.text, start, end, head, self.listing)
        if why == "head_line" and self.told:
            why = None
        if end - start <= LONGEST and why != "contact":
            self.listing = why == "attachment"
        self.noted = self.noted or why == "remarks"
        return why

    def judge(self, cues: Cues) -> RoleJudgement | None:
        """Return the role that the form of a sentence shows, or None."""
        text, start, end = self.text, cues.start, cues.end
        self.opens = cues.colon
        named = label_before_colon(text, cues.begin, end)
        if named is not None:
            self.label = named
        elif self.label and _contradicts(cues, self.label):
            self.label = ""
        self.told = self.told or text[end - 1] in "。；;！!？?"
        labelled = _LABEL.match(text, start, end) is not None
        if labelled and cues.duty_note:
            # In brackets behind a sentence it is a row of its own by the guide; a line of its own is not.
            return (
                RoleJudgement("task", "duty_note") if text[start] in "（(【[" else RoleJudgement("context", "duty_line")
            )
        self.noted = self.noted or (labelled and _REMARKS.match(text, start, end) is not None and not cues.colon)
        if self.noting or (labelled and _NOTE.match(text, start, end)):
            self.noting = True
            if (cues.recurs or cues.deadline) and _REPORTS.search(cues.words) and not cues.done:
                return RoleJudgement("task", "note_owed", ("role_weak",))
            return RoleJudgement("context", "note")
        if cues.forbids and not cues.done:
            return RoleJudgement("norm", "forbids")
        if cues.last_year and cues.figure and not (cues.owed or cues.deadline or cues.recurs):
            return RoleJudgement("fact", "last_year", ("role_weak",))
        if "boilerplate" in cues.classes:
            return RoleJudgement("context", "boilerplate")
        if cues.contact or TIME_ONLY.match(cues.words):
            return RoleJudgement("context", "byline")
        return None
