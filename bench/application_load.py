"""One of the processes that move records at the same time; started by application_steps.py, prints JSON."""

from __future__ import annotations

import json
import threading
import time

from application_steps import analyze
from beside import server_cpu


def run(step: str, username: str, threads: int, warm: int, each: int, rate: float) -> None:
    """Open records, then let every thread take a step on its own ones over a connection of its own.

    Args:
        step: ``assign`` (gives the record away and begins a duty) or ``instruct`` (says a word); who takes it.
        warm: steps of each thread that are not counted: a connection lasts ten minutes and prepares its statements.
        each: steps of each thread after them.
        rate: steps a second that all threads of this process are offered, evenly, however long each takes: then a
            step's time counts from the moment for which it was planned. 0: each begins when the one before is done.
    """
    import django

    django.setup()
    from django.db import connection

    from luoshi.kernel.kinds.registry import get_kind
    from luoshi.kernel.steps.actions.steps import begin, take
    from luoshi.org.actors.models import User
    from luoshi.org.actors.queries import actor_of
    from luoshi.org.tree.models import Unit
    from office import NOW, TODAY

    desk, who = (actor_of(User.objects.get(username=item).person, TODAY) for item in ("supervisor", username))
    units = {name: Unit.objects.get(code=name).pk for name in ("desk", "kexie")}
    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": units["desk"]}
    made = [begin(get_kind("appeals"), desk, given, at=NOW).record for _ in range(threads * (warm + each))]
    said: dict[str, object] = {"grade": "ordinary", "unit": units["kexie"]}
    if step == "instruct":  # open to the leader of the unit that has it
        for record in made:
            take(record, "assign", desk, said, at=NOW)
        said = {"word": "请抓紧"}
    took: list[float] = []
    server: list[float] = []
    ready = threading.Barrier(threads + 1)
    begun: list[float] = []

    def work(number: int) -> None:
        for place in range(number, threads * warm, threads):
            take(made[place], step, who, said, at=NOW)
        before = server_cpu()
        ready.wait()
        ready.wait()
        for place in range(number, threads * each, threads):
            planned = begun[0] + place / rate if rate else time.time()
            if (early := planned - time.time()) > 0:
                time.sleep(early)
            take(made[threads * warm + place], step, who, said, at=NOW)
            took.append((time.time() - planned) * 1000)
        server.append(server_cpu() - before)
        connection.close()

    running = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    ready.wait()
    analyze()
    print("ready", flush=True)
    input()  # until the other processes are ready too
    begun.append(time.time())
    spent = time.process_time()
    ready.wait()
    for thread in running:
        thread.join()
    spent = time.process_time() - spent
    print(json.dumps({"took": took, "start": begun[0], "end": time.time(), "cpu": spent, "server": sum(server)}))
