"""What a register knows, and what the last record of an entry said, is filled in; nobody types it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from deals import deals, done, entered, signed
from django.test import Client

from linked.models import Deal
from office import NOW, Office


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with deals():
        yield


def form(office: Office, who: str = "clerk", path: str = "/deals/new/", **typed: Any) -> Any:
    """What comes back to who pressed the button, with what was typed."""
    client = Client()
    client.force_login(office.people[who].user)
    client.cookies["django_language"] = "en"
    answer = client.post(path, {"fill": "1", **typed})
    assert answer.status_code == 200
    return answer


def shown(answer: Any, *names: str) -> dict[str, tuple[Any, str]]:
    """What stands in fields, and what is said of each."""
    fields = answer.context["form"]
    return {name: (fields[name].value(), str(fields[name].help_text)) for name in names}


def test_empty_fields_are_filled_with_where_it_is_known_from_and_nothing_is_written(office: Office) -> None:
    tea = entered(office, "organisations", "云岭县茶叶协会", head="施茶香", address="青石镇老街1号")
    first = signed(office, tea, "2026-03-02", way="每季度一次")
    done(office, tea, "change", head="乔接任", changed="2026-03-10")
    asked = {"organisation": "茶叶协会", "title": "新合同", "signed": "2026-03-05", "address": "我写的地址"}
    answer = form(office, **asked)
    assert shown(answer, "title", "address", "contact", "way") == {
        "title": ("新合同", ""),
        "address": ("我写的地址", ""),
        "contact": ("施茶香", f"From {tea.number} as of 2026-03-05."),
        "way": ("每季度一次", f"As in {first.number} of 2026-03-20."),
    }
    assert not answer.context["form"].errors and Deal.objects.count() == 1
    later = form(office, **{**asked, "signed": "2026-03-12"})
    assert shown(later, "contact")["contact"][0] == "乔接任"
    assert "data-refused" in answer.text  # an older draft does not take its place


def test_where_nobody_or_several_are_meant_the_form_says_so(office: Office) -> None:
    for name in ("云岭县茶叶协会", "青石镇茶叶协会"):
        entered(office, "organisations", name, head="施茶香")
    several = form(office, organisation="茶叶协会", title="新合同")
    assert "choose one" in shown(several, "organisation")["organisation"][1]
    assert "organisation_pick" in several.text and shown(several, "contact")["contact"][0] in (None, "")
    assert "choose the person or organisation first" in form(office, title="新合同").text
    assert 'name="fill"' not in form_of_places(office)


def form_of_places(office: Office) -> str:
    client = Client()
    client.force_login(office.people["clerk"].user)
    return client.get("/places/new/").text


def test_what_one_may_not_see_is_not_filled_in_and_who_may_not_begin_is_refused(office: Office) -> None:
    tea = entered(office, "organisations", "云岭县茶叶协会", head="施茶香")
    signed(office, tea, "2026-03-02", way="每季度一次")
    other = form(office, "stranger", organisation=tea.number)
    assert shown(other, "contact", "way") == {
        "contact": ("施茶香", f"From {tea.number} as of 2026-03-20."),
        "way": (None, ""),
    }
    client = Client()
    client.force_login(office.people["outside"].user)
    assert client.post("/deals/new/", {"fill": "1", "organisation": tea.number}).status_code == 404
