"""What the tests of housekeeping share: an office that keeps house, and people who press buttons on a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client
from django.utils.html import strip_tags

from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from many_appeals import signed_in
from office import Office

Clock = Callable[[datetime], None]


def ten(day: date) -> datetime:
    """Ten in the morning of that day, in Shanghai."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


@dataclass
class House:
    """The office, and the day on which all of its people act."""

    office: Office
    clock: Clock

    def client(self, who: str) -> Client:
        return signed_in(self.office, who, "en")

    def on(self, year: int, month: int, day: int) -> None:
        self.clock(ten(date(year, month, day)))

    def post(self, who: str) -> str:
        """A post as one writes it: unit and title."""
        return str(self.office.posts[who])

    def reads(self, who: str, address: str) -> str:
        """What a person reads at an address, in one line: what is folded as it stands when it is opened."""
        answer = self.client(who).get(address)
        assert answer.status_code == 200, answer.status_code
        page = re.sub(r"<summary.*?</summary>", "", answer.content.decode(), flags=re.DOTALL)
        return re.sub(r"\s+", " ", strip_tags(page.replace("</", " </")))

    def opens(self, who: str, name: str, **given: Any) -> Record:
        """Enter a record by its form."""
        answer = self.client(who).post(f"/{name}/new/", given)
        assert answer.status_code == 302, strip_tags(answer.content.decode())[-800:]
        return get_kind(name).record._default_manager.order_by("-pk")[0]

    def presses(self, who: str, one: Record, step: str, status: int = 302, **given: Any) -> str:
        """Take a step by its form; the page that is shown where it is refused."""
        answer = self.client(who).post(f"{one.get_absolute_url()}{step}/", given)
        words = re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))
        assert answer.status_code == status, (step, answer.status_code, words[-800:])
        return words

    def state(self, one: Record) -> str:
        return Record.objects.get(pk=one.pk).state
