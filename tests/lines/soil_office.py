"""A soil station of the tests: points, checked samples, formulas and what cards need, through the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.soil.points import VALUES
from office import NOW, TODAY
from trying_rows import Trying

WHEAT: dict[str, Any] = {
    "crop": "wheat", "soil": "chestnut", "source": "县级3414试验", "goal": "400", "basis": "oxide", "layer": "20",
    "density": "1.125", "u_n": "3", "u_p": "1", "u_k": "2.5", "c_n": "0.55", "c_p": "1.30", "c_k": "0.42",
    "r_n": "38", "r_p": "22", "r_k": "45",
}  # fmt: skip
RESULTS: dict[str, Any] = {"ph": "7.9", "om": "28", "n": "90", "p": "12", "k": "130", "tested_on": TODAY}


class Station(Trying):
    """What a soil station does."""

    def value(self, name: str, value: str, day: Any = TODAY) -> None:
        """Set a value of the office from a day on."""
        set_value(VALUES[name], None, value, day, "云农发〔2026〕3号", self.office.actor("admin"), at=NOW)

    def village(self, name: str = "青石村") -> Any:
        return self.opens("places", title=name, sort="village")

    def point(self, code: str, village: Any, sort: str = "sample", **more: Any) -> Any:
        given = {"code": code, "sort": sort, "village": village.number, "crop": "wheat", "soil": "chestnut",
                 "from_day": "2020-03-01", **more}  # fmt: skip
        return self.opens("soilpoints", **given)

    def sample(self, point: Any, step: str = "sample", taken: Any = TODAY, **more: Any) -> Any:
        return self.begins("soilsamples", step, {"point": point.number, "taken": str(taken), **more})

    def checked(self, point: Any, code: str = "", **results: Any) -> Any:
        sample = self.does(self.sample(point, code=code), "test", **RESULTS | results)
        return self.does(sample, "check", "supervisor")

    def formula(self, from_day: Any = TODAY, *, verified: bool = False, **more: Any) -> Any:
        made = self.opens("soilformulas", **WHEAT | more)
        if verified:
            made = self.does(made, "verify", verified_on=TODAY)
        return self.does(made, "publish", "supervisor", from_day=from_day)

    def telephones(self) -> None:
        self.value("soilcards.technical", "0970-8220123")
        self.value("soilcards.quality", "0970-8212365")

    def card(self, sample: Any, household: str = "幻种麦", **more: Any) -> Any:
        return self.begins("soilcards", "make", self.card_of(sample, household, **more))

    def asks_card(self, sample: Any) -> str:
        """What making a card is refused with."""
        return self.not_begun("soilcards", "make", **self.card_of(sample))

    def card_of(self, sample: Any, household: str = "幻种麦", **more: Any) -> dict[str, Any]:
        person = self.person(household)
        expert = self.person("幻问土")
        return {"sample": sample.number, "household": person.number, "crop": "wheat", "plot": "村东地", "area": "3.5",
                 "year": 2026, "season": "spring", "expert": expert.number, **more}  # fmt: skip

    def begins(self, kind: str, step: str, given: dict[str, Any]) -> Any:
        answer = self.api("clerk").post(begin_path(kind, step), {"given": given})
        assert answer.status_code == 201, answer.data
        return type_of(kind).objects.get(pk=answer.data["id"])

    def not_begun(self, kind: str, step: str, who: str = "clerk", **given: Any) -> str:
        """What beginning a record is refused with."""
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in given.items()}
        answer = self.api(who).post(begin_path(kind, step), {"given": plain})
        assert answer.status_code == 422, answer.data
        return f"{answer.data['what']} {answer.data['fields']}"


def type_of(kind: str) -> Any:
    return get_kind(kind).record


def begin_path(kind: str, step: str) -> str:
    """The address at which a record begins by a step; that of its usual one is the kind's own."""
    return kind if get_kind(kind).cycle.first.name == step else f"{kind}/begin/{step}"
