"""What the progress column of an office's own ledger says about a task. Pure."""

from __future__ import annotations

import re
import unicodedata

from luoshi.plans.base import states as at

# A cell says that a task is done only by these words, and by none of the others.
DONE = re.compile(r"(?:完成|办结|销号|落实|结项|完结|达标)(?!率)|(?<![\d.])100(?:\.0{1,4})?%")
OPEN = re.compile(
    r"未|尚|没|无法|不能|部分|基本|大部|初步|预计|计划|拟|将|正在|持续|继续|推进|推动|待|进行中|延期|滞后|争取|力争|阶段|序时|"
    r"(?<![\d.])\d{1,2}(?:\.\d{1,4})?%"
)
_CLAUSE = re.compile(r"[，,。；;、！!？?：:（）()]+")
_WHY = ("因", "由于", "原因")  # a clause with the reason says nothing about what goes on
_IT = r"(?:该|本|此|这)?(?:项|个)?(?:任务|事项|项目|工作|活动)?"
_SAID = r"(?:经[^，。]{0,12}(?:同意|批准|研究|决定))?(?:已经|现已|已|现|予以)?"
_DO = r"(?:实施|开展|办理|举办|推进|执行|建设|完成)"
# A clause as a whole: “取消收费3项” is what the task did, “已取消” what became of the task.
_ENDS = {
    at.CANCELLED: rf"{_IT}{_SAID}(?:(?:取消|终止|撤销|撤项|作废|停办){_DO}?|(?:停止|不再){_DO}){_IT}",
    at.SUSPENDED: rf"{_IT}{_SAID}(?:(?:暂缓|暂停|缓办|中止|搁置|挂起){_DO}?|暂不{_DO}){_IT}",
    at.CARRIED: rf"{_IT}{_SAID}(?:结转|(?:结转|顺延|延续|延期|推迟|延|转)(?:至|到|入)?"
    rf"(?:下一?年度?|次年|明年|(?P<year>20\d\d)年度?)(?:继续)?{_DO}?)",
    at.LAPSED: rf"{_IT}(?:全年|年内|年度|至今|仍|还|尚){{0,2}}(?:未能|没能|没有|未)(?:全部)?"
    rf"(?:办结|销号|落实|达标|启动|开工|{_DO})(?:任务|目标)?",
}
ENDS = {state: re.compile(words) for state, words in _ENDS.items()}


def is_told_done(words: str) -> bool:
    """Return True if a cell says plainly that a task is done: 已完成, 已办结并销号, 完成100%.

    What says both (基本完成, 已完成80%, 完成前期工作，正在施工) says nothing for certain.
    """
    plain = _plain(words)
    return bool(DONE.search(plain)) and not OPEN.search(plain)


def told_state(words: str, year: int) -> str:
    """Return the state in which a cell of a ledger plainly says that a task ended; "" if it does not.

    Done tasks are ``VERIFIED``: a leader closes them. That one was not completed goes without saying where it was
    stopped, suspended or moved to a later year. Whatever else is said to go on makes it uncertain.

    Args:
        year: of the ledger: what is moved to a day in it is not moved to the next year.
    """
    found, others = set[str](), list[str]()
    for clause in filter(None, _CLAUSE.split(_plain(words))):
        states = [state for state, ends in ENDS.items() if (match := ends.fullmatch(clause)) and _is_later(match, year)]
        found |= {*states}
        others += [] if states or clause.startswith(_WHY) else [clause]
    if is_told_done(words):
        return "" if found else at.VERIFIED
    if found - {at.LAPSED}:
        found.discard(at.LAPSED)
    goes_on = any(OPEN.search(clause) or DONE.search(clause) for clause in others)
    return found.pop() if len(found) == 1 and not goes_on else ""


def _is_later(match: re.Match[str], year: int) -> bool:
    said = match.groupdict().get("year")
    return said is None or int(said) > year


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())
