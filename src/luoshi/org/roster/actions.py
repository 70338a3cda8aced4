"""Import a sheet of people: units, posts, people, tenures and accounts, exactly as it was tried, or nothing.

Posts of guarded roles are given one by one through the actions that apply the two-person rule
(``proposals.actions.submit_rights_change``): what one person may not do alone is proposed, and the account of the
person concerned is opened after confirmation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.database.locks import Lock, acquire_lock
from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.base.texts.pinyin import name_initials, pinyin_slug
from luoshi.evidence.journal.actions.journal import NamedAct, journal_act, journal_many
from luoshi.org.accounts.actions import opening
from luoshi.org.actors.models import Charge, Person, Post, Tenure, User
from luoshi.org.people.actions.dual_control import TwoPersons, refuse_unless_administrator
from luoshi.org.people.actions.posts import set_up_post
from luoshi.org.people.queries.people import ALONE
from luoshi.org.proposals.actions import submit_rights_change
from luoshi.org.roster.queries import last_sort, load_roster_world
from luoshi.org.roster.rules import RosterEntry, RosterPlan, RosterRow, plan_roster_rows
from luoshi.org.roster.unit_rows import verdicts_on_units, with_planned_units
from luoshi.org.tree.models import FOREVER, Unit
from luoshi.org.unit_import.actions import sheets as unit_import
from luoshi.org.unit_import.queries import recorded_units
from luoshi.org.unit_import.rules import RecordedUnit, UnitImportPlan, with_recorded_codes
from luoshi.org.unit_import.rules import UnitSheetRow as UnitRow

BATCH = 500
MOST_UNITS = 200  # new units per sheet: with them 500 people take 0.4 s, during which others wait
STEP = 10  # between the order numbers of new units, so that others fit between
FIRST = {Role.AUDITOR: 0, Role.ADMINISTRATOR: 1}  # those who can confirm for the others come first


@dataclass(frozen=True, slots=True)
class Roster:
    """The submitted rows, and the answers about their unknown units.

    Attributes:
        name, sha256: of the file; both "" for one person's form.
        meant: units by id for unknown names; ``made``: codes of the units to create, by name.
        parent: their parent; None: they become roots.
        units: the rows of the sheet of units in the same workbook.
    """

    rows: Sequence[RosterRow]
    day: date
    name: str = ""
    sha256: str = ""
    meant: Mapping[str, int] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    parent: int | None = None
    units: Sequence[UnitRow] = ()


@dataclass(slots=True)
class RosterOutcome:
    """The result: ids of opened accounts, numbers of units and posts, and whose appointment or account is pending.

    Attributes:
        alone: who holds a post for the first week, until a second person confirms it.
    """

    accounts: list[int] = field(default_factory=list)
    people: int = 0
    posts: int = 0
    units: int = 0
    waiting: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)


def plan_roster_import(roster: Roster, spell: Callable[[str], str] = pinyin_slug) -> RosterPlan:
    """Return what the roster would create now; nothing is written."""
    known = load_roster_world([row.name for row in roster.rows], roster.day)
    if not roster.units:
        return plan_roster_rows(roster.rows, known, roster.meant, roster.made, spell)
    drawn = plan_units_of(roster)
    known = with_planned_units(known, drawn.plan, drawn.units, roster.day)
    made = plan_roster_rows(roster.rows, known, roster.meant, roster.made, spell)
    made.units = drawn.plan
    made.verdicts = [*verdicts_on_units(drawn.plan), *made.verdicts]
    return made


@dataclass(frozen=True, slots=True)
class DrawnUnits:
    """The sheet of units of a workbook, the units recorded before it, and what it would change."""

    sheet: unit_import.UnitSheet
    units: Mapping[str, RecordedUnit]
    plan: UnitImportPlan


def plan_units_of(roster: Roster) -> DrawnUnits:
    """Return what the roster's sheet of units would change now; nothing is written."""
    units = recorded_units()
    rows = with_recorded_codes(roster.units, units, roster.day)
    sheet = unit_import.UnitSheet(roster.name, roster.sha256, rows, roster.day)
    return DrawnUnits(sheet, units, unit_import.plan_unit_sheet(sheet))


def refusal_of(roster: Roster, made: RosterPlan, actor: Actor, *, at: datetime) -> OrgError | None:
    """Return why a plan without errors cannot be carried out, or None: too many units, or a guarded post.

    Guarded posts are given and rolled back.
    """
    if made.units and len(made.units.news) > MOST_UNITS:
        return _too_many_units(len(made.units.news))
    if not any(_takes_two(entry, actor) for entry in made.entries):
        return None
    spoken = _spoken(roster)
    try:
        with transaction.atomic():
            _carry_out(roster, spoken, actor, at=at, agreed=made.digest())
            transaction.set_rollback(True)
    except OrgError as error:
        return error
    return None


