"""The form of a step says what the state is and what it will be, on its page and in the dialog, in both languages."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from appeal_factory import appeal
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from office import NOW, Office

GIVEN = {"title": "建议增设科普活动室", "words": "周末孩子没有去处", "channel": "hotline"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def assigned(office: Office) -> Record:
    given = {**GIVEN, "unit": office.units["desk"].pk}
    record = appeal(office, **given)
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    return take(record, "assign", office.actor("supervisor"), given, at=NOW).record


def said(office: Office, who: str, path: str, language: str, *, dialog: bool) -> str:
    """The words of the change, as the answer shows them over the form."""
    client = Client()
    client.force_login(office.people[who].user)
    client.cookies["django_language"] = language
    text = client.get(path, headers={"HX-Request": "true"} if dialog else {}).text
    lists = [words for words in re.findall(r'<dl class="now">(.*?)</dl>', text, re.S) if "→" in words]
    return " ".join(" ".join(unescape(re.sub(r"<[^>]+>", " ", list_html)).split()) for list_html in lists)


@pytest.mark.parametrize("dialog", [True, False])
@pytest.mark.parametrize(
    ("who", "step", "language", "words"),
    [
        ("clerk", "answer", "zh-hans", "当前状态 办理中 办理后状态 → 已答复"),
        ("clerk", "answer", "en", "State now With the unit After this step → Answered"),
        ("supervisor", "recall", "en", "State now With the unit After this step → Received"),
        (
            "leader",
            "instruct",
            "en",
            "State now With the unit After this step → With the unit (stays as it is)",
        ),
        ("leader", "instruct", "zh-hans", "当前状态 办理中 办理后状态 → 办理中（不变）"),
    ],
)
def test_a_steps_form_says_the_state_now_and_then(
    office: Office, who: str, step: str, language: str, words: str, dialog: bool
) -> None:
    path = f"/appeals/{assigned(office).pk}/{step}/"
    assert said(office, who, path, language, dialog=dialog) == words


def test_the_form_of_a_beginning_says_nothing_of_states(office: Office) -> None:
    assert said(office, "clerk", "/appeals/new/", "en", dialog=False) == ""


def test_a_step_that_is_not_open_any_more_promises_no_state(office: Office) -> None:
    record = assigned(office)
    path = f"/appeals/{record.pk}/answer/"
    Appeal.objects.filter(pk=record.pk).update(state="answered")
    assert said(office, "clerk", path, "en", dialog=True) == ""
