"""Which place a name refers to, and its kind: 云岭县科协 belongs to 云岭县, 青石镇人民政府 to a town."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from luoshi.codes.divisions import load_division_table, shorten_division_code
from luoshi.plans.names.rules.offices import strip_name_quotes

# Kinds from the outermost in, with the level of each. A city may contain counties or be one; both are 市.
LEVELS: Mapping[str, int] = {"省": 1, "市": 2, "州": 2, "盟": 2, "县": 3, "旗": 3, "区": 3, "园区": 4}
LEVELS = {**LEVELS, "镇": 4, "乡": 4, "街道": 4, "村": 5, "社区": 5}
_ENDINGS = (
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("街道", "街道"),
    ("民族乡", "乡"),
    ("苏木", "乡"),
    ("乡", "乡"),
    ("镇", "镇"),
    ("社区", "社区"),
    ("园区", "园区"),
    ("开发区", "园区"),
    ("高新区", "园区"),
    ("经开区", "园区"),
    ("新区", "园区"),
    ("村", "村"),
    ("特别行政区", "省"),
    ("自治区", "省"),
    ("省", "省"),
    ("自治州", "州"),
    ("地区", "市"),
    ("州", "州"),
    ("盟", "盟"),
    ("市", "市"),
    ("自治县", "县"),
    ("县", "县"),
    ("旗", "旗"),
    ("区", "区"),
)
_NO_PLACE = re.compile(
    r"(?:校|景|灌|小|片|厂|库|院|示范|保护|服务|管理|保税|度假|乡村|农|超|城|夜|集|门|各|本|全)[区市村乡镇]$"
)
# Words for kinds, which name no place.
_WORDS = frozenset(
    ("社区", "街道", "城市", "市区", "城区", "乡镇", "农村", "乡村", "城镇", "县区", "区县", "县市", "市县")
)
_WORDS |= {"地区", "辖区", "山区", "牧区", "林区", "红旗"}
_GOVERNMENTS = ("人民政府办事处", "人民政府", "政府", "办事处", "党政办公室")
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_BODY = re.compile("中国共产主义青年团|共青团|中国人民政治协商会议|政协|团(?!体|结|委|队)")
_BRANCH = re.compile(r"局([^局]{2,6})分局$")
# A place at the start of a name. What follows must not form a word with its last character (市场, 区域, 镇江, 县级 …).
_PREFIX = re.compile(
    r"(?P<place>[^()、]{1,9}?(?:自治区|自治州|自治县|街道(?:办事处|办)?|民族乡|开发区|高新区|经开区|新区|园区|社区|"
    r"[省盟旗]|县(?!级)|州(?![市县区])|镇(?![市江远原平])|村(?!镇)|市(?!场|政|民|域|容)|区(?!域|划|块|委员)|乡(?![村土镇情市县宁])))(?=.)"
)


@lru_cache(maxsize=20_000)
def kind_of(name: str) -> str:
    """Return the kind of place that a name ends in; empty if it names none."""
    if len(name) < 2 or name in _WORDS or _NO_PLACE.search(name):
        return ""
    return next((kind for end, kind in _ENDINGS if name.endswith(end) and len(name) > len(end)), "")


def place_core_name(name: str) -> str:
    """Return a place's own name: 东关街道 for 东关街道办事处."""
    return name.removesuffix("办事处").removesuffix("办") if name.endswith(("街道办事处", "街道办")) else name


def place_of_government(name: str) -> str:
    """Return the place of a government's name, as printed: 青石镇人民政府 → 青石镇; empty for other names."""
    name = _PARTY.sub("", name)
    if _BODY.match(name):
        return ""
    for end in _GOVERNMENTS:
        if name.endswith(end) and kind_of(place_core_name(name[: len(name) - len(end)])):
            return place_core_name(name[: len(name) - len(end)])
    return ""


def place_of_party_committee(name: str) -> str:
    """Return the place of a party committee's name: 中共青石镇委员会 → 青石镇; empty for other names."""
    found = re.fullmatch(r"(?:中国共产党|中共)?(.+?)(?:委员会|党委|工委|党工委|委)", name)
    return place_core_name(found[1]) if found and not _BODY.match(name) and kind_of(place_core_name(found[1])) else ""


def place_of_branch(name: str) -> str:
    """Return the place of a branch whose bureau is of the level above: 平江市生态环境局云岭分局 → 云岭."""
    found = _BRANCH.search(name)
    return found[1] if found else ""


def kind_by_code(name: str, division: str) -> str:
    """Return a place's kind by its division code, if the name is that place's or a town office's; else empty.

    For towns the last three digits decide: 001 to 099 streets, 100 to 199 towns, 200 to 399 townships, more: zones,
    farms.
    """
    brief = shorten_division_code(division) if division else None
    if not brief:
        return ""
    row = load_division_table().get(brief) if len(brief) <= 9 else None
    if row and strip_name_quotes(row.name) == name and row.kind:
        return kind_of(name)
    if len(brief) == 9 and name.endswith(("办事处", "人民政府", "政府")):
        number = int(brief[6:])
        return "街道" if number < 100 else "镇" if number < 200 else "乡" if number < 400 else "园区"
    return "村" if len(brief) == 12 and name.endswith(("村委会", "村民委员会")) else ""


@lru_cache(maxsize=20_000)
def split_leading_place(name: str) -> tuple[str, str]:
    """Split a name into its leading place and the rest: 云岭县教育局 → 云岭县, 教育局.

    The place is empty if there is none.

    中共云岭县委组织部, 共青团云岭县委员会 and 政协云岭县委员会 have the place inside; the rest then names the body.
    """
    name = _PARTY.sub("", name)
    for above in ("国家税务总局", "国家统计局", "国网"):
        name = name.removeprefix(above) if len(name) > len(above) + 4 else name
    body = _BODY.match(name)
    place = _PREFIX.match(name, body.end() if body else 0) or (_PREFIX.match(name) if body else None)
    if place is None:
        return "", name
    # Take the innermost: 平江市云岭县科协 belongs to 云岭县, the last one named.
    found, rest = place["place"], name[place.end() :]
    while (deeper := _PREFIX.match(rest)) and _level(deeper["place"], 1) > _level(found, 5):
        found, rest = deeper["place"], rest[deeper.end() :]
    if not kind_of(place_core_name(found)):
        return "", name
    if body and place.start() == body.end():
        rest = ("政协" if "政" in body[0] else "共青团") + re.sub("^(?:委员会|委)", "", rest)
    return place_core_name(found), rest


def _level(name: str, otherwise: int) -> int:
    kind = kind_of(place_core_name(name))
    return LEVELS[kind] if kind else otherwise


def division_place_names(codes: Iterable[str]) -> list[str]:
    """Return the names of the places above by division code, innermost first, for the first known code."""
    for code in codes:
        path = load_division_table().path(code) if code else ()
        if path:
            return [strip_name_quotes(division.name) for division in reversed(path) if not division.groups]
    return []