def import_roster(roster: Roster, actor: Actor, *, at: datetime, agreed: str) -> RosterOutcome:
    """Create everything in the roster; each person, post, tenure and account gets its own journal entry.

    Some 30 statements and a few for each guarded post, however many rows.

    Args:
        agreed: the digest of the plan that was shown.

    Raises:
        OrgError: refused; ``import.wrong``: a row is invalid; ``changed``: it would now create something else; errors
            of ``submit_rights_change`` for a guarded post, ``nobody_confirms`` among them.
    """
    refuse_unless_administrator(actor)
    spoken = _spoken(roster)  # before the transaction: on SQLite it blocks all other writers
    with transaction.atomic():
        return _carry_out(roster, spoken, actor, at=at, agreed=agreed)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The readings of a name: its initials, for search, and its syllables, for the username."""

    initials: str
    syllables: str


def _spoken(roster: Roster) -> dict[str, _Spoken]:
    names = {row.name for row in roster.rows}
    return {name: _Spoken(name_initials(name), pinyin_slug(name)) for name in names}


def _carry_out(
    roster: Roster, spoken: Mapping[str, _Spoken], actor: Actor, *, at: datetime, agreed: str
) -> RosterOutcome:
    acquire_lock(Lock.TREE)
    made = plan_roster_import(roster, lambda name: spoken[name].syllables)
    if made.digest() != agreed:
        said = _("Something has changed since the preview. Look at it again; nothing was imported.")
        raise OrgError("changed", said)
    drawn = plan_units_of(roster) if roster.units else None
    if made.wrong_rows or not (made.entries or made.counts()["units"]):
        said = _("%(count)d rows are wrong, so nothing was imported.") % {"count": len(made.wrong_rows)}
        raise OrgError("import.wrong", said, remedy=_("Correct them in the workbook and preview it again."))
    done = RosterOutcome()
    if roster.name:
        given = {"file": roster.name, "sha256": roster.sha256, "counts": {"new": len(made.entries)}}
        journal_act("people", "person.import", actor, given, at=at)
    if drawn and made.counts()["units"]:
        if len(drawn.plan.news) > MOST_UNITS:
            raise _too_many_units(len(drawn.plan.news))
        unit_import.import_units(drawn.sheet, actor, at=at, agreed=drawn.plan.digest())
    units = _units(roster, made, actor, at, done)
    done.units += len(made.units.news) if made.units else 0
    people = _people(made, spoken, actor, at, done)
    plain = [entry for entry in made.entries if not _takes_two(entry, actor)]
    posts = _posts(plain, units, roster.day, actor, at)
    _tenures(plain, posts, people, roster.day, actor, at)
    done.posts = len(made.entries)
    names = {people[entry.key].pk: entry.account for entry in plain if entry.account}
    if names:
        _open(names, actor, at, done)
    for guarded_entry in sorted(
        (entry for entry in made.entries if _takes_two(entry, actor)), key=lambda one: FIRST.get(one.role, 2)
    ):
        _guarded(guarded_entry, units, people[guarded_entry.key], roster.day, actor, at, done)
    return done


def _too_many_units(count: int) -> OrgError:
    said = _(
        "%(count)d units would be created, so nothing was imported: one sheet of people may create at most %(most)d."
    )
    remedy = _("Import the units first, by their own workbook.")
    return OrgError("import.many", said % {"count": count, "most": MOST_UNITS}, remedy=remedy)


def _takes_two(one: RosterEntry, actor: Actor) -> bool:
    """Return True if the two-person rule may apply; nobody appoints themselves alone, either."""
    return one.is_guarded or (one.person is not None and one.person == actor.person)


def _units(roster: Roster, made: RosterPlan, actor: Actor, at: datetime, done: RosterOutcome) -> dict[int | str, Unit]:
    """Return the plan's units by id, by new name, or by the code that the sheet of units gave them.

    Those with a new name are created here, through the import of units.
    """
    wanted = [unit for entry in made.entries for unit in (entry.unit, *entry.charges)]
    drawn = {what.code for what, _day in made.units.news.values()} if made.units else set()
    names = [unit for unit in dict.fromkeys(wanted) if isinstance(unit, str) and unit not in drawn]
    if len(names) > MOST_UNITS:
        raise _too_many_units(len(names))
    if names:
        above = Unit.objects.get(pk=roster.parent).code if roster.parent else ""
        first = last_sort() // STEP * STEP
        rows = [
            UnitRow(number, roster.made[name], name, parent=above, sort=str(first + number * STEP))
            for number, name in enumerate(names, 1)
        ]
        sheet = unit_import.UnitSheet(roster.name or names[0], roster.sha256, rows, roster.day)
        unit_import.import_units(sheet, actor, at=at, agreed=unit_import.plan_unit_sheet(sheet).digest())
        done.units = len(names)
    codes = {roster.made[name]: name for name in names} | {code: code for code in drawn}
    found: dict[int | str, Unit] = {codes[unit.code]: unit for unit in Unit.objects.filter(code__in=codes)}
    ids = [unit for unit in wanted if isinstance(unit, int)]
    rows_there = Unit.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {**found, **{unit.pk: unit for unit in rows_there}}


def _people(
    made: RosterPlan, spoken: Mapping[str, _Spoken], actor: Actor, at: datetime, done: RosterOutcome
) -> dict[str, Person]:
    """Return the plan's people by key: existing ones, and new ones, each journaled by name alone."""
    there = {entry.key: entry.person for entry in made.entries if entry.person}
    rows = Person.objects.select_for_update(of=("self",), no_key=True).order_by("pk").in_bulk(set(there.values()))
    first = {entry.key: entry for entry in reversed(made.entries) if not entry.person}
    news = {
        key: Person(name=entry.name, initials=spoken[entry.name].initials, phone=entry.phone, email=entry.email)
        for key, entry in sorted(first.items(), key=lambda pair: pair[1].row)
    }
    Person.objects.bulk_create(news.values(), batch_size=BATCH)
    acts = [(f"person:{person.pk}", "person.enter", {"name": person.name}) for person in news.values()]
    journal_many(acts, actor, at=at)
    done.people = len(news)
    return {**{key: rows[pk] for key, pk in there.items()}, **news}


