"""Name what a duration measures: a term, a limit, or elapsed time."""

from __future__ import annotations

import re

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.comparisons import without_reference
from luoshi.reading.owners import OFFICE, told_of
from luoshi.reading.phrases import clean_phrase, shorten_phrase
from luoshi.reading.topics import Topic
from luoshi.reading.words import lazy_pattern

_TERM = re.compile(r"(?:(?<![延逾定按])期|时间|历时|年限|期限|周期|时长|时限|寿命|工期|任期|学制|间隔)$")
_SINCE = re.compile(
    r"(?:应当?|可以?|须)?(?:自|从|在|于)(?:收到|接到|受理)?(?P<of>[^，,自从]{0,10}?)(?:之日|"
    r"次日|当日)起$|(?<!滞)(?:以)?后$"
)
_GONE = re.compile(
    r"(?:已?满|未满|不满|长?达|已达|了|就是|一干就是|已|最长|最短|的|累计|就|超过?|不足|"
    r"不[短长少低高多]于|约|近|起|再|一般|控制在|为|由|从|目前|原来|现在|[压缩延推提减增][缩短减长迟前至]?["
    r"至到]?|到|至|在|以|可|仍|才|只|仅|应|须|要){1,9}$"
)
_FORBIDS = re.compile(r"(?:不得|不能|不再|不予|不准|不可|禁止|暂停|停止|取消|限制|不受理)")
WEAK = lazy_pattern(
    r"^(?:由[^，,]{2,10}?[局委办会])?(?:必须|应当?|完成|提出|作出|做出|予以|给予|进行|便可?|即可|方可|才能?|可|要|就)+(?=.{2})"
)
_OPENING = re.compile(r"^(?:内|之内|以内|以上|以下|左右)?[，,]?")


def name_duration(place: AmountPlace, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    """Name a duration by what lasts, from the words on both sides."""
    raw = without_reference(place.left.rstrip())
    if topic.names and not _GONE.sub("", clean_phrase(raw)) and len(_behind(place)) < 2:
        return topic.names[-1], "carried"
    published = re.match(r"(.*?)(?:公示)(?:期|时间)?(?:为|不少于|一般)?$", raw) if "公示" in raw else None
    if published:
        said = clean_phrase(published[1])
        if 2 <= len(said) <= 8 and not re.search("[在由对于将向并]", said):
            return said + "公示期", "publicity"
        return told_of(place, topic, "公示期", 4), "publicity"
    if noun in ("时间", "左右", "努力") or place.right.startswith(("的时间", "的努力", "时间")):
        done = clean_phrase(re.split(r"[，,；;。]", place.after)[0])
        return shorten_phrase(done.replace("了", "")) + "时间", "time-taken"
    behind = _behind(place)
    if raw.endswith("连续"):
        done = clean_phrase(re.split(r"的|[，,；;。]", behind)[0])[:10]
        if not done:
            done = re.split(r"的|[，,；;。]", place.tail)[0][:10]
        return "连续" + done + ("年限" if "年" in (place.amount.unit or "") else "时间"), "in-a-row"
    since = _SINCE.search(raw)
    if since and since["of"] and not _FORBIDS.match(behind):
        done = WEAK.sub("", clean_phrase(re.split(r"[，,；;。]", behind)[0]))
        return clean_phrase(since["of"]) + done[:10] + "期限", "since"
    left = clean_phrase(_HERE.sub("", _SINCE.sub("", raw)))
    if _FORBIDS.match(behind):
        return _banned(place, topic, left.removeprefix("凡").removeprefix("发现"), behind), "ban"
    left = _GONE.sub("", left)
    if OFFICE.search(left):
        left = ""
    first = topic.whole and not topic.names and not place.earlier.strip("，,")
    party = topic.whole if first else ""
    name = shorten_phrase(left.rsplit("的", 1)[-1] if len(left) > 6 else left, 12).removeprefix("对").removeprefix("在")
    if _TERM.search(name):
        own = _OWN_RULE.search(place.earlier)
        if own and len(name) <= 3:
            return own[1] + name, "term-of-rule"
        return (told_of(place, topic, name) if len(name) <= 4 else name), "term"
    done = "" if behind.startswith("的") and name else clean_phrase(re.split(r"[，,；;。]|的(?!.{0,2}$)", behind)[0])
    done = WEAK.sub("", done).strip("的且并")
    if place.amount.bound == "le" and len(done) >= 2:
        return told_of(place, topic, name[-6:] + done[:10] + "时限", 4), "limit"
    if party and len(name) >= 2 and party not in name and (len(done) < 2 or name.endswith(_STATES)):
        return party + name + ("年限" if "年" in (place.amount.unit or "") else "时间"), "condition"
    if len(name) >= 2 and (len(done) < 2 or name.endswith(_STATES)):
        return (told_of(place, topic, name, 6) if len(name) <= 4 else name) + _term(name, place.amount.unit), "gone-by"
    if len(done) >= 2:
        name = (name if len(name) <= 8 else name[-8:]) + done[:10]
        return (told_of(place, topic, name) if len(name) <= 3 else name) + _term(name, place.amount.unit), "what-lasts"
    return told_of(place, topic, name + _term(name, place.amount.unit)), "duration"


_OWN_RULE = lazy_pattern(r"本(办法|规定|细则|方案|意见|通知|规则|章程|标准).{0,30}(?:施行|实施|执行|生效)")
_HERE = re.compile(r"(?:应当?|须|需|要|必须)?在(?:本[市县区省单位行业]+|同一[^，,]{2,4}|现单位)")
_STATES = (
    "逾期",
    "延期",
    "滞后",
    "拖延",
    "注册",
    "成立",
    "运行",
    "运营",
    "结转",
    "从事",
    "工作",
    "服务",
    "闲置",
    "延长",
    "延时",
    "开放",
    "经营",
    "建设",
    "历时",
    "培训",
    "试用",
)
_YEARS = ("注册", "成立", "从事", "工作", "服务", "任职", "经营", "开放", "运营", "距法定退休年龄")


def _banned(place: AmountPlace, topic: Topic, left: str, behind: str) -> str:
    """Name a duration in which something is forbidden: for whom or what, and what."""
    name = re.split(r"[，,；;。的]", behind)[0][:12] + "期限"
    if len(left) >= 3:
        return shorten_phrase(left, 10) + name
    conditions = [clause for clause in re.split(r"[，,；;：:。]", place.earlier) if clause.endswith("的")]
    if conditions:
        return clean_phrase(max(conditions, key=len).rstrip("的"))[-10:] + name
    before = re.split(r"[，,；;：:。]", place.earlier.rstrip("，,；;：:"))[-1]
    said = before.strip()[-10:]
    return said + name if len(said) >= 3 and not re.search(r"\d", said) else told_of(place, topic, name, 4)


def _behind(place: AmountPlace) -> str:
    """Return the words after the duration up to the clause's edge; the next clause if it stands alone."""
    words = _OPENING.sub("", place.right)
    if len(words) < 2 and not place.tail[len(place.right) :].strip():
        words = _OPENING.sub("", place.after) if "内" in place.quote or place.right.startswith("内") else words
    return words


_LONG = frozenset({"年", "年度", "届", "个月", "学年", "学期"})


def _term(name: str, unit: str | None) -> str:
    return "年限" if name.endswith(_YEARS) and unit in _LONG else "时间"
