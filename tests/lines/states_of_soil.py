"""Samples and cards in each state: a card needs a checked sample, a formula in force, and two telephones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cast import Cast
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.soil.models import SoilFormula
from luoshi.lines.soil.points import VALUES
from office import NOW
from states import Records, builds, fits, moved, opened

SAMPLES = {
    "taken": ["sample"],
    "lab": ["sample", "send"],
    "tested": ["sample", "test"],
    "checked": ["sample", "test", "check"],
    "explained": ["explain"],
    "void": ["sample", "void"],
}
CROPS = ("wheat", "maize", "rice", "barley", "potato")
NUMBERS = {
    "source": "县级试验", "goal": "400", "basis": "oxide", "layer": "20", "density": "1.125", "u_n": "3", "u_p": "1",
    "u_k": "2.5", "c_n": "0.55", "c_p": "1.30", "c_k": "0.42", "r_n": "38", "r_p": "22", "r_k": "45",
}  # fmt: skip


def _keeper(cast: Cast) -> Any:
    return cast.actor(cast.at(Role.CLERK, "own"))


@fits("soilpoints")
def watched_point(cast: Cast, at: datetime) -> Record:
    """A point where effects are watched: it is sampled and read, and its gaps are explained."""
    given = {"code": f"D{Record.objects.count()}", "sort": "effect", "from_day": at.date(), "crop": "wheat",
             "soil": "paddy", "unit": str(cast.unit("own").pk)}  # fmt: skip
    return begin(get_kind("soilpoints"), _keeper(cast), given, at=at).record


@builds("soilsamples")
def samples(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Each by its shortest way, at a point that may be sampled and read."""
    found: Records = {}
    for state, (by, *way) in SAMPLES.items():
        record = opened(kind, cast, opener, at, kind.cycle.by_name[by], point=watched_point(cast, at).number)
        for step in way:
            record = moved(kind, cast, record, step, at)
        found[state] = record
    return found


FORMULAS = {"built": "", "verified": "verify", "published": "publish", "dropped": "drop", "superseded": "publish"}


@builds("soilformulas")
def formulas(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Each with all its numbers; the one that is superseded by a newer one on the next day."""
    found: Records = {}
    for crop, (state, way) in zip(CROPS, FORMULAS.items(), strict=True):
        record = opened(kind, cast, opener, at, **NUMBERS, crop=crop)
        for step in way.split():
            record = moved(kind, cast, record, step, at)
        if state == "superseded":
            newer = opened(kind, cast, opener, at, **NUMBERS, crop=crop)
            later = (at.date() + timedelta(days=1)).isoformat()
            moved(kind, cast, newer, "publish", at, from_day=later, to_day="")
            record = type(record).objects.get(pk=record.pk)
        found[state] = record
    return found


CARDS = {"made": "", "posted": "post", "handed": "hand", "surveyed": "hand survey", "void": "void", "outdated": "hand"}


@builds("soilcards")
def cards(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Each by its way; the outdated one by a correction of its sample."""
    found: Records = {}
    for state, way in CARDS.items():
        record = opened(kind, cast, opener, at)
        for step in way.split():
            record = moved(kind, cast, record, step, at)
        if state == "outdated":
            sample = type(record).objects.get(pk=record.pk).sample
            take(
                sample, "put_right", cast.actor(cast.at(Role.SUPERVISOR, "above")), {"n": "60", "reason": "抄错"}, at=at
            )
            record = type(record).objects.get(pk=record.pk)
        found[state] = record
    return found


@fits("soilsamples")
def checked_sample(cast: Cast, at: datetime) -> Record:
    """A checked sample of wheat, with what a card needs besides: a formula in force and two telephones."""
    given = {"point": watched_point(cast, at).number, "taken": at.date()}
    sample = begin(get_kind("soilsamples"), _keeper(cast), given, at=at).record
    results = {"n": "90", "p": "12", "k": "130", "tested_on": at.date()}
    sample = take(sample, "test", _keeper(cast), results, at=at).record
    if not SoilFormula.objects.filter(state="published", crop="wheat", soil="paddy").exists():
        own = {**NUMBERS, "crop": "wheat", "soil": "paddy", "unit": str(cast.unit("own").pk)}
        formula = begin(get_kind("soilformulas"), _keeper(cast), own, at=at).record
        moved(get_kind("soilformulas"), cast, formula, "publish", at, from_day=at.date(), to_day="")
        admin = cast.actor(cast.person("admin", "管小理", "root", Role.ADMINISTRATOR))
        for name in ("technical", "quality"):
            set_value(VALUES[f"soilcards.{name}"], None, "0970-8220123", at.date(), "云农发3号", admin, at=at)
    return moved(get_kind("soilsamples"), cast, sample, "check", at)