def _posts(
    entries: Sequence[RosterEntry], units: Mapping[int | str, Unit], day: date, actor: Actor, at: datetime
) -> dict[int, Post]:
    """Return the posts by row: vacant ones, and new ones with the units they answer for."""
    there = Post.objects.select_related("unit").select_for_update(of=("self",), no_key=True)
    old = there.order_by("pk").in_bulk([entry.post for entry in entries if entry.post])
    news = {
        entry.row: Post(unit=units[entry.unit], title=entry.title, role=entry.role, fields=entry.fields, start=day)
        for entry in entries
        if entry.post is None
    }
    Post.objects.bulk_create(news.values(), batch_size=BATCH)
    charges = {entry.row: [units[unit] for unit in entry.charges] for entry in entries if entry.post is None}
    Charge.objects.bulk_create(
        [Charge(post=news[row], unit=unit, start=day) for row, some in charges.items() for unit in some],
        batch_size=BATCH,
    )

    def acts() -> Iterator[NamedAct]:
        for row, post in news.items():
            given: dict[str, object] = {"unit": str(post.unit), "title": post.title, "role": post.role}
            given |= {"charges": [str(charge) for charge in charges[row]]}
            yield f"post:{post.pk}", "post.set_up", {**given, **({"fields": post.fields} if post.fields else {})}

    journal_many(acts(), actor, at=at)
    return {**news, **{entry.row: old[entry.post] for entry in entries if entry.post}}


def _tenures(
    entries: Sequence[RosterEntry],
    posts: Mapping[int, Post],
    people: Mapping[str, Person],
    day: date,
    actor: Actor,
    at: datetime,
) -> None:
    rows = [Tenure(post=posts[entry.row], person=people[entry.key], start=day) for entry in entries]
    Tenure.objects.bulk_create(rows, batch_size=BATCH)
    given = {"from": day.isoformat(), "until": FOREVER.isoformat(), "deputy": False}
    acts = [(f"person:{row.person_id}", "person.appoint", {"post": str(row.post), **given}) for row in rows]
    journal_many(acts, actor, at=at)


def _open(names: Mapping[int, str], actor: Actor, at: datetime, done: RosterOutcome) -> None:
    """Open these accounts, unused; those of people with a guarded role are proposed if two persons are needed."""
    try:
        with transaction.atomic():
            done.accounts += [account.pk for account in opening.open_unused(names, actor, at=at)]
    except TwoPersons as error:
        rest = {pk: name for pk, name in names.items() if pk not in error.concerned}
        if rest:
            done.accounts += [account.pk for account in opening.open_unused(rest, actor, at=at)]
        for person in Person.objects.filter(pk__in=error.concerned).order_by("pk"):
            called = {"person": person.name, "account": names[person.pk]}
            submit_rights_change(
                "open", {"person": person.pk, "username": names[person.pk], "names": called}, actor, at=at
            )
            done.waiting.append(person.name)


def _guarded(
    one: RosterEntry,
    units: Mapping[int | str, Unit],
    person: Person,
    day: date,
    actor: Actor,
    at: datetime,
    done: RosterOutcome,
) -> None:
    """Give a guarded post by the two-person rule; if it takes effect, if only for a week, also open the account."""
    if one.post is None:
        over = [units[unit] for unit in one.charges]
        post = set_up_post(units[one.unit], one.title, one.role, day, actor, at=at, charges=over, fields=one.fields)
    else:
        post = Post.objects.select_related("unit").get(pk=one.post)
    given = {
        "person": person.pk,
        "post": post.pk,
        "start": day.isoformat(),
        "until": FOREVER.isoformat(),
        "deputy": False,
        "names": {"person": person.name, "post": str(post), "days": [day.isoformat(), ""]},
    }
    proposal = submit_rights_change("appoint", given, actor, at=at)
    if proposal is not None and proposal.outcome != ALONE:
        done.waiting.append(person.name)
        return
    if proposal is not None:
        done.alone.append(person.name)
    if one.account and not User.objects.filter(person=person).exists():
        _open({person.pk: one.account}, actor, at, done)
