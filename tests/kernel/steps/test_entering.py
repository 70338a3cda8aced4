"""The line above a list: record after record without leaving it, for who may, and without losing what was typed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from declared_lines import changed
from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.language.parts import Files, Quick
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.activities.models import Activity
from office import TODAY, Office
from pictures import jpeg

KIND = get_kind("activities")

LIST, LINE = "/activities/", "/activities/quick/"


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who].user)
    return client


def line(words: str) -> Any:
    return next(iter(lxml.html.document_fromstring(words).xpath("//form[contains(@class, 'quick')]")), None)


def stands(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.form_values() if name not in ("csrfmiddlewaretoken", "once")}


def sent(office: Office, **more: Any) -> dict[str, Any]:
    given = {
        "held": TODAY,
        "sort": "lecture",
        "place": "白鹭社区",
        "attendance": "62",
        "unit": office.units["kexie"].pk,
    }
    return {**given, "once": str(uuid4()), **more}


def test_each_entry_leads_to_the_next_with_day_and_place_as_they_were(office: Office) -> None:
    clerk = signed_in(office, "clerk")
    assert stands(line(clerk.get(LIST).text))["unit"] == str(office.units["kexie"].pk)
    photo = SimpleUploadedFile("现场.jpg", jpeg())
    given = sent(office, held="2026-03-02", photos=photo)
    for _twice in range(2):  # pressed twice: entered once
        answer = clerk.post(f"{LINE}?order-by=-held&page=3", given)
        photo.seek(0)
    assert (answer.status_code, answer["Location"]) == (302, "/activities/?order-by=-held")
    page = clerk.get(answer["Location"])
    made = Activity.objects.get()
    assert (made.state, made.attendance, Attachment.objects.get().record_id) == ("held", 62, made.pk)
    assert f"{made.number} 白鹭社区" in page.text
    form = line(page.text)
    again = {"held": "2026-03-02", "sort": "lecture", "place": "白鹭社区", "unit": str(given["unit"])}
    assert stands(form) == again  # but how many came
    assert form.xpath(".//@autofocus/..")[0].name == "attendance"
    assert not line(clerk.get(LIST).text).xpath(".//@autofocus")  # a list that is opened takes nobody's keyboard
    assert stands(line(clerk.get(LIST).text))["place"] == "白鹭社区"


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    clerk = signed_in(office, "clerk")
    wrong = sent(office, held="2099-01-01", attendance="很多")
    for headers in ({}, {"HX-Request": "true"}):
        answer = clerk.post(LINE, wrong, headers=headers)
        form = line(answer.text)
        assert answer.status_code == 422 and ("<html" in answer.text) is not bool(headers)
        assert form.xpath(".//*[contains(@class, 'field--wrong')]//input/@name") == ["held", "attendance"]
        assert stands(form)["place"] == "白鹭社区" and stands(form)["attendance"] == "很多"
        assert form.xpath(".//input[@name='once']/@value") != [wrong["once"]]
    assert not Activity.objects.exists()
    assert clerk.get(f"{LINE}?state=held")["Location"] == "/activities/?state=held"
    done = clerk.post(LINE, sent(office), headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, "/activities/?")


def test_who_has_several_units_says_which_and_who_may_not_begin_sees_no_line(office: Office) -> None:
    assert line(signed_in(office, "supervisor").get(LIST).text).xpath(".//input[@type='text'][@name='unit']")
    auditor = signed_in(office, "auditor")
    assert line(auditor.get(LIST).text) is None
    before = Entry.objects.count()
    assert auditor.post(LINE, sent(office)).status_code == 404
    assert Entry.objects.count() == before + 1 and not Activity.objects.exists()  # the refusal is kept
    assert auditor.get("/appeals/quick/").status_code == 404


def test_another_unit_is_refused_though_its_id_is_sent(office: Office) -> None:
    office.person("township", "青小雨", "town", Role.CLERK)
    answer = signed_in(office, "township").post(LINE, sent(office))
    assert answer.status_code == 403 and line(answer.text) is not None and not Activity.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Quick("held sort", step="hold"), "must have place: ask it here too"),
        (Quick("held sort place", step="check"), "check is no step that begins a record"),
        (Quick("held sort place planned"), "does not ask planned"),
        (Quick("held sort place", again="attendance"), "attendance stands again and is not asked"),
        (Quick("held sort place photos", again="photos"), "photos never stands again"),
    ],
)
def test_a_line_that_could_enter_nothing_stops_the_start(wrong: Quick, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        changed(KIND, parts=(*KIND.every(Files), wrong))
