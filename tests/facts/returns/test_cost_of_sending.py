"""How many statements it takes to send a form from its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from figures_told import defined
from forms_issued import LATER, MONTH, NAMES, cells_of, form_of, task_of
from luoshi.facts.returns.models import Return
from luoshi.kernel.duties.actions.schedule import roll_out_all
from many_appeals import signed_in
from office import Office


@pytest.mark.parametrize(("begun", "most"), [(False, 60), (True, 42)], ids=["untouched", "typed before"])
def test_a_form_is_sent_with_its_grid_put_together_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, begun: bool, most: int
) -> None:
    """Where nobody touched it before, its return is begun in the same request, with a number and an entry."""
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    task = task_of(form_of(office, *(defined(office, f"第{at}项", measure="人") for at in range(12))))
    client = signed_in(office, "clerk", "en")
    given: dict[str, Any] = {"task": task.pk, "period": MONTH.isoformat(), "revision": "0"}
    given |= dict.fromkeys(cells_of(task).values(), "3")
    for _some in roll_out_all(LATER.date()):  # as each night
        pass
    client.get("/fill/")  # what the first request of a session costs is not the form's
    if begun:
        client.post("/fill/", {**given, "do": "save"})
        given["revision"] = "1"
    with CaptureQueriesContext(connection) as asked:
        answer = client.post("/fill/", {**given, "do": "send"})
    assert (answer.status_code, Return.objects.get().state) == (302, "sent")
    tables = [sql for sql in (query["sql"] for query in asked.captured_queries) if 'FROM "returns_line"' in sql]
    assert (len(asked) <= most, len(tables)) == (True, 1), len(asked)
