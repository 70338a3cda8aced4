"""Detects slogans that may be dropped together: general words that bind nobody to anything verifiable."""

from __future__ import annotations

import re
from collections.abc import Collection

_CLAUSE = re.compile(r"[，、；;。,：:]+")
# Who says it binds nobody: 会议指出，要充分认识…
_SAYS = re.compile(r"^(?:会议|大会|全会|文件|通知|方案)?(?:还|并)?(?:指出|强调|认为|要求)$")
_NUMBER = re.compile(r"^[（(]?[\d一二三四五六七八九十]+[)）.．、]\s*")
# The beginnings and ends of such clauses. A clause of a real task ends with what is made, held or done.
_GENERAL = re.compile(
    r"^(?:要|必须|始终|进一步|不断|持续|切实|着力|全面|深入|更加|努力)*"
    r"(?:坚持|坚定|强化|深化|弘扬|增强|充分认识|树牢|树立|加强|提高|提升|激发|贯彻|践行|牢记|凝聚|营造|聚焦|围绕|发扬|保持|把握|筑牢|以)"
)
_ABSTRACT = re.compile(
    r"(?:引领|站位|担当|作风|认识|合力|精神|氛围|意识|水平|观念|大局|发展|协调|引导|故事|自觉|信念|动力|前列|能力|思想|使命|方向|"
    r"格局|活力|初心|建设|质量|实效|成效|意义)$"
)

_WEAK = frozenset({"role_weak", "standing_rule"})


def is_slogan(words: str, doubts: Collection[str], *, bare: bool) -> bool:
    """Check whether a row reads as a slogan. This only proposes; a person decides.

    Args:
        doubts: codes of the row, those of ``_WEAK`` if the reader had little evidence for its role.
        bare: it has no quantity, date or recurrence, and no unit but a default one.
    """
    if not bare:
        return False
    clauses = [clause for clause in _CLAUSE.split(_NUMBER.sub("", words.strip())) if clause]
    clauses = clauses[1:] if clauses and _SAYS.match(clauses[0]) else clauses
    general = [bool(_GENERAL.match(clause)) for clause in clauses]
    abstract = [bool(_ABSTRACT.search(clause)) for clause in clauses]
    if not clauses or not (general[0] or abstract[0]):
        return False
    weak = not _WEAK.isdisjoint(doubts)
    return all(abstract) or (weak and (abstract[-1] or all(general)))
