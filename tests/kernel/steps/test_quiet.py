"""What is empty, seldom or one of many is folded: particulars, long forms, steps that lead nowhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import lxml.html
from django.template.loader import render_to_string
from django.test import Client

from luoshi.desk.lists.pages.record_fragments import folded_steps, step_buttons
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from office import NOW, TODAY, Office

KIND = get_kind("activities")


def page(office: Office, path: str, **sent: Any) -> Any:
    client = Client()
    client.force_login(office.people["clerk"].user)
    client.cookies["django_language"] = "en"
    answer = client.post(path, sent) if sent else client.get(path)
    return lxml.html.document_fromstring(answer.text)


def entered(office: Office) -> Any:
    given = {"held": TODAY, "sort": "lecture", "place": "白鹭社区", "attendance": 0, "unit": office.units["kexie"].pk}
    return begin(KIND, office.actor("clerk"), given, at=NOW).record


def test_what_is_not_filled_in_is_named_in_one_line_and_nought_is_no_gap(office: Office) -> None:
    facts = page(office, entered(office).get_absolute_url()).xpath("//section[@aria-labelledby='facts']//dl/div")
    said = {fact.findtext("dt"): " ".join(fact.find("dd").text_content().split()) for fact in facts}
    assert said["Attendances"] == "0" and said["Not filled in"] == "Theme, Series, For whom, Outcome"
    assert not {"Theme", "Outcome", "Planned for"} & said.keys()


def test_a_long_form_folds_what_may_stay_empty_but_for_what_is_usual(office: Office) -> None:
    form = page(office, "/activities/new/").xpath("//form[contains(@action, '/new/')]")[0]
    names = form.xpath(".//details[@class='more']//*[@name]/@name")
    folded = [*dict.fromkeys(name.split("-")[0] for name in names)]
    assert folded == ["theme", "series", "group", "outcome", "people"] and not form.xpath(".//details/@open")
    wrong = page(office, "/activities/new/", theme="长" * 90).xpath("//form[contains(@action, '/new/')]")[0]
    assert wrong.xpath(".//details[@class='more']/@open")  # what is wrong there is seen
    short = page(office, "/activities/new/plan/").xpath("//form[contains(@action, '/plan/')]")[0]
    assert not short.xpath(".//details")


def test_of_many_steps_that_lead_nowhere_the_main_ones_stay_in_sight() -> None:
    staying = [Step(f"note_{n}", f"Note {n}", "held >", "unit", own={"reason": True}) for n in range(4)]
    record: Any = SimpleNamespace(state="held", kind="activities", pk=7)
    shown, further = folded_steps(record, [*(step for step in KIND.cycle.steps if "held" in step.before), *staying])
    assert [step.name for step in further] == ["people", "show", "put_right", "note_0", "note_1", "note_2", "note_3"]
    assert [step.name for step in shown] == ["check", "doubt", "cancel"]
    assert folded_steps(record, further[:4]) == (further[:4], [])
    words = {"steps": step_buttons(record, shown), "further": step_buttons(record, further)}
    list_ = lxml.html.fragment_fromstring(render_to_string("luoshi/_steps.html", words), create_parent="div")
    assert len(list_.xpath("ul//a")) == 3 and len(list_.xpath("details//ul//a")) == 7
    assert len(list_.xpath(".//details")) == 1
