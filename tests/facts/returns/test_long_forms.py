"""A statistical form has more lines than a small one: it is drawn up, changed, filled in and sent as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from figures_told import defined
from forms_issued import LATER, cells_of, form_of, sent, task_of
from luoshi.base.record_errors import RecordError
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.indicators.models import Definition
from luoshi.facts.returns.models import ReturnLine, Task
from luoshi.kernel.kinds.language.rows import MOST_EDITED
from many_appeals import signed_in
from office import Office

KEXIE = "云岭县科学技术协会"
LONG = 60


@pytest.fixture(autouse=True)
def _then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def some(office: Office, count: int) -> list[Definition]:
    return [defined(office, f"指标{at:03}") for at in range(count)]


def test_sixty_lines_are_filled_in_on_one_page_and_sent_at_once(office: Office) -> None:
    every = some(office, LONG + 1)
    form = form_of(office, *every[:-1])
    task = task_of(form, KEXIE)
    desk, clerk = signed_in(office, "supervisor", "en"), signed_in(office, "clerk", "en")
    page = desk.get(f"/forms/{form.pk}/lines/").text
    assert page.count('name="lines-') >= 6 * LONG
    rows: dict[str, Any] = {"lines-count": LONG + 1, "lines-known": " ".join(map(str, _lines(form.pk)))}
    for at, (pk, definition) in enumerate(zip([*_lines(form.pk), ""], every, strict=True)):
        said = {"id": pk, "place": at + 1, "indicator": f"{definition.number} {definition.title}", "must": "on"}
        rows |= {f"lines-{at}-{name}": value for name, value in said.items()}
    form.refresh_from_db()
    answer = desk.post(f"/forms/{form.pk}/lines/", {"seen": form.version, **rows})
    assert answer.status_code == 302, answer.text
    assert ReturnLine.objects.filter(record=form.pk).count() == LONG + 1
    shown = clerk.get(f"/fill/?task={task.pk}&period=2026-03-01").text
    assert all(name in shown for name in ("指标000", f"指标{LONG:03}"))
    given = {f"指标{at:03}": str(at) for at in range(LONG + 1)}
    assert sent(office, task, **given).count == Fact.objects.count() == LONG + 1


def _lines(form: int) -> list[int]:
    return list(ReturnLine.objects.filter(record=form).order_by("place").values_list("pk", flat=True))


def test_the_page_asks_no_more_queries_for_many_lines_than_for_few(office: Office) -> None:
    every = some(office, 12)
    asked = []
    for title, count in (("短表", 3), ("长表", 12)):
        task: Task = task_of(form_of(office, *every[:count], title=title), KEXIE)
        assert len(cells_of(task)) == 2 * count
        clerk = signed_in(office, "clerk", "en")
        clerk.get("/fill/")
        with CaptureQueriesContext(connection) as found:
            clerk.get(f"/fill/?task={task.pk}&period=2026-03-01")
        asked.append(len(found))
    assert asked[1] <= asked[0] + 2, asked  # the second form is listed beside the first


def test_more_than_a_request_takes_are_refused_and_nothing_is_kept(office: Office) -> None:
    (one,) = some(office, 1)
    lines = [{"indicator": one.number, "part": f"组{at}", "must": True} for at in range(MOST_EDITED + 1)]
    with pytest.raises(RecordError) as refused:
        form_of(office, lines=lines)
    assert str(MOST_EDITED) in str(refused.value) and not ReturnLine.objects.exists()
