"""Names in a sheet that no list has are entered as new by one form, all or none, by who may enter them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.desk.lists.views.models import NameAnswer
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.contracts.models import Contract, ContractParty
from luoshi.parts.registers.models import Organisation
from many_appeals import lines_of, signed_in, workbook
from office import NOW, Office

KNOWN = "云岭县绿源茶业有限公司"
UNKNOWN = [f"云岭县第{n}示范合作社" for n in range(14)]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(autouse=True)
def _known(office: Office) -> None:
    given = {"unit": office.units["kexie"].pk, "title": KNOWN, "sort": "enterprise"}
    begin(get_kind("organisations"), office.actor("clerk"), given, at=NOW)


def upload(client: Client, parties: list[str]) -> str:
    """A sheet with a contract of the known firm and each of these; the address of its page."""
    template = lines_of(b"".join(client.get("/contracts/import/template/").streaming_content))
    heads = [str(head).rstrip("*") for head in template[2]]
    party, part = [head for head in heads if "·" in head][:2]
    lines = [
        line
        for n, firm in enumerate(parties)
        for line in (
            [f"第{n}份协议", "合作协议", "kexie", KNOWN, "成员方"],
            [f"第{n}份协议", "", "", firm, "成员方"],
        )
    ]
    data = workbook([[heads[0], heads[1], heads[5], party, part], *lines])
    return str(client.post("/contracts/import/", {"file": SimpleUploadedFile("合同.xlsx", data)})["Location"])


def new_url(client: Client, there: str) -> str:
    ((said, url),) = client.get(there).context["new_names"]
    assert str(len(UNKNOWN)) in said
    return str(url)


def firms() -> list[str]:
    return list(Organisation.objects.exclude(title=KNOWN).order_by("pk").values_list("title", flat=True))


def test_fourteen_unknown_firms_are_one_page_and_then_done(office: Office) -> None:
    client = signed_in(office, "clerk")
    there = upload(client, UNKNOWN)
    url = new_url(client, there)
    form = client.get(url).context["form"]
    assert form.fields["words"].initial == UNKNOWN
    answer = client.post(url, {"words": UNKNOWN, "same_sort": "企业", "same_unit": "kexie"})
    assert answer.status_code == 302 and answer["Location"] == there
    assert firms() == UNKNOWN and NameAnswer.objects.count() == len(UNKNOWN)
    assert client.get(there).context["names"] is None
    assert client.post(there).status_code == 302
    assert Contract.objects.count() == 14 and ContractParty.objects.filter(org__title=UNKNOWN[13]).count() == 1
    assert client.get(url).status_code == 404  # nothing is unknown any more


def test_what_is_only_written_differently_is_not_ticked(office: Office) -> None:
    client = signed_in(office, "clerk")
    there = upload(client, [*UNKNOWN[:13], "绿源茶业"])
    form = client.get(new_url(client, there)).context["form"]
    assert form.fields["words"].initial == UNKNOWN[:13]
    assert KNOWN in dict(form.fields["words"].choices)["绿源茶业"]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"words": UNKNOWN, "same_sort": "", "same_unit": "kexie"}, "必填"),
        ({"words": [], "same_sort": "企业", "same_unit": "kexie"}, "必填"),
        ({"words": ["别的名称"], "same_sort": "企业", "same_unit": "kexie"}, "别的名称"),
        ({"words": UNKNOWN, "same_sort": "企业", "same_unit": "bureau"}, UNKNOWN[0]),
        ({"words": UNKNOWN, "same_sort": "企业", "same_unit": "没有的单位"}, "没有的单位"),
    ],
)
def test_if_one_is_refused_none_is_entered(office: Office, sent: dict[str, Any], why: str) -> None:
    client = signed_in(office, "clerk")
    url = new_url(client, upload(client, UNKNOWN))
    answer = client.post(url, sent)
    assert answer.status_code == 422 and why in answer.content.decode()
    assert firms() == [] and not NameAnswer.objects.exists()


def test_it_is_offered_to_nobody_else_and_for_no_other_column(office: Office) -> None:
    client = signed_in(office, "clerk")
    url = new_url(client, upload(client, UNKNOWN))
    path = url.partition("?")[0]
    for query in ("", "?field=unit", "?field=title", "?field=signatories", "?field=signatories.part", "?field=x.y"):
        assert client.get(path + query).status_code == 404
    assert signed_in(office, "supervisor").get(url).status_code == 404  # another's sheet
    assert Client().get(url).status_code == 302


def test_who_may_not_enter_firms_is_offered_the_list_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(office, "clerk")
    there = upload(client, UNKNOWN)
    url = new_url(client, there)
    monkeypatch.setattr("luoshi.desk.bulk.names.queries.steps_to_begin", lambda _kind, _actor: [])
    assert client.get(there).context["new_names"] == [] and client.get(there).context["names"]
    assert client.post(url, {"words": UNKNOWN, "same_sort": "企业", "same_unit": "kexie"}).status_code == 404
    assert firms() == []
