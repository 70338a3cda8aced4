"""The clients of mix.py: one process that offers requests at a fixed rate, prints JSON."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

THREADS = 64  # requests that may wait for answers at once; more wait in line, which counts
REPORTERS = 16  # who send reports without a pause
WORDS = ("科普示范", "7777", "展品", "第1234件", "獬豸")
TOKEN = "b" * 32  # the form token and its cookie
SAID = {
    "words": "已建成示范基地1个，更新展品30件，其余正在施工。",
    "effect": "服务群众1200人次。",
    "obstacles": "用地手续尚未办结。",
    "following": "11月底前完成用地审批。",
}


def run(path: str, rate: int, seconds: int, reports: int | None = None) -> None:
    """Offer requests of the mix evenly at a rate (a second) for so long; print times by name, errors and CPU.

    Args:
        seconds: 0: each request of the mix once.
        reports: the mix is without reports; so many are sent besides without a pause, and the mix until they are
            stored. How long that took is printed.
    """
    given = json.loads(Path(path).read_text())
    chance = random.Random(len(given["unreported"]))
    mix = [entry for entry in given["mix"] if entry[3] != "POST" or reports is None]
    burst = iter([_request((0, "report", "clerk", "POST"), given, chance) for _ in range(reports or 0)])
    drawn = chance.choices(mix, [entry[0] for entry in mix], k=rate * seconds) if seconds else mix
    planned = [_request(entry, given, chance) for entry in drawn]
    Path(path).write_text(json.dumps(given))  # the next rate reports on others
    turns = iter(enumerate(planned))
    lock = threading.Lock()
    took: dict[str, list[float]] = {}
    failed: list[str] = []
    start = time.monotonic() + 0.5

    stored, over = 0, threading.Event()

    def report() -> None:
        nonlocal stored
        client = http.client.HTTPConnection("127.0.0.1", given["port"], timeout=60)
        while True:
            with lock:
                _name, asked = next(burst, ("", None))
            if asked is None:
                return
            wrong = _answer(client, asked)
            with lock:
                failed.extend([f"report: {wrong}"] if wrong else [])
                stored += 1
                if stored == reports:
                    over.set()

    def work() -> None:
        client = http.client.HTTPConnection("127.0.0.1", given["port"], timeout=60)
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None or over.is_set():
                return
            place, (name, asked) = turn
            if (early := start + place / rate - time.monotonic()) > 0:
                time.sleep(early)
            wrong = _answer(client, asked)
            with lock:
                took.setdefault(name, []).append((time.monotonic() - start - place / rate) * 1000)
                failed.extend([f"{name}: {wrong}"] if wrong else [])

    cpu = time.process_time()
    running = [threading.Thread(target=work) for _ in range(THREADS)]
    running += [threading.Thread(target=report) for _ in range(REPORTERS if reports else 0)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    spent = time.monotonic() - start
    print(json.dumps({"took": took, "failed": failed, "cpu": time.process_time() - cpu, "spent": spent}))


def _request(entry: list[Any], given: dict[str, Any], chance: random.Random) -> tuple[str, Any]:
    """A name with the method, address, headers and body of one request; what it reports on is taken out of the rest."""
    _share, name, who, address = entry
    cookie = f"sessionid={chance.choice(given['sessions'][who])}; csrftoken={TOKEN}"
    headers = {"Host": "localhost", "Cookie": cookie, "Accept-Encoding": "gzip"}
    record, version = given["unreported"].pop() if address == "POST" else chance.choice(given["unreported"])
    if address != "POST":
        return name, ("GET", address.format(own=record, word=quote(chance.choice(WORDS))), headers, None)
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    form = {**SAID, "csrfmiddlewaretoken": TOKEN, "once": str(uuid4()), "seen": version}
    return name, ("POST", f"/commitments/{record}/report/", headers, urlencode(form))


def _answer(client: http.client.HTTPConnection, asked: Any) -> str:
    """What is wrong with an answer; nothing if it is one."""
    method, address, headers, body = asked
    try:
        client.request(method, address, body, headers)
        answer = client.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        client.close()  # the next request opens it again
        return f"{method} {address} {type(error).__name__}"
    expected = 302 if method == "POST" else 200
    return "" if answer.status == expected else f"{method} {address} {answer.status}"
