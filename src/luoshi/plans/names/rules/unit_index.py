"""The units of a day by place and by their names without the place: the index used by ``names``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from luoshi.plans.names.rules.offices import BodyNameForm, canonical_body_name, lexicon_words, strip_name_quotes
from luoshi.plans.names.rules.places import (
    LEVELS,
    division_place_names,
    kind_by_code,
    kind_of,
    place_core_name,
    place_of_branch,
    place_of_government,
    place_of_party_committee,
    split_leading_place,
)

Shelves = dict[tuple["Id", str, str], list[tuple[int, str]]]
"""The names in a place, by a character they contain and their last one."""

Id = int | str  # of a place: its unit's id, or its name if it is no unit of the tree

# How a unit refers to itself: 我会 for a 科协, 我办 for an office.
SELF: Mapping[str, tuple[str, ...]] = {
    "委": ("委员会", "委"),
    "办": ("办公室", "办"),
    "会": ("会", "科协", "妇联", "残联", "工商联"),
    "校": ("校", "中学", "小学", "大学", "学院"),
    "院": ("院",),
}
_ORGANS = ("委", "政府")  # a place's offices may be placed under these
_LONGEST = 14  # characters of a place's name


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the day: its id, name, abbreviation, parent and division code."""

    pk: int
    name: str
    short: str = ""
    parent: int | None = None
    division: str = ""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place: its name, its kind, its unit if any, and a unit whose ancestors locate it."""

    name: str
    kind: str
    unit: int | None
    sample: int | None


class UnitIndex:
    """Units by name, by place and body, and by parent. Built in linear time."""

    def __init__(self, known: Iterable[KnownUnit]) -> None:
        self.units = {unit.pk: unit for unit in known}
        self.plain = {pk: strip_name_quotes(unit.name) for pk, unit in self.units.items()}
        self._order: dict[int | None, int] = {pk: place for place, pk in enumerate(self.units)}
        self._chains: dict[int, tuple[int, ...]] = {}
        self.places: dict[Id, KnownPlace] = {}
        self._called: dict[str, list[Id]] = defaultdict(list)
        self._find_places()
        self.home: dict[int, Id | None] = {}
        self.body: dict[int, str] = {}
        self.forms: dict[int, BodyNameForm] = {}
        self.prefixed: set[int] = set()  # units whose names begin with a place
        self._also: dict[int, Id] = {}  # a branch's other place: that of the bureau of the level above
        for pk in self._downwards():
            self._settle(pk)
        self._below: dict[int | None, list[int]] = defaultdict(list)
        self.above = {pk: self._parent(pk) for pk in self.units}
        for pk, parent in self.above.items():
            self._below[parent].append(pk)
        self._index()

    # Ancestors and descendants

    def chain(self, unit: int) -> tuple[int, ...]:
        """Return the ancestors of a unit, the nearest first."""
        found = self._chains.get(unit)
        if found is None:
            above: list[int] = []
            one = self.units.get(unit)
            while one and one.parent in self.units and one.parent not in above and one.parent != unit:
                above.append(one.parent)
                one = self.units[one.parent]
            found = self._chains[unit] = tuple(above)
        return found

    def children(self, unit: int) -> list[int]:
        """Return the direct children of a unit, ignoring folders."""
        return self._below.get(unit, [])

    def is_place(self, unit: int) -> bool:
        """Check whether a unit is a place, not an office in one."""
        return unit in self.places

    def _downwards(self) -> list[int]:
        return sorted(self.units, key=lambda pk: len(self.chain(pk)))

    def _parent(self, pk: int) -> int | None:
        """Return the parent, skipping folders (县直部门) and the organs that hold a place's offices."""
        for upper_unit in self.chain(pk):
            folder = self.plain[upper_unit].endswith(lexicon_words("folders", "ends")) and not self.is_place(upper_unit)
            if not folder and (self.is_place(upper_unit) or self.forms[upper_unit].sure not in _ORGANS):
                return upper_unit
        return None

    # Places

    def _find_places(self) -> None:
        """Find places, first by their own names; a government represents its place only if no unit is the place."""
        for read in (self._by_own_name, place_of_government, place_of_party_committee):
            for pk, name in self.plain.items():
                if pk not in self.places and (found := read(name) if read != self._by_own_name else self._own(pk)):
                    kind = kind_of(found) or kind_by_code(name, self.units[pk].division)
                    if read == self._by_own_name or not self._stands_by(pk, found):
                        self._add(pk, KnownPlace(found, kind, pk, pk))

    def _by_own_name(self, name: str) -> str:
        above, rest = split_leading_place(name)
        own = place_core_name(rest if above and len(rest) > 1 else name)
        return own if kind_of(own) else ""

    def _own(self, pk: int) -> str:
        name = self.plain[pk]
        if name.endswith(lexicon_words("folders", "ends")):
            return ""
        if found := self._by_own_name(name):
            return found
        return name if kind_by_code(name, self.units[pk].division) and not place_of_government(name) else ""

    def _stands_by(self, pk: int, name: str) -> bool:
        """Check whether a place of that name is above a unit or beside it."""
        parent = self.units[pk].parent
        near = {*self.chain(pk), parent}
        return any(
            place in near or self.units[place].parent == parent
            for place in self._called.get(name, ())
            if isinstance(place, int)
        )

    def _add(self, place: Id, what: KnownPlace) -> None:
        self.places[place] = what
        self._called[what.name].append(place)
        brief = what.name[: -len(what.kind)] if what.name.endswith(what.kind) else ""
        if len(brief) > 1 and what.kind != "园区":
            self._called[brief].append(place)

    def find_places(self, name: str) -> tuple[Id, ...]:
        """Return the places of this name, with or without its kind."""
        return tuple(self._called.get(place_core_name(name), ()))

    def virtual(self, name: str, sample: int | None) -> Id | None:
        """Return a place that is no unit, by its name; None if the name is not a place's."""
        kind = kind_of(place_core_name(name))
        if not kind:
            return None
        if name not in self.places:
            self._add(name, KnownPlace(place_core_name(name), kind, None, sample))
        return name

    def begins(self, name: str) -> tuple[tuple[Id, ...], str]:
        """Return the innermost known places that a name begins with, and the rest; 平江市云岭县科协 → 云岭县, 科协."""
        found: tuple[Id, ...] = ()
        while True:
            for length in range(min(len(name) - 1, _LONGEST), 1, -1):
                places = self.find_places(name[:length])
                if places and found:
                    places = tuple(place for place in places if any(self.is_beneath(place, above) for above in found))
                if places:
                    found, name = places, name[length:]
                    break
            else:
                return found, name

    def is_beneath(self, place: Id, base: Id) -> bool:
        """Check whether a place lies within another: by the tree, or by level if the other is no unit."""
        if place == base:
            return False
        one, above = self.places[place], self.places[base]
        if above.unit is not None:
            if one.sample is None:
                return False
            own = (one.sample,) if one.unit is None else ()
            return above.unit in (*own, *self.chain(one.sample))
        return LEVELS[one.kind] > LEVELS[above.kind] or (one.kind == "市" and above.kind in "州盟市")

    # Names

    def _settle(self, pk: int) -> None:
        """Determine a unit's place, and its name without it."""
        name, chain = self.plain[pk], self.chain(pk)
        if pk in self.places:
            self.home[pk], self.body[pk], self.forms[pk] = pk, "", BodyNameForm("", "")
            return
        printed, rest = split_leading_place(name)
        places, known = self.begins(name)
        if printed and (found := self.find_places(printed)) and len(rest) <= len(known):
            places, known = found, rest
        nearest = next((above for upper_unit in chain if (above := self.home.get(upper_unit)) is not None), None)
        home: Id | None = nearest
        if places and known:
            home = next((place for place in places if place in chain), None)
            home = home or next(
                (place for place in places if nearest is not None and self.is_beneath(place, nearest)), places[0]
            )
            name = known
        elif printed and rest:
            home, name = self.virtual(printed, pk) or nearest, rest
        if name != self.plain[pk]:
            self.prefixed.add(pk)
        if local := next(iter(self.find_places(place_of_branch(name))), None):
            if home is not None:
                self._also[pk] = home
            home = local
        self.home[pk], self.body[pk], self.forms[pk] = home, name, canonical_body_name(name.partition("(")[0] or name)

    def _index(self) -> None:
        self.names: dict[str, list[int]] = defaultdict(list)
        self.shorts: dict[str, list[int]] = defaultdict(list)
        self.bodies: dict[tuple[Id, str], list[int]] = defaultdict(list)
        self.alike: dict[tuple[Id, str], list[int]] = defaultdict(list)
        self.deep: dict[tuple[Id, str], list[int]] = defaultdict(list)
        self.inner: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.shelves: Shelves = defaultdict(list)
        self.deep_shelves: Shelves = defaultdict(list)
        for pk, unit in self.units.items():
            self.names[self.plain[pk]].append(pk)
            if unit.short:
                self.shorts[strip_name_quotes(unit.short)].append(pk)
            home, parent, body = self.home[pk], self.above[pk], self.body[pk]
            if not body:
                continue
            inner = parent is not None and not self.is_place(parent)
            ways = self._ways(pk)
            if inner and parent is not None:
                self._put_inside(pk, parent, ways)
            if home is None:
                continue
            if not inner or pk in self.prefixed:
                for way in ways:
                    _once(self.bodies[home, way.sure], pk)
                    _once(self.alike[home, way.likely], pk)
                if pk in self._also:
                    _once(self.bodies[self._also[pk], ways[0].sure], pk)
                for written in {body: None, self.forms[pk].sure: None}:
                    _shelve(self.shelves, home, pk, written)
            elif body not in lexicon_words("generic", "words"):
                for way in ways:
                    _once(self.deep[home, way.sure], pk)
                    _once(self.deep[home, way.likely], pk)
                _shelve(self.deep_shelves, home, pk, body)

    def _ways(self, pk: int) -> list[BodyNameForm]:
        """Return the forms of a unit's name: with and without its bracket, and its abbreviation."""
        body, home = self.body[pk], self.home[pk]
        outside, _, inside = body.partition("(")
        texts = [outside or body]
        if inside and (plate := inside.rstrip(")")):
            texts.append(self._without_place(plate, home))
        if short := strip_name_quotes(self.units[pk].short):
            texts.append(self._without_place(short, home))
        return list(dict.fromkeys(canonical_body_name(text) for text in texts if text))

    def _without_place(self, name: str, home: Id | None) -> str:
        places, rest = self.begins(name)
        if home in places and rest:
            return rest
        kind = self.places[home].kind if home is not None else ""
        return name[len(kind) :] if kind and name.startswith(kind) and len(name) > len(kind) + 1 else name

    def _put_inside(self, pk: int, parent: int, ways: Iterable[BodyNameForm]) -> None:
        for way in ways:
            _once(self.inner[parent, way.sure], pk)
        whole, above = self.plain[pk], self.plain[parent]
        if whole.startswith(above) and len(whole) > len(above):
            _once(self.inner[parent, canonical_body_name(whole[len(above) :]).sure], pk)

    # Sets of units

    def homes(self, unit: int) -> list[Id]:
        """Return the places that contain a unit, innermost first; those above the tree come from its division code."""
        if unit not in self.units:
            return []
        chain = (unit, *self.chain(unit))
        found = [home for upper_unit in chain if (home := self.home[upper_unit]) is not None]
        names = {self.places[home].name for home in found}
        for name in division_place_names(self.units[upper_unit].division for upper_unit in chain):
            if name not in names and (place := next(iter(self.find_places(name)), None) or self.virtual(name, None)):
                found.append(place)
        return list(dict.fromkeys(found))

    def inside(self, base: Id, kinds: Collection[str]) -> list[Id]:
        """Return the places of these kinds within another, in tree order, without those nested in one of them."""
        found = [place for place, what in self.places.items() if what.kind in kinds and self.is_beneath(place, base)]
        chosen = set(found)
        found.sort(key=lambda one: self._order.get(self.places[one].sample, -1))
        return [
            place
            for place in found
            if (sample := self.places[place].sample) is None or not any(above in chosen for above in self.chain(sample))
        ]

    def directly(self, base: Id) -> list[int]:
        """Return the offices directly under a place."""
        unit = self.places[base].unit
        if unit is not None:
            return [pk for pk in self._below[unit] if self._is_office(pk)]
        tops = (pk for pk, parent in self.above.items() if parent is None and self.home[pk] == base)
        return [pk for pk in tops if self._is_office(pk)]

    def _is_office(self, pk: int) -> bool:
        folder = self.plain[pk].endswith(lexicon_words("folders", "ends"))
        return not folder and not self.is_place(pk) and self.forms[pk].sure not in _ORGANS

    def beneath_unit(self, unit: int) -> list[int]:
        """Return all units below one, in tree order."""
        return [pk for pk in self.units if unit in self.chain(pk)]

    def beneath(self, base: Id) -> list[int]:
        """Return all units of a place and of the places within it."""
        unit = self.places[base].unit
        return self.beneath_unit(unit) if unit is not None else list(self.units)


def _shelve(shelves: Shelves, home: Id, pk: int, name: str) -> None:
    for char in set(name):
        shelves[home, char, name[-1]].append((pk, name))


def _once(row: list[int], pk: int) -> None:
    if pk not in row:
        row.append(pk)
