"""Rows of the requirements tried as people and programs do: records by the API, lists and counts by the pages."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.accounts.actions import outside_people
from many_appeals import signed_in
from office import NOW, TODAY, Office
from pdfs import raw
from programs import Program, program

PDF = [{"name": "文件.pdf", "content": b64encode(raw("0 0 300 300")).decode()}]
YEAR = {"first": f"{TODAY.year}-01-01", "last": f"{TODAY.year}-12-31"}


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


@dataclass
class Trying:
    """Somebody of every role at the API, with a token each, and at the pages, in Chinese."""

    office: Office
    programs: dict[str, Program] = field(default_factory=dict)

    def api(self, who: str) -> Program:
        if who not in self.programs:
            self.programs[who] = program(self.office, who)
            self.programs[who].language = "zh-hans"
        return self.programs[who]

    def opens(self, kind: str, step: str = "", who: str = "clerk", **given: Any) -> Any:
        """Enter a record of the association by the API."""
        given = {"unit": self.office.units["kexie"].pk, **_plain(given)}
        answer = self.api(who).post(f"{kind}/begin/{step}" if step else kind, {"given": given})
        assert answer.status_code == 201, answer.data
        return get_kind(kind).record._default_manager.get(pk=answer.data["id"])

    def asks(self, record: Any, step: str, who: str, given: dict[str, Any]) -> Any:
        version = type(record)._default_manager.get(pk=record.pk).version
        path = f"{record.kind}/{record.pk}/steps/{step}"
        return self.api(who).post(path, {"seen": version, "given": _plain(given)})

    def alike(self, kind: str, n: int, state: str, **values: Any) -> list[Any]:
        """Many records in this state that differ in title and number only, stored without a step."""
        last = get_kind(kind).record._default_manager.count()
        made = [
            get_kind(kind).record(kind=kind, state=state, title=f"同类{n}", number=f"同{kind}{last + n}", opened=NOW,
                                  unit=self.office.units["kexie"], **values)
            for n in range(n)
        ]  # fmt: skip
        for record in made:
            record.save()
        return made

    def does(self, record: Any, step: str, who: str = "clerk", **given: Any) -> Any:
        """Take a step by the API; the record after it."""
        answer = self.asks(record, step, who, given)
        assert answer.status_code == 200, (step, answer.data)
        return type(record)._default_manager.get(pk=record.pk)

    def refused(self, record: Any, step: str, who: str = "clerk", **given: Any) -> str:
        """What a step is refused with by the API; nothing of the record is changed."""
        before = type(record)._default_manager.get(pk=record.pk)
        answer = self.asks(record, step, who, given)
        after = type(record)._default_manager.get(pk=record.pk)
        assert answer.status_code in (403, 404, 422), answer.data
        assert (before.state, before.version) == (after.state, after.version)
        return f"{answer.data['what']} {answer.data['fields']}"

    def reads(self, address: str, who: str = "supervisor", **asked: Any) -> str:
        """What is read at an address, in one line."""
        answer = signed_in(self.office, who).get(address, asked)
        assert answer.status_code == 200, (address, answer.status_code)
        page = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
        return unescape(re.sub(r"\s+", " ", strip_tags(page.replace("</", " </"))))

    def counts(self, kind: str, name: str, by: str = "", **span: str) -> dict[str, str]:
        """A figure of this year at the API: each line's value by its label; "" is the total."""
        asked = "&".join(f"{key}={value}" for key, value in {**YEAR, **span, **({"by": by} if by else {})}.items())
        answer = self.api("supervisor").get(f"{kind}/figures?{asked}")
        assert answer.status_code == 200, answer.data
        lines = [(line["label"], line["figures"]) for line in answer.data["lines"]]
        found = [(label, figure) for label, row in [*lines, ("", answer.data["total"])] for figure in row]
        return {label: figure["value"] for label, figure in found if figure["name"] == name and figure["value"]}

    def sets(self, values: Any, name: str, value: str) -> None:
        """Set a value of the office."""
        set_value(values[name], None, value, TODAY, "云科发〔2026〕3号", self.office.actor("admin"), at=NOW)

    def person(self, name: str, **more: Any) -> Any:
        return self.opens("persons", title=name, **more)

    def outsider(self, key: str, name: str) -> Any:
        """A person without a post who signs in from outside, and their entry."""
        user = outside_people.invite_outside_person(name, key, self.office.actor("admin"), at=NOW)
        self.office.people[key] = user.person
        entry = self.person(name)
        given = {"as_person": str(user.person.pk)}
        return take(entry, "account", self.office.actor("supervisor"), given, at=NOW).record

    def firm(self, name: str, sort: str = "enterprise") -> Any:
        return self.opens("organisations", title=name, sort=sort)
