"""What is empty or seldom is folded: particulars, long forms."""

from __future__ import annotations

from typing import Any

import lxml.html
from django.test import Client

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


def test_a_long_form_folds_what_may_stay_empty_but_for_what_is_usual_or_stands_in_the_list(office: Office) -> None:
    form = page(office, "/activities/new/").xpath("//form[contains(@action, '/new/')]")[0]
    names = form.xpath(".//details[@class='more']//*[@name]/@name")
    folded = [*dict.fromkeys(name.split("-")[0] for name in names)]
    assert folded == [
        *("theme", "field", "area", "medium", "form", "level", "society", "facility", "times", "copies", "papers"),
        *("answers", "country", "outcome", "people", "units", "leads", "prizes"),
    ]
    assert not form.xpath(".//details/@open")
    wrong = page(office, "/activities/new/", theme="长" * 90).xpath("//form[contains(@action, '/new/')]")[0]
    assert wrong.xpath(".//details[@class='more']/@open")  # what is wrong there is seen
    short = page(office, "/places/new/").xpath("//form[contains(@action, '/new/')]")[0]
    assert not short.xpath(".//details")
