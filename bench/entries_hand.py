"""The least SQL by hand for what entries.py asks: the same numbers and rows, with the same right to read them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

PAGE = 50
WORKS = "s.state IN ('founded', 'standard', 'active', 'inactive')"
SOCIETIES = (
    "FROM records_record s JOIN societies_society o ON o.record_ptr_id = s.id "
    "WHERE s.kind = 'societies' AND s.batch_id IS NULL"
)
GOODS = ("head_ok", "charter_ok", "rules_ok", "mechanism_ok", "sales_ok")


class Hand:
    """What somebody writes who knows the tables; ``county``: the unit beneath which the reader reads all."""

    def __init__(self, county: int, today: date) -> None:
        from django.db import connection

        from luoshi.org.tree.models import ALWAYS

        self.vendor = connection.vendor
        known = str(connection.ops.adapt_datetimefield_value(ALWAYS))
        at, cut = ("DATE ", "s.opened::date") if self.vendor == "postgresql" else ("", "date(s.opened)")
        self.today, self.at = f"{at}'{today.isoformat()}'", at
        of_county = f"p.ancestor_id = {county} AND p.known_to = '{known}'"
        self.mine = (
            f"(s.unit_id IN (SELECT p.unit_id FROM org_placement p WHERE {of_county} AND p.start <= {self.today} "
            f"AND p.until > {self.today}) OR EXISTS (SELECT 1 FROM org_placement p WHERE {of_county} "
            f"AND p.unit_id = s.unit_id AND p.until <= {self.today} AND p.until > {cut}))"
        )

        beneath = f"SELECT b.unit_id FROM org_placement b WHERE b.ancestor_id = {county} AND b.depth <= 1"
        self.shown = (  # the unit right under the county that the record's stands beneath
            "(SELECT g.ancestor_id FROM org_placement g WHERE g.unit_id = s.unit_id AND g.known_to = "
            f"'{known}' AND g.start <= {self.today} AND g.until > {self.today} AND g.ancestor_id IN ({beneath}) "
            "ORDER BY g.depth LIMIT 1)"
        )

    def asked(self, *statements: str, values: Any = None) -> list[list[Any]]:
        """The rows of each statement."""
        from django.db import connection

        found = []
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, values)
                found.append(cursor.fetchall())
        return found

    def _page(self, where: str, order: str) -> list[str]:
        there = f"{SOCIETIES} AND {self.mine} {where}"
        columns = "s.id, s.number, s.title, s.state, s.due, s.opened, o.sort, o.founded, o.term_to, u.name"
        joined = there.replace(" WHERE", " JOIN org_unit u ON u.id = s.unit_id WHERE", 1)
        return [f"SELECT COUNT(*) {there}", f"SELECT {columns} {joined} ORDER BY {order} LIMIT {PAGE}"]

    def newest(self) -> object:
        """A page and how many there are."""
        return self.asked(*self._page("", "s.opened DESC, s.id DESC"), *self._terms(""))

    def _terms(self, where: str) -> list[str]:
        """How many terms have ended, and how many end within sixty days: the lists that warn."""
        warned = f"{SOCIETIES} AND {self.mine} {where} AND s.closed IS NULL AND o.term_to {{}}"
        soon = f"{self.at}'{(date.fromisoformat(self.today[-11:-1]) + timedelta(days=60)).isoformat()}'"
        return [
            f"SELECT COUNT(*) {warned.format(f'< {self.today}')}",
            f"SELECT COUNT(*) {warned.format(f'BETWEEN {self.today} AND {soon}')}",
        ]

    def by_term(self) -> object:
        """The same by another column."""
        return self.asked(*self._page("", "o.term_to NULLS LAST, s.opened DESC, s.id DESC"), *self._terms(""))

    def farm_of(self, unit: int) -> object:
        """The same of one sort and unit."""
        of = f"AND o.sort = 'farm' AND s.unit_id = {unit}"
        return self.asked(*self._page(of, "s.opened DESC, s.id DESC"), *self._terms(of))

    def goods(self) -> object:
        """Cells of the farm associations by unit, which give the whole too, and those that lack something."""
        every = " AND ".join(f"o.{mark}" for mark in GOODS)
        some = " OR ".join(f"NOT o.{mark}" for mark in GOODS)
        sums = ", ".join(
            f"COUNT(CASE WHEN {asked} THEN 1 END)"
            for asked in [*(f"o.{mark}" for mark in GOODS), *(f"NOT o.{mark}" for mark in GOODS), every, some]
        )
        there = f"{SOCIETIES} AND {self.mine} AND o.sort = 'farm' AND {WORKS}"
        lacks = " OR ".join(f"o.{mark} IS NULL OR NOT o.{mark}" for mark in GOODS)
        cells = ", ".join(f"o.{mark}" for mark in GOODS)
        return self.asked(
            f"SELECT {self.shown}, COUNT(*), {sums} {there} GROUP BY 1",
            f"SELECT s.id, s.number, s.title, s.unit_id, {cells} {there} AND ({lacks}) ORDER BY s.number LIMIT {PAGE}",
        )

    def _of_organisations(self, has: dict[str, str], among: str) -> list[str]:
        kept = ", ".join(f"MAX(CASE WHEN {value} THEN 1 ELSE 0 END) AS {name}" for name, value in has.items())
        joined = (
            "FROM records_record s JOIN registers_organisation o ON o.record_ptr_id = s.id LEFT JOIN (SELECT "
            f"y.organisation_id AS org, {kept} "
            "FROM societies_society y JOIN records_record r ON r.id = y.record_ptr_id WHERE r.batch_id IS NULL "
            "GROUP BY y.organisation_id) h ON h.org = s.id "
            f"WHERE s.kind = 'organisations' AND s.batch_id IS NULL AND s.state = 'active' AND {self.mine}{among}"
        )
        sums = ", ".join(f"COUNT(CASE WHEN h.{n} = 1 THEN 1 END)" for n in has)
        every = " AND ".join(f"h.{n} = 1" for n in has)
        return [
            f"SELECT o.sort, COUNT(*), {sums}, COUNT(CASE WHEN {every} THEN 1 END) {joined} GROUP BY o.sort",
            f"SELECT s.id, s.number, s.title, s.unit_id, {', '.join(f'h.{n}' for n in has)} {joined} "
            f"AND (h.org IS NULL OR NOT ({every})) ORDER BY s.number LIMIT {PAGE}",
        ]

    def by_kind(self) -> object:
        """Organisations by what societies they have, in three cells, and those that lack one."""
        works = WORKS.replace("s.", "r.")
        has = {
            "founded": works,
            "standard": f"{works} AND y.standard IS NOT NULL",
            "active": "r.state = 'active'",
        }
        return self.asked(*self._of_organisations(has, ""))

    def missing(self) -> object:
        """Those with 20 professionals at least that have no society; nor is any carried by them."""
        works = WORKS.replace("s.", "r.")
        found = self._of_organisations({"there": works}, " AND o.professionals >= 20")
        host = (
            "EXISTS (SELECT 1 FROM societies_society y JOIN records_record r ON r.id = y.record_ptr_id "
            f"WHERE y.host_id = s.id AND r.batch_id IS NULL AND {works})"
        )
        grouped, listed = (
            statement.replace("h.there = 1", f"(COALESCE(h.there, 0) = 1 OR {host})") for statement in found
        )
        return self.asked(grouped, listed.replace("h.org IS NULL OR ", ""))

    def who_is_due(self) -> object:
        """How much of each duty stands how, how many owe something in the year, a page of them and their cells."""
        due = "COALESCE(d.expired, d.due)"
        span = f"d.dropped IS NULL AND {due} BETWEEN {self.at}'2026-01-01' AND {self.at}'2026-12-31'"
        duties = "records_occurrence d JOIN records_duty w ON w.id = d.duty_id"
        named = "w.name IN ('inspection', 'check', 'support', 'congress')"
        owes = f"EXISTS (SELECT 1 FROM {duties} WHERE w.record_id = s.id AND {named} AND {span})"
        there = f"{SOCIETIES} AND s.erased IS NULL AND {self.mine} AND {owes}"
        counts, total, page = self.asked(
            f"SELECT w.name, {due}, d.settled, COUNT(*) FROM {duties} JOIN records_record s ON s.id = w.record_id "
            f"WHERE s.kind = 'societies' AND s.batch_id IS NULL AND s.erased IS NULL AND {self.mine} AND {named} "
            f"AND {span} GROUP BY w.name, {due}, d.settled",
            f"SELECT COUNT(*) {there}",
            f"SELECT s.id, s.number, s.title, s.state {there} ORDER BY s.number LIMIT {PAGE}",
        )
        pks = ", ".join(str(found_row[0]) for found_row in page)
        return (
            counts,
            total,
            self.asked(
                f"SELECT w.record_id, w.name, {due}, d.settled FROM {duties} "
                f"WHERE w.record_id IN ({pks}) AND {named} AND {span}"
            ),
        )

    def figures(self, year: int) -> object:
        """Three sorts of rows: societies that work, who belongs to them, what they were given."""
        return self.asked(*(figure.format(key="", group="") for figure in self._figures(year)))

    def figures_by_unit(self, year: int) -> object:
        """The same by unit, which of numbers and sums gives the whole too; who belongs to several counts once."""
        key, group = f"{self.shown}, ", " GROUP BY 1"
        by = [figure.format(key=key, group=group) for figure in self._figures(year)]
        return self.asked(*by, self._figures(year)[1].format(key="", group=""))

    def _figures(self, year: int) -> list[str]:
        first, last = (f"{self.at}'{year}-{name}'" for name in ("01-01", "12-31"))
        return [
            f"SELECT {{key}}COUNT(*) {SOCIETIES} AND {self.mine} AND o.founded <= {last} "
            f"AND (o.ended IS NULL OR o.ended >= {last}){{group}}",
            "SELECT {key}COUNT(DISTINCT m.person_id) FROM societies_member m JOIN records_record s "
            f"ON s.id = m.record_id WHERE s.kind = 'societies' AND s.batch_id IS NULL AND {self.mine} "
            f"AND m.from_day <= {last} AND (m.to_day IS NULL OR m.to_day >= {last}){{group}}",
            "SELECT {key}COUNT(*), SUM(m.funds) FROM societies_support m JOIN records_record s ON s.id = m.record_id "
            f"WHERE s.kind = 'societies' AND s.batch_id IS NULL AND {self.mine} "
            f"AND m.received BETWEEN {first} AND {last}{{group}}",
        ]

    def fitting(self, words: str, way: str) -> object:
        """The newest that fit what is typed."""
        from luoshi.kernel.search.rules import parse_question

        columns = (
            "SELECT s.number, s.title, u.name FROM records_record s JOIN org_unit u ON u.id = s.unit_id "
            "{} WHERE s.kind = 'organisations' AND s.batch_id IS NULL AND s.erased IS NULL AND " + self.mine
        ).replace("%", "%%")
        if way == "number":
            between = columns.format("") + " AND s.number >= %s AND s.number < %s ORDER BY s.number DESC LIMIT 21"
            return self.asked(between, values=[words, words + chr(0x10FFFF)])
        _words, needed = parse_question(words)
        if self.vendor == "sqlite":
            hits = "SELECT abs(rowid) FROM records_grams WHERE records_grams MATCH %s"
            value = " ".join(f'"{needed_word}"' for needed_word in needed)
        else:
            hits = "SELECT abs(record_id) FROM records_grams WHERE grams @@ %s::tsquery"
            value = " & ".join(f"'{needed_word}'" for needed_word in needed)
        table, pk = ("JOIN records_passage p2 ON p2.record_id = s.id", "p2.id") if way == "initials" else ("", "s.id")
        return self.asked(columns.format(table) + f" AND {pk} IN ({hits}) ORDER BY s.id DESC LIMIT 21", values=[value])

    def cells(self, pks: list[int]) -> object:
        """The cells of some entries."""
        return self.asked(
            'SELECT w.record_id, d."first", d."last", COALESCE(d.expired, d.due), d.settled, d.holder_id '
            "FROM records_occurrence d JOIN records_duty w ON w.id = d.duty_id WHERE w.name = 'check' "
            f"AND w.record_id IN ({', '.join(map(str, pks))}) AND d.dropped IS NULL "
            f"AND d.\"first\" BETWEEN {self.at}'2026-01-01' AND {self.at}'2026-12-31'"
        )

    def all_cells(self) -> object:
        """How many cells stand how in each month."""
        return self.asked(
            'SELECT d."first", COALESCE(d.expired, d.due), d.settled, COUNT(*) FROM records_occurrence d '
            "JOIN records_duty w ON w.id = d.duty_id JOIN records_record s ON s.id = w.record_id "
            "WHERE w.name = 'check' AND s.kind = 'societies' AND s.batch_id IS NULL AND d.dropped IS NULL "
            f"AND d.\"first\" BETWEEN {self.at}'2026-01-01' AND {self.at}'2026-12-31' "
            'GROUP BY d."first", COALESCE(d.expired, d.due), d.settled'
        )
