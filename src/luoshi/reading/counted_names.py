"""Name figures from the noun after them, and from a bare verb before them."""

from __future__ import annotations

import re

from luoshi.reading.actors import split_actor_action
from luoshi.reading.clauses import AmountPlace
from luoshi.reading.context import recall_name_by_count
from luoshi.reading.model import Aspect
from luoshi.reading.per_unit_means import EACH_OF
from luoshi.reading.phrases import clean_phrase, entity_of_name, is_body_phrase, join_phrases, of_title, shorten_phrase
from luoshi.reading.sentence_themes import has_leading_verb, is_within_theme, lead_verb, sentence_theme
from luoshi.reading.topics import Topic
from luoshi.reading.trailing_nouns import MEASURED
from luoshi.reading.words import lazy_pattern, load_lexicon_table

_PASSIVE = re.compile(r"(?:被|获|荣获|入选|列入|通过|达|未|没有|仍|存在|超过|成为|进入|实现)")
_ACTED_IF_KNOWN = ("向", "对", "为", "在", "将", "把", "能", "可", "仍", "还")
_ACTED = ("开通", "擅自", "已", "按", "超", "因", "无", "缺", "通过", "完成", "建立", "出现", "处于", "来自", "不")
_EACH_OWNER = lazy_pattern(r"每(?!年|月|季|周|天|日|半|两|三|旬|届|个?学年|个?月|个?季度)[^，,、\d]{1,10}")
_PERIODIC = lazy_pattern(r"每(?:个)?(?:年度?|月|季度?|周|天|日|半年|旬|届|学年|[两二三四五]个?[年月])")
# Persons called up for a task, and the tasks for which groups are formed.
_SENT = lazy_pattern(r"(抽调|选派|抽派|派出)(?=[^，,]{0,20}$)")
_TASK = lazy_pattern(r"督查|调研|检查|考核|核查|评估|验收|慰问|帮扶|评审|巡察|暗访|调查|督导")
# 5个|村考勤记录不全, 2个|县的科普经费至今没有列入预算: a thing and its deficiency.
_WRONG = lazy_pattern(
    r"(?P<who>[^的，,；;。\d]{0,4}?(?:乡镇|[村镇乡县区园校厂]|街道|单位|部门|人员|企业|小学|中学|项目|标段|医院|机构|站点)"
    r"(?:[（(][^（）()]{1,8}[)）])?)"
    r"的?(?P<what>[^的，,；;。\d]{2,10}?)(?:至今|仍然?|还|尚|一直|均|都)*(?P<lacks>(?:没有|未|不)[^的，,；;。\d]{1,8})$"
)
_SINGLE = frozenset("县市区镇乡村班站店厂校桥井库馆")
_MAKES = frozenset({"组成", "组建", "成立", "设立", "组织"})
_FORMED = re.compile(r"(?:组成|组建|成立|抽调|组织|选派|派出|设立|安排)$")
_CALLED = frozenset(
    {"同志", "干部", "人员", "工作人员", "业务骨干", "骨干", "专业人员", "工作骨干", "专业技术人员", "力量"}
)
_TOGETHER = ("集中", "专门", "参与", "参加", "负责", "充实")
# 28家企业、1600名职工|参赛: the joint action of several listed things.
_SHARED = lazy_pattern(r"[^，,；;。]{4,40}?(参赛|参与竞赛|参加竞赛|参训|参会|参展|获奖|入围|入选|受益)(?=$|[，,；;。])")
_PAUSES = frozenset("、和与及")
_TURNS = ("次", "轮", "期", "届")
# Verbs that belong to the following figure: 33个竣工项目完成|58亿元.
_NEXT = lazy_pattern(r"完成|实现|投资|投入|达到?|累计|共|总|新增|净增|获|签|引进|带动")


