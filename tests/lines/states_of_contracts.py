"""A contract in each state: no contract is signed without two parties, whose entries the register has first."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind as declared
from luoshi.kernel.steps.actions.steps import begin
from states import Records, builds, moved, opened

WAYS = {
    "drafted": (),
    "abandoned": ("abandon",),
    "signed": ("sign",),
    "broken": ("sign", "break"),
    "performing": ("sign", "perform"),
    "settled": ("sign", "perform", "settle"),
    "assessed": ("sign", "perform", "settle", "assess"),
    "filed": ("sign", "perform", "settle", "file"),
}


@builds("contracts")
def contracts(kind: CompiledKind, cast: Cast, opener: str, at: datetime) -> Records:
    """Each by its way of steps."""
    keeper, unit = cast.actor(cast.at(Role.CLERK, "own")), str(cast.unit("own").pk)
    parties = []
    for title, part in (("云岭县茶叶研究所", "provider"), ("云岭县绿源茶业有限公司", "client")):
        told = {"unit": unit, "title": title, "sort": "enterprise"}
        entry = begin(declared("organisations"), keeper, told, at=at).record
        parties.append({"org": entry.number, "part": part})
    found: Records = {}
    for state, way in WAYS.items():
        record = opened(kind, cast, opener, at)
        record = moved(kind, cast, record, "parties", at, signatories=parties)
        passed = {"gate": "legal", "day": at.date().isoformat()}
        record = moved(kind, cast, record, "review", at, reviews=passed)  # one that can be taken back
        for step in way:
            record = moved(kind, cast, record, step, at)
        found[state] = record
    for state in ("drafted", "signed", "performing", "settled"):  # ratios are of agreements on recognition alone
        record = opened(kind, cast, opener, at, sort="recognition")
        record = moved(kind, cast, record, "parties", at, signatories=parties)
        sides = {"giver": parties[0]["org"], "receiver": parties[1]["org"]}
        ratio = sides | {"ratio": "0.8", "from_day": at.date().isoformat()}
        record = moved(kind, cast, record, "rate", at, ratios=[ratio])
        for step in WAYS[state]:
            record = moved(kind, cast, record, step, at)
        found[f"{state}/rate"] = record
    return found
