"""The section ``twins`` of ledger.py: a long search for likely twins by the worker, and its page meanwhile."""

from __future__ import annotations

import time
from typing import Any

import ledger_made
from beside import sent_by

PAGES = 5


def twins(built: Any, asked: Any) -> None:
    """Print the search's wall and CPU time, its slowest write, and the page's before, in its middle and after it."""
    from django.test import Client

    from luoshi.plans.base.models.commitment import Commitment
    from luoshi.plans.twins.actions import search as twin_search
    from luoshi.plans.twins.models import TwinProposal, TwinSearch
    from office import NOW

    plan = ledger_made.commitments(built, asked.tasks)[0]
    for pk in Commitment.objects.order_by("pk")[: asked.tasks].values_list("pk", "words").iterator():
        Commitment.objects.filter(pk=pk[0]).update(words=_varied(pk[0], pk[1]))
    client = Client(HTTP_HOST="localhost")
    client.force_login(built.people["supervisor"].user)
    plan.refresh_from_db()
    type(plan).objects.update(state="published")
    plan.refresh_from_db()
    ours = plan.commitments.exclude(state="withdrawn").count()
    print(
        f"  twins: {ours:,} tasks beside {Commitment.objects.exclude(state='withdrawn').count() - ours:,}", flush=True
    )
    _page(client, plan, "before")
    writes: list[float] = []
    write = twin_search._kept

    def timed(*given: Any) -> bool:
        start = time.perf_counter()
        done = write(*given)
        writes.append((time.perf_counter() - start) * 1000)
        if len(writes) == 5:
            _page(client, plan, "in its middle")
        return done

    twin_search._kept = timed
    found = twin_search.start_twin_search(plan, built.actor("supervisor"), at=NOW)
    cpu, start = time.process_time(), time.perf_counter()
    twin_search.search_later.call(found.pk, found.run)
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    found = TwinSearch.objects.get(pk=found.pk)
    print(
        f"  search: {took:.1f} s, CPU {cpu:.1f} s, {TwinProposal.objects.count():,} pairs, {found.state},"
        f" {len(writes)} writes of {max(writes):.0f} ms at most",
        flush=True,
    )
    _page(client, plan, "after")


def _varied(pk: int, words: str) -> str:
    """Other words for each task, so that some are alike and most are not."""
    themes, things = ledger_made.THEMES, ("公路", "书屋", "茶园", "水库", "专利", "灌渠", "卫生室", "充电桩", "林场")
    return f"{themes[pk % 10]}：{words[4:12]}第{pk * 7919 % 311}村{things[pk % 9]}{pk % 41 + 1}处，{words[-12:]}"


def _page(client: Any, plan: Any, when: str) -> None:
    took = []
    for _ in range(PAGES):
        start = time.perf_counter()
        assert client.get(f"/plans/{plan.pk}/twins/").status_code == 200
        took.append((time.perf_counter() - start) * 1000)
    statements = len(sent_by(lambda: client.get(f"/plans/{plan.pk}/twins/")))
    print(f"  page {when}: median {sorted(took)[PAGES // 2]:.0f} ms, {statements} statements", flush=True)
