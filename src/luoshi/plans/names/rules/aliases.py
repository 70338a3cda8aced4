"""Aliases: meanings of names given by a person, which take precedence over the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from luoshi.plans.names.rules.names import LONGEST, NameResolver, Naming
from luoshi.plans.names.rules.offices import strip_name_quotes

NOBODY = Naming((), "nobody")
# Words for many that an unspecific name may mean; those that resolve to the same units are one choice.
WORDS = ("各乡镇（街道）", "各县区", "各部门", "各单位", "各部室", "各学会")
MOST = 5  # suggestions for a name
MANY = 30  # up to this many own departments, all are offered


@dataclass(frozen=True, slots=True)
class NameMeaning:
    """The meaning that a person gave a name: a unit, a word for many units, or, if neither, none."""

    unit: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class NameChoice:
    """A choice for a name.

    Attributes:
        sure: nothing else fits, so it is preselected.
        own: it is a department of the document's issuer.
    """

    meaning: NameMeaning
    label: str
    sure: bool = False
    own: bool = False

    @property
    def form_value(self) -> str:
        """The value that a form sends."""
        return f"many:{self.meaning.word}" if self.meaning.word else f"unit:{self.meaning.unit}"


class Called:
    """The meanings of names for one unit: as a person said, else by the tree and the tables of offices."""

    def __init__(self, names: NameResolver, said: Mapping[str, NameMeaning]) -> None:
        self._names, self.said = names, said

    def of(self, printed: str) -> Naming:
        """Return the units that a name means; ``said`` and ``nobody`` come from a person, and raise no doubt."""
        said = self.said.get(normalise_alias(printed))
        if said is None or (said.unit is not None and not self._names.name_of(said.unit)):
            return self._names.of(printed)
        if said.word:
            return self._names.of(said.word)
        return NOBODY if said.unit is None else Naming((said.unit,), "said")

    def name_of(self, unit: int) -> str:
        """Return a unit's name on the day; "" if there is none."""
        return self._names.name_of(unit)

    def together(self) -> list[NameChoice]:
        """List the words for many that resolve here, with the number of units of each."""
        found: dict[tuple[int, ...], NameChoice] = {}
        for word in WORDS:
            units = self._names.of(word).units
            if len(units) > 1 and units not in found:
                found[units] = NameChoice(NameMeaning(word=word), f"{word}（{len(units)}）")
        return list(found.values())

    def choices(self, printed: str) -> list[NameChoice]:
        """List the possible meanings of a name, the likeliest first, with the issuer's departments before others.

        At most five, plus all own departments if these are few. If there is none at all, units that it may shorten.
        """
        found, own = self._names.of(printed), self._names.own()
        if found.how == "group":
            return [NameChoice(NameMeaning(word=printed), f"{printed}（{len(found.units)}）", sure=True)]
        mine = [unit for unit in found.units if unit in own]
        ranked = [*mine, *(unit for unit in found.units if unit not in mine)]
        sure = found.units if found.how not in ("several", "none") else mine
        near = sorted(
            own, key=lambda one: (-name_similarity(normalise_alias(printed), self.name_of(one)), own.index(one))
        )
        few = near if len(own) <= MANY else near[:MOST]
        shown = dict.fromkeys([*ranked[:MOST], *few] or self._names.units_shortened_to(printed)[:MOST])
        return [NameChoice(NameMeaning(unit), self.name_of(unit), [unit] == list(sure), unit in own) for unit in shown]


def normalise_alias(printed: str) -> str:
    """Return the normalised name under which an alias is stored."""
    return strip_name_quotes(printed)[:LONGEST]


def name_similarity(printed: str, name: str) -> int:
    """Count the characters that two names share in the same order, in runs."""
    return sum(block.size for block in SequenceMatcher(None, printed, name, autojunk=False).get_matching_blocks())
