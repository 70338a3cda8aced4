#!/usr/bin/env python3
"""What a register of 30,000 organisations costs, on SQLite and, where there is a server, on PostgreSQL.

    python bench/registers.py [--rows 30000] [--linked 1000]

    list     a page of it, and what narrows it, beside the SQL that it sends
    typed    a keystroke in the box in which one is chosen: by name, initials, number and code
    known    the page of a contract that shows what its organisation was on its day
    merge    two entries that are one, with so many contracts that move

Each database is made for the run and removed after it. The contracts are those of tests/parts/registers.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from application import database
from application_links import PLACES, THINGS, _said
from beside import bare, medians, sent_by

from conditions import tables

ROOT = Path(__file__).resolve().parent.parent
BATCH = 1000
SAMPLE = 15


def main() -> None:
    """Run on each database in a process of its own, since Django knows one set of settings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--linked", type=int, default=1_000)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        inside(asked.rows, asked.linked, asked.inside)
        return
    told = ["--rows", str(asked.rows), "--linked", str(asked.linked)]
    for kind in ("sqlite", "postgresql"):
        with database(kind) as surroundings:
            if surroundings is not None:
                command = [sys.executable, __file__, *told, "--inside", kind]
                subprocess.run(command, env={**os.environ, **surroundings}, check=True)


def inside(rows: int, linked: int, kind: str) -> None:
    """Make the tables and rows, then measure."""
    import django
    from django.conf import settings

    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "parts" / "registers")]
    settings.INSTALLED_APPS += ["linked.apps.Linked"]
    settings.ALLOWED_HOSTS += ["testserver"]
    django.setup()
    tables()
    from contracts import contracts

    import office

    with contracts():
        built = office.build()
        fill(built, rows)
        print(f"== {kind}, {rows:,} organisations")
        lists(built)
        typed(built)
        merged(built, linked)


def fill(built: Any, rows: int) -> None:
    """Write so many organisations past the steps, with what is searched and what stands there once."""
    from django.db import connection, transaction

    import office
    from luoshi.codes.credit import ALPHABET, check_character
    from luoshi.parts.registers.models import Organisation
    from luoshi.records.kinds.models import Record
    from luoshi.records.kinds.registry import kind
    from luoshi.records.kinds.unique import Unique
    from luoshi.records.search.actions import index_new
    from luoshi.records.unique.actions import rebuild

    units, chance = [built.units[name].pk for name in ("kexie", "bureau", "town", "desk")], random.Random(7)
    for first in range(0, rows, BATCH):
        with transaction.atomic():
            made = Record.objects.bulk_create(
                Record(
                    kind="organisations", number=f"机2026-{number:05}", state="active", opened=office.NOW,
                    title=f"{chance.choice(PLACES)}{chance.choice(THINGS)}{chance.choice(THINGS)}有限公司",
                    unit_id=units[number % len(units)],
                )
                for number in range(first, min(first + BATCH, rows))
            )  # fmt: skip
            codes = ["91630000MA" + "".join(chance.choice(ALPHABET[:10]) for _sign in range(7)) for _one in made]
            values = [
                (one.pk, "enterprise", code + check_character(code), "施茶香")
                for one, code in zip(made, codes, strict=True)
            ]
            with connection.cursor() as cursor:
                columns = "record_ptr_id, sort, credit, head, short, address, phone"
                cursor.executemany(
                    f"INSERT INTO registers_organisation ({columns}) VALUES (%s, %s, %s, %s, '', '', '')", values
                )
            index_new(list(Organisation.objects.filter(pk__in=[one.pk for one in made])))
    start = time.perf_counter()
    for unique in kind("organisations").every(Unique):
        for _chunk in rebuild(kind("organisations"), unique):
            pass
    print(f"  keys of what stands there once: {time.perf_counter() - start:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def client(built: Any, who: str) -> Any:
    """Somebody at a page."""
    from django.test import Client

    found = Client()
    found.force_login(built.people[who].user)
    return found


def lists(built: Any) -> None:
    """The list as it comes, and narrowed, beside its SQL."""
    reader = client(built, "clerk")
    for said, query in (("list", ""), ("by credit code", "?sort=credit"), ("last page", "?page=99999")):

        def ask(query: str = query) -> None:
            assert reader.get("/organisations/" + query).status_code == 200

        sent = sent_by(ask)
        whole, plain = medians(ask, bare(sent))
        print(f"  {said:20} {whole:7.1f} ms, its {len(sent)} statements alone {plain:7.1f} ms")


def stretches(one: Any) -> Iterator[tuple[str, str]]:
    """What stands in the box from one pause to the next, by what is typed."""
    from luoshi.org.base.pinyin import initials

    spoken = initials(one.title)
    yield from (("name", one.title[:length]) for length in range(2, len(one.title) + 1, 2))
    yield from (("initials", spoken[:length]) for length in range(2, len(spoken) + 1))
    yield from (("number", one.number[:length]) for length in range(6, len(one.number) + 1))
    yield "code", one.credit


def typed(built: Any) -> None:
    """Milliseconds a keystroke for who reads all."""
    from linked.models import Contract
    from luoshi.parts.registers.models import Organisation
    from luoshi.records.kinds.choosers import Looking
    from luoshi.records.links.queries import fitting
    from office import TODAY

    link: Any = Contract._meta.get_field("organisation")
    looking, took = Looking(link, built.actor("clerk"), TODAY), dict[str, list[float]]()
    every = list(Organisation.objects.order_by("pk"))
    fitting(looking, "茶叶")
    for one in random.Random(3).sample(every, SAMPLE):
        for way, words in stretches(one):
            start = time.perf_counter()
            fitting(looking, words)
            took.setdefault(way, []).append((time.perf_counter() - start) * 1000)
    for way, times in took.items():
        print(f"  typed: {way:13} {_said(times)}")


def merged(built: Any, linked: int) -> None:
    """Contracts of one organisation, their page, and the merger that moves them."""
    from contracts import done, signed

    from luoshi.parts.registers.models import Organisation

    double, stays = Organisation.objects.order_by("pk")[:2]
    made = [signed(built, double, "2026-03-02") for _one in range(linked)]
    reader, at = client(built, "clerk"), made[0].get_absolute_url()

    def page() -> None:
        assert reader.get(at).status_code == 200

    sent = sent_by(page)
    whole, plain = medians(page, bare(sent))
    print(f"  {'a contract':20} {whole:7.1f} ms, its {len(sent)} statements alone {plain:7.1f} ms")
    start = time.perf_counter()
    done(built, double, "merge", same_as=stays.number)
    print(f"  merged with {linked:,} contracts: {(time.perf_counter() - start) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
