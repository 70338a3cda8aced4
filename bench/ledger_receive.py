"""The section ``receive`` of ledger.py: long documents go through the page; the worker's job reads them meanwhile."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import ledger_made

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.25  # seconds between two looks at the page
SOUGHT = "人人关心"  # stands in the document, in no row of the ledger's
LINES, WIDTH = 26, 36  # of a page of the PDF


def receive(built: Any, asked: Any) -> None:
    """Seconds from sending the document until its rows are there, and what the pages took meanwhile: of each format."""
    text = ledger_made.written(asked.pages * ledger_made.PAGE)
    _through_the_page(built, asked, text, "words", {"words": text})
    for name, data in (("docx", _docx(text)), ("pdf", _pdf(text))):
        sent = io.BytesIO(data)
        sent.name = f"要点.{name}"
        _through_the_page(built, asked, text, f"{name}, {len(data) / 1e6:.1f} MB", {"documents": sent})


def _through_the_page(built: Any, asked: Any, text: str, what: str, given: dict[str, Any]) -> None:
    from django.test import Client

    from luoshi.plans.base.models.plan import Plan, Source

    client = Client(HTTP_HOST="localhost")
    client.force_login(built.people["supervisor"].user)
    start = time.perf_counter()
    form = {"origin": "document", "unit": built.units["desk"].pk, "title": f"工作要点 {what}", **given}
    answer = client.post("/plans/receive/", form)
    sent = time.perf_counter() - start
    assert answer.status_code == 302, answer.context["form"].errors
    plan = Plan.objects.latest("pk")
    source = plan.sources.get()
    # In a process of its own, as the worker is; what it prints is the CPU time that it took.
    code = "import sys; sys.path.insert(0, {!r}); import ledger_receive; ledger_receive.read({})"
    running = subprocess.Popen(
        [sys.executable, "-c", code.format(str(ROOT / "bench"), source.pk)], stdout=subprocess.PIPE, text=True
    )
    took: dict[str, list[float]] = {"correct": [], "reading": []}
    said = set()
    while running.poll() is None:
        for name in took:
            before = time.perf_counter()
            answer = client.get(f"/plans/{plan.pk}/{name}/")
            took[name].append((time.perf_counter() - before) * 1000)
            assert answer.status_code == 200, name
            if name == "reading":
                said.add(answer.json()["sources"][0]["done"])
        time.sleep(EVERY)
    whole = time.perf_counter() - start
    cpu = running.communicate()[0].strip()
    source.refresh_from_db()
    assert running.returncode == 0 and source.state == Source.READ, source.state
    print(
        f"  receive, {what}: {len(text):,} characters, {asked.pages} pages: {whole:.1f} s until read (the page answered"
        f" after {sent:.2f} s), {cpu}, {plan.rows.count():,} rows; progress {sorted(said)} %"
    )
    for name, all_ in took.items():
        slowest = sorted(all_)
        print(
            f"  page {name} meanwhile: {len(all_)} times, median {slowest[len(all_) // 2]:.0f} ms,"
            f" slowest {slowest[-1]:.0f} ms"
        )
    before = time.perf_counter()
    found = client.get("/search/", {"q": SOUGHT}).content.decode()
    assert plan.title in found
    print(f"  a sentence of it sought: {(time.perf_counter() - before) * 1000:.0f} ms", flush=True)


def read(source: int) -> None:
    """The worker's job, as the worker calls it."""
    import django

    django.setup()
    from luoshi.plans.base.models.plan import Source
    from luoshi.plans.editions.actions import index_source
    from luoshi.plans.receiving.actions.receiving import read_later

    before = time.process_time()
    index_source(Source.objects.select_related("document", "plan").get(pk=source))
    indexed = time.process_time() - before
    read_later.call(source)
    print(f"CPU {time.process_time() - before:.1f} s, of which the search {indexed:.1f} s")


def _docx(text: str) -> bytes:
    from docx import Document

    made, out = Document(), io.BytesIO()
    for line in text.split("\n"):
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    """Each paragraph begins a line, as on paper, so that there are more leaves than an office's setting would take."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    lines = [line[at : at + WIDTH] for line in text.split("\n") for at in range(0, len(line), WIDTH)]
    for first in range(0, len(lines), LINES):
        canvas.setFont("STSong-Light", 12)
        for number, line in enumerate(lines[first : first + LINES]):
            canvas.drawString(80, 760 - 26 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
