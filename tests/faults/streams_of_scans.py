"""Scans received and read while the office is killed: nothing of a marked one may stay anywhere."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from faults.sending import Form, Said, key, unit, who
from faults.streams_of_plans import work
from luoshi.evidence.holding import holding_folder
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.receiving.actions.receiving import convert_again, receive_plan
from luoshi.plans.receiving.actions.scanning import sweep_held_scans
from office import NOW
from scans_told import picture, tell_pages

GOOD = (("云岭县2026年科普画廊方案", "一、县科协新建科普画廊3处，9月底前完成。"), ("二、青石镇举办科普讲座5场。",))
MARKED = (*GOOD, ("机密★1年", "三、其他事项。"))


def tell() -> None:
    """What the pages of each scan say: those of every second one are marked."""
    tell_pages(pytest.MonkeyPatch(), GOOD, of_file={picture(10 * at): MARKED for at in range(1, 20, 2)})


def send(at: int, said: Said) -> str:
    tell()
    given = {"origin": "document", "unit": unit("desk"), "rhythm": "quarters", "title": f"画廊{at}"}
    sent = [SimpleUploadedFile(f"画廊{at}-{page}.jpg", picture(10 * at + page)) for page in range(2)]
    done = receive_plan(sent, "", given, who("supervisor"), at=NOW, once=key("scan", at), again=True)
    return str(done.plan.pk)


def read(said: Said) -> str:
    """The worker reads the pages; the next worker goes on where it was killed."""
    tell()
    work(said)
    for _turn in range(5):  # what has killed too many workers is asked for again
        if not Conversion.objects.exclude(held="").exists():
            break
        for scan in Conversion.objects.filter(state=Conversion.FAILED).exclude(held="").select_related("plan"):
            convert_again(scan.plan, scan.pk, who("supervisor"), at=NOW)
        work(said)
    left = list(Conversion.objects.exclude(held="").values_list("pk", "state", "said", "run"))
    assert left == [], (left, list(DBTaskResult.objects.values_list("status", "args_kwargs", "run_after")))
    return "read"


def end(said: Said) -> str:
    """All scans have their end, and nothing of them is held any more."""
    list(sweep_held_scans(timezone.now() + timedelta(hours=2)))
    left = [path.name for path in holding_folder().rglob("*")] if holding_folder().exists() else []
    assert left == [], left
    assert not Conversion.objects.exclude(held="").exists()
    return str(sorted(Conversion.objects.values_list("state", "said", "done")))


def of_scans(count: int) -> list[Form]:
    """Scans are received and read, every second one is marked."""
    forms: list[Form] = []
    for at in range(count):
        forms += [partial(send, at), read]
    return [*forms, end]
