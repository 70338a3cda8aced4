"""Normalises names of offices: 科协 and 科学技术协会, 发改局 and 发展和改革局 become the same.

Both a document's word and a unit's name are normalised, so either may be the short one. The words are in
``lexicon/offices.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pkgutil import get_data
from typing import Any

from luoshi.reading.words import trie_pattern

_SIGNS = re.compile(r"[\s“”\"'‘’《》〈〉·•.]+")
_JOINS = re.compile(r"(?<=.)[和与、](?=.)")
_FIRM = re.compile(r"(?:股份有限|有限责任|有限)公司$")
_LONG = (("人民代表大会常务委员会", "人大常委会"), ("委员会", "委"), ("办公室", "办"), ("人民政府", "政府"))
_ENDINGS = ("部门", "分局", "局", "委", "厅", "办", "科", "股", "处")
_MERGED = ("部门", "分局", "局", "委", "厅", "办")  # offices of the same stem: 县卫健局, 县卫健委, 卫健部门


@dataclass(frozen=True, slots=True)
class BodyNameForm:
    """A name without its place: its certain form, and its likely form (局 for 委, former names)."""

    sure: str
    likely: str


@cache
def lexicon_table(name: str) -> Mapping[str, Any]:
    """Return a table of the lexicon unchanged."""
    words = tomllib.loads((get_data("luoshi.plans", "lexicon/offices.toml") or b"").decode())
    return dict(words[name])


@cache
def lexicon_words(name: str, key: str) -> tuple[str, ...]:
    """Return a list of the lexicon."""
    return tuple(lexicon_table(name)[key])


@lru_cache(maxsize=20_000)
def strip_name_quotes(name: str) -> str:
    """Strip blanks and quotation marks from a name, and make brackets and letters half-width."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", name))


@lru_cache(maxsize=20_000)
def canonical_body_name(body: str) -> BodyNameForm:
    """Normalise a name without its place; ``body`` as returned by ``strip_name_quotes``."""
    bare = _shortened(body)
    sure = _whole(bare)
    return BodyNameForm(sure, _likely(bare, sure))


def _shortened(body: str) -> str:
    """Unify general variants: no 和 between parts, 委 for 委员会, 公司 for all its kinds."""
    bare = _FIRM.sub("公司", _JOINS.sub("", body)).replace("集团公司", "集团")
    for long, brief in _LONG:
        bare = bare.replace(long, brief)
    return bare


@cache
def _flat(name: str) -> Mapping[str, str]:
    """Map every variant of a name to the canonical one."""
    rows = [(_shortened(full), [_shortened(short) for short in shorts]) for full, shorts in lexicon_table(name).items()]
    return {full: full for full, _ in rows} | {short: full for full, shorts in rows for short in shorts}


@cache
def _terms() -> re.Pattern[str]:
    return re.compile(trie_pattern(_flat("terms")))


@cache
def _tails() -> re.Pattern[str]:
    """Match bodies with namesakes within other units, at the end of a longer name: 企业科协, 乡妇联."""
    shorts = [word for word in _flat("whole") if word.endswith(("科协", "妇联", "残联", "工商联"))]
    return re.compile(f"(?<=..)(?:{trie_pattern(shorts)})$")


def _whole(bare: str) -> str:
    known = _flat("whole")
    if bare in known:
        return known[bare]
    ending = _ending(bare, _ENDINGS)
    stem = bare[: len(bare) - len(ending)]
    if ending and stem in _flat("stems"):
        return _flat("stems")[stem] + ending
    if tail := _tails().search(bare):
        return bare[: tail.start()] + known[tail[0]]
    spelt = _terms().sub(lambda found: _flat("terms")[found[0]], bare)
    return known.get(spelt, spelt)


def _likely(bare: str, sure: str) -> str:
    """Return the stem alone, by its present name; for other names, drop a leading 委 or 政府."""
    ending = _ending(bare, _MERGED)
    stem = bare[: len(bare) - len(ending)]
    # A branch of a bureau of the level above belongs to the county: 平江市生态环境局云岭分局.
    branch = re.fullmatch("(.{2,8}?)局.{2,6}分局", bare) if ending == "分局" else None
    for old_name in (branch[1] if branch else "", stem if ending else ""):
        if full := lexicon_table("formerly").get(old_name) or _flat("stems").get(old_name):
            return f"{full}~"
    before = next((prefix for prefix in ("委", "政府") if sure.startswith(prefix) and len(sure) >= len(prefix) + 2), "")
    return sure[len(before) :]


def _ending(bare: str, endings: Iterable[str]) -> str:
    return next((ending for ending in endings if bare.endswith(ending) and len(bare) > len(ending)), "")
