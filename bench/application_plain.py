"""What statements built once (``base.database.statements``) are worth: the same steps with each query built anew.

In one process, by turns: a step as it is, and the same step with each query built and compiled anew. What takes part is
CPU time of a step.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ROUNDS = 6
EACH = 50  # steps of a round


def plain(built: Any, kind: str) -> None:
    """CPU seconds of a step, by statements built once and by queries built anew."""
    from luoshi.kernel.kinds.registry import get_kind as declared
    from luoshi.kernel.steps.actions.steps import begin, take
    from office import NOW

    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": built.units["desk"].pk}
    assign = {"grade": "ordinary", "unit": built.units["kexie"].pk}
    who = built.actor("supervisor")
    spent: dict[str, list[float]] = {"built once": [], "built anew": []}
    for number in range(2 * ROUNDS + 2):
        made = [begin(declared("appeals"), who, given, at=NOW).record for _ in range(EACH)]
        name = ("built once", "built anew")[number % 2]
        with built_anew() if number % 2 else as_it_is():
            start = time.process_time()
            for record in made:
                take(record, "assign", who, assign, at=NOW)
            spent[name].append((time.process_time() - start) / EACH * 1000)
    best = {name: sorted(took[1:])[ROUNDS // 2] for name, took in spent.items()}
    for name, ms in best.items():
        print(f"  a step, {name:14} {ms:6.2f} ms of CPU in Python")
    print(f"  {best[next(reversed(best))] / best['built once']:.1f} times")


@contextmanager
def as_it_is() -> Iterator[None]:
    """Nothing is changed."""
    yield


@contextmanager
def built_anew() -> Iterator[None]:
    """Each query is built and compiled each time, as Django does."""
    from luoshi.base.database.statements import SqlStatement

    kept = SqlStatement._get_built
    SqlStatement._get_built = lambda self, base: self._compile()  # type: ignore[method-assign]
    try:
        yield
    finally:
        SqlStatement._get_built = kept  # type: ignore[method-assign]
