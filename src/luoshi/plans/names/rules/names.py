"""Resolves the names of units in a document, from the viewpoint of the unit that keeps the plan.

县科协 in a plan of 云岭县督查室 is 云岭县科学技术协会; 市科协 is none of the county's; 局 is the bureau that issued the
document or keeps the plan. Ambiguous names are never guessed: all candidates are returned, and a person chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from luoshi.plans.names.rules.groups import UnitGroup, parse_unit_group
from luoshi.plans.names.rules.offices import (
    BodyNameForm,
    canonical_body_name,
    lexicon_table,
    lexicon_words,
    strip_name_quotes,
)
from luoshi.plans.names.rules.places import split_leading_place
from luoshi.plans.names.rules.unit_index import SELF, Id, Shelves, UnitIndex
from luoshi.plans.names.rules.unit_index import KnownUnit as KnownUnit

How = Literal["exact", "short", "likely", "group", "several", "none", "said", "nobody"]
LONGEST = 120  # maximal length of a name that is resolved
SHORTENED = 6  # the longest name that may be a shortened one; so the search stays short on any text

_RELATIVE = re.compile(r"^(?:我|本|全)?(?P<level>自治区|街道|社区|[省市州盟县旗区镇乡村])(?:级|直)?(?P<rest>.+)$")
_OWN = re.compile(r"^(?:我|本)?(?P<kind>局|委|厅|办|会|校|院|所|站|社|室|中心|部)(?P<rest>.*)$")
_OURS = re.compile(r"^(?:我|本)(?:单位|部门|机关|系统)$")
_YOUTH = re.compile(r"^团(?P<level>[省市州盟县旗区镇乡])委(?P<rest>.*)$")
_HOME = re.compile(r"^(?:我|本)(?P<level>[省市州盟县旗区镇乡村]|街道)$")


@dataclass(frozen=True, slots=True)
class Naming:
    """The units that a name means, in tree order, and how they were found.

    ``exact``: by its whole name. ``short``: by its abbreviation, or a common one. ``likely``: the one that fits, but
    with different words; needs a look. ``group``: all units of a word for many. ``several``: any of these; a person
    chooses. ``none``: unknown, or unspecific. ``said`` and ``nobody``: as a person said.
    """

    units: tuple[int, ...]
    how: How


NONE = Naming((), "none")


class Everyone:
    """The units of a day indexed by all their names, for any viewpoint. Built once, in linear time.

    Whole names need only a list; the tree is used only for other names.
    """

    def __init__(self, known: Iterable[KnownUnit]) -> None:
        self._known = tuple(known)
        self.whole: dict[str, list[int]] = {}
        for unit in self._known:
            self.whole.setdefault(strip_name_quotes(unit.name), []).append(unit.pk)

    @cached_property
    def unit_names(self) -> dict[int, str]:
        """The units' names by id."""
        return {unit.pk: unit.name for unit in self._known}

    @cached_property
    def unit_index(self) -> UnitIndex:
        """The same units by place and body, and by parent."""
        return UnitIndex(self._known)


class NameResolver:
    """Resolves names from the viewpoint of one unit, in time proportional to the name's length.

    Names in no table are compared with those names of the place that share their rarest character and their last one.

    Args:
        known: all units of the day.
        keeper: the unit that keeps the plan, the viewpoint for 县, 局 and 本单位.
        issuer: who issued the document, as printed, if known; 县 and 局 are the issuer's own first of all.
    """

    def __init__(self, known: Everyone | Iterable[KnownUnit], keeper: int, issuer: str = "") -> None:
        self._everyone = known if isinstance(known, Everyone) else Everyone(known)
        self._keeper, self._issuer = keeper, issuer
        self._asked: dict[str, Naming] = {}

    def of(self, printed: str) -> Naming:
        """Return the units that a name means: one name as the reader prints it, not a list of several."""
        name = strip_name_quotes(printed)[:LONGEST]
        if name not in self._asked:
            whole = self._everyone.whole.get(name, ())
            sure = len(whole) == 1 and name and name not in lexicon_words("generic", "words")
            self._asked[name] = Naming(tuple(whole), "exact") if sure else self._viewpoint.of(name)
        return self._asked[name]

    def name_of(self, unit: int) -> str:
        """Return a unit's name on the day; "" if there is none."""
        return self._everyone.unit_names.get(unit, "")

    def units_shortened_to(self, printed: str) -> list[int]:
        """List the units that a name may shorten: its characters stand in theirs in this order. The shortest first."""
        name = strip_name_quotes(printed)
        if not 2 <= len(name) <= SHORTENED:
            return []
        inside = re.compile(".*?".join(map(re.escape, name)))
        found = [unit for unit, whole in self._everyone.unit_names.items() if inside.search(whole)]
        return sorted(found, key=lambda unit: (len(self.name_of(unit)), unit))

    def own(self) -> tuple[int, ...]:
        """Return the departments of the issuer, else of the plan's keeper, in tree order."""
        return self._viewpoint.own()

    @cached_property
    def _viewpoint(self) -> _Seen:
        return _Seen(self._everyone.unit_index, self._keeper, self._issuer)


