"""Values that a law or a standard gives are set together; what only the office knows is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.parameters import actions
from luoshi.kernel.parameters.actions import set_value, take_lawful_values
from luoshi.kernel.parameters.queries.values import declared_parameters
from many_appeals import signed_in
from office import NOW, TODAY, Office

GIVEN = {"ledger.review_ask_days": "30", "ledger.review_decide_days": "30"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def kept() -> dict[str, str]:
    return dict(Parameter.objects.filter(unit=None).values_list("name", "value"))


def test_one_press_sets_them_with_their_source_and_a_second_one_nothing(office: Office) -> None:
    admin = signed_in(office, "admin")
    page = admin.get("/values/").text
    assert "采用法规和标准给出的值" in page and "只有本单位知道" in page
    done = admin.post("/values/take/", follow=True)
    assert kept() == GIVEN and "已设定2项" in done.text and "采用法规和标准给出的值" not in done.text
    for row in Parameter.objects.filter(name__in=GIVEN):
        assert "第十七条" in row.source and row.start == TODAY
    assert Entry.objects.filter(step="parameter.set").count() == 2
    assert "早已设定" in admin.post("/values/take/", follow=True).text
    assert Entry.objects.filter(step="parameter.set").count() == 2


def test_what_the_office_set_itself_stays(office: Office) -> None:
    parameter = declared_parameters()["ledger.review_ask_days"]
    set_value(parameter, None, "20", TODAY, "云督〔2026〕1号", office.actor("admin"), at=NOW)
    done = take_lawful_values(office.actor("admin"), at=NOW, source=str)
    assert [parameter.name for parameter in done] == ["ledger.review_decide_days"]
    assert kept() == GIVEN | {"ledger.review_ask_days": "20"}


@pytest.mark.parametrize("name", ["auditor", "supervisor", "leader", "clerk", "outside"])
def test_only_an_administrator_takes_them(office: Office, name: str) -> None:
    client = signed_in(office, name)
    assert client.post("/values/take/").status_code == (403 if name == "auditor" else 404)
    if name == "auditor":
        assert "采用法规和标准给出的值" not in client.get("/values/").text
    with pytest.raises(RecordError) as caught:
        take_lawful_values(office.actor(name), at=NOW, source=str)
    assert caught.value.code == "refused" and kept() == {}
    assert Client().post("/values/take/").status_code == 302
    assert signed_in(office, "admin").get("/values/take/").status_code == 405


def test_all_are_set_or_none(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    known = actions.parameter_standings(TODAY)
    broken = [
        replace(standing, parameter=replace(standing.parameter, read=lambda text: 1 // 0))
        if standing.parameter.name == "ledger.review_decide_days"
        else standing
        for standing in sorted(known, key=lambda standing: standing.parameter.name)
    ]
    monkeypatch.setattr(actions, "parameter_standings", lambda day: broken)
    with pytest.raises(RecordError):
        take_lawful_values(office.actor("admin"), at=NOW, source=str)
    assert kept() == {}


def test_each_value_is_in_exactly_one_list_of_the_page(office: Office) -> None:
    page: Any = signed_in(office, "admin").get("/values/")
    lists = [[row.name for row in page.context["lawful"].rows]]
    lists += [[label for label, _anchor in page.context[name]] for name in ("own", "open")]
    found = sorted(label for some in lists for label in some)
    assert found == sorted(str(parameter.label) for parameter in declared_parameters().values())
    assert all(f'id="{anchor}"' in page.text for name in ("own", "open") for _label, anchor in page.context[name])


def test_a_law_gives_one_value_and_names_itself() -> None:
    for parameter in declared_parameters().values():
        given = [suggestion for suggestion in parameter.suggested if suggestion.law]
        assert len(given) <= 1 and all(len(str(suggestion.source)) > 10 for suggestion in given), parameter.name
