"""Parameters of a query that no operation of the API has."""

from __future__ import annotations

import pytest

from appeal_factory import appeal
from luoshi.site.api import openapi_description
from office import NOW, Office
from programs import program


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_a_parameter_that_no_operation_has_is_refused_everywhere(office: Office) -> None:
    """A slip of the pen never brings more, or something else, than was meant."""
    mine, asked = program(office, "supervisor"), 0
    for path, methods in openapi_description("en")["paths"].items():
        if "get" in methods and "{" not in path:
            answer = mine.get(f"{path.removeprefix('/api/')}?limt=1")
            assert answer.status_code == 422, (path, answer.status_code)
            assert answer.data["fields"]["limt"] == ["There is no such parameter here."], path
            asked += 1
    assert asked > 15
    one = appeal(office)
    for path in (f"appeals/{one.pk}", f"appeals/{one.pk}/timeline", f"appeals/{one.pk}/steps"):
        assert mine.get(f"{path}?nosuch=").status_code == 422 and mine.get(path).status_code == 200
    assert mine.post("appeals?dry=1", {"given": {}}).data["fields"]["dry"] == ["There is no such parameter here."]
