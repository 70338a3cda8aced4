"""Corrections as labelled documents: whole by the labels' own checker, and what was corrected shows."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from luoshi.org.actors.models import User
from luoshi.plans.detail.originals.queries import source_labels
from luoshi.plans.rows.actions import correct
from many_appeals import signed_in
from office import Office
from plans import by, decided, received, row_of

CHECK = Path(__file__).parents[4] / "gold" / "check.py"


def test_an_untouched_document_is_labelled_as_it_was_read_and_the_checker_is_content(
    office: Office, tmp_path: Path
) -> None:
    plan = decided(office, received(office))
    row = row_of(plan, "农村科普馆")
    correct.split_row(plan, row.pk, row.version, row.words.index("6月"), by(office))
    client = Client()
    client.force_login(User.objects.get(username="supervisor"))
    answer: Any = client.get(f"/plans/{plan.pk}/labels/1/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as folder:
        folder.extractall(tmp_path)
    (found,) = tmp_path.glob("*.json")
    done = subprocess.run([sys.executable, CHECK, found], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("ok", 0)
    assert json.loads(found.read_text(encoding="utf-8"))["title"] == "云岭县2026年科普工作要点"


def test_labels_of_a_demonstration_say_inside_that_they_are(office: Office, settings: Any) -> None:
    plan = received(office)
    for demo, files in ((False, 2), (True, 3)):
        settings.DEMO = demo
        answer: Any = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/labels/1/")
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as folder:
            names = folder.namelist()
        assert (len(names), any("演示数据" in name for name in names)) == (files, demo)


def test_what_a_person_decided_is_what_the_label_says(office: Office) -> None:
    plan = received(office)
    slogan, town = row_of(plan, "加强宣传报道"), row_of(plan, "农村科普馆")
    correct.pass_over(plan, {slogan.pk: slogan.version}, by(office))
    correct.change_row(plan, town.pk, town.version, {"lead": ["县科协"]}, by(office), keep=True)
    found = source_labels(plan.sources.get())
    roles = {(statement["start"], statement["end"]): statement["role"] for statement in found["statements"]}
    assert slogan.span and roles[slogan.span.start, slogan.span.end] == "context"
    assert town.span and roles[town.span.start, town.span.end] == "task"
    (duty,) = [found_duty for found_duty in found["duties"] if found_duty["start"] == town.span.start]
    assert (duty["lead"], duty["due"]) == (["县科协"], "2026-06-30")
    assert {quantity["role"] for quantity in found["quantities"] if quantity["quote"] in ("86场", "4.2万人次")} == {
        "actual"
    }


@pytest.mark.parametrize(("who", "status"), [("supervisor", 200), ("auditor", 404), ("stranger", 404), ("leader", 404)])
def test_only_who_keeps_the_plan_takes_its_labels(office: Office, who: str, status: int) -> None:
    plan = received(office)
    client = Client()
    client.force_login(User.objects.get(username=who))
    assert client.get(f"/plans/{plan.pk}/labels/1/").status_code == status


def test_the_labels_are_still_the_keepers(office: Office) -> None:
    plan = received(office)
    assert signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/labels/1/").status_code == 200
    assert signed_in(office, "auditor", "en").get(f"/plans/{plan.pk}/labels/1/").status_code == 404
