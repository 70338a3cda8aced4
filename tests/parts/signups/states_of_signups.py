"""Somebody who signed up, in each state."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from cast import Cast
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.parts.signups.models import SignUp
from office import NOW
from states import Records, builds, moved


@builds("signups")
def in_each_state(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One that waits, one accepted, one refused."""

    def one(name: str) -> SignUp:
        told = {
            "contact": f"{name}{uuid4().hex[:8]}@mail.invalid",
            "way": "mail",
            "purpose": "申报项目",
            "consent": "告知内容示例。",
        }
        row = {"title": "幻注册", "unit": cast.unit("own"), "key": "", "agreed": at.date(), **told}
        return open_many(kind, [row], PROGRAM, at=at)[0]  # type: ignore[return-value]

    accepted, refused = one("a"), one("b")
    return {
        "asked": one("c"),
        "accepted": moved(kind, cast, accepted, "accept", at),
        "refused": moved(kind, cast, refused, "refuse", at),
    }
