"""A report whose figures look doubtful goes through, with the word on them; whoever checks it sees both."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from assigned import act, at, running
from luoshi.commitments.progress.models import Progress
from many_appeals import signed_in
from office import Office
from plans import published

TEXT = "云岭县2026年工作要点\n县科协开展科技培训600人次，12月底前完成。\n"
SAID = {"obstacles": "无", "following": "继续", "period": ""}


def test_a_slip_in_a_report_goes_along_and_stands_before_who_checks_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = running(office, published(office, TEXT), "科技培训", at(2, 2))
    name = f"value_{one.targets.get(ended=None).pk}"
    with override("en"):
        for month, value in ((2, "80"), (3, "120"), (4, "165"), (5, "210")):
            one = act(office, one, "report", "clerk", at(month, 26), words="按月推进。", **SAID, **{name: value})
        given = {"words": "按月推进。", "doubted": "含线上", **SAID, name: "2600"}
        one = act(office, one, "report", "clerk", at(6, 26), **given)
    assert [bool(progress.doubted) for progress in Progress.objects.order_by("pk")] == [False] * 4 + [True]
    said = Progress.objects.order_by("pk").last().doubted  # type: ignore[union-attr]
    assert "about 10 times the pace so far" in said and said.endswith("含线上")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(6, 27))
    page = signed_in(office, "supervisor", "en").get(one.get_absolute_url()).content.decode()
    assert "Doubtful: " in page and "含线上" in page
    assert one.reported == date(2026, 6, 26)
