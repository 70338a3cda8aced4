"""The section ``open`` of application.py: a list of 100,000 records that anybody reads, its search, a question.

Nothing is kept between two of them: before each request something happens in the office.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest import mock

from beside import bare, medians, sent_by

RUNS = 40
ADDRESSES = (
    ("list: first page", "/open/appeals/"),
    ("list: last page", "/open/appeals/?page=100000"),
    ("search: a word that all hold", "/open/appeals/?q=科普活动室"),
    ("search: a rare word", "/open/appeals/?q=77777"),
    ("search: what is not there", "/open/appeals/?q=獬豸"),
)


def p95(found: Any) -> float:
    """The value below which lie nineteen of twenty."""
    return float(sorted(found)[int(len(found) * 0.95) - 1])


def opened(built: Any, kind: str) -> None:
    """Print the 95th percentile of each page's milliseconds beside that of the bare SQL that it sends."""
    from django.conf import settings
    from django.test import Client

    import office
    from luoshi.kernel.kinds.language.public import Public
    from luoshi.kernel.parameters.actions import set_value
    from luoshi.lines.appeals.line import PUBLIC
    from luoshi.site.open import queries

    settings.OPEN_PER_MINUTE = settings.ASKS_PER_MINUTE = 0
    set_value(PUBLIC, None, "是", office.TODAY, "云科协发〔2026〕3号", built.actor("admin"), at=office.NOW)
    declared = [list_declared for list_declared in queries.public_kinds() if list_declared[0].name == "appeals"]
    listed = [
        (kind_list, replace(part, shows="number title channel unit", listed=True)) for kind_list, part in declared
    ]
    assert isinstance(listed[0][1], Public)
    happened = iter(range(10**9))
    client = Client(HTTP_HOST="localhost")
    with (
        mock.patch.object(queries, "public_kinds", lambda: listed),
        mock.patch.object(queries, "state_of_all", lambda: next(happened)),
    ):
        for name, address in ADDRESSES:
            whole = lambda a=address: client.get(a)  # noqa: E731
            assert whole().status_code == 200, address
            sent = sent_by(whole)
            ours, floor = medians(whole, bare(sent), runs=RUNS, of=p95)
            print(f"  {name:32} {ours:8.1f} {floor:9.1f} {ours / floor:5.2f}× {len(sent):3} queries")
        asks = lambda: client.post("/open/appeals/ask/", {"number": "诉0077777", "fact": "13900000000"})  # noqa: E731
        assert asks().status_code == 200
        ours, floor = medians(asks, bare(sent_by(asks)), runs=RUNS, of=p95)
        print(f"  {'question by number':32} {ours:8.1f} {floor:9.1f} {ours / floor:5.2f}×")