class _Seen:
    """The units of a day from the viewpoint of one of them."""

    def __init__(self, standing: UnitIndex, keeper: int, issuer: str) -> None:
        self._all = standing
        self._seats: tuple[int, ...] = (keeper,) if keeper in self._all.units else ()
        self._homes: list[Id] = self._all.homes(keeper)
        self._bases = self._homes[:1]  # the scope of a word for many: a county's plan does not address other counties
        if issuer:
            self._issued_by(strip_name_quotes(issuer)[:LONGEST])

    def _issued_by(self, issuer: str) -> None:
        meant = self._resolve_one(issuer)
        if meant.how in ("exact", "short") and len(meant.units) == 1:
            self._seats = (*dict.fromkeys((*meant.units, *self._seats)),)
            self._put_first(self._all.homes(meant.units[0]))
            return
        places = self._all.begins(issuer)[0] or self._all.find_places(split_leading_place(issuer)[0])
        if len(places) == 1:
            self._put_first(list(places))

    def _put_first(self, homes: list[Id]) -> None:
        self._homes = [*dict.fromkeys((*homes, *self._homes))]
        self._bases = [*dict.fromkeys((*homes[:1], *self._bases))]

    def own(self) -> tuple[int, ...]:
        """Return the direct children of the seat; for a place, which is no office, its offices."""
        for seat in self._seats:
            if found := [child for child in self._all.children(seat) if not self._all.is_place(child)]:
                return tuple(found)
        return ()

    def of(self, name: str) -> Naming:
        """Resolve a normalised name."""
        if not name:
            return NONE
        named = self._by_name(name)
        if named:
            return named
        asked = parse_unit_group(name)
        if asked is not None:
            return self._members(asked)
        return self._resolve_one(name)

    def _resolve_one(self, name: str) -> Naming:
        return self._by_name(name) or self._sure(name) or self._within(name) or self._likely(name) or NONE

    # Whole names and abbreviations

    def _by_name(self, name: str) -> Naming | None:
        for index, how in ((self._all.names, "exact"), (self._all.shorts, "short")):
            found = self._near(index.get(name, ()))
            alone = len(found) == 1 and not (name in lexicon_words("generic", "words") and not self._is_own(found[0]))
            if alone:
                return Naming(found, "exact" if how == "exact" else "short")
            if len(found) > 1:
                return Naming(found, "several")
        return None

    def _near(self, found: Iterable[int]) -> tuple[int, ...]:
        """Of several units, prefer those of the keeper itself, then those of its place, else return all."""
        units = tuple(dict.fromkeys(found))
        if len(units) < 2:
            return units
        own = tuple(unit for unit in units if self._is_own(unit))
        if own:
            return own
        for home in self._homes:
            if here := tuple(unit for unit in units if self._all.home[unit] == home):
                return here
        return units

    def _is_own(self, unit: int) -> bool:
        """Check whether a unit is a direct child of the issuer, the keeper, or a unit above one of them."""
        return any(self._all.above[unit] in (seat, *self._all.chain(seat)) for seat in self._seats)

    # Names spelled out in the tables of offices

    def _readings(self, name: str) -> Iterator[tuple[tuple[Id, ...], str]]:
        """Yield the places that a name may refer to, with the rest of it, likeliest first: 县科协 → 云岭县, 科协."""
        places, rest = self._all.begins(name)
        printed, printed_rest = split_leading_place(name)
        if printed and printed_rest and len(printed_rest) <= len(rest) and (known := self._all.find_places(printed)):
            places, rest = known, printed_rest
        if places and rest:
            yield self._nearest(places), rest
            return
        if (youth := _YOUTH.match(name)) and (home := self._home(youth["level"])) is not None:
            yield (home,), "共青团" + youth["rest"]
        if relative := _RELATIVE.match(name):
            home = self._home(relative["level"])
            if home is not None:
                yield (home,), relative["rest"]
            elif not name.startswith(("市场", "乡村", "社区", "村镇", "镇区", "区域", "州际")):
                return  # of a level outside ours: 省科技厅 is not the county's
        for home in self._homes:
            yield (home,), name

    def _nearest(self, places: tuple[Id, ...]) -> tuple[Id, ...]:
        """Of places of the same name, prefer those within the keeper's, innermost first; else return all."""
        for home in self._homes if len(places) > 1 else ():
            if home in places:
                return (home,)
            if within := tuple(place for place in places if self._all.is_beneath(place, home)):
                return within
        return places

    def _home(self, level: str) -> Id | None:
        """Return the keeper's place of this level, the innermost first."""
        kinds = {"自治区": ("省",), "县": ("县", "旗"), "市": ("市", "州", "盟"), "乡": ("乡", "镇")}.get(
            level, (level,)
        )
        for exact in ((level,), kinds):
            for home in self._homes:
                if self._all.places[home].kind in exact:
                    return home
        return None

    def _sure(self, name: str) -> Naming | None:
        own = _OWN.match(name)
        if _OURS.match(name) and self._seats:
            return Naming(self._seats[:1], "short")
        if own and not own["rest"]:
            seat = self._self(own["kind"])
            return Naming((seat,), "short") if seat is not None else None
        home = _HOME.match(name)
        place = self._home(home["level"]) if home else None
        called = (place,) if place is not None else self._nearest(self._all.find_places(name))
        if units := tuple(unit for called_place in called if (unit := self._all.places[called_place].unit) is not None):
            return _told(units, "short")
        for seat in self._seats:
            for parent in (seat, *self._all.chain(seat)):
                if not self._all.is_place(parent) and (
                    found := self._all.inner.get((parent, canonical_body_name(name).sure))
                ):
                    return _told(tuple(found), "short")
        return self._resolve_spelling(name)

    def _resolve_spelling(self, name: str) -> Naming | None:
        for places, rest in self._readings(name):
            asked = canonical_body_name(rest)
            if found := self._near(self._bodies(places, asked)):
                return _told(found, "short")
            if rest in lexicon_table("pairs"):
                pair = [self._bodies(places, canonical_body_name(body)) for body in lexicon_words("pairs", rest)]
                if all(len(body_units) == 1 for body_units in pair):
                    return Naming(tuple(body_units[0] for body_units in pair), "group")
            units = tuple(unit for place in places if (unit := self._all.places[place].unit) is not None)
            if units and rest != name and asked.sure in lexicon_words("organs", "place"):
                return _told(units, "short" if asked.sure in ("政府", "办事处") else "likely")
        return None

    def _bodies(self, places: Iterable[Id], asked: BodyNameForm) -> tuple[int, ...]:
        return tuple(unit for place in places for unit in self._all.bodies.get((place, asked.sure), ()))

    def _self(self, kind: str) -> int | None:
        """Return the issuer, the keeper or the nearest unit above that refers to itself so: 局 for a 局."""
        for seat in self._seats:
            for unit in (seat, *self._all.chain(seat)):
                if not self._all.is_place(unit) and self._all.body[unit].endswith(SELF.get(kind, (kind,))):
                    return unit
        return None

    # Sections and organs of a unit

    def _within(self, name: str) -> Naming | None:
        """Resolve a unit and something within it: 县科协学会部, 县公安局交警大队, 县教育局党组, 局办公室."""
        for cut in range(len(name) - 1, 0, -1):
            whole, part = name[:cut], name[cut:]
            above = self._holder(whole)
            if above is None:
                continue
            if found := self._all.inner.get((above, canonical_body_name(part).sure)):
                return _told(tuple(found), "short")
            if self._all.is_place(above):
                continue
            if part in lexicon_words("organs", "words") or part == lexicon_words("generic", "office")[0]:
                return Naming((above,), "likely")
            if part.endswith(lexicon_words("sections", "ends")) and self._all.body[above] not in ("政府", "委"):
                return Naming((above,), "likely")
        return None

    def _holder(self, name: str) -> int | None:
        if len(name) == 1 and not _OWN.match(name):
            return None
        found = self._by_name(name) or self._sure(name)
        return found.units[0] if found and len(found.units) == 1 and found.how in ("exact", "short") else None

    # The only fit

    def _likely(self, name: str) -> Naming | None:
        readings = list(self._readings(name))
        for places, rest in readings:
            asked = canonical_body_name(rest)
            for index in (self._all.alike, self._all.deep):
                if found := self._near(unit for place in places for unit in index.get((place, asked.likely), ())):
                    return _told(found, "likely")
        for places, rest in readings:
            if len(rest) >= 3 and rest not in lexicon_words("generic", "words"):
                for shelf in (self._all.shelves, self._all.deep_shelves):
                    if found := self._near(unit for place in places for unit in _fitting(rest, place, shelf)):
                        return _told(found, "likely")
        return None

    # Groups

    def _members(self, asked: UnitGroup) -> Naming:
        if asked.what == "vague":
            return NONE
        if asked.what == "places":
            return _grouped(self._places(asked))
        base = self._base(asked.level) if asked.what != "own" else None
        if asked.what == "ending":
            return _grouped(self._units_ending_with(asked.body, base))
        seat = self._self(asked.level) if asked.what == "own" and asked.level else next(iter(self._seats), None)
        own = self._all.children(seat) if seat is not None and not self._all.is_place(seat) else []
        if asked.what == "sections" or (own and asked.what == "departments" and not asked.level):
            return _grouped([unit for unit in own if unit not in self._all.prefixed] or own)
        if asked.what == "own" or (own and not asked.level):
            return _grouped(own)
        found = [unit for unit in self._all.directly(base) if unit not in self._seats] if base is not None else []
        if asked.what == "departments":
            found = [
                unit for unit in found if not self._all.plain[unit].endswith(lexicon_words("groups", "not_departments"))
            ]
            found += (
                [body for body in self._bodies((base,), canonical_body_name("科协")) if body not in found]
                if base is not None
                else []
            )
        naming = _grouped(found)
        return Naming(naming.units, "several") if asked.what == "members" and len(found) > 1 else naming

    def _base(self, level: str) -> Id | None:
        """Return the place whose units a word for many means; None if the given level is neither's."""
        home = self._home(level) if level else next(iter(self._bases), None)
        return home if home in self._bases else None

    def _places(self, asked: UnitGroup) -> list[int]:
        bases = [self._base(asked.level)] if asked.level else self._bases
        for base in bases:
            if base is None:
                continue
            inside = self._all.inside(base, asked.kinds)
            if not inside:
                continue
            if not asked.body:
                return [unit for place in inside if (unit := self._all.places[place].unit) is not None]
            found: list[int] = []
            for place in inside:
                bodies = self._bodies((place,), canonical_body_name(asked.body))
                unit = self._all.places[place].unit
                found += bodies or ([unit] if asked.body == "政府" and unit is not None else [])
            return found
        return []

    def _units_ending_with(self, body: str, base: Id | None) -> list[int]:
        """Return all units below the place whose names end so, without the place's own unit of exactly that name."""
        if base is None or len(body) < 2:
            return []
        wanted = canonical_body_name(body).sure
        kinds = lexicon_table("kinds")
        ends = tuple(kinds.get(body) or kinds.get(wanted) or (wanted,))
        within = self._bodies((base,), canonical_body_name("科协")) if body in ("学会", "协会") else ()
        beneath = self._all.beneath_unit(within[0]) if len(within) == 1 else self._all.beneath(base)
        own = {unit for end in (wanted, *ends) for unit in self._bodies((base,), BodyNameForm(end, end))}
        science = canonical_body_name("科协").sure
        return [
            unit
            for unit in beneath
            if unit not in own
            and (self._all.forms[unit].sure.endswith(ends) or self._all.plain[unit].endswith(ends))
            and (wanted.endswith(science) or not self._all.forms[unit].sure.endswith(science))
        ]


def _told(found: tuple[int, ...], how: How) -> Naming:
    return Naming(found, how if len(found) == 1 else "several")


def _grouped(found: Iterable[int]) -> Naming:
    units = tuple(dict.fromkeys(found))
    return Naming(units, "group") if units else NONE


def _fitting(rest: str, place: Id, shelves: Shelves) -> Iterator[int]:
    """Yield a place's units whose names contain these characters, or their full form, in this order."""
    for text in {rest: None, canonical_body_name(rest).sure: None}:
        fewest = min((shelves.get((place, char, text[-1]), ()) for char in set(text)), key=len)
        for unit, name in fewest:
            if _stands_in(text, name):
                yield unit


def _stands_in(short: str, name: str) -> bool:
    chars = iter(name)
    return all(char in chars for char in short)
