"""Every operation of the API, asked as its description allows and as not, by who has rights and by who has none."""

from __future__ import annotations

import pytest
from django.db import connection

from fuzzed import described, fuzz
from hostile import Address
from luoshi.kernel.kinds.models import Record
from office import NOW, Office
from programs import program


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def states() -> list[tuple[int, str, int]]:
    return list(Record.objects.order_by("pk").values_list("pk", "state", "version"))


@pytest.mark.control("8.1.4.4", "each operation of the API, asked rightly and wrongly, by who has rights and by others")
@pytest.mark.parametrize("breaking", [False, True], ids=["allowed", "breaking"])
@pytest.mark.parametrize("who", ["supervisor", "outside"])
def test_every_operation_answers_as_described(
    furnished_office: tuple[Office, list[Address]], who: str, breaking: bool
) -> None:
    """With all that may be sent and all that may not: no error of the program, and no answer that is not described."""
    office, _every = furnished_office
    there, before = dict(Record.objects.order_by("-pk").values_list("kind", "pk")), states()
    secret = program(office, who).secret
    tried = fuzz(described(there), secret, examples=8 if connection.vendor == "sqlite" else 4, breaking=breaking)
    assert tried.total() > 600 and {200, 404, 422} <= set(tried), tried
    assert who != "outside" or states() == before
