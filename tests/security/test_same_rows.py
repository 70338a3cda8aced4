"""A list, its print, its workbook and the API have the same rows, for every kind and whoever asks."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from hostile import ROLES, Address, signed_in
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries.rights import readable_records
from office import NOW, TODAY, Office

KINDS = [kind.name for kind in list_kinds()]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def in_the_sheet(client: Client, name: str) -> set[str]:
    """The numbers of the rows of the list's workbook, whose heads stand in its third line."""
    answer: Any = client.post(f"/{name}/export/")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    lines = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()]
    return {str(line[0]) for line in lines[3:]}


def in_the_api(client: Client, name: str) -> set[str]:
    found: list[str] = []
    while True:
        page = client.get(f"/api/{name}?limit=200&offset={len(found)}").json()
        found += [row["number"] for row in page["rows"]]
        if len(found) >= page["total"] or not page["rows"]:
            return set(found)


@pytest.mark.control("8.1.4.2 e-g", "list, print, workbook and API of every kind have the same rows for every role")
@pytest.mark.parametrize("name", KINDS)
def test_every_way_out_has_the_rows_that_one_may_see(furnished_office: tuple[Office, list[Address]], name: str) -> None:
    office, _every = furnished_office
    declared = next(kind for kind in list_kinds() if kind.name == name)
    shown = set()
    for who in ROLES:
        if who not in office.people:
            continue
        client, may = signed_in(office, who), readable_records(declared, office.actor(who), TODAY)
        numbers = {str(record.number) for record in may}
        listed = client.get(f"/{name}/").context["count"]
        printed = len(client.get(f"/{name}/print/").context["table"].rows)
        ways = {"sheet": in_the_sheet(client, name), "api": in_the_api(client, name)}
        assert (listed, printed) == (len(numbers), len(numbers)), who
        assert ways == {"sheet": numbers, "api": numbers}, who
        shown.add(len(numbers))
    there = Record.objects.filter(kind=name).exists()
    assert not there or len(shown) > 1  # some see more than others
