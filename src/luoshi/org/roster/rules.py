"""Plan what a sheet of people would create: per row a person, a post and an account, or its errors.

- A unit is known by its code, name or abbreviation. An unknown unit is an error until the user says which one is meant,
  or that it is to be created.
- A person is known by name and telephone. If the telephone of one of two namesakes is not known, the row means the same
  person if they hold a post in the same unit, and is an error if they hold one elsewhere: nobody gets another's rights
  because of a shared name.
- A vacant post with that title in the unit is filled; otherwise a new one is created, numbered if the title is taken.
- Everybody who gets a post and has no account gets one. The actions apply the two-person rule for guarded roles; it is
  not decided here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from luoshi.base.rights.rules.rights import Role
from luoshi.base.rights.rules.roles import GUARDED, is_exclusive_role
from luoshi.base.texts.invisible_characters import first_unseen
from luoshi.codes.contact import check_email_address, check_mobile_number, check_telephone_number
from luoshi.codes.model import CodeRemark
from luoshi.org.accounts.rules.accounts import is_valid_username, suggest_free_username
from luoshi.org.roster.words import CHIEF, EXAMPLES, LONGEST, ROLE_OF
from luoshi.org.unit_import.rules import UnitImportPlan

NEAR = 0.7  # from this value on two names are similar: 云岭县农业局 and 云岭县农业农村局, not 云岭县教育局 and 云岭县


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row of the sheet as written. ``carried``: its unit was taken from the row above."""

    number: int
    unit: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    title: str = ""
    role: str = ""
    fields: str = ""
    charges: tuple[str, ...] = ()
    username: str = ""
    carried: bool = False
    another: bool = False  # the user said that this is not the recorded namesake
    faults: tuple[CodeRemark, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Return all kept text that must be screened for markings, without telephone and e-mail."""
        return (self.unit, self.name, self.title, self.role, self.fields, self.username, *self.charges)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A recorded person with a name in the sheet; ``posts``: (id, unit, role) of their present and future posts."""

    id: int
    phone: str
    account: bool
    posts: tuple[tuple[int, int, Role], ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPost:
    """An existing post; ``held`` by this person now or later, or None."""

    id: int
    role: Role
    held: int | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What is recorded already.

    Attributes:
        units: units by each code, name and abbreviation of today; new ones of the same workbook by code, as text.
        called: names of units by id; ``tops``: the roots; ``planned``: names of those new ones by code.
        people: by name.
        posts: by unit and title.
        accounts: all usernames, in lower case.
    """

    units: Mapping[str, frozenset[int | str]]
    called: Mapping[int, str]
    tops: frozenset[int | str]
    people: Mapping[str, tuple[KnownPerson, ...]]
    posts: Mapping[tuple[int, str], KnownPost]
    accounts: frozenset[str]
    planned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RosterVerdict:
    """What a row would create; ``said`` are its remarks, ``doubts`` its warnings, ``kind`` its category.

    A row of the sheet of units has the unit's code for an account, and ``unit_rows.OF_UNIT`` for a role.
    """

    row: int
    unit: str
    name: str
    title: str
    role: str
    account: str
    kind: str  # new, units, unchanged, wrong
    said: tuple[CodeRemark, ...] = ()
    doubts: tuple[CodeRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A post to be given to an existing or new person, identified by ``key``; the unit by id or new name."""

    row: int
    key: str
    person: int | None
    name: str
    phone: str
    email: str
    unit: int | str
    post: int | None
    title: str
    role: Role
    fields: str
    charges: tuple[int | str, ...]
    account: str

    @property
    def is_guarded(self) -> bool:
        """Return True if it can need two persons."""
        return self.role in GUARDED


@dataclass(slots=True)
class RosterPlan:
    """What would be written.

    Attributes:
        unknown: names of units neither known nor to be created, with similar ones.
        fieldless: leaders of whom the sheet names no field: row, name, unit.
        units: what the sheet of units in the same workbook would change; its verdicts are among the others.
    """

    verdicts: list[RosterVerdict] = field(default_factory=list)
    entries: list[RosterEntry] = field(default_factory=list)
    unknown: dict[str, tuple[int, ...]] = field(default_factory=dict)
    fieldless: list[tuple[int, str, str]] = field(default_factory=list)
    units: UnitImportPlan | None = None

    @property
    def wrong_rows(self) -> list[RosterVerdict]:
        """The rows with errors; any of them prevents the import."""
        return [verdict for verdict in self.verdicts if verdict.kind == "wrong"]

    def counts(self) -> dict[str, int]:
        """Count the rows of each kind."""
        found = dict.fromkeys(("wrong", "new", "units", "unchanged"), 0)
        for verdict in self.verdicts:
            found[verdict.kind] += 1
        return {**found, "doubtful": sum(bool(verdict.doubts) for verdict in self.verdicts)}

    def digest(self) -> str:
        """Return a digest of the changes: the plan shown and the plan carried out must have the same."""
        return hashlib.sha256(repr((self.verdicts, self.entries)).encode()).hexdigest()


def plan_roster_rows(
    rows: Sequence[RosterRow], world: World, meant: Mapping[str, int], made: Iterable[str], spell: Callable[[str], str]
) -> RosterPlan:
    """Plan what the rows would create.

    Args:
        meant: the id of the unit that an unknown name means, as the user answered.
        made: the unknown names whose units are to be created.
        spell: turns a name into a username.
    """
    work = _RosterWork(world, meant, frozenset(made), spell)
    for row in rows:
        work.check_row(row)
    return work.plan


def role_of(words: str, top: bool) -> Role | None:
    """Return the role that this text means; ``top``: in a root unit."""
    plain = _plain(words)
    if plain in CHIEF:
        return Role.LEADER if top else Role.HEAD
    return ROLE_OF.get(plain)


def _plain(words: str) -> str:
    return "".join(words.split()).lower()


def similar_unit_ids(words: str, called: Mapping[int, str]) -> tuple[int, ...]:
    """Return the units with the most similar names, at most three, the nearest first."""
    found = [(_alike(words, name), -unit) for unit, name in called.items()]
    return tuple(-unit for score, unit in sorted(found, reverse=True)[:3] if score >= NEAR)


def _alike(one: str, other: str) -> float:
    """Return the similarity, 0 to 1; high if all characters of an abbreviation (县科协) are in the name, in order."""
    signs = iter(other)
    if len(one) > 1 and all(sign in signs for sign in one):
        return 0.9
    return SequenceMatcher(None, one, other).ratio()


class _RosterWork:
    def __init__(
        self, world: World, meant: Mapping[str, int], made: frozenset[str], spell: Callable[[str], str]
    ) -> None:
        self.world, self.meant, self.made, self.spell = world, meant, made, spell
        self.plan = RosterPlan()
        self.taken = set(world.accounts)
        self.accounts: dict[str, str] = {}  # key of a person → the account named in the sheet
        self.held: dict[str, list[Role]] = {}  # key → roles, recorded and in this sheet
        self.titles: set[tuple[int | str, str]] = set()
        self.posts: set[tuple[str, int | str, str]] = set()
        self.phones: dict[str, dict[str, str]] = {}  # name → telephone → key, in this sheet
        self.named: set[str] = set()
        self.filled: set[int] = set()

    def check_row(self, row: RosterRow) -> None:
        """Check a row; add what it creates if it has no errors."""
        wrong = [*row.faults, *_faults(row)]
        doubts = [CodeRemark("roster.carried", {"unit": row.unit})] if row.carried and row.unit else []
        unit = self._unit(row.unit, wrong) if row.unit else None
        role = role_of(row.role, unit in self.world.tops) if row.role else None
        if row.role and role is None:
            wrong.append(CodeRemark("roster.role", {"words": row.role, "examples": EXAMPLES}))
        charges = tuple(one for words in row.charges if (one := self._unit(words, wrong)) is not None)
        phone = _phone(row.phone)
        key, person = self._person(row, phone, unit, wrong, doubts)
        self.named.add(row.name)
        title = row.title or row.role
        before = _roles_of(person)
        if not wrong and unit is not None and role is not None:
            if self._there(key, person, unit, title, role):
                self._says(row, "unchanged", role, "", [CodeRemark("roster.there")], doubts)
                return
            if clash := next(
                (held_role for held_role in [*before, *self.held.get(key, [])] if is_exclusive_role(held_role, role)),
                None,
            ):
                wrong.append(CodeRemark("roster.excluded", {"one": clash.value, "other": role.value}))
        if wrong or unit is None or role is None:
            self._says(row, "wrong", role, "", wrong, doubts)
            return
        post, title = self._post(row, unit, title, role, doubts)
        account = self._account(row, key, person, wrong)
        if wrong:
            self._says(row, "wrong", role, "", wrong, doubts)
            return
        self.held.setdefault(key, []).append(role)
        self.posts.add((key, unit, title))
        if phone:
            self.phones.setdefault(row.name, {})[phone] = key
        said = [CodeRemark("roster.new_post" if post is None else "roster.vacant_post", {"title": title})]
        said += [CodeRemark("roster.same_person")] if person else []
        said += self._remark_created_unit(unit)
        chief = _plain(row.role) in CHIEF  # answers for everything
        if role is Role.LEADER and not (chief or row.fields or charges or post):
            doubts.append(CodeRemark("roster.no_field"))
            self.plan.fieldless.append((row.number, row.name, row.unit))
        self._says(row, "new", role, account, said, doubts, title)
        self.plan.entries.append(
            RosterEntry(
                row.number,
                key,
                person.id if person else None,
                row.name,
                phone,
                check_email_address(row.email).value if row.email else "",
                unit,
                post,
                title,
                role,
                row.fields,
                charges,
                account,
            )
        )

    def _says(
        self,
        row: RosterRow,
        kind: str,
        role: Role | None,
        account: str,
        said: Sequence[CodeRemark],
        doubts: Sequence[CodeRemark],
        title: str = "",
    ) -> None:
        shown = role.value if role else ""
        self.plan.verdicts.append(
            RosterVerdict(
                row.number, row.unit, row.name, title or row.title, shown, account, kind, tuple(said), tuple(doubts)
            )
        )

    def _remark_created_unit(self, unit: int | str) -> list[CodeRemark]:
        name = self.world.planned.get(unit, unit) if isinstance(unit, str) else ""
        return [CodeRemark("roster.unit_made", {"unit": name})] if name else []

    def _unit(self, words: str, wrong: list[CodeRemark]) -> int | str | None:
        """Return the unit that is meant, by id, or by name if it is to be created."""
        found = self.world.units.get(words, frozenset())
        if len(found) == 1:
            return next(iter(found))
        if words in self.meant:
            return self.meant[words]
        if found:
            wrong.append(CodeRemark("roster.several_units", {"unit": words, "count": len(found)}))
            return None
        if words in self.made:
            return words
        if words not in self.plan.unknown:
            self.plan.unknown[words] = similar_unit_ids(words, self.world.called)
        names = "、".join(self.world.called[near_unit] for near_unit in self.plan.unknown[words])
        code = "roster.no_unit_near" if names else "roster.no_unit"
        wrong.append(CodeRemark(code, {"unit": words, "near": names}))
        return None

    def _person(
        self, row: RosterRow, phone: str, unit: int | str | None, wrong: list[CodeRemark], doubts: list[CodeRemark]
    ) -> tuple[str, KnownPerson | None]:
        """Return who is meant: a key for this sheet, and the recorded person, if any."""
        if row.another:
            return f"{row.name}/{phone or row.number}", None
        mine = self.phones.get(row.name, {})
        if phone and phone in mine:
            key = mine[phone]
            known = next((person for person in self.world.people.get(row.name, ()) if key == f"#{person.id}"), None)
            return key, known
        known_ones = self.world.people.get(row.name, ())
        if same := next((namesake for namesake in known_ones if phone and namesake.phone == phone), None):
            return f"#{same.id}", same
        here = [namesake for namesake in known_ones if any(place == unit for _, place, _ in namesake.posts)]
        unsure = [namesake for namesake in known_ones if not (phone and namesake.phone)]
        if len(here) == 1 and here[0] in unsure:
            return f"#{here[0].id}", here[0]
        if unsure:
            wrong.append(CodeRemark("roster.namesake", {"name": row.name}))
        elif known_ones or row.name in self.named:
            doubts.append(CodeRemark("roster.another", {"name": row.name}))
        return f"{row.name}/{phone or row.number}", None

    def _there(self, key: str, person: KnownPerson | None, unit: int | str, title: str, role: Role) -> bool:
        """Return True if this person already has this post, as recorded or by a row above."""
        if (key, unit, title) in self.posts:
            return True
        post = self.world.posts.get((unit, title)) if isinstance(unit, int) else None
        return bool(post and person and post.held == person.id and post.role == role)

    def _post(
        self, row: RosterRow, unit: int | str, wanted: str, role: Role, doubts: list[CodeRemark]
    ) -> tuple[int | None, str]:
        """Return the vacant post to fill, or None with a title that is not in use in the unit."""
        there = self.world.posts.get((unit, wanted)) if isinstance(unit, int) else None
        if there and there.held is None and there.role == role and there.id not in self.filled:
            self.filled.add(there.id)
            if row.charges or row.fields:
                doubts.append(CodeRemark("roster.charges_stay"))
            self.titles.add((unit, wanted))
            return there.id, wanted
        title, number = wanted, 1
        while (unit, title) in self.titles or (isinstance(unit, int) and (unit, title) in self.world.posts):
            number += 1
            title = f"{wanted[:56]}{number}"
        if title != wanted:
            doubts.append(CodeRemark("roster.title", {"old": wanted, "new": title}))
        self.titles.add((unit, title))
        return None, title

    def _account(self, row: RosterRow, key: str, person: KnownPerson | None, wrong: list[CodeRemark]) -> str:
        """Return the username to create for the person, or "" if they have an account."""
        if (person and person.account) or key in self.accounts:
            return ""
        name = row.username or suggest_free_username(self.spell(row.name), self.taken)
        if not is_valid_username(name):
            wrong.append(CodeRemark("roster.account", {"account": name}))
        elif name.casefold() in self.taken:
            wrong.append(CodeRemark("roster.account_taken", {"account": name}))
        else:
            self.taken.add(name.casefold())
            self.accounts[key] = name
        return name


def _roles_of(person: KnownPerson | None) -> list[Role]:
    """Return the roles that a recorded person holds now or later."""
    return [role for _, _, role in person.posts] if person else []


def _phone(words: str) -> str:
    """Return a normalized telephone number, or "" if it is invalid."""
    return next(
        (
            found.value
            for found in (check_mobile_number(words), check_telephone_number(words))
            if words and not found.errors
        ),
        "",
    )


def _faults(row: RosterRow) -> list[CodeRemark]:
    """Return the errors of a row taken by itself."""
    found = [
        CodeRemark("roster.missing", {"field": name}) for name in ("unit", "name", "role") if not getattr(row, name)
    ]
    for name, limit in LONGEST.items():
        words = str(getattr(row, name))
        if len(words) > limit:
            found.append(CodeRemark("roster.long", {"field": name, "limit": limit}))
        if unseen := first_unseen(words):
            found.append(CodeRemark("roster.unseen", {"field": name, "code": unseen.code}))
    if row.phone and not _phone(row.phone):
        found.append(CodeRemark("roster.phone"))  # without the number itself: the report is stored
    if row.email and check_email_address(row.email).errors:
        found.append(CodeRemark("roster.email"))
    return found
