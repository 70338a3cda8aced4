"""Find what a document is about, by its title."""

from __future__ import annotations

import re

_SPACE = re.compile(r"[\s“”\"'’‘]+")
_SLOGAN = re.compile(r"“[^”]{0,99}[、，,][^”]{0,99}”(?=[^的]{4})")
_HEAD = re.compile(
    r"^(?:关于|对|全[省市县区]|深化|推动|推进|印发|转发|开展|组织|申报|做好|进一步|加强|全面|深入|切实)+"
)
_PLACE = re.compile(
    r"^[^，,。的关]{1,8}?(?:自治[区州县]|(?:省|市|县)(?!级)|(?<![开发试验示范项社城小园校景灌山])区|州(?!市)|旗|镇|乡|科协"
    r"|[^，,。的关]{1,6}局|[^，,。的关]{2,8}(?:集团|公司)|人民政府|(?:经济|产业)?(?:技术)?开发区|高新区|(?:工业|产业|科技|物流)园区)"
)
_HANDLED = re.compile(r"(?:责任分工|任务分工|年度检查工作|年度工作考核评分|系列|推广|工作)$")
_DATED = re.compile(r"^(?:20|19)\d\d(?:[—-]\d+)?年?度?(?:[上下]半年)?|^[一二三四五六七八九十]+[项件](?=民生|实事)")
_KIND = re.compile(
    r"(?:的?(?:专项|实施|活动|工作|管理|暂行|建设|情况|推进|年度|创建){0,6}(?:办法|方案|通知|意见|规定|细则|要点|计划"
    r"|规划|总结|报告|通报|公报|分解表|任务表|清单|讲话|制度|章程|规程|标准|措施|安排|调查与思考|思考|几点思考"
    r"|思路|工作思路|督查|调研|建议|督查通报|进展情况|执行情况|实施情况|完成情况|落实情况|开展情况|运行情况|评估|建设情况|发展情况|推进情况|使用情况)){1,4}(?:[（(][^）)]{0,99}[）)])?$"
)
_SURVEY = re.compile(r"(?:发展|运行|基本)?(?:情况)?(?:统计|监测|普查)(?:公报|报告|分析)")
# What is done with or for the subject of a document.
_DONE_WITH = re.compile(
    r"(?:考核|评估|评选|认定|验收|申报|积分|奖补|培育|管理|使用|评分|评价|检查|督查|办理|普及|推广|推进|工作|活动"
    r"|年度|学分|行动|整治|情况|年检|评审|运营|建设养护|督导|信誉|与|和|及){1,30}$"
)
# The annual work of an office has many subjects.
_PLANNED = re.compile(r"(?<!专项)(?:工作要点|工作总结|工作计划|工作安排|工作思路|重点工作|政府工作报告)")
_TASKS = re.compile(r"总结|思路|任务|责任|《|打算|民生")
_MEETING = re.compile(r"^在(.{4,30}?)(?:工作|推进|动员|总结|部署|表彰|现场)*(?:大会|会议|会)上$")
_LONGEST = 12


class DocumentSubject(str):
    """The subject of a document, as words; shared by its paragraphs, with what they have counted."""

    thing: str  # the bare thing: 市级工程技术研究中心 of …考核评估; "" if the title names none
    surveyed: bool  # whether the document is statistics of that thing
    counted: dict[str | None, str]  # unit → the last thing counted in it, in any paragraph
    exact: dict[tuple[object, str | None], str]  # value and unit → the thing counted
    bearer: str  # the bearer of a rule's conditions
    bound: str  # the heading of these conditions

    def __new__(cls, words: str = "", thing: str = "", surveyed: bool = False) -> DocumentSubject:
        """Create the subject ``words``, with nothing counted yet."""
        made = super().__new__(cls, words)
        made.thing, made.surveyed = thing, surveyed
        made.counted, made.exact = {}, {}
        made.bearer = made.bound = ""
        return made


def subject_of(title: str | None) -> DocumentSubject:
    """Return the subject of a document by its title: 砚陵市优秀科技论文评选办法 → 优秀科技论文评选."""
    if not title:
        return DocumentSubject()
    title = title[:80]
    surveyed = _SURVEY.search(title)
    words = _SPACE.sub("", _SLOGAN.sub("", title))
    words = _KIND.sub("", _SURVEY.sub("", words) if surveyed else words)
    held = _MEETING.match(words)
    for pattern in (_HEAD, _DATED, _PLACE, _PLACE, _DATED, _HEAD):
        words = pattern.sub("", words)
    words = _HANDLED.sub("", words.rstrip("与和及的"))
    if held or words.endswith("上"):
        return DocumentSubject(
            "",
            _bare(re.split("[暨与和]", held[1][2:] if held[1][0] == "全" else _PLACE.sub("", held[1]))[0])
            if held
            else "",
        )
    if words.startswith("国民经济") or _PLANNED.search(title):
        return DocumentSubject()
    about = words if 3 <= len(words) <= _LONGEST and "申报" not in title and not words.endswith(("年", "打算")) else ""
    return DocumentSubject(about, _bare(words), bool(surveyed))


def _bare(words: str) -> str:
    thing = "" if _TASKS.search(words) else _DONE_WITH.sub("", words)
    return thing if 3 <= len(thing) <= 14 and not thing.endswith("年") else ""
