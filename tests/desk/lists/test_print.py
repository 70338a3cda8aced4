"""The whole list on A4: every row, with its day, filters and heads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from appeal_factory import filed
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.queries.seals import head_of_day
from many_appeals import signed_in
from office import TODAY, Office


def test_paper_has_all_rows_and_says_what_it_is(office: Office) -> None:
    filed(office, 120)
    filed(office, 3, channel="letter", title="来信的诉求")
    page = signed_in(office, "supervisor", "en").get("/appeals/print/?channel=hotline").content.decode()
    assert page.count('scope="row"') == 120 and "来信的诉求" not in page
    for words in (
        "Shown only: Channel: Hotline",
        "As of ",
        "Printed by 杜察云",
        "120 records",
        "Not a system for secrets",
    ):
        assert words in page.replace("\n", " ")
    assert "rows__sort" not in page and '<body class="wide"' in page and "records/print" in page


def test_each_paper_carries_yesterdays_head_and_a_form_does_not_ask_for_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(office, 1)
    client = signed_in(office, "supervisor", "en")
    assert "Journal 1" not in client.get("/appeals/print/").content.decode()  # nothing is sealed yet
    seal_all()
    monkeypatch.setattr("luoshi.site.context.timezone.localdate", lambda *_: TODAY + timedelta(days=1))
    head = head_of_day(TODAY)
    assert head is not None
    for url in ("/appeals/print/", "/appeals/", "/units/"):
        assert f"Journal {head.short}" in client.get(url).content.decode(), url
    monkeypatch.setattr("luoshi.site.context.head_of_day", lambda _day: 1 / 0)
    assert client.get("/appeals/new/").status_code == 200
    assert client.get("/appeals/999999/").status_code == 404


def test_what_does_not_fit_on_paper_is_counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.desk.lists.pages.lists.PRINTED", 5)
    filed(office, 8)
    page = signed_in(office, "supervisor", "en").get("/appeals/print/").content.decode()
    assert page.count('scope="row"') == 5 and "3 more rows are not printed" in page


def test_a_list_of_one_page_prints_where_it_stands_and_a_longer_one_whole(office: Office) -> None:
    client: Any = signed_in(office, "supervisor", "en")
    filed(office, 3)
    page = client.get("/appeals/").content.decode()
    assert "data-print" in page and "Print the whole list" not in page
    filed(office, 60)
    page = client.get("/appeals/?order-by=due").content.decode()
    assert 'href="/appeals/print/?order-by=due"' in page and "data-print" not in page
