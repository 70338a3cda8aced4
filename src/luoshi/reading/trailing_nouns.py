"""Read the noun after a figure: 28家|企业, 5亿元的|基金, 2亿元以上|的工业企业."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import is_act, noun_after_figure
from luoshi.reading.rates import FROM_TO, NOUN
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

MEASURED = frozenset({"元", "亩", "吨", "平方米", "公里", "公斤", "斤", "立方米", "千瓦", "公顷"})
_SIZE = {"元": "规模", "亩": "面积", "平方米": "面积", "公顷": "面积", "人": "人数", "名": "人数"}
# Nouns that are money themselves, and bodies whose size is given in persons.
_MONEY = lazy_pattern(
    r"(?:(?<!基)金|经费|费用?|款|奖励|补[助贴偿]|资助|投[资入]|收入|产值|效益|价值|贷款|支持|额|债券|预算|扶持"
    r"|贴息|税收|利税|损失|成本|租金|支出|分红|学费|面积|厂房|土地|用地|林|田|地|耕地)$"
)
_SUM = lazy_pattern(r".{0,10}?(?:资金(?!池)|经费|(?:奖励|补助|补贴)(?:资金|经费|金|款)?|贷款|津贴|奖金|保费|捐款|债券)")
# Kinds of places that are alternatives: 县（市、区）, 乡镇（街道）.
_KINDS = re.compile(r"(县|市|区|乡镇|镇|乡|村|街道|社区|行政村)[（(][^（）()]{1,10}[)）]")
_KIND_OF = re.compile(
    r"(?P<kind>(?:县|市|区|乡镇|镇|乡|村|街道|社区|行政村)(?:[（(][^（）()]{1,10}[)）])?|县区|县市区)[的中里]"
)
_HANDS = frozenset("将把")
_AMONG = lazy_pattern(r"在(全[省市县区国])$")
_KIND = lazy_pattern(
    r"县[（(]市、区[）)]|市[（(]县、区[）)]|县[（(]市[）)]|市州|州市|市县|县区|县市区|乡镇|镇街|街道|地市|县市|[县区市镇]"
)
_BODY = re.compile(r"(?:[小专家核评审导督查工作调研]组|队伍?|团队?|委员会|班子|讲师团|评委会)$")
IN_ALL = frozenset({"共", "共计", "合计", "累计", "总计"})  # 两批共|38项
_FROM = lazy_pattern(r"[由从自]")
_TURNED_INTO = re.compile(r"[一-鿿]{1,4}[到至为成]$")  # 从3000人|调整为4500人
# Words after 的 that are not a noun: the consequence of a rule.
_CONSEQUENCE = re.compile(
    r"的?(?:可以?|应当?|须|必须|要|予以|给予|结转|列支|转入|上缴|不[得予再能低少超]|取消|为|评为|评定|按|由|方(?!案)|优先|视|一律|将"
    r"|得|奖(?!项)|扣|减(?!排)|加(?!工)|均|都|并|再|免|享受|优秀$|列(?!车)|计(?!算)|给(?!水)|约|占|只|仅|有|是|未"
    r"|没有|已|至今|仍|每)"
)


@cache
def _verb() -> re.Pattern[str]:
    lists = load_lexicon_table("quantities")["indicator"]
    return re.compile(f"(?:{trie_pattern([*lists['verb'], *lists['strong'], *lists['gives']])}){{1,9}}$")


def noun_behind(place: AmountPlace, left: str) -> str:
    """Return the noun after a figure that names what it counts, with its measure (面积, 规模, 人数), or ""."""
    right = place.right
    if not right:
        return ""
    unit = place.amount.unit or ""
    joined = right[:1] == "的"
    body = right[1:] if joined else right
    if (
        (body[:1] in "中里内" and body[1:2] not in "小学心医药国科容部外存河涝")
        or not NOUN.match(body)
        or FROM_TO.match(body)
        or body in IN_ALL
        or (_TURNED_INTO.match(body) and _FROM.search(place.before))
        or (joined and _CONSEQUENCE.match(body))
    ):
        return ""
    if unit in MEASURED:
        handed = place.left[-1:] in _HANDS
        if (
            left
            and not handed
            and not left.endswith("年产")
            and not (is_act(left) or _verb().search(left))
            and not _sized(left)
        ):
            return ""
        name = noun_after_figure(body)
        if left.endswith("年产"):
            return name.split("等")[0] + "年产量"
        if _CONSEQUENCE.match(body) or (left and not handed and not joined and len(name) < 3):
            return ""
        money = _SUM.match(name)
        if money:
            return money[0]
        return name if _MONEY.search(name) else name + _SIZE.get(unit, "")
    if body.startswith("组成的") and len(body) > 4:
        return noun_after_figure(body[3:]) + "人数"
    if joined:
        if len(left) > 5 and not _verb().search(left):
            return ""
        name = noun_after_figure(body)
        if unit in _SIZE and _BODY.search(name):
            return name + _SIZE[unit]
        return "" if left and not _verb().search(left) else name
    wide = _AMONG.search(place.left) if place.left[:-5:-1].find("全") >= 0 else None
    kind = _KIND.match(body) if wide else None
    if place.left[-1:] == "对" and "情况" in place.tail[:24] and (kinds := _KIND.match(place.tail)):
        return kinds[0]
    if wide and kind and "中" in place.tail and body[kind.end() : kind.end() + 1] not in "级属直管场民域":
        return wide[1] + kind[0]
    name = noun_after_figure(body)
    kind = _KIND_OF.match(place.tail) if name else None
    if kind:
        return kind["kind"]
    kinds = _KINDS.match(place.tail)
    if kinds and name.startswith(kinds[1]):
        return kinds[0] + name[len(kinds[1]) :]
    made = name.rfind("组成的")
    if made >= 0 and unit in ("人", "名") and len(name) > made + 4:
        return name[made + 3 :] + "人数"
    return name + _SIZE[unit] if unit in ("人", "名") and _BODY.search(name) else name


def is_class_selector(right: str) -> bool:
    """Check whether 的 and a noun after a figure make it the threshold of a class: 2亿元以上|的工业企业."""
    return right[:1] == "的" and bool(NOUN.match(right[1:])) and not _CONSEQUENCE.match(right)


def _sized(left: str) -> bool:
    return left.endswith(("规模", "总规模", "首期"))