def counted_noun(place: AmountPlace, kind: Aspect, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    """Return the name of what the noun after a figure counts, and the rule that made it."""
    if noun.startswith("缺口"):
        return join_phrases(topic.whole or topic.title.thing, "资金缺口"), "counted-noun"
    at = left.find("对", 3)
    if at > 0 and is_body_phrase(left[:at]):
        left = left[at + 1 :]  # 市政府督查室对|滞后的4项任务
    if left.endswith("深入"):
        left = "走访"
    formed = _FORMED.search(left)
    if left in _MAKES or (len(noun) <= 3 and is_body_phrase(left)):
        left = ""
    if formed and is_body_phrase(left[: formed.start()]):
        left = "" if formed[0] in _MAKES else formed[0]  # 市民政局会同市卫健委组成|课题组
    among = "" if left else _among(place, topic)
    before = among or topic.counted.get(place.amount.unit) or ""
    if place.left[-1:] == "经" and place.amount.unit in ("次", "轮"):
        return noun + "次数", "counted-noun"
    if place.left.endswith("连续") and place.amount.unit in _TURNS:  # 连续|两次|评估不合格的平台
        done = clean_phrase(place.right.split("的")[0])[:10]
        if len(done) > 1:
            return f"连续{done}次数", "acts-in-a-row"
    if (
        _PASSIVE.match(noun)
        or noun.startswith(_ACTED)
        or (not left and before and (has_leading_verb(noun) or noun.startswith(_ACTED_IF_KNOWN)))
    ):
        return noun + before, "counted-predicate"
    if kind == "per":
        return _of_owner(place, left, noun), "counted-noun"
    called = noun.startswith(_TOGETHER) or noun.removesuffix("组成") in _CALLED
    sent = _SENT.search(place.before) if called else None
    if sent:
        return sent[1] + "人员", "counted-noun"
    if noun == "组":
        tasks = _TASK.findall(place.earlier + place.before + place.tail)
        return (tasks[-1] if tasks else "工作") + noun, "counted-noun"
    if among and len(noun) >= 3 and among[-2:] not in noun:
        return noun + among, "among"
    wrong = _WRONG.match(place.right)
    if wrong:
        return wrong["what"] + wrong["lacks"] + wrong["who"], "counted-doing"
    actor, does = split_actor_action(place.right)
    if actor and len(does) <= 4 and _NEXT.match(does) and len(place.tail) > len(place.right):
        return actor, "counted-noun"
    if actor and 2 <= len(does) <= 12:
        return _doing(place, topic, actor, does), "counted-doing"
    if place.amount.unit in MEASURED and len(noun) <= 6 and len(left) >= 4 and is_within_theme(left):
        return left + noun, "counted-noun"
    if (len(noun) <= 3 or (noun[-1] in "）)" and len(left) <= 4)) and len(left) >= 2:
        return shorten_phrase(left, 8) + noun, "counted-noun"
    again = recall_name_by_count(place, topic, noun) if not left else ""
    if again:
        return again, "counted-noun"
    shared = _SHARED.match(place.tail) if len(noun) <= 4 and place.tail[len(noun) : len(noun) + 1] == "、" else None
    if shared:
        name = shared[1].replace("参与竞赛", "参赛").replace("参加竞赛", "参赛") + noun
        return of_document(topic, name) or name, "counted-noun"
    if len(noun) == 2 and topic.title:
        noun = of_title(noun, topic.title)
    verb = lead_verb(topic.last) if not left and len(noun) <= 4 and place.left[-1:] in _PAUSES else ""
    if verb:
        return verb + noun, "counted-noun"  # 走访5个县、|18个村: also visited
    if len(noun) == 1 and noun in _SINGLE:
        return noun, "counted-noun"
    if len(noun) == 1:
        return topic.last or topic.heading or noun, "carried"
    return noun, "counted-noun"


def _among(place: AmountPlace, topic: Topic) -> str:
    """Return the things that the sentence goes through: 37处基地中，9处|杂草丛生 → 基地; or ""."""
    said = place.earlier.replace("中,", "中，")
    if "中，" not in said:
        return ""
    whole = entity_of_name(topic.by_unit.get(place.amount.unit, ""))
    return whole if whole and any(whole[-size:] + "中，" in said for size in (2, 3, 4)) else ""


def of_document(topic: Topic, name: str) -> str:
    """Return a general noun (参赛企业) with the subject of the document; "" if it is not that general."""
    return (
        join_phrases(topic.title, name)
        if topic.title and name in load_lexicon_table("quantities")["theme"]["of_title"]
        else ""
    )


def _of_owner(place: AmountPlace, left: str, noun: str) -> str:
    noun = noun.removesuffix("组成") if len(noun) > 4 else noun
    found = _EACH_OWNER.search(_PERIODIC.sub("", place.before))
    each = EACH_OF.findall(place.earlier) if not found and "每" not in place.before else []
    if each:
        return "每" + "".join(each[-1]) + left[-4:] + noun
    if not found:
        return shorten_phrase(left, 8) + noun if len(noun) <= 2 and len(left) >= 2 else noun
    return noun if found[0] in noun else found[0].rstrip("由可限按应须中只有") + noun


def _doing(place: AmountPlace, topic: Topic, actor: str, does: str) -> str:
    topic.actor = actor
    about = sentence_theme(place) if len(actor) + len(does) <= 6 else ""
    if place.left.endswith(("与", "同")) and does.startswith(("结", "合作", "签", "建立", "共建")):
        about = about or topic.base
    return join_phrases(about, join_phrases(does, of_title(actor, topic.title) if len(actor) == 2 else actor))
