"""A first-time visitor's five minutes in the demonstration: from a paper to a thing done, by few clicks and keys."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from demonstration import make, running
from five_minutes import TASK, walk
from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.progress.models import Progress
from luoshi.records.files.models import Attachment
from luoshi.records.journal.models import Entry

MOST = 45  # clicks, commands by key, fields filled in and files chosen, one each; at six seconds each: five minutes


@pytest.fixture
def live(transactional_db, live_server, images, settings, tmp_path, monkeypatch):
    """The application as a demonstration with its county, in place of the small office."""
    settings.SECOND_FACTOR = "off"
    with running(settings, tmp_path):
        images.stand("county", lambda: make(monkeypatch), tmp_path)
        yield SimpleNamespace(url=live_server.url)


def test_from_a_paper_to_a_thing_done_in_few_clicks_and_keys(visit, live):
    page, places = visit(None, "/demo/"), []
    taken = walk(page, live.url, timezone.localdate() + timedelta(days=40), places.append)
    assert taken <= MOST
    assert places == ["path-correct", "path-issue", "path-report", "path-closed"]
    one = Commitment.objects.get(words__contains=TASK)
    steps = [f"{entry.person.name} {entry.step}" for entry in Entry.objects.filter(record=one.pk).order_by("pk")]
    assert steps == [
        "杜明川 list",
        "杜明川 issue",
        "周婷 accept",
        "周婷 take_up",
        "周婷 finish",
        "杜明川 verify",
        "林海峰 close_it",
    ]
    assert (one.state, one.mark, one.done, str(one.unit)) == ("closed", "A", timezone.localdate(), "云岭县科学技术协会")
    values = Progress.objects.get(commitment=one).values.order_by("target__place").values_list("value", flat=True)
    assert [int(value) for value in values] == [12, 680]
    assert Attachment.objects.get(entry__record=one.pk).name == "讲座签到表.txt"
    other = Commitment.objects.get(words__contains="宣传栏")
    assert (other.state, str(other.unit)) == ("listed", "云岭县教育局")
