"""Recognise lines of the body that are not sentences: addressee, signature, contacts, attachments."""

from __future__ import annotations

from luoshi.reading import front_matter
from luoshi.reading.cue_forms import MARKER
from luoshi.reading.cues import Cues
from luoshi.reading.words import lazy_pattern

_CONTACT = lazy_pattern(
    r"(?:联\s?系\s?人|联系(?:电话|方式|地址)|咨询(?:电话)?|电\s{0,4}话|传\s{0,4}真|(?:电子)?邮箱|[Ee]-?mail|EMAIL|邮编|"
    r"QQ群?号?|地\s?址|举报电话|监督电话|服务热线|网址|微信(?:公众)?号)\s?[：:]",
)
_CLOSING = lazy_pattern(
    r"(?:附件|附表|附录|附|抄送|抄报|主送|印发|主题词|签发人|会签|拟稿|校对|打字|"
    r"共印)\s?[\d一二三四五]{0,2}\s?(?:[：:]|$)|[（(](?:此件|此页|本文|信息公开|主动公开|依申请)[^）)]*[）)]$|"
    r"[（(]?完[）)]?$"
)
_ADDRESSEE = lazy_pattern(r"[^。；;！!？?\n]{2,120}[：:]$")
_WHO = lazy_pattern(
    r"各|全体|同志|单位|部门|政府|委员会|局|厅|办|科协|学会|协会|公司|企业|高校|代表|领导|嘉宾|朋友|老师|来宾|"
    r"委员"
)
_LISTED = lazy_pattern(r"\d{1,2}[.．、][^。；;]{1,60}$")
_REMARK = lazy_pattern(r"(?:说\s?明|备\s?注|注)\s?[：:]$")
LONGEST = 160


def non_sentence_reason(text: str, start: int, end: int, head: bool, listing: bool) -> str | None:
    """Return why the line is not a sentence; None if it is one.

    ``head`` says that it comes before the first heading, ``listing`` that the line above belonged to a list of
    attachments. Source: gold/GUIDE.md, "Statements": issuer, addressee, date and table head are context.
    """
    if _CONTACT.match(text, start, end):
        return "contact"
    # Two contacts on a line have two colons; few lines do, and counting them takes a fifth of the time.
    colons = text.count("：", start, end) + text.count(":", start, end) if end - start <= 80 else 0
    if colons >= 2 and len(_CONTACT.findall(text, start, end)) >= 2:
        return "contact"
    if end - start > LONGEST:
        return None
    if _CLOSING.match(text, start, end) or (listing and _LISTED.match(text, start, end)):
        return "attachment"
    if text[end - 1] in "。；;！!？?":
        return None
    if text[end - 1] in "：:":
        if _REMARK.match(text, start, end):
            return "remarks"
        if head and _ADDRESSEE.match(text, start, end) and _WHO.search(text, start, end):
            return None if Cues(text, start, end).has_any("duty", "announce") else "addressee"
        return None
    if front_matter.is_signature(text, start, end) and not MARKER.match(text, start, end):
        return "signature"
    return "head_line" if head and end - start <= 60 and not MARKER.match(text, start, end) else None
