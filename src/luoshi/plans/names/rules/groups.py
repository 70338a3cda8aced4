"""Parses words for many units: 各乡镇（街道）, 县直各部门, 各学会. ``names`` resolves them to units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from luoshi.plans.names.rules.offices import lexicon_words

_HEAD = re.compile(
    r"^(?:(?:全|本|我)?(?P<level>[省市州盟县旗区镇乡])(?P<direct>直属?|级|属)?|局(?P<own>属)|(?P<below>直属|所属|下属))?"
    r"(?P<each>各级|各个|各(?!自)|所有|全体)?(?P<rest>.+)$"
)
_DIRECT = re.compile(r"^(?P<level>[省市州县旗区镇乡])直属?(?P<rest>.+)$")
_PLACES = re.compile(
    r"^\(?(?:乡镇|镇乡|镇街|镇办|乡|镇|街道(?:办事处|办)?|街(?=$|\)|办)|办(?=$|\)|、)|县|市|区|州|盟|旗|功能区|园区|开发区|"
    r"村|社区|居(?=$|\)|委)|[、()/和及])+"
)
_KINDS = (
    (re.compile("街道?"), "街道"),
    (re.compile("(?<=镇)办|^办"), "街道"),
    (re.compile("园区|开发区|功能区"), "园区"),
    (re.compile("社区|居"), "社区"),
    (re.compile("村"), "村"),
    (re.compile("镇"), "镇"),
    (re.compile("乡"), "乡"),
    (re.compile("县"), "县"),
    (re.compile("旗"), "旗"),
    (re.compile("[州盟]"), "州"),
    (re.compile("市"), "市"),
    (re.compile("区"), "区"),
)
_BARE = re.compile(
    r"^(?:乡镇(?:\(街道\))?|镇街|镇办|县区|区县|县\(?市?、?区\)?|县市区|市州|市\(州\)|乡\(镇\))(?!.*[路村]$)"
)
_GOVERNMENT = re.compile("^(?:人民政府|政府|党委政府|党委|党工委|党政办|办事处|管委会|管理委员会|委)$")


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """What a word for many units asks for.

    ``places``: the places of these kinds, or the bodies of that name in them; ``units``: the direct children of the
    place (``level`` names it, if given), or of the keeper itself; ``departments``: the offices among these;
    ``sections``: the keeper's own sections; ``own``: everything directly under it, or under the 局 that ``level``
    names; ``members``: units in no tree; ``ending``: all whose names end like ``body``; ``vague``: not determinable.
    """

    what: Literal["places", "units", "departments", "sections", "own", "members", "ending", "vague"]
    kinds: frozenset[str] = frozenset()
    body: str = ""
    level: str = ""  # the kind of place given: 县 in 县直各部门


def parse_unit_group(name: str) -> UnitGroup | None:
    """Parse a word for many units; None if it names one. ``name`` must be as ``strip_name_quotes`` returns it."""
    nouns = lexicon_words("groups", "nouns")
    if name.startswith(lexicon_words("groups", "vague")[:9]) or ("有关" in name and name.endswith(nouns)):
        return UnitGroup("vague")
    head = _HEAD.match(name)
    if head is None:
        return None
    each, rest, level = head["each"] or "", head["rest"], head["level"] or ""
    if not each and _BARE.match(name):
        each, rest, level = "各", name, ""
    if each and (direct := _DIRECT.match(rest)):
        rest, level = direct["rest"], direct["level"]
    own = bool(head["own"] or head["below"])
    if head["direct"] and rest.startswith(("各", "所有")):
        rest = rest.removeprefix("各").removeprefix("所有")
        each = "各"
    several = bool(each or own or (head["direct"] or "").startswith("直") or head["direct"] == "属")
    if not several:
        return (
            UnitGroup("vague") if name.endswith(nouns) and name.startswith(lexicon_words("groups", "vague")) else None
        )
    if (
        rest.startswith(lexicon_words("groups", "vague"))
        and rest.endswith(nouns)
        and rest not in lexicon_words("groups", "units")
    ):
        return UnitGroup("vague")
    if each == "各级":
        return UnitGroup("vague")
    if own and rest in lexicon_words("groups", "units"):
        return UnitGroup("own", level="局" if head["own"] else "")
    return _each(rest, level)


def _each(rest: str, level: str) -> UnitGroup:
    if rest in lexicon_words("groups", "members"):
        return UnitGroup("members", level=level)
    if rest in lexicon_words("groups", "sections"):
        return UnitGroup("sections")
    if rest in lexicon_words("groups", "departments"):
        return UnitGroup("departments", level=level)
    if rest in lexicon_words("groups", "units"):
        return UnitGroup("units", level=level)
    places = _PLACES.match(rest)
    if places and not re.fullmatch(r"[、()/和及]+", places[0]):
        kinds, body = _kinds(places[0]), rest[places.end() :]
        return UnitGroup("places", kinds, "政府" if _GOVERNMENT.match(body) else body, level)
    return UnitGroup("ending", body=rest, level=level)


def _kinds(said: str) -> frozenset[str]:
    """Return the kinds of places in a word, longest first, so that the 区 of 社区 is not counted."""
    found = set()
    for sign, kind in _KINDS:
        if sign.search(said):
            found.add(kind)
            said = sign.sub("、", said)
    return frozenset(found)
