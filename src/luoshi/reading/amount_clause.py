"""Read what the words of a clause say about the next figure: its bound, and whether it is a fall."""

from __future__ import annotations

from functools import cache

from luoshi.reading.amount_words import AmountUnit, Cue, amount_lexicon_words, bounds_after_unit, load_amount_cues
from luoshi.reading.model import Bound
from luoshi.reading.structure import MeasuredAmount
from luoshi.reading.words import lazy_pattern

ENDS = frozenset('，,。；;：:、！!？?）)】]|\n”" 的') | {""}
REACH = 14  # code points between a verb of decrease and its figure: 减少不合理用肥(折纯)1.7公斤

_NO_CUE = Cue()
_LAGS = ("百分点", "%", "位")
_TO = frozenset("到至为成")
_FALL_STOPS = lazy_pattern("[到至达有为是的按第居列]")
_SAME_LIST = lazy_pattern(r"[、和及与,，的分别 ]{0,4}")
_TOLERANT = frozenset(("倍", "岁", "周岁"))  # count words that allow 余 and 多 after them


@cache
def turning_characters() -> frozenset[str]:
    """Return the characters that turn the figure they touch into a fall: 减|5%."""
    return frozenset(amount_lexicon_words("bounds", "change", "touching"))


@cache
def _not_turns() -> tuple[str, ...]:
    return amount_lexicon_words("bounds", "change", "not_touching")


class Clause:
    """The clause being read: where it begins and what it has said so far."""

    # Class attributes are the initial state, so that a short span costs little.
    cue = _NO_CUE  # the last cue word, at touch … touch_end
    touch = touch_end = -1
    reach: Bound | None = None  # a bound waiting for its figure (至少建立|1家)
    share: Bound | None = None  # one that waits for a part of a whole (不足总数的|三分之一)
    fall = -1  # the end of a verb of decrease
    speaks = False  # whether an earlier word may still bound a figure from a distance, or turn it
    behind = False  # whether that verb means lagging
    hope = False
    before: MeasuredAmount | None = None  # the previous amount, and what it was given from a distance
    ruled: Bound | None = None
    ruled_fall = False

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = self.begin = start
        self.end = end
        self.turns = turning_characters()

    def handle_punctuation(self, sentence: bool) -> None:
        """Handle a punctuation mark: bounds and falls end here, a hope at the end of the sentence."""
        self.reach = self.share = None
        self.fall = -1
        if sentence:
            self.hope = False
        self.speaks = bool(self.hope or self.ruled or self.ruled_fall)

    def handle_cue(self, word: str, at: int, end: int) -> None:
        """Handle a cue word."""
        cue = load_amount_cues()[word]
        self.cue, self.touch, self.touch_end = cue, at, end
        if cue.reach:
            self.reach = cue.reach
        if cue.share:
            self.share = cue.share
        if cue.change:
            self.behind = cue.change == "behind"
            past = end + 1 if self.text[end : end + 1] == "了" else end
            self.fall = -1 if past < self.end and self.text[past] in _TO else past
        if cue.hope is not None:
            self.hope = cue.hope
        self.speaks = True

    def rule(self, far: Bound | None, fall: bool) -> None:
        """Keep what the last amount was given from a distance; it applies to the rest of a list."""
        self.ruled, self.ruled_fall = far, fall
        self.speaks = bool(far or fall or self.reach or self.share or self.hope or self.fall >= 0)

    def lead(self, at: int) -> int:
        """Return the start of the bound word that touches the number at ``at``; ``at`` itself if there is none."""
        if self.cue.touch and (self.touch_end == at or (self.touch_end == at - 1 and self.text[at - 1] == " ")):
            return self.touch
        return at

    def after(self, word: str, unit: AmountUnit, past: int) -> Bound | None:
        """Return the bound given by a word after a unit; ``past`` is where the word ends.

        余, 多, 内, 起 and 强 bound only some units: 3年余, 5年内, 50元起, 三分之二强.
        """
        if not word:
            return None
        said = bounds_after_unit().get(word)
        if said is not None:
            return said
        if word == "内":
            return "le" if unit.kind == "time" else None
        if word in ("余", "多"):
            return "approx" if unit.kind in ("time", "share", "measure") or unit.name in _TOLERANT else None
        if word == "起":
            follow = self.text[past : min(past + 1, self.end)]
            return "ge" if follow in ENDS and unit.kind != "time" else None
        return "approx" if unit.kind == "share" else None

    def follows_list(self, at: int) -> bool:
        """Check whether only list connectives separate the previous amount from ``at``."""
        last = self.before
        if last is None or last.end < self.begin - 1:
            return False
        return _SAME_LIST.fullmatch(self.text, last.end, at) is not None

    def from_afar(self, at: int, unit: AmountUnit, fraction: bool = False) -> Bound | None:
        """Return a bound given from a distance: 至少建立1家, 不低于总额的3%, 力争…达19件; a whole list has it."""
        if self.ruled and self.follows_list(at):
            return self.ruled
        if self.reach:
            reach, self.reach = self.reach, None
            return reach
        if self.share and unit.kind == "share":
            share, self.share = self.share, None
            if fraction or self.text[at - 1 : at] == "的" or unit.times == 10:
                return share
        if self.hope and self.cue.reached and self.touch_end == at:
            return "ge"
        return None

    def falls(self, at: int, unit: str | None) -> bool:
        """Check whether the figure at ``at`` is a fall; in a list, the fall applies to all."""
        text = self.text
        if self.fall >= 0:
            if self.behind and unit not in _LAGS:
                self.fall = -1
                return False
            fall = self.fall <= at <= self.fall + REACH and not _FALL_STOPS.search(text, self.fall, at)
            self.fall = -1
            return fall
        if self.share == "lt" and unit == "百分点":  # 低于全省0.5个百分点
            self.share = None
            return True
        if at > self.start and text[at - 1] in self.turns:
            return not text.endswith(_not_turns(), max(self.start, at - 2), at)
        return self.ruled_fall and self.follows_list(at)
