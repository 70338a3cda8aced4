#!/usr/bin/env python3
"""The last minutes of a call: how many applications two cores take, clients included, and whether any is lost or late.

    python bench/deadline.py [--on postgresql] [--applications N] [--seconds 600] [--accounts 300]

``luoshi serve`` runs as offices run it (on PostgreSQL as two processes), and clients in this process send by its pages:
each opens its application, uploads a paper (200 kB; one in a hundred 20 MB) and sends it. They come evenly over the
seconds, but the last tenth within the last ten seconds, and the window ends with the last of them: what had left its
sender whole by then is in time, however long it waited. Who is told to send again waits and does, with the same key.

Printed are the answers, the seconds that senders waited, and what stands in the database afterwards: nothing that was
said to be received may be missing, doubled, or late.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from databases import ROOT, on_each

SMALL, LARGE = 200_000, 20_000_000
AIM = {"sqlite": 200, "postgresql": 3000}  # applications in ten minutes
ONE_IN = 100  # applications has a large paper
AT_ONCE = 200  # senders at the same time
AGAIN = 40  # times that a sender tries again
AGAIN_LATER = (408, 409, 429, 503)
SECRET = "d" * 32  # of the form's protection: cookie and field agree


@dataclass
class Sender:
    """One application on its way."""

    pk: int
    session: str
    size: int
    due: float  # seconds after the beginning
    answers: list[str] = field(default_factory=list)
    left: datetime | None = None  # when the last byte of what sends it had gone out
    waited: float = 0.0
    received: bool = False


def measure(kind: str, applications: int, seconds: int, accounts: int) -> None:
    """Build the office, let all send, and print what came of it."""
    import django

    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/parts/calls")]
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    applications = applications or AIM[kind]
    call, drafts, sessions = prepare(applications, accounts)
    papers = {size: paper(size) for size in (SMALL, LARGE)}
    crowd = applications // 10
    early = applications - crowd
    dues = [at * (seconds - 10) / early for at in range(early)]
    dues += [seconds - 10 + at * 10 / max(crowd, 1) for at in range(crowd)]
    senders = [
        Sender(pk, sessions[at % accounts], LARGE if at % ONE_IN == ONE_IN // 2 else SMALL, due)
        for at, (pk, due) in enumerate(zip(drafts, dues, strict=True))
    ]
    with serving(2 if kind == "postgresql" else 1) as ports:
        begun, until = time.monotonic(), datetime.now(UTC) + timedelta(seconds=seconds)
        type(call).objects.filter(pk=call.pk).update(to_at=until)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for at, sender in enumerate(senders):
                time.sleep(max(0.0, begun + sender.due - time.monotonic()))
                pool.submit(send, sender, ports[at % len(ports)], papers[sender.size])
        took = time.monotonic() - begun
    report(kind, call, senders, until, took, seconds)


def prepare(applications: int, accounts: int) -> tuple[Any, list[int], list[str]]:
    """A published call, so many drafts for it, and the sessions of so many accounts of the recommending unit."""
    from calling import person
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    import office as offices
    from luoshi.base.rights.rules.rights import PROGRAM, Role
    from luoshi.kernel.kinds.registry import get_kind
    from luoshi.kernel.steps.actions.steps import begin, take
    from luoshi.org.actors.models import User
    from luoshi.org.actors.queries import actor_of
    from luoshi.org.people.actions import people

    built, now = offices.build(), timezone.now()
    local, day = timezone.localtime(now), timezone.localdate(now)
    clerk = actor_of(built.people["clerk"], day)
    given = {"unit": built.units["kexie"].pk, "title": "年度讲比项目征集", "sort": "contest", "year": local.year}
    given |= {"from_at": f"{local - timedelta(days=9):%Y-%m-%dT%H:%M}", "late": "no", "frees": "no"}
    given |= {"to_at": f"{local + timedelta(days=1):%Y-%m-%dT%H:%M}"}
    call = begin(get_kind("calls"), clerk, given, at=now).record
    call = take(call, "publish", actor_of(built.people["leader"], day), {}, at=now).record
    leader = person(built)
    drafts = []
    for at in range(applications):
        said = {"unit": built.units["kexie"].pk, "call": call.number, "title": f"高效采茶机{at}", "cls": "main"}
        said |= {"summary": "提高采茶效率", "leader": leader.number}
        drafts.append(begin(get_kind("applications"), clerk, said, at=now).record.pk)
    sessions = []
    for at in range(accounts):
        one = people.enter_person(f"申报员{at}", PROGRAM, at=now)
        post = people.set_up_post(built.units["kexie"], f"申报岗{at}", Role.CLERK, day, PROGRAM, at=now)
        people.appoint_to_post(one, post, day, PROGRAM, at=now)
        user = people.open_account(one, f"sender{at}", "Yunling-2026", PROGRAM, at=now)
        User.objects.filter(pk=user.pk).update(last_login=now, password_since=now)
        client = Client()
        client.force_login(User.objects.get(pk=user.pk), "django.contrib.auth.backends.ModelBackend")
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return call, drafts, sessions


def paper(size: int) -> bytes:
    """A PDF of one page with so many bytes that no compression makes smaller."""
    bulk = os.urandom(size).hex().encode()[:size]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(bulk), bulk),
    ]
    whole, places = b"%PDF-1.4\n", []
    for number, words in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, words)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(whole))
    return whole + head + table + tail


@contextmanager
def serving(count: int) -> Iterator[list[int]]:
    """Run so many servers on free ports until all answer."""
    ports, running = [], []
    try:
        for _ in range(count):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                ports.append(int(free.getsockname()[1]))
            command = [str(Path(sys.executable).with_name("luoshi")), "serve", "--port", str(ports[-1])]
            running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=sys.stderr))
        for port in ports:
            wait_for(port)
        yield ports
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


def wait_for(port: int) -> None:
    """Wait until a server answers; at most two minutes."""
    last = time.monotonic() + 120
    while time.monotonic() < last:
        try:
            if Answer(port, "GET", "/sign-in/", {}, b"").status == 200:
                return
        except OSError:
            time.sleep(0.3)
    sys.exit("the server did not start")


class Answer:
    """Status, place to go on, and body of an answer; ``left``: when the request had gone out."""

    def __init__(self, port: int, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        connection.request(method, path, body or None, {"Host": "localhost", **headers})
        self.left = datetime.now(UTC)
        got = connection.getresponse()
        self.status, self.to, self.body = got.status, got.getheader("Location", ""), got.read()
        connection.close()


def send(sender: Sender, port: int, content: bytes) -> None:
    """Do what a person does: open the page, upload the paper, send; again where told so, with the same key."""
    cookie = {"Cookie": f"sessionid={sender.session}; csrftoken={SECRET}"}
    begun = time.monotonic()
    try:
        for step, file in (("edit", content), ("send", b"")):
            if not take_step(sender, port, step, file, cookie):
                return
        sender.received = True
    except (OSError, http.client.HTTPException) as error:
        sender.answers.append(type(error).__name__)
    finally:
        sender.waited = time.monotonic() - begun


def take_step(sender: Sender, port: int, step: str, file: bytes, cookie: dict[str, str]) -> bool:
    """Fetch the form of a step and send it until it is taken; whether it was."""
    page, key = f"/applications/{sender.pk}/{step}/", str(uuid4())
    for _turn in range(AGAIN):
        shown = Answer(port, "GET", page, cookie, b"")
        if shown.status == 200:
            head, body = encode({**fields_of(shown.body), "once": key, "csrfmiddlewaretoken": SECRET}, file)
            got = Answer(port, "POST", page, cookie | head, body)
            sender.answers.append(f"{step} {got.status}")
            if got.status == 302:
                sender.left = got.left
                return True
            if got.status not in AGAIN_LATER:
                sender.answers.append(said_wrong(got.body))
                return False
        elif shown.status not in AGAIN_LATER:
            sender.answers.append(f"{step} form {shown.status}")
            return False
        time.sleep(2)
    return False


def fields_of(page: bytes) -> dict[str, str]:
    """What a browser would send of the form of a step as it is shown."""
    from lxml import html

    forms = [form for form in html.fromstring(page.decode()).forms if form.fields.get("once")]
    return dict(forms[0].form_values()) if forms else {}


def said_wrong(page: bytes) -> str:
    """The first thing that the answer says is wrong."""
    from lxml import html

    found = html.fromstring(page.decode()).xpath('//*[contains(@class, "wrong") or contains(@class, "error")]')
    return " ".join(found[0].text_content().split())[:200] if found else "nothing said"


def encode(form: dict[str, str], file: bytes) -> tuple[dict[str, str], bytes]:
    """The form as a browser sends it, with the paper where there is one."""
    edge = uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n'.encode()
             for name, said in form.items()]  # fmt: skip
    if file:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="paper"; filename="paper.pdf"\r\n'
        parts += [head.encode() + b"Content-Type: application/pdf\r\n\r\n" + file + b"\r\n"]
    whole = b"".join([*parts, f"--{edge}--\r\n".encode()])
    return {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(len(whole))}, whole


def report(kind: str, call: Any, senders: list[Sender], until: datetime, took: float, seconds: int) -> None:
    """Print what was said, and what stands in the database."""
    from luoshi.parts.calls.models import Application

    kept = dict(Application.objects.filter(call=call).values_list("pk", "sent_at"))
    received = [sender for sender in senders if sender.received]
    lost = [sender.pk for sender in received if kept[sender.pk] is None]
    left = {sender.pk: sender.left for sender in received}
    late = [pk for pk, at in left.items() if at is not None and at < until and kept[pk] and kept[pk] > until]
    unsaid = [sender.pk for sender in senders if not sender.received and kept[sender.pk] is not None]
    waits = sorted(sender.waited for sender in senders)
    print(f"== {kind}: {len(senders):,} applications in {seconds} s, all answered after {took:.0f} s")
    print("  answers: " + ", ".join(f"{name}: {n:,}" for name, n in sorted(Counter(
        answer for sender in senders for answer in sender.answers).items())))  # fmt: skip
    print(f"  received {len(received):,}; lost {len(lost)}; late though sent in time {len(late)}; "
          f"received without a word {len(unsaid)}")  # fmt: skip
    print(f"  a sender waited {waits[len(waits) // 2]:.1f} s (median), {waits[int(len(waits) * 0.95)]:.1f} s (95 %), "
          f"{waits[-1]:.1f} s (most), of three pages and two uploads")  # fmt: skip
    print(f"  {len(received) / took * 60:.0f} a minute")


if __name__ == "__main__":
    on_each(__file__, __doc__, measure, applications=0, seconds=600, accounts=300)
