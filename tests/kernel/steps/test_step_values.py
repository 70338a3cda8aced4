"""What the form of a step sends: several values of a field, values that it proposes, values that nobody is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.test import Client

from declared_lines import changed, declared
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.codes.contact import mask_name
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.lists.views.models import BulkRun
from luoshi.desk.privacy.unmasking.actions import unmask_fields
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.appeals.models import Appeal
from luoshi.org.units.choosers import UnitField
from office import NOW, Office

TITLE, SECRET = "到科普馆看看", "9f86d081884c7d65"
PLACES = [("hall", "Hall"), ("yard", "Yard"), ("roof", "Roof")]


class Visit(StepForm):
    """Which places are visited; its words are made of them, and a fingerprint of who asks."""

    unit = UnitField(label="Unit")
    places = forms.MultipleChoiceField(label="Places", choices=PLACES)
    channel = forms.ChoiceField(label="Channel", choices=[("web", "Web"), ("visit", "Visit")], initial="visit")

    class Meta:
        model = Appeal
        fields = ("title", "channel")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["words"] = " ".join(given.get("places", ()))
        given["answer"] = SECRET
        return given


class See(StepForm):
    """Which places were seen, and what was said of them."""

    places = forms.MultipleChoiceField(label="Places", choices=PLACES)
    answer = forms.CharField(label="Said", initial="nothing")
    grade = forms.CharField(label="Grade", initial="ordinary", required=False)

    class Meta:
        model = Appeal
        fields = ("answer", "grade")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["words"] = " ".join(given.get("places", ()))
        return given


VISITS = make_kind(
    Kind(
        name="visits",
        label="Visits",
        one="Visit",
        record=Appeal,
        cycle=Cycle(
            {"planned": "Planned", "done": "Done"},
            "done",
            (
                Step("plan", "Plan", "> planned", "unit", given=Visit, sets="title unit channel words answer"),
                Step("see", "See", "planned > done", "unit", given=See, sets="words grade", bulk=True),
            ),
        ),
        rights=Rights((Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),), sees=("unit",)),
        hidden=("answer",),
        shows=("words",),
    )
)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def visits() -> Iterator[CompiledKind]:
    with declared(Line("visits", "Visits", (VISITS.declaration,))) as line:
        yield get_kind(line.kinds[0].name)


def given(office: Office) -> dict[str, Any]:
    return {"title": TITLE, "unit": office.units["kexie"].pk, "channel": "web", "places": ["hall", "roof"]}


def planned(office: Office) -> Record:
    return begin(VISITS, office.actor("clerk"), given(office), at=NOW).record


def client(office: Office) -> Client:
    made = Client()
    made.force_login(office.people["clerk"].user)
    return made


def test_a_form_that_opens_a_record_takes_all_of_several_values(office: Office, visits: CompiledKind) -> None:
    answer = client(office).post("/visits/new/", given(office))
    assert answer.status_code == 302, answer.text
    assert Appeal.objects.get().words == "hall roof"


def test_a_steps_form_takes_all_of_several_values_and_a_repeat_does_no_more(
    office: Office, visits: CompiledKind
) -> None:
    record, key = planned(office), str(uuid4())
    sent = {"places": ["yard", "roof"], "answer": "好", "once": key, "seen": "1"}
    answers = [client(office).post(f"/visits/{record.pk}/see/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Appeal.objects.get().words == "yard roof"
    assert Entry.objects.filter(step="see").count() == 1
    other = client(office).post(f"/visits/{record.pk}/see/", {**sent, "places": ["hall", "roof"]})
    assert other.status_code == 409  # under one key other values are another request


def test_a_bulk_steps_form_takes_all_of_several_values(office: Office, visits: CompiledKind) -> None:
    records = [planned(office) for _ in range(2)]
    rows = " ".join(f"{record.pk}:{record.version}" for record in records)
    sent = {"places": ["hall", "yard"], "answer": "好", "bulk_step": "see", "bulk_will": "2", "bulk_rows": rows}
    answer = client(office).post("/visits/bulk/", {**sent, "once": str(uuid4())})
    assert answer.status_code == 302, answer.text
    assert set(Appeal.objects.values_list("words", flat=True)) == {"hall yard"}
    assert BulkRun.objects.get().finished


def test_a_marking_in_the_first_of_several_values_is_refused(office: Office, visits: CompiledKind) -> None:
    answer = client(office).post("/visits/new/", {**given(office), "places": ["机密★10年", "hall"]})
    assert answer.status_code == 422
    assert (Appeal.objects.count(), Entry.objects.filter(step="refused.marked").count()) == (0, 1)


def form_of(page: str) -> dict[str, str]:
    """What the boxes of a page hold before anybody types."""
    chosen = re.findall(r'<select name="(\w+)".*?<option value="(\w+)" selected', page, re.S)
    return dict(re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', page)) | dict(chosen)


def test_the_form_of_a_new_record_proposes_what_it_declares(office: Office, visits: CompiledKind) -> None:
    page = client(office).get("/visits/new/").text
    assert form_of(page)["channel"] == "visit"  # the record that is not there yet has ""


def test_the_form_of_a_step_proposes_where_the_record_has_nothing(office: Office, visits: CompiledKind) -> None:
    record = planned(office)
    Appeal.objects.update(answer="", grade="urgent")
    found = form_of(client(office).get(f"/visits/{record.pk}/see/").text)
    assert (found["answer"], found["grade"]) == ("nothing", "urgent")


@pytest.mark.parametrize("many", [False, True])
def test_what_a_kind_hides_is_kept_and_shown_nowhere(office: Office, visits: CompiledKind, many: bool) -> None:
    """The form's ``clean`` makes a value of which the kind says that nobody is shown it."""
    actor, at = office.actor("clerk"), NOW
    record = begin_many(VISITS, actor, [given(office)], at=at)[0] if many else planned(office)
    assert Appeal.objects.get().answer == SECRET
    (kept,) = Payload.objects.filter(entry__record=record.pk).values_list("data", flat=True)
    assert sorted(json.loads(kept or "")) == ["channel", "places", "title", "unit", "words"]
    assert SECRET not in "".join(str(payload) for payload in Payload.objects.values_list("data", flat=True))
    page = client(office).get(f"/visits/{record.pk}/").text
    assert "hall roof" in page and SECRET not in page


@pytest.mark.parametrize("shown", ["columns", "shows", "filters", "words", "parts"])
def test_a_kind_that_hides_what_it_shows_does_not_start(shown: str) -> None:
    what = (Protected({"answer": stars}, ("unit",)),) if shown == "parts" else ("answer",)
    with pytest.raises(ValueError, match="hidden value answer is shown or sought"):
        changed(VISITS, **{shown: what})


def test_protected_fields_are_masked_each_in_its_way_under_the_words_of_their_kind(office: Office) -> None:
    masks = {"speaker": mask_name, "contact": lambda value: value[:3] + "…"}
    protected = Protected(masks, ("unit",), look="Show who visits", refused="Not yours to know.")
    with declared(Line("visits", "Visits", (changed(VISITS, parts=(protected,)).declaration,))):
        record = planned(office)
        Appeal.objects.update(speaker="王小明", contact="13800138000")
        page = client(office).get(f"/visits/{record.pk}/").text
        assert ["王**" in page, "138…" in page, "Show who visits" in page] == [True] * 3
        assert "查看反映人" not in page
        Appeal.objects.update(unit=office.units["desk"])
        with pytest.raises(RecordError, match="Not yours to know"):
            unmask_fields(Appeal.objects.get(), office.actor("auditor"), "检查", at=NOW)
